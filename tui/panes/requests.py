"""Pane 2, the wire: one row an exchange, oldest on top."""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.journal.differences import losses
from simulator.journal.linked import linked
from simulator.journal.search import Query
from simulator.wire.exchange import Exchange
from tui.filters import Own
from tui.run import News, Run
from tui.widgets.table_model import Key, Row

_CACHED = 4096


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An exchange as a row; ``ms`` counts up while it runs."""

    exchange: Exchange
    start: int
    dropped: bool
    ms: float | None

    @property
    def key(self) -> Key:
        return self.exchange.seq

    @property
    def version(self) -> object:
        return (self.exchange.status, self.ms)


class Requests:
    """The exchanges of a run, all or those a query finds; only numbers are kept."""

    def __init__(self, run: Run, *, seqs: "array[int] | None" = None) -> None:
        self._run = run
        if seqs is None:
            found = {seq for _, seq in run.reader.exchange_seqs()}
            seqs = array("q", sorted(found.union(run.running)))
        self._all = seqs
        self._shown = self._all
        self.query: Query | None = None
        self.only: frozenset[int] | None = None
        self.own: Own | None = None
        self.marked: set[int] = set()
        """The requests a person has marked."""
        self._cache: dict[int, RequestRow] = {}

    @property
    def seqs(self) -> "array[int]":
        """The numbers of all of them, in order."""
        return self._all

    @property
    def shown(self) -> "array[int]":
        """The numbers of those that are shown."""
        return self._shown

    @property
    def total(self) -> int:
        """How many there are without a query."""
        return len(self._all)

    @property
    def digits(self) -> tuple[int, int]:
        """How many digits the highest numbers of a request and of a push have."""
        last = self._all[-1] if self._all else 0
        return len(str(last)), len(str(self._run.figures.push))

    @property
    def narrowed(self) -> bool:
        """Whether some are hidden."""
        return self._shown is not self._all

    def __len__(self) -> int:
        return len(self._shown)

    def index_of(self, key: Key) -> int | None:
        if not isinstance(key, int):
            return None
        i = bisect_left(self._shown, key)
        return i if i < len(self._shown) and self._shown[i] == key else None

    def nearest(self, seq: int) -> int:
        """Return the row at or after an exchange that is not shown."""
        return min(bisect_left(self._shown, seq), max(0, len(self._shown) - 1))

    def is_heading(self, index: int) -> bool:
        return False

    def window(self, start: int, stop: int) -> Sequence[Row]:
        seqs = self._shown[start:stop]
        running = self._run.running
        missing = [seq for seq in seqs if seq not in self._cache and seq not in running]
        if missing:
            self._read(missing)
        rows = [self._cache.get(seq) or self._running_row(seq) for seq in seqs]
        return [row for row in rows if row is not None]

    def _read(self, seqs: list[int]) -> None:
        if len(self._cache) > _CACHED:
            self._cache.clear()
        lossy = self._with_losses(seqs)
        for exchange in self._run.reader.exchanges(seqs):
            self._cache[exchange.seq] = RequestRow(
                exchange, self._run.start, exchange.seq in lossy, exchange.ms
            )

    def mark(self, seq: int) -> bool:
        """Mark a request, or take its mark away; say whether it has one now."""
        self.marked ^= {seq}
        return seq in self.marked

    def _with_losses(self, seqs: list[int]) -> set[int]:
        """Return the requests of which something was sent and not stored."""
        sql = (
            f"SELECT DISTINCT cause FROM record WHERE seq IN ({linked('cause', count=len(seqs))})"
            " AND kind='note'"
            " AND json_extract(data,'$.attribute') IS NOT NULL"
        )
        reader, found = self._run.reader, set()
        for (seq,) in self._run.db.execute(sql, seqs).fetchall():
            exchange = reader.exchange(seq)
            if exchange is not None and losses(reader, exchange):
                found.add(seq)
        return found

    def _running_row(self, seq: int) -> RequestRow | None:
        exchange = self._run.running.get(seq)
        if exchange is None:
            return None
        tenths = (self._run.now() - exchange.at) // 100_000
        return RequestRow(exchange, self._run.start, False, float(max(0, tenths) * 100))

    def cut(self, seqs: "array[int]", until: int) -> None:
        """Be the requests among ``seqs`` up to a number; what narrows them still does."""
        self._all = seqs[: bisect_right(seqs, until)]
        self.narrow(self.query, self.only, self.own)

    # -- news and queries -------------------------------------------------------------------

    def take(self, news: News) -> None:
        """Take in what is new; what still runs has a row, too."""
        fresh = [exchange.seq for exchange in news.exchanges]
        for seq in (*fresh, *self._run.running):
            _insert(self._all, seq)
        if self.own is not None and self.own.running is not None:
            self.narrow(self.query, self.only, self.own)
        elif self.narrowed:
            for seq in self._matching(fresh):
                _insert(self._shown, seq)

    def _keeps(self, seq: int) -> bool:
        """Say whether a request passes what is not the matter of SQL."""
        if self.only is not None and seq not in self.only:
            return False
        own = self.own
        return own is None or own.keeps(seq, marked=self.marked, running=self._run.running)

    def _matching(self, seqs: list[int]) -> list[int]:
        found = [seq for seq in seqs if self._keeps(seq)]
        if self.query is None or not found:
            return found
        return self.query.exchanges(self._run.db, among=found)

    def narrow(
        self, query: Query | None, only: frozenset[int] | None = None, own: Own | None = None
    ) -> None:
        """Show only what a query finds, only the exchanges given, only those marked or running."""
        self.query, self.only, self.own = query, only, own
        if query is None and only is None and own is None:
            self._shown = self._all
            return
        found = self._found(query)
        last = self._all[-1] if self._all else 0
        self._shown = array("q", (seq for seq in found if seq <= last and self._keeps(seq)))

    def _found(self, query: Query | None) -> Sequence[int]:
        """Ask a query, about no more than what else narrows the list leaves."""
        if query is None:
            return self._all
        few = self.only
        if self.own is not None and self.own.marked:
            few = frozenset(self.marked)
        if few is None:
            return query.exchanges(self._run.db)
        return query.exchanges(self._run.db, among=sorted(few)) if few else ()

    def show(self, seqs: Sequence[int], query: Query, *, until: int) -> None:
        """Show what a query found elsewhere, in a thread that read up to a position."""
        self.query, self.only, self.own = query, None, None
        self._shown = array("q", seqs)
        fresh = [seq for _, seq in self._run.reader.exchange_seqs(after_pos=until)]
        for seq in self._matching(fresh):
            _insert(self._shown, seq)


def _insert(seqs: "array[int]", seq: int) -> None:
    if not seqs or seq > seqs[-1]:
        seqs.append(seq)
        return
    i = bisect_left(seqs, seq)
    if i == len(seqs) or seqs[i] != seq:
        insort(seqs, seq)


__all__ = ["RequestRow", "Requests"]
