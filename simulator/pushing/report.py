"""The report of a push: lines for people, JSON for programs. Pure.

Whatever a server said is cleaned before it is shown: it may hold what drives a terminal.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simulator.events import JSON
from simulator.formats import clean, count_text, cut, path_text
from simulator.pushing.alike import Shown
from simulator.pushing.meaning import Meaning
from simulator.pushing.model import Call, Result, State, Step
from simulator.wire.exchange import Exchange
from simulator.wire.messages import WIDEST, message_lines

Tone: TypeAlias = Literal["plain", "good", "bad", "dim", "step"]
_BODY_LINES = 24
_HEADERS = ("content-type", "location", "retry-after", "www-authenticate")
_MOST_REMARKS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line; whoever prints it turns the tone into a colour."""

    text: str
    tone: Tone = "plain"


def step_lines(step: Step, *, calls: bool, shown: Shown | None = None) -> Iterator[Line]:
    """Tell one step: how it ended, what Okta made of each answer, and what failed.

    A failing exchange that is among those ``shown``, but for the person, is named in one line.
    """
    sign, tone = _SIGNS[step.state]
    yield Line(f"{sign} {step.stage.value:<8}  {clean(step.login)}  {clean(step.outcome)}", tone)
    failed = step.state is State.FAILED
    if calls or failed:
        yield from (Line(f"    {call_text(call)}", _tone(call.meaning)) for call in step.calls)
    for text in step.tasks:
        yield Line(f"    Okta's task: {clean(text)}", "bad")
    for text in step.problems:
        yield Line(f"    {clean(text)}", "bad")
    yield from _unlike(step)
    failing = step.failing if failed else None
    if failing is not None:
        before = None if shown is None else shown.before(step, failing.exchange)
        if before is not None:
            yield Line(f"    the same answer as for {clean(before.login)} ({before.stage})", "dim")
            return
        yield from (Line(f"    hint: {clean(each)}", "plain") for each in failing.meaning.remarks)
        yield from exchange_lines(failing.exchange)


_SIGNS: dict[State, tuple[str, Tone]] = {
    State.PASSED: ("✓", "good"),
    State.FAILED: ("✗", "bad"),
    State.SKIPPED: ("-", "dim"),
}


def _tone(meaning: Meaning) -> Tone:
    return "bad" if meaning.stops or meaning.misleads else "dim"


def call_text(call: Call) -> str:
    """Return a request, its status, and what Okta makes of the answer."""
    exchange = call.exchange
    head = f"{exchange.method:<5} {path_text(clean(exchange.target), 70)}"
    code, words = str(exchange.status or "-"), clean(call.meaning.text)
    return f"{head}  {words}" if words.startswith(code) else f"{head}  {code}  {words}"


def _unlike(step: Step) -> Iterator[Line]:
    if not step.unlike:
        return
    rows = [("read back", "sent", "found")]
    rows += [(each.path, *_pair(each.sent, each.found)) for each in step.unlike]
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    for number, (path, sent, found) in enumerate(rows):
        line = f"    {path:<{first}}  {sent:<{second}}  {found}"
        yield Line(line, "plain" if number else "dim")


def _pair(sent: JSON, found: JSON) -> tuple[str, str]:
    """Show both values; a text that looks like the other value gets its quotes."""
    shown = _shown(sent), _shown(found)
    if shown[0] != shown[1]:
        return shown
    return _shown(sent, quoted=True), _shown(found, quoted=True)


def _shown(value: JSON, *, quoted: bool = False) -> str:
    if value is None:
        return "-"
    plain = isinstance(value, str) and value and not quoted
    text = str(value) if plain else json.dumps(value, ensure_ascii=False)
    return cut(clean(text), 48)


def exchange_lines(exchange: Exchange) -> Iterator[Line]:
    """Show a request and its answer: lines, the telling headers, bodies as far as they help."""
    for text in message_lines(exchange, headers=_HEADERS, most=_BODY_LINES, width=WIDEST):
        yield Line(f"    {text}", "dim")


# -- the whole -----------------------------------------------------------------------------


def trouble_lines(result: Result) -> Iterator[Line]:
    """Tell why nothing was pushed."""
    trouble = result.trouble
    if trouble is None:
        return
    yield Line(f"✗ {clean(trouble.message)}", "bad")
    if trouble.help:
        yield Line(f"  {clean(trouble.help)}")
    if trouble.kind == "existing":
        return
    if result.connector:
        yield Line(f"  Okta's test of the connector: {clean(result.connector)}")
    if result.first is not None:
        yield from exchange_lines(result.first)


def closing_lines(result: Result) -> Iterator[Line]:
    """Sum up: remarks, what is left at the server, the verdict."""
    yield from _remarks(result.steps)
    if result.left:
        yield Line("Left at the server (a push deletes nothing):")
        width = max(len(clean(each.id)) for each in result.left)
        for each in result.left:
            yield Line(f"  {clean(each.id):<{width}}  {clean(each.login)}  {each.state}")
    if result.stopped:
        yield Line("Stopped before its end.", "bad")
    if result.steps:
        yield _verdict(result)


def _remarks(steps: Iterable[Step]) -> Iterator[Line]:
    """Tell once what Okta puts up with, and how often it was so."""
    counted: dict[str, int] = {}
    for step in steps:
        for call in step.calls:
            for remark in () if call.meaning.stops else call.meaning.remarks:
                counted[remark] = counted.get(remark, 0) + 1
    if counted:
        yield Line("Okta puts up with it, but:")
    for remark, times in list(counted.items())[:_MOST_REMARKS]:
        often = f"  ({times} times)" if times > 1 else ""
        yield Line(f"  {clean(remark)}{often}")


def _verdict(result: Result) -> Line:
    parts = [f"{result.count(State.PASSED)} of {count_text(len(result.steps), 'step')} passed"]
    others = [(result.count(state), state.value) for state in (State.FAILED, State.SKIPPED)]
    parts += [f"{number} {state}" for number, state in others if number]
    told = f"{', '.join(parts)}; {count_text(result.requests, 'request')}, {result.seconds:.1f} s"
    return Line(told, "bad" if result.exit_code else "good")


# -- JSON ----------------------------------------------------------------------------------


def as_json(result: Result) -> dict[str, JSON]:
    """Return the report for programs; bodies as text, secrets redacted."""
    trouble = result.trouble
    return {
        "verdict": "failed" if result.exit_code else "passed",
        "url": result.url,
        "appType": result.app_type.lower(),
        "people": result.people,
        "connector": result.connector,
        "trouble": None
        if trouble is None
        else {"kind": trouble.kind, "message": trouble.message, "help": trouble.help},
        "first": None if result.first is None else _exchange_json(result.first),
        "steps": [_step_json(step) for step in result.steps],
        "left": [{"id": e.id, "login": e.login, "state": e.state} for e in result.left],
        "stopped": result.stopped,
        "requests": result.requests,
        "seconds": round(result.seconds, 3),
        "warnings": list(result.warnings),
    }


def _step_json(step: Step) -> JSON:
    failing = step.failing if step.state is State.FAILED else None
    return {
        "stage": step.stage.value,
        "login": step.login,
        "state": step.state.value,
        "outcome": step.outcome,
        "tasks": list(step.tasks),
        "problems": list(step.problems),
        "unlike": [{"path": e.path, "sent": e.sent, "found": e.found} for e in step.unlike],
        "failing": None if failing is None else failing.exchange.seq,
        "calls": [
            {
                **_exchange_json(call.exchange),
                "meaning": call.meaning.text,
                "stops": call.meaning.stops,
                "remarks": [*call.meaning.misleads, *call.meaning.remarks],
            }
            for call in step.calls
        ],
    }


def _exchange_json(exchange: Exchange) -> dict[str, JSON]:
    return {
        "seq": exchange.seq,
        "method": exchange.method,
        "target": exchange.target,
        "requestBody": _text(exchange.request_body),
        "status": exchange.status or None,
        "error": exchange.error,
        "ms": None if exchange.ms is None else round(exchange.ms, 2),
        "responseHeaders": [list(line) for line in exchange.response_headers],
        "responseBody": _text(exchange.response_body),
    }


def _text(body: bytes | None) -> str | None:
    return None if body is None else body.decode("utf-8", "replace")


__all__ = [
    "Line",
    "as_json",
    "call_text",
    "closing_lines",
    "exchange_lines",
    "step_lines",
    "trouble_lines",
]
