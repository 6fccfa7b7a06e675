"""Transcripts are the same every time, and a scenario written from a run repeats it."""

from pathlib import Path

import anyio
import pytest

from simulator.playing import play_file
from simulator.scenario.loader import ScenarioFile, load, load_cases, read
from simulator.scenario.recorded import Recorded, recorded
from simulator.scenario.rewrite import rewritten
from simulator.scenario.transcript import differences, transcript
from simulator.world import World
from tests.scenarios.test_gallery import FILES, PATIENCE, ROOT

pytestmark = pytest.mark.anyio

TROUBLE = Path(__file__).parent / "data" / "trouble.yaml"


async def run_of(file: ScenarioFile) -> Recorded:
    """Play a scenario and read back what happened."""
    taken: list[Recorded] = []

    def take(world: World) -> None:
        taken.append(recorded(world.reader))

    with anyio.fail_after(PATIENCE):
        result = await play_file(file, timer=lambda: 0.0, ended=take)

    assert result.passed, result
    return taken[0]


def written(run: Recorded, name: str) -> ScenarioFile:
    """Write a scenario from a run and read it."""
    made = rewritten(run, name=name, title="Recorded")
    assert made.lost == []
    return read(made.text, f"{name}.yaml")


def story(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


ALWAYS = {
    "bugs/synced-password-refused": "passwords",
    "failures/scope-missing": "client secrets",
    "lifecycle/password-change": "passwords in given",
    "first-steps/try-and-undo": "a way back to a snapshot",
}
"""Stories whose recording holds something special."""
SOME = [path for number, path in enumerate(FILES) if number % 5 == 0 or story(path) in ALWAYS]
"""Every fifth story: playing all of them twice more would be a third of the suite."""


@pytest.mark.parametrize("path", [pytest.param(path, id=story(path)) for path in (TROUBLE, *SOME)])
async def test_a_scenario_written_from_a_run_repeats_it(path: Path) -> None:
    """Requests, answers, events, times and states: byte for byte."""
    for file in load_cases(path):
        first = await run_of(file)
        again = await run_of(written(first, "again"))

        assert differences(transcript(first), transcript(again)) == []


async def test_a_transcript_is_the_same_every_time() -> None:
    """Ports, dates and keys of the machine are not in it."""
    file = load(ROOT / "scenarios" / "first-steps" / "guide.yaml")

    one = transcript(await run_of(file))
    other = transcript(await run_of(file))

    assert one == other
    assert "127.0.0.1" not in one
    assert "  = 201 Created\n" in one
    assert "account cedar@example.com" in one


async def test_another_seed_gives_the_same_transcript() -> None:
    """Ids are told by their kind and number, so a diff shows what people did differently."""
    path = ROOT / "scenarios" / "first-steps" / "one-person.yaml"
    text = path.read_text("utf-8")

    one = transcript(await run_of(read(text, "one.yaml")))
    other = transcript(await run_of(read(text.replace("seed: 1", "seed: 2"), "other.yaml")))

    assert differences(one, other) == []


async def test_a_difference_is_a_diff_people_can_read() -> None:
    """It shows the lines that changed, with what stands around them."""
    path = ROOT / "scenarios" / "first-steps" / "one-person.yaml"
    text = path.read_text("utf-8")
    changed = text.replace("lastName: Moss", "lastName: Lime").replace("Moss", "Lime")

    one = transcript(await run_of(read(text, "one.yaml")))
    other = transcript(await run_of(read(changed, "other.yaml")))
    told = differences(one, other, name="one.txt")

    assert told[0] == "--- one.txt"
    assert any(line.startswith("-") and '"familyName":"Moss"' in line for line in told)
    assert any(line.startswith("+") and '"familyName":"Lime"' in line for line in told)
