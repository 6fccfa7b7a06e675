"""The tables of the fake tenant, and how a row is changed.

Source of the columns: the statuses of okta-provisioning.md 6 and the objects of
okta-management-api.md 2-5.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

import orjson

from simulator.events import JSON, Record

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS okta_org (id TEXT PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS okta_user (
    id TEXT PRIMARY KEY, login TEXT NOT NULL, login_key TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL, seq INTEGER NOT NULL, has_password INTEGER NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, status_changed INTEGER NOT NULL,
    activated INTEGER NOT NULL, password_changed INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_user_seq ON okta_user(seq);
CREATE TABLE IF NOT EXISTS okta_group (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, seq INTEGER NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, members_changed INTEGER NOT NULL,
    doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_group_name ON okta_group(name);
CREATE TABLE IF NOT EXISTS okta_member (
    group_id TEXT NOT NULL, user_id TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS okta_member_user ON okta_member(user_id);
CREATE TABLE IF NOT EXISTS okta_app (
    id TEXT PRIMARY KEY, label TEXT NOT NULL, status TEXT NOT NULL, seq INTEGER NOT NULL,
    version INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS okta_app_group (
    app_id TEXT NOT NULL, group_id TEXT NOT NULL, priority INTEGER NOT NULL,
    updated INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (app_id, group_id));
CREATE TABLE IF NOT EXISTS okta_assignment (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, user_id TEXT NOT NULL, scope TEXT NOT NULL,
    status TEXT NOT NULL, sync_state TEXT NOT NULL, user_name TEXT NOT NULL, linked_id TEXT,
    group_id TEXT, last_push INTEGER, last_kind TEXT, changed INTEGER NOT NULL,
    created INTEGER NOT NULL, status_changed INTEGER NOT NULL, last_sync INTEGER NOT NULL,
    seq INTEGER NOT NULL, pushed TEXT, doc TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS okta_assignment_of ON okta_assignment(app_id, user_id);
CREATE INDEX IF NOT EXISTS okta_assignment_user ON okta_assignment(user_id);
CREATE INDEX IF NOT EXISTS okta_assignment_linked ON okta_assignment(linked_id);
CREATE TABLE IF NOT EXISTS okta_job (
    job INTEGER PRIMARY KEY, kind TEXT NOT NULL, app_id TEXT NOT NULL, assignment TEXT NOT NULL,
    user_id TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, due INTEGER NOT NULL,
    push INTEGER, blind_waits INTEGER NOT NULL, task TEXT, step INTEGER, cause INTEGER,
    doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_job_open ON okta_job(state, due)
    WHERE state IN ('queued', 'running', 'waiting');
CREATE INDEX IF NOT EXISTS okta_job_ready ON okta_job(job) WHERE state IN ('queued', 'waiting');
CREATE INDEX IF NOT EXISTS okta_job_assignment ON okta_job(assignment, state);
CREATE TABLE IF NOT EXISTS okta_push (
    push INTEGER PRIMARY KEY, job INTEGER NOT NULL, assignment TEXT NOT NULL, kind TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER, outcome TEXT, doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_push_open ON okta_push(push) WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS okta_task (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, assignment TEXT NOT NULL, job INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_task_assignment ON okta_task(assignment, state);
CREATE TABLE IF NOT EXISTS okta_push_mapping (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, group_id TEXT NOT NULL, status TEXT NOT NULL,
    seq INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, doc TEXT NOT NULL,
    pushed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS okta_push_mapping_group ON okta_push_mapping(group_id);
CREATE INDEX IF NOT EXISTS okta_push_mapping_app ON okta_push_mapping(app_id);
CREATE TABLE IF NOT EXISTS okta_push_rule (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, seq INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS okta_remote_group (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, remote_id TEXT, name TEXT NOT NULL,
    seq INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS okta_remote_group_app ON okta_remote_group(app_id, name);
CREATE TABLE IF NOT EXISTS okta_import (
    app_id TEXT NOT NULL, remote_id TEXT NOT NULL, user_name TEXT NOT NULL, state TEXT NOT NULL,
    match TEXT NOT NULL, user_id TEXT, seq INTEGER NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (app_id, remote_id));
CREATE TABLE IF NOT EXISTS okta_log (
    seq INTEGER PRIMARY KEY, event_type TEXT NOT NULL, outcome TEXT NOT NULL, doc TEXT NOT NULL);
"""

TABLES: Final = (
    "okta_org",
    "okta_user",
    "okta_group",
    "okta_member",
    "okta_app",
    "okta_app_group",
    "okta_assignment",
    "okta_job",
    "okta_push",
    "okta_task",
    "okta_push_mapping",
    "okta_push_rule",
    "okta_remote_group",
    "okta_import",
    "okta_log",
)

Fold = Callable[[sqlite3.Connection, Record], None]
"""What one kind of record does to the tables."""


def dumps(value: JSON) -> str:
    """Write a document of a row."""
    return orjson.dumps(value).decode()


def update(db: sqlite3.Connection, table: str, key: str, value: object, **columns: object) -> None:
    """Set columns of one row."""
    names = ",".join(f"{name}=?" for name in columns)
    db.execute(f"UPDATE {table} SET {names} WHERE {key}=?", (*columns.values(), value))


__all__ = ["SCHEMA", "TABLES", "Fold", "dumps", "update"]
