"""Keep ``record_link`` up to date: 50 ms after the last change, a batch at a time.

Questions to the writer's own connection are never early: whoever
names the table brings it up to date. Source: performance.md 3; these rows were a tenth of what a
``PUT`` costs while they were written with it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress

from simulator.errors import JournalError
from simulator.events import Record
from simulator.journal.linked import INSERT, LINKED, Rows, link
from simulator.journal.soon import Soon
from simulator.journal.transactions import Transactions

LINK_SECONDS, LINK_LATEST = 0.05, 0.5
"""How long others wait for links: once there is quiet, and at most."""


class Linking:
    """Keeps ``record_link`` at most :data:`LINK_LATEST` behind ``record``."""

    def __init__(self, transactions: Transactions, last: Callable[[], int]) -> None:
        self._transactions = transactions
        self._db = transactions.db
        self._last = last
        self._soon = Soon(self.catch_up, seconds=LINK_SECONDS, latest=LINK_LATEST)
        self._rows = Rows()
        self._done: int | None = self._mark()
        """The record up to which all are linked in the file; ``None`` if only the file knows."""
        self._lost = self._done < last()  # the last process did not come to it
        """Whether records are to be linked that are not among these rows."""
        if self._lost:
            self.noticed(())

    def noticed(self, records: Sequence[Record]) -> None:
        """Learn of records to be linked."""
        self._rows.add(records)
        if self._db.unlinked is None:
            self._db.unlinked = self.catch_up
        self._soon.begin()

    def catch_up(self) -> None:
        """Link what is not linked yet; raises :class:`JournalError`."""
        self._db.unlinked = None
        self._soon.stop()
        self._transactions.apart(self._write, failed=self.lose)

    def _write(self) -> None:
        db, last = self._db, self._last()
        if db.held is not None:
            db.held()
        rows = self._rows.take()
        if self._lost:
            link(db, self._mark() + 1, last)
            self._lost = False
        elif rows:
            INSERT.write(db, rows)
        if last != self._done:
            db.at_once("INSERT OR REPLACE INTO meta VALUES (?,?)", (LINKED, str(last)))
            self._done = last

    def _mark(self) -> int:
        row = self._db.at_once("SELECT value FROM meta WHERE key=?", (LINKED,)).fetchone()
        return 0 if row is None else int(row[0])

    def lose(self) -> None:
        """Learn that something may have been taken back; the file knows how far it got.

        Nothing is written until somebody asks or changes something: a row that still fits would
        say that the file can be written again.
        """
        self._rows.forget()
        self._lost, self._done = True, None
        self._db.unlinked = self.catch_up
        self._soon.stop()

    def close(self) -> None:
        """Link what is left; if that fails, the next start does."""
        with suppress(JournalError, sqlite3.Error):
            self.catch_up()
        self._soon.stop()


__all__ = ["LINK_LATEST", "LINK_SECONDS", "Linking"]
