"""Folds of people, groups and the app."""

import sqlite3
from collections.abc import Mapping

import orjson

from simulator.events import JSON, Record
from simulator.okta.tables import Fold, dumps, update


def _user_created(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    has_password = bool(data.get("has_password"))
    activated = 0 if data["status"] == "STAGED" else at
    db.execute(
        "INSERT INTO okta_user VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            data["id"],
            data["login"],
            str(data["login"]).lower(),
            data["status"],
            record.seq,
            int(has_password),
            at,
            at,
            at,
            activated,
            at if has_password else 0,
            dumps({"profile": data["profile"]}),
        ),
    )
    db.execute(
        "INSERT INTO okta_member SELECT id,?,? FROM okta_group WHERE type='BUILT_IN'",
        (data["id"], record.seq),
    )


def _user_profile(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    row = db.execute("SELECT doc FROM okta_user WHERE id=?", (data["id"],)).fetchone()
    doc = orjson.loads(row[0])
    profile = {**doc["profile"], **data["set"]}
    doc["profile"] = {name: value for name, value in profile.items() if value is not None}
    login = str(data["login"])
    update(
        db,
        "okta_user",
        "id",
        data["id"],
        login=login,
        login_key=login.lower(),
        updated=record.at,
        doc=dumps(doc),
    )


def _user_status(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    columns: dict[str, object] = {"status": data["status"], "updated": at, "status_changed": at}
    if data["previous"] in ("STAGED", "DEPROVISIONED") and data["status"] != "DEPROVISIONED":
        columns["activated"] = at
    if data.get("has_password") is False:
        columns |= {"has_password": 0, "password_changed": 0}
    update(db, "okta_user", "id", data["id"], **columns)


def _user_password(db: sqlite3.Connection, record: Record) -> None:
    update(
        db,
        "okta_user",
        "id",
        record.data["id"],
        has_password=1,
        password_changed=record.at,
        updated=record.at,
    )


def _user_deleted(db: sqlite3.Connection, record: Record) -> None:
    key = (record.data["id"],)
    db.execute("DELETE FROM okta_member WHERE user_id=?", key)
    db.execute("DELETE FROM okta_assignment WHERE user_id=?", key)
    db.execute("DELETE FROM okta_user WHERE id=?", key)


def _group_created(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    doc = dumps({"description": data.get("description")})
    db.execute(
        "INSERT INTO okta_group VALUES (?,?,?,?,?,?,?,?)",
        (data["id"], data["name"], data["type"], record.seq, at, at, at, doc),
    )


def _group_updated(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    doc = dumps({"description": data.get("description")})
    update(db, "okta_group", "id", data["id"], name=data["name"], updated=record.at, doc=doc)


def _group_deleted(db: sqlite3.Connection, record: Record) -> None:
    key = (record.data["id"],)
    db.execute("DELETE FROM okta_member WHERE group_id=?", key)
    db.execute("DELETE FROM okta_app_group WHERE group_id=?", key)
    db.execute("DELETE FROM okta_group WHERE id=?", key)


def _member_added(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    db.execute(
        "INSERT OR IGNORE INTO okta_member VALUES (?,?,?)",
        (data["group_id"], data["user_id"], record.seq),
    )
    update(db, "okta_group", "id", data["group_id"], members_changed=record.at)


def _member_removed(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    db.execute(
        "DELETE FROM okta_member WHERE group_id=? AND user_id=?",
        (data["group_id"], data["user_id"]),
    )
    update(db, "okta_group", "id", data["group_id"], members_changed=record.at)


def _app_created(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    doc = {
        "name": data["name"],
        "sign_on": data["sign_on"],
        "attributes": data["attributes"],
        "sign_on_settings": data["sign_on_settings"],
        "presentation": data.get("presentation", {}),
        "knobs": data.get("knobs", {}),
    }
    db.execute(
        "INSERT INTO okta_app VALUES (?,?,?,?,?,?,?,?)",
        (data["id"], data["label"], data["status"], record.seq, record.seq, at, at, dumps(doc)),
    )


def _app_changed(db: sqlite3.Connection, record: Record) -> None:
    key = record.data["id"]
    row = db.execute("SELECT label,status,doc FROM okta_app WHERE id=?", (key,)).fetchone()
    label, status, doc = row[0], row[1], orjson.loads(row[2])
    for section, value in record.data["set"].items():
        if section == "status":
            status = value
        elif section == "label":
            label = value
        elif section == "attribute":
            doc["attributes"] = _with(doc["attributes"], value)
        else:
            doc[section] = value
    update(
        db,
        "okta_app",
        "id",
        key,
        label=label,
        status=status,
        version=record.seq,
        updated=record.at,
        doc=dumps(doc),
    )


def _with(attributes: list[JSON], changed: JSON) -> list[JSON]:
    names = [each["name"] for each in attributes]
    if changed["name"] not in names:
        return [*attributes, changed]
    return [changed if each["name"] == changed["name"] else each for each in attributes]


_OF_APP = (
    "okta_app_group",
    "okta_assignment",
    "okta_job",
    "okta_task",
    "okta_push_mapping",
    "okta_push_rule",
    "okta_remote_group",
    "okta_import",
)


def _app_deleted(db: sqlite3.Connection, record: Record) -> None:
    key = (record.data["id"],)
    for table in _OF_APP:
        db.execute(f"DELETE FROM {table} WHERE app_id=?", key)
    db.execute("DELETE FROM okta_app WHERE id=?", key)


def _group_assigned(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    app, group, priority = data["app_id"], data["group_id"], data["priority"]
    db.execute("DELETE FROM okta_app_group WHERE app_id=? AND group_id=?", (app, group))
    taken = db.execute(
        "SELECT 1 FROM okta_app_group WHERE app_id=? AND priority=?", (app, priority)
    ).fetchone()
    if taken:
        db.execute(
            "UPDATE okta_app_group SET priority=priority+1 WHERE app_id=? AND priority>=?",
            (app, priority),
        )
    db.execute(
        "INSERT INTO okta_app_group VALUES (?,?,?,?,?)",
        (app, group, priority, record.at, dumps({"profile": data["profile"]})),
    )


def _group_unassigned(db: sqlite3.Connection, record: Record) -> None:
    key = (record.data["app_id"], record.data["group_id"])
    db.execute("DELETE FROM okta_app_group WHERE app_id=? AND group_id=?", key)


FOLDS: Mapping[str, Fold] = {
    "okta.user.created": _user_created,
    "okta.user.profile_changed": _user_profile,
    "okta.user.status_changed": _user_status,
    "okta.user.password_changed": _user_password,
    "okta.user.deleted": _user_deleted,
    "okta.group.created": _group_created,
    "okta.group.updated": _group_updated,
    "okta.group.deleted": _group_deleted,
    "okta.group.member_added": _member_added,
    "okta.group.member_removed": _member_removed,
    "okta.app.created": _app_created,
    "okta.app.changed": _app_changed,
    "okta.app.deleted": _app_deleted,
    "okta.app.group_assigned": _group_assigned,
    "okta.app.group_unassigned": _group_unassigned,
}

__all__ = ["FOLDS"]
