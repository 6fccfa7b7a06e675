"""The stations of a value's way that stand on the wire: what was sent, and what was read since.

Source: okta-provisioning.md 2.5, 3.1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.events import JSON
from simulator.journal.differences import json_body
from simulator.journal.reader import Reader
from simulator.okta.attributes import Attribute
from simulator.okta.model import Assignment
from simulator.okta.standing import Facts
from simulator.pushing.compare import sent_by, value_of
from simulator.wire.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Station:
    """One place on a value's way: ``okta``, ``mapping``, ``app``, ``sent``, ``seen``, ``zitadel``.

    ``exchange`` is the request it comes from, ``record`` ZITADEL's event.
    """

    place: str
    text: str
    value: JSON = None
    exchange: int | None = None
    record: int | None = None


def on_the_wire(
    reader: Reader, facts: Facts, attribute: Attribute | None, path: str
) -> Iterator[Station]:
    """Yield the last request that carried the value and the last read, the newer one last."""
    live = facts.assignment
    if live is None:
        return
    found = []
    for exchange in reversed(written(reader, live.id)):
        body = sent_by(json_body(exchange.request_body))
        value = _value(attribute, path, body)
        if value is not None:
            told = f"{exchange.method} → {exchange.status or 'no answer'}"
            found.append(Station("sent", told, value, exchange.seq))
            break
    if facts.stored is not None:
        value, read = _value(attribute, path, facts.stored), _read(reader, live)
        found.append(Station("seen", "when Okta last read it", value, read))
    yield from sorted(found, key=lambda each: each.exchange or 0)


def _read(reader: Reader, live: Assignment) -> int | None:
    """Return the request with which Okta last read the account."""
    reads = [
        each.seq
        for each in reader.exchanges_of(assignment=live.id)
        if each.method == "GET"
        and each.status == 200
        and each.target.endswith(f"/Users/{live.linked_id}")
    ]
    return reads[-1] if reads else None


def written(reader: Reader, assignment: str) -> list[Exchange]:
    """Return the newest writing requests of an assignment, whole."""
    seqs = [
        each.seq
        for each in reader.exchanges_of(assignment=assignment)
        if each.method in ("POST", "PUT", "PATCH")
    ]
    return [each for each in map(reader.exchange, seqs[-20:]) if each is not None]


def _value(attribute: Attribute | None, path: str, body: Mapping[str, JSON]) -> JSON:
    return body.get(path) if attribute is None else value_of(attribute, body)


__all__ = ["Station", "on_the_wire", "written"]
