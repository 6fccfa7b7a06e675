"""Pane 3, one user: the events ZITADEL wrote, newest below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.events import Record
from simulator.formats import since_text
from simulator.glyphs import Glyphs
from simulator.journal.causes import NEVER
from simulator.journal.person import METADATA, changes, user_events
from tui.panes.attributes import by_text
from tui.run import Run
from tui.widgets.table_model import Cell, Column, Key, Row


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a user."""

    record: Record
    start: int

    @property
    def key(self) -> Key:
        return self.record.seq

    @property
    def version(self) -> object:
        return self.record.kind

    @property
    def type(self) -> str:
        """The type without what all have in common."""
        kind = self.record.kind.removeprefix("zitadel.").removeprefix("user.")
        return kind.removeprefix("human.")

    @property
    def fields(self) -> str:
        """Which attributes it wrote."""
        written = changes(self.record, known={})
        payload = self.record.data.get("payload") or {}
        if not written and "key" in payload:
            return str(payload["key"]).rpartition(":")[2]
        return ", ".join(path.removeprefix(METADATA) for path in written)


class Events:
    """The events of one user."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.user = ""
        self.rows: list[EventRow] = []
        self._places: dict[Key, int] = {}

    def show(self, user: str, *, until: int = NEVER) -> None:
        """Show the events of a user."""
        self.user = user
        found = user_events(self._run.db, user, until=until) if user else []
        self.rows = [EventRow(record, self._run.start) for record in found]
        self._places = {row.key: i for i, row in enumerate(self.rows)}

    def __len__(self) -> int:
        return len(self.rows)

    def index_of(self, key: Key) -> int | None:
        return self._places.get(key)

    def is_heading(self, index: int) -> bool:
        return False

    def window(self, start: int, stop: int) -> Sequence[Row]:
        return self.rows[start:stop]


class EventColumns:
    """The columns of the list for a width."""

    def __init__(self, glyphs: Glyphs, digits: Callable[[], int]) -> None:
        self._g = glyphs
        self._digits = digits
        """How many digits the numbers of requests have by now."""

    def __call__(self, width: int) -> list[Column]:
        digits = self._digits()
        room = max(4, digits)
        number = Column("e", room, lambda row, room: (by_text(row.record.seq, room, "e"), "dim"))
        kind = Column("type", 16, lambda row, _: (row.type, "text"))
        changed = Column("changed", 0, lambda row, _: (row.fields, "dim"))
        by = Column("by", room, self._by, right=True)
        if width >= 60:
            room = max(7, digits + 1)
            number = Column("e", room, lambda row, _: (f"e{row.record.seq}", "dim"))
            time = Column("time", 7, self._time)
            wide = Column("type", 22, lambda row, _: (row.type, "text"))
            return [number, time, wide, changed, Column("by", room, self._by, right=True)]
        return [number, kind, changed, by] if width >= 32 else [number, kind]

    def _time(self, row: EventRow, _: int) -> Cell:
        return since_text(row.record.at - row.start), "dim"

    def _by(self, row: EventRow, width: int) -> Cell:
        return by_text(row.record.links.cause, width), "dim"


__all__ = ["EventColumns", "EventRow", "Events"]
