"""The ``lab.*`` verbs: hold, step, settle, clock, lag, crash, reset, snapshot."""

from typing import Protocol

from simulator.clock import MAX_SPEED, MIN_SPEED, Clock, WallClock
from simulator.durations import MAX_WAIT, seconds_of
from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.faults.book import FaultBook
from simulator.journal.writer import Journal
from simulator.okta.engine import Engine
from simulator.parts import Parts
from simulator.snapshots import Snapshots

VERBS = {
    "hold": "hold",
    "release": "release",
    "step": "step",
    "settle": "settle",
    "speed": "speed",
    "wait": "wait",
    "lag": "lag",
    "crash": "crash",
    "restart": "restart",
    "reset": "reset",
    "snapshot": "snapshot",
    "restore": "restore",
    "snapshots": "snapshots",
    "state": "state",
}


class Lag(Protocol):
    """What can be done about ZITADEL's lag; see :class:`simulator.searchlag.SearchLag`."""

    @property
    def ms(self) -> int: ...
    def set(self, seconds: float) -> None: ...


class Lab:
    """What can be done to the lab itself."""

    def __init__(
        self,
        *,
        journal: Journal,
        clock: Clock,
        engine: Engine,
        faults: FaultBook,
        parts: Parts,
        snapshots: Snapshots,
        lag: Lag | None,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._engine = engine
        self._faults = faults
        self._parts = parts
        self._snapshots = snapshots
        self._lag = lag
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
        """Wait until no job is queued, under way or waiting; lab.speed hastens a back-off."""
        await self._engine.settle()
        self._journal.flush()
        await self._journal.committed()
        return await self.state()

    # -- time ----------------------------------------------------------------------------

    async def speed(self, speed: float) -> JSON:
        """Set how many simulated seconds pass in a real one."""
        if not isinstance(self._clock, WallClock):
            raise UsageError("Time stands still in this run.", "Use lab.wait to move it.")
        speed = _number("speed", speed, least=MIN_SPEED, most=MAX_SPEED)
        self._clock.set_speed(speed)
        return await self._noted("control.speed", speed=speed)

    async def wait(self, seconds: float) -> JSON:
        """Let simulated time pass, as fast as it runs: lab.speed hastens it."""
        seconds = _number("seconds", seconds, least=0, most=MAX_WAIT)
        await self._engine.wait(seconds)
        return await self._noted("control.wait", seconds=seconds)

    async def lag(self, lag: JSON) -> JSON:
        """Let ZITADEL's reads trail its writes by so long; 0 shows everything at once."""
        seconds = seconds_of(lag)
        if seconds is None:
            raise UsageError(f"lag cannot be {lag!r}.", "Write 2s, 500ms or 0.")
        if self._lag is None:
            raise UsageError("There is no fake ZITADEL here that could lag.")
        self._lag.set(seconds)
        await self._journal.committed()
        return await self.state()

    # -- parts ---------------------------------------------------------------------------

    async def crash(self, part: str) -> JSON:
        """Let the `engine` of Okta or the server of `zitadel` crash, whatever it is doing."""
        await self._parts.crash(part)
        return await self._noted("control.crash", part=part)

    async def restart(self, part: str) -> JSON:
        """Start the `engine` or `zitadel` again after a crash."""
        await self._parts.restart(part)
        return await self._noted("control.restart", part=part)

    # -- going back ----------------------------------------------------------------------

    async def reset(self, clock: bool | None = None) -> JSON:
        """Go back to the state right after the start; the journal keeps what happened."""
        await self._snapshots.reset(clock=clock)
        return await self.state()

    async def snapshot(self, name: str = "snapshot") -> JSON:
        """Give the state of both sides and the clock a name, to come back to it."""
        await self._snapshots.take(name)
        return await self.state()

    async def restore(self, name: str = "snapshot", clock: bool | None = None) -> JSON:
        """Go back to a snapshot; the journal keeps what happened.

        A clock that stands still goes back, too, one that runs does so only with `clock`.
        """
        await self._snapshots.restore(name, clock=clock)
        return await self.state()

    async def snapshots(self) -> JSON:
        """List the snapshots of this run, oldest first."""
        return {"snapshots": self._snapshots.listed()}

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
            "lag": 0 if self._lag is None else self._lag.ms / 1000,
            "crashed": self._parts.crashed,
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
