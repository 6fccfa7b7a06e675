"""Starting, showing help, idling, searching, replaying (G16 to G18, G22, G23, G26)."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

from simulator.clock import WallClock
from simulator.events import Links
from simulator.journal.reader import Reader
from simulator.journal.rows import insert_exchanges
from simulator.journal.search import compile_query
from simulator.journal.writer import Journal
from simulator.wire.exchange import Exchange
from tests.bench.load import memory_of, user
from tests.bench.peers import missing, scim2_server
from tests.bench.servers import environment, floor, has_floor, ours

FEW = 10_000
_NEWEST = 1000
_USERS = 500


def starting(rounds: int) -> dict[str, float]:
    """Compare how soon both fakes answer, and how much they hold, with the floor and a peer."""
    found: dict[str, list[float]] = {}
    with ours():
        pass  # compiles its modules, once and for all
    if has_floor():
        with floor():
            pass
    for _ in range(rounds):
        with ours() as both:
            began, held = both.began, memory_of(both.pid)
        if has_floor():
            with floor(ports=2) as two:
                found.setdefault("G16", []).append(began / two.began)
        if not missing("scim2-server"):
            with scim2_server() as peer:
                found.setdefault("G16b", []).append(began / peer.began)
                found.setdefault("G18", []).append(held / memory_of(peer.pid))
    return {goal: median(ratios) for goal, ratios in found.items()}


def helping(rounds: int) -> dict[str, float]:
    """Compare ``--help`` with an empty program."""
    shown = []
    _lasts([sys.executable, "-m", "simulator", "--help"])  # compiles
    for _ in range(5 * rounds):
        empty = _lasts([sys.executable, "-c", "pass"])
        shown.append(_lasts([sys.executable, "-m", "simulator", "--help"]) / empty)
    return {"G17": median(shown)}


def _lasts(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
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


def searching(many: int) -> dict[str, float]:
    """Look through bodies for what few of them hold, the newest ones just written; in ms."""
    with tempfile.TemporaryDirectory() as folder:
        run = Journal(Path(folder) / "run.db", clock=WallClock())
        try:
            exchanges = (_with_bodies(n) for n in range(many + _NEWEST))
            with run.unit():
                insert_exchanges(run.db, islice(exchanges, many))
            query = compile_query("body:Given17")
            query.newest(run.db, 200)
            with run.unit():
                insert_exchanges(run.db, exchanges)
            began = time.perf_counter()
            found = query.newest(run.db, 200)
            assert len(found) == 200
            return {"G23": (time.perf_counter() - began) * 1000}
        finally:
            run.close()


def _with_bodies(number: int) -> Exchange:
    body = user(number)
    headers = (("Content-Type", "application/scim+json"), ("Accept", "application/scim+json"))
    return _exchange(number)._replace(
        method="POST",
        status=201,
        request_headers=headers,
        request_body=body,
        response_headers=headers,
        response_body=body,
    )


def _questions(path: Path, count: int) -> dict[str, float]:
    run = Journal(path, clock=WallClock())
    try:
        with run.unit():
            insert_exchanges(run.db, (_exchange(n) for n in range(count)))
        reader = Reader(run.db)
        last = reader.last_pos()
        newest = [seq for _, seq in reader.exchange_seqs(after_pos=last - 200)]
        return {
            "last": _fastest(lambda: reader.exchange_seqs(after_pos=last - 200)),
            "user": _fastest(lambda: reader.exchanges_of(user=f"u{count // 40}")),
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


__all__ = ["helping", "looking_back", "replaying", "searching", "starting"]
