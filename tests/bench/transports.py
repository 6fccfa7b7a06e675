"""Exchanges as the engine sends them: transports, recorder, journal (G11, G12, G13).

Figures are processor time of this process alone (the server has its own), medians of interleaved
rounds: a busy machine disturbs them less than it does seconds.
"""

import asyncio
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
_LIMITS = httpx.Timeout(60)
Measure = Callable[[], Coroutine[Any, Any, float]]


async def send_all(transport: httpx.AsyncBaseTransport, url: str, count: int) -> float:
    """Send requests one at a time; return the cost of each."""
    async with httpx.AsyncClient(transport=transport, timeout=_LIMITS, trust_env=False) as client:
        began = time.process_time()
        for _ in range(count):
            await send(client, url)
        return (time.process_time() - began) / count


async def send(client: httpx.AsyncClient, url: str) -> None:
    """Send one request as the engine does."""
    request = httpx.Request("POST", url, headers=HEADERS, stream=httpx.ByteStream(USER))
    request.extensions["timeout"] = _LIMITS.as_dict()
    response = await client.send(request)
    assert response.status_code == 201


async def fan_out(
    transport: Callable[[], httpx.AsyncBaseTransport], url: str, count: int, width: int
) -> float:
    """Let ``width`` workers send, each over what ``transport`` gives it; return what each cost."""
    left = iter(range(count))

    async def worker() -> None:
        async with httpx.AsyncClient(
            transport=transport(), timeout=_LIMITS, trust_env=False
        ) as client:
            for _ in left:
                await send(client, url)

    began = time.process_time()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(width):
            tasks.create_task(worker())
    return (time.process_time() - began) / count


async def fan_out_shared(url: str, count: int, width: int) -> float:
    """Let workers send over one client of all, as a program does that thinks of nothing."""
    left = iter(range(count))
    async with httpx.AsyncClient(timeout=_LIMITS, trust_env=False) as client:

        async def worker() -> None:
            for _ in left:
                await send(client, url)

        began = time.process_time()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(width):
                tasks.create_task(worker())
        return (time.process_time() - began) / count


def one_connection() -> httpx.AsyncBaseTransport:
    """Make the stock transport as a worker has it."""
    limits = httpx.Limits(max_connections=1)
    return httpx.AsyncHTTPTransport(trust_env=False, limits=limits)


async def fan_out_recorded(
    inner: Callable[[], httpx.AsyncBaseTransport], url: str, count: int, width: int
) -> float:
    """Do the same with the recorder on, as the engine does."""
    with journal() as run:
        correlator = Correlator()

        def recorder() -> httpx.AsyncBaseTransport:
            return RecordingTransport(inner(), journal=run, correlator=correlator)

        with tracing(push=1, job=2, assignment="0ua8kz41mQw7Rb3Xd5d7"):
            return await fan_out(recorder, url, count, width)


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
        return await send_all(one_connection(), url, count)

    async def recorded() -> float:
        with journal() as run:
            inner = PlainTransport()
            recorder = RecordingTransport(inner, journal=run, correlator=Correlator())
            with tracing(push=1, job=2, assignment="0ua8kz41mQw7Rb3Xd5d7"):
                return await send_all(recorder, url, count)

    async def recording_alone() -> float:
        head, _, body = ANSWER.partition(b"\r\n\r\n")
        split = [line.partition(b": ") for line in head.split(b"\r\n")[1:]]
        lines = [(name, value) for name, _, value in split]
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
        STOCK_5: lambda: fan_out(one_connection, url, count // 2, 5),
        STOCK_5_RECORDED: lambda: fan_out_recorded(one_connection, url, count // 2, 5),
        OURS_5_RECORDED: lambda: fan_out_recorded(PlainTransport, url, count, 5),
        OURS_20_RECORDED: lambda: fan_out_recorded(PlainTransport, url, count, 20),
        OURS_20: lambda: fan_out(PlainTransport, url, count, 20),
        SHARED_20: lambda: fan_out_shared(url, count // 4, 20),
        "recording alone": recording_alone,
        ONE: lambda: emit(1),
        EIGHT: lambda: emit(8),
        "redaction, body without secret": lambda: redaction(BODY),
        "redaction, body with password": lambda: redaction(USER),
        "digest of a record": digesting,
    }


STOCK, OURS = "exchange, stock transport", "exchange, our transport"
RECORDED = "exchange, our transport, recorded"
STOCK_5 = "exchange, stock transport, 5 workers"
STOCK_5_RECORDED = "exchange, stock, 5 workers, recorded"
OURS_5_RECORDED = "exchange, ours, 5 workers, recorded"
OURS_20_RECORDED = "exchange, ours, 20 workers, recorded"
OURS_20 = "exchange, our transport, 20 workers"
SHARED_20 = "exchange, one shared client, 20 workers"
ONE, EIGHT = "record, a commit each", "record, eight a commit"
RATIOS = (
    ("G11", STOCK_5, STOCK_5_RECORDED),
    ("G12", OURS_20_RECORDED, OURS_5_RECORDED),
    ("G13", SHARED_20, OURS_20),
)


def ratios(found: dict[str, list[float]]) -> dict[str, float]:
    """Return the goals' ratios, each the median over the rounds."""
    return {
        goal: median(a / b for a, b in zip(found[left], found[right], strict=True))
        for goal, left, right in RATIOS
    }


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
