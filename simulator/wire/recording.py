"""Make the exchange that is kept from what was seen on the wire; both recorders use it."""

import zlib
from collections.abc import Sequence

from simulator.events import Links, about, merge, of_parts
from simulator.wire.exchange import LIST_KEPT, Exchange, Headers, cut
from simulator.wire.links import user_in_answer, user_in_own_answer, user_in_target
from simulator.wire.redaction import redact_body, redact_headers, redact_target

Raw = Sequence[tuple[bytes, bytes]]

UNPACKED_LIMIT = 4 * 1024 * 1024
_PACKED = (b"gzip", b"x-gzip", b"deflate")


def started(
    *,
    seq: int,
    at: int,
    side: str,
    base: str,
    method: str,
    target: str,
    headers: Raw,
    body: bytes | None,
    links: Links,
    attempt: int = 1,
) -> Exchange:
    """Make a running exchange; a user named in the path is linked."""
    user = user_in_target(target)
    parts = (
        seq,
        at,
        side,
        method,
        redact_target(target),
        base,
        merge(about(user), links) if user else links,
        None,
        "",
        None,
        attempt,
        None,
        None,
        redact_headers(headers),
        kept(headers, body) if body else None,
        (),
        None,
    )
    return of_parts(Exchange, parts)


def answered(
    exchange: Exchange,
    *,
    ms: float,
    status: int,
    reason: str,
    headers: Raw,
    body: bytes | None,
    size: int | None = None,
    request_body: bytes | None = None,
    searched: bool = True,
) -> Exchange:
    """Finish an exchange that got an answer; a user the answer names is linked.

    ``size`` is the real length of a body of which not all was seen. What our own fake says of
    users in the usual form holds no secrets and need not be ``searched``.
    """
    if searched:
        plain, kind = opened(headers, body)
        user = user_in_answer(exchange.method, exchange.target, status, plain)
        answer = _kept(plain, kind, seen=len(body or b""), size=size)
    else:
        user = user_in_own_answer(exchange.method, exchange.target, status, body or b"")
        answer = cut(body, kept=LIST_KEPT, size=size)
    links = exchange.links
    if user and user != links.user:
        links = merge(about(user), links)
    said = redact_headers(headers), answer
    return _ended(exchange, links, status, reason, ms, None, request_body, *said)


def failed(
    exchange: Exchange, *, ms: float, error: str, request_body: bytes | None = None
) -> Exchange:
    """Finish an exchange that got no answer."""
    return _ended(exchange, exchange.links, 0, "", ms, error, request_body)


def kept(
    headers: Raw, body: bytes | None, *, size: int | None = None, searched: bool = True
) -> bytes | None:
    """Return what is kept of a body: unpacked, without secrets, cut if it is very long.

    ``size`` is its real length if not all of it was seen. Of a body that cannot be unpacked only
    the size is kept: where its secrets are is not known. What is known to hold none need not be
    ``searched``: whoever knows that read it as it is, so that it has no coding either.
    """
    if not searched and body and size == len(body):
        return cut(body)
    plain, kind = opened(headers, body)
    return _kept(plain, kind, seen=len(body or b""), size=size)


def opened(headers: Raw, body: bytes | None) -> tuple[bytes | None, str]:
    """Return a body without content coding, or ``None`` if it cannot be read, and its type."""
    if not body:
        return None, ""
    kind, coding = b"", b""
    for name, value in headers:
        low = name.lower()
        if low == b"content-type":
            kind = value
        elif low == b"content-encoding":
            coding = value
    return unpacked(body, coding.strip().lower()), kind.lower().decode("latin-1")


def _kept(plain: bytes | None, kind: str, *, seen: int, size: int | None) -> bytes | None:
    size = seen if size is None else size
    if not size:
        return None
    if plain is None:
        return cut(b"", size=size)
    whole = size <= seen
    plain = redact_body(plain, kind, whole=whole)
    return cut(plain, size=None if whole else size)


def unpacked(body: bytes, coding: bytes) -> bytes | None:
    """Undo a content coding; ``None`` if that is not possible or gives too much."""
    if coding in (b"", b"identity"):
        return body
    if coding not in _PACKED:
        return None
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpack = zlib.decompressobj(window)
        try:
            plain = unpack.decompress(body, UNPACKED_LIMIT)
        except zlib.error:
            continue
        return None if unpack.unconsumed_tail else plain
    return None


def _ended(
    exchange: Exchange,
    links: Links,
    status: int,
    reason: str,
    ms: float,
    error: str | None,
    request_body: bytes | None,
    response_headers: Headers = (),
    response_body: bytes | None = None,
) -> Exchange:
    parts = (
        *exchange[:6],
        links,
        status,
        reason,
        ms,
        exchange.attempt,
        exchange.fault,
        error,
        exchange.request_headers,
        exchange.request_body if request_body is None else request_body,
        response_headers,
        response_body,
    )
    return of_parts(Exchange, parts)


__all__ = ["UNPACKED_LIMIT", "Raw", "answered", "failed", "kept", "opened", "started", "unpacked"]
