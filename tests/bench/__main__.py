"""Print the goals of speed with what is measured here: ``python -m tests.bench``.

Takes about five minutes, or less with ``--only``. What is compared is interleaved in one run,
medians of the rounds; only ratios within one run count. Other people's servers are measured where
they are installed below ``$BENCH_PEERS``.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from tests.bench import against, app, fanout, processes, scim, transports
from tests.bench.goals import EMULATE, FLOOR, GOALS, REAL, SCIM2, SCIMMY, Goal
from tests.bench.peers import missing
from tests.bench.servers import STARLETTE, has_floor

Args = argparse.Namespace


class Part(NamedTuple):
    """What is measured together; ``needs`` must be installed for any of it."""

    name: str
    goals: tuple[str, ...]
    measure: Callable[[Args], dict[str, float]]
    needs: str = ""


PARTS = (
    Part(
        "the fake ZITADEL against the floor",
        ("G1", "G2", "G2b", "G3", "G4", "G24", "G25", "G25b", "G25c"),
        lambda args: scim.against_the_floor(args.rounds),
        FLOOR,
    ),
    Part(
        "against scim2-server",
        ("G5", "G5b", "G6"),
        lambda args: against.scim2_server(args.rounds),
        SCIM2,
    ),
    Part("against SCIMMY", ("G7", "G7b"), lambda args: against.scimmy(args.rounds), SCIMMY),
    Part("against emulate", ("G8", "G8b"), lambda args: against.emulate(args.rounds), EMULATE),
    Part(
        "many users against few",
        ("G9", "G10", "G19"),
        lambda args: scim.many_against_few(args.many, args.rounds),
    ),
    Part(
        "exchanges as the engine sends them",
        ("G11", "G12", "G13"),
        lambda args: _exchanges(args),
    ),
    Part(
        "a group through everything",
        ("G14",),
        lambda args: fanout.against_the_least(args.rounds, args.group),
        FLOOR,
    ),
    Part(
        "the recorder on and off",
        ("G15",),
        lambda args: fanout.recorded_against_not(args.rounds, args.group),
    ),
    Part("starting", ("G16", "G16b", "G18"), lambda args: processes.starting(args.rounds)),
    Part("--help", ("G17",), lambda args: processes.helping(args.rounds)),
    Part(
        "the terminal app",
        ("G20", "G21", "G27"),
        lambda args: app.measure(args.rounds),
    ),
    Part("looking back", ("G22",), lambda args: processes.looking_back(args.exchanges)),
    Part("searching", ("G23",), lambda args: processes.searching(args.exchanges)),
    Part("the golden replay", ("G26",), lambda _: processes.replaying()),
)


def main() -> None:
    """Measure and print."""
    args = _options()
    wanted = [goal for goal in GOALS if not args.only or goal.id in args.only]
    found: dict[str, float] = {}
    parts = [part for part in PARTS if any(goal.id in part.goals for goal in wanted)]
    for number, part in enumerate(parts, 1):
        if _lacking(part.needs):
            continue
        began = time.perf_counter()
        print(f"{number}/{len(parts)} {part.name} …", end=" ", file=sys.stderr, flush=True)
        found |= part.measure(args)
        print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    print(f"\n{'':4} {'goal':60} {'must':>7} {'stretch':>8} {'measured':>9}")
    for goal in wanted:
        print(_row(goal, found.get(goal.id), args))


def _options() -> Args:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    add = parser.add_argument
    add("--only", type=_goals, metavar="GOAL", help="only these goals: G3, or G5,G6")
    add("--rounds", type=int, default=3, help="interleaved rounds (default: 3)")
    add("--count", type=int, default=500, help="exchanges a round, for G11 to G13")
    add("--many", type=int, default=10_000, help="users, for G9, G10 and G19")
    add("--group", type=int, default=1000, help="people of the group, for G14 and G15")
    add("--exchanges", type=int, default=200_000, help="exchanges, for G22 and G23")
    add("-v", "--verbose", action="store_true", help="what each exchange costs")
    return parser.parse_args()


def _goals(text: str) -> Sequence[str]:
    """Read goals; ``G5`` stands for its parts, too."""
    known = [goal.id for goal in GOALS]
    chosen: list[str] = []
    for word in text.split(","):
        name = word.strip().capitalize()
        found = [goal for goal in known if goal == name or goal.rstrip("bc") == name]
        if not found:
            raise argparse.ArgumentTypeError(
                f"there is no goal {word}; there is {', '.join(known)}"
            )
        chosen += found
    return chosen


def _lacking(needs: str) -> str:
    """Return the line that installs what is needed, or nothing if it is there."""
    if needs == FLOOR:
        return "" if has_floor() else STARLETTE
    return missing(needs) if needs else ""


def _exchanges(args: Args) -> dict[str, float]:
    found = transports.measure(args.rounds, args.count)
    if args.verbose:
        print(f"\n{'one':40} {'µs':>8} {'a second, at most':>18}")
        for name, values in found.items():
            print(f"{name:40} {median(values) * 1e6:8.1f} {1 / median(values):18.0f}")
    return transports.ratios(found)


def _row(goal: Goal, measured: float | None, args: Args) -> str:
    sign = "≥" if goal.least else "≤"
    must = f"{sign} {goal.must:g}"
    row = f"{goal.id:4} {goal.text:60} {must:>7} {goal.stretch:8g}"
    if measured is None:
        needs = goal.needs or next(part.needs for part in PARTS if goal.id in part.goals)
        return f"{row} {'—':>9}  not measured: {_lacking(needs)}"
    kept = measured >= goal.must if goal.least else measured <= goal.must
    told = "" if kept else "  missed"
    if goal.id in REAL:
        told += f"  (floor × {REAL[goal.id]:g}, measured once)"
    sizes = {"many": ("G9", "G10", "G19"), "group": ("G14", "G15"), "exchanges": ("G22", "G23")}
    for name, goals in sizes.items():
        if goal.id in goals:
            told += f"  ({getattr(args, name):,} {'people' if name == 'group' else name})"
    return f"{row} {measured:9.2f}{told.replace(' many)', ' users)')}"


if __name__ == "__main__":
    main()
