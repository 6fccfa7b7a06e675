"""A transport that lets no server hold it up: an answer has an end in time and in size.

The time-outs of a transport say how long no byte may come; whoever sends a byte now and then
outlasts them. And a small compressed body may unpack to a huge one. Needed where the other side
is anybody's server. Source: okta-provisioning.md 3.6 (the time-outs that are Okta's own).
"""

import asyncio
import zlib
from collections.abc import Sequence

import httpx

from simulator.wire.connection import BODY_LIMIT

_PACKED = (b"gzip", b"x-gzip", b"deflate")
_WINDOWS = (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS)
MASK = b"***"
_AUTHORIZATION = b"authorization"
WHOLE = "whole"
"""Name among a request's time-outs: how long a whole answer may take."""
_TOO_SHORT = 8
"""A secret of fewer characters may be an ordinary word, too; it is not looked for."""


class BoundedTransport(httpx.AsyncBaseTransport):
    """Read an answer whole, within ``seconds`` of real time and ``limit`` bytes.

    The time-outs of a request have the last word on the time, if they say :data:`WHOLE`.
    ``hidden`` are secrets a server may repeat in its answer; they become :data:`MASK` before
    anybody keeps them, and so does what the request was authorized with.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        seconds: float | None = None,
        limit: int = BODY_LIMIT,
        hidden: Sequence[str] = (),
    ) -> None:
        self._inner = inner
        self._seconds = seconds
        self._limit = limit
        self._hidden = [secret.encode() for secret in hidden if len(secret) >= _TOO_SHORT]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises the errors of httpx."""
        seconds = request.extensions.get("timeout", {}).get(WHOLE, self._seconds)
        if seconds is None:
            return await self._read(request)
        try:
            async with asyncio.timeout(seconds):
                return await self._read(request)
        except TimeoutError:
            words = f"the answer was not complete after {seconds:g} s"
            raise httpx.ReadTimeout(words, request=request) from None

    async def _read(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        stream, headers = response.stream, response.headers.raw
        whole = isinstance(stream, httpx.ByteStream)
        if isinstance(stream, httpx.ByteStream):
            body = b"".join(stream)
        else:
            body = await _collected(response, request, self._limit)
        if len(body) > self._limit:
            raise _too_long(request, self._limit)
        packed = any(
            name.lower() == b"content-encoding" and value.strip().lower() in _PACKED
            for name, value in headers
        )
        plain = _unpacked(body, request, self._limit) if packed else body
        hidden = self._hidden + _credential(request)
        if whole and not _told(plain, headers, hidden):
            return response  # as nearly always, and nothing is made anew
        return _masked_answer(response, body, plain, hidden)

    async def aclose(self) -> None:
        """Close the transport inside."""
        await self._inner.aclose()


def _masked_answer(
    response: httpx.Response, body: bytes, plain: bytes, hidden: Sequence[bytes]
) -> httpx.Response:
    headers = response.headers.raw
    if any(secret in plain for secret in hidden):
        body = _masked(plain, hidden)
        headers = [line for line in headers if line[0].lower() != b"content-encoding"]
    return httpx.Response(
        response.status_code,
        headers=[(name, _masked(value, hidden)) for name, value in headers],
        stream=httpx.ByteStream(body),
        extensions=response.extensions,
    )


def _told(plain: bytes, headers: Sequence[tuple[bytes, bytes]], hidden: Sequence[bytes]) -> bool:
    if not hidden:
        return False
    text = b"\n".join([plain, *(value for _, value in headers)])
    return any(secret in text for secret in hidden)


def _credential(request: httpx.Request) -> list[bytes]:
    for name, value in request.headers.raw:
        if len(name) == len(_AUTHORIZATION) and name.lower() == _AUTHORIZATION:
            given = value.rpartition(b" ")[2]
            return [given] if len(given) >= _TOO_SHORT else []
    return []


def _masked(text: bytes, hidden: Sequence[bytes]) -> bytes:
    for secret in hidden:
        text = text.replace(secret, MASK)
    return text


async def _collected(response: httpx.Response, request: httpx.Request, limit: int) -> bytes:
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)
    parts, size = [], 0
    try:
        async for part in stream:
            parts.append(part)
            size += len(part)
            if size > limit:
                raise _too_long(request, limit)
    finally:
        await stream.aclose()
    return b"".join(parts)


def _unpacked(body: bytes, request: httpx.Request, limit: int) -> bytes:
    """Undo a content coding; what cannot be unpacked is left to whoever reads it."""
    for window in _WINDOWS:
        try:
            plain = zlib.decompressobj(window).decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(plain) > limit:
            raise _too_long(request, limit)
        return plain
    return body


def _too_long(request: httpx.Request, limit: int) -> httpx.RemoteProtocolError:
    words = f"the body of the answer is longer than {limit} bytes"
    return httpx.RemoteProtocolError(words, request=request)


__all__ = ["MASK", "WHOLE", "BoundedTransport"]
