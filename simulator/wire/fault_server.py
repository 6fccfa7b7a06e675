"""Faults at ZITADEL's end: middleware around the fake, under anybody's client.

What is of the socket is done to the socket: a reset is a RST, an answer that never comes leaves
the connection open until the client gives up. Source: architecture.md 4 (7), 6.
"""

from urllib.parse import unquote

from simulator.events import current_links
from simulator.faults.answers import Told, cut, disturbed, made_up
from simulator.faults.book import FaultBook
from simulator.faults.facts import facts_of
from simulator.faults.matching import Choice, Hit
from simulator.faults.model import Effect, Side
from simulator.journal.writer import Journal
from simulator.wire.cycle import CLOSE, RESET
from simulator.wire.server import App
from simulator.wire.watch import Message, Receive, Scope, Send

_BLOCK = 256 * 1024
"""Long bodies leave in pieces of this size, so that a client that had enough is noticed."""


class FaultMiddleware:
    """Let rules disturb some requests. Plain ASGI, inside the recorder."""

    def __init__(self, app: App, *, faults: FaultBook, journal: Journal) -> None:
        self._app = app
        self._faults = faults
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._faults.server:
            await self._app(scope, receive, send)
            return
        links = current_links()
        exchange = self._journal.running.get(links.cause or 0)
        if exchange is None or exchange.side not in ("okta", "client"):
            await self._app(scope, receive, send)  # by hand, or nobody waits any more
            return
        incoming = _Incoming(receive)
        rules = self._faults.server
        names = any(fault.when.user for fault in rules)
        path = scope.get("raw_path") or scope["path"].encode()
        facts = facts_of(
            self._journal,
            rules,
            method=scope["method"],
            path=unquote(path.decode("latin-1")),
            query=unquote(scope["query_string"].decode("latin-1").replace("+", " ")),
            sender=exchange.side,
            attempt=exchange.attempt,
            links=links,
            body=await incoming.whole() if names else None,
        )
        choice = self._faults.disturb(Side.SERVER, facts, seq=exchange.seq)
        ours = exchange.seq if exchange.side == "okta" else None
        call = _Disturbed(self._app, scope, incoming, send, faults=self._faults, seq=ours)
        await call.run(choice)


class _Disturbed:
    """One request that rules were asked about."""

    def __init__(
        self,
        app: App,
        scope: Scope,
        incoming: "_Incoming",
        send: Send,
        *,
        faults: FaultBook,
        seq: int | None,
    ) -> None:
        self._app = app
        self._scope = scope
        self._incoming = incoming
        self._send = send
        self._faults = faults
        self._seq = seq

    async def run(self, choice: Choice) -> None:
        """Do what the rules say; without any, what was asked."""
        hit = choice.last
        if hit is None:
            await self._app(self._scope, self._incoming.receive, self._send)
            return
        await self._incoming.whole()
        if choice.delay and not await self._hold(hit, choice.delay):
            return
        await self._done_to(hit)

    async def _done_to(self, hit: Hit) -> None:
        match hit.does.effect:
            case Effect.DELAY:
                await self._app(self._scope, self._incoming.receive, self._send)
            case Effect.STATUS:
                await self._answer(made_up(hit.does))
            case Effect.RESET:
                await self._end(RESET)
            case Effect.CLOSED:
                await self._end(CLOSE)
            case Effect.TIMEOUT:
                if await self._hold(hit):
                    await self._app(self._scope, self._incoming.receive, self._send)
            case _:
                answer = await self._acted()
                if answer is not None:
                    await self._spoil(hit, answer)

    async def _spoil(self, hit: Hit, answer: Told) -> None:
        """ZITADEL has acted; do something to its answer."""
        match hit.does.effect:
            case Effect.RESET_AFTER:
                await self._end(RESET)
            case Effect.LOST:
                if await self._hold(hit):
                    await self._answer(answer)
            case Effect.TRUNCATED:
                if answer.body:
                    await self._head(answer)
                    await self._piece(answer.body[: len(answer.body) // 2], more=True)
                await self._end(CLOSE)
            case Effect.DRIP:
                await self._drip(hit, answer)
            case _:
                await self._answer(disturbed(hit.does, answer))

    async def _acted(self) -> Told | None:
        """Let ZITADEL act and keep its answer."""
        head: Message = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(self._scope, self._incoming.receive, keep)
        if not head:
            return None
        return Told(head["status"], tuple(head.get("headers", ())), bytes(body))

    async def _hold(self, hit: Hit, seconds: float | None = None) -> bool:
        """Keep the client waiting; ``False`` once it has gone."""
        gone = self._incoming.gone()
        return await self._faults.hold(hit, seq=self._seq, seconds=seconds, gone=gone)

    async def _drip(self, hit: Hit, answer: Told) -> None:
        await self._head(answer)
        pieces = cut(answer.body, hit.does.pieces) or [b""]
        for number, piece in enumerate(pieces, 1):
            if not await self._hold(hit, hit.does.pause):
                return
            await self._piece(piece, more=number < len(pieces))

    async def _answer(self, answer: Told) -> None:
        await self._head(answer)
        if len(answer.body) <= _BLOCK:
            await self._piece(answer.body, more=False)
            return
        for start in range(0, len(answer.body), _BLOCK):
            rest = start + _BLOCK
            await self._piece(answer.body[start:rest], more=rest < len(answer.body))

    async def _head(self, answer: Told) -> None:
        headers = list(answer.headers)
        await self._send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )

    async def _piece(self, body: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _end(self, how: str) -> None:
        await self._send({"type": how})
        await self._incoming.gone()


class _Incoming:
    """A request's body, kept so that it can be looked at before ZITADEL reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Message] = []
        self._body: bytes | None = None
        self._gone = False

    async def whole(self) -> bytes:
        """Read the body to its end."""
        if self._body is None:
            parts = []
            more = True
            while more:
                message = await self._receive()
                self._kept.append(message)
                parts.append(message.get("body", b""))
                more = message.get("more_body", False)
                self._gone = self._gone or message["type"] == "http.disconnect"
            self._body = b"".join(parts)
        return self._body

    async def receive(self) -> Message:
        """Hand out what was kept, then what comes."""
        return self._kept.pop(0) if self._kept else await self._receive()

    async def gone(self) -> None:
        """Wait until nobody waits for an answer any more."""
        while not self._gone:
            message = await self._receive()
            self._gone = message["type"] == "http.disconnect"


__all__ = ["FaultMiddleware"]
