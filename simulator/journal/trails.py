"""Which records the tables of trailing views hold, and how they come to hold the rest.

:data:`MARK` in ``meta`` is the last record whose effects are in the tables. It is written in the
transaction that writes the rows, so that after a crash, or after a change was taken back, what
lies beyond it is folded again from the records.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from simulator.errors import JournalError
from simulator.events import Event, Record
from simulator.journal.reader import all_records
from simulator.journal.transactions import Transactions, loop_runs
from simulator.journal.views import Trailing, View

MARK = "folded"
TRAIL_SECONDS = 0.05
"""How long other processes wait for rows at most."""
RETRY_SECONDS = 1.0
PLAIN = frozenset({"note", "decision"})
"""Kinds that no view folds."""


class Trails:
    """The views that may be behind, and how far they are."""

    def __init__(
        self, views: Sequence[View], transactions: Transactions, last: Callable[[], int]
    ) -> None:
        self._views = [view for view in views if isinstance(view, Trailing)]
        self._transactions = transactions
        self._db = transactions.db
        self._last = last
        self._lost = False
        self._timer: asyncio.TimerHandle | None = None
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
        if len(self._views) != 1 or not loop_runs():
            return False
        light = self._views[0].light
        return all(event.kind in light or event.kind in PLAIN for event in events)

    def remember(self, records: Sequence[Record]) -> None:
        """Fold records of events that :meth:`takes` approved."""
        view, db = self._views[0], self._db
        light = view.light
        mine = [record for record in records if record.kind in light]
        if not mine:
            return
        if self._lost:
            self.catch_up()
        if db.behind is None:
            self._held = mine[0].seq - 1
            db.behind = self.catch_up
            self._timer = asyncio.get_running_loop().call_later(TRAIL_SECONDS, self._tick)
        view.remember(db, mine)

    def written(self, view: View, records: Sequence[Record]) -> None:
        """Learn that a view wrote everything it knows, these records included."""
        if view in self._views:
            self._set_mark(records[-1].seq)

    # -- tables --------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Bring the tables up to date; raises :class:`JournalError`."""
        db, transactions = self._db, self._transactions
        db.behind = None
        self._stop_timer()
        if not self._lost and not any(view.behind for view in self._views):
            return
        if transactions.depth:
            self._write()
            return
        depth = transactions.enter(remember=False)
        try:
            self._write()
        except BaseException as error:
            self.lose()
            transactions.undo(depth, error)
            raise
        transactions.leave(depth)

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
        self._stop_timer()

    def _mark(self) -> int | None:
        row = self._db.at_once("SELECT value FROM meta WHERE key=?", (MARK,)).fetchone()
        return None if row is None else int(row[0])

    def _set_mark(self, seq: int) -> None:
        self._db.at_once("INSERT OR REPLACE INTO meta VALUES (?,?)", (MARK, str(seq)))
        self._marked = self._held = seq

    def _tick(self) -> None:
        self._timer = None
        try:
            self.catch_up()
        except JournalError:
            self._timer = asyncio.get_running_loop().call_later(RETRY_SECONDS, self._tick)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


__all__ = ["MARK", "PLAIN", "TRAIL_SECONDS", "Trails"]
