"""Starting, showing help, replaying: what whole processes take (G16, G17, G22, G26)."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from simulator.clock import WallClock
from simulator.events import Links
from simulator.journal.reader import Reader
from simulator.journal.rows import INSERT_EXCHANGE, exchange_row
from simulator.journal.writer import Journal
from simulator.wire.exchange import Exchange
from tests.bench.servers import floor, has_floor, ours

FEW = 10_000
_USERS = 500


def starting(rounds: int) -> dict[str, float]:
    """Compare start-up with a floor of two servers, and ``--help`` with an empty program."""
    ready, shown = [], []
    for _ in range(rounds):
        if has_floor():
            with floor(ports=2) as two, ours() as both:
                ready.append(both.began / two.began)
        empty = _lasts([sys.executable, "-c", "pass"])
        shown.append(_lasts([sys.executable, "-m", "simulator", "--help"]) / empty)
    found = {"G17": median(shown)}
    return {**found, "G16": median(ready)} if ready else found


def _lasts(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def replaying() -> dict[str, float]:
    """Replay everything that was recorded from a running ZITADEL; return the seconds."""
    return {"G26": _lasts([sys.executable, "-m", "tests.golden"])}


def looking_back(many: int) -> dict[str, float]:
    """Ask a journal of many exchanges what one of ten thousand was asked."""
    with tempfile.TemporaryDirectory() as folder:
        small = _questions(Path(folder) / "small.db", FEW)
        large = _questions(Path(folder) / "large.db", many)
    return {"G22": max(large[name] / small[name] for name in small)}


def _questions(path: Path, count: int) -> dict[str, float]:
    run = Journal(path, clock=WallClock())
    try:
        with run.unit():
            run.db.executemany(INSERT_EXCHANGE, (exchange_row(_exchange(n)) for n in range(count)))
        reader = Reader(run.db)
        last = reader.last_pos()
        newest = [seq for _, seq in reader.exchange_seqs(after_pos=last - 200)]
        return {
            "last": _fastest(lambda: reader.exchange_seqs(after_pos=last - 200)),
            "user": _fastest(lambda: reader.exchanges_of(user=f"u{count // 2}")),
            "page": _fastest(lambda: reader.exchanges(newest)),
        }
    finally:
        run.close()


def _exchange(number: int) -> Exchange:
    user = f"u{number // 20}"
    return Exchange(
        seq=number + 1,
        at=number,
        side="okta",
        method="GET",
        target=f"/scim/v2/300000000000000001/Users/{user}",
        base="http://127.0.0.1:8080",
        links=Links(push=number // 2, user=user),
        status=404 if number % _USERS == 0 else 200,
        request_headers=(("Accept", "application/scim+json"),),
        response_body=b"{}",
    )


def _fastest(question: Callable[[], object]) -> float:
    found = []
    for _ in range(50):
        began = time.perf_counter()
        question()
        found.append(time.perf_counter() - began)
    return median(found)


__all__ = ["looking_back", "replaying", "starting"]
