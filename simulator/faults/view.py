"""The rules of a run as a table, folded from ``fault.*`` records.

=====================  ==================================================================
``fault.added``        a rule, at the end of the list or before the one it names
``fault.changed``      the rule of that name is another one now; its counts begin anew
``fault.switched``     on or off
``fault.removed``      gone
``fault.cleared``      all gone
``fault.fired``        at work on the exchange that is its cause
``fault.passed``       a request that fits was counted and let through
=====================  ==================================================================
"""

import sqlite3
from collections.abc import Sequence

import orjson

from simulator.events import Record
from simulator.faults.model import Count, Fault
from simulator.faults.storing import from_json, to_json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS lab_fault (
    name TEXT PRIMARY KEY, pos INTEGER NOT NULL, rule TEXT NOT NULL,
    seen INTEGER NOT NULL, hits INTEGER NOT NULL)
"""


class FaultView:
    """The view of the rules and how often each was at work."""

    prefixes: tuple[str, ...] = ("fault.",)
    tables: tuple[str, ...] = ("lab_fault",)

    def create(self, db: sqlite3.Connection) -> None:
        """Create the table."""
        db.execute(_SCHEMA)

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Fold records in order."""
        for record in records:
            _fold(db, record)


def _fold(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    match record.kind:
        case "fault.added":
            place = _place(db, data.get("before"), record.seq)
            row = (data["name"], place, _text(from_json(data["rule"])))
            db.execute("INSERT OR REPLACE INTO lab_fault VALUES (?,?,?,0,0)", row)
        case "fault.changed":
            new = (data["rule"]["name"], _text(from_json(data["rule"])), data["name"])
            db.execute("UPDATE lab_fault SET name=?,rule=?,seen=0,hits=0 WHERE name=?", new)
        case "fault.switched":
            sql = "UPDATE lab_fault SET rule=json_set(rule,'$.on',json(?)) WHERE name=?"
            db.execute(sql, ("true" if data["on"] else "false", data["name"]))
        case "fault.removed":
            db.execute("DELETE FROM lab_fault WHERE name=?", (data["name"],))
        case "fault.cleared":
            db.execute("DELETE FROM lab_fault")
        case "fault.fired":
            sql = "UPDATE lab_fault SET seen=?,hits=hits+1 WHERE name=?"
            db.execute(sql, (data["seen"], data["name"]))
        case "fault.passed":
            sql = "UPDATE lab_fault SET seen=? WHERE name=?"
            db.execute(sql, (data["seen"], data["name"]))


def _place(db: sqlite3.Connection, before: object, last: int) -> int:
    """Make room before a rule and return it; without one of that name it is the end."""
    row = db.execute("SELECT pos FROM lab_fault WHERE name=?", (before,)).fetchone()
    if row is None:
        return last
    db.execute("UPDATE lab_fault SET pos=pos+1 WHERE pos>=?", row)
    return int(row[0])


def _text(fault: Fault) -> str:
    return orjson.dumps(to_json(fault)).decode()


def stored(db: sqlite3.Connection) -> list[tuple[Fault, Count]]:
    """Return the rules in order, with their counts."""
    rows = db.execute("SELECT rule,seen,hits FROM lab_fault ORDER BY pos").fetchall()
    return [(from_json(orjson.loads(rule)), Count(seen, hits)) for rule, seen, hits in rows]


__all__ = ["FaultView", "stored"]
