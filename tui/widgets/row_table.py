"""A list with a cursor that never moves what is being read.

New rows come in below or in between; the row under the cursor stays on its line. Following the
newest row is a mode: any movement upwards leaves it. Source: tui.md 2 and 16.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.message import Message

from simulator.glyphs import UNICODE, Glyphs
from tui.widgets.row_list import RowList
from tui.widgets.table_model import NO_MARKS, Column, Key, Marks, Row, RowSource


class RowTable(RowList):
    """Rows of a source, a cursor, marks for what is related, and a mode that follows the end."""

    @dataclass
    class Opened(Message):
        """A person clicked the row under the cursor once more, so far from its left end."""

        table: "RowTable"
        row: Row
        x: int = 0

    @dataclass
    class Settled(Message):
        """The number of rows, the follow mode or what is new below has changed."""

        table: "RowTable"

    def __init__(
        self,
        columns: Callable[[int], Sequence[Column]],
        *,
        source: RowSource | None = None,
        follows: bool = False,
        glyphs: Glyphs = UNICODE,
        gap: int = 0,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(columns, source=source, glyphs=glyphs, gap=gap, id=id)
        self.moved: Callable[[RowTable, Row], None] | None = None
        """Told at once when a person puts the cursor on another row."""
        self.can_follow = follows
        self.follow = follows
        self._seen = 0

    # -- rows ---------------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.row_at(self.cursor)

    @property
    def unseen(self) -> int:
        """How many rows came below since the follow mode was left."""
        return 0 if self.follow else max(0, self._length - self._seen)

    def reload(self) -> None:
        """Look at the source again: nothing moves under the cursor, changed lines are painted."""
        top_before, had = self.scroll_offset.y, self._length
        anchor, line = self._anchor(top_before)
        self._windows.clear()
        self._length = len(self.source)
        self.let_columns_grow()
        if self.cursor_key is not None:
            self._find_cursor()
        if self._length != self.virtual_size.height:
            self.virtual_size = Size(0, self._length)
        if self.follow:
            self._scroll_to_line(self._length)
        elif anchor is not None and (found := self.source.index_of(anchor)) is not None:
            self._scroll_to_line(found - line)
        self.repaint()
        if had != self._length or self.unseen:
            self.post_message(self.Settled(self))

    def _anchor(self, top: int) -> tuple[Key | None, int]:
        """Return a row on screen that is to stay where it is: the cursor's, else the first."""
        if self.cursor_key is not None and top <= self.cursor < top + self.size.height:
            return self.cursor_key, self.cursor - top
        row = self.row_at(top) if self._windows else None
        return (row.key, 0) if row is not None else (None, 0)

    def _find_cursor(self) -> None:
        assert self.cursor_key is not None
        found = self.source.index_of(self.cursor_key)
        if found is not None:
            self.cursor = found
        elif self._length:
            self.cursor = self._selectable(min(self.cursor, self._length - 1), 1)
            row = self.row_at(self.cursor)
            self.cursor_key = row.key if row else None
        else:
            self.cursor, self.cursor_key = -1, None

    def start_anew(self) -> None:
        """Forget cursor and lines; keys of another run may be the same and mean something else."""
        self.cursor, self.cursor_key = -1, None
        self.reload()
        self.relayout()

    def set_source(self, source: RowSource) -> None:
        """Show other rows; the cursor stays on the same row if it is there, too."""
        self.source = source
        self.reload()

    def set_marks(self, marks: Marks) -> None:
        """Light up what belongs to the selection."""
        self.marks = marks
        self.repaint()

    # -- moving -------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by rows; upwards leaves the follow mode."""
        if self.cursor < 0:
            self.go(self._length - 1 if self.follow else self.scroll_offset.y)
            return
        self.go(self.cursor + by, direction=1 if by > 0 else -1)

    def move_page(self, by: float) -> None:
        """Move by pages."""
        self.move(int(by * max(1, self.size.height - 1)))

    def go(self, index: int, *, direction: int = 1) -> None:
        """Put the cursor on a row, as a person does."""
        if not self._length:
            return
        if index < self.cursor or self.cursor < 0 <= index < self._length - 1:
            self.set_follow(False)
        index = self._selectable(max(0, min(index, self._length - 1)), direction)
        if index >= 0 and self.place(index):
            row = self.row_at(index)
            if row is not None and self.moved is not None:
                self.moved(self, row)

    def go_to_end(self) -> None:
        """Put the cursor on the newest row and follow again."""
        self.go(self._length - 1, direction=-1)
        if self.can_follow:
            self.set_follow(True)

    def place(self, index: int) -> bool:
        """Put the cursor on a row and show it, without telling anybody."""
        row = self.row_at(index)
        if row is None:
            return False
        self.cursor, self.cursor_key = index, row.key
        self._show(index)
        self.repaint()
        return True

    def place_key(self, key: Key) -> bool:
        """Put the cursor on the row with a key."""
        index = self.source.index_of(key)
        return index is not None and self.place(index)

    def reveal(self, keys: frozenset[Key]) -> None:
        """Bring one of these rows on screen if none is; used where the cursor is elsewhere."""
        places = sorted(i for i in (self.source.index_of(key) for key in keys) if i is not None)
        top = self.scroll_offset.y
        if not places or any(top <= place < top + self.size.height for place in places):
            return
        self.set_follow(False)
        self._show(places[-1])

    def next_related(self, step: int) -> None:
        """Put the cursor on the next row that belongs to the selection."""
        index = self.cursor + step
        while 0 <= index < self._length:
            row = self.row_at(index)
            if row is not None and self.marks.related(row.key):
                self.go(index)
                return
            index += step

    def set_follow(self, follow: bool) -> None:
        """Enter or leave the mode that shows the newest row."""
        if not self.can_follow or follow == self.follow:
            return
        self.follow = follow
        self._seen = self._length
        if follow:
            self._scroll_to_line(self._length)
        self.post_message(self.Settled(self))

    def _selectable(self, index: int, direction: int) -> int:
        for step in (direction, -direction):
            at = index
            while 0 <= at < self._length:
                if not self.source.is_heading(at):
                    return at
                at += step
        return -1

    def _show(self, index: int) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if index < top:
            self._scroll_to_line(index)
        elif index >= top + height:
            self._scroll_to_line(index - height + 1)

    def _scroll_to_line(self, y: int) -> None:
        y = max(0, min(y, self._length - self.size.height))
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)

    # -- the terminal -------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _screen: object) -> None:
        """Keep the newest row on screen; when two layouts meet, one of them tells no size."""
        if self.follow and self.size.height > 0:
            self._scroll_to_line(self._length)

    def on_resize(self) -> None:
        if self.follow:
            return
        if self.cursor >= 0 and self.has_focus:
            self.call_after_refresh(self._show, self.cursor)
        elif self.marks.direct:
            self.call_after_refresh(self.reveal, self.marks.direct)

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        row = self.row_at(index)
        if row is None or self.source.is_heading(index):
            return
        again = event.chain > 1 if self.marks is NO_MARKS else self.marks.selected == row.key
        if index == self.cursor and again:
            self.post_message(self.Opened(self, row, event.x))
        else:
            self.set_follow(False)
            self.go(index)

    def on_mouse_scroll_up(self) -> None:
        self.set_follow(False)


__all__ = ["RowTable"]
