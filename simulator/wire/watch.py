"""Look at a request and its answer as they pass through a server."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from simulator.journal.writer import Journal
from simulator.wire.bugs import HEADER
from simulator.wire.exchange import Exchange
from simulator.wire.recording import Raw, answered, failed, kept

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SEEN_LIMIT = 4 * 1024 * 1024
"""How much of a body is held in memory to look for secrets."""
NO_SECRETS = "scimulator.no_secrets"
"""In a message of the application: this body, the whole one, has no name that hides a value."""
ASKED_PLAINLY = "scimulator.asked_plainly"
"""In the same message: neither has the body of the request."""
BODY_FOLLOWS = "scimulator.body_follows"
"""In the message that begins an answer: its body comes at once, both may leave in one piece."""
LATE_BODY_SECONDS = 0.05
"""How long an answer waits for a request body nobody read, so that it can be recorded."""


class Call:
    """A request under way; knows how far its answer has got and whether anybody waits for it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.begun = False
        self.gone = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
        return message

    async def send(self, message: Message) -> None:
        self.begun = True
        await self._send(message)

    async def fail(self, bug: str, body: bytes) -> None:
        """Answer for a failure; an answer that had begun is left incomplete.

        The server closes the connection then, so that the client cannot take it for a whole one.
        """
        if self.begun:
            return
        headers = [
            (b"Content-Type", b"text/plain; charset=utf-8"),
            (HEADER, bug.encode()),
            (b"Content-Length", str(len(body)).encode()),
        ]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


class Watch(Call):
    """Look at both bodies of somebody else's exchange as they pass."""

    def __init__(
        self, receive: Receive, send: Send, journal: Journal, exchange: Exchange, headers: Raw
    ) -> None:
        super().__init__(receive, send)
        self.exchange = exchange
        self._journal = journal
        self._request_headers = headers
        self._request, self._response = _Seen(), _Seen()
        self._whole = False
        self._head: Message = {}
        self._done = False
        self._began = time.perf_counter()

    async def receive(self) -> Message:
        message = await self._receive()  # as a call does; through it would be a coroutine more
        if message["type"] == "http.request":
            self._request.add(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        elif message["type"] == "http.disconnect":
            self.gone = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not self._whole and not self._request.size and self._will_come():
                await self._late_body()
            self._head = message
        elif message["type"] == "http.response.body":
            self._response.add(message.get("body", b""))
            if not message.get("more_body", False):
                self._finish(
                    searched=not message.get(NO_SECRETS, False),
                    asked_plainly=message.get(ASKED_PLAINLY, False),
                )
        self.begun = True
        await self._send(message)

    def close(self) -> None:
        """Record an exchange whose answer was not completed."""
        if not self._done:
            self._done = True
            body = self._kept_request()
            error = "the answer was not completed"
            self._journal.finish(
                failed(self.exchange, ms=self._ms(), error=error, request_body=body)
            )

    async def _late_body(self) -> None:
        """Take what has come of a body the application did not look at, for the record."""
        try:
            async with asyncio.timeout(LATE_BODY_SECONDS):
                while not self._whole and self._request.size <= SEEN_LIMIT and not self.gone:
                    await self.receive()
        except TimeoutError:
            return

    def _announced(self) -> int:
        """Return how long the body was said to be."""
        for name, value in self._request_headers:
            if name == b"content-length" and value.isdigit():
                return int(value)
        return 0

    def _will_come(self) -> bool:
        announced = False
        for name, _ in self._request_headers:
            if name == b"expect":
                return False  # who expects a go-ahead sends nothing before it
            if name in (b"content-length", b"transfer-encoding"):
                announced = True
        return announced

    def _finish(self, *, searched: bool, asked_plainly: bool) -> None:
        self._done = True
        status = self._head["status"]
        self._journal.finish(
            answered(
                self.exchange,
                ms=self._ms(),
                status=status,
                reason=_reason(status),
                headers=self._head.get("headers", ()),
                body=self._response.body,
                size=self._response.size,
                searched=searched,
                request_body=self._kept_request(searched=not asked_plainly),
            )
        )

    def _kept_request(self, *, searched: bool = True) -> bytes | None:
        seen = self._request
        size = seen.size if self._whole else max(seen.size, self._announced())
        if not size:
            return None
        return kept(self._request_headers, seen.body, size=size, searched=searched)

    def _ms(self) -> float:
        return (time.perf_counter() - self._began) * 1000


class _Seen:
    """A body as far as it is held."""

    __slots__ = ("_parts", "size")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def add(self, part: bytes) -> None:
        if part and self.size < SEEN_LIMIT:
            self._parts.append(part[: SEEN_LIMIT - self.size])
        self.size += len(part)

    @property
    def body(self) -> bytes:
        """What is held, in one piece."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)


@lru_cache(maxsize=64)
def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


__all__ = [
    "ASKED_PLAINLY",
    "BODY_FOLLOWS",
    "LATE_BODY_SECONDS",
    "NO_SECRETS",
    "SEEN_LIMIT",
    "Call",
    "Message",
    "Receive",
    "Scope",
    "Send",
    "Watch",
]
