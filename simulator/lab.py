"""The ``lab.*`` verbs: hold, step, settle, clock, reset."""

from simulator.clock import MAX_SPEED, MIN_SPEED, Clock, ManualClock, WallClock
from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.faults.book import FaultBook
from simulator.journal.writer import Journal
from simulator.okta.engine import Engine

VERBS = {
    "hold": "hold",
    "release": "release",
    "step": "step",
    "settle": "settle",
    "speed": "speed",
    "wait": "wait",
    "reset": "reset",
    "state": "state",
}

MAX_SECONDS = 366 * 86_400


class Lab:
    """What can be done to the lab itself."""

    def __init__(
        self, *, journal: Journal, clock: Clock, engine: Engine, faults: FaultBook
    ) -> None:
        self._journal = journal
        self._faults = faults
        self._clock = clock
        self._engine = engine
        self._started = clock.now()

    async def hold(self) -> JSON:
        """Stop the engine from taking jobs."""
        self._engine.hold()
        return await self._noted("control.hold")

    async def release(self) -> JSON:
        """Let the engine take jobs again."""
        self._engine.release()
        return await self._noted("control.release")

    async def step(self) -> JSON:
        """Let exactly one job through while the engine is held."""
        self._engine.step()
        return await self._noted("control.step")

    async def settle(self) -> JSON:
        """Wait until no job is queued, under way or waiting for its next attempt."""
        await self._engine.settle()
        self._journal.flush()
        await self._journal.committed()
        return await self.state()

    async def speed(self, speed: float) -> JSON:
        """Set how many simulated seconds pass in a real one."""
        if not isinstance(self._clock, WallClock):
            raise UsageError("Time stands still in this run.", "Use lab.wait to move it.")
        speed = _number("speed", speed, least=MIN_SPEED, most=MAX_SPEED)
        self._clock.set_speed(speed)
        return await self._noted("control.speed", speed=speed)

    async def wait(self, seconds: float) -> JSON:
        """Let simulated time pass."""
        seconds = _number("seconds", seconds, least=0, most=MAX_SECONDS)
        if isinstance(self._clock, ManualClock):
            self._clock.advance(seconds)
        else:
            await self._clock.sleep(seconds)
        return await self._noted("control.wait", seconds=seconds)

    async def reset(self) -> JSON:
        """Go back to the state right after the start; the journal keeps what happened."""
        await self._engine.drain()
        self._journal.flush()
        baseline = self._journal.meta("baseline")
        if baseline is None:
            raise UsageError("This run has no start to go back to.")
        self._journal.reset(int(baseline))
        self._faults.load()
        await self._journal.committed()
        return await self.state()

    async def state(self) -> JSON:
        """Tell whether the engine is held, what is under way, and the time."""
        engine = self._engine
        clock = self._clock
        return {
            "held": engine.held,
            "idle": engine.idle,
            "queued": engine.queued,
            "running": engine.running_jobs,
            "faults": sum(fault.on for fault in self._faults.rules),
            "speed": clock.speed if isinstance(clock, WallClock) else None,
            "elapsed": (clock.now() - self._started).total_seconds(),
            "seq": self._journal.seq,
        }

    async def _noted(self, kind: str, **data: JSON) -> JSON:
        self._journal.emit([Event(kind=kind, data=data)])
        await self._journal.committed()
        return await self.state()


def _number(name: str, value: JSON, *, least: float, most: float) -> float:
    """Return a number of JSON that lies between two others; raises :class:`UsageError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise UsageError(f"{name} cannot be {value!r}.", f"Choose {least:g} to {most:g}.")
    return float(value)


__all__ = ["VERBS", "Lab"]
