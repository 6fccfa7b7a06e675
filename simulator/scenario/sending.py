"""The sender behind the step ``request``: one connection a request, headers as they are written."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

import httpx

from simulator.clock import Clock, ManualClock
from simulator.errors import UsageError
from simulator.scenario.calls import Incoming, Outgoing, Sender
from simulator.wire.transport import PlainTransport

_SCHEMES = {"okta": "SSWS"}
_PATIENCE = 60.0
"""Simulated seconds until a request without an answer is given up."""
_LOOK = 0.1
"""Real seconds after which a request under way counts as held back, if somebody more sleeps."""
_LONGEST = 5.0
"""Real seconds until a request is given up that no moment will bring forward."""


class Door(NamedTuple):
    """Where requests of one kind go, and the token they carry if the step names none."""

    base: str
    token: str
    host: str = ""


def sender_of(
    doors: Mapping[str, Door],
    reach: Callable[[], httpx.AsyncBaseTransport] = PlainTransport,
    clock: Clock | None = None,
) -> Sender:
    """Make a sender to the doors there are; ``reach`` makes what carries a request.

    A ``clock`` that stands still is moved on while a fault rule or a latency holds a request back.
    """

    async def send(request: Outgoing) -> Incoming:
        door = doors.get(request.to)
        if door is None:
            raise UsageError(f"There is no {request.to} here to send to.", "Leave this step out.")
        sending = _sent(request, door, reach())
        if not isinstance(clock, ManualClock):
            return await sending
        answer = await _in_time(clock, sending)
        if answer is None:
            raise UsageError(
                f"{request.method} {request.target}: no answer came. A fault rule holds it back."
            )
        return answer

    return send


async def _in_time(clock: ManualClock, sending: Awaitable[Incoming]) -> Incoming | None:
    """Wait for an answer, and let the time pass that it is held back for."""
    until = clock.now() + timedelta(seconds=_PATIENCE)
    others, waited = clock.sleeping, 0.0
    task = asyncio.ensure_future(sending)
    try:
        while not (await asyncio.wait((task,), timeout=_LOOK))[0]:
            waited += _LOOK
            if clock.now() >= until or waited > _LONGEST:
                return None
            if clock.sleeping > others:
                clock.advance_to_next(until)
                waited = 0.0
        return task.result()
    finally:
        task.cancel()


async def _sent(request: Outgoing, door: Door, transport: httpx.AsyncBaseTransport) -> Incoming:
    url = httpx.URL(door.base + request.target)
    headers = [("Host", door.host or url.netloc.decode("ascii"))]
    token = door.token if request.token is None else request.token
    if token:
        headers.append(("Authorization", f"{_SCHEMES.get(request.to, 'Bearer')} {token}"))
    headers += request.headers
    if request.body is not None:
        headers.append(("Content-Length", str(len(request.body))))
    try:
        made = httpx.Request(request.method, url, headers=headers, content=request.body)
        answer = await transport.handle_async_request(made)
        body = await answer.aread()
    except (httpx.HTTPError, UnicodeError) as error:
        raise UsageError(f"{request.method} {request.target}: no answer: {error}.") from error
    finally:
        await transport.aclose()
    lines = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers.raw)
    return Incoming(answer.status_code, lines, body)


__all__ = ["Door", "sender_of"]
