"""Which records the tables of trailing views hold, and how they come to hold the rest.

:data:`MARK` in ``meta`` is the last record whose effects are in the tables. It is written in the
transaction that writes the rows, so that after a crash, or after a change was taken back, what
lies beyond it is folded again from the records.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from simulator.errors import JournalError
from simulator.events import Event, Record
from simulator.journal.reader import all_records
from simulator.journal.soon import Soon
from simulator.journal.transactions import Transactions, loop_runs
from simulator.journal.views import Trailing, View

MARK = "folded"
TRAIL_SECONDS, TRAIL_LATEST = 0.05, 0.5
"""How long other processes wait for rows: once there is quiet, and at most."""


class Trails:
    """The views that may be behind, and how far they are."""

    def __init__(
        self, views: Sequence[View], transactions: Transactions, last: Callable[[], int]
    ) -> None:
        self._all = views
        self._views = [view for view in views if isinstance(view, Trailing)]
        tables = [table for view in self._views for table in view.tables]
        transactions.db.stems = tuple({f"{table.partition('_')[0]}_" for table in tables})
        self._folding: dict[str, tuple[Trailing, ...] | None] = {}
        self._transactions = transactions
        self._db = transactions.db
        self._last = last
        self._lost = False
        self._soon = Soon(self.catch_up, seconds=TRAIL_SECONDS, latest=TRAIL_LATEST)
        self._marked = self._mark()
        self._held = last() if self._marked is None else self._marked
        """The record up to which nothing is missing; often later than the mark."""
        if self._marked is not None and self._marked < last():
            self.lose()
        elif self._views and self._marked is None:
            self._set_mark(self._held)

    # -- records -------------------------------------------------------------------------

    def takes(self, events: Iterable[Event]) -> bool:
        """Say whether these events change trailing views only, or nothing."""
        folding = self._folding
        for kind, _, _ in events:
            if kind not in folding:
                folding[kind] = self._who_folds(kind)
            views = folding[kind]
            if views is None:
                return False
            for view in views:
                if kind not in view.light:  # which may change
                    return False
        return loop_runs()

    def _who_folds(self, kind: str) -> tuple[Trailing, ...] | None:
        """Return the views that fold a kind; ``None`` if one of them never does it later."""
        found: list[Trailing] = []
        for view in self._all:
            if kind.startswith(view.prefixes):
                if not isinstance(view, Trailing):
                    return None
                found.append(view)
        return tuple(found)

    def remember(self, records: Sequence[Record], *, after: int) -> None:
        """Fold records of events that :meth:`takes` approved; ``after`` is the number before."""
        db, folding = self._db, self._folding
        for view in self._views:
            mine = []
            for record in records:
                views = folding[record.kind]
                if views and view in views:
                    mine.append(record)
            if not mine:
                continue
            if db.behind is None:
                self._held = after
                db.behind = self.catch_up
            self._soon.begin()
            view.remember(db, mine)

    def find_again(self) -> None:
        """Fold what was forgotten, before anything new is."""
        if self._lost:
            self.catch_up()

    def written(self, view: View, records: Sequence[Record]) -> None:
        """Learn that a view wrote everything it knows, these records included."""
        if view not in self._views:
            return
        for other in self._views:
            if other.behind:
                other.write(self._db)
        self._set_mark(records[-1].seq)

    # -- tables --------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Bring the tables up to date; raises :class:`JournalError`."""
        self._db.behind = None
        self._soon.stop()
        if not self._lost and not any(view.behind for view in self._views):
            return
        self._transactions.apart(self._write, failed=self.lose)

    def _write(self) -> None:
        last = self._last()
        if self._lost:
            self._lost = False
            self._fold_again(last)
        for view in self._views:
            view.write(self._db)
        self._set_mark(last)

    def _fold_again(self, last: int) -> None:
        marked = self._mark()
        first = self._held if marked == self._marked else marked or 0
        for records in all_records(self._db, first=first + 1, last=last):
            for view in self._views:
                mine = [record for record in records if record.kind.startswith(view.prefixes)]
                if mine:
                    view.apply(self._db, mine)

    def lose(self) -> None:
        """Forget what is in memory: it may have been taken back."""
        for view in self._views:
            view.forget()
        if self._views:
            self._lost = True
            self._db.behind = self.catch_up

    def anew(self) -> None:
        """Forget what is in memory, since the tables are about to be filled from the start."""
        for view in self._views:
            view.forget()
        self._lost = False
        self._db.behind = None

    def filled(self) -> None:
        """Learn that the tables were filled anew: they hold what is meant to be in them."""
        if self._views:
            self._set_mark(self._last())

    def close(self) -> None:
        """Bring the tables up to date for good; whoever opens the file finds nothing missing."""
        with suppress(JournalError, sqlite3.Error):
            self.catch_up()
            if self._views and self._marked != self._last():
                self._set_mark(self._last())
        self._soon.stop()

    def _mark(self) -> int | None:
        row = self._db.at_once("SELECT value FROM meta WHERE key=?", (MARK,)).fetchone()
        return None if row is None else int(row[0])

    def _set_mark(self, seq: int) -> None:
        self._db.at_once("INSERT OR REPLACE INTO meta VALUES (?,?)", (MARK, str(seq)))
        self._marked = self._held = seq


__all__ = ["MARK", "TRAIL_LATEST", "TRAIL_SECONDS", "Trails"]
