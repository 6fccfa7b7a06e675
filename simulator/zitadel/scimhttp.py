"""A SCIM request as it came and its answer as it goes. Source: zitadel-scim.md 1.7, 2.3."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from simulator.zitadel.platform.reply import Reply
from simulator.zitadel.routes import BadTarget, Found, NotAllowed, Redirect

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

SCIM_TYPE = "application/scim+json"
CHUNKED_PAST = 2048
UNREAD_MAX = 256 * 1024
"""With more of the request unread than this, ZITADEL gives the connection up."""

_TYPE = ("Content-Type", SCIM_TYPE)
_ROBOTS = ("X-Robots-Tag", "none")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")


@dataclass(slots=True)
class ScimRequest:
    """One request below ``/scim/v2``; header names are lower case, the first line counts.

    ``forwarded`` are all lines of ``Forwarded``.
    """

    method: str
    raw_path: bytes
    query: bytes
    headers: Mapping[bytes, bytes]
    forwarded: tuple[bytes, ...]
    receive: Receive
    body: bytes = b""
    read: bool = field(default=False)

    async def load(self, limit: int) -> int | None:
        """Read the body into :attr:`body`, at most ``limit`` bytes.

        Returns ``limit`` if the client sent more (what decoders want to know), else ``None``.
        """
        self.read = True
        chunks: list[bytes] = []
        length = 0
        while length <= limit:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                break
            chunk = message.get("body", b"")
            chunks.append(chunk)
            length += len(chunk)
            if not message.get("more_body"):
                break
        body = b"".join(chunks) if len(chunks) > 1 else chunks[0] if chunks else b""
        self.body = body[:limit]
        return limit if length > limit else None

    @property
    def unread(self) -> int:
        """How many announced bytes of the body nobody looked at."""
        announced = self.headers.get(b"content-length", b"")
        length = int(announced) if announced.isdigit() else 0
        return length - len(self.body) if self.read else length


def request_of(scope: Scope, receive: Receive) -> ScimRequest:
    """Read method, path, query and headers off an ASGI scope."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), value)
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return ScimRequest(
        method=scope["method"],
        raw_path=raw.partition(b"?")[0],
        query=scope.get("query_string", b""),
        headers=headers,
        forwarded=tuple(value for name, value in scope["headers"] if name == b"forwarded"),
        receive=receive,
    )


def scim_reply(status: int, body: bytes = b"", *more: tuple[str, str]) -> Reply:
    """Dress an answer of a matched route; 204 has neither body nor length."""
    return Reply(status, (_TYPE, _ROBOTS, *more), body, chunked=len(body) > CHUNKED_PAST)


def router_reply(found: Found) -> Reply:
    """Dress an answer of the router itself (1.3)."""
    match found:
        case Redirect(target, routed):
            return Reply(301, (("Location", target), *((_ROBOTS,) if routed else ())))
        case NotAllowed():
            return Reply(405, (_ROBOTS,))
        case BadTarget():
            return Reply(400, (_TEXT, ("Connection", "close")), b"400 Bad Request")
        case _:
            guard = ("X-Content-Type-Options", "nosniff")
            return Reply(404, (_TEXT, guard, _ROBOTS), b"404 page not found\n")


def closing(reply: Reply, request: ScimRequest) -> Reply:
    """Give the connection up where too much of the request is unread, or it was too long."""
    if reply.status == 413 or request.unread > UNREAD_MAX:
        return reply.with_headers(("Connection", "close"))
    return reply


__all__ = [
    "Receive",
    "ScimRequest",
    "Scope",
    "closing",
    "request_of",
    "router_reply",
    "scim_reply",
]
