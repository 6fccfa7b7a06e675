"""The door of the Okta port: which hosts and origins may speak to us, and to whom.

A page in a browser must never drive the lab, so an unknown ``Host`` (DNS rebinding) and a foreign
``Origin`` are refused before anything looks at the request.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from simulator.wire.bugs import HEADER

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
LAB_PREFIX = "/_sim/"


class OktaFront:
    """Send ``/_sim/`` to our own interface and everything else to the Okta API."""

    def __init__(self, *, lab: App, admin: App, hosts: frozenset[str] = frozenset()) -> None:
        self._lab = lab
        self._admin = admin
        self._hosts = _LOCAL | hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refusal(scope)
        if refused:
            await answer(send, 403, {"error": {"message": refused}})
        elif scope["path"].startswith(LAB_PREFIX):
            await self._lab(scope, receive, send)
        else:
            await self._admin(scope, receive, send)

    def _refusal(self, scope: Scope) -> str:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if host_name(host) not in self._hosts:
            return f"This lab answers on localhost only, not as {host!r}."
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and urlsplit(origin).netloc != host:
            return f"Requests from pages of {origin!r} are refused."
        return ""


def host_name(host: str) -> str:
    """Return a ``Host`` value without its port, in lower case."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


async def answer(
    send: Send, status: int, body: object, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send one JSON answer."""
    data = orjson.dumps(body)
    fixed = (
        (b"content-type", b"application/json"),
        (b"content-length", str(len(data)).encode()),
        (b"cache-control", b"no-store"),
    )
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": data})


async def answer_failure(send: Send, bug: bytes, text: bytes) -> None:
    """Say that the simulator itself failed, in a form no product has."""
    headers = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        (HEADER, bug),
    )
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": text})


__all__ = [
    "LAB_PREFIX",
    "App",
    "Message",
    "OktaFront",
    "Receive",
    "Scope",
    "Send",
    "answer",
    "answer_failure",
]
