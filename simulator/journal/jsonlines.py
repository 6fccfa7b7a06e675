"""A run as JSON lines: records and exchanges in the order of their numbers. docs/journal.md.

Every line has ``type``: ``record`` or ``exchange``. Bodies are text; one that is none is base64
under ``request_body_base64`` or ``response_body_base64``.
"""

import base64
from collections.abc import Iterable, Iterator
from heapq import merge

import orjson

from simulator.events import JSON, Record
from simulator.wire.exchange import Exchange

_LINKS = ("cause", "job", "push", "assignment", "user", "step")


def json_lines(records: Iterable[Record], exchanges: Iterable[Exchange]) -> Iterator[bytes]:
    """Write both as lines; each must come in order."""
    both: Iterator[Record | Exchange] = merge(records, exchanges, key=lambda each: each.seq)
    for each in both:
        told = record_line(each) if isinstance(each, Record) else exchange_line(each)
        yield orjson.dumps(told) + b"\n"


def record_line(record: Record) -> dict[str, JSON]:
    """Return one record."""
    return {
        "type": "record",
        "seq": record.seq,
        "at": record.at,
        "kind": record.kind,
        **_links(record),
        "data": record.data,
    }


def exchange_line(exchange: Exchange) -> dict[str, JSON]:
    """Return one exchange, bodies as text."""
    return {
        "type": "exchange",
        "seq": exchange.seq,
        "at": exchange.at,
        "side": exchange.side,
        **_links(exchange),
        "method": exchange.method,
        "url": exchange.base + exchange.target,
        "status": exchange.status,
        "reason": exchange.reason,
        "ms": exchange.ms,
        "attempt": exchange.attempt,
        "fault": exchange.fault,
        "error": exchange.error,
        "request_headers": exchange.request_headers,
        **_body("request_body", exchange.request_body),
        "response_headers": exchange.response_headers,
        **_body("response_body", exchange.response_body),
    }


def _links(each: Record | Exchange) -> dict[str, JSON]:
    links = {name: getattr(each.links, name) for name in _LINKS}
    return {name: value for name, value in links.items() if value is not None}


def _body(name: str, body: bytes | None) -> dict[str, JSON]:
    if body is None:
        return {name: None}
    try:
        return {name: body.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(body).decode()}


__all__ = ["exchange_line", "json_lines", "record_line"]
