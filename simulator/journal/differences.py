"""What one request did to a user: before and after, and what was sent but never stored."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import orjson

from simulator.events import JSON, Record
from simulator.journal.person import METADATA, Person, fold, path_order, user_events
from simulator.journal.reader import Reader
from simulator.wire.exchange import Exchange, is_cut

NEW: Final = "+"
CHANGED: Final = "~"
REMOVED: Final = "-"
SAME: Final = " "
DROPPED: Final = "x"


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute: what happened to it, both values, and the exchange it is from."""

    mark: str
    path: str
    before: str
    after: str
    by: int | None
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A user before and after an exchange.

    ``rows`` are all attributes in fixed order, changed or not; ``dropped`` what was sent and not
    stored, with the reasons in ``reasons``. ``nothing`` says in words why nothing changed.
    """

    user: str
    name: str
    rows: tuple[Row, ...]
    dropped: tuple[Row, ...] = ()
    reasons: tuple[str, ...] = ()
    nothing: str = ""

    @property
    def changed(self) -> tuple[Row, ...]:
        """The attributes that are not as before."""
        return tuple(row for row in self.rows if row.mark != SAME)


def difference(reader: Reader, exchange: Exchange) -> Difference:
    """Return what an exchange changed, from ZITADEL's events."""
    user = exchange.links.user or ""
    caused = reader.records_of(cause=exchange.seq)
    mine = [r for r in caused if r.kind.startswith("zitadel.user.")]
    if mine and mine[0].links.user:
        user = mine[0].links.user
    mine = [r for r in mine if r.links.user == user]
    until = mine[-1].seq if mine else exchange.seq
    events = user_events(reader.db, user, until=until) if user else []
    seqs = {record.seq for record in mine}
    before = fold(user, [record for record in events if record.seq not in seqs])
    after = fold(user, events)
    dropped = lost_rows(exchange, caused, after)
    return Difference(
        user=user,
        name=after.name if after.exists else before.name,
        rows=tuple(compare(before, after)),
        dropped=dropped,
        reasons=tuple(
            str(note.data.get("text", ""))
            for note in notes_with_attribute(caused)
            if is_loss(note, {row.path for row in dropped})
        ),
        nothing="" if mine else _why_nothing(exchange),
    )


def compare(before: Person, after: Person) -> list[Row]:
    """Compare two states of one user, path by path."""
    rows = []
    for path in sorted({*before.values, *after.values}, key=path_order):
        old, new = before.values.get(path), after.values.get(path)
        old_text, new_text = old.text if old else "", new.text if new else ""
        if new is None:
            gone = after.history[path][-1] if after.history.get(path) else None
            mark, by = REMOVED, gone
        else:
            mark = NEW if old is None else SAME if old_text == new_text else CHANGED
            by = new
        rows.append(
            Row(
                mark,
                path,
                old_text,
                new_text,
                by.exchange if by else None,
                by.record if by else None,
            )
        )
    return rows


def _why_nothing(exchange: Exchange) -> str:
    if exchange.status is None:
        return "The answer has not come yet."
    if exchange.status == 0:
        return "No answer came, and ZITADEL wrote nothing."
    if exchange.status >= 400:
        return f"It was refused: {refusal_text(exchange) or exchange.reason or exchange.status}."
    if exchange.method in ("GET", "HEAD", "OPTIONS") or exchange.target.endswith(".search"):
        return "It only reads."
    return "Every value it sent equals what was stored."


def refusal_text(exchange: Exchange) -> str:
    """Return ZITADEL's own words of a refusal: detail and error id."""
    body = json_body(exchange.response_body)
    if not isinstance(body, dict):
        return ""
    detail = str(body.get("detail") or body.get("message") or "").rstrip(".")
    for key, value in body.items():
        if key.startswith("urn:") and isinstance(value, dict) and value.get("id"):
            return f"{detail} ({value['id']})"
    return detail


# -- what was sent and not stored --------------------------------------------------------------


def notes_with_attribute(records: list[Record]) -> list[Record]:
    """Return the notes that speak of an attribute."""
    return [r for r in records if r.kind == "note" and r.data.get("attribute")]


def dropped_rows(exchange: Exchange, records: list[Record]) -> tuple[Row, ...]:
    """Return the attributes that a request carried and that a note says were left out."""
    body = json_body(exchange.request_body)
    rows = {}
    for note in notes_with_attribute(records):
        for path in noted_paths(note):
            found = value_at(body, path)
            if found not in (None, "", [], {}):
                rows[path] = Row(DROPPED, short_path(path), "", shown(found), exchange.seq)
    return tuple(rows.values())


def lost_rows(exchange: Exchange, records: list[Record], after: Person) -> tuple[Row, ...]:
    """Return what was sent and is not there afterwards; notes about equal values lose nothing."""
    return tuple(row for row in dropped_rows(exchange, records) if not _is_there(row, after))


def _is_there(row: Row, after: Person) -> bool:
    path = "displayName" if row.path == "name.formatted" else row.path
    kept = after.values.get(path) or after.values.get(METADATA + path)
    return kept is not None and kept.text == row.after


def losses(reader: Reader, exchange: Exchange) -> tuple[Row, ...]:
    """Return what an exchange lost on the way, looking at the user it wrote."""
    caused = reader.records_of(cause=exchange.seq)
    if not notes_with_attribute(caused):
        return ()
    user = exchange.links.user or ""
    events = user_events(reader.db, user, until=caused[-1].seq) if user else []
    return lost_rows(exchange, caused, fold(user, events))


def is_loss(note: Record, lost: Collection[str]) -> bool:
    """Say whether a note is about one of the attributes that were lost."""
    return any(short_path(path) in lost for path in noted_paths(note))


def noted_paths(note: Record) -> list[str]:
    """Return the attribute paths a note is about."""
    attribute = str(note.data["attribute"])
    parts = note.data.get("parts")
    if isinstance(parts, list) and attribute.startswith("urn:"):
        return [f"{attribute.rpartition(':')[0]}:{part}" for part in parts]
    return [attribute]


def short_path(path: str) -> str:
    """Return a path without its schema: ``department`` of the enterprise extension."""
    return path.rpartition(":")[2] if path.startswith("urn:") else path


def value_at(body: JSON, path: str) -> JSON:
    """Look a path up in a resource, or in the operations of a PATCH; ``None`` if not there."""
    if not isinstance(body, dict):
        return None
    if isinstance(operations := body.get("Operations"), list):
        return _in_operations(operations, path)
    return _inside(body, path)


def _in_operations(operations: list[JSON], path: str) -> JSON:
    for operation in operations:
        if not isinstance(operation, dict):
            continue
        target, value = operation.get("path"), operation.get("value")
        if not target:
            found = _inside(value, path)
        elif str(target).lower() == path.lower():
            found = value
        else:
            found = None
        if found is not None:
            return found
    return None


def _inside(value: JSON, path: str) -> JSON:
    if not path:
        return value
    if isinstance(value, list):
        return next((v for v in (_inside(each, path) for each in value) if v is not None), None)
    if not isinstance(value, dict):
        return None
    low = path.lower()
    for key in sorted(value, key=len, reverse=True):
        name = key.lower()
        if low == name:
            return value[key]
        if low.startswith((name + ":", name + ".")):
            return _inside(value[key], path[len(key) + 1 :])
    return None


def json_body(body: bytes | None) -> JSON:
    """Read a kept body; ``None`` if it is no JSON or not whole."""
    if not body or is_cut(body):
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def shown(value: JSON) -> str:
    """Return a JSON value as a person writes it."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


__all__ = [
    "CHANGED",
    "DROPPED",
    "NEW",
    "REMOVED",
    "SAME",
    "Difference",
    "Row",
    "compare",
    "difference",
    "dropped_rows",
    "is_loss",
    "json_body",
    "losses",
    "lost_rows",
    "noted_paths",
    "notes_with_attribute",
    "refusal_text",
    "short_path",
    "shown",
    "value_at",
]
