"""Folds of what imports found."""

import sqlite3
from collections.abc import Mapping

from simulator.events import Record
from simulator.okta.tables import Fold, dumps


def _finished(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    db.execute("DELETE FROM okta_import WHERE app_id=? AND state='unconfirmed'", (data["app_id"],))
    db.executemany(
        "INSERT INTO okta_import VALUES (?,?,?,?,?,?,?,?) ON CONFLICT(app_id,remote_id) DO UPDATE"
        " SET user_name=excluded.user_name,doc=excluded.doc,match=excluded.match,"
        "user_id=excluded.user_id,state=CASE okta_import.state WHEN 'ignored' THEN 'ignored'"
        " ELSE excluded.state END",
        [
            (
                data["app_id"],
                row["remote_id"],
                row["user_name"],
                row["state"],
                row["match"],
                row["user_id"],
                record.seq,
                dumps(row["resource"]),
            )
            for row in data["rows"]
        ],
    )


def _row(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    for column in ("state", "user_id"):
        if column in data["set"]:
            db.execute(
                f"UPDATE okta_import SET {column}=? WHERE app_id=? AND remote_id=?",
                (data["set"][column], data["app_id"], data["remote_id"]),
            )


def _cleared(db: sqlite3.Connection, record: Record) -> None:
    db.execute(
        "DELETE FROM okta_import WHERE app_id=? AND state='unconfirmed'", (record.data["app_id"],)
    )


FOLDS: Mapping[str, Fold] = {
    "okta.import.finished": _finished,
    "okta.import.row": _row,
    "okta.import.cleared": _cleared,
}

__all__ = ["FOLDS"]
