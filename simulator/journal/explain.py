"""Why it went as it did: the decisions of both products about one push, in order, in words.

Decisions and notes are records; requests and ZITADEL's events are put between them, so that
each line says what was decided, why, and what it led to. Source: tui.md 9.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from simulator.events import JSON, Record
from simulator.formats import is_error, method_text, ms_text, path_text
from simulator.journal.causes import Causes, Kind, Selection
from simulator.journal.differences import is_loss, losses, refusal_text
from simulator.journal.person import METADATA, SCIM_METADATA, changes, metadata_path
from simulator.journal.phrases import phrase
from simulator.journal.reader import Reader
from simulator.wire.exchange import Exchange

OKTA, WIRE, ZITADEL = "okta", "wire", "zitadel"
_TOLD_ELSEWHERE = (
    "push.",
    "job.started",
    "job.waiting",
    "job.finished",
    "okta.log",
    "okta.assignment.",
)
"""Records whose decision says the same in better words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One decision or what came of it.

    ``mark`` is ``dropped``, ``refused``, ``cure``, ``wrote`` or empty. ``exchange`` is the
    request it belongs to; ``seq`` the record or exchange it comes from.
    """

    side: str
    text: str
    seq: int
    exchange: int | None = None
    mark: str = ""


def explain(reader: Reader, selection: Selection) -> list[Line]:
    """Explain a selection: the whole push it belongs to, or the one request without a push."""
    related = Causes(reader).of(selection)
    if selection.kind is Kind.EXCHANGE and related.push is None:
        return explain_exchange(reader, int(selection.key))
    if related.push is not None:
        lines = explain_push(reader, related.push)
        if selection.kind is Kind.ASSIGNMENT:
            lines += _since(reader, str(selection.key), lines[-1].seq if lines else 0)
        return lines
    for seq in sorted(related.exchanges, reverse=True)[:1]:
        return explain_exchange(reader, seq)
    if selection.kind is Kind.ASSIGNMENT:
        return _waiting(reader, str(selection.key))
    return []


def explain_push(reader: Reader, push: int) -> list[Line]:
    """Explain a push with the job it belongs to: trigger, choices, answers, what was written.

    A job that waits and starts over has several pushes; all of them are one story.
    """
    records = reader.records_of(push=push)
    job = next((r.links.job for r in records if r.links.job is not None), None)
    pushes = {push}
    if job is not None:
        records = [*_triggers(reader, job), *records]
        pushes |= {r.links.push for r in records if r.links.push is not None}
        for other in sorted(pushes - {push}):
            records += reader.records_of(push=other)
    seqs = [each.seq for one in sorted(pushes) for each in reader.exchanges_of(push=one)]
    return _ordered(reader, records, [x for x in map(reader.exchange, seqs) if x is not None])


def explain_exchange(reader: Reader, seq: int) -> list[Line]:
    """Explain one request on its own."""
    exchange = reader.exchange(seq)
    found = [] if exchange is None else [exchange]
    return _ordered(reader, reader.records_of(cause=seq), found)


def _triggers(reader: Reader, job: int) -> list[Record]:
    """Return everything about a job, and the change that caused it."""
    found = reader.records_of(job=job)
    first = next((r for r in found if r.links.cause is not None), None)
    cause = None if first is None else reader.record(first.links.cause or 0)
    return found if cause is None else [cause, *found]


def _since(reader: Reader, assignment: str, seq: int) -> list[Line]:
    """Tell what was decided about an assignment after its last push: why nothing was sent."""
    later = [r for r in reader.records_of(assignment=assignment) if r.seq > seq]
    return _ordered(reader, [r for r in later if r.links.push is None][-10:], [])


def _waiting(reader: Reader, assignment: str) -> list[Line]:
    return _ordered(reader, reader.records_of(assignment=assignment)[-20:], [])


def _ordered(
    reader: Reader, records: Iterable[Record], exchanges: Sequence[Exchange]
) -> list[Line]:
    lost = {x.seq: frozenset(row.path for row in losses(reader, x)) for x in exchanges}
    records = sorted({r.seq: r for r in records}.values(), key=lambda r: r.seq)
    lines = [*_wire_lines(exchanges)]
    for is_event, group in groupby(records, key=lambda r: r.kind.startswith("zitadel.")):
        if is_event:
            lines += _event_lines(list(group))
        else:
            lines += [line for record in group for line in _record_lines(record, lost)]
    lines.sort(key=lambda line: line.seq)
    return lines


# -- the wire ---------------------------------------------------------------------------------


def _wire_lines(exchanges: Iterable[Exchange]) -> list[Line]:
    return [
        Line(
            side=WIRE,
            text=exchange_text(exchange),
            seq=exchange.seq,
            exchange=exchange.seq,
            mark="refused" if is_error(exchange) else "",
        )
        for exchange in exchanges
    ]


def exchange_text(exchange: Exchange) -> str:
    """Return a request and its answer as one sentence."""
    path = path_text(exchange.target, 60)
    head = f"#{exchange.seq} {method_text(exchange.method, short=False)} {path}"
    if exchange.status is None:
        return f"{head} is under way"
    if exchange.status == 0:
        by = f" (fault rule '{exchange.fault}')" if exchange.fault else ""
        return f"{head} got no answer: {exchange.error or 'unknown reason'}{by}"
    parts = [f"{exchange.status} {exchange.reason}".strip(), f"{ms_text(exchange.ms)} ms"]
    if exchange.fault:
        parts.append(f"by fault rule '{exchange.fault}'")
    wait = next((v for k, v in exchange.response_headers if k.lower() == "retry-after"), None)
    if wait is not None:
        parts.append(f"Retry-After: {wait}")
    if is_error(exchange) and (said := refusal_text(exchange)):
        parts.append(said)
    if exchange.attempt > 1:
        parts.append(f"attempt {exchange.attempt}")
    return f"{head} → {', '.join(parts)}"


# -- records ----------------------------------------------------------------------------------


def _record_lines(record: Record, lost: Mapping[int, frozenset[str]]) -> list[Line]:
    text = "" if record.kind.startswith(_TOLD_ELSEWHERE) else phrase(record)
    if not text:
        return []
    side = str(record.data.get("side") or OKTA)
    line = Line(side=side, text=text, seq=record.seq, exchange=record.links.cause)
    if record.kind == "note" and record.data.get("attribute"):
        mine = lost.get(record.links.cause or 0, frozenset())
        line = replace(line, mark="dropped" if is_loss(record, mine) else "")
    elif record.data.get("error_id"):
        line = replace(line, mark="refused", text=f"{text} ({record.data['error_id']})")
    return [line, *_cure(record, line)]


def _cure(record: Record, line: Line) -> list[Line]:
    setting, cure = record.data.get("setting"), record.data.get("cure")
    said = [f"setting: {setting}"] if setting and line.mark == "refused" else []
    if cure:
        said.append(f"what helps: {cure}")
    return [replace(line, text=text, mark="cure") for text in said]


# -- ZITADEL's events -------------------------------------------------------------------------


def _event_lines(records: Sequence[Record]) -> list[Line]:
    """Put the events of one request into few lines: fields, metadata kept, metadata removed."""
    lines = []
    for cause, group in groupby(records, key=lambda r: r.links.cause):
        events = list(group)
        kept = [r for r in events if r.kind == "zitadel.user.metadata.set"]
        gone = [r for r in events if r.kind == "zitadel.user.metadata.removed"]
        rest = [r for r in events if r not in kept and r not in gone]
        texts = [(r, _event_text(r)) for r in rest]
        texts += [(kept[0], _kept_text(kept))] if kept else []
        texts += [(gone[0], _gone_text(gone))] if gone else []
        lines += [
            Line(side=ZITADEL, text=text, seq=r.seq, exchange=cause, mark="wrote")
            for r, text in texts
        ]
    return lines


def _event_text(record: Record) -> str:
    kind = record.kind.removeprefix("zitadel.")
    written = changes(record, known={})
    paths = [path for path, text in written.items() if text is not None]
    names = ", ".join(paths)
    short = kind.removeprefix("user.").removeprefix("human.").replace(".", " ")
    if kind.endswith(".added") and paths:
        return f"account created with {names} (e{record.seq})"
    if not names or names in ("active", short.replace(" ", ".")):
        return f"{short} (e{record.seq})"
    return f"{names} → {short} (e{record.seq})"


def _kept_text(records: Sequence[Record]) -> str:
    keys = [_key(record) for record in records]
    names = ", ".join(metadata_path(key).removeprefix(METADATA) for key in keys)
    place = keys[0] if len(keys) == 1 else f"{SCIM_METADATA}…"
    return f"{names} → kept as user metadata {place} ({_numbers(records)})"


def _gone_text(records: Sequence[Record]) -> str:
    names = [metadata_path(_key(record)).removeprefix(METADATA) for record in records]
    if len(names) > 3:
        return (
            f"{len(names)} metadata keys without a value → removed, whether they existed or not"
            f" ({_numbers(records)})"
        )
    return f"{', '.join(names)} → metadata removed ({_numbers(records)})"


def _key(record: Record) -> str:
    payload: dict[str, JSON] = record.data.get("payload") or {}
    return str(payload.get("key", ""))


def _numbers(records: Sequence[Record]) -> str:
    first, last = records[0].seq, records[-1].seq
    return f"e{first}" if first == last else f"e{first}…e{last}"


__all__ = ["OKTA", "WIRE", "ZITADEL", "Line", "exchange_text", "explain", "explain_push"]
