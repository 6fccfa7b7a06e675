"""No answer is endless, in time or in size, packed or not."""

import gzip
import zlib

import httpx
import pytest

from simulator.wire.bounded import BoundedTransport
from simulator.wire.transport import PlainTransport
from tests.unit.wire.servers import raw, request

pytestmark = pytest.mark.anyio
LIMIT = 1000
LONG = b"x" * (LIMIT + 1)


def packed(body: bytes, coding: str) -> bytes:
    """Return an answer with a content coding."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(packed(LONG, "identity"), id="plain"),
        pytest.param(packed(gzip.compress(LONG), "gzip"), id="gzip"),
        pytest.param(packed(zlib.compress(LONG), "deflate"), id="deflate"),
        pytest.param(packed(zlib.compress(LONG, wbits=-15), "deflate"), id="raw-deflate"),
    ],
)
async def test_a_body_past_the_limit_fails(answer: bytes) -> None:
    """What counts is its size once unpacked."""
    async with raw(answer) as server:
        transport = BoundedTransport(PlainTransport(), seconds=5, limit=LIMIT)
        with pytest.raises(httpx.RemoteProtocolError, match="longer than 1000 bytes"):
            await transport.handle_async_request(request("GET", server.url))
        await transport.aclose()


async def test_an_answer_that_drips_ends_in_time() -> None:
    """A byte now and then keeps a time-out between bytes from striking, not this one."""
    async with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx") as server:
        transport = BoundedTransport(PlainTransport(), seconds=0.05)
        with pytest.raises(httpx.ReadTimeout, match=r"not complete after 0\.05 s"):
            await transport.handle_async_request(request("GET", server.url))
        await transport.aclose()


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_secret_that_comes_back_is_masked(coding: str) -> None:
    """In a body, packed or not, and in headers; a word too short to be a secret is left."""
    body = b'{"you":"sesame-street"}'
    body = gzip.compress(body) if coding == "gzip" else body
    answer = packed(body, coding).replace(b"\r\n", b"\r\nX-You: sesame-street now\r\n", 1)
    async with raw(answer) as server:
        hidden = ("sesame-street", "now")
        transport = BoundedTransport(PlainTransport(), seconds=5, hidden=hidden)
        response = await transport.handle_async_request(request("GET", server.url))
        await response.aread()
        await transport.aclose()

    assert response.content == b'{"you":"***"}'
    assert response.headers["X-You"] == "*** now"


async def test_an_answer_within_bounds_is_left_as_it_is() -> None:
    """Headers, reason and packed bytes included."""
    answer = packed(gzip.compress(b"{}"), "gzip")
    async with raw(answer) as server:
        transport = BoundedTransport(PlainTransport(), seconds=5, hidden=("sesame-street",))
        response = await transport.handle_async_request(request("GET", server.url))
        await response.aread()
        await transport.aclose()

    assert response.content == b"{}"
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.extensions["reason_phrase"] == b"OK"
