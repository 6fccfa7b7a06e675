"""Tables of a run file, as migrations.

``record`` is the journal proper; ``exchange`` holds traffic; ``meta`` holds what is true of the
whole run (seed, versions, schema). The views folded from the records bring their own tables
(:class:`simulator.journal.writer.View`). ``record.seq`` and ``exchange.seq`` share one counter;
``exchange.pos`` is the order of completion, so that a reader can ask for what is new.
"""

import sqlite3

from simulator.journal.linked import FILL, LINKED, TABLE

SCHEMA_VERSION = 3
APPLICATION_ID = 0x5C1A7012
"""Marks a run file in its header, so that no other database is taken for one."""

_V1 = f"""
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cause INTEGER,
    job INTEGER,
    push INTEGER,
    assignment TEXT,
    user TEXT,
    step INTEGER,
    data TEXT NOT NULL
);
CREATE INDEX record_kind ON record(kind, seq);
CREATE INDEX record_push ON record(push) WHERE push IS NOT NULL;
CREATE INDEX record_job ON record(job) WHERE job IS NOT NULL;
CREATE INDEX record_assignment ON record(assignment) WHERE assignment IS NOT NULL;
CREATE INDEX record_user ON record(user) WHERE user IS NOT NULL;
CREATE INDEX record_cause ON record(cause) WHERE cause IS NOT NULL;
CREATE TABLE exchange (
    pos INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    side TEXT NOT NULL,
    base TEXT NOT NULL,
    cause INTEGER,
    job INTEGER,
    push INTEGER,
    assignment TEXT,
    user TEXT,
    step INTEGER,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ms REAL NOT NULL,
    attempt INTEGER NOT NULL,
    fault TEXT,
    error TEXT,
    request_headers TEXT NOT NULL,
    request_body BLOB,
    response_headers TEXT NOT NULL,
    response_body BLOB
);
CREATE INDEX exchange_push ON exchange(push) WHERE push IS NOT NULL;
CREATE INDEX exchange_assignment ON exchange(assignment) WHERE assignment IS NOT NULL;
CREATE INDEX exchange_user ON exchange(user) WHERE user IS NOT NULL;
CREATE INDEX exchange_status ON exchange(status);
"""

_V2 = """
DROP INDEX record_kind;
CREATE INDEX record_kind ON record(kind, seq) WHERE kind NOT GLOB 'zitadel.user.*';
"""

_V3 = f"""
DROP INDEX record_kind;
DROP INDEX record_push;
DROP INDEX record_job;
DROP INDEX record_assignment;
DROP INDEX record_user;
DROP INDEX record_cause;
{TABLE};
{FILL};
INSERT OR REPLACE INTO meta SELECT '{LINKED}',coalesce(max(seq),0) FROM record;
"""

_MIGRATIONS = {1: _V1, 2: _V2, 3: _V3}


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the file to the newest schema, return the version it had (0 for a new file)."""
    had: int = connection.execute("PRAGMA user_version").fetchone()[0]
    for version in range(had + 1, SCHEMA_VERSION + 1):
        script = f"BEGIN;{_MIGRATIONS[version]}PRAGMA user_version = {version};COMMIT;"
        connection.executescript(script)
    return had


__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "migrate"]
