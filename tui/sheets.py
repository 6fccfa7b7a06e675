"""What the drawer holds for each kind of selection: tabs with their lines."""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from simulator.formats import login, method_text, ms_text, path_text, short_id, status_text
from simulator.glyphs import Glyphs
from simulator.journal.causes import NEVER, Kind, Selection
from simulator.journal.differences import difference, losses
from simulator.journal.explain import explain
from simulator.wire.exchange import Exchange
from tui.comparing import comparison
from tui.console_text import changes_lines, general_lines, metadata_lines, scim_lines
from tui.explain_text import attribute_lead, diff_lines, explain_lines
from tui.messages_text import pretty, raw_lines, request_lines, response_lines
from tui.origins import origin_lead, standing_lead
from tui.state import State
from tui.widgets.columns import Columns, shares
from tui.widgets.drawer import Sheet
from tui.widgets.lines import Document, JsonLines, Lines, StyledLine

Maker = Callable[[int], Document]
SIDE_BY_SIDE = "Side by side"
_BESIDE = (5, 4, 5)
"""How request, answer and changes share the width."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything the drawer shows of a selection."""

    title: str
    right: str
    sheets: tuple[Sheet, ...]


def contents(state: State, glyphs: Glyphs, *, unchanged: bool, wide: bool = False) -> Contents:
    """Return the tabs for the present selection; Explain comes first everywhere.

    A ``wide`` drawer has one tab more: request, answer and what changed, side by side.
    """
    selection = state.selection
    if selection is None:
        empty = Lines([(("Nothing is selected.", "dim"),)])
        return Contents("Details", "", (Sheet("Explain", lambda _: empty),))
    exchange = state.latest_exchange()
    sheets = [Sheet("Explain", _explain(state, selection, glyphs))]
    if selection.kind is Kind.ASSIGNMENT:
        sheets += _assignment_sheets(state)
    if exchange is not None:
        if wide:
            sheets.append(Sheet(SIDE_BY_SIDE, _beside(state, exchange, glyphs, unchanged)))
        sheets += _exchange_sheets(state, exchange, glyphs, unchanged=unchanged)
    if selection.kind is Kind.USER:
        sheets[1:1] = _user_sheets(state, str(selection.key), glyphs)
    if selection.kind is Kind.EVENT:
        sheets.append(Sheet("Record", _record(state, selection)))
    title, right = _title(state, selection, exchange, glyphs)
    return Contents(title, right, tuple(sheets))


def compared(state: State, first: Exchange, second: Exchange, glyphs: Glyphs) -> Contents:
    """Return the tabs that compare two requests."""
    title = f"#{first.seq} compared with #{second.seq}"
    return Contents(title, "", tuple(comparison(state, first, second, glyphs)))


# -- tabs ---------------------------------------------------------------------------------------


def _explain(state: State, selection: Selection, glyphs: Glyphs) -> Maker:
    def make(width: int) -> Document:
        asked, exchange, lead = selection, None, list[StyledLine]()
        lost = state.dropped_by(selection)
        if lost is not None and lost.by is not None:
            asked, exchange = Selection(Kind.EXCHANGE, lost.by), lost.by
            lead = origin_lead(state, lost.path, width, glyphs) or [
                (
                    (lost.label, "strong"),
                    (f" was sent as {lost.now} and not stored, by #{lost.by}", "warning"),
                ),
                (),
            ]
        elif selection.kind is Kind.ASSIGNMENT:
            lead = standing_lead(state)
        elif selection.kind is Kind.ATTRIBUTE:
            person, path = state.attributes.person, str(selection.key)
            lead = origin_lead(state, path, width, glyphs) or attribute_lead(
                person, path, glyphs=glyphs
            )
            exchange = max(state.related.exchanges, default=None)
        elif selection.kind is Kind.EXCHANGE:
            exchange = int(selection.key)
        lines = explain(state.run.reader, asked)
        running = state.run.running.get(exchange) if exchange is not None else None
        if not lines and running is not None and running.links.push is not None:
            lines = explain(state.run.reader, Selection(Kind.PUSH, running.links.push))
        return explain_lines(lines, width, glyphs=glyphs, exchange=exchange, lead=lead)

    return make


def _exchange_sheets(
    state: State, exchange: Exchange, glyphs: Glyphs, *, unchanged: bool
) -> list[Sheet]:
    reader = state.run.reader

    def request(_: int) -> Document:
        caused, lost = reader.records_of(cause=exchange.seq), losses(reader, exchange)
        return request_lines(exchange, caused, lost, glyphs)

    def diff(width: int) -> Document:
        found = difference(reader, exchange)
        return diff_lines(found, width, glyphs=glyphs, unchanged=unchanged)

    return [
        Sheet("Request", request),
        Sheet("Response", lambda _: response_lines(exchange)),
        Sheet("Diff", diff),
        Sheet("Raw", lambda _: raw_lines(exchange)),
    ]


def _beside(state: State, exchange: Exchange, glyphs: Glyphs, unchanged: bool) -> Maker:
    """Show what was sent, what was answered and what it changed beside each other."""
    reader = state.run.reader

    def make(width: int) -> Document:
        caused, lost = reader.records_of(cause=exchange.seq), losses(reader, exchange)
        widths = shares(width, _BESIDE)
        asked = request_lines(exchange, caused, lost, glyphs, headers=False)
        found = difference(reader, exchange)
        changed = diff_lines(found, widths[2], glyphs=glyphs, unchanged=unchanged)
        columns = [
            (f"request   {_size(exchange.request_body)}", asked),
            (f"answer   {_size(exchange.response_body)}", response_lines(exchange, headers=False)),
            ("what it changed", changed),
        ]
        return Columns(columns, widths, glyphs=glyphs)

    return make


def _size(body: bytes | None) -> str:
    return f"{len(body):,} B" if body else "no body"


def _assignment_sheets(state: State) -> list[Sheet]:
    row = state.subject()
    if row is None:
        return []
    return [
        Sheet("Okta profile", _document(state, "okta_user", row.user_id)),
        Sheet("App profile", _document(state, "okta_assignment", row.id)),
    ]


def _user_sheets(state: State, user: str, glyphs: Glyphs) -> list[Sheet]:
    """Return a user as ZITADEL's console shows one."""
    run = state.run
    return [
        Sheet("General", lambda _: general_lines(run, user)),
        Sheet("Metadata", lambda _: metadata_lines(run, user)),
        Sheet("Changes", lambda width: changes_lines(run, user, width, glyphs, until=NEVER)),
        Sheet("Account", lambda _: scim_lines(run, user)),
    ]


def _document(state: State, table: str, key: str) -> Maker:
    def make(_: int) -> Document:
        row = state.run.db.execute(f"SELECT doc FROM {table} WHERE id=?", (key,)).fetchone()
        if row is None or not row[0]:
            return Lines([(("Nothing is known of it.", "dim"),)])
        return JsonLines(pretty(orjson.loads(row[0])))

    return make


def _record(state: State, selection: Selection) -> Maker:
    def make(_: int) -> Document:
        record = state.run.reader.record(int(selection.key))
        if record is None:
            return Lines()
        return JsonLines(pretty({"type": record.kind, **record.data}))

    return make


# -- title --------------------------------------------------------------------------------------


def _title(
    state: State, selection: Selection, exchange: Exchange | None, glyphs: Glyphs
) -> tuple[str, str]:
    right = ""
    if exchange is not None and exchange.links.push is not None:
        right = f"p{exchange.links.push}"
        if exchange.attempt > 1:
            right += f" {glyphs.dot} attempt {exchange.attempt}"
    if selection.kind is Kind.EXCHANGE and exchange is not None:
        status = status_text(exchange.status, glyphs=glyphs)
        took = f"  {ms_text(exchange.ms)} ms" if exchange.ms is not None else ""
        path = path_text(exchange.target, 60, glyphs=glyphs)
        method = method_text(exchange.method, short=False)
        return f"#{exchange.seq} {method} {path} {glyphs.leads} {status}{took}", right
    if selection.kind is Kind.ATTRIBUTE:
        lost = state.dropped_by(selection)
        name = state.attributes.person.name
        return f"{lost.label if lost else selection.key} of {login(name)}", right
    if selection.kind is Kind.USER:
        name = state.causes.person(str(selection.key)).name
        return f"User {short_id(str(selection.key), glyphs=glyphs)} {login(name)}", right
    if selection.kind is Kind.EVENT:
        return f"Event e{selection.key}", right
    row = state.subject()
    return (f"Assignment of {login(row.login)}" if row else str(selection.key)), right


__all__ = ["Contents", "compared", "contents"]
