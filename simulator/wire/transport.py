"""Send requests exactly as they were built, over one kept connection.

For ``http://`` the bytes are our own: header lines leave in the order and case of
``request.headers.raw``, ``Host`` where the caller put it (the stock transport moves it to the
front; Okta sends it seventh. Source: okta-provisioning.md 4.1). ``https://`` goes to the stock
transport.
"""

import asyncio
import contextlib
import os
import ssl
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from socket import IPPROTO_TCP, SOCK_STREAM, AddressFamily, gaierror

import httpx

from simulator.errors import ConnectionLost, DeliveryError, TimedOut, Unreachable
from simulator.wire.connection import Answer, Connection, Reset, Stale

CONNECT_SECONDS = 10.0
ON_CONNECTION = "scimulator_connection"
"""Request extension: called with (local host, local port, remote port) before bytes leave."""

ONCE = "scimulator_once"
"""Request extension: called when a kept connection ended; ``True`` if that was no accident."""

TRIED = "scimulator_tried"
"""Where the addresses are left that a name stood for when a connection was wanted."""

_NAMING_SECONDS = 2.0
_REPEATABLE = frozenset(("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"))
Origin = tuple[str, int]


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """Make the one TLS context of the process; making one takes 18 ms."""
    return httpx.create_ssl_context(trust_env=False)


class PlainTransport(httpx.AsyncBaseTransport):
    """An HTTP/1.1 client for one worker: one kept connection to each origin."""

    def __init__(self, *, ssl_context: Callable[[], ssl.SSLContext] = shared_ssl_context) -> None:
        self._ssl_context = ssl_context
        self._idle: dict[Origin, Connection] = {}
        self._stock: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises the errors of httpx with the system's text."""
        if request.url.scheme == "https":
            return await self._over_tls(request)
        message = _message(request, await request.aread())
        try:
            answer = await self._deliver(request, message)
        except DeliveryError as error:
            raise _as_httpx(error, request) from error
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=httpx.ByteStream(answer.body),
            extensions={
                "http_version": b"HTTP/" + answer.version,
                "reason_phrase": answer.reason,
            },
        )

    async def aclose(self) -> None:
        """Close every connection."""
        idle, self._idle = self._idle, {}
        for connection in idle.values():
            connection.drop()
        if self._stock is not None:
            await self._stock.aclose()

    async def _deliver(self, request: httpx.Request, message: bytes) -> Answer:
        url = request.url
        origin = (url.raw_host.decode("ascii"), url.port or 80)
        connection = self._idle.pop(origin, None)
        if connection is not None and connection.usable():
            try:
                return await self._exchange(request, message, origin, connection)
            except Stale:
                # a POST may have been carried out before the connection ended: never twice
                if request.method not in _REPEATABLE or _meant(request):
                    raise
        elif connection is not None:
            connection.drop()
        limits = request.extensions.get("timeout", {})
        tried = request.extensions.setdefault(TRIED, [])
        seconds = limits.get("connect") or CONNECT_SECONDS
        connection = await _connect(origin, seconds, tried)
        return await self._exchange(request, message, origin, connection)

    async def _exchange(
        self, request: httpx.Request, message: bytes, origin: Origin, connection: Connection
    ) -> Answer:
        announce = request.extensions.get(ON_CONNECTION)
        if announce is not None:
            announce(*connection.local, connection.remote_port)
        answer = await connection.ask(
            message,
            head_only=request.method == "HEAD",
            timeout=request.extensions.get("timeout", {}).get("read"),
        )
        if not connection.closed:
            spare = self._idle.get(origin)
            if spare is not None:
                spare.drop()
            self._idle[origin] = connection
        return answer

    async def _over_tls(self, request: httpx.Request) -> httpx.Response:
        if self._stock is None:
            self._stock = httpx.AsyncHTTPTransport(
                verify=self._ssl_context(), trust_env=False, limits=httpx.Limits(max_connections=1)
            )
        try:
            return await self._stock.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            origin = (request.url.raw_host.decode("ascii"), request.url.port or 443)
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_NAMING_SECONDS):
                    found = await _addresses(asyncio.get_running_loop(), origin)
                request.extensions[TRIED] = [host for _, host in found]
            raise


def _meant(request: httpx.Request) -> bool:
    """Return whether a fault ended the connection; sending again would undo it."""
    meant = request.extensions.get(ONCE)
    return meant is not None and bool(meant())


def _message(request: httpx.Request, body: bytes) -> bytes:
    headers = request.headers.raw
    parts = [request.method.encode("ascii"), b" ", request.url.raw_path, b" HTTP/1.1\r\n"]
    chunked = False
    for name, value in headers:
        parts += (name, b": ", value, b"\r\n")
        chunked = chunked or name.lower() == b"transfer-encoding"
    head = b"".join(parts)
    if head.count(b"\n") != len(headers) + 1 or head.count(b"\r") != len(headers) + 1:
        raise httpx.LocalProtocolError("a header must not hold a line break", request=request)
    if chunked:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    return b"%b\r\n%b" % (head, body)


async def _connect(origin: Origin, seconds: float, tried: list[str]) -> Connection:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            failure = OSError("has no address")
            found = await _addresses(loop, origin)
            tried += [host for _, host in found]
            for family, host in found:
                try:
                    _, connection = await loop.create_connection(
                        lambda: Connection(loop), host, origin[1], family=family
                    )
                except OSError as error:
                    failure = error
                else:
                    return connection
            raise Unreachable(f"{_words(failure)} ({_place(origin)})")
    except TimeoutError:
        raise _ConnectTimedOut(f"no connection within {seconds:g} s ({_place(origin)})") from None
    except gaierror as error:
        raise Unreachable(f"{error.strerror} ({_place(origin)})") from error


async def _addresses(
    loop: asyncio.AbstractEventLoop, origin: Origin
) -> list[tuple[AddressFamily, str]]:
    try:
        version = ip_address(origin[0]).version
    except ValueError:
        found = await loop.getaddrinfo(*origin, type=SOCK_STREAM, proto=IPPROTO_TCP)
        return [(family, str(place[0])) for family, _, _, _, place in found]
    family = AddressFamily.AF_INET6 if version == 6 else AddressFamily.AF_INET
    return [(family, origin[0])]


class _ConnectTimedOut(TimedOut):
    pass


def _place(origin: Origin) -> str:
    host, port = origin
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _words(error: OSError) -> str:
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error)


def _as_httpx(error: DeliveryError, request: httpx.Request) -> httpx.TransportError:
    kinds: tuple[tuple[type[DeliveryError], type[httpx.TransportError]], ...] = (
        (Unreachable, httpx.ConnectError),
        (_ConnectTimedOut, httpx.ConnectTimeout),
        (TimedOut, httpx.ReadTimeout),
        (Reset, httpx.ReadError),
        (ConnectionLost, httpx.RemoteProtocolError),
    )
    made = next(made for kind, made in kinds if isinstance(error, kind))
    return made(str(error), request=request)


__all__ = [
    "CONNECT_SECONDS",
    "ONCE",
    "ON_CONNECTION",
    "TRIED",
    "PlainTransport",
    "shared_ssl_context",
]
