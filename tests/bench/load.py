"""A load of SCIM requests over few connections, as cheap as a client can be."""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlsplit

import orjson

PAGE = 100
SETTLED = 0.2
"""Seconds after a phase in which the fake writes the rows that a burst of changes left.

They count as processor time of the phase, but not in its requests a second.
"""
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


class _Connection(asyncio.Protocol):
    """One request at a time; looks for the end of the answer and for nothing else."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[tuple[int, bytes]] | None = None
        self.transport: asyncio.Transport | None = None
        self.over = False
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are of no such class

    def connection_lost(self, exc: Exception | None) -> None:
        self.over = True
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError("the server closed"))

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, mark, body = self._seen.partition(b"\r\n\r\n")
        if not mark or self.answer is None:
            return
        low = head.lower()
        at = low.find(b"content-length: ")
        if at >= 0:
            end = low.find(b"\r", at)
            whole = len(body) >= int(low[at + 16 : end if end > 0 else None])
        else:
            whole = body.endswith(b"0\r\n\r\n")
        if whole:
            self._seen = b""
            self.over = low.startswith(b"http/1.0") or b"connection: close" in low
            self.answer.set_result((int(head[9:12]), body))


@dataclass
class Phase:
    """What one kind of request took: CPU of the server, and how long each lasted."""

    cpu: float = 0.0
    wall: float = 0.0
    lasted: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """How many of them one after the other fit into a second, all connections together."""
        return len(self.lasted) / self.wall

    @property
    def cost(self) -> float:
        """Seconds of processor time for one request; wall time where that is not known."""
        return (self.cpu or self.wall) / max(1, len(self.lasted))

    def percentile(self, part: float) -> float:
        """Return how long the request lasted that this part of all did not exceed."""
        return sorted(self.lasted)[int((len(self.lasted) - 1) * part)]


def cpu_of(pid: int) -> float:
    """Return the processor seconds of a process, 0 where the system does not tell."""
    total = 0.0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        total += int(task.read_text().split()[0]) / 1e9
    return total


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MiB, 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Load:
    """Users under one base URL, made and asked for over ``width`` connections."""

    kind = "application/scim+json"
    scheme = "Bearer"

    def __init__(self, base_url: str, token: str, pid: int, *, width: int = 8) -> None:
        url = urlsplit(base_url)
        self._address = (url.hostname or "127.0.0.1", url.port or 80)
        self._path = url.path
        self._head = f"Host: {url.netloc}\r\nAccept: {self.kind}\r\n"
        if token:
            self._head += f"Authorization: {self.scheme} {token}\r\n"
        self._pid = pid
        self._width = width
        self._free: list[_Connection] = []
        self.ids: list[str] = []

    async def __aenter__(self) -> "Load":
        for _ in range(self._width):
            self._free.append(await self._connection())
        return self

    async def _connection(self) -> _Connection:
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(_Connection, *self._address))[1]

    async def __aexit__(self, *_: object) -> None:
        for connection in self._free:
            if connection.transport is not None:
                connection.transport.abort()

    async def create(self, count: int) -> Phase:
        """Look for each of ``count`` new users, then make it."""
        first = len(self.ids)
        self.ids += [""] * count

        async def one(number: int) -> None:
            await self._request("GET", _by_name(number))
            body = await self._request("POST", "/Users", user(number), ok=201)
            self.ids[number] = _id(body)

        return await self._phase(range(first, first + count), one)

    async def get(self, numbers: Iterable[int]) -> Phase:
        """Read users by id."""
        return await self._phase(numbers, lambda n: self._request("GET", f"/Users/{self.ids[n]}"))

    async def filter(self, numbers: Iterable[int]) -> Phase:
        """Look for users by name."""
        return await self._phase(numbers, lambda n: self._request("GET", _by_name(n)))

    async def pages(self, starts: Iterable[int]) -> Phase:
        """Read pages of a hundred."""
        query = f"/Users?count={PAGE}&startIndex="
        return await self._phase(starts, lambda start: self._request("GET", f"{query}{start}"))

    async def put(self, numbers: Iterable[int]) -> Phase:
        """Replace users by others with another title."""
        return await self._phase(
            numbers,
            lambda n: self._request("PUT", f"/Users/{self.ids[n]}", user(n, title="Senior")),
        )

    async def _phase(self, jobs: Iterable[int], one: Callable[[int], Awaitable[object]]) -> Phase:
        phase, left = Phase(), iter(jobs)

        async def worker() -> None:
            for job in left:
                began = time.perf_counter()
                await one(job)
                phase.lasted.append(time.perf_counter() - began)

        cpu, wall = cpu_of(self._pid), time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(self._width):
                tasks.create_task(worker())
        phase.wall = time.perf_counter() - wall
        await asyncio.sleep(SETTLED)  # noqa: TID251  # or the next phase pays for this one
        phase.cpu = cpu_of(self._pid) - cpu
        return phase

    async def _request(self, method: str, target: str, body: bytes = b"", ok: int = 200) -> bytes:
        connection = self._free.pop()
        if connection.over:
            connection = await self._connection()
        assert connection.transport is not None
        connection.answer = asyncio.get_running_loop().create_future()
        head = f"{method} {self._path}{target} HTTP/1.1\r\n{self._head}"
        if body:
            head += f"Content-Type: {self.kind}\r\nContent-Length: {len(body)}\r\n"
        connection.transport.write(head.encode() + b"\r\n" + body)
        status, answer = await connection.answer
        self._free.append(connection)
        if status != ok:
            raise RuntimeError(f"{method} {target} gave {status}: {answer[:200]!r}")
        return answer


class OktaLoad(Load):
    """People of an Okta org, through its API."""

    kind = "application/json"
    scheme = "SSWS"
    made = 200
    """What a new person is answered with; emulate says 201."""

    async def create(self, count: int) -> Phase:
        """Make people who are active at once."""
        first = len(self.ids)
        self.ids += [""] * count

        async def one(number: int) -> None:
            target, body = "/api/v1/users?activate=true", _person(number)
            self.ids[number] = _id(await self._request("POST", target, body, ok=self.made))

        return await self._phase(range(first, first + count), one)

    async def get(self, numbers: Iterable[int]) -> Phase:
        """Read people by id."""
        return await self._phase(
            numbers, lambda n: self._request("GET", f"/api/v1/users/{self.ids[n]}")
        )


def _id(body: bytes) -> str:
    """Return the first id of an answer, in chunks or not."""
    found = re.search(rb'"id"\s*:\s*"([^"]+)"', body)
    assert found is not None, body[:200]
    return found[1].decode()


def _person(number: int) -> bytes:
    name = _name(number)
    profile = {
        "login": name,
        "email": name,
        "firstName": f"Given{number}",
        "lastName": f"Family{number}",
        "title": "Engineer",
    }
    return orjson.dumps({"profile": profile})


def user(number: int, *, title: str = "Engineer") -> bytes:
    """Return a user as a provisioning client sends it."""
    return orjson.dumps(
        {
            "schemas": [_CORE],
            "userName": _name(number),
            "name": {"givenName": f"Given{number}", "familyName": f"Family{number}"},
            "emails": [{"primary": True, "value": _name(number), "type": "work"}],
            "phoneNumbers": [{"value": f"+1555{number:07d}", "type": "mobile", "primary": True}],
            "displayName": f"Given{number} Family{number}",
            "locale": "en-US",
            "externalId": f"00u{number:017d}",
            "title": title,
            "active": True,
        }
    )


def _name(number: int) -> str:
    return f"person{number}@north.example"


def _by_name(number: int) -> str:
    return "/Users?filter=" + quote(f'userName eq "{_name(number)}"')


__all__ = ["PAGE", "Load", "OktaLoad", "Phase", "cpu_of", "memory_of", "user"]
