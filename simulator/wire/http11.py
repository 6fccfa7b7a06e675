"""HTTP/1.1 for both fakes: uvicorn's protocol with a leaner way from request to answer.

Head and body of an answer leave in one piece, as ZITADEL's server sends them; header names are
looked at once per name; one timer watches an idle connection instead of one per request. Half of
what a short exchange costs is spent here, so this is where a few calls less count.
"""

import asyncio
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from simulator.wire.watch import BODY_FOLLOWS, Message, Scope

_COPIED = 16 * 1024
"""Longer bodies are not copied to get the head before them."""
_NO_TOKEN = re.compile(rb"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_NO_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_BODILESS = (204, 304)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_FAILED = b"Internal Server Error"


@lru_cache(maxsize=256)
def _line(name: bytes) -> tuple[bytes, bytes]:
    """Return a header's name in lower case, and as its line begins."""
    if not name or _NO_TOKEN.search(name):
        raise RuntimeError("Invalid HTTP header name.")
    low = name.lower()
    return low, low + b": "


class Cycle:
    """One request and its answer; what the protocol asks of uvicorn's own class is here, too."""

    __slots__ = (
        "_chunked",
        "_expect",
        "_held",
        "_left",
        "_protocol",
        "body",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "response_complete",
        "response_started",
        "scope",
    )

    def __init__(
        self, protocol: "Http11Protocol", scope: Scope, *, keep_alive: bool, expect: bool
    ) -> None:
        self._protocol = protocol
        self.scope = scope
        self.keep_alive = keep_alive
        self._expect = expect
        self.message_event = asyncio.Event()
        self.body = bytearray()
        self.more_body = True
        self.disconnected = False
        self.response_started = False
        self.response_complete = False
        self._chunked = False
        self._left = 0
        self._held = b""

    async def run(self, app: Any) -> None:
        """Let the application answer; a failure it lets through ends the connection."""
        try:
            await app(self.scope, self.receive, self.send)
        except asyncio.CancelledError:
            await self._give_up()
            raise
        except Exception:
            await self._give_up()
        else:
            if not self.response_complete and not self.disconnected:
                await self._give_up()
        finally:
            self._protocol.over()

    async def _give_up(self) -> None:
        if self.response_started:
            self.flush()
            self._protocol.transport.close()
            return
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(_FAILED)),
            (b"connection", b"close"),
        ]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": _FAILED})

    async def receive(self) -> Message:
        """Hand out what came of the body, or wait for it."""
        protocol = self._protocol
        if self._expect and not protocol.transport.is_closing():
            protocol.transport.write(_CONTINUE)
            self._expect = False
        event = self.message_event
        if not self.disconnected and not self.response_complete:
            protocol.flow.resume_reading()
            if not event.is_set():
                await event.wait()
            event.clear()
        if self.disconnected or self.response_complete:
            return {"type": "http.disconnect"}
        body = bytes(self.body)
        self.body = bytearray()
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    async def send(self, message: Message) -> None:
        """Send the head, or a piece of the body."""
        flow = self._protocol.flow
        if flow.write_paused and not self.disconnected:
            await flow.drain()
        if self.disconnected:
            return
        kind = message["type"]
        if not self.response_started:
            if kind != "http.response.start":
                raise RuntimeError(f"an answer does not begin with {kind}")
            self._head(message)
        elif kind != "http.response.body" or self.response_complete:
            raise RuntimeError(f"{kind} has no place here")
        else:
            self._piece(message.get("body", b""), last=not message.get("more_body", False))

    def _head(self, message: Message) -> None:
        self.response_started = True
        self._expect = False
        status: int = message["status"]
        parts = [STATUS_LINE[status]]
        values = []
        framed = closing = False
        for name, value in (
            *self._protocol.server_state.default_headers,
            *message.get("headers", ()),
        ):
            low, line = _line(name)
            parts += (line, value, b"\r\n")
            values.append(value)
            if low == b"content-length":
                self._left = int(value)
                framed = True
            elif low == b"transfer-encoding":
                self._chunked = framed = value.lower() == b"chunked"
            elif low == b"connection" and b"close" in value.lower():
                self.keep_alive = False
                closing = True
        if _NO_VALUE.search(b"".join(values)):
            raise RuntimeError("Invalid HTTP header value.")
        if not self.keep_alive and not closing:
            parts.append(b"connection: close\r\n")
        if not framed and status not in _BODILESS and self.scope["method"] != "HEAD":
            self._chunked = True
            parts.append(b"transfer-encoding: chunked\r\n")
        parts.append(b"\r\n")
        self._held = b"".join(parts)
        if not message.get(BODY_FOLLOWS, False):
            self._protocol.loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send a head that is held back."""
        held, self._held = self._held, b""
        if held and not self.disconnected:
            self._protocol.transport.write(held)

    def _piece(self, body: bytes, *, last: bool) -> None:
        pieces: tuple[bytes, ...]
        if self.scope["method"] == "HEAD":
            self._left = 0
            pieces = ()
        elif self._chunked:
            end = b"\r\n0\r\n\r\n" if last else b"\r\n"
            pieces = (b"%x\r\n" % len(body), body, end) if body else (end[2:],)
        else:
            if len(body) > self._left:
                raise RuntimeError("the body is longer than its Content-Length")
            self._left -= len(body)
            pieces = (body,)
        if last and self._left:
            raise RuntimeError("the body is shorter than its Content-Length")
        held, self._held = self._held, b""
        self._write((held, *pieces), long=len(body) > _COPIED)
        if last:
            self.response_complete = True
            self.message_event.set()
            if not self.keep_alive:
                self._protocol.transport.close()
            self._protocol.on_response_complete()

    def _write(self, pieces: Iterable[bytes], *, long: bool) -> None:
        if long:
            self._protocol.transport.writelines(pieces)
        elif data := b"".join(pieces):
            self._protocol.transport.write(data)


class Http11Protocol(HttpToolsProtocol):
    """A connection: uvicorn's parsing and bookkeeping, our :class:`Cycle`."""

    cycle: Any
    flow: FlowControl
    _since = 0.0

    def on_headers_complete(self) -> None:
        """Begin a request."""
        parser, scope = self.parser, self.scope
        version = parser.get_http_version()
        url = httptools.parse_url(self.url)
        raw: bytes = url.path
        path = raw.decode("ascii")
        scope["method"] = parser.get_method().decode("ascii")
        scope["http_version"] = version
        scope["raw_path"] = raw
        scope["path"] = unquote(path) if "%" in path else path
        scope["query_string"] = url.query or b""
        cycle = Cycle(
            self,
            scope,  # type: ignore[arg-type]
            keep_alive=version != "1.0" and parser.should_keep_alive(),
            expect=self.expect_100_continue,
        )
        before, self.cycle = self.cycle, cycle
        if before is None or before.response_complete:
            self._start_asgi_task(cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, self.app))  # type: ignore[arg-type]

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self.tasks.add(self.loop.create_task(cycle.run(app)))

    def over(self) -> None:
        """Forget the task that ends."""
        task = asyncio.current_task(self.loop)
        if task is not None:
            self.tasks.discard(task)

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a request's body."""
        cycle = self.cycle
        if cycle.response_complete:
            return
        cycle.body += body
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        cycle.message_event.set()

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self._since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._watch_for(self.timeout_keep_alive)

    def _watch_for(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )

    def _unset_keepalive_if_required(self) -> None:
        """Something came; the timer is left alone, it looks at this when it fires."""
        self._since = self.loop.time()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing came since the last answer, else look again later."""
        self.timeout_keep_alive_task = None
        if self.transport.is_closing():
            return
        idle = self.loop.time() - self._since
        if self.cycle is not None and not self.cycle.response_complete:
            self._watch_for(self.timeout_keep_alive)
        elif idle < self.timeout_keep_alive:
            self._watch_for(self.timeout_keep_alive - idle)
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End with the connection."""
        super().connection_lost(exc)
        super()._unset_keepalive_if_required()


__all__ = ["Cycle", "Http11Protocol"]
