"""Every scenario that comes along, played in a real world over loopback."""

from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from simulator.scenario.loader import find, load
from simulator.scenario.player import Player
from simulator.scenario.report import Report, text
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
FILES = find([ROOT / "scenarios"])
PATIENCE = 60.0


@pytest.mark.parametrize(
    "path", FILES, ids=[str(path.relative_to(ROOT / "scenarios")) for path in FILES]
)
async def test_the_scenario_passes(path: Path) -> None:
    """Its expectations hold at both ends, and playing it again from the start changes nothing."""
    file = load(path)
    config = configure(WorldConfig(), file.scenario.given)

    with anyio.fail_after(PATIENCE):
        async with World.open(config) as world:
            player = Player(file, stage_of(world))
            first = await player.run()
            await player.restart()
            second = await player.run()

    for result in (first, second):
        told = "\n".join(line.text for line in text(Report((result,))))
        assert result.passed, f"\n{told}"


async def test_a_scenario_passes_under_a_running_clock() -> None:
    """With time that passes and several workers the same expectations hold."""
    file = load(ROOT / "scenarios" / "first-steps" / "guide.yaml")
    config = replace(configure(WorldConfig(), file.scenario.given), start=None, speed=1000.0)

    with anyio.fail_after(PATIENCE):
        async with World.open(config) as world:
            result = await Player(file, stage_of(world)).run()

    told = "\n".join(line.text for line in text(Report((result,))))
    assert result.passed, f"\n{told}"
