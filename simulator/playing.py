"""Play scenario files, each in a world of its own."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from simulator.scenario.loader import ScenarioErrors, ScenarioFile, load_cases
from simulator.scenario.player import Player
from simulator.scenario.result import RunResult, StepView
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.world import World, WorldConfig

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When a run begins whose scenario names no moment."""


async def play_file(
    file: ScenarioFile,
    *,
    db: Path | None = None,
    timer: Callable[[], float],
    changed: Callable[[StepView], object] | None = None,
    opened: Callable[[World], Awaitable[None]] | None = None,
    ended: Callable[[World], None] | None = None,
) -> RunResult:
    """Play one scenario under the manual clock and return how it ended.

    ``opened`` is awaited before the first step; ``ended`` is called while the world still runs.
    """
    config = configure(WorldConfig(db=db, start=START), file.scenario.given)
    async with World.open(config) as world:
        if opened is not None:
            await opened(world)
        player = Player(file, stage_of(world, timer=timer), changed=changed)
        result = await player.run()
        if ended is not None:
            world.journal.flush()
            ended(world)
        return result


def load_all(paths: list[Path]) -> tuple[list[ScenarioFile], list[ScenarioErrors]]:
    """Read scenario files, tables row by row; return what can be played and what is wrong."""
    files: list[ScenarioFile] = []
    unusable: list[ScenarioErrors] = []
    for path in paths:
        try:
            files += load_cases(path)
        except ScenarioErrors as errors:
            unusable.append(errors)
    return files, unusable


__all__ = ["START", "load_all", "play_file"]
