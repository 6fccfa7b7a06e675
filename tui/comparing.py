"""Two requests side by side: bodies path by path, answers, and the user each left behind."""

from collections.abc import Iterator, Mapping

from simulator.events import JSON
from simulator.formats import status_text
from simulator.glyphs import Glyphs
from simulator.journal.differences import (
    CHANGED,
    NEW,
    REMOVED,
    SAME,
    Row,
    compare,
    json_body,
    shown,
)
from simulator.journal.person import fold, user_events
from simulator.wire.exchange import Exchange
from tui.explain_text import table_lines
from tui.state import State
from tui.widgets.drawer import Sheet
from tui.widgets.lines import Document, Lines, StyledLine


def comparison(state: State, first: Exchange, second: Exchange, glyphs: Glyphs) -> list[Sheet]:
    """Return the tabs that compare two requests."""
    names = (f"#{first.seq}", f"#{second.seq}")

    def sheet(name: str, rows: list[Row], nothing: str) -> Sheet:
        return Sheet(name, lambda width: _document(rows, nothing, names, width, glyphs))

    return [
        sheet("Requests", message_rows(first, second), "Both requests are the same."),
        sheet("Responses", answer_rows(first, second), "Both answers are the same."),
        sheet("Users", _user_rows(state, first, second), "Both left the user the same."),
    ]


def message_rows(first: Exchange, second: Exchange) -> list[Row]:
    """Compare two requests: line, headers, body."""
    before = {"method": first.method, "target": first.target, **_headers(first.request_headers)}
    after = {"method": second.method, "target": second.target, **_headers(second.request_headers)}
    before |= flat(json_body(first.request_body))
    after |= flat(json_body(second.request_body))
    return rows_of(before, after)


def answer_rows(first: Exchange, second: Exchange) -> list[Row]:
    """Compare two answers: status, headers, body."""
    before = {"status": _status(first), **_headers(first.response_headers)}
    after = {"status": _status(second), **_headers(second.response_headers)}
    before |= flat(json_body(first.response_body))
    after |= flat(json_body(second.response_body))
    return rows_of(before, after)


def _status(exchange: Exchange) -> str:
    return f"{status_text(exchange.status)} {exchange.reason}".strip()


def _headers(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {f"{name.lower()}:": value for name, value in headers if name.lower() != "date"}


def _user_rows(state: State, first: Exchange, second: Exchange) -> list[Row]:
    people = []
    for exchange in (first, second):
        user = exchange.links.user or ""
        caused = state.run.reader.records_of(cause=exchange.seq)
        until = max([exchange.seq, *(record.seq for record in caused)])
        events = user_events(state.run.db, user, until=until) if user else []
        people.append(fold(user, events))
    return compare(*people)


def rows_of(before: Mapping[str, str], after: Mapping[str, str]) -> list[Row]:
    """Compare values by path, in the order in which they come."""
    rows = []
    for path in dict.fromkeys((*before, *after)):
        old, new = before.get(path), after.get(path)
        changed = NEW if old is None else REMOVED if new is None else CHANGED
        mark = SAME if old == new else changed
        rows.append(Row(mark, path, old or "", new or "", None))
    return rows


def flat(value: JSON) -> dict[str, str]:
    """Write a JSON value as paths with texts; an only member of a list goes without number."""
    return dict(_flat(value, ""))


def _flat(value: JSON, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inside in value.items():
            name = key.rpartition(":")[2] if key.startswith("urn:") else key
            yield from _flat(inside, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for i, inside in enumerate(value):
            yield from _flat(inside, path if len(value) == 1 else f"{path}[{i}]")
    elif value is not None or path:
        yield path or "body", shown(value)


def _document(
    rows: list[Row], nothing: str, names: tuple[str, str], width: int, glyphs: Glyphs
) -> Document:
    differing = [row for row in rows if row.mark != SAME]
    if not differing:
        return Lines([((nothing, "dim"),)])
    lines: list[StyledLine] = table_lines(differing, width, glyphs, titles=names)
    same = len(rows) - len(differing)
    if same:
        lines.append(((f"  {same} more are the same", "dim"),))
    return Lines(lines)


__all__ = ["answer_rows", "comparison", "flat", "message_rows", "rows_of"]
