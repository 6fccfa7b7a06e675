"""Words of trouble, played in a real world over loopback."""

from pathlib import Path

import anyio
import pytest

from simulator.scenario.loader import load, read
from simulator.scenario.player import Player
from simulator.scenario.report import Report, text
from simulator.scenario.result import RunResult, StepState
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio

DATA = Path(__file__).parent / "data" / "trouble.yaml"
PATIENCE = 30.0


async def played(path: Path) -> RunResult:
    """Play a file in a world of its own."""
    file = load(path)
    with anyio.fail_after(PATIENCE):
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            return await Player(file, stage_of(world)).run()


async def test_a_story_with_every_kind_of_trouble_passes() -> None:
    """Rules, windows, latency, crashes, and the way back to a snapshot."""
    result = await played(DATA)

    assert result.passed, "\n".join(line.text for line in text(Report((result,))))


async def test_steps_of_a_window_are_steps_like_others() -> None:
    """The window opens and closes with a step of its own; what it holds is numbered between."""
    result = await played(DATA)

    assert [(step.number, step.title, step.line) for step in result.steps[:5]] == [
        (1, "Too many requests once", 23),
        (2, "assign cedar", 26),
        (3, "expect faults throttle; 3 requests", 27),
        (4, "remove fault throttle", 23),
        (5, "snapshot one-there", 34),
    ]


async def test_a_wrong_count_of_hits_says_what_was_at_work() -> None:
    """The difference has the count that was found, and the place in the file."""
    written = DATA.read_text("utf-8").replace("faults: {throttle: 1}", "faults: {throttle: 3}")
    file = read(written, "trouble.yaml")

    with anyio.fail_after(PATIENCE):
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            result = await Player(file, stage_of(world)).run()

    [failed] = [step for step in result.steps if step.state is StepState.FAILED]
    [difference] = failed.differences
    assert (difference.attribute, difference.expected, difference.found) == ("throttle", 3, 1)
    assert difference.line == 28


async def _at_the_end(*steps: str) -> RunResult:
    """Play the setting of the story with other steps."""
    head = DATA.read_text("utf-8").partition("\nsteps:\n")[0]
    file = read("\n".join([head, "steps:", *(f"  - {step}" for step in steps)]), "short.yaml")
    with anyio.fail_after(PATIENCE):
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            return await Player(file, stage_of(world)).run()


async def test_a_verb_of_a_zitadel_that_is_down_fails_its_step() -> None:
    """Nobody answers at the port; that is the scenario's doing and no error of ours."""
    result = await _at_the_end("crash: zitadel", "lock_account: cedar")

    assert [step.state for step in result.steps] == [StepState.PASSED, StepState.FAILED]
    assert result.steps[1].error.startswith("ZITADEL did not answer: Connection refused")


async def test_a_request_of_ones_own_is_answered_behind_a_latency() -> None:
    """Nothing else moves a clock that stands still while the answer is held back."""
    result = await _at_the_end(
        "latency: 800ms", "request: {send: GET /Users, status: 200}", "clear_faults"
    )

    assert result.passed
