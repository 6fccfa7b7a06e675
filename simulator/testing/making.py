"""What pairs of tests begin with: a pair that is set up, or a scenario that was played."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from simulator.playing import START, play_file
from simulator.scenario.loader import ScenarioFile, load, read
from simulator.scenario.player import Player
from simulator.scenario.report import scenario_lines
from simulator.scenario.result import RunResult
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.serving import equip
from simulator.testing.lab import Lab
from simulator.testing.pair import Pair
from simulator.world import World, WorldConfig

READY: Final = """\
scenario: ready
title: A pair that is set up
given:
  zitadel:
    service_accounts:
      - user_name: okta-scim
        name: Okta SCIM
        metadata: {urn:zitadel:scim:ignorePasswordOnCreate: "true"}
        capture: okta_account
  okta:
    app:
      label: ZITADEL
      provisioning:
        authentication: {token: "${okta_account.token}"}
      features: {create: true, update: true, deactivate: true}
"""
"""What a pair has unless a file says otherwise."""


@contextmanager
def ready_pair(given: Path | None) -> Iterator[Pair]:
    """Run a pair with the ``given`` of a scenario file, or one that is set up."""
    file = read(READY, "ready.yaml") if given is None else load(given)
    content = file.scenario.given

    async def make(world: World) -> None:
        await equip(world, content)

    with Pair(configure(WorldConfig(start=START), content), make) as pair:
        yield pair


class ScenarioFailed(AssertionError):
    """A scenario did not end as it should; the message is its report."""

    def __init__(self, result: RunResult) -> None:
        self.result = result
        super().__init__("\n".join(line.text for line in scenario_lines(result)))


@contextmanager
def played(file: ScenarioFile) -> Iterator[Lab]:
    """Play a scenario and give the lab as it is then; raises :class:`ScenarioFailed`."""
    players: list[Player] = []

    async def make(world: World) -> None:
        player = Player(file, stage_of(world, timer=perf_counter))
        players.append(player)
        result = await player.run()
        if not result.passed:
            raise ScenarioFailed(result)

    with Pair(configure(WorldConfig(start=START), file.scenario.given), make) as pair:
        yield Lab(pair, players[0].captured)


async def judge(file: ScenarioFile) -> None:
    """Play a scenario on its own; raises :class:`ScenarioFailed`."""
    result = await play_file(file, timer=perf_counter)
    if not result.passed:
        raise ScenarioFailed(result)


__all__ = ["READY", "ScenarioFailed", "judge", "played", "ready_pair"]
