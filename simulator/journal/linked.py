"""Which records concern what: the table ``record_link``, and how to ask it.

A row of it is ``(what, value, seq)``: the record ``seq`` has ``value`` in its column ``what``. As
indexes of ``record`` itself these rows would be written with every change, a page each; kept
apart they are written a batch at a time (:mod:`simulator.journal.linking`).
"""

import sqlite3

from simulator.journal.behind import LINKS, Connection

LINKED = "linked"
"""Under which ``meta`` knows the last record that has its rows."""
KIND = "kind"
"""Linked for all kinds but ``zitadel.user.*``: those are many, and their user is linked."""
_COLUMNS = ("user", "cause", "job", "push", "assignment")
_LINKED_KIND = "kind NOT GLOB 'zitadel.user.*'"
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


def linked(what: str, *, count: int = 1, pick: str = "seq") -> str:
    """Return the SQL for the numbers of the records that concern one of so many parameters."""
    marks = ",".join("?" * count)
    return f"SELECT {pick} FROM {LINKS} WHERE what='{what}' AND value IN ({marks})"


def of_kind(*kinds: str, pick: str = "seq") -> str:
    """Return the SQL for the numbers of records of these kinds, none of them ``zitadel.user.*``."""
    names = ",".join(f"'{kind}'" for kind in kinds)
    return f"SELECT {pick} FROM {LINKS} WHERE what='{KIND}' AND value IN ({names})"


def link(db: Connection, first: int, last: int) -> None:
    """Write the rows of the records between two numbers, both included."""
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


__all__ = ["FILL", "LINKED", "TABLE", "link", "linked", "of_kind", "offer_links"]
