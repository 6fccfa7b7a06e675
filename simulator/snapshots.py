"""Going back: to the start of a run, or to a state that was given a name.

Nothing is copied. A state is what the records up to a number fold to, so a snapshot is that
number, and going back folds them again; what happened in between stays on record. A clock that
stands still goes back as well, so that what waited waits as long as before and a second try is
like the first. A clock that runs is the time of whoever looks from outside (tokens, certificates),
and goes back only if asked.
"""

from collections.abc import Callable, Iterable

from simulator.clock import Clock, ManualClock, WallClock, from_us
from simulator.errors import UsageError
from simulator.events import JSON, Event, Record
from simulator.faults.book import FaultBook
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.okta.engine import Engine
from simulator.parts import Parts

KIND = "control.snapshot"


class Snapshots:
    """Take states and go back to them. ``reload`` is called when the state is another one."""

    def __init__(
        self,
        *,
        journal: Journal,
        clock: Clock,
        engine: Engine,
        faults: FaultBook,
        parts: Parts,
        reload: Iterable[Callable[[], None]],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._engine = engine
        self._faults = faults
        self._parts = parts
        self._reload = tuple(reload)

    async def take(self, name: str) -> None:
        """Name the state there is once what is under way is done."""
        if not name.strip() or len(name) > 60:
            raise UsageError("A snapshot needs a name.", "Up to 60 characters.")
        await self._engine.drain()
        speed = self._clock.speed if isinstance(self._clock, WallClock) else None
        data = {"name": name, "clock": self._clock.us(), "speed": speed}
        self._journal.emit([Event(KIND, data)])
        await self._journal.committed()

    async def restore(self, name: str, *, clock: bool | None) -> None:
        """Go back to the newest snapshot of that name."""
        found = [record for record in self._records() if record.data["name"] == name]
        if not found:
            names = ", ".join(dict.fromkeys(each.data["name"] for each in self._records()))
            help_ = f"There is {names}." if names else "Take one with lab.snapshot."
            raise UsageError(f"There is no snapshot {name}.", help_)
        data = found[-1].data
        await self._go(found[-1].seq, data["clock"], at=found[-1].at, clock=clock, name=name)
        if data.get("speed") and isinstance(self._clock, WallClock):
            self._clock.set_speed(data["speed"])

    async def reset(self, *, clock: bool | None) -> None:
        """Go back to where the run was ready."""
        baseline = self._journal.meta("baseline")
        if baseline is None:
            raise UsageError("This run has no start to go back to.")
        sql = "SELECT at FROM record WHERE seq<=? ORDER BY seq DESC LIMIT 1"
        row = self._journal.db.execute(sql, (int(baseline),)).fetchone()
        at = int(row[0]) if row else 0
        # to the millisecond: each change takes a microsecond of its own while the clock stands
        await self._go(int(baseline), at // 1000 * 1000, at=at, clock=clock)

    def listed(self) -> list[JSON]:
        """Return the snapshots there are, the newest of each name, oldest first."""
        newest = {record.data["name"]: record for record in self._records()}
        return [
            {"name": name, "seq": record.seq, "clock": from_us(record.data["clock"]).isoformat()}
            for name, record in sorted(newest.items(), key=lambda item: item[1].seq)
        ]

    def _records(self) -> list[Record]:
        found: list[Record] = []
        reader = Reader(self._journal.db)
        while page := reader.records(after=found[-1].seq if found else 0, kind=KIND):
            found += page
        return found

    async def _go(
        self, seq: int, moment: int, *, at: int, clock: bool | None, name: str = ""
    ) -> None:
        """Go back to record ``seq``, of instant ``at``, when the clock said ``moment``."""
        back = isinstance(self._clock, ManualClock) if clock is None else clock
        self._faults.let_go()
        await self._engine.drain()
        self._journal.flush()
        if back:
            self._clock.set(from_us(moment))
        self._journal.reset(seq, at=at + 1 if back else None, name=name)
        self._engine.alarms.cancel()  # another time begins
        for reload in (self._faults.load, *self._reload):
            reload()
        await self._parts.all_up()
        await self._journal.committed()


__all__ = ["KIND", "Snapshots"]
