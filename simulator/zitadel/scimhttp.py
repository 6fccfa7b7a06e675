"""A SCIM request as it came and its answer as it goes. Source: zitadel-scim.md 1.7, 2.3."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulator.events import of_parts
from simulator.zitadel.jsontext import Malformed, decode_text, skip
from simulator.zitadel.platform.reply import Send
from simulator.zitadel.routes import BadTarget, Found, NotAllowed, Redirect

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

CHUNKED_PAST = 2048
UNREAD_MAX = 256 * 1024
"""With more of the request unread than this, ZITADEL gives the connection up."""

_NO_SECRETS = "scimulator.no_secrets"
"""What the recorder calls it (:data:`simulator.wire.watch.NO_SECRETS`)."""
_ASKED_PLAINLY = "scimulator.asked_plainly"
"""What the recorder calls it (:data:`simulator.wire.watch.ASKED_PLAINLY`)."""
_BODY_FOLLOWS = "scimulator.body_follows"
"""What the server calls it (:data:`simulator.wire.watch.BODY_FOLLOWS`)."""
_ROBOTS = (b"X-Robots-Tag", b"none")
_SCIM = ((b"Content-Type", b"application/scim+json"), _ROBOTS)
_TEXT = (b"Content-Type", b"text/plain; charset=utf-8")
_NOSNIFF = (b"X-Content-Type-Options", b"nosniff")
_CLOSE = (b"Connection", b"close")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass(slots=True)
class ScimRequest:
    """One request; header names are lower case, the first line counts.

    ``forwarded`` are all lines of ``Forwarded``, ``hosts`` is the number of lines of ``Host``.
    """

    method: str
    raw_path: bytes
    query: bytes
    headers: Mapping[bytes, bytes]
    forwarded: tuple[bytes, ...]
    receive: Receive
    hosts: int = 1
    body: bytes = b""
    read: bool = False
    received: int = 0
    ended: bool = False

    async def load(self, limit: int) -> int | None:
        """Read the body into :attr:`body`, at most ``limit`` bytes.

        Returns ``limit`` if the client sent more (what decoders want to know), else ``None``.
        """
        self.read = True
        chunks: list[bytes] = []
        while self.received <= limit and not self.ended:
            chunks.append(await self._next())
        body = b"".join(chunks) if len(chunks) > 1 else chunks[0] if chunks else b""
        self.body = body[:limit]
        return limit if self.received > limit else None

    async def _next(self) -> bytes:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError("the client went away")
        chunk: bytes = message.get("body", b"")
        self.received += len(chunk)
        self.ended = not message.get("more_body")
        return chunk

    async def leaves_too_much(self) -> bool:
        """Return whether so much of the body is unread that ZITADEL gives the connection up.

        It reads as far as the first JSON value goes, not to the end (2.3). How long a body in
        chunks is, it learns by reading on.
        """
        announced = self.headers.get(b"content-length", b"")
        length = int(announced) if announced.isdigit() else 0
        if b"transfer-encoding" in self.headers:
            while self.received <= UNREAD_MAX and not self.ended:
                await self._next()
            length = self.received
        if length <= UNREAD_MAX:
            return False
        return not self.read or ends_within(self.body[: length - UNREAD_MAX])


def request_of(scope: Scope, receive: Receive) -> ScimRequest:
    """Read method, path, query and headers off an ASGI scope."""
    lines: list[tuple[bytes, bytes]] = scope["headers"]
    headers = dict(reversed(lines))
    hosts = 1 if b"host" in headers else 0
    forwarded: tuple[bytes, ...] = ()
    if len(headers) != len(lines):
        hosts = sum(name == b"host" for name, _ in lines)
    if b"forwarded" in headers:
        forwarded = tuple(value for name, value in lines if name == b"forwarded")
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.partition(b"?")[0]
    query = scope.get("query_string", b"")
    return ScimRequest(scope["method"], path, query, headers, forwarded, receive, hosts)


def ends_within(text: bytes) -> bool:
    """Return whether reading a JSON value ends here: it is complete, or it is none."""
    try:
        skip(decode_text(text), 0)
    except Malformed as error:
        return not error.incomplete
    return True


class Answer(NamedTuple):
    """One answer as it goes on the wire, all but its framing."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""
    no_secrets: bool = False
    """Whether the recorder need not look for secrets: every name in it is SCIM's own."""
    asked_plainly: bool = False
    """Whether it need not look for them in the request's body either."""

    def closing(self) -> "Answer":
        """Return the same answer, which also gives the connection up."""
        return self._replace(headers=(*self.headers, _CLOSE))

    async def send(self, send: Send) -> None:
        """Send it: with its length if it is short, in chunks if it is long, 204 with neither."""
        headers = self.headers
        body = self.body
        if self.status != 204 and len(body) <= CHUNKED_PAST:
            headers = (*headers, (b"Content-Length", b"%d" % len(body)))
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": headers,
                _BODY_FOLLOWS: True,
            }
        )
        await send(
            {
                "type": "http.response.body",
                "body": body,
                _NO_SECRETS: self.no_secrets,
                _ASKED_PLAINLY: self.asked_plainly,
            }
        )


def scim_answer(status: int, body: bytes = b"") -> Answer:
    """Dress an answer of a matched route."""
    return Answer(status, _SCIM, body)


def gap_answer(name: str) -> Answer:
    """Say that the product has something here that is not known well enough to be shown."""
    text = f"The simulator does not have this part of ZITADEL: {name}\n"
    return Answer(501, (_TEXT, _ROBOTS, (b"X-Scimulator-Gap", name.encode())), text.encode())


def listed(body: bytes) -> Answer:
    """Dress a list of users: long, and nothing in it is called like a secret."""
    return Answer(200, _SCIM, body, no_secrets=True)


def located(status: int, name: bytes, url: str, body: bytes) -> Answer:
    """Dress an answer about one resource; ``name`` is the header that says where it is.

    A header cannot hold control characters; they become blanks.
    """
    return Answer(status, (_where(name, url), *_SCIM), body)


def person(
    status: int, name: bytes, url: str, body: bytes, *, asked_plainly: bool = False
) -> Answer:
    """Dress an answer about one user, in which nothing is called like a secret."""
    return of_parts(Answer, (status, (_where(name, url), *_SCIM), body, True, asked_plainly))


def _where(name: bytes, url: str) -> tuple[bytes, bytes]:
    clean = url if url.isprintable() else _CONTROL.sub(" ", url)
    return name, clean.strip(" ").encode(errors="replace")


def router_answer(found: Found) -> Answer:
    """Dress an answer of the router itself (1.3)."""
    match found:
        case Redirect(target, routed):
            location = (b"Location", target.encode("latin-1"))
            return Answer(301, (location, _ROBOTS) if routed else (location,))
        case NotAllowed():
            return Answer(405, (_ROBOTS,))
        case BadTarget():
            return bad_request()
        case _:
            return Answer(404, (_TEXT, _NOSNIFF, _ROBOTS), b"404 page not found\n")


def bad_request(problem: str = "") -> Answer:
    """Refuse what ZITADEL's HTTP server does not let through to any route."""
    text = f"400 Bad Request: {problem}" if problem else "400 Bad Request"
    return Answer(400, (_TEXT, _CLOSE), text.encode())


__all__ = [
    "Answer",
    "Receive",
    "ScimRequest",
    "Scope",
    "bad_request",
    "ends_within",
    "gap_answer",
    "listed",
    "located",
    "person",
    "request_of",
    "router_answer",
    "scim_answer",
]
