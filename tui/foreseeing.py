"""Which recorded requests a fault rule would have matched: a wrong pattern is noticed early."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from simulator.errors import SimulatorError
from simulator.faults.matching import fits
from simulator.faults.model import Facts, Fault
from simulator.faults.reading import read_fault
from simulator.faults.sent import is_token_request
from simulator.formats import count_text, method_text, path_text
from simulator.glyphs import Glyphs
from simulator.wire.exchange import Exchange
from tui.panes.rules import as_rule
from tui.state import State
from tui.widgets.lines import Document, Lines, StyledLine

LOOKED_AT = 500
_SHOWN = 4


def foreseen(state: State, fields: Mapping[str, str], glyphs: Glyphs) -> Document:
    """Say what a rule as it is typed would have matched, newest first, or what is wrong with it."""
    try:
        rule = as_rule({**fields, "name": fields.get("name") or "it"})
        fault = read_fault(
            rule["name"], when=rule["when"], does=rule["does"], side=rule.get("side")
        )
    except SimulatorError as error:
        return Lines([((str(error), "warning"),)])
    seqs = list(state.requests.seqs[-LOOKED_AT:])
    recent = [x for x in state.run.reader.exchanges(seqs) if x.side in ("okta", "client")]
    matched = [x for x in reversed(recent) if fits(fault.when, _facts(state, x, fault))]
    many = count_text(len(recent), "request")
    if not matched:
        said = (
            f"It matches none of the last {many}." if recent else "No request to compare with yet."
        )
        return Lines([((said, "warning" if recent else "dim"),)])
    head: StyledLine = ((f"It matches {len(matched)} of the last {many}:", "success"),)
    return Lines([head, *(_line(x, glyphs) for x in matched[:_SHOWN])])


def _line(exchange: Exchange, glyphs: Glyphs) -> StyledLine:
    method = method_text(exchange.method, short=False)
    return (
        (f"  #{exchange.seq} ", "dim"),
        (f"{method} {path_text(exchange.target, 56, glyphs=glyphs)}", "text"),
    )


def _facts(state: State, exchange: Exchange, fault: Fault) -> Facts:
    target = urlsplit(exchange.target)
    when = fault.when
    alone = is_token_request(exchange.method, target.path) or not when.push
    return Facts(
        method=exchange.method,
        path=target.path,
        query=target.query,
        sender=exchange.side,
        attempt=exchange.attempt,
        at=exchange.at,
        push="" if alone else state.kind_of(exchange.links.job),
        people=state.people_of(exchange) if when.user else frozenset(),
    )


__all__ = ["LOOKED_AT", "foreseen"]
