"""YAML 1.2 text -> plain values with the place of each; built from parser events alone.

Nothing is constructed but dicts, lists and scalars of the core schema: under YAML 1.1 rules
``at: 1:30`` is 90 and ``off`` is false. Aliases and tags are refused, so a small file stays small.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from simulator.errors import ScenarioError
from simulator.events import JSON

MAX_DEPTH = 32
MAX_NODES = 50_000
_DIGITS = 300
_TOO_LARGE = 2**63
"""What neither JSON nor the journal keeps as a whole number."""
_HALF = re.compile("[\ud800-\udfff]")
_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; both count from 1. ``file`` is empty for the scenario's own."""

    line: int
    column: int
    file: str = ""


@dataclass(slots=True)
class Document:
    """A file's values, where each stands, and what is wrong with the YAML itself."""

    value: JSON = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    mistakes: list[tuple[Place, str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of every other file that places name."""

    def reach(self, loc: Path) -> Path:
        """Follow a path as far as the file goes, passing over parts it does not have."""
        path: Path = ()
        for part in loc:
            if (*path, part) in self.values:
                path = (*path, part)
        return path

    def key(self, loc: Path) -> Place:
        """Return where the name of something stands (for a list's element, the element)."""
        path = self.reach(loc)
        return self.keys.get(path) or self.values.get(path) or Place(1, 1)

    def at(self, loc: Path) -> Place:
        """Return where the value of something stands."""
        return self.values.get(self.reach(loc)) or Place(1, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being filled."""

    container: Any
    path: Path
    key: str | None = None
    skipped: bool = False


class _Stop(Exception):
    """Nothing more can be read."""


def parse(text: str, file: str = "") -> Document:
    """Read one document; mistakes are collected, a syntax error ends the reading."""
    builder = _Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1, file) if mark else Place(1, 1, file)
        builder.wrong(place, *_syntax(error, text, place))
    except ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"), file)
        builder.wrong(place, f"Character U+{int(error.character):04X} may not stand in YAML.", "")
    except _Stop:
        pass
    return builder.document


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _syntax(error: MarkedYAMLError, text: str, place: Place) -> tuple[str, str]:
    problem = str(error.problem or error)
    line = text.split("\n")[place.line - 1] if place.line <= text.count("\n") + 1 else ""
    if "\\t" in problem or "\t" in line[: place.column]:
        return "A tab is used for indentation.", "YAML wants spaces."
    if "mapping values" in problem:
        return "A colon is not expected here.", "Put text that holds a colon into quotes."
    if "incompatible YAML" in problem:
        return "Only YAML 1.2 is read.", "Remove the %YAML line."
    context = f" ({error.context})" if error.context else ""
    return f"This is no YAML: {problem}{context}.", ""


class _Builder:
    """Turn parser events into values; no recursion, so that depth is no danger."""

    def __init__(self, file: str = "") -> None:
        self.document = Document()
        self._file = file
        self._stack: list[_Open] = []
        self._documents = 0
        self._nodes = 0
        self._on: dict[str, Callable[[Any, Place], None]] = {
            "DocumentStartEvent": self._start_document,
            "MappingStartEvent": lambda event, place: self._open({}, event, place),
            "SequenceStartEvent": lambda event, place: self._open([], event, place),
            "MappingEndEvent": lambda _event, _place: self._close(),
            "SequenceEndEvent": lambda _event, _place: self._close(),
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
        }

    def wrong(self, place: Place, message: str, hint: str) -> None:
        self.document.mistakes.append((place, message, hint))

    def take(self, event: Any) -> None:
        handler = self._on.get(type(event).__name__)
        if handler is not None:
            mark = event.start_mark
            handler(event, Place(mark.line + 1, mark.column + 1, self._file))

    def _start_document(self, event: Any, place: Place) -> None:
        self._documents += 1
        if event.version not in (None, (1, 2)):
            self.wrong(place, "Only YAML 1.2 is read.", "Remove the %YAML line.")
        if self._documents > 1:
            self.wrong(place, "A scenario file holds one document.", "Make it two files.")
            raise _Stop

    def _open(self, container: Any, event: Any, place: Place) -> None:
        self._count(place)
        if len(self._stack) >= MAX_DEPTH:
            self.wrong(place, f"Nested deeper than {MAX_DEPTH} levels.", "")
            raise _Stop
        self._untagged(event, place)
        if self._wants_key():
            self.wrong(place, "A name must be plain text here.", "")
            self._stack.append(_Open(container, (), skipped=True))
            return
        path = self._put(container, place)
        self._stack.append(_Open(container, path))

    def _close(self) -> None:
        closed = self._stack.pop()
        if closed.skipped:
            self._stack[-1].key = ""

    def _scalar(self, event: Any, place: Place) -> None:
        self._count(place)
        self._untagged(event, place)
        if _HALF.search(event.value):
            self.wrong(place, "A half of a surrogate pair is no character.", "Write it whole.")
        if self._wants_key():
            self._name(str(event.value), place)
            return
        plain = event.style is None and event.implicit[0]
        self._put(self._resolved(event.value, place) if plain else event.value, place)

    def _name(self, name: str, place: Place) -> None:
        top = self._stack[-1]
        if name in top.container:
            first = self.document.keys.get((*top.path, name), place)
            self.wrong(place, f"{name} stands here twice.", f"The first is in line {first.line}.")
        top.key = name
        self.document.keys[(*top.path, name)] = place

    def _alias(self, event: Any, place: Place) -> None:
        self.wrong(place, f"Aliases (*{event.anchor}) are not read.", "Write the value out.")
        if self._wants_key():
            self._stack[-1].key = ""
        else:
            self._put(None, place)

    def _wants_key(self) -> bool:
        top = self._stack[-1] if self._stack else None
        return top is not None and isinstance(top.container, dict) and top.key is None

    def _put(self, value: JSON, place: Place) -> Path:
        path: Path = ()
        if not self._stack:
            self.document.value = value
        elif isinstance((top := self._stack[-1]).container, dict):
            assert top.key is not None
            path = (*top.path, top.key)
            top.container[top.key] = value
            top.key = None
        else:
            path = (*top.path, len(top.container))
            top.container.append(value)
        self.document.values[path] = place
        return path

    def _untagged(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            self.wrong(place, "Tags (!…) are not read.", "Write the plain value.")

    def _count(self, place: Place) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.wrong(place, f"More than {MAX_NODES} values.", "Make it several files.")
            raise _Stop

    def _resolved(self, text: str, place: Place) -> JSON:
        """Read a plain scalar by the core schema. Source: YAML 1.2.2 10.3."""
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
            return text[0] in "tT"
        if _BASED.fullmatch(text) or _INTEGER.fullmatch(text):
            if len(text) < _DIGITS:
                number = int(text, 0) if _BASED.fullmatch(text) else int(text)
                if abs(number) < _TOO_LARGE:
                    return number
            self.wrong(place, f"{text[:20]} is too large.", "Text goes into quotes.")
            return text
        if _NOT_FINITE.fullmatch(text):
            self.wrong(place, f"{text} is no number here.", "Text goes into quotes.")
        elif _FLOAT.fullmatch(text):
            decimal = float(text)
            if decimal not in (float("inf"), float("-inf")):
                return decimal
            self.wrong(place, f"{text[:20]} is too large.", "Text goes into quotes.")
        return text


def mistake(file: str, place: Place, message: str, hint: str) -> ScenarioError:
    """Make a mistake of a file."""
    return ScenarioError(
        message, hint, file=place.file or file, line=place.line, column=place.column
    )


__all__ = ["Document", "Path", "Place", "mistake", "parse"]
