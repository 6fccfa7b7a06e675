"""Every scenario that comes along, played in a real world over loopback."""

from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from simulator.events import JSON
from simulator.journal.digest import transcript
from simulator.scenario.base import Body
from simulator.scenario.loader import find, load, load_cases
from simulator.scenario.model import WORDLESS, WORDS
from simulator.scenario.player import Player
from simulator.scenario.report import Report, text
from simulator.scenario.setup import configure
from simulator.scenario.stage import Control, stage_of
from simulator.world import World, WorldConfig

GUIDE = Path("scenarios") / "first-steps" / "guide.yaml"
pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
FILES = find([ROOT / "scenarios"])
PATIENCE = 60.0
FIXED = {"id"}
"""Arguments that only ``given`` has: ids that a file fixes itself."""
SPELT = {
    "lab.fault.add": {"before"},  # a file's steps are in order as they are
    "lab.wait": {"seconds"},
    "zitadel.password_policy": {"set"},
    "zitadel.lockout_policy": {"set"},
    "zitadel.domain_policy": {"set"},
}
"""Arguments that a word spells in its own way."""


@pytest.mark.parametrize(
    "path", FILES, ids=[str(path.relative_to(ROOT / "scenarios")) for path in FILES]
)
async def test_the_scenario_passes(path: Path) -> None:
    """Its expectations hold at both ends, and playing it again from the start changes nothing.

    Every fifth is played again: all of them twice would be a tenth of the suite.
    """
    twice = FILES.index(path) % 5 == 1
    for file in load_cases(path):
        config = configure(WorldConfig(), file.scenario.given)

        with anyio.fail_after(PATIENCE):
            async with World.open(config) as world:
                player = Player(file, stage_of(world))
                results = [await player.run()]
                if twice:
                    await player.restart()
                    results.append(await player.run())

        for result in results:
            told = "\n".join(line.text for line in text(Report((result,))))
            assert result.passed, f"\n{told}"


async def test_a_scenario_passes_under_a_running_clock() -> None:
    """With time that passes and several workers the same expectations hold."""
    file = load(ROOT / GUIDE)
    config = replace(configure(WorldConfig(), file.scenario.given), start=None, speed=1000.0)

    with anyio.fail_after(PATIENCE):
        async with World.open(config) as world:
            result = await Player(file, stage_of(world)).run()

    told = "\n".join(line.text for line in text(Report((result,))))
    assert result.passed, f"\n{told}"


async def test_two_runs_of_one_scenario_are_the_same() -> None:
    """With one seed and a clock that stands still, everything recorded is the same."""
    file = load(ROOT / GUIDE)

    async def played() -> list[tuple[int, bytes]]:
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            await Player(file, stage_of(world)).run()
            world.journal.flush()
            return list(transcript(world.journal.db))

    with anyio.fail_after(PATIENCE):
        first, second = await played(), await played()

    assert first == second


async def test_every_word_has_a_verb_that_takes_its_fields() -> None:
    """The format and the verbs were written apart; here they meet."""
    async with World.open(WorldConfig()) as world:
        verbs = {verb["name"]: verb for verb in world.control.verbs()}

    words = {word: body for word, body in WORDS.items() if body.verb}
    assert {body.verb for body in words.values()} <= set(verbs)
    for word, body in words.items():
        if body.args is Body.args:
            assert set(body.model_fields) <= set(verbs[body.verb]["args"]), word


async def test_every_verb_has_a_word_or_a_reason() -> None:
    """What a person can do in the terminal app, a scenario can do; every argument included."""
    async with World.open(WorldConfig()) as world:
        verbs = {verb["name"]: verb for verb in world.control.verbs()}

    words = {body.verb: body for body in WORDS.values() if body.verb}
    assert sorted(set(verbs) - set(words)) == sorted(WORDLESS)
    for name, body in words.items():
        fields = {field.alias or key for key, field in body.model_fields.items()}
        left = set(verbs[name]["args"]) - fields - FIXED - SPELT.get(name, set())
        assert not left, f"{name} also takes {left}"


async def test_no_token_is_in_the_run_file() -> None:
    """What the steps captured and sent as secrets is recorded as hashes and masks alone."""
    file = load(ROOT / GUIDE)
    tokens: list[str] = []

    with anyio.fail_after(PATIENCE):
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            stage = stage_of(world)
            await Player(file, replace(stage, control=Listening(stage.control, tokens))).run()
            world.journal.flush()
            dump = "\n".join(world.journal.db.iterdump())

    [token] = tokens
    assert token not in dump
    assert token.encode().hex().upper() not in dump.upper()


class Listening:
    """Pass verbs on and remember the tokens they answer."""

    def __init__(self, control: Control, tokens: list[str]) -> None:
        self._control = control
        self._tokens = tokens

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        result = await self._control.do(verb, **args)
        if verb == "zitadel.pat.create":
            self._tokens.append(result["token"])
        return result
