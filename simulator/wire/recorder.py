"""Record what our own clients send: a transport around the transport.

An exchange is numbered and shown as running before its first byte leaves, and kept with its
answer, or with the reason why none came. Nothing of this is visible on the wire.
"""

import time

import httpx

from simulator.events import current_links
from simulator.journal.writer import Journal
from simulator.wire.connection import BODY_LIMIT
from simulator.wire.correlate import Correlator, Route
from simulator.wire.exchange import Exchange
from simulator.wire.recording import answered, failed, started
from simulator.wire.transport import ON_CONNECTION

ASKED = "scimulator"
"""Request extension, optional: ``{"attempt": n}``."""
WHY = "scimulator_why"
"""Request extension, optional: why whoever asked waits no more; shown as the reason."""
SEQ = "scimulator_seq"
"""Extension of request and response: the number of the exchange."""


class RecordingTransport(httpx.AsyncBaseTransport):
    """Pass requests on and keep what went over the wire."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        journal: Journal,
        correlator: Correlator,
        side: str = "okta",
    ) -> None:
        self._inner = inner
        self._journal = journal
        self._correlator = correlator
        self._side = side

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; what fails is recorded and raised as it is."""
        exchange = self._start(request, await request.aread())
        routes = self._announce(request, exchange)
        began = time.perf_counter()
        try:
            response = await self._inner.handle_async_request(request)
            body = await _read(response)
        except BaseException as error:
            words = (
                request.extensions.get(WHY) or str(error) or f"given up ({type(error).__name__})"
            )
            self._journal.finish(failed(exchange, ms=_ms_since(began), error=words))
            raise
        finally:
            for route in routes:
                self._correlator.end(route, exchange)
        finished = answered(
            exchange,
            ms=_ms_since(began),
            status=response.status_code,
            reason=response.extensions.get("reason_phrase", b"").decode("ascii", "replace"),
            headers=response.headers.raw,
            body=body,
        )
        self._journal.finish(finished)
        response.extensions[SEQ] = exchange.seq
        return response

    async def aclose(self) -> None:
        """Close the transport inside."""
        await self._inner.aclose()

    def _start(self, request: httpx.Request, body: bytes) -> Exchange:
        url = request.url
        exchange = started(
            seq=self._journal.next_seq(),
            at=self._journal.now(),
            side=self._side,
            base=f"{url.scheme}://{url.netloc.decode('ascii')}",
            method=request.method,
            target=url.raw_path.decode("ascii", "replace"),
            headers=request.headers.raw,
            body=body,
            links=current_links(),
            attempt=request.extensions.get(ASKED, {}).get("attempt", 1),
        )
        request.extensions[SEQ] = exchange.seq
        self._journal.start(exchange)
        return exchange

    def _announce(self, request: httpx.Request, exchange: Exchange) -> list[Route]:
        routes: list[Route] = []

        def announce(host: str, port: int, server_port: int) -> None:
            route = Route(host, port, server_port)
            routes.append(route)
            self._correlator.begin(route, exchange)

        request.extensions[ON_CONNECTION] = announce
        return routes


async def _read(response: httpx.Response) -> bytes:
    """Read the whole body as it came and leave it in place for whoever asked."""
    stream = response.stream
    if isinstance(stream, httpx.ByteStream):
        return b"".join(stream)
    assert isinstance(stream, httpx.AsyncByteStream)
    parts, size = [], 0
    try:
        async for part in stream:
            parts.append(part)
            size += len(part)
            if size > BODY_LIMIT:
                raise httpx.RemoteProtocolError(
                    f"the body of the answer is longer than {BODY_LIMIT} bytes"
                )
    finally:
        await stream.aclose()
    body = b"".join(parts)
    response.stream = httpx.ByteStream(body)
    return body


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


__all__ = ["ASKED", "SEQ", "WHY", "RecordingTransport"]
