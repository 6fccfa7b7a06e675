"""Rows on screen: windows of a source, columns, finished lines.

Nothing is measured and nothing is kept per row: the source is asked for windows of rows, finished
lines are cached, and a change repaints the lines that look different, no others. With a million
rows a key still takes a few milliseconds. Source: tui.md 16.
"""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from simulator.formats import fit
from simulator.glyphs import UNICODE, Glyphs
from tui.theme import Colours
from tui.widgets.table_model import (
    NO_MARKS,
    WINDOW,
    Cell,
    Column,
    Key,
    ListSource,
    Row,
    RowSource,
    widths,
)

_CACHE_LIMIT = 4096


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Paint rows of a source with cursor and marks; who moves the cursor is not its matter."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; scrollbar-size: 0 0; overflow-y: scroll;
        overflow-x: hidden; }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """As in the base class; a new row changes no layout, as there are no scroll bars."""

    def __init__(
        self,
        columns: Callable[[int], Sequence[Column]],
        *,
        source: RowSource | None = None,
        glyphs: Glyphs = UNICODE,
        gap: int = 0,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.gap = gap
        """Free cells between the mark and the first column."""
        self.columns_for = columns
        self.source: RowSource = source if source is not None else ListSource()
        self.glyphs = glyphs
        self.cursor = -1
        self.cursor_key: Key | None = None
        self.marks = NO_MARKS
        self.placeholder: Sequence[str] = ()
        self._focused = False
        self._length = 0
        self._windows: dict[int, Sequence[Row]] = {}
        self._strips: dict[object, Strip] = {}
        self._painted: dict[int, object] = {}
        self._colours = Colours(self)
        self._layout_width = -1
        self._columns: Sequence[Column] = ()
        self._widths: list[int] = []

    def row_at(self, index: int) -> Row | None:
        """Return a row, reading its window if need be."""
        if not 0 <= index < self._length:
            return None
        start = index - index % WINDOW
        window = self._windows.get(start)
        if window is None:
            if len(self._windows) > 8:
                self._windows.clear()
            window = self.source.window(start, min(start + WINDOW, self._length))
            self._windows[start] = window
        offset = index - start
        return window[offset] if offset < len(window) else None

    # -- painting -----------------------------------------------------------------------------

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._focused = has_focus
        self.repaint()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached and self._colours.changed():
            self._strips.clear()
            self._painted.clear()

    def repaint(self) -> None:
        """Paint the lines again that would look different now."""
        if not self.is_attached:
            return
        top, (width, height) = self.scroll_offset.y, self.size
        if height <= 0 or not self.is_on_screen:
            return
        for index in range(top, top + height):
            row = self.row_at(index)
            if self._painted.get(index) != self._look(row, index, width):
                self.refresh_line(index)

    @property
    def is_on_screen(self) -> bool:
        """Whether anybody can see it; lists in other tabs need no painting."""
        return self.display

    def column_layout(self, width: int) -> tuple[Sequence[Column], list[int]]:
        """Return columns and their widths for a total width."""
        if width != self._layout_width:
            self._layout_width = width
            self._columns = self.columns_for(width)
            self._widths = widths(self._columns, max(0, width - 1 - self.gap))
        return self._columns, self._widths

    def let_columns_grow(self) -> None:
        """Lay the columns out anew if what is in them has become wider."""
        if self._layout_width >= 0:
            fresh = [column.width for column in self.columns_for(self._layout_width)]
            if fresh != [column.width for column in self._columns]:
                self.relayout()

    def relayout(self) -> None:
        """Ask for the columns anew."""
        self._layout_width = -1
        self._strips.clear()
        self._painted.clear()
        self.refresh()

    def _look(self, row: Row | None, index: int, width: int) -> object:
        """Return everything a line's look depends on."""
        if row is None:
            return (None, index if not self._length else 0, width)
        return (
            row.key,
            row.version,
            self.marks.of(row.key),
            (index == self.cursor and row.key == self.cursor_key) + 2 * self._focused,
            width,
        )

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        row = self.row_at(index)
        look = self._look(row, index, self.size.width)
        self._painted[index] = look
        strip = self._strips.get(look)
        if strip is None:
            if len(self._strips) > _CACHE_LIMIT:
                self._strips.clear()
            strip = self._empty_line(index) if row is None else self._row_line(row, index)
            self._strips[look] = strip
        if len(self._painted) > _CACHE_LIMIT:
            self._painted = {index: look}
        return strip

    def _empty_line(self, index: int) -> Strip:
        text = ""
        if not self._length and 0 < index <= len(self.placeholder):
            text = " " + self.placeholder[index - 1]
        width, style = self.size.width, self._colours.style
        return Strip([Segment(fit(text, width, glyphs=self.glyphs), style("dim"))], width)

    def _row_line(self, row: Row, index: int) -> Strip:
        width, style = self.size.width, self._colours.style
        mark = self.marks.of(row.key)
        is_cursor = index == self.cursor and row.key == self.cursor_key
        over = self._over(row, mark, is_cursor=is_cursor)
        sign = getattr(self.glyphs, mark) if mark else " "
        plain = style("text", over)
        segments = [Segment(sign, style("mark", over)), Segment(" " * self.gap, plain)]
        for column, room in zip(*self.column_layout(width), strict=True):
            if room <= 0:
                continue
            if len(segments) > 2:
                segments.append(Segment(" ", plain))
            text, meaning = column.cell(row, room)
            text = fit(text, room, right=column.right, glyphs=self.glyphs)
            shown = text.rstrip()
            segments.append(Segment(shown, style(meaning, over)))
            segments.append(Segment(text[len(shown) :], plain))
        return Strip(segments).adjust_cell_length(width, style("text", over))

    def _over(self, row: Row, mark: str, *, is_cursor: bool) -> str:
        if is_cursor and self._focused:
            return "cursor"
        if mark in ("direct", "selected"):
            return "direct"
        return "cursor-blurred" if is_cursor else ""

    def header(self, width: int) -> list[Cell]:
        """Return the titles of the columns, fitted."""
        cells: list[Cell] = [(" " * (1 + self.gap), "dim")]
        for column, room in zip(*self.column_layout(width), strict=True):
            if room <= 0:
                continue
            lead = " " if len(cells) > 1 else ""
            title = fit(column.title, room, right=column.right, glyphs=self.glyphs)
            cells.append((lead + title, "dim"))
        return cells


__all__ = ["RowList"]
