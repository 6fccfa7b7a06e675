"""Where scenarios are played: each in a world of its own, to be watched or in a moment."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulator.journal.writer import Journal
from simulator.scenario.loader import load, load_cases
from simulator.scenario.result import RunResult, StepView
from tui.control import Control
from tui.player import Gate, Performance


@dataclass(frozen=True, slots=True)
class Show:
    """A scenario that is about to be played, and the world it is played in."""

    path: Path
    journal: Journal
    control: Control
    performance: Performance
    listening: str


class Theatre:
    """Opens worlds for scenarios; ``place`` names a new run file. One show is on at a time.

    ``timer`` measures how long steps really take.
    """

    def __init__(
        self,
        place: Callable[[], Path | None],
        *,
        speed: float = 1.0,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._place = place
        self._timer = timer
        self._speed = speed
        self._ending: asyncio.Event | None = None
        self._gone: asyncio.Event | None = None

    async def perform(self, path: Path, opened: Callable[[Show], None], case: str = "") -> None:
        """Play a scenario in real time until the next one, or the end of the app.

        Of a table of cases that is the row named, or the first.
        Raises :class:`ScenarioErrors` for a file that cannot be used.
        """
        from simulator.scenario.player import Player
        from simulator.scenario.setup import configure
        from simulator.scenario.stage import stage_of
        from simulator.watching import hurried
        from simulator.world import World, WorldConfig

        file = load(path, case)
        config = WorldConfig(db=self._place(), speed=self._speed, runs_on=True)
        config = configure(config, file.scenario.given)
        gate, ending, gone = Gate(), asyncio.Event(), asyncio.Event()
        try:
            async with World.open(config) as world:
                stage = stage_of(world, pause=gate.wait, timer=self._timer)
                performance = Performance(Player(file, stage), gate)
                listening = world.scim_base_url if world.instance is not None else ""
                opened(Show(path, world.journal, world.control, performance, listening))
                await self._end_last()
                self._ending, self._gone = ending, gone
                playing = asyncio.ensure_future(performance.run())
                waiting = asyncio.ensure_future(ending.wait())
                clock, engine = world.clock, world.engine
                try:
                    async with hurried(clock, lambda: performance.busy and engine.waits_for_time):
                        await waiting
                finally:
                    playing.cancel()
                    waiting.cancel()
                    await asyncio.gather(playing, waiting, return_exceptions=True)
        finally:
            gone.set()

    async def _end_last(self) -> None:
        if self._ending is not None and self._gone is not None:
            self._ending.set()
            await self._gone.wait()

    async def rehearse(self, path: Path, changed: Callable[[StepView], None]) -> RunResult:
        """Play a scenario under the manual clock, as ``scimulator run`` does.

        Of a table of cases each row, until one fails; the last one played is what comes back.
        """
        from simulator.playing import play_file

        first, *more = load_cases(path)
        result = await play_file(first, db=self._place(), timer=self._timer, changed=changed)
        for file in more:
            if not result.passed:
                break
            result = await play_file(file, db=self._place(), timer=self._timer, changed=changed)
        return result


__all__ = ["Show", "Theatre"]
