"""The only writer of a run file: numbered records, views, group commit, batched traffic.

State changes go through :meth:`Journal.unit`, each under its own savepoint; all units of one
turn of the event loop share a transaction and one commit. Whoever answers a request waits for
:meth:`Journal.committed` first: *answered = committed*. Recorded traffic lags by at most
:data:`FLUSH_SECONDS`; see architecture.md 5.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from simulator.clock import Clock
from simulator.errors import JournalError
from simulator.events import NO_LINKS, PAYLOADS, Event, Record, current_links, each, merge, of_parts
from simulator.journal.beginning import begin
from simulator.journal.linking import Linking
from simulator.journal.lock import FileLock
from simulator.journal.news import News
from simulator.journal.opening import close_writer
from simulator.journal.reader import all_records, lineage
from simulator.journal.rows import insert_records, record_row
from simulator.journal.traffic import FLUSH_ROWS, FLUSH_SECONDS, Traffic
from simulator.journal.trails import Trails
from simulator.journal.transactions import Transactions
from simulator.journal.unit import Unit
from simulator.journal.views import Memory, View
from simulator.wire.exchange import Exchange

RESET = "run.reset"


class Journal:
    """One run file, open for writing. Belongs to one event loop (or to none, in tests)."""

    def __init__(self, path: Path | None, *, clock: Clock, views: Sequence[View] = ()) -> None:
        """Open or create ``path``; ``None`` keeps the run in memory.

        Raises :class:`JournalError` if another process holds the file, if it is no run file, or
        if something newer wrote it.
        """
        self.path = path
        self.clock = clock
        self._views = list(views)
        self._memories: list[Memory] = []
        self._closed = False
        self.news = News()
        self._lock = FileLock(path) if path is not None else None
        try:
            self.db, self._seq, self._at = begin(path, views)
        except BaseException:
            self._release()
            raise
        self._transactions = Transactions(self.db, self._name, self._ended)
        self._traffic = Traffic(self._transactions)
        self._trails = Trails(self._views, self._transactions, lambda: self._seq)
        self._linking = Linking(self._transactions, lambda: self._seq)

    @property
    def views(self) -> Sequence[View]:
        """The views folded from the records."""
        return self._views

    # -- numbers -------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        """The last number given out."""
        return self._seq

    def next_seq(self) -> int:
        """Give out the next number, for an exchange that starts now."""
        self._seq += 1
        return self._seq

    def now(self) -> int:
        """Return simulated microseconds since 1970, later than every earlier unit's."""
        return max(self.clock.us(), self._at + 1)

    # -- state ---------------------------------------------------------------------------

    def unit(self) -> AbstractContextManager[int]:
        """Do one change as a whole: it is in the file completely or not at all.

        Gives the instant (µs) that all its records share. Units may be nested; an exception
        takes back the innermost one only. Nothing may be awaited inside: the transaction of
        everybody ends with the turn of the loop.
        """
        return Unit(self._transactions, self._begin, self._forget)

    def _begin(self, depth: int) -> int:
        if depth == 0:
            self._at = self.now()
        return self._at

    def emit(self, events: Iterable[Event]) -> list[Record]:
        """Number, store and fold events; outside a unit they are a unit of their own."""
        if self._transactions.depth == 0:
            with self.unit():
                return self.emit(events)
        self._transactions.check()
        self._trails.find_again()
        records = self._numbered(events)
        insert_records(self.db, [record_row(record) for record in records])
        self._linking.noticed(records)
        self._fold(records)
        return records

    def append(self, events: Sequence[Event]) -> int:
        """Store and fold events as one change, with less to do than a unit has; return its instant.

        For changes of which nothing else is part: what the views that may trail take in memory,
        they write later. Anything else becomes a unit as usual.
        """
        if self._transactions.depth or not self._trails.takes(events):
            with self.unit() as at:
                self.emit(events)
            return at
        self._at = self.now()
        if events:
            self._transactions.join()
            self._trails.find_again()
            before = self._seq
            records = self._numbered(events)
            try:
                rows = [record_row(record) for record in records]
                self._trails.remember(records, after=before)
                self._transactions.hold(rows)
                self._linking.noticed(records)
            except BaseException as error:
                self._forget()
                self._transactions.spoil(error)
                raise
            for memory in self._memories:
                memory.changed(records)
        return self._at

    def _numbered(self, events: Iterable[Event]) -> list[Record]:
        known, at, seq = current_links(), self._at, self._seq
        own, links = NO_LINKS, known
        records = []
        for event in events:
            kind, data, its = event
            seq += len(data[PAYLOADS]) if PAYLOADS in data else 1
            if its is not own:
                own = its
                links = merge(own, known)
            records.append(of_parts(Record, (seq, at, kind, data, links)))
        self._seq = seq
        return records

    def __call__(self, event: Event) -> int:
        """Store one event and return its seq; makes the journal a sink."""
        return self.emit([event])[0].seq

    def _fold(self, records: Sequence[Record]) -> None:
        single = [one for record in records for one in each(record)]
        for view in self._views:
            mine = [record for record in single if record.kind.startswith(view.prefixes)]
            if mine:
                view.apply(self.db, mine)
                self._trails.written(view, mine)
        for memory in self._memories:
            memory.changed(records)

    def remembered_by(self, memory: Memory) -> None:
        """Keep a memory of what the views hold up to date from now on."""
        self._memories.append(memory)

    def _forget(self) -> None:
        self._trails.lose()
        self._linking.lose()
        for memory in self._memories:
            memory.forget()

    async def committed(self) -> None:
        """Wait until everything done so far is in the file: by this task, and seen by it.

        Raises :class:`JournalError` if it could not be written; nothing of it happened then.
        """
        await self._transactions.committed()

    @property
    def dirty(self) -> bool:
        """Whether something seen now may still be taken back."""
        return self._transactions.turn is not None

    @property
    def failure(self) -> JournalError | None:
        """Why the file could not be written the last time; ``None`` once it works again."""
        return self._transactions.failure

    def _ended(self, failure: JournalError | None) -> None:
        if failure is not None:
            self._forget()
        self._traffic.ended(failure)
        self.news.wake()

    @property
    def _name(self) -> str:
        return str(self.path or "run in memory")

    # -- traffic -------------------------------------------------------------------------

    @property
    def running(self) -> dict[int, Exchange]:
        """The exchanges under way, by seq."""
        return self._traffic.running

    def start(self, exchange: Exchange) -> None:
        """Show an exchange as running."""
        self._traffic.running[exchange.seq] = exchange
        self.news.wake()

    def finish(self, exchange: Exchange) -> None:
        """Keep a finished exchange; it reaches the file within :data:`FLUSH_SECONDS`."""
        self._traffic.finish(exchange)

    def flush(self) -> None:
        """Write rows and traffic that wait; part of the current turn's transaction.

        Traffic that cannot be written is kept for the next attempt.
        """
        self._trails.catch_up()
        self._traffic.flush()

    # -- readers -------------------------------------------------------------------------

    async def changed(self, timeout: float) -> bool:
        """Wait for news at most ``timeout`` real seconds; ``False`` if there were none."""
        return await self.news.wait(timeout)

    # -- the whole file ------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """Return what is known of the whole run under ``key``."""
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the whole run."""
        with self.unit():
            self.db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))

    def rebuild(self) -> None:
        """Empty the views and fold all records again."""
        with self.unit():
            self._restore(self._seq)

    def reset(self, seq: int, *, at: int | None = None, name: str = "") -> Record:
        """Go back to the state after record ``seq``, and to instant ``at`` if the clock was set."""
        if at is not None:
            self._at = at - 1
        with self.unit():
            called = {"name": name} if name else {}
            record = self.emit([Event(kind=RESET, data={"to": seq, **called})])[0]
            self._restore(seq)
        return record

    def _restore(self, seq: int) -> None:
        self._forget()
        self._trails.anew()
        for view in self._views:
            for table in view.tables:
                self.db.execute(f"DELETE FROM {table}")
        for first, last in lineage(self.db, seq):
            for records in all_records(self.db, first=first, last=last):
                self._fold(records)
        self._trails.filled()

    def close(self) -> None:
        """Write what is left and give the file free.

        Raises :class:`JournalError` if something is left that cannot be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._trails.close()
            self._linking.close()
            self._traffic.flush()
            self._transactions.close()
        finally:
            self._traffic.close()
            close_writer(self.db, self.path)
            self._release()
        if self._traffic.pending:
            missing = len(self._traffic.pending)
            raise JournalError(
                self._name, f"misses its last {missing} exchanges.", str(self.failure)
            )

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


__all__ = ["FLUSH_ROWS", "FLUSH_SECONDS", "RESET", "Journal", "Memory", "View"]
