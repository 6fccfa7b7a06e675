"""One run as the app sees it: what is new since the last look, and a few running figures.

The same for a run in this process, a finished file and a run that lives elsewhere: a reader, the
exchanges under way, and the time. Source: tui.md 16 (feed), architecture.md 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.clock import WallClock
from simulator.events import Record
from simulator.journal.reader import Reader, lineage
from simulator.journal.writer import RESET, Journal
from simulator.wire.exchange import Exchange
from tui.figures import Figures

PAGE = 1000
_FAULTS = ("fault.added", "fault.changed", "fault.switched", "fault.removed", "fault.cleared")
_SWITCHES = ("control.hold", "control.release", "control.speed")


@dataclass(frozen=True, slots=True)
class News:
    """What came since the last look."""

    records: tuple[Record, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    running_changed: bool = False
    reset: bool = False

    def __bool__(self) -> bool:
        return bool(self.records or self.exchanges or self.running_changed or self.reset)

    def has(self, *prefixes: str) -> bool:
        """Say whether a record of one of these kinds is among them."""
        return self.reset or any(record.kind.startswith(prefixes) for record in self.records)


class Run:
    """Ask one run what is new. ``running`` are the exchanges under way, by seq."""

    def __init__(
        self,
        reader: Reader,
        *,
        running: Mapping[int, Exchange] | None = None,
        clock: Callable[[], int] | None = None,
        journal: Journal | None = None,
        path: Path | None = None,
        trouble: Callable[[], str] = lambda: "",
        gone: Callable[[], bool] = lambda: False,
        opening: Callable[[], bool] = lambda: False,
    ) -> None:
        self.reader = reader
        self.path = path if journal is None else journal.path
        self.db = reader.db
        self.journal = journal
        self.running: Mapping[int, Exchange] = running if running is not None else {}
        self._clock = clock
        self._trouble = trouble
        self._gone = gone
        self._opening = opening
        self.figures = Figures()
        self.start = 0
        self._seq = self._pos = 0
        self._last_at = self._latest = 0
        self._turned = 0
        """The record with which the run last went back to an earlier state."""
        self._were_running: frozenset[int] = frozenset()
        self._count()

    @classmethod
    def of_journal(cls, journal: Journal) -> "Run":
        """Watch a run of this process."""
        run = cls(
            Reader(journal.db),
            running=journal.running,
            clock=lambda: journal.clock.us(),
            journal=journal,
        )
        if isinstance(journal.clock, WallClock):
            run.figures.speed = journal.clock.speed
        return run

    @property
    def is_live(self) -> bool:
        """Whether something may still happen."""
        return self._clock is not None and not self._gone()

    @property
    def is_opening(self) -> bool:
        """Whether it is still being read for the first time."""
        return self._opening()

    @property
    def is_lost(self) -> bool:
        """Whether it lives elsewhere and nobody answers there."""
        return self._clock is not None and self._gone()

    @property
    def seq(self) -> int:
        """The newest record seen."""
        return self._seq

    @property
    def digits(self) -> int:
        """How many digits the numbers of records and requests have by now."""
        return len(str(self._seq))

    def trouble(self) -> str:
        """Return what keeps the run from being written or watched, empty for nothing."""
        if self.journal is not None and self.journal.failure is not None:
            return f"The journal cannot be written: {self.journal.failure.reason}"
        return self._trouble()

    def now(self) -> int:
        """Return simulated time: the clock's, as far as it is known, or of the last happening."""
        if self._clock is not None and not self._gone():
            self._latest = max(self._clock(), self._last_at)
        return max(self._latest, self._last_at)

    def elapsed(self) -> int:
        """Return microseconds since the run began."""
        return max(0, self.now() - self.start) if self.start else 0

    def meta(self, key: str) -> str | None:
        """Return a fact about the whole run."""
        return self.reader.meta(key)

    # -- what is new ----------------------------------------------------------------------

    def poll(self) -> News:
        """Return what came since the last call."""
        records = self._new_records()
        exchanges = self._new_exchanges()
        running = frozenset(self.running)
        changed = running != self._were_running
        self._were_running = running
        if not (records or exchanges or changed):
            return News()
        for record in records:
            self._take_record(record)
        for exchange in exchanges:
            self._take_exchange(exchange)
        reset = any(record.kind == RESET for record in records)
        return News(tuple(records), tuple(exchanges), changed, reset)

    def _new_records(self) -> list[Record]:
        found: list[Record] = []
        while page := self.reader.records(after=self._seq, limit=PAGE):
            found += page
            self._seq = page[-1].seq
            if len(page) < PAGE:
                break
        return found

    def _new_exchanges(self) -> list[Exchange]:
        pairs = self.reader.exchange_seqs(after_pos=self._pos)
        if not pairs:
            return []
        self._pos = pairs[-1][0]
        seqs = [seq for _, seq in pairs]
        pages = [seqs[i : i + PAGE] for i in range(0, len(seqs), PAGE)]
        return [exchange for page in pages for exchange in self.reader.exchanges(page)]

    def _take_record(self, record: Record) -> None:
        self.start = self.start or record.at
        if record.kind == RESET:
            self._turned = record.seq
            if record.at < self._last_at:
                self._last_at = self._latest = record.at
                self.figures.turn_back(self._second(record.at))
                for span in lineage(self.db, record.seq):
                    self._count_span(*span)
        self._last_at = max(self._last_at, record.at)
        self._switch(record.kind, record.data.get("speed"))
        if record.kind == "step.started" and record.links.step is not None:
            self.figures.steps[record.links.step] = self._second(record.at)
        elif record.kind.startswith("fault.") and self.figures.take_fault(record):
            self.figures.switched.add(self._second(record.at))

    def _switch(self, kind: str, speed: object) -> None:
        if kind in ("control.hold", "control.release"):
            self.figures.held = kind == "control.hold"
        elif kind == "control.speed" and isinstance(speed, int | float):
            self.figures.speed = float(speed)

    def _take_exchange(self, exchange: Exchange) -> None:
        figures, second = self.figures, self._second(exchange.at)
        self.start = self.start or exchange.at
        figures.requests += 1
        figures.push = max(figures.push, exchange.links.push or 0)
        if not exchange.status or exchange.status >= 400:
            figures.errors += 1
        if exchange.seq < self._turned:  # of a time that was left behind
            return
        self._last_at = max(self._last_at, exchange.at)
        figures.seconds[second] = figures.seconds.get(second, 0) + 1
        figures.millis[second] = figures.millis.get(second, 0.0) + (exchange.ms or 0.0)
        figures.lately.append((exchange.at, exchange.ms or 0.0))
        if not exchange.status or exchange.status >= 400:
            figures.bad_seconds.add(second)

    def _second(self, at: int) -> int:
        return max(0, at - self.start) // 1_000_000

    # -- what was there before --------------------------------------------------------------

    def _count(self) -> None:
        """Take in what is there already with a few questions, without reading every record."""
        one = self._one
        self.start = min(
            (v for v in (one("min", "record"), one("min", "exchange")) if v), default=0
        )
        self._seq = int(self.db.execute("SELECT coalesce(max(seq),0) FROM record").fetchone()[0])
        self._pos = self.reader.last_pos()
        spans = lineage(self.db, 1 << 62)
        if len(spans) > 1:
            self._turned = spans[-1][0] - 1
        self._last_at = max(one("max", "record"), one("max", "exchange", spans[-1][0]))
        for span in spans:
            self._count_span(*span)
        sql = "SELECT count(*), coalesce(sum(status=0 OR status>=400),0) FROM exchange"
        self.figures.requests, self.figures.errors = self.db.execute(sql).fetchone()
        push = self.db.execute("SELECT coalesce(max(push),0) FROM exchange").fetchone()
        self.figures.push = int(push[0])
        for kind in _SWITCHES:
            for record in self.reader.records(kind=kind):
                self._switch(record.kind, record.data.get("speed"))
        for record in self.reader.records(kind="step.started"):
            within = any(first <= record.seq <= last for first, last in spans)
            if record.links.step is not None and within:
                self.figures.steps[record.links.step] = self._second(record.at)
        rules = [r for kind in _FAULTS for r in self.reader.records(kind=kind, limit=10_000)]
        for record in sorted(rules, key=lambda each: each.seq):
            if self.figures.take_fault(record):
                self.figures.switched.add(self._second(record.at))

    def _count_span(self, first: int, last: int) -> None:
        """Count requests by second, where nothing was taken back."""
        sql = (
            "SELECT (at-?)/1000000, count(*), sum(status=0 OR status>=400), sum(ms)"
            " FROM exchange WHERE seq BETWEEN ? AND ? GROUP BY 1"
        )
        figures = self.figures
        for second, count, bad, ms in self.db.execute(sql, (self.start, first, last)):
            figures.millis[second] = figures.millis.get(second, 0.0) + (ms or 0.0)
            figures.seconds[second] = figures.seconds.get(second, 0) + count
            if bad:
                figures.bad_seconds.add(second)

    def _one(self, function: str, table: str, first: int = 0) -> int:
        order = "ASC" if function == "min" else "DESC"
        sql = f"SELECT at FROM {table} WHERE seq>=? ORDER BY seq {order} LIMIT 1"
        row = self.db.execute(sql, (first,)).fetchone()
        return int(row[0]) if row else 0


__all__ = ["News", "Run"]
