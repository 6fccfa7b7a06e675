"""One request and its answer on a connection of either fake."""

import asyncio
import re
import struct
import sys
from collections.abc import Iterable
from socket import SO_LINGER, SOL_SOCKET
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from simulator.wire.watch import BODY_FOLLOWS, Message, Scope

if TYPE_CHECKING:
    from simulator.wire.http11 import Http11Protocol

RESET = "scimulator.reset"
"""Message of an application: end the connection with a RST; nothing more is sent."""
CLOSE = "scimulator.close"
"""Message of an application: send what there is and close the connection."""

_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""To close without lingering, which is what makes the system send a RST."""
_COPIED = 16 * 1024
"""Longer bodies are not copied to get the head before them."""
_NO_TOKEN = re.compile(rb"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_NO_VALUE = bytes((*range(9), *range(10, 32), 127))
_BODILESS = (204, 304)
_FRAMING = (b"content-length", b"transfer-encoding", b"connection")
_NAMES = 256
"""How many header names are remembered."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_FAILED = b"Internal Server Error"


class _Lines(dict[bytes, tuple[bytes, bytes]]):
    """How the line of a header begins, and its name in lower case if it means something here."""

    def __missing__(self, name: bytes) -> tuple[bytes, bytes]:
        if not name or _NO_TOKEN.search(name):
            raise RuntimeError("Invalid HTTP header name.")
        low = name.lower()
        found = b"\r\n" + low + b": ", low if low in _FRAMING else b""
        if len(self) < _NAMES:
            self[name] = found
        return found


_LINES = _Lines()


class Cycle:
    """One request and its answer; what the protocol asks of uvicorn's own class is here, too."""

    __slots__ = (
        "_chunked",
        "_endless",
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
        self._endless = False
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
                self._end(kind)
            else:
                self._head(message)
        elif kind != "http.response.body" or self.response_complete:
            self._end(kind)
        else:
            self._piece(message.get("body", b""), last=not message.get("more_body", False))

    def _head(self, message: Message) -> None:
        self.response_started = True
        if self._expect:  # the body was never asked for, and may come or not
            self.keep_alive = self._expect = False
        status: int = message["status"]
        modern = self.scope["http_version"] != "1.0"
        first = STATUS_LINE[status][:-2]
        parts = [first if modern else first.replace(b"1.1", b"1.0", 1)]
        values = []
        framed = closing = False
        for name, value in (
            *self._protocol.server_state.default_headers,
            *message.get("headers", ()),
        ):
            line, framing = _LINES[name]
            if framing == b"content-length":
                self._left = int(value)
                framed = True
                if not self._left and self.scope["method"] == "HEAD":
                    continue  # to HEAD, no body has no length
            elif framing == b"transfer-encoding":
                self._chunked = framed = value.lower() == b"chunked"
            elif framing and value.lower().find(b"close") >= 0:
                self.keep_alive = False
                closing = True
            parts.append(line)
            parts.append(value)
            values.append(value)
        joined = b"".join(values)
        if len(joined.translate(None, _NO_VALUE)) < len(joined):
            raise RuntimeError("Invalid HTTP header value.")
        if not framed and status not in _BODILESS and self.scope["method"] != "HEAD":
            if modern:
                self._chunked = True
                parts.append(b"\r\ntransfer-encoding: chunked")
            else:
                self._endless = True
                self.keep_alive = False
        if modern:
            if not self.keep_alive and not closing:
                parts.append(b"\r\nconnection: close")
        elif self.keep_alive:
            parts.append(b"\r\nconnection: keep-alive")
        parts.append(b"\r\n\r\n")
        self._held = b"".join(parts)
        if not message.get(BODY_FOLLOWS, False):
            self._protocol.loop.call_soon(self.flush)

    def _end(self, kind: str) -> None:
        """End the connection instead of answering, or in the middle of the answer."""
        transport = self._protocol.transport
        if kind == RESET:
            opened = transport.get_extra_info("socket")
            opened.setsockopt(SOL_SOCKET, SO_LINGER, _AT_ONCE)
            transport.abort()
        elif kind == CLOSE:
            self.flush()
            transport.close()
        else:
            raise RuntimeError(f"{kind} has no place here")
        self.keep_alive = False

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
        elif self._endless:
            pieces = (body,)
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


__all__ = ["CLOSE", "RESET", "Cycle"]
