"""A request and its answer as lines for a terminal; whatever a server said is made safe. Pure."""

from collections.abc import Collection, Iterator
from http import HTTPStatus

import orjson

from simulator.formats import clean, cut, ms_text
from simulator.wire.exchange import Exchange, Headers

WIDEST = 100


def message_lines(
    exchange: Exchange,
    *,
    headers: Collection[str] | None = None,
    most: int | None = None,
    width: int | None = None,
) -> Iterator[str]:
    """Write both messages, ``>`` before what was sent and ``<`` before what came back.

    ``headers`` chooses header lines of the answer and leaves out those of the request; ``most``
    and ``width`` shorten bodies.
    """
    yield f"> {exchange.method} {clean(exchange.target)}"
    if headers is None:
        yield from _headers("> ", exchange.request_headers, None)
    yield from _body("> ", exchange.request_body, most, width)
    if not exchange.status:
        running = "no answer came yet" if exchange.status is None else "no answer"
        yield f"< {running}: {clean(exchange.error)}" if exchange.error else f"< {running}"
        return
    yield (
        f"< {exchange.status} {clean(_phrase(exchange))}".rstrip()
        + f"  ({ms_text(exchange.ms)} ms)"
    )
    yield from _headers("< ", exchange.response_headers, headers)
    yield from _body("< ", exchange.response_body, most, width)


def _phrase(exchange: Exchange) -> str:
    """Return the reason phrase, the usual one if the status line has none."""
    if exchange.reason:
        return exchange.reason
    try:
        return HTTPStatus(exchange.status or 0).phrase
    except ValueError:
        return ""


def _headers(margin: str, lines: Headers, wanted: Collection[str] | None) -> Iterator[str]:
    for name, value in lines:
        if wanted is None or name.lower() in wanted:
            yield f"{margin}{clean(name)}: {clean(value)}"


def _body(margin: str, body: bytes | None, most: int | None, width: int | None) -> Iterator[str]:
    if not body:
        return
    try:
        text = orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        text = body.decode("utf-8", "replace")
    lines = text.splitlines()
    for line in lines[:most]:
        yield margin + (clean(line) if width is None else cut(clean(line), width))
    if most is not None and len(lines) > most:
        yield f"{margin}… {len(lines) - most} more lines"


__all__ = ["WIDEST", "message_lines"]
