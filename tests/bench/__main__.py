"""Print ratios of speed: ``python -m tests.bench``.

Figures are processor time of this process alone (the server has its own), medians of interleaved
rounds: a busy machine disturbs them less than it does seconds. Only ratios within one run count.
"""

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import uvloop

from simulator.clock import WallClock
from simulator.events import Event, Links, tracing
from simulator.journal.digest import digest
from simulator.journal.writer import Journal
from simulator.wire.correlate import Correlator
from simulator.wire.recorder import RecordingTransport
from simulator.wire.recording import answered, started
from simulator.wire.redaction import redact_body
from simulator.wire.transport import PlainTransport
from tests.bench.floor import ANSWER, BODY

USER = BODY.rstrip()[:-1] + b',"password":"qX7vb2Lr"}'
HEADERS = [
    (b"Accept", b"application/scim+json"),
    (b"Accept-Charset", b"utf-8"),
    (b"Content-Type", b"application/scim+json; charset=utf-8"),
    (b"User-Agent", b"Okta SCIM Client 1.0.0"),
    (b"Authorization", b"Bearer " + b"t" * 70),
    (b"Content-Length", str(len(USER)).encode()),
    (b"Host", b"127.0.0.1:8080"),
    (b"Connection", b"Keep-Alive"),
    (b"Accept-Encoding", b"gzip,deflate"),
]
Measure = Callable[[], Coroutine[Any, Any, float]]


async def send_all(transport: httpx.AsyncBaseTransport, url: str, count: int) -> float:
    """Send requests one at a time; return the cost of each."""
    limits = httpx.Timeout(60)
    async with httpx.AsyncClient(transport=transport, timeout=limits, trust_env=False) as client:
        began = time.process_time()
        for _ in range(count):
            request = httpx.Request("POST", url, headers=HEADERS, stream=httpx.ByteStream(USER))
            request.extensions["timeout"] = limits.as_dict()
            response = await client.send(request)
            assert response.status_code == 201
        return (time.process_time() - began) / count


@contextmanager
def journal() -> Iterator[Journal]:
    """Open a run on disk that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Journal(Path(folder) / "run.db", clock=WallClock())
        try:
            yield opened
        finally:
            opened.close()


def rows(url: str, count: int) -> dict[str, Measure]:
    """Return what is measured, each as processor seconds for one."""

    async def ours() -> float:
        return await send_all(PlainTransport(), url, count)

    async def stock() -> float:
        limits = httpx.Limits(max_connections=1)
        return await send_all(httpx.AsyncHTTPTransport(trust_env=False, limits=limits), url, count)

    async def recorded() -> float:
        with journal() as run:
            inner = PlainTransport()
            recorder = RecordingTransport(inner, journal=run, correlator=Correlator())
            with tracing(push=1, job=2, assignment="0ua8kz41mQw7Rb3Xd5d7"):
                return await send_all(recorder, url, count)

    async def recording_alone() -> float:
        head, _, body = ANSWER.partition(b"\r\n\r\n")
        lines = [tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")[1:]]
        with journal() as run:
            began = time.process_time()
            for _ in range(count):
                exchange = started(
                    seq=run.next_seq(),
                    at=run.now(),
                    side="okta",
                    base="http://127.0.0.1:8080",
                    method="POST",
                    target="/scim/v2/300000000000000001/Users",
                    headers=HEADERS,
                    body=USER,
                    links=Links(push=1),
                )
                run.start(exchange)
                run.finish(
                    answered(
                        exchange, ms=1.0, status=201, reason="Created", headers=lines, body=body
                    )
                )
            run.flush()
            await run.committed()
            return (time.process_time() - began) / count

    async def emit(size: int) -> float:
        event = Event(kind="sample.changed", data={"id": "312345678901234567", "payload": {"a": 1}})
        with journal() as run:
            began = time.process_time()
            for _ in range(count // size):
                for _ in range(size):
                    run.emit([event])
                await run.committed()
            return (time.process_time() - began) / (count // size * size)

    async def redaction(body: bytes) -> float:
        began = time.process_time()
        for _ in range(count):
            redact_body(body)
        return (time.process_time() - began) / count

    async def digesting() -> float:
        with journal() as run:
            run.emit([Event(kind="sample.changed", data={"a": 1}) for _ in range(count)])
            await run.committed()
            began = time.process_time()
            digest(run.db)
            return (time.process_time() - began) / count

    return {
        OURS: ours,
        STOCK: stock,
        RECORDED: recorded,
        "recording alone": recording_alone,
        ONE: lambda: emit(1),
        EIGHT: lambda: emit(8),
        "redaction, body without secret": lambda: redaction(BODY),
        "redaction, body with password": lambda: redaction(USER),
        "digest of a record": digesting,
    }


STOCK, OURS = "exchange, stock transport", "exchange, our transport"
RECORDED = "exchange, our transport, recorded"
ONE, EIGHT = "record, a commit each", "record, eight a commit"
RATIOS = (
    ("our transport, times as fast as stock", STOCK, OURS, 2.5),
    ("recording on against off, at most", RECORDED, OURS, 1.2),
    ("eight records a commit, times as fast", ONE, EIGHT, 1.5),
)


def measure(rounds: int, count: int) -> dict[str, list[float]]:
    """Run everything, round by round."""
    found: dict[str, list[float]] = {}
    command = [sys.executable, "-m", "tests.bench.floor"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(server.stdout.readline())}/scim/v2/300000000000000001/Users"
        try:
            for _ in range(rounds):
                for name, row in rows(url, count).items():
                    gc.collect()
                    found.setdefault(name, []).append(uvloop.run(row()))
        finally:
            server.kill()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=2000)
    args = parser.parse_args()
    found = measure(args.rounds, args.count)
    middle = {name: median(values) for name, values in found.items()}
    print(f"{'one':36} {'µs':>8} {'a second, at most':>18}")
    for name, seconds in middle.items():
        print(f"{name:36} {seconds * 1e6:8.1f} {1 / seconds:18.0f}")
    print(f"\n{'ratio':40} {'must':>6} {'measured':>9}")
    for name, left, right, must in RATIOS:
        ratio = median(a / b for a, b in zip(found[left], found[right], strict=True))
        print(f"{name:40} {must:6.2f} {ratio:9.2f}")


if __name__ == "__main__":
    main()
