"""What led to a thing and what came of it: one selection, everything related to it.

Cause is stored, never guessed: each answer here is an equality on an index of the run file.
Source: architecture.md 1 and 5, tui.md 3.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simulator.journal.person import Person, person_at
from simulator.journal.reader import Reader

RELATED_LIMIT = 500
"""How many exchanges of one user or assignment are looked at, newest first."""
NEVER = 1 << 62
"""A seq later than all."""


class Kind(StrEnum):
    """What can be selected."""

    ASSIGNMENT = "assignment"
    JOB = "job"
    TASK = "task"
    PUSH = "push"
    EXCHANGE = "exchange"
    USER = "user"
    ATTRIBUTE = "attribute"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Selection:
    """The one thing a question is about; ``user`` completes an attribute's path."""

    kind: Kind
    key: str | int
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CausalSet:
    """Everything related to a selection.

    ``exchanges`` are the ones that made it so; ``siblings`` belong to the same job (or to an
    earlier one) and are not decisive. ``push`` is the decisive one of ``pushes``. ``attributes``
    gives for each path of the user concerned the exchange that wrote it last.
    """

    push: int | None = None
    assignments: frozenset[str] = frozenset()
    pushes: frozenset[int] = frozenset()
    exchanges: frozenset[int] = frozenset()
    siblings: frozenset[int] = frozenset()
    users: frozenset[str] = frozenset()
    attributes: Mapping[str, int] = field(default_factory=dict)

    @property
    def user(self) -> str | None:
        """The user concerned, if there is exactly one."""
        return next(iter(self.users)) if len(self.users) == 1 else None


NOTHING = CausalSet()


class Causes:
    """Look up causal sets in one run."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._db = reader.db

    def of(self, selection: Selection, *, until: int = NEVER) -> CausalSet:
        """Return what is related to a selection; users are taken as of ``until``."""
        key = selection.key
        match selection.kind:
            case Kind.ASSIGNMENT:
                return self._of_assignment(str(key), until)
            case Kind.JOB:
                return self._of_pushes(self._numbers("record", "push", job=key), until)
            case Kind.TASK:
                return self._of_task(str(key), until)
            case Kind.PUSH:
                return self._of_pushes([int(key)], until)
            case Kind.EXCHANGE:
                return self._of_exchange(int(key), until)
            case Kind.USER:
                return self._of_user(str(key), until)
            case Kind.ATTRIBUTE:
                return self._of_attribute(selection.user, str(key), until)
            case Kind.EVENT:
                return self._of_event(int(key), until)

    # -- one kind each --------------------------------------------------------------------

    def _of_assignment(self, assignment: str, until: int) -> CausalSet:
        pushes = self._numbers("exchange", "push", assignment=assignment)
        found = self._of_pushes(pushes, until)
        users = found.users or frozenset(self._linked_users(assignment))
        return CausalSet(
            push=found.push,
            assignments=frozenset({assignment}),
            pushes=found.pushes,
            exchanges=found.exchanges,
            siblings=found.siblings,
            users=users,
            attributes=self._written(users, found.exchanges, until),
        )

    def _of_task(self, task: str, until: int) -> CausalSet:
        row = self._one("SELECT job, assignment FROM okta_task WHERE id=?", task)
        if row is None:
            return NOTHING
        found = self._of_pushes(self._numbers("record", "push", job=row[0]), until)
        return found if found.pushes or row[1] is None else self._of_assignment(row[1], until)

    def _of_pushes(self, pushes: Iterable[int], until: int) -> CausalSet:
        """The newest push is decisive, earlier ones are siblings."""
        ordered = sorted(set(pushes))
        if not ordered:
            return NOTHING
        rows = self._exchanges("push", ordered[-1])
        older = [row for push in ordered[-11:-1] for row in self._exchanges("push", push)]
        seqs = frozenset(row[0] for row in rows)
        users = frozenset(row[2] for row in rows if row[2])
        return CausalSet(
            push=ordered[-1],
            assignments=frozenset(row[1] for row in rows if row[1]),
            pushes=frozenset(ordered),
            exchanges=seqs,
            siblings=frozenset(row[0] for row in older),
            users=users,
            attributes=self._written(users, seqs, until),
        )

    def _of_exchange(self, seq: int, until: int) -> CausalSet:
        row = self._one("SELECT push, assignment, user, job FROM exchange WHERE seq=?", seq)
        if row is None:
            return CausalSet(exchanges=frozenset({seq}))
        push, assignment, user, job = row
        pushes = [] if push is None else [push]
        if job is not None:  # the attempts of one job are pushes of their own
            pushes = sorted({*pushes, *self._numbers("record", "push", job=job)})
        siblings = [each for one in pushes[-20:] for each in self._exchanges("push", one)]
        users = frozenset({user}) if user else frozenset[str]()
        if not users and assignment:
            users = frozenset(self._linked_users(assignment))
        return CausalSet(
            push=push,
            assignments=frozenset({assignment}) if assignment else frozenset(),
            pushes=frozenset(pushes),
            exchanges=frozenset({seq}),
            siblings=frozenset(each[0] for each in siblings) - {seq},
            users=users,
            attributes=self._written(users, frozenset({seq}), until),
        )

    def _of_user(self, user: str, until: int) -> CausalSet:
        rows = self._exchanges("user", user)
        pushes = sorted({row[3] for row in rows if row[3] is not None})
        newest = {row[0] for row in rows if pushes and row[3] == pushes[-1]}
        if not newest and rows:
            newest = {rows[-1][0]}
        assignments = {row[1] for row in rows if row[1]} | set(self._assignments_of(user))
        users = frozenset({user})
        return CausalSet(
            push=pushes[-1] if pushes else None,
            assignments=frozenset(assignments),
            pushes=frozenset(pushes),
            exchanges=frozenset(newest),
            siblings=frozenset(row[0] for row in rows) - newest,
            users=users,
            attributes=self._written(users, None, until),
        )

    def _of_attribute(self, user: str, path: str, until: int) -> CausalSet:
        person = self.person(user, until=until)
        writers = person.writers(path)
        if not writers:
            return CausalSet(users=frozenset({user}))
        found = self._of_exchange(writers[-1], until)
        return CausalSet(
            push=found.push,
            assignments=found.assignments,
            pushes=found.pushes,
            exchanges=frozenset({writers[-1]}),
            siblings=frozenset(writers[:-1]) - {writers[-1]},
            users=frozenset({user}),
            attributes={path: writers[-1]},
        )

    def _of_event(self, seq: int, until: int) -> CausalSet:
        record = self._reader.record(seq)
        if record is None:
            return NOTHING
        cause, user = record.links.cause, record.links.user
        found = NOTHING if cause is None else self._of_exchange(cause, until)
        users = frozenset({user}) if user else found.users
        written = self._written(users, None, seq)
        return CausalSet(
            push=found.push,
            assignments=found.assignments,
            pushes=found.pushes,
            exchanges=found.exchanges,
            siblings=found.siblings,
            users=users,
            attributes={path: by for path, by in written.items() if by == cause},
        )

    # -- look-ups -------------------------------------------------------------------------

    def person(self, user: str, *, until: int = NEVER) -> Person:
        """Return a user as ZITADEL's events made it, up to and including a seq."""
        return person_at(self._db, user, until=until)

    def _written(
        self, users: frozenset[str], writers: frozenset[int] | None, until: int
    ) -> dict[str, int]:
        if len(users) != 1:
            return {}
        person = self.person(next(iter(users)), until=until)
        return {
            path: value.exchange
            for path, value in person.values.items()
            if value.exchange is not None and (writers is None or value.exchange in writers)
        }

    def _exchanges(
        self, column: str, value: object
    ) -> list[tuple[int, str | None, str | None, int | None]]:
        sql = (
            f"SELECT seq, assignment, user, push FROM exchange WHERE {column}=?"
            f" ORDER BY pos DESC LIMIT {RELATED_LIMIT}"
        )
        return sorted(self._db.execute(sql, (value,)).fetchall(), key=lambda row: int(row[0]))

    def _numbers(self, table: str, wanted: str, **where: object) -> list[int]:
        ((column, value),) = where.items()
        sql = f"SELECT DISTINCT {wanted} FROM {table} WHERE {column}=? AND {wanted} IS NOT NULL"
        return [int(row[0]) for row in self._db.execute(sql, (value,))]

    def _linked_users(self, assignment: str) -> list[str]:
        row = self._one("SELECT linked_id FROM okta_assignment WHERE id=?", assignment)
        return [row[0]] if row and row[0] else []

    def _assignments_of(self, user: str) -> list[str]:
        sql = "SELECT id FROM okta_assignment WHERE linked_id=?"
        try:
            return [row[0] for row in self._db.execute(sql, (user,))]
        except sqlite3.OperationalError:
            return []

    def _one(self, sql: str, value: object) -> tuple[Any, ...] | None:
        """Return one row; a run without the Okta side has no such tables."""
        try:
            row: tuple[Any, ...] | None = self._db.execute(sql, (value,)).fetchone()
        except sqlite3.OperationalError:
            return None
        return row


__all__ = ["NEVER", "NOTHING", "CausalSet", "Causes", "Kind", "Selection"]
