"""Heads as Go's server reads them, and what it says to those that are none."""

import asyncio

import pytest

from simulator.wire.heads import Refused, read_head, refusal, split_head, split_target
from simulator.wire.watch import Receive, Scope, Send
from tests.unit.wire.servers import serving

pytestmark = pytest.mark.anyio

GO = "Go 1.25 net/http (zitadel-scim.md 0, 3.5)"
LONG = b"x" * 3000


@pytest.mark.source(GO)
@pytest.mark.parametrize(
    ("line", "method", "target", "version"),
    [
        pytest.param(b"FOO /a HTTP/1.1", b"FOO", b"/a", "1.1", id="unknown method"),
        pytest.param(b"get /a HTTP/1.1", b"get", b"/a", "1.1", id="method in lower case"),
        pytest.param("GET /ü?ü HTTP/1.0".encode(), b"GET", "/ü?ü".encode(), "1.0", id="raw UTF-8"),
        pytest.param(b"GET /a#b HTTP/1.2", b"GET", b"/a#b", "1.1", id="later minor version"),
        pytest.param(b"GET http://x/a HTTP/1.1", b"GET", b"http://x/a", "1.1", id="whole URL"),
        pytest.param(b"CONNECT x:1 HTTP/1.1", b"CONNECT", b"x:1", "1.1", id="authority"),
    ],
)
def test_request_lines(line: bytes, method: bytes, target: bytes, version: str) -> None:
    """Any token is a method, and a target may hold all but blanks and control characters."""
    head = read_head(line)

    assert (head.method, head.target, head.version) == (method, target, version)


@pytest.mark.source(GO)
@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param(b"GET /a", b"400 Bad Request", id="no version"),
        pytest.param(b"hello", b"400 Bad Request", id="one word"),
        pytest.param(b"GET /a b HTTP/1.1", b"400 Bad Request", id="blank in the target"),
        pytest.param(b"GET a HTTP/1.1", b"400 Bad Request", id="no slash"),
        pytest.param(b"G(T /a HTTP/1.1", b"400 Bad Request", id="no token"),
        pytest.param(b"GET /a HTTP/x", b"400 Bad Request", id="no number"),
        pytest.param(
            b"GET /a HTTP/3.0",
            b"505 HTTP Version Not Supported: unsupported protocol version",
            id="newer version",
        ),
        pytest.param(b"GET /a HTTP/1.1\r\nA : b", b"400 Bad Request", id="blank before a colon"),
        pytest.param(b"GET /a HTTP/1.1\r\nA", b"400 Bad Request", id="no colon"),
        pytest.param(b"GET /a HTTP/1.1\r\nA: \x01", b"400 Bad Request", id="control character"),
        pytest.param(b"GET /a HTTP/1.1\r\n A: b", b"400 Bad Request", id="folded from nothing"),
        pytest.param(
            b"GET /a HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
            b"400 Bad Request",
            id="two lengths",
        ),
        pytest.param(
            b"GET /a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
            b"501 Not Implemented",
            id="another coding",
        ),
    ],
)
def test_what_is_no_head(head: bytes, status: bytes) -> None:
    """The answer is plain text without a length, and ends the connection."""
    with pytest.raises(Refused) as caught:
        read_head(head)
    answer = refusal(caught.value.answer)

    assert answer.startswith(b"HTTP/1.1 " + status + b"\r\nContent-Type: text/plain")
    assert b"\r\nConnection: close\r\n\r\n" in answer


@pytest.mark.source(GO)
def test_headers() -> None:
    """Lines may be folded and end in a bare line feed; one length is enough."""
    cut = split_head(
        b"POST / HTTP/1.1\nA: b\n\tc\nContent-Length: 3\nContent-Length: 3\n"
        b"Upgrade: h2c\nConnection: Upgrade, close\n\nabc"
    )

    assert cut is not None
    head = read_head(cut[0])
    assert (b"a", b"b c") in head.headers
    assert [value for name, value in head.headers if name == b"content-length"] == [b"3"]
    assert b"pgrade" not in head.plain()
    assert b"close" in head.plain()
    assert cut[1] == b"abc"
    assert split_head(b"GET / HTTP/1.1\r\nA: b\r\n") is None


@pytest.mark.source(GO)
def test_the_authority_of_a_whole_url_is_the_host() -> None:
    """Whatever the header says; a fragment is part of the path."""
    headers = [(b"host", b"other"), (b"a", b"b")]

    assert split_target(b"http://here:1/a?b=c", headers) == (b"/a", b"b=c")
    assert headers == [(b"host", b"here:1"), (b"a", b"b")]
    assert split_target(b"/a#b?c?d", headers) == (b"/a#b", b"c?d")


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what came; with much of it, and no length, where the path asks for it."""
    body = b""
    more = scope["path"] != "/unread"
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    text = b"%s %s %s" % (scope["method"].encode(), scope["path"].encode(), body)
    headers = [(b"content-length", b"%d" % len(text))]
    if scope["path"] == "/long":
        text, headers = LONG, []
    elif scope["path"] == "/none":
        text, headers = b"", [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


async def exchanged(*parts: bytes) -> tuple[bytes, bytes, bool]:
    """Send bytes; return head and body of the first answer, and whether the connection ended."""
    async with serving(tell) as url:
        port = int(url.rpartition(":")[2].strip("/"))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for part in parts:
            writer.write(part)
            await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        low = head.lower()
        if b"content-length: " in low:
            length = int(low.partition(b"content-length: ")[2].partition(b"\r")[0])
            body = await reader.readexactly(length)
            ended = b"connection: close" in low or (
                low.startswith(b"http/1.0") and b"keep-alive" not in low
            )
        else:
            body, ended = await reader.read(), True
        writer.close()
        return head, body, ended


@pytest.mark.source(GO)
@pytest.mark.parametrize(
    ("parts", "status", "body", "ends"),
    [
        pytest.param([b"GET /a HTTP/1.0\r\n\r\n"], b"HTTP/1.0 200", b"GET /a ", True, id="1.0"),
        pytest.param(
            [b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
            b"HTTP/1.0 200",
            b"GET /a ",
            False,
            id="1.0 kept",
        ),
        pytest.param(
            [b"GET /long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
            b"HTTP/1.0 200",
            LONG,
            True,
            id="1.0 knows no chunks",
        ),
        pytest.param(
            [
                b"POST /a HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
                b"HTTP2-Settings: AAMAAABk\r\nContent-Length: 3\r\n\r\nabc",
            ],
            b"HTTP/1.1 200",
            b"POST /a abc",
            False,
            id="an upgrade that is not taken keeps its body",
        ),
        pytest.param(
            [b"FOO /", "ü HTTP/1.1\r\nContent-Le".encode(), b"ngth: 3\r\n\r\nabc"],
            b"HTTP/1.1 200",
            "FOO /ü abc".encode(),
            False,
            id="unusual head in pieces",
        ),
        pytest.param(
            [b"GET /a HTTP/2.0\r\n\r\n"],
            b"HTTP/1.1 505",
            b"505 HTTP Version Not Supported: unsupported protocol version",
            True,
            id="2.0",
        ),
        pytest.param(
            [b"POST /a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
            b"HTTP/1.1 501",
            b"Unsupported transfer encoding",
            True,
            id="another coding",
        ),
        pytest.param([b"HEAD /none HTTP/1.1\r\n\r\n"], b"HTTP/1.1 200", b"", True, id="HEAD"),
        pytest.param([b"hello\r\n\r\n"], b"HTTP/1.1 400", b"400 Bad Request", True, id="greeting"),
        pytest.param(
            [b"POST /a HTTP/1.1\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n"],
            b"HTTP/1.1 417",
            b"",
            True,
            id="expects something else",
        ),
        pytest.param(
            [b"POST /unread HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"],
            b"HTTP/1.1 200",
            b"POST /unread ",
            True,
            id="a body that is not asked for",
        ),
    ],
)
async def test_what_goes_over_the_wire(
    parts: list[bytes], status: bytes, body: bytes, ends: bool
) -> None:
    """Old clients and odd ones get what Go's server would give them."""
    head, answered, ended = await exchanged(*parts)

    assert head.startswith(status)
    assert b"content-length: 0" not in head or b" 417 " in head
    assert (answered, ended) == (body, ends)


@pytest.mark.source(GO)
async def test_a_second_request_follows_an_unusual_one() -> None:
    """The connection goes on as if nothing had been."""
    async with serving(tell) as url:
        port = int(url.rpartition(":")[2].strip("/"))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for method in (b"FOO", b"GET", b"BAR"):
            writer.write(method + b" /a HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(len(method) + 4) == method + b" /a "
        writer.close()
