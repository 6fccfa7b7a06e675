"""A request with its answer, as it is stored and shown."""

import re
from typing import NamedTuple

from simulator.events import NO_LINKS, Links

Headers = tuple[tuple[str, str], ...]
"""Header lines in wire order, names in wire case."""

BODY_KEPT = 64 * 1024
"""How much of a body is kept; what is longer ends with a mark."""
LIST_KEPT = 16 * 1024
"""How much is kept of what our own fake lists: a page of users says nothing that each does not."""

_MARK = re.compile(rb"\n\[\.\.\. [0-9]+ bytes in all\]\Z")


class Exchange(NamedTuple):
    """One request with its answer.

    ``seq`` is given out when the request starts; ``at`` is simulated time in microseconds
    since 1970. ``side`` says who sent it: ``okta`` (our engine), ``client`` (somebody else's
    client of the fake ZITADEL) or ``admin`` (a person or scenario acting on ZITADEL).
    ``target`` is path and query as sent. ``status`` is ``None`` while it runs and 0 if no
    answer came (``error`` then has the reason). ``ms`` is real time. ``attempt`` counts from 1
    within the same intent. Header values and bodies are already redacted; bodies are bytes as
    on the wire with chunks joined and compression undone, ``None`` for none, cut after
    :data:`BODY_KEPT` bytes (see :func:`is_cut`).
    """

    seq: int
    at: int
    side: str
    method: str
    target: str
    base: str = ""
    links: Links = NO_LINKS
    status: int | None = None
    reason: str = ""
    ms: float | None = None
    attempt: int = 1
    fault: str | None = None
    error: str | None = None
    request_headers: Headers = ()
    request_body: bytes | None = None
    response_headers: Headers = ()
    response_body: bytes | None = None


def cut(body: bytes | None, *, kept: int = BODY_KEPT, size: int | None = None) -> bytes | None:
    """Keep the beginning of a body that is too long to keep, and say so at its end.

    ``size`` is its real length if ``body`` is only the part that was seen.
    """
    if not body and not size:
        return None
    body = body or b""
    size = len(body) if size is None else size
    if size <= kept and size == len(body):
        return body
    return body[:kept] + b"\n[... %d bytes in all]" % size


def is_cut(body: bytes | None) -> bool:
    """Say whether a kept body is only the beginning of what was on the wire."""
    return body is not None and _MARK.search(body, max(0, len(body) - 40)) is not None


__all__ = ["BODY_KEPT", "LIST_KEPT", "Exchange", "Headers", "cut", "is_cut"]
