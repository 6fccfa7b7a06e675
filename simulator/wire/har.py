"""Recorded exchanges as HAR 1.2, the form that browsers and proxies read. Pure.

What is already hidden in the journal stays hidden. Times of day are simulated time, durations are
real. What HAR has no place for stands in ``_scimulator``. Source: HAR 1.2 specification.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import orjson

from simulator.events import JSON
from simulator.wire.exchange import Exchange, Headers, is_cut

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HTTP = "HTTP/1.1"


def har_text(exchanges: Iterable[Exchange], *, version: str) -> Iterator[bytes]:
    """Write a HAR file piece by piece; a long run needs no more memory than a short one."""
    creator = {"name": "scimulator", "version": version}
    head = orjson.dumps({"version": "1.2", "creator": creator}).removesuffix(b"}")
    yield b'{"log":' + head + b',"entries":['
    comma = b"\n"
    for exchange in exchanges:
        yield comma + orjson.dumps(entry(exchange))
        comma = b",\n"
    yield b"\n]}}\n"


def entry(exchange: Exchange) -> dict[str, JSON]:
    """Return one exchange as a HAR entry; status 0 and a comment if no answer came."""
    wait = round(exchange.ms or 0.0, 3)
    made: dict[str, JSON] = {
        "startedDateTime": _moment(exchange.at),
        "time": wait,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": 0},
        "_scimulator": _own(exchange),
    }
    if not exchange.status:
        made["comment"] = exchange.error or "no answer came yet"
    return made


def _request(exchange: Exchange) -> JSON:
    body = exchange.request_body
    url = _url(exchange)
    made: dict[str, JSON] = {
        "method": exchange.method,
        "url": url,
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _headers(exchange.request_headers),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": _size(body, exchange.request_headers),
    }
    if body is not None:
        text, encoding = _text(body)
        made["postData"] = {"mimeType": _type(exchange.request_headers), "text": text}
        if encoding:
            made["postData"]["comment"] = f"the text is {encoding}"
    return made


def _response(exchange: Exchange) -> JSON:
    body = exchange.response_body
    text, encoding = _text(body or b"")
    size = len(body or b"")
    content: dict[str, JSON] = {
        "size": size,
        "mimeType": _type(exchange.response_headers) if body else "x-unknown",
        "text": text,
    }
    if encoding:
        content["encoding"] = encoding
    if is_cut(body):
        content["comment"] = "only the beginning of the body is kept"
    return {
        "status": exchange.status or 0,
        "statusText": exchange.reason,
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _headers(exchange.response_headers),
        "content": content,
        "redirectURL": _header(exchange.response_headers, "location"),
        "headersSize": -1,
        "bodySize": _size(body, exchange.response_headers),
    }


def _own(exchange: Exchange) -> JSON:
    links = exchange.links
    known: dict[str, JSON] = {
        "seq": exchange.seq,
        "side": exchange.side,
        "attempt": exchange.attempt,
        "fault": exchange.fault,
        "push": links.push,
        "job": links.job,
        "assignment": links.assignment,
        "user": links.user,
        "cause": links.cause,
        "step": links.step,
    }
    return {name: value for name, value in known.items() if value is not None}


def _url(exchange: Exchange) -> str:
    """Return an absolute address; what was recorded by a server has it in Host."""
    base = exchange.base or f"http://{_header(exchange.request_headers, 'host') or 'localhost'}"
    return base + exchange.target


def _moment(us: int) -> str:
    return (_EPOCH + timedelta(microseconds=us)).isoformat(timespec="milliseconds")


def _headers(lines: Headers) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in lines]


def _header(lines: Headers, wanted: str) -> str:
    return next((value for name, value in lines if name.lower() == wanted), "")


def _type(lines: Headers) -> str:
    return _header(lines, "content-type") or "application/octet-stream"


def _size(body: bytes | None, lines: Headers) -> int:
    """Return the size on the wire as the message tells it, else of what is kept; -1 unknown."""
    told = _header(lines, "content-length")
    if told.isdecimal():
        return int(told)
    return 0 if body is None else -1 if is_cut(body) else len(body)


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), ""
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"


__all__ = ["entry", "har_text"]
