"""Folds of pushed groups, push rules and the app's own groups."""

import sqlite3
from collections.abc import Mapping

import orjson

from simulator.events import Record
from simulator.okta.tables import Fold, dumps, update


def _created(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    doc = {
        "name": data["name"],
        "app_group_id": data["app_group_id"],
        "target_id": data["target_id"],
        "linked": data["linked"],
        "error": "",
        "rule_id": data["rule_id"],
        "last_push": 0,
    }
    db.execute(
        "INSERT INTO okta_push_mapping VALUES (?,?,?,?,?,?,?,?,'[]')",
        (
            data["id"],
            data["app_id"],
            data["group_id"],
            data["status"],
            record.seq,
            at,
            at,
            dumps(doc),
        ),
    )
    db.execute(
        "INSERT OR IGNORE INTO okta_remote_group VALUES (?,?,?,?,?)",
        (data["app_group_id"], data["app_id"], data["target_id"], data["name"], record.seq),
    )


def _changed(db: sqlite3.Connection, record: Record) -> None:
    key, facts = record.data["id"], dict(record.data["set"])
    row = db.execute("SELECT doc FROM okta_push_mapping WHERE id=?", (key,)).fetchone()
    if row is None:
        return
    columns: dict[str, object] = {"updated": record.at}
    if "status" in facts:
        columns["status"] = facts.pop("status")
    if "pushed" in facts:
        columns["pushed"] = dumps(facts.pop("pushed"))
    doc = {**orjson.loads(row[0]), **facts}
    update(db, "okta_push_mapping", "id", key, **columns, doc=dumps(doc))
    if doc["target_id"] is not None:
        update(
            db,
            "okta_remote_group",
            "id",
            doc["app_group_id"],
            remote_id=doc["target_id"],
            name=doc["name"],
        )


def _deleted(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    db.execute("DELETE FROM okta_push_mapping WHERE id=?", (data["id"],))
    if data.get("app_group_id"):
        db.execute("DELETE FROM okta_remote_group WHERE id=?", (data["app_group_id"],))
    db.execute(
        "UPDATE okta_job SET state='done' WHERE assignment=? AND state IN ('queued','waiting')",
        (data["id"],),
    )


def _rule_created(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    doc = {name: data[name] for name in ("attribute", "operator", "value")}
    db.execute(
        "INSERT INTO okta_push_rule VALUES (?,?,?,?)",
        (data["id"], data["app_id"], record.seq, dumps(doc)),
    )


def _rule_deleted(db: sqlite3.Connection, record: Record) -> None:
    db.execute("DELETE FROM okta_push_rule WHERE id=?", (record.data["id"],))


def _groups_read(db: sqlite3.Connection, record: Record) -> None:
    app_id, groups = record.data["app_id"], record.data["groups"]
    kept = [each["id"] for each in groups]
    marks = ",".join("?" * len(kept))
    db.execute(
        f"DELETE FROM okta_remote_group WHERE app_id=? AND remote_id IS NOT NULL"
        f" AND id NOT IN ({marks})",
        (app_id, *kept),
    )
    db.executemany(
        "INSERT INTO okta_remote_group VALUES (?,?,?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET name=excluded.name,remote_id=excluded.remote_id",
        [(each["id"], app_id, each["remote_id"], each["name"], record.seq) for each in groups],
    )


FOLDS: Mapping[str, Fold] = {
    "okta.group_push.created": _created,
    "okta.group_push.changed": _changed,
    "okta.group_push.deleted": _deleted,
    "okta.group_push.rule_created": _rule_created,
    "okta.group_push.rule_deleted": _rule_deleted,
    "okta.app_groups.read": _groups_read,
}

__all__ = ["FOLDS"]
