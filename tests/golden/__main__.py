"""Replay the recordings and print what was reproduced: ``python -m tests.golden --help``."""

import argparse
import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

from .ledger import Ledger
from .recordings import AREAS, pack, read_area, unpack
from .replay import Result, replay
from .server import fresh_zitadel

_SHOWN = 10


def main() -> int:
    """Run the command line; 1 if an exchange differs that no ledger knows."""
    options = _options()
    if options.pack:
        print("packed", *pack(options.pack))
        return 0
    if options.unpack:
        print("unpacked", *unpack(options.unpack))
        return 0
    began = time.perf_counter()
    results = asyncio.run(replayed(options.area or AREAS, options.case))
    seconds = time.perf_counter() - began
    ledger = Ledger.read()
    differing = [result for result in results if result.differences]
    news = ledger.news(results)
    _print_table(results)
    print(f"{len(differing)} differ, {len(differing) - len(news)} of them in a ledger;")
    print(f"reproduced {len(results) - len(differing)} of {len(results)} in {seconds:.1f} s")
    shown = differing if options.verbose else news
    for result in shown if options.verbose else shown[:_SHOWN]:
        print(f"\n{result}")
    if len(shown) > _SHOWN and not options.verbose:
        print(f"\n… and {len(shown) - _SHOWN} more; -v shows all")
    for stale in ledger.stale(results):
        print(f"no longer differs, take it out of the ledger: {stale}")
    return 1 if news or ledger.stale(results) else 0


async def replayed(areas: list[str] | tuple[str, ...], only: str = "") -> list[Result]:
    """Replay areas against one fresh server."""
    async with fresh_zitadel() as server:
        return await replay(server, [read_area(area) for area in areas], only)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--area", action="append", choices=AREAS, help="replay this area alone")
    parser.add_argument(
        "--case", default="", metavar="REGEX", help="replay the cases alone whose id has a match"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show all differences, known ones too"
    )
    parser.add_argument("--unpack", type=Path, metavar="DIR", help="write readable JSON into DIR")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="take recordings in from DIR")
    return parser.parse_args()


def _print_table(results: list[Result]) -> None:
    every = Counter(result.area for result in results)
    right = Counter(result.area for result in results if not result.differences)
    for area, number in every.items():
        print(f"{area:16} reproduced {right[area]:5} of {number:5}")


if __name__ == "__main__":
    sys.exit(main())
