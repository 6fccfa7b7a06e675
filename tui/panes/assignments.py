"""Pane 1, Okta: who is assigned to the app, and how their last push went."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.formats import age_text, kind_text, login
from simulator.glyphs import Glyphs
from tui.filters import NO_FILTER, ListFilter, list_filter
from tui.run import Run
from tui.widgets.table_model import Cell, Column, Key, Row

OFF = ("DEPROVISIONED", "SUSPENDED", "REVOKED", "DELETED")
"""What an assignment is that is no longer in force."""
_SELECT = (
    "SELECT a.id, a.user_id, a.user_name, u.login, a.scope, a.status, a.sync_state, a.linked_id,"
    " a.last_push, a.last_kind, a.changed, g.name,"
    " (SELECT state FROM okta_job j WHERE j.assignment=a.id AND j.state IN"
    " ('queued','running','waiting') ORDER BY j.job DESC LIMIT 1),"
    " (SELECT text FROM okta_task t WHERE t.assignment=a.id AND t.state='open' LIMIT 1)"
    " FROM okta_assignment a LEFT JOIN okta_user u ON u.id=a.user_id"
    " LEFT JOIN okta_group g ON g.id=a.group_id"
)
_ORDERS = {
    "name": "lower(coalesce(a.user_name, '')), a.id",
    "state": "a.sync_state, lower(coalesce(a.user_name, '')), a.id",
    "last change": "a.changed DESC, a.id",
}
ORDERS = tuple(_ORDERS)
_ERRORS = (
    "a.sync_state='ERROR' OR EXISTS (SELECT 1 FROM okta_task t WHERE t.assignment=a.id"
    " AND t.state='open')"
)
_NAME = "coalesce(a.user_name,'') || ' ' || coalesce(u.login,'')"
_VIA = "CASE WHEN a.scope='USER' THEN 'direct' ELSE 'group ' || coalesce(g.name,'') END"
_STATE = (
    f"CASE WHEN a.status IN {OFF!r} THEN 'inactive'"
    " WHEN a.sync_state='ERROR' AND a.linked_id IS NULL THEN 'failed'"
    " WHEN a.linked_id IS NOT NULL OR a.last_push IS NOT NULL THEN 'active' ELSE 'pending' END"
)
"""The state in the words of its glyph; Okta's own is ``status:``."""
_WORD = f"{_NAME} || ' ' || coalesce({_VIA},'')"
_TERMS = {
    "state": _STATE,
    "status": "a.status",
    "via": _VIA,
    "sync": "a.sync_state",
    "user": _NAME,
}
"""The terms of the filter language that assignments know, and their columns."""


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment as a row."""

    id: str
    user_id: str
    login: str
    direct: bool
    status: str
    sync: str
    linked: str | None
    push: int | None
    kind: str
    changed: int
    group: str
    job: str
    task: str
    age: str

    @property
    def key(self) -> Key:
        return self.id

    @property
    def version(self) -> object:
        return (self.status, self.sync, self.push, self.job, self.task, self.group, self.age)


class Assignments:
    """The assignments of a run in an order, all or those with some words in them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self.order = ORDERS[0]
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
        """Read which assignments there are and in which order."""
        where, parameters = self._where()
        sql = (
            "SELECT a.id FROM okta_assignment a LEFT JOIN okta_user u ON u.id=a.user_id"
            " LEFT JOIN okta_group g ON g.id=a.group_id"
            f" WHERE {where} ORDER BY {_ORDERS[self.order]}"
        )
        self._ids = [row[0] for row in self._all(sql, parameters)]
        if self.only is not None:
            self._ids = [each for each in self._ids if each in self.only]
        self._places = {each: i for i, each in enumerate(self._ids)}
        count = self._all("SELECT count(*) FROM okta_assignment")
        self.total = int(count[0][0]) if count else 0

    def _where(self) -> tuple[str, list[object]]:
        parts, parameters = ["1"], list[object]()
        if self.errors_only:
            parts.append(f"({_ERRORS})")
        parts.append(self.filter.where)
        parameters += self.filter.parameters
        return " AND ".join(parts), parameters

    def compile(self, text: str) -> ListFilter:
        """Compile a filter line; raises :class:`FilterError`."""
        if not text:
            return NO_FILTER
        return list_filter(text, word=_WORD, columns=_TERMS, errors=_ERRORS, whole=("state",))

    def _all(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Ask; a run without the Okta side has no such tables."""
        try:
            return self._run.db.execute(sql, tuple(parameters)).fetchall()
        except sqlite3.OperationalError:
            return []

    def __len__(self) -> int:
        return len(self._ids)

    def index_of(self, key: Key) -> int | None:
        return self._places.get(str(key))

    def is_heading(self, index: int) -> bool:
        return False

    def window(self, start: int, stop: int) -> Sequence[Row]:
        ids = self._ids[start:stop]
        marks = ",".join("?" * len(ids))
        rows = {row[0]: row for row in self._all(f"{_SELECT} WHERE a.id IN ({marks})", ids)}
        now = self._run.now()
        return [_row(rows[each], now) for each in ids if each in rows]

    def named(self, assignment: str) -> AssignmentRow | None:
        """Return one assignment."""
        rows = self._all(f"{_SELECT} WHERE a.id=?", [assignment])
        return _row(rows[0], self._run.now()) if rows else None

    def under_way(self) -> list[tuple[int, str, str, str, int]]:
        """Return jobs that are not done: number, user name, kind, state, attempt."""
        sql = (
            "SELECT j.job, coalesce(a.user_name,''), j.kind, j.state, j.attempt FROM okta_job j"
            " LEFT JOIN okta_assignment a ON a.id=j.assignment"
            " WHERE j.state IN ('queued','running','waiting') ORDER BY j.job LIMIT 50"
        )
        return [(int(r[0]), login(r[1]), r[2], r[3], int(r[4] or 1)) for r in self._all(sql)]

    def next_try(self) -> int | None:
        """Return when the next waiting job starts over."""
        rows = self._all("SELECT min(due) FROM okta_job WHERE state='waiting'")
        return None if not rows or rows[0][0] is None else int(rows[0][0])

    def tasks(self) -> list[tuple[str, str, str]]:
        """Return the tasks that wait for a person: id, user name, text."""
        sql = (
            "SELECT t.id, coalesce(a.user_name,''), t.text FROM okta_task t LEFT JOIN"
            " okta_assignment a ON a.id=t.assignment WHERE t.state='open' ORDER BY t.job LIMIT 50"
        )
        return [(r[0], login(r[1]), str(r[2])) for r in self._all(sql)]

    def names(self) -> list[str]:
        """Return logins, for completion."""
        rows = self._all("SELECT user_name FROM okta_assignment ORDER BY user_name LIMIT 2000")
        return [str(row[0]) for row in rows if row[0]]

    def task_of(self, assignment: str) -> str | None:
        """Return the open task of an assignment."""
        sql = "SELECT id FROM okta_task WHERE assignment=? AND state='open' LIMIT 1"
        rows = self._all(sql, [assignment])
        return str(rows[0][0]) if rows else None


def _row(row: Sequence[Any], now: int) -> AssignmentRow:
    id_, user, name, user_login, scope, status, sync, linked, push, kind, changed, group = row[:12]
    return AssignmentRow(
        id=id_,
        user_id=user or "",
        login=name or user_login or user or id_,
        direct=scope == "USER",
        status=status or "",
        sync=sync or "",
        linked=linked or None,
        push=push,
        kind=kind or "",
        changed=changed or 0,
        group=group or "",
        job=row[12] or "",
        task=row[13] or "",
        age=age_text(now - changed) if changed else "",
    )


# -- columns ------------------------------------------------------------------------------------


class AssignmentColumns:
    """The columns of the pane for a width."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._g = glyphs

    def __call__(self, width: int) -> list[Column]:
        state = Column("", 1, self._state)
        user = Column("user", 0, lambda row, _: (login(row.login), "text"))
        sync = Column("s", 1, self._sync)
        last = Column("last", 6, self._last)
        age = Column("age", 4, lambda row, _: (row.age, "dim"), right=True)
        if width >= 46:
            return [state, user, Column("via", 12, self._via), sync, last, age]
        if width >= 26:
            return [state, user, Column("v", 1, self._short_via), sync, last, age]
        return [state, user, sync]

    def _state(self, row: AssignmentRow, _: int) -> Cell:
        if row.status in OFF:
            return self._g.inactive, "dim"
        if row.sync == "ERROR" and row.linked is None:
            return self._g.failed, "error"
        if row.linked or row.push is not None:
            return self._g.active, "success"
        return self._g.pending, "info"

    def _short_via(self, row: AssignmentRow, _: int) -> Cell:
        return ("U" if row.direct else "G"), "dim"

    def _via(self, row: AssignmentRow, _: int) -> Cell:
        return ("direct" if row.direct else row.group or "group"), "dim"

    def _sync(self, row: AssignmentRow, _: int) -> Cell:
        g = self._g
        if row.job == "running":
            return g.sending, "info"
        if row.job in ("queued", "waiting"):
            return g.queued, "info"
        if row.task:
            return g.failed, "error"
        return {
            "SYNCHRONIZED": (g.ok, "success"),
            "SYNCING": (g.sending, "info"),
            "OUT_OF_SYNC": (g.unequal, "warning"),
            "ERROR": (g.failed, "error"),
        }.get(row.sync, (g.off, "dim"))

    def _last(self, row: AssignmentRow, _: int) -> Cell:
        if row.job == "queued":
            return "queued", "info"
        if row.job == "waiting":
            return "waits", "info"
        return kind_text(row.kind), "text"


__all__ = ["OFF", "ORDERS", "AssignmentColumns", "AssignmentRow", "Assignments"]
