"""The fake ZITADEL against the floor, and many users against few (G1 to G4, G9, G10, G19, G24)."""

from contextlib import AbstractContextManager
from statistics import median

import uvloop

from tests.bench.goals import REAL
from tests.bench.load import PAGE, Load, Phase, memory_of
from tests.bench.servers import Server, floor, ours

USERS = 1000
Phases = dict[str, Phase]


def against_the_floor(rounds: int) -> dict[str, float]:
    """Interleave the two and return the goals' ratios, as medians."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        left, right = _round(floor()), _round(ours())
        for goal, name in (("G1", "create"), ("G2", "get"), ("G2f", "filter"), ("G3", "put")):
            found.setdefault(goal, []).append(left[name].cost / right[name].cost)
        found.setdefault("G4", []).append(left["list"].cost / right["list"].cost)
        created = right["create"]
        tail = created.percentile(0.99) / created.percentile(0.5)
        found.setdefault("G24", []).append(tail)
    return {goal: median(values) for goal, values in found.items()}


def _round(server: AbstractContextManager[Server]) -> Phases:
    with server as running:
        return uvloop.run(_phases(running))


async def _phases(server: Server) -> Phases:
    async with Load(server.base_url, server.token, server.pid) as load:
        created = await load.create(USERS)
        everybody = range(USERS)
        return {
            # a create is two requests, the look before and the POST; the goals take their middle
            "create": Phase(created.cpu / 2, created.wall / 2, created.lasted),
            "get": await load.get(everybody),
            "filter": await load.filter(everybody),
            "list": await load.pages([1 + PAGE * (n % 10) for n in range(USERS // 4)]),
            "put": await load.put(everybody),
        }


def many_against_few(many: int) -> dict[str, float]:
    """Ask a run of ``many`` users what a run of a thousand was asked before."""
    with ours() as server:
        return uvloop.run(_growing(server, many))


async def _growing(server: Server, many: int) -> dict[str, float]:
    async with Load(server.base_url, server.token, server.pid) as load:
        await load.create(USERS)
        few = await _looks(load, range(0, USERS, 2), last=1)
        before = memory_of(server.pid)
        await load.create(max(0, many - USERS))
        grown = memory_of(server.pid) - before
        full = await _looks(load, range(0, many, max(1, many // 500)), last=many - PAGE + 1)
    worst = max(full[name].cost / few[name].cost for name in ("filter", "get", "put"))
    return {"G9": worst, "G10": full["list"].cost / few["list"].cost, "G19": grown}


async def _looks(load: Load, numbers: range, *, last: int) -> Phases:
    return {
        "filter": await load.filter(numbers),
        "get": await load.get(numbers),
        "put": await load.put(numbers),
        "list": await load.pages([last] * 200),
    }


def quoted() -> str:
    """Say what the real thing did."""
    return ", ".join(f"{name} {value:.0f}/s" for name, value in REAL.items())


__all__ = ["against_the_floor", "many_against_few", "quoted"]
