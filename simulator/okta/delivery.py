"""Send one request and say what came back: an answer, or Okta's words for none.

Source: okta-provisioning.md 3.6, 1.3 (texts); 4 (transport).
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol

import httpx

from simulator.clock import Clock, ManualClock, WallClock
from simulator.okta import texts
from simulator.okta.answers import Answer, NoAnswer, Reply
from simulator.okta.patience import Patience
from simulator.okta.requests import Request
from simulator.wire.bounded import WHOLE
from simulator.wire.transport import TRIED

SEQ = "scimulator_seq"
"""Where the recorder leaves the exchange's number, on request and response."""
GIVEN_UP = "scimulator_given_up"
"""Request extension: called in the moment Okta stops waiting under a clock that stands still."""
HELD = "scimulator_held"
"""Request extension: says whether a fault holds the request back on purpose."""
WHY = "scimulator_why"
"""Where the recorder is told why nobody waits any more."""
_SHORTEST = 1.0
"""Real seconds a time-out lasts at least, however fast simulated time runs."""


class Sender(Protocol):
    """What the engine needs of a client; ``httpx.AsyncClient`` is one."""

    async def send(self, request: httpx.Request, /) -> httpx.Response:
        """Send a request and return the answer with its body."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class DirectClient:
    """A client that is nothing but its transport: no cookies, no redirects, half the cost.

    Okta keeps no cookies and follows no redirects. Source: okta-provisioning.md 3.2, 4.4.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, request: httpx.Request, /) -> httpx.Response:
        """Send a request and return the answer with its body."""
        response = await self._transport.handle_async_request(request)
        response.request = request
        if _as_it_came(response) is None:
            await response.aread()
        return response

    async def aclose(self) -> None:
        """Close the transport."""
        await self._transport.aclose()


async def deliver(
    client: Sender, request: Request, *, clock: Clock, patience: Patience, attempt: int
) -> Reply:
    """Send a request; never raises for what the network does."""
    try:
        made = _made(request, clock, patience, attempt)
    except httpx.InvalidURL as error:
        return NoAnswer(texts.NULL, f"the base URL cannot be used: {error}")
    try:
        response = await _within(clock, patience, client.send(made), made)
    except TimeoutError:
        words = str(made.extensions.get(WHY) or f"no answer within {patience.read:g} s")
        return NoAnswer("Read timed out", words, made.extensions.get(SEQ))
    except (httpx.TransportError, httpx.DecodingError) as error:
        return NoAnswer(_text(error, made), str(error), made.extensions.get(SEQ))
    return Answer(
        status=response.status_code,
        reason=response.extensions.get("reason_phrase", b"").decode("ascii", "replace"),
        body=_body(response),
        headers={
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers.raw
        },
        seq=response.extensions.get(SEQ),
    )


def _body(response: httpx.Response) -> bytes:
    came = _as_it_came(response)
    return response.content if came is None else came


def _as_it_came(response: httpx.Response) -> bytes | None:
    """Return a body that is there and needs no unpacking; httpx would cut it up and join it."""
    stream = response.stream
    if not isinstance(stream, httpx.ByteStream):
        return None
    coded = any(name.lower() == b"content-encoding" for name, _ in response.headers.raw)
    return None if coded else b"".join(stream)


def _made(request: Request, clock: Clock, patience: Patience, attempt: int) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url,
        headers=list(request.headers),
        content=request.body,
        extensions={"timeout": _limits(clock, patience), "scimulator": {"attempt": attempt}},
    )


def _limits(clock: Clock, patience: Patience) -> dict[str, float | None]:
    """Return the transport's limits in real seconds; a clock that stands still has none."""
    if isinstance(clock, ManualClock):
        limits = {"connect": patience.connect, "read": None, "write": None}
        return {**limits, "pool": None, WHOLE: None}
    speed = clock.speed if isinstance(clock, WallClock) else 1.0
    read = max(_SHORTEST, patience.read / speed)
    return {
        "connect": max(_SHORTEST, patience.connect / speed),
        "read": read,
        "write": read,
        "pool": None,
        WHOLE: max(_SHORTEST, patience.whole / speed),
    }


async def _within(
    clock: Clock,
    patience: Patience,
    answer: Awaitable[httpx.Response],
    request: httpx.Request,
) -> httpx.Response:
    """Wait on a clock that stands still: whoever moves it past the limit ends the wait.

    Nobody moves it while a server that is none of ours is silent: real time ends that wait.
    """
    if not isinstance(clock, ManualClock):
        return await answer
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(_settled(answer))
        limit = tasks.create_task(_lapse(clock, patience.read, request))
        both, first = (sending, limit), asyncio.FIRST_COMPLETED
        while not (await asyncio.wait(both, timeout=patience.real, return_when=first))[0]:
            if not _held(request):
                _give_up(request, f"no answer within {patience.real:g} real seconds")
                break
        limit.cancel()
        if not sending.done():
            sending.cancel()
    if sending.cancelled():
        raise TimeoutError
    result = sending.result()
    if isinstance(result, BaseException):
        raise result
    return result


def _held(request: httpx.Request) -> bool:
    held = request.extensions.get(HELD)
    return held is not None and bool(held())


async def _lapse(clock: Clock, seconds: float, request: httpx.Request) -> None:
    await clock.sleep(seconds)
    _give_up(request, f"no byte came within {seconds:g} s")


def _give_up(request: httpx.Request, why: str) -> None:
    request.extensions[WHY] = why
    if (given_up := request.extensions.get(GIVEN_UP)) is not None:
        given_up()


async def _settled(answer: Awaitable[httpx.Response]) -> httpx.Response | Exception:
    """Keep an error as a value, so that it does not come out of a task group as one."""
    try:
        return await answer
    except Exception as error:
        return error


def _text(error: httpx.RequestError, request: httpx.Request) -> str:
    host = request.url.host
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    match error:
        case httpx.ConnectTimeout():
            return texts.connect_failed(host, port, "Connect timed out", _tried(request))
        case httpx.ConnectError():
            return _not_connected(request, host, port, str(error).lower())
        case httpx.TimeoutException():
            return "Read timed out"
    return texts.NULL


def _tried(request: httpx.Request) -> list[str]:
    return list(request.extensions.get(TRIED, ()))


def _not_connected(request: httpx.Request, host: str, port: int, words: str) -> str:
    if "protocol_version" in words or "protocol version" in words:
        return texts.OLD_TLS
    if any(sign in words for sign in ("ssl", "certificate", "not known", "no address")):
        return texts.NULL
    return texts.connect_failed(host, port, "Connection refused", _tried(request))


__all__ = ["GIVEN_UP", "HELD", "SEQ", "DirectClient", "Patience", "Sender", "deliver"]
