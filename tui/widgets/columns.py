"""Documents beside each other, for terminals wide enough to see cause and effect at once."""

from collections.abc import Sequence
from typing import Final

from simulator.formats import cells, cut
from simulator.glyphs import UNICODE, Glyphs
from tui.widgets.lines import Document, Part, StyledLine

_LEAST: Final = 20
"""Cells a column has at least."""


class Columns:
    """Documents beside each other, each under its heading, cut at the edge of its column."""

    def __init__(
        self,
        columns: Sequence[tuple[str, Document]],
        widths: Sequence[int],
        *,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        self._columns = columns
        self._widths = [max(_LEAST, width) for width in widths]
        self._between: Part = (f" {glyphs.line} ", "dim")
        self._glyphs = glyphs
        self.width = sum(self._widths) + 3 * (len(columns) - 1)
        self.top = 0

    def __len__(self) -> int:
        return 1 + max((len(document) for _, document in self._columns), default=0)

    def line(self, index: int) -> StyledLine:
        parts: list[Part] = []
        for (heading, document), width in zip(self._columns, self._widths, strict=True):
            if parts:
                parts.append(self._between)
            given: StyledLine = ((heading, "strong"),)
            if index:
                given = document.line(index - 1) if index <= len(document) else ()
            parts += self._fitted(given, width)
        return tuple(parts)

    def _fitted(self, line: StyledLine, width: int) -> list[Part]:
        """Make a line exactly as wide as its column."""
        fitted: list[Part] = []
        room = width
        for text, style in line:
            if cells(text) > room:
                fitted.append((cut(text, room, glyphs=self._glyphs), style))
                room = 0
                break
            fitted.append((text, style))
            room -= cells(text)
        used = sum(cells(text) for text, _ in fitted)
        return [*fitted, (" " * (width - used), "text")]


def shares(width: int, weights: Sequence[int]) -> list[int]:
    """Share a width among columns with a line between them."""
    room = width - 3 * (len(weights) - 1)
    found = [room * weight // sum(weights) for weight in weights]
    found[0] += room - sum(found)
    return found


__all__ = ["Columns", "shares"]
