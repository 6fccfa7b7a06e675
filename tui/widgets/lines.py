"""Lines of coloured text, and how they are made: wrapped sentences, JSON coloured line by line."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, TypeAlias

from simulator.formats import cells, clean

Part: TypeAlias = tuple[str, str]
"""Text and the name of its style."""
StyledLine: TypeAlias = tuple[Part, ...]

_JSON_TOKEN: Final = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>true|false|null)|(?P<rest>[^\"\dtfn-]+|.)"
)
_JSON_STYLES: Final = {
    "key": "change",
    "string": "success",
    "number": "info",
    "word": "accent",
    "rest": "dim",
}


class Document(Protocol):
    """Something with lines; only those on screen are asked for."""

    def __len__(self) -> int: ...

    def line(self, index: int) -> StyledLine: ...

    @property
    def width(self) -> int:
        """The widest line, in cells."""
        ...

    @property
    def top(self) -> int:
        """The line to begin with when there is not room for all."""
        ...


class Lines:
    """Lines held in a list; ``top`` is the one to begin with."""

    def __init__(self, lines: Sequence[StyledLine] = (), *, top: int = 0) -> None:
        self._lines = list(lines)
        self.top = top
        self.width = max((line_width(line) for line in self._lines), default=0)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> StyledLine:
        return self._lines[index]


class JsonLines:
    """Indented JSON, coloured when a line is shown; ``remarks`` stand behind single lines."""

    def __init__(self, text: str, remarks: Mapping[int, Part] | None = None) -> None:
        self.top = 0
        self._lines = [clean(line) for line in text.splitlines()]
        self._remarks = remarks or {}
        widest = max((len(line) for line in self._lines), default=0)
        self.width = widest + max((len(text) + 2 for text, _ in self._remarks.values()), default=0)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> StyledLine:
        text = self._lines[index]
        parts = colour_json(text)
        remark = self._remarks.get(index)
        if remark is None:
            return parts
        return (*parts, (" " * max(2, 44 - cells(text)), "text"), remark)


class Joined:
    """Documents below each other."""

    def __init__(self, *documents: Document) -> None:
        self._documents = documents
        self.top = 0

    def __len__(self) -> int:
        return sum(map(len, self._documents))

    @property
    def width(self) -> int:
        return max((each.width for each in self._documents), default=0)

    def line(self, index: int) -> StyledLine:
        for document in self._documents:
            if index < len(document):
                return document.line(index)
            index -= len(document)
        return ()


def colour_json(text: str) -> StyledLine:
    """Colour one line of indented JSON."""
    return tuple(
        (match[0], _JSON_STYLES[match.lastgroup or "rest"]) for match in _JSON_TOKEN.finditer(text)
    )


def line_width(line: StyledLine) -> int:
    """Count the cells of a line."""
    return sum(cells(text) for text, _ in line)


def wrap(line: StyledLine, width: int, *, indent: int = 0) -> list[StyledLine]:
    """Break a line between words; following lines are indented."""
    if width <= indent + 8 or line_width(line) <= width:
        return [line]
    lines: list[list[Part]] = [[]]
    used = 0
    for text, style in line:
        for word in re.findall(r"\s+|\S+", text):
            size = cells(word)
            if used + size > width and used > indent:
                lines.append([(" " * indent, "text")])
                used = indent
                if word.isspace():
                    continue
            while used + size > width:  # a word longer than a whole line
                head, word = word[: width - used], word[width - used :]
                lines[-1].append((head, style))
                lines.append([(" " * indent, "text")])
                used, size = indent, cells(word)
            lines[-1].append((word, style))
            used += size
    return [_merged(parts) for parts in lines]


def _merged(parts: Sequence[Part]) -> StyledLine:
    """Join neighbours of one style."""
    merged: list[Part] = []
    for text, style in parts:
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + text, style)
        else:
            merged.append((text, style))
    return tuple(merged)


EMPTY: Final = Lines()


__all__ = [
    "EMPTY",
    "Document",
    "Joined",
    "JsonLines",
    "Lines",
    "Part",
    "StyledLine",
    "colour_json",
    "line_width",
    "wrap",
]
