"""HTTP/1.1 for both fakes: uvicorn's protocol with a leaner way from request to answer.

Head and body of an answer leave in one piece, as ZITADEL's server sends them; header names are
looked at once per name; one timer watches an idle connection instead of one per request. Half of
what a short exchange costs is spent here, so this is where a few calls less count.
"""

import asyncio
from typing import Any
from urllib.parse import unquote_to_bytes

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from simulator.wire import heads
from simulator.wire.cycle import Cycle
from simulator.wire.heads import Head, Refused
from simulator.wire.watch import Receive, Scope, Send


class Http11Protocol(HttpToolsProtocol):
    """A connection: uvicorn's bookkeeping, our :class:`Cycle`, Go's idea of a request."""

    cycle: Any
    flow: FlowControl
    _since = 0.0
    _head: bytes | None = b""
    """What came of a head that is not complete; ``None`` while its beginning is not known."""
    _waiting = False
    """Whether that head is one the fast parser is not for."""
    _ended = False
    """Whether a request ended in what is being parsed."""
    _understood: Head | None = None
    _expected = b""

    def data_received(self, data: bytes) -> None:
        """Parse what came: the usual head at once, an unusual one when it is there as a whole."""
        self._unset_keepalive_if_required()
        head = None if self._head is None else self._head + data
        if head and not self._waiting and head.find(b"pgrade") >= 0:
            self._waiting = True
            if self._head:
                self._begin_anew()
        self._head = head
        self._ended = False
        if self._waiting and head is not None:
            self._slowly(head)
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, Refused):
                self._refuse(error.__context__.answer)
            elif self._head is None:
                self._refuse(heads.BAD)
            else:
                self._waiting = True
                self._begin_anew()
                self._slowly(self._head)
            return
        if self._head is not None and len(self._head) > heads.HEAD_LIMIT:
            self._refuse(heads.TOO_LARGE)

    def _begin_anew(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)

    def _slowly(self, data: bytes) -> None:
        """Read a head that is unusual, and hand the fast parser one that is not."""
        parts = heads.split_head(data)
        if parts is None:
            if len(data) > heads.HEAD_LIMIT:
                self._refuse(heads.TOO_LARGE)
            return
        self._waiting = False
        try:
            self._understood = heads.read_head(parts[0])
        except Refused as refused:
            self._refuse(refused.answer)
            return
        self._head = None
        try:
            self.parser.feed_data(self._understood.plain() + parts[1])
        except httptools.HttpParserError:
            self._refuse(heads.BAD)

    def _refuse(self, answer: bytes) -> None:
        self._head = None
        self.transport.write(heads.refusal(answer))
        self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._expected = b""
        if self._ended:
            self._head = None

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        name = name.lower()
        if name == b"expect":
            self._expected = value
        elif name == b"transfer-encoding" and value.lower() != b"chunked":
            raise Refused(heads.UNSUPPORTED_CODING)
        self.headers.append((name, value))

    def on_message_complete(self) -> None:
        """End a body; what comes next is a head."""
        super().on_message_complete()
        self._head = b""
        self._ended = True

    def on_headers_complete(self) -> None:
        """Begin a request."""
        self._head = None
        parser, scope = self.parser, self.scope
        version = parser.get_http_version()
        scope["method"] = parser.get_method().decode("ascii")
        target = self.url
        understood, self._understood = self._understood, None
        if understood is not None:
            scope["method"] = understood.method.decode("ascii")
            target = understood.target
            self.headers[:] = understood.headers
            self._expected = dict(understood.headers).get(b"expect", b"")
        if version not in ("1.0", "1.1"):
            raise Refused(heads.UNSUPPORTED_VERSION if version != "0.9" else heads.BAD)
        raw, query = heads.split_target(target, self.headers)
        scope["http_version"] = version
        scope["raw_path"] = raw
        path = unquote_to_bytes(raw) if 0x25 in raw else raw
        scope["path"] = path.decode(errors="replace")
        scope["query_string"] = query
        expect = bool(self._expected) and self._expects(version)
        cycle = Cycle(
            self,
            scope,  # type: ignore[arg-type]
            keep_alive=parser.should_keep_alive(),
            expect=expect,
        )
        app = self.app
        if self._expected and not _continues(self._expected):
            app = _failed_expectation
        before, self.cycle = self.cycle, cycle
        if before is None or before.response_complete:
            self._start_asgi_task(cycle, app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, app))  # type: ignore[arg-type]

    def _expects(self, version: str) -> bool:
        """Return whether a body may be asked for."""
        if version == "1.0" or not _continues(self._expected):
            return False
        framing = {b"content-length", b"transfer-encoding"}
        return any(name in framing and value != b"0" for name, value in self.headers)

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


def _continues(expected: bytes) -> bool:
    return any(word.strip().lower() == b"100-continue" for word in expected.split(b","))


async def _failed_expectation(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that expects anything but to be asked for its body."""
    headers = [(b"connection", b"close"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 417, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


__all__ = ["Http11Protocol"]
