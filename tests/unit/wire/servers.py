"""Servers on loopback for the tests of the wire."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from simulator.listen import Server, listen
from simulator.wire.watch import Receive, Scope, Send

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Raw:
    """A server that reads requests and answers with bytes as told; ``None`` closes."""

    url: str = ""
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    clients: list[tuple[str, int]] = field(default_factory=list)


Answers = Callable[[int], bytes | None]
"""What to answer to the nth request of all, from 0."""


@asynccontextmanager
async def raw(
    answers: Answers | bytes,
    *,
    host: str = "127.0.0.1",
    then: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None,
    keep: bool = True,
) -> AsyncIterator[Raw]:
    """Run such a server; ``then`` acts after an answer, ``keep=False`` closes after one."""
    state = Raw()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        state.clients.append(writer.get_extra_info("peername")[:2])
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                state.requests.append(head + await _body(reader, head))
                given = answers
                answer = given if isinstance(given, bytes) else given(len(state.requests) - 1)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if then is not None:
                    await then(writer)
                if not keep:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, 0, limit=1 << 22)
    state.port = server.sockets[0].getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    state.url = f"http://{shown}:{state.port}"
    try:
        yield state
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    low = head.lower()
    if b"transfer-encoding: chunked" in low:
        return await reader.readuntil(b"0\r\n\r\n")
    if b"content-length: " in low:
        return await reader.readexactly(int(low.partition(b"content-length: ")[2].split()[0]))
    return b""


async def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection the rough way, with a RST."""
    opened = writer.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def serving(
    app: Callable[[Scope, Receive, Send], Awaitable[None]],
) -> AsyncIterator[str]:
    """Run an application on the server the simulator uses; yield its URL."""
    sockets = listen(0, flag="--port", addresses=("127.0.0.1",))
    server = Server(app, sockets)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.run_until_stopped())
        await server.ready()
        try:
            yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        finally:
            server.stop()


def request(method: str, url: str, *headers: tuple[str, str], body: bytes = b"") -> httpx.Request:
    """Build a request whose header lines are exactly these."""
    lines = list(headers) or [("Host", httpx.URL(url).netloc.decode())]
    if body and not headers:
        lines.append(("Content-Length", str(len(body))))
    made = httpx.Request(method, url, headers=lines, stream=httpx.ByteStream(body))
    made.extensions["timeout"] = {"connect": 5, "read": 5, "write": 5, "pool": 5}
    return made
