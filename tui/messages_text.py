"""One HTTP message as lines: start line, headers, body indented for reading or as it was sent."""

from collections.abc import Sequence
from itertools import count

import orjson

from simulator.events import JSON, Record
from simulator.formats import clean
from simulator.glyphs import Glyphs
from simulator.journal.differences import Row, json_body
from simulator.journal.person import SCIM_METADATA
from simulator.wire.exchange import Exchange, Headers, is_cut
from tui.widgets.lines import Document, Joined, JsonLines, Lines, Part, StyledLine


def request_lines(
    exchange: Exchange,
    caused: Sequence[Record],
    lost: Sequence[Row],
    glyphs: Glyphs,
    *,
    headers: bool = True,
) -> Document:
    """Return the request; what was not stored, or stored elsewhere, says so on its line."""
    body = _body(exchange.request_body, _remarks(caused, lost, glyphs))
    if not headers:
        return body
    first: StyledLine = (
        (exchange.method, "strong"),
        (" ", "text"),
        (exchange.target, "text"),
        (" HTTP/1.1", "dim"),
    )
    head = Lines([first, *_headers(exchange.request_headers), ()])
    return Joined(head, body)


def response_lines(exchange: Exchange, *, headers: bool = True) -> Document:
    """Return the answer, or why there is none."""
    if exchange.status is None:
        return Lines([(("The request is under way.", "dim"),)])
    if exchange.status == 0:
        return Lines([(("No answer: ", "error"), (exchange.error or "unknown reason", "text"))])
    style = "success" if exchange.status < 400 else "warning" if exchange.status < 500 else "error"
    first: StyledLine = (
        ("HTTP/1.1 ", "dim"),
        (str(exchange.status), style),
        (f" {exchange.reason}", "text"),
    )
    body = _body(exchange.response_body, {})
    if not headers:
        return body
    head = Lines([first, *_headers(exchange.response_headers), ()])
    return Joined(head, body)


def raw_lines(exchange: Exchange) -> Document:
    """Return both messages as they were on the wire, secrets masked."""
    lines: list[StyledLine] = [(("request", "heading"),)]
    lines += _raw(
        f"{exchange.method} {exchange.target} HTTP/1.1",
        exchange.request_headers,
        exchange.request_body,
    )
    lines += [(), (("response", "heading"),)]
    if exchange.status:
        lines += _raw(
            f"HTTP/1.1 {exchange.status} {exchange.reason}",
            exchange.response_headers,
            exchange.response_body,
        )
    return Lines(lines)


def _raw(first: str, headers: Headers, body: bytes | None) -> list[StyledLine]:
    text = (body or b"").decode("utf-8", "replace")
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", *text.splitlines()]
    return [((clean(line), "text"),) for line in lines]


def _headers(headers: Headers) -> list[StyledLine]:
    return [((f"{name}: ", "info"), (value, "text")) for name, value in headers]


def _body(body: bytes | None, remarks: dict[str, Part]) -> Document:
    if not body:
        return Lines([(("no body", "dim"),)])
    value = json_body(body)
    if value is None:
        text = body.decode("utf-8", "replace")
        said = "  (only the beginning was kept)" if is_cut(body) else ""
        return Lines([((line, "text"),) for line in (text + said).splitlines()])
    text = pretty(value)
    return JsonLines(text, _placed(text, remarks))


def pretty(value: JSON) -> str:
    """Indent JSON for reading."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _placed(text: str, remarks: dict[str, Part]) -> dict[int, Part]:
    """Find the line of each attribute that has a remark; the first with its name counts."""
    placed: dict[int, Part] = {}
    lines = text.splitlines()
    for name, remark in remarks.items():
        key = f'"{name}":'
        line = next((i for i, line in zip(count(), lines) if line.strip().startswith(key)), None)
        if line is not None:
            placed.setdefault(line, remark)
    return placed


def _remarks(caused: Sequence[Record], lost: Sequence[Row], glyphs: Glyphs) -> dict[str, Part]:
    remarks: dict[str, Part] = {}
    for record in caused:
        if record.kind == "zitadel.user.metadata.set":
            key = str((record.data.get("payload") or {}).get("key", ""))
            name = key.removeprefix(SCIM_METADATA).rpartition(".")[2]
            remarks[name] = (f"{glyphs.kept_as} kept as metadata", "info")
    for row in lost:
        name = row.path.rpartition(".")[2]
        remarks[name] = (f"{glyphs.dropped} not stored", "warning")
    return remarks


__all__ = ["pretty", "raw_lines", "request_lines", "response_lines"]
