"""Fold the tenant's and the engine's records into tables.

One function a kind; everything it needs is in the record, so the tables can be dropped and made
again at any time.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from simulator.events import Record
from simulator.okta import folds_engine, folds_import, folds_push, folds_tenant
from simulator.okta.tables import SCHEMA, TABLES, Fold, dumps

_LOG = "okta.log"


class OktaView:
    """The tables of the fake tenant; see :class:`simulator.journal.writer.View`."""

    prefixes: tuple[str, ...] = ("okta.", "job.", "push.", "task.")
    tables: tuple[str, ...] = TABLES

    def create(self, db: sqlite3.Connection) -> None:
        """Make the tables that are not there yet."""
        for statement in SCHEMA.split(";"):
            if statement.strip():
                db.execute(statement)

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Take records in, in order."""
        logged = [_log_row(record) for record in records if record.kind == _LOG]
        for record in records:
            fold = _FOLDS.get(record.kind)
            if fold is not None:
                fold(db, record)
        if logged:
            db.executemany("INSERT INTO okta_log VALUES (?,?,?,?)", logged)


def _org(db: sqlite3.Connection, record: Record) -> None:
    db.execute("INSERT INTO okta_org VALUES (?,?)", (record.data["id"], dumps(record.data)))


def _log_row(record: Record) -> tuple[object, ...]:
    data = record.data
    doc = {
        "outcome": {"result": data["outcome"], "reason": data.get("reason")},
        "target": data["target"],
        "published": record.at,
        **{k: data[k] for k in ("actor", "transaction", "app_name", "debug") if k in data},
    }
    return (record.seq, data["event_type"], data["outcome"], dumps(doc))


_FOLDS: Mapping[str, Fold] = {
    "okta.org.created": _org,
    **folds_tenant.FOLDS,
    **folds_engine.FOLDS,
    **folds_push.FOLDS,
    **folds_import.FOLDS,
}

__all__ = ["OktaView"]
