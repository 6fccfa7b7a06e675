"""The fake ZITADEL against the floor, and many users against few (G1 to G4, G9, G10, G19, G24).

What is compared with the floor is requests a second: server and client share the machine, so a
quicker client helps both. What is compared with ourselves is processor time.
"""

import sys
from contextlib import AbstractContextManager
from statistics import median

import uvloop

from tests.bench.goals import REAL
from tests.bench.load import PAGE, Load, Phase, memory_of
from tests.bench.servers import Ours, Server, floor, ours

USERS = 1000
Phases = dict[str, Phase]
_GOALS = {"G1": "create", "G2": "get", "G2b": "filter", "G3": "put", "G4": "list"}
_QUOTED = {"G25": "G1", "G25b": "G2", "G25c": "G4"}
_ENOUGH = 500


def against_the_floor(rounds: int) -> dict[str, float]:
    """Interleave the two and return the goals' ratios, as medians."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        left, right = _round(floor()), _round(ours())
        for goal, name in _GOALS.items():
            found.setdefault(goal, []).append(right[name].rate / left[name].rate)
        created = right["create"]
        tail = created.percentile(0.99) / created.percentile(0.5)
        found.setdefault("G24", []).append(tail)
    ratios = {goal: median(values) for goal, values in found.items()}
    quoted = {goal: REAL[goal] * ratios[ours] for goal, ours in _QUOTED.items()}
    return {**ratios, **quoted}


def _round(server: AbstractContextManager[Server | Ours]) -> Phases:
    with server as running:
        return uvloop.run(_phases(running))


async def _phases(server: Server | Ours) -> Phases:
    async with Load(server.base_url, server.token, server.pid) as load:
        everybody = range(USERS)
        return {
            "create": await load.create(USERS),
            "get": await load.get(everybody),
            "filter": await load.filter(everybody),
            "list": await load.pages([1 + PAGE * (n % 10) for n in range(USERS // 2)]),
            "put": await load.put(everybody),
        }


def many_against_few(many: int, rounds: int) -> dict[str, float]:
    """Ask a run of ``many`` users and one of a thousand the same, in turn."""
    with ours() as small, ours() as large:
        return uvloop.run(_in_turn(small, large, many, rounds))


async def _in_turn(small: Ours, large: Ours, many: int, rounds: int) -> dict[str, float]:
    async with (
        Load(small.base_url, small.token, small.pid) as few,
        Load(large.base_url, large.token, large.pid) as full,
    ):
        await few.create(USERS - _ENOUGH)
        await full.create(USERS - _ENOUGH)
        before = memory_of(large.pid)
        await full.create(max(0, many - USERS))
        found: dict[str, list[float]] = {}
        for _ in range(rounds):
            less = await _looks(few, range(USERS - _ENOUGH), last=1)
            more = await _looks(full, range(0, many, many // _ENOUGH), last=many - PAGE + 1)
            for name in more:
                found.setdefault(name, []).append(more[name].cost / less[name].cost)
        grown = memory_of(large.pid) - before
    ratios = {name: median(each) for name, each in found.items()}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    print(f"({told})", end=" ", file=sys.stderr, flush=True)
    worst = max(ratio for name, ratio in ratios.items() if name != "list")
    return {"G9": worst, "G10": ratios["list"], "G19": grown}


async def _looks(load: Load, numbers: range, *, last: int) -> Phases:
    found = {"create": await load.create(_ENOUGH)}
    return {
        **found,
        "filter": await load.filter(numbers),
        "get": await load.get(numbers),
        "put": await load.put(numbers),
        "list": await load.pages([last] * 200),
    }


__all__ = ["against_the_floor", "many_against_few"]
