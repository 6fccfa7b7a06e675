"""The writer's connection: what is still to be written is written before anybody asks.

A view may fold records in memory and write its rows later, many at a time; that is what makes a
change cheap. Nobody who asks the connection can tell: the first statement after such a change
brings the tables up to date. Other processes see them 50 ms after a burst of changes is over, and
half a second after it began at the latest.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, cast

LINKS = "record_link"
"""The table that says which records concern what (:mod:`simulator.journal.linking`)."""


# Python asks whether each ``bytes`` and ``None`` can be adapted and raises inside when it cannot: a
# third of a microsecond a value, some twenty values a request. To say so beforehand costs a tenth.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), cast(Callable[[None], None], {}.get))


class Connection(sqlite3.Connection):
    """A connection whose tables may be behind; ``behind`` brings them up to date.

    Only who names such a table, by one of ``stems``, sets that going: the engine asks for its
    jobs all the time, and would have what the other side remembers written one by one. ``held``
    writes the records that wait, which comes first; ``unlinked`` brings :data:`LINKS` up to date.
    """

    held: Callable[[], None] | None = None
    behind: Callable[[], None] | None = None
    stems: tuple[str, ...] = ()
    unlinked: Callable[[], None] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Ask or tell, after what was to be written before."""
        if self.held is not None:
            self.held()
        if self.behind is not None and self._named(sql):
            self.behind()
        if self.unlinked is not None and LINKS in sql:
            self.unlinked()
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Tell several rows, after what was to be written before."""
        if self.held is not None:
            self.held()
        if self.behind is not None and self._named(sql):
            self.behind()
        return super().executemany(sql, parameters)

    def _named(self, sql: str) -> bool:
        return any(stem in sql for stem in self.stems)

    at_once = sqlite3.Connection.execute
    """Ask or tell what does not depend on rows that are still to be written."""
    many_at_once = sqlite3.Connection.executemany
    """Tell several rows that do not depend on others that are still to be written."""


class AtOnce:
    """A connection as it is, for questions that do not depend on rows still to be written."""

    __slots__ = ("execute",)

    def __init__(self, db: Connection) -> None:
        self.execute = db.at_once


__all__ = ["LINKS", "AtOnce", "Connection"]
