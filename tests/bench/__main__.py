"""Print the goals of speed with what is measured here: ``python -m tests.bench``.

Takes a few minutes. What is compared is interleaved in one run, medians of the rounds; only
ratios within one run count, and processor time is steadier than seconds.
"""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

from tests.bench import app, processes, scim, transports
from tests.bench.goals import GOALS, QUOTED, Goal
from tests.bench.servers import STARLETTE, has_floor

_NEED_FLOOR = ("G1", "G2", "G2f", "G3", "G4", "G16", "G24")


def main() -> None:
    """Measure and print."""
    args = _options()
    found: dict[str, float] = {}
    parts: dict[str, Callable[[], dict[str, float]]] = {
        "the fake ZITADEL against the floor": lambda: scim.against_the_floor(args.rounds),
        "many users against few": lambda: scim.many_against_few(args.many),
        "exchanges as the engine sends them": lambda: _exchanges(args),
        "starting": lambda: processes.starting(args.rounds),
        "looking back": lambda: processes.looking_back(args.exchanges),
        "the golden replay": processes.replaying,
        "the terminal app": lambda: app.measure(args.rounds),
    }
    if not has_floor():
        del parts["the fake ZITADEL against the floor"]
    for name, part in parts.items():
        began = time.perf_counter()
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        found |= part()
        print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    print(f"\n{'':4} {'goal':58} {'must':>7} {'stretch':>8} {'measured':>9}")
    for goal in GOALS:
        print(_row(goal, found.get(goal.id), args))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds")
    parser.add_argument("--count", type=int, default=1000, help="exchanges a round sends")
    parser.add_argument("--many", type=int, default=10_000, help="users, for G9, G10 and G19")
    parser.add_argument("--exchanges", type=int, default=200_000, help="exchanges, for G22")
    parser.add_argument("-v", "--verbose", action="store_true", help="what each exchange costs")
    return parser.parse_args()


def _exchanges(args: argparse.Namespace) -> dict[str, float]:
    found = transports.measure(args.rounds, args.count)
    if args.verbose:
        print(f"\n{'one':40} {'µs':>8} {'a second, at most':>18}")
        for name, values in found.items():
            print(f"{name:40} {median(values) * 1e6:8.1f} {1 / median(values):18.0f}")
    return transports.ratios(found)


def _row(goal: Goal, measured: float | None, args: argparse.Namespace) -> str:
    sign = "≥" if goal.least else "≤"
    must = f"{sign} {goal.must:g}"
    row = f"{goal.id:4} {goal.text:58} {must:>7} {goal.stretch:8g}"
    if goal.unmeasured == QUOTED:
        return f"{row} {'—':>9}  {QUOTED}: {scim.quoted()}"
    if measured is None:
        missing = goal.unmeasured or (STARLETTE if goal.id in _NEED_FLOOR else "")
        return f"{row} {'—':>9}  not measured: {missing}"
    kept = measured >= goal.must if goal.least else measured <= goal.must
    told = "" if kept else "  missed"
    if goal.id in ("G9", "G10", "G19"):
        told += f"  ({args.many:,} users)"
    elif goal.id == "G22":
        told += f"  ({args.exchanges:,} exchanges)"
    return f"{row} {measured:9.2f}{told}"


if __name__ == "__main__":
    main()
