"""Faults at Okta's end: a transport between the recorder and the real one.

What the network would do to the client is done here, under the recorder, so that the exchange
shows it as the engine met it. Source: architecture.md 4 (6), 6.
"""

import asyncio
import errno
import os
from functools import partial
from urllib.parse import unquote

import httpx

from simulator.events import current_links
from simulator.faults.answers import Told, disturbed, made_up, phrase
from simulator.faults.book import FaultBook
from simulator.faults.facts import facts_of
from simulator.faults.matching import Hit
from simulator.faults.model import Effect, Side
from simulator.journal.writer import Journal
from simulator.okta.delivery import GIVEN_UP, HELD
from simulator.wire.recorder import ASKED, SEQ
from simulator.wire.transport import ONCE

_RESET = os.strerror(errno.ECONNRESET)


class FaultTransport(httpx.AsyncBaseTransport):
    """Pass requests on, and let rules disturb some of them."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, faults: FaultBook, journal: Journal
    ) -> None:
        self._inner = inner
        self._faults = faults
        self._journal = journal

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, or do to it what a rule says."""
        faults = self._faults
        if not faults.client and not faults.server:
            return await self._inner.handle_async_request(request)
        seq = request.extensions.get(SEQ)
        request.extensions[GIVEN_UP] = partial(faults.over, seq)
        request.extensions[HELD] = partial(faults.holds, seq)
        try:
            if not faults.client:
                return await self._pass(request)
            return await self._disturb(request, seq)
        finally:
            faults.over(seq)

    async def aclose(self) -> None:
        """Close the transport inside."""
        await self._inner.aclose()

    async def _pass(self, request: httpx.Request) -> httpx.Response:
        seq = request.extensions.get(SEQ)
        if seq is not None:
            request.extensions[ONCE] = partial(self._marked, seq)
        return await self._inner.handle_async_request(request)

    def _marked(self, seq: int) -> bool:
        running = self._journal.running.get(seq)
        return running is not None and running.fault is not None

    async def _disturb(self, request: httpx.Request, seq: int | None) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii", "replace").partition("?")
        facts = facts_of(
            self._journal,
            self._faults.client,
            method=request.method,
            path=unquote(path),
            query=unquote(query.replace("+", " ")),
            sender="okta",
            attempt=request.extensions.get(ASKED, {}).get("attempt", 1),
            links=current_links(),
            body=await request.aread(),
        )
        choice = self._faults.disturb(Side.CLIENT, facts, seq=seq)
        hit = choice.last
        if hit is None:
            return await self._pass(request)
        if choice.delay:
            await self._hold(request, hit, seconds=choice.delay)
        return await self._done_to(request, hit)

    async def _done_to(self, request: httpx.Request, hit: Hit) -> httpx.Response:
        match hit.does.effect:
            case Effect.STATUS:
                return _response(made_up(hit.does))
            case Effect.REFUSED:
                place = request.url.netloc.decode("ascii")
                words = f"{os.strerror(errno.ECONNREFUSED)} ({place})"
                raise httpx.ConnectError(words, request=request)
            case Effect.RESET:
                raise httpx.ReadError(_RESET, request=request)
            case Effect.CLOSED:
                words = "the connection ended without an answer"
                raise httpx.RemoteProtocolError(words, request=request)
            case Effect.TIMEOUT:
                await self._hold(request, hit)
                return await self._pass(request)
            case Effect.RESET_AFTER:
                await self._pass(request)
                raise httpx.ReadError(_RESET, request=request)
            case Effect.LOST:
                response = await self._pass(request)
                await self._hold(request, hit)
                return response
            case Effect.DELAY:
                return await self._pass(request)
            case _:
                response = await self._pass(request)
                body = await response.aread()
                told = Told(response.status_code, tuple(response.headers.raw), body)
                return _response(disturbed(hit.does, told))

    async def _hold(
        self, request: httpx.Request, hit: Hit, *, seconds: float | None = None
    ) -> None:
        """Keep a request waiting, as long as the one who sent it has patience."""
        seq = request.extensions.get(SEQ)
        held = self._faults.hold(hit, seq=seq, seconds=seconds)
        limit = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(limit):
                await held
        except TimeoutError:
            words = f"no byte came within {limit:g} s"
            raise httpx.ReadTimeout(words, request=request) from None


def _response(told: Told) -> httpx.Response:
    return httpx.Response(
        told.status,
        headers=list(told.headers),
        stream=httpx.ByteStream(told.body),
        extensions={
            "http_version": b"HTTP/1.1",
            "reason_phrase": phrase(told.status).encode("ascii"),
        },
    )


__all__ = ["FaultTransport"]
