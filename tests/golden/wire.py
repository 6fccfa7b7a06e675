"""A raw HTTP/1.1 client: sends exactly what it is told and reads what really comes."""

import asyncio
import contextlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer with its chunks joined; status 0 if the connection ended without one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key.lower() == name]


NOTHING = RawAnswer(0)


class Connection:
    """One client of the server: a connection that is opened again where the server closed it."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, head: bytes, body: bytes) -> RawAnswer:
        """Send one request, read one answer."""
        fresh = self._streams is None
        answer = await self._ask(method, head, body)
        if answer.status == 0 and not fresh:
            return await self._ask(method, head, body)
        return answer

    async def _ask(self, method: str, head: bytes, body: bytes) -> RawAnswer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=1 << 20)
        reader, writer = self._streams
        try:
            writer.write(head + body)
            with contextlib.suppress(ConnectionError):  # an early answer may close it
                await writer.drain()
            answer, reusable = await _read(reader, method)
        except (ConnectionError, asyncio.IncompleteReadError):
            answer, reusable = NOTHING, False
        if not reusable:
            await self.close()
        return answer

    async def close(self) -> None:
        """End the connection."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
            with contextlib.suppress(ConnectionError):
                await streams[1].wait_closed()


class Pool:
    """A few connections that many use in turn."""

    def __init__(self, host: str, port: int, *, size: int) -> None:
        self._every = [Connection(host, port) for _ in range(size)]
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for each in self._every:
            self._free.put_nowait(each)

    async def ask(self, method: str, head: bytes, body: bytes) -> RawAnswer:
        """Send one request on a connection that is free."""
        connection = await self._free.get()
        try:
            return await connection.ask(method, head, body)
        finally:
            self._free.put_nowait(connection)

    async def close(self) -> None:
        """End all connections."""
        for each in self._every:
            await each.close()


async def _read(reader: asyncio.StreamReader, method: str) -> tuple[RawAnswer, bool]:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        status = int(first.split(" ", 2)[1])
        if status >= 200:
            break
    pairs = tuple(_header(line) for line in lines)
    answer = RawAnswer(status, pairs)
    closing = "close" in [value.lower() for value in answer.values("connection")]
    if method == "HEAD" or status in (204, 304):
        return answer, not closing
    if "chunked" in answer.values("transfer-encoding"):
        return RawAnswer(status, pairs, await _chunks(reader)), not closing
    lengths = answer.values("content-length")
    if lengths:
        return RawAnswer(status, pairs, await reader.readexactly(int(lengths[0]))), not closing
    return RawAnswer(status, pairs, await reader.read()), False


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip(" \t")


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        continue
    return b"".join(parts)


__all__ = ["NOTHING", "Connection", "Pool", "RawAnswer"]
