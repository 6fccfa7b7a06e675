"""The sender behind the step ``request``: one connection a request, headers as they are written."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import httpx

from simulator.errors import UsageError
from simulator.scenario.calls import Incoming, Outgoing, Sender
from simulator.wire.transport import PlainTransport

_SCHEMES = {"okta": "SSWS"}


class Door(NamedTuple):
    """Where requests of one kind go, and the token they carry if the step names none."""

    base: str
    token: str
    host: str = ""


def sender_of(
    doors: Mapping[str, Door], reach: Callable[[], httpx.AsyncBaseTransport] = PlainTransport
) -> Sender:
    """Make a sender to the doors there are; ``reach`` makes what carries a request."""

    async def send(request: Outgoing) -> Incoming:
        door = doors.get(request.to)
        if door is None:
            raise UsageError(f"There is no {request.to} here to send to.", "Leave this step out.")
        return await _sent(request, door, reach())

    return send


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
