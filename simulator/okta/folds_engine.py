"""Folds of assignments, jobs, pushes and tasks."""

import sqlite3
from collections.abc import Mapping

import orjson

from simulator.events import JSON, Record
from simulator.okta.tables import Fold, dumps, update

_COLUMNS = frozenset(
    ("scope", "status", "sync_state", "user_name", "linked_id", "group_id", "last_kind")
)


def _assignment_added(db: sqlite3.Connection, record: Record) -> None:
    data, at = record.data, record.at
    db.execute(
        "INSERT INTO okta_assignment VALUES (?,?,?,?,?,?,?,?,?,NULL,NULL,?,?,?,0,?,NULL,?)"
        " ON CONFLICT(id) DO UPDATE SET scope=excluded.scope,status=excluded.status,"
        "sync_state=excluded.sync_state,user_name=excluded.user_name,linked_id=excluded.linked_id,"
        "group_id=excluded.group_id,changed=excluded.changed,created=excluded.created,"
        "status_changed=excluded.status_changed,last_sync=0,pushed=NULL,doc=excluded.doc",
        (
            data["id"],
            data["app_id"],
            data["user_id"],
            data["scope"],
            data["status"],
            data["sync_state"],
            data["user_name"],
            data.get("linked_id"),
            data["group_id"],
            at,
            at,
            at,
            record.seq,
            dumps({"profile": data["profile"], "own": data["own"]}),
        ),
    )


def _assignment_updated(db: sqlite3.Connection, record: Record) -> None:
    _set(db, record.data["id"], record.data["set"], at=record.at)


def _assignment_removed(db: sqlite3.Connection, record: Record) -> None:
    key = record.data["id"]
    sql = "SELECT linked_id FROM okta_assignment WHERE id=?"
    row = db.execute(sql, (key,)).fetchone()
    facts: dict[str, JSON] = {
        "status": "DEPROVISIONED",
        "sync_state": record.data["sync_state"],
        "gone": record.data.get("gone", ""),
        "had": None if row is None else row[0],
    }
    if record.data["sync_state"] == "DISABLED":
        facts["linked_id"] = None
    _set(db, key, facts, at=record.at)


def _set(db: sqlite3.Connection, key: str, facts: dict[str, JSON], *, at: int) -> None:
    """Change columns, and the document for what has no column of its own."""
    columns = {name: value for name, value in facts.items() if name in _COLUMNS}
    rest = {name: value for name, value in facts.items() if name not in _COLUMNS}
    columns["changed"] = at
    if "pushed" in rest:
        columns["pushed"] = dumps(rest.pop("pushed"))
    if "status" in columns:
        columns["status_changed"] = at
    if columns.get("sync_state") == "SYNCHRONIZED":
        columns["last_sync"] = at
    if rest:
        row = db.execute("SELECT doc FROM okta_assignment WHERE id=?", (key,)).fetchone()
        if row is None:
            return
        columns["doc"] = dumps({**orjson.loads(row[0]), **rest})
    update(db, "okta_assignment", "id", key, **columns)


def _job_queued(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    if data.get("again"):
        update(
            db,
            "okta_job",
            "job",
            data["job"],
            state="queued",
            due=data["due"],
            attempt=data["attempt"],
            blind_waits=0,
        )
        return
    doc = {name: data[name] for name in ("reason", "transaction", "actor", "snapshot", "login")}
    db.execute(
        "INSERT INTO okta_job VALUES (?,?,?,?,?,'queued',0,?,NULL,0,NULL,?,?,?)",
        (
            data["job"],
            data["kind"],
            data["app_id"],
            data["assignment"],
            data["user_id"],
            data["due"],
            record.links.step,
            record.seq,
            dumps(doc),
        ),
    )


def _job_started(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    update(
        db,
        "okta_job",
        "job",
        data["job"],
        state="running",
        attempt=data["attempt"],
        push=data["push"],
    )


def _job_waiting(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    update(
        db,
        "okta_job",
        "job",
        data["job"],
        state="waiting",
        due=data["due"],
        blind_waits=data["blind_waits"],
    )
    if data.get("whole_app"):
        db.execute(
            "UPDATE okta_job SET due=max(due,?) WHERE app_id=? AND state IN ('queued','waiting')",
            (data["due"], data["whole_app"]),
        )


def _job_finished(db: sqlite3.Connection, record: Record) -> None:
    update(db, "okta_job", "job", record.data["job"], state=record.data["state"])


def _push_started(db: sqlite3.Connection, record: Record) -> None:
    data, key = record.data, record.links.assignment
    db.execute(
        "INSERT INTO okta_push VALUES (?,?,?,?,?,NULL,NULL,'{}')",
        (data["push"], data["job"], key, data["kind"], record.at),
    )
    update(
        db,
        "okta_assignment",
        "id",
        key,
        sync_state="SYNCING",
        last_push=data["push"],
        last_kind=data["kind"],
        changed=record.at,
    )


def _push_finished(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    doc = dumps({"reason": data.get("reason", "")})
    update(
        db,
        "okta_push",
        "push",
        data["push"],
        kind=data["kind"],
        ended=record.at,
        outcome=data["outcome"],
        doc=doc,
    )
    if data.get("set"):
        _set(db, str(record.links.assignment), data["set"], at=record.at)


def _task_opened(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    db.execute(
        "INSERT INTO okta_task VALUES (?,?,?,?,?,?,'open',?) ON CONFLICT(id) DO UPDATE SET"
        " text=excluded.text,job=excluded.job,state='open'",
        (
            data["id"],
            data["app_id"],
            data["assignment"],
            data["job"],
            data["kind"],
            data["text"],
            dumps({"login": data["login"], "opened": record.at}),
        ),
    )
    update(db, "okta_job", "job", data["job"], task=data["id"])


def _task_retried(db: sqlite3.Connection, record: Record) -> None:
    update(db, "okta_task", "id", record.data["id"], state="retried")


def _task_completed(db: sqlite3.Connection, record: Record) -> None:
    update(db, "okta_task", "id", record.data["id"], state="completed")


FOLDS: Mapping[str, Fold] = {
    "okta.assignment.added": _assignment_added,
    "okta.assignment.updated": _assignment_updated,
    "okta.assignment.removed": _assignment_removed,
    "job.queued": _job_queued,
    "job.started": _job_started,
    "job.waiting": _job_waiting,
    "job.finished": _job_finished,
    "push.started": _push_started,
    "push.finished": _push_finished,
    "task.opened": _task_opened,
    "task.retried": _task_retried,
    "task.completed": _task_completed,
}

__all__ = ["FOLDS"]
