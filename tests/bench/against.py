"""Both fakes against other people's servers (G5 to G8), requests a second."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from statistics import median

import uvloop

from tests.bench import peers
from tests.bench.load import PAGE, Load, OktaLoad, Phase
from tests.bench.servers import Server, ours

Phases = dict[str, Phase]
_USERS = 1000
_FEW = 250
_PEOPLE = 400


def scim2_server(rounds: int) -> dict[str, float]:
    """Compare with scim2-server: creates at eight connections and at one, pages of a hundred."""
    return _compared(
        rounds,
        peers.scim2_server,
        lambda server, slow: _created(server, width=8, listed=10 if slow else 100),
        {"G5": "create", "G5b": "alone", "G6": "list"},
    )


def scimmy(rounds: int) -> dict[str, float]:
    """Compare with SCIMMY on Express."""
    return _compared(
        rounds,
        peers.scimmy,
        lambda server, _: _created(server, width=8, listed=0),
        {"G7": "create", "G7b": "get"},
    )


def emulate(rounds: int) -> dict[str, float]:
    """Compare the fake Okta with emulate's."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        with peers.emulate() as peer:
            theirs = uvloop.run(_people(peer, made=201))
        with ours() as own:
            mine = uvloop.run(_people(own.okta, made=200))
        for goal, name in (("G8", "create"), ("G8b", "get")):
            found.setdefault(goal, []).append(mine[name].rate / theirs[name].rate)
    return {goal: median(values) for goal, values in found.items()}


def _compared(
    rounds: int,
    peer: Callable[[], AbstractContextManager[Server]],
    phases: Callable[[Server, bool], Phases],
    goals: dict[str, str],
) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        with peer() as their:
            theirs = phases(their, True)
        with ours() as own:
            mine = phases(Server(*own[:4]), False)
        for goal, name in goals.items():
            found.setdefault(goal, []).append(mine[name].rate / theirs[name].rate)
    return {goal: median(values) for goal, values in found.items()}


def _created(server: Server, *, width: int, listed: int) -> Phases:
    async def alone() -> Phase:
        async with Load(server.base_url, server.token, server.pid, width=1) as load:
            return await load.create(_FEW)

    async def together() -> Phases:
        async with Load(server.base_url, server.token, server.pid, width=width) as load:
            load.ids = [""] * _FEW  # whose names are taken
            found = {"create": await load.create(_USERS - _FEW)}
            everybody = range(_FEW, _USERS)
            found["get"] = await load.get(everybody)
            if listed:
                found["list"] = await load.pages([1 + PAGE * (n % 10) for n in range(listed)])
            return found

    first = uvloop.run(alone())
    return {"alone": first, **uvloop.run(together())}


async def _people(server: Server, *, made: int) -> Phases:
    async with OktaLoad(server.base_url, server.token, server.pid) as load:
        load.made = made
        return {"create": await load.create(_PEOPLE), "get": await load.get(range(_PEOPLE))}


__all__ = ["emulate", "scim2_server", "scimmy"]
