"""Bytes out, answers in."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any
from unittest.mock import Mock

import httpx
import pytest

from simulator.errors import TimedOut
from simulator.listen import listen
from simulator.wire import connection
from simulator.wire.transport import ON_CONNECTION, PlainTransport, shared_ssl_context
from tests.unit.wire.servers import OK, raw, request, reset

pytestmark = pytest.mark.anyio


def _loopback() -> list[str]:
    """Return the loopback addresses this machine has."""
    sockets = listen(0, flag="--port")
    found = [opened.getsockname()[0] for opened in sockets]
    for opened in sockets:
        opened.close()
    return found


@pytest.fixture
async def transport() -> AsyncIterator[PlainTransport]:
    made = PlainTransport()
    yield made
    await made.aclose()


async def body_of(response: httpx.Response) -> bytes:
    """Read an answer to its end."""
    return await response.aread()


# -- what is sent ------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 4.1")
async def test_header_lines_leave_as_they_were_built(transport: PlainTransport) -> None:
    """Order, case, repeated names and Host in the seventh place all stay."""
    lines = [
        ("Accept", "application/scim+json"),
        ("Accept-Charset", "utf-8"),
        ("Content-Type", "application/scim+json; charset=utf-8"),
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Authorization", "Bearer t"),
        ("Content-Length", "2"),
        ("Host", "scim.example.test"),
        ("x-lower", "1"),
        ("X-lower", "2"),
        ("Connection", "Keep-Alive"),
    ]
    async with raw(OK) as server:
        url = f"{server.url}/scim/v2/7/Users?filter=userName%20eq%20%22a%22"
        await transport.handle_async_request(request("POST", url, *lines, body=b"{}"))

    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    assert server.requests == [
        f"POST /scim/v2/7/Users?filter=userName%20eq%20%22a%22 HTTP/1.1\r\n{head}\r\n{{}}".encode()
    ]


async def test_a_streamed_body_is_sent_in_chunks(transport: PlainTransport) -> None:
    """A body of unknown length goes out chunked, as its header announces."""

    async def parts() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"c"

    async with raw(OK) as server:
        await transport.handle_async_request(httpx.Request("PUT", server.url, content=parts()))

    assert server.requests[0].endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb"])
async def test_a_line_break_in_a_header_is_refused(transport: PlainTransport, value: str) -> None:
    """Nobody smuggles a second header in."""
    async with raw(OK) as server:
        with pytest.raises(httpx.LocalProtocolError):
            await transport.handle_async_request(
                request("GET", server.url, ("Host", "a"), ("X", value))
            )

    assert server.requests == []


# -- what comes back ---------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("method", "answer", "status", "body"),
    [
        pytest.param("GET", HEAD + b"Content-Length: 3\r\n\r\nabc", 200, b"abc", id="length"),
        pytest.param("GET", HEAD + b"Content-Length: 0\r\n\r\n", 200, b"", id="no body"),
        pytest.param(
            "GET",
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
            200,
            b"abc",
            id="chunks",
        ),
        pytest.param(
            "GET",
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: x\r\n\r\n",
            200,
            b"a",
            id="chunks with a trailer",
        ),
        pytest.param("HEAD", HEAD + b"Content-Length: 30\r\n\r\n", 200, b"", id="head"),
        pytest.param("HEAD", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", 200, b"", id="head too"),
        pytest.param("PATCH", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", id="204"),
        pytest.param(
            "GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, b"", id="304"
        ),
        pytest.param(
            "GET",
            b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 1\r\n\r\na",
            200,
            b"a",
            id="100 before",
        ),
        pytest.param(
            "GET",
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\n"
            b"Content-Length: 1\r\n\r\na",
            404,
            b"a",
            id="103 before",
        ),
        pytest.param(
            "GET", b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na", 200, b"a", id="no reason"
        ),
    ],
)
@pytest.mark.parametrize("pieces", [False, True], ids=["at once", "byte by byte"])
async def test_answers_are_read_and_the_connection_is_kept(
    transport: PlainTransport, method: str, answer: bytes, status: int, body: bytes, pieces: bool
) -> None:
    """Whatever frames the body, the next request goes out on the same connection."""
    async with raw(lambda _: b"" if pieces else answer, then=_bytewise(answer, pieces)) as server:
        for _ in range(2):
            response = await transport.handle_async_request(request(method, server.url))
            assert (response.status_code, await body_of(response)) == (status, body)

    assert len(server.requests) == 2
    assert len(server.clients) == 1


def _bytewise(answer: bytes, pieces: bool):  # type: ignore[no-untyped-def]
    async def send(writer: asyncio.StreamWriter) -> None:
        for at in range(len(answer) if pieces else 0):
            writer.write(answer[at : at + 1])
            await writer.drain()

    return send


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        pytest.param(HEAD + b"\r\nuntil the end", b"until the end", id="no length"),
        pytest.param(b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", b"a", id="HTTP/1.0"),
        pytest.param(HEAD + b"Connection: close\r\nContent-Length: 1\r\n\r\na", b"a", id="close"),
    ],
)
async def test_a_connection_that_ends_is_replaced(
    transport: PlainTransport, answer: bytes, body: bytes
) -> None:
    """An answer that ends its connection is whole; the next request opens another one."""
    async with raw(answer, keep=False) as server:
        for _ in range(2):
            response = await transport.handle_async_request(request("POST", server.url))
            assert await body_of(response) == body

    assert len(server.clients) == 2


async def test_headers_of_an_answer_keep_order_case_and_bytes(transport: PlainTransport) -> None:
    """What is recorded is what was on the wire."""
    answer = HEAD + b"X-One: 1\r\nx-one: 2\r\nContent-Length: 0\r\nB: \xc3\xbc\r\n\r\n"
    async with raw(answer) as server:
        response = await transport.handle_async_request(request("GET", server.url))

    assert response.headers.raw == [
        (b"X-One", b"1"),
        (b"x-one", b"2"),
        (b"Content-Length", b"0"),
        (b"B", b"\xc3\xbc"),
    ]
    assert response.extensions["reason_phrase"] == b"OK"
    assert response.extensions["http_version"] == b"HTTP/1.1"


async def test_decompression_is_left_to_the_client() -> None:
    """The transport hands on the bytes of the wire, the client above unpacks them."""
    packed = gzip.compress(b"plain")
    head = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    async with (
        raw(HEAD + head + packed) as server,
        httpx.AsyncClient(transport=PlainTransport()) as client,
    ):
        response = await client.get(server.url)

    assert response.content == b"plain"
    assert response.elapsed.total_seconds() >= 0


# -- connections -------------------------------------------------------------------------


async def test_the_connection_is_announced_before_bytes_leave(transport: PlainTransport) -> None:
    """Both ends know the same pair of address and port."""
    announced: list[tuple[str, int, int]] = []
    async with raw(OK) as server:
        for _ in range(2):
            made = request("GET", server.url)
            made.extensions[ON_CONNECTION] = lambda *route: announced.append(route)
            await transport.handle_async_request(made)

    assert announced == [(*server.clients[0], server.port)] * 2


@pytest.mark.parametrize("host", _loopback())
async def test_both_loopback_addresses_are_reached(transport: PlainTransport, host: str) -> None:
    """IPv6 works as IPv4 does, where the machine has it."""
    announced: list[tuple[str, int, int]] = []
    async with raw(OK, host=host) as server:
        made = request("GET", server.url)
        made.extensions[ON_CONNECTION] = lambda *route: announced.append(route)
        response = await transport.handle_async_request(made)

    assert await body_of(response) == b"ok"
    assert announced == [(*server.clients[0], server.port)]


async def test_a_name_is_tried_at_all_its_addresses(transport: PlainTransport) -> None:
    """localhost may mean ::1 first; a server that listens on 127.0.0.1 alone is found."""
    async with raw(OK) as server:
        response = await transport.handle_async_request(
            request("GET", f"http://localhost:{server.port}")
        )

    assert await body_of(response) == b"ok"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_connection_closed_while_idle_is_replaced(
    transport: PlainTransport, method: str
) -> None:
    """A server may close a kept connection at any time; nobody notices."""
    async with raw(OK, keep=False) as server:
        for _ in range(3):
            response = await transport.handle_async_request(request(method, server.url))
            assert await body_of(response) == b"ok"
            await _until_closed(transport)

    assert len(server.clients) == 3


async def test_a_close_that_is_still_under_way_is_noticed(transport: PlainTransport) -> None:
    """The loop was busy and has not seen the close; the next POST goes out once, elsewhere."""
    closing: list[asyncio.StreamWriter] = []

    async def remember(writer: asyncio.StreamWriter) -> None:
        closing.append(writer)

    async with raw(OK, then=remember) as server:
        await transport.handle_async_request(request("POST", server.url))
        closing[0].get_extra_info("socket").shutdown(1)  # no turn of the loop from here on
        response = await transport.handle_async_request(request("POST", server.url))

    assert response.status_code == 200
    assert (len(server.requests), len(server.clients)) == (2, 2)


async def test_a_repeatable_request_is_sent_again_once(transport: PlainTransport) -> None:
    """A kept connection that ends before a byte of the answer costs a GET nothing."""
    async with raw(lambda number: None if number == 1 else OK) as server:
        await transport.handle_async_request(request("GET", server.url))
        response = await transport.handle_async_request(request("GET", server.url))

    assert await body_of(response) == b"ok"
    assert len(server.requests) == 3


async def test_a_post_is_never_sent_twice(transport: PlainTransport) -> None:
    """It may have been carried out: its lost answer is an error on a kept connection, too."""
    async with raw(lambda number: None if number == 1 else OK) as server:
        await transport.handle_async_request(request("POST", server.url))
        with pytest.raises(httpx.RemoteProtocolError, match="ended without an answer"):
            await transport.handle_async_request(request("POST", server.url))

    assert len(server.requests) == 2


async def test_a_new_connection_that_ends_is_not_tried_again(transport: PlainTransport) -> None:
    """Only a kept connection may have been stale."""
    async with raw(lambda _: None) as server:
        with pytest.raises(httpx.RemoteProtocolError, match="ended without an answer"):
            await transport.handle_async_request(request("GET", server.url))

    assert len(server.requests) == 1


async def test_requests_at_the_same_time_use_connections_of_their_own(
    transport: PlainTransport,
) -> None:
    """One transport under two tasks does not mix their answers, and keeps one connection."""
    async with raw(lambda number: HEAD + b"Content-Length: 1\r\n\r\n%d" % number) as server:
        sent = [transport.handle_async_request(request("GET", server.url)) for _ in range(3)]
        bodies = [await body_of(response) for response in await asyncio.gather(*sent)]
        await transport.handle_async_request(request("GET", server.url))

    assert sorted(bodies) == [b"0", b"1", b"2"]
    assert len(server.clients) == 3


async def test_a_cancelled_request_leaves_no_connection_behind(transport: PlainTransport) -> None:
    """The answer of a request that was given up is never taken for that of the next one."""
    came = asyncio.Event()

    def answers(number: int) -> bytes:
        came.set()
        return b"" if number == 0 else OK

    async with raw(answers) as server:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(transport.handle_async_request(request("GET", server.url)))
            await came.wait()
            task.cancel()
        response = await transport.handle_async_request(request("GET", server.url))

    assert (task.cancelled(), await body_of(response)) == (True, b"ok")
    assert len(server.clients) == 2


async def _until_closed(transport: PlainTransport) -> None:
    (kept,) = transport._idle.values()
    while not kept.closed:
        await _turn()


# -- what goes wrong ---------------------------------------------------------------------


async def test_nobody_listens(transport: PlainTransport) -> None:
    """The text is the system's, with the place."""
    async with raw(OK) as server:
        gone = server.port

    with pytest.raises(httpx.ConnectError) as caught:
        await transport.handle_async_request(request("GET", f"http://127.0.0.1:{gone}/"))

    assert str(caught.value) == f"Connection refused (127.0.0.1:{gone})"
    assert caught.value.request.url.port == gone


async def test_no_such_name(transport: PlainTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an address is a failed connection."""

    async def nothing(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nothing)
    with pytest.raises(httpx.ConnectError) as caught:
        await transport.handle_async_request(request("GET", "http://no.example/"))

    assert str(caught.value) == "Name or service not known (no.example:80)"


async def test_a_connection_that_takes_too_long(
    transport: PlainTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a connection has a limit of its own."""

    async def never(*_: object, **__: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", never)
    made = request("GET", "http://127.0.0.1:9/")
    made.extensions["timeout"]["connect"] = 0.01

    with pytest.raises(httpx.ConnectTimeout) as caught:
        await transport.handle_async_request(made)

    assert str(caught.value) == "no connection within 0.01 s (127.0.0.1:9)"


async def test_silence_has_an_end(transport: PlainTransport) -> None:
    """No byte within the time allowed is a time-out; the connection is not used again."""
    async with raw(lambda number: b"" if number == 0 else OK) as server:
        made = request("GET", server.url)
        made.extensions["timeout"]["read"] = 0.02
        with pytest.raises(httpx.ReadTimeout, match=r"no byte came within 0\.02 s"):
            await transport.handle_async_request(made)
        response = await transport.handle_async_request(request("GET", server.url))

    assert response.status_code == 200
    assert len(server.clients) == 2


class Clockwork:
    """A loop whose time is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().create_future()

    def call_later(self, delay: float, call: Callable[[], None]) -> Mock:
        self.timers.append((self.now + delay, call))
        return Mock()

    def move(self, seconds: float) -> None:
        self.now += seconds
        due = [timer for timer in self.timers if timer[0] <= self.now]
        self.timers = [timer for timer in self.timers if timer[0] > self.now]
        for _, call in due:
            call()


async def test_a_slow_answer_is_no_silence() -> None:
    """Only the time between bytes counts: an hour at a byte a minute is fine, a minute is not."""
    loop = Clockwork()
    open_ = connection.Connection(loop)  # type: ignore[arg-type]
    open_.transport = Mock()
    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(open_.ask(b"", head_only=False, timeout=60))
        await _turn()
        open_.data_received(HEAD + b"Content-Length: 60\r\n\r\n")
        for _ in range(60):
            loop.move(59)
            open_.data_received(b"x")
    assert asking.result().body == b"x" * 60

    asyncio.get_running_loop().call_soon(loop.move, 60)
    with pytest.raises(TimedOut, match="no byte came within 60 s"):
        await open_.ask(b"", head_only=False, timeout=60)


async def _turn() -> None:
    waiter = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(waiter.set_result, None)
    await waiter


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        pytest.param(
            HEAD + b"Content-Length: 9\r\n\r\nabc",
            httpx.RemoteProtocolError,
            "in the middle of the answer",
            id="short body",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
            httpx.RemoteProtocolError,
            "in the middle of the answer",
            id="short chunk",
        ),
        pytest.param(
            HEAD + b"Content-Le", httpx.RemoteProtocolError, "in the middle", id="short head"
        ),
        pytest.param(b"SSH-2.0-x\r\n", httpx.RemoteProtocolError, "no HTTP answer", id="no HTTP"),
        pytest.param(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx",
            httpx.RemoteProtocolError,
            "switched to another protocol",
            id="upgrade",
        ),
        pytest.param(
            HEAD + b"X: " + b"x" * 70_000,
            httpx.RemoteProtocolError,
            "head of the answer is longer than 65536",
            id="endless header",
        ),
        pytest.param(
            HEAD + b"X: 1234567890\r\n" * 5000 + b"\r\n",
            httpx.RemoteProtocolError,
            "head of the answer is longer than 65536",
            id="many headers",
        ),
        pytest.param(
            HEAD + b"Content-Length: 16777217\r\n\r\n",
            httpx.RemoteProtocolError,
            "body of the answer is longer than 16777216",
            id="announced too long",
        ),
    ],
)
async def test_broken_answers_are_errors(
    transport: PlainTransport, answer: bytes, kind: type[Exception], text: str
) -> None:
    """Nothing half is ever taken for an answer."""
    async with raw(answer, keep=False) as server:
        with pytest.raises(kind, match=text):
            await transport.handle_async_request(request("GET", server.url))


async def test_an_endless_body_is_an_error(
    transport: PlainTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that does not say how long it is has the same limit."""
    monkeypatch.setattr(connection, "BODY_LIMIT", 1000)
    async with raw(HEAD + b"\r\n" + b"x" * 1001, keep=False) as server:
        with pytest.raises(httpx.RemoteProtocolError, match="longer than 1000"):
            await transport.handle_async_request(request("GET", server.url))


async def test_a_reset_has_the_systems_words(transport: PlainTransport) -> None:
    """A connection that is torn down is a read error."""
    async with raw(HEAD + b"Content-Length: 9\r\n\r\nabc", then=reset) as server:
        with pytest.raises(httpx.ReadError, match="Connection reset by peer"):
            await transport.handle_async_request(request("GET", server.url))


async def test_bytes_behind_an_answer_end_the_connection(transport: PlainTransport) -> None:
    """What nobody asked for is not taken for the next answer."""
    async with raw(OK + OK) as server:
        for _ in range(2):
            response = await transport.handle_async_request(request("GET", server.url))
            assert await body_of(response) == b"ok"

    assert len(server.clients) == 2


async def test_an_answer_may_come_before_the_request_is_read(transport: PlainTransport) -> None:
    """A server that refuses three megabytes after the head is heard."""
    refused = b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(refused)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    response = await transport.handle_async_request(request("POST", url, body=b"x" * 3_000_000))
    server.close()
    await server.wait_closed()

    assert response.status_code == 413


# -- TLS ---------------------------------------------------------------------------------


async def test_https_goes_to_the_stock_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    """One context serves all transports; it is made when the first request needs it."""
    made: list[ssl.SSLContext] = []
    seen: list[httpx.URL] = []

    def context() -> ssl.SSLContext:
        made.append(shared_ssl_context())
        return made[-1]

    async def stock(_: httpx.AsyncHTTPTransport, asked: httpx.Request) -> httpx.Response:
        seen.append(asked.url)
        return httpx.Response(200)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", stock)
    transport = PlainTransport(ssl_context=context)
    before = list(made)
    for _ in range(2):
        await transport.handle_async_request(request("GET", "https://zitadel.example/x"))
    await transport.aclose()

    assert (before, len(made)) == ([], 1)
    assert shared_ssl_context() is made[0]
    assert [str(url) for url in seen] == ["https://zitadel.example/x"] * 2
