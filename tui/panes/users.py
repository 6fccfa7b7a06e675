"""Pane 3, ZITADEL: which users there are, people first, then service accounts."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.formats import age_text, login, short_id
from simulator.glyphs import Glyphs
from simulator.journal.linked import newest
from tui.console_text import STATES
from tui.filters import NO_FILTER, ListFilter, list_filter
from tui.panes.attributes import by_text
from tui.run import Run
from tui.widgets.table_model import Cell, Column, Key, Row

_ORDERS = {
    "name": "type<>'human', name_key, pos",
    "state": "type<>'human', state, name_key, pos",
    "last change": "changed DESC, pos",
}

_ERRORS = "type='human' AND state<>'active'"
_BY = newest("cause", "user", "zitadel_user.id", kinds="zitadel.user.*")
_WORD = "user_name || ' ' || id || ' ' || type"
_TERMS = {"state": "state", "user": "user_name || ' ' || id"}
"""The terms of the filter language that users know, and their columns."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user of ZITADEL as a row; ``by`` is the exchange of its newest event."""

    id: str
    name: str
    machine: bool
    state: str
    events: int
    changed: int
    age: str
    by: int | None
    display: str = ""

    @property
    def key(self) -> Key:
        return self.id

    @property
    def version(self) -> object:
        return (self.name, self.state, self.events, self.age, self.by, self.display)


class Users:
    """The users of a run in an order, all or those with some words in them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._positions = array("q")
        self._places: dict[int, int] = {}
        self.order = "name"
        self.filter = NO_FILTER
        self.only: frozenset[str] | None = None
        self.errors_only = False
        self.total = 0
        self.refresh()

    @property
    def narrowed(self) -> bool:
        """Whether some are hidden."""
        return self.filter is not NO_FILTER or self.only is not None or self.errors_only

    def refresh(self) -> None:
        """Read which users there are and in which order."""
        parts, parameters = ["1"], list[object]()
        if self.errors_only:
            parts.append(_ERRORS)
        if self.only is not None:
            parts.append(f"id IN ({','.join('?' * len(self.only))})")
            parameters += sorted(self.only)
        parts.append(self.filter.where)
        parameters += self.filter.parameters
        where = " AND ".join(parts)
        sql = f"SELECT pos FROM zitadel_user WHERE {where} ORDER BY {_ORDERS[self.order]}"
        self._positions = array("q", (row[0] for row in self._run.db.execute(sql, parameters)))
        self._places = {pos: i for i, pos in enumerate(self._positions)}
        self.total = int(self._run.db.execute("SELECT count(*) FROM zitadel_user").fetchone()[0])

    def compile(self, text: str) -> ListFilter:
        """Compile a filter line; raises :class:`FilterError`."""
        if not text:
            return NO_FILTER
        return list_filter(text, word=_WORD, columns=_TERMS, errors=_ERRORS, whole=("state",))

    def __len__(self) -> int:
        return len(self._positions)

    def index_of(self, key: Key) -> int | None:
        row = self._run.db.execute("SELECT pos FROM zitadel_user WHERE id=?", (key,)).fetchone()
        return None if row is None else self._places.get(row[0])

    def is_heading(self, index: int) -> bool:
        return False

    def window(self, start: int, stop: int) -> Sequence[Row]:
        positions = self._positions[start:stop]
        marks = ",".join("?" * len(positions))
        sql = (
            "SELECT pos, id, user_name, type, state, sequence, changed,"
            f" ({_BY}), display_name FROM zitadel_user WHERE pos IN ({marks})"
        )
        rows = {row[0]: row for row in self._run.db.execute(sql, positions)}
        now = self._run.now()
        return [_row(rows[pos], now) for pos in positions if pos in rows]

    def state_of(self, user: str) -> str:
        """Return the state of one user in ZITADEL's word, empty if there is none."""
        row = self._run.db.execute("SELECT state FROM zitadel_user WHERE id=?", (user,)).fetchone()
        return str(row[0]) if row else ""


def _row(row: Sequence[Any], now: int) -> UserRow:
    _, id_, name, type_, state, sequence, changed, by, display = row
    age = age_text(now - changed) if changed else ""
    events, machine = sequence or 0, type_ == "machine"
    return UserRow(
        id_, name or "", machine, state or "", events, changed or 0, age, by, display or ""
    )


class UserColumns:
    """The columns of the list for a width."""

    def __init__(self, glyphs: Glyphs, digits: Callable[[], int]) -> None:
        self._g = glyphs
        self._digits = digits
        """How many digits the numbers of requests have by now."""

    def __call__(self, width: int) -> list[Column]:
        state = Column("", 1, self._state)
        name = Column("userName", 0, self._name)
        by = Column("by", max(5, self._digits() + 1), self._by, right=True)
        age = Column("age", 4, lambda row, _: (row.age, "dim"), right=True)
        if width >= 60:
            number = Column("id", 18, lambda row, _: (row.id, "dim"))
            events = Column("events", 6, lambda row, _: (str(row.events), "dim"), right=True)
            word = Column("state", 8, self._word)
            shown = Column("display name", 0, lambda row, _: (row.display, "dim"))
            if width >= 90:
                return [state, name, shown, word, number, events, age, by]
            return [state, name, word, number, events, age, by]
        if width >= 46:
            number = Column("id", 8, lambda row, _: (short_id(row.id, glyphs=self._g), "dim"))
            return [state, name, number, age, by]
        return [state, name, age, by] if width >= 24 else [state, name]

    def _state(self, row: UserRow, _: int) -> Cell:
        g = self._g
        if row.machine:
            return g.machine, "dim"
        return {
            "active": (g.active, "success"),
            "initial": (g.pending, "info"),
            "inactive": (g.inactive, "dim"),
            "locked": (g.locked, "warning"),
        }.get(row.state, (g.failed, "error"))

    def _by(self, row: UserRow, width: int) -> Cell:
        return by_text(row.by, width), "dim"

    def _word(self, row: UserRow, _: int) -> Cell:
        return STATES.get(row.state, row.state), "dim"

    def _name(self, row: UserRow, width: int) -> Cell:
        text = row.name if width >= 24 else login(row.name)
        return text, "dim" if row.machine else "text"


__all__ = ["UserColumns", "UserRow", "Users"]
