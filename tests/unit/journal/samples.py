"""What the tests of the journal share: a clock, a view, an exchange."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from simulator.clock import ManualClock
from simulator.events import Event, Links, Record
from simulator.wire.exchange import Exchange

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def clock() -> ManualClock:
    """Return a clock that stands still."""
    return ManualClock(START)


def added(name: str) -> Event:
    """Return a change that puts a name on the list."""
    return Event(kind="sample.added", data={"name": name})


def exchange(seq: int, **more: object) -> Exchange:
    """Return a finished exchange."""
    given = {
        "seq": seq,
        "at": 1,
        "side": "okta",
        "base": "http://127.0.0.1:8080",
        "method": "GET",
        "target": "/scim/v2/7/Users",
        "status": 200,
        "reason": "OK",
        "ms": 1.5,
        "links": Links(push=4),
        "request_headers": (("Accept", "application/scim+json"),),
        "response_body": b"{}",
        **more,
    }
    return Exchange(**given)  # type: ignore[arg-type]


class Names:
    """A view: names in the order in which they were added; a name is added once."""

    prefixes = ("sample.",)
    tables = ("sample_name",)

    def create(self, db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE IF NOT EXISTS sample_name (name TEXT PRIMARY KEY, seq INTEGER)")

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None:
        for record in records:
            match record.kind:
                case "sample.added":
                    row = (record.data["name"], record.seq)
                    db.execute("INSERT INTO sample_name VALUES (?,?)", row)
                case "sample.removed":
                    db.execute("DELETE FROM sample_name WHERE name=?", (record.data["name"],))


def names(db: sqlite3.Connection) -> list[str]:
    """Return what is in the view."""
    return [row[0] for row in db.execute("SELECT name FROM sample_name ORDER BY seq")]
