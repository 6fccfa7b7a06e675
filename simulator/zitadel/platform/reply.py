"""Answers of the platform: status, header set, body.

Each surface of ZITADEL has its own set of headers, the same on every answer of its kind.
Source: zitadel-platform.md 8.2.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from simulator.zitadel.platform.errors import GAP_TEXT

Headers = tuple[tuple[str, str], ...]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GAP_HEADER = "X-Scimulator-Gap"
JSON_TYPE = "application/json"
TEXT_TYPE = "text/plain; charset=utf-8"
QUOTA_COOKIE = "zitadel.quota.exhausted=; Path=/; Max-Age=0; SameSite=Lax"
CHUNK = 2048
"""Longer answers of the REST gateway come in chunks instead of with a length."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: Headers
    body: bytes = b""
    chunked: bool = False
    gap: str = ""

    def with_headers(self, *more: tuple[str, str]) -> "Reply":
        """Return the same answer with more headers."""
        return replace(self, headers=(*self.headers, *more))

    def lacking(self, name: str) -> "Reply":
        """Return the same answer, marked as one about what the simulator does not have."""
        return replace(self.with_headers((GAP_HEADER, name)), gap=name)


async def send_reply(reply: Reply, send: Send) -> None:
    """Put an answer on the wire."""
    headers = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in reply.headers]
    if reply.status != 204 and not reply.chunked:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def http_date(at: datetime) -> str:
    """Write a date as HTTP does."""
    return format_datetime(at, usegmt=True)


def rest_v2(status: int, body: bytes, *, now: str, request_id: str, ok: bool) -> Reply:
    """Dress an answer of ``/v2``."""
    common = (("Grpcgateway-Content-Type", "application/grpc"), ("Grpcgateway-Date", now))
    if not ok:
        return _dress(status, body, request_id, *common)
    cookies = (
        ("Grpcgateway-Cache-Control", "no-store"),
        *common,
        ("Grpcgateway-Pragma", "no-cache"),
        ("Set-Cookie", QUOTA_COOKIE),
        ("Vary", "Origin"),
        ("Vary", "Cookie"),
    )
    return _finish(status, body, request_id, *cookies)


def rest_v1(status: int, body: bytes, *, now: str, request_id: str, ok: bool) -> Reply:
    """Dress an answer of ``/management/v1``, ``/admin/v1`` and ``/auth/v1``."""
    headers = [
        ("Cache-Control", "no-store"),
        ("Expires", now),
        ("Grpcgateway-Cache-Control", "no-store"),
        ("Grpcgateway-Content-Type", "application/grpc"),
        ("Grpcgateway-Pragma", "no-cache"),
        ("Pragma", "no-cache"),
    ]
    if not ok:
        return _dress(status, body, request_id, *headers)
    headers += [("Set-Cookie", QUOTA_COOKIE), ("Vary", "Origin"), ("Vary", "Cookie")]
    return _finish(status, body, request_id, *headers)


def bare(status: int, body: bytes, *, request_id: str) -> Reply:
    """Dress an answer of the REST router itself: malformed JSON, 404, 405."""
    return _dress(status, body, request_id)


def connect_ok(body: bytes, *, now: str, request_id: str, content_type: str) -> Reply:
    """Dress a successful answer of a Connect call."""
    return Reply(
        200,
        (
            ("Accept-Encoding", "gzip"),
            ("Cache-Control", "no-store"),
            ("Content-Type", content_type),
            ("Expires", now),
            ("Pragma", "no-cache"),
            ("Vary", "Origin"),
            ("X-Request-Id", request_id),
            ("X-Robots-Tag", "none"),
        ),
        body,
    )


def connect_error(status: int, body: bytes, *, request_id: str | None) -> Reply:
    """Dress a refusal of a Connect call; one that never reached a method has no request id."""
    identified = () if request_id is None else (("X-Request-Id", request_id),)
    return Reply(
        status,
        (
            ("Accept-Encoding", "gzip"),
            ("Content-Type", JSON_TYPE),
            ("Vary", "Origin"),
            *identified,
            ("X-Robots-Tag", "none"),
        ),
        body,
    )


def plain(status: int, text: str, *more: tuple[str, str]) -> Reply:
    """Make a plain answer of the server itself."""
    headers = (("Content-Type", TEXT_TYPE), ("X-Robots-Tag", "none"), *more)
    return Reply(status, headers, text.encode())


def gap(name: str) -> Reply:
    """Say in plain text that the product has this and the simulator does not."""
    return plain(501, f"{GAP_TEXT}: {name}\n").lacking(name)


def _dress(status: int, body: bytes, request_id: str, *headers: tuple[str, str]) -> Reply:
    return _finish(status, body, request_id, *headers, ("Vary", "Origin"))


def _finish(status: int, body: bytes, request_id: str, *headers: tuple[str, str]) -> Reply:
    everything = (
        ("Content-Type", JSON_TYPE),
        *headers,
        ("X-Request-Id", request_id),
        ("X-Robots-Tag", "none"),
    )
    return Reply(status, everything, body, chunked=len(body) > CHUNK)


__all__ = [
    "JSON_TYPE",
    "QUOTA_COOKIE",
    "TEXT_TYPE",
    "Headers",
    "Reply",
    "Send",
    "bare",
    "connect_error",
    "connect_ok",
    "gap",
    "http_date",
    "plain",
    "rest_v1",
    "rest_v2",
    "send_reply",
]
