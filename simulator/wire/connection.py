"""One HTTP/1.1 connection of the client side: sends bytes, collects one answer at a time."""

import asyncio
import select
from dataclasses import dataclass
from typing import cast

import httptools

from simulator.errors import ConnectionLost, TimedOut

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 16 * 1024 * 1024
_BODILESS = (204, 304)


class BadAnswer(ConnectionLost):
    """What came back is no HTTP answer, or more of it than is taken."""


class Reset(ConnectionLost):
    """The system reported an error on the connection."""


class Stale(ConnectionLost):
    """A connection that had served before was closed before it carried a byte of this answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, in wire order and wire case; chunks are joined, nothing is decompressed."""

    status: int
    reason: bytes
    version: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Connection(asyncio.Protocol):
    """A connection that carries one request at a time."""

    transport: asyncio.Transport
    local: tuple[str, int]
    remote_port: int

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiter: asyncio.Future[Answer] | None = None
        self._complete = True
        self._timer: asyncio.TimerHandle | None = None
        self._served = 0
        self.closed = False

    # -- asking --------------------------------------------------------------------------

    async def ask(self, message: bytes, *, head_only: bool, timeout: float | None) -> Answer:
        """Send a request, return its answer.

        ``head_only`` says that the answer has no body whatever it announces (HEAD); ``timeout``
        is how long no byte may come. Raises :class:`simulator.errors.DeliveryError`; the
        connection is of no more use then.
        """
        self._expect(head_only=head_only)
        waiter: asyncio.Future[Answer] = self._loop.create_future()
        self._waiter = waiter
        self._patience, self._heard = timeout, self._loop.time()
        if timeout is not None:
            self._timer = self._loop.call_later(timeout, self._check_patience)
        self.transport.write(message)
        try:
            return await waiter
        finally:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._waiter = None
            if not self._complete:
                self.drop()

    def usable(self) -> bool:
        """Say whether another request may be sent here.

        An idle connection has nothing to read; if it has, the other side closed it and the news
        is still under way.
        """
        return not self.closed and not self.transport.is_closing() and not _readable(self._fd)

    def drop(self) -> None:
        """Close at once."""
        self.closed = True
        self.transport.abort()

    def _expect(self, *, head_only: bool) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._head_only = head_only
        self._size = 0
        self._complete = False
        self._begin_head()

    def _begin_head(self) -> None:
        self._reason = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = 0
        self._in_head = True
        self._body: list[bytes] = []
        self._body_size = 0
        self._framed = False
        self._keep = True

    def _check_patience(self) -> None:
        assert self._patience is not None
        left = self._heard + self._patience - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._check_patience)
        else:
            self._fail(TimedOut(f"no byte came within {self._patience:g} s"))

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)

    # -- asyncio -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        host, port = transport.get_extra_info("sockname")[:2]
        self.local = (host, port)
        self.remote_port = transport.get_extra_info("peername")[1]
        self._fd = transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        if self._complete:
            self.drop()  # nobody asked
            return
        self._heard = self._loop.time()
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(BadAnswer("the other side switched to another protocol"))
        except httptools.HttpParserError as error:
            if self._complete:
                self.drop()  # more than was asked for
                return
            known = error.__context__
            if not isinstance(known, ConnectionLost):
                known = BadAnswer(f"no HTTP answer: {error}")
            self._fail(known)
        else:
            if self._in_head and self._size > HEAD_LIMIT:
                self._fail(_head_too_long())

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._waiter is None or self._waiter.done():
            return
        if not self._in_head and not self._framed and exc is None:
            self._finish(keep=False)
        elif exc is not None and (self._size or not self._served):
            self._fail(Reset(_words(exc)))
        elif self._size:
            self._fail(ConnectionLost("the connection ended in the middle of the answer"))
        else:
            kind = Stale if self._served else ConnectionLost
            self._fail(kind(_words(exc) if exc else "the connection ended without an answer"))

    # -- httptools -----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        if self._complete:
            raise BadAnswer("two answers to one request")

    def on_status(self, reason: bytes) -> None:
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            return  # a trailer
        self._headers.append((name, value))
        self._head_size += len(name) + len(value) + 4
        if self._head_size > HEAD_LIMIT:
            raise _head_too_long()

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:
            return
        self._in_head = False
        self._status = status
        self._version = self._parser.get_http_version().encode()
        self._keep = self._version == b"1.1"
        for name, value in self._headers:
            match name.lower():
                case b"content-length":
                    self._framed = True
                    if int(value) > BODY_LIMIT and not self._head_only:
                        raise _too_long()
                case b"transfer-encoding":
                    self._framed = b"chunked" in value.lower()
                case b"connection":
                    words = [word.strip() for word in value.lower().split(b",")]
                    self._keep = b"close" not in words and (self._keep or b"keep-alive" in words)
        if self._head_only or status in _BODILESS:
            self._finish(keep=self._keep)

    def on_body(self, data: bytes) -> None:
        if self._complete:
            raise BadAnswer("a body where none may be")
        self._body.append(data)
        self._body_size += len(data)
        if self._body_size > BODY_LIMIT:
            raise _too_long()

    def on_message_complete(self) -> None:
        if self._in_head:
            self._begin_head()  # 1xx: the answer proper is still to come
        elif not self._complete:
            self._finish(keep=self._keep)

    def _finish(self, *, keep: bool) -> None:
        self._complete = True
        self._served += 1
        if not keep:
            self.closed = True
        if self._waiter is not None and not self._waiter.done():
            body = b"".join(self._body)
            self._waiter.set_result(
                Answer(self._status, self._reason, self._version, self._headers, body)
            )
        if not keep and not self.transport.is_closing():
            self.transport.close()


def _too_long() -> BadAnswer:
    return BadAnswer(f"the body of the answer is longer than {BODY_LIMIT} bytes")


def _head_too_long() -> BadAnswer:
    return BadAnswer(f"the head of the answer is longer than {HEAD_LIMIT} bytes")


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _readable(fd: int) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return False
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))


__all__ = ["BODY_LIMIT", "HEAD_LIMIT", "Answer", "BadAnswer", "Connection", "Reset", "Stale"]
