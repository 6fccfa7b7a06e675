"""Which records concern what: the table ``record_link``, and how to ask it.

A row of it is ``(what, value, seq)``: the record ``seq`` has ``value`` in its column ``what``, and
so may those that follow it within a stretch of :data:`STRETCH` numbers. What one request leads to
stands together, so that it needs one row a column. As indexes of ``record`` itself these rows would
be written with every change, a page each; kept apart they are written a batch at a time
(:mod:`simulator.journal.linking`).
"""

import sqlite3
from collections.abc import Sequence

from simulator.events import NO_LINKS, Links, Record
from simulator.journal.behind import LINKS, Connection
from simulator.journal.manyrows import ManyRows

LINKED = "linked"
"""Under which ``meta`` knows the last record that has its rows."""
KIND = "kind"
"""Linked for all kinds but ``zitadel.user.*``: those are many, and their user is linked."""
STRETCH = 64
"""A power of two: stretches begin at its multiples."""
_COLUMNS = Links._fields[:5]
"""All but the step: ``cause``, ``job``, ``push``, ``assignment``, ``user``."""
_LINKED_KIND = "kind NOT GLOB 'zitadel.user.*'"
_NOT_LINKED = "zitadel.user."
Row = tuple[str, object, int]
_ARMS = (
    *(f"SELECT '{name}',{name},seq FROM record WHERE {name} IS NOT NULL" for name in _COLUMNS),
    f"SELECT '{KIND}',kind,seq FROM record WHERE {_LINKED_KIND}",
)

TABLE = (
    f"CREATE TABLE {LINKS} (what TEXT NOT NULL, value NOT NULL, seq INTEGER NOT NULL,"
    " PRIMARY KEY (what, value, seq)) WITHOUT ROWID"
)
FILL = f"INSERT INTO {LINKS} {' UNION ALL '.join(_ARMS)}"
"""Links everything; for files that had indexes instead."""


def linked(what: str, *, count: int = 1) -> str:
    """Return the SQL for the numbers of the records that concern one of so many parameters.

    A number may come twice.
    """
    marks = ",".join("?" * count)
    if what == KIND:
        return f"SELECT seq FROM {LINKS} WHERE what='{KIND}' AND value IN ({marks})"
    return (
        f"SELECT r.seq FROM {LINKS} l CROSS JOIN record r {_within(what)}"
        f" WHERE l.what='{what}' AND l.value IN ({marks})"
    )


def last_linked(what: str) -> str:
    """Return the SQL for the greatest number of those that concern a parameter, if there is one."""
    newest = (
        f"SELECT value,seq FROM {LINKS} WHERE what='{what}' AND value=? ORDER BY seq DESC LIMIT 1"
    )
    return f"SELECT max(r.seq) FROM ({newest}) l CROSS JOIN record r {_within(what)}"


def newest(pick: str, what: str, of: str, *, kinds: str) -> str:
    """Return the SQL for a column of the newest record of some kinds that concerns ``of``.

    ``of`` is a column of an outer question, ``kinds`` a pattern of ``GLOB``. What comes first is
    the newest: SQLite goes backwards through both tables and stops there.
    """
    return (
        f"SELECT r.{pick} FROM {LINKS} l CROSS JOIN record r {_within(what)}"
        f" WHERE l.what='{what}' AND l.value={of} AND r.kind GLOB '{kinds}'"
        " ORDER BY l.seq DESC, r.seq DESC LIMIT 1"
    )


def _within(what: str) -> str:
    return f"ON r.seq BETWEEN l.seq AND (l.seq|{STRETCH - 1}) AND r.{what}=l.value"


def of_kind(*kinds: str, pick: str = "seq") -> str:
    """Return the SQL for the numbers of records of these kinds, none of them ``zitadel.user.*``."""
    names = ",".join(f"'{kind}'" for kind in kinds)
    return f"SELECT {pick} FROM {LINKS} WHERE what='{KIND}' AND value IN ({names})"


class Rows:
    """The rows that records need, as they come."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._known: Links = NO_LINKS
        self._stretch = -1

    def add(self, records: Sequence[Record]) -> None:
        """Take records that follow those before."""
        for seq, _, kind, _, links in records:
            stretch = seq // STRETCH
            if links is not self._known or stretch != self._stretch:
                before = self._known if stretch == self._stretch else NO_LINKS
                for what, value, had in zip(_COLUMNS, links, before, strict=False):
                    if value is not None and value != had:
                        self._rows.append((what, value, seq))
                self._known, self._stretch = links, stretch
            if not kind.startswith(_NOT_LINKED):
                self._rows.append((KIND, kind, seq))

    def take(self) -> list[Row]:
        """Hand out the rows; later ones rely on it that these get written."""
        rows, self._rows = self._rows, []
        return rows

    def forget(self) -> None:
        """Begin anew: what was handed out or held may never be written."""
        self._rows.clear()
        self._known, self._stretch = NO_LINKS, -1


INSERT = ManyRows(f"INSERT OR IGNORE INTO {LINKS}", columns=3)


def link(db: Connection, first: int, last: int) -> None:
    """Write the rows of the records between two numbers, both included, one for each."""
    insert = f"INSERT OR IGNORE INTO {LINKS} "
    for arm in _ARMS:
        db.at_once(f"{insert}{arm} AND seq BETWEEN ? AND ?", (first, last))


def offer_links(db: sqlite3.Connection, schema: str = "main", *, bound: str = "") -> None:
    """Let a reader ask for links: in older files, and where ``bound`` cuts off ``record``, too.

    ``bound`` is SQL after ``WHERE``. Both need a view. Nobody else gets one: SQLite would look
    through all of what it puts together for each row of an outer question.
    """
    known = f"SELECT 1 FROM {schema}.sqlite_master WHERE name='{LINKS}'"
    if db.execute(known).fetchone() is None:
        db.execute(f"CREATE TEMP VIEW {LINKS}(what,value,seq) AS {' UNION ALL '.join(_ARMS)}")
    elif bound:
        db.execute(f"CREATE TEMP VIEW {LINKS} AS SELECT * FROM {schema}.{LINKS} WHERE {bound}")


__all__ = [
    "FILL",
    "INSERT",
    "LINKED",
    "STRETCH",
    "TABLE",
    "Rows",
    "last_linked",
    "link",
    "linked",
    "newest",
    "of_kind",
    "offer_links",
]
