"""Reads that trail writes: what accounts were before their last changes, and how to ask for it.

ZITADEL answers reads from projections that follow its event store. With a lag the view keeps a
copy of an account's row and metadata, a *shadow*, before they change; it hides what came after
until the lag has passed. Of several the oldest counts: before the earliest change that a reader
does not know of, the account was what the reader sees. A shadow without ``id`` says that there
was no account. Which shadows exist follows from the records alone. Source: zitadel-scim.md 7.7.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from simulator.zitadel.tables import COLUMNS

TABLES = ("zitadel_shadow", "zitadel_shadow_metadata")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS zitadel_shadow AS SELECT
    CAST('' AS TEXT) AS user_id, CAST(0 AS INTEGER) AS until, u.* FROM zitadel_user u WHERE 0;
CREATE UNIQUE INDEX IF NOT EXISTS zitadel_shadow_user ON zitadel_shadow(user_id, until);
CREATE INDEX IF NOT EXISTS zitadel_shadow_until ON zitadel_shadow(until);
CREATE TABLE IF NOT EXISTS zitadel_shadow_metadata AS SELECT
    CAST(0 AS INTEGER) AS until, m.* FROM zitadel_metadata m WHERE 0;
CREATE INDEX IF NOT EXISTS zitadel_shadow_metadata_user
    ON zitadel_shadow_metadata(user_id, until);
CREATE INDEX IF NOT EXISTS zitadel_shadow_metadata_until ON zitadel_shadow_metadata(until);
"""
_USER = ",".join(COLUMNS)
_METADATA = "user_id,key,value,created,changed,sequence"
_KEEP = (
    f"INSERT OR IGNORE INTO zitadel_shadow (user_id,until,{_USER}) "
    f"SELECT k.user_id,k.until,{','.join(f'u.{name}' for name in COLUMNS)} "
    "FROM (SELECT ? AS user_id,? AS until) k LEFT JOIN zitadel_user u ON u.id=k.user_id"
)
_KEEP_METADATA = (
    f"INSERT INTO zitadel_shadow_metadata (until,{_METADATA}) "
    f"SELECT ?,{_METADATA} FROM zitadel_metadata WHERE user_id=?"
)
_ANYTHING_HIDDEN = "SELECT 1 FROM zitadel_shadow WHERE until>? LIMIT 1"


class Reads(Protocol):
    """What a query is asked of."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> sqlite3.Cursor: ...


class _Run(Protocol):
    """The journal, as far as it is needed here."""

    @property
    def db(self) -> sqlite3.Connection: ...

    def now(self) -> int: ...


def create_tables(db: sqlite3.Connection) -> None:
    """Create what is missing; the tables that are copied must be there."""
    for statement in _SCHEMA.split(";\n"):
        if statement:
            db.execute(statement)


def until(at: int, lag_us: int) -> int:
    """Return when a change is seen.

    To the millisecond: under a clock that stands still each change takes a microsecond of its
    own, and moving the clock by the lag shall be enough.
    """
    return at // 1000 * 1000 + lag_us


def keep(db: sqlite3.Connection, user_id: str, moment: int) -> None:
    """Keep what an account is now, or that there is none, for readers before ``moment``.

    Of several changes in one millisecond the first counts.
    """
    if db.execute(_KEEP, (user_id, moment)).rowcount:
        db.execute(_KEEP_METADATA, (moment, user_id))


def expire(db: sqlite3.Connection, now: int) -> None:
    """Remove what hides nothing any more."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table} WHERE until<=?", (now,))


class Trailing:
    """Asks queries of what the tables held a lag ago.

    A query stays as it is: in front of it, its tables are given another meaning. That keeps SQLite
    from using most indexes, so it is done only while something is hidden. ``ms`` is the lag; 0
    hides nothing.
    """

    def __init__(self, db: sqlite3.Connection, now: Callable[[], int], *, ms: int) -> None:
        self.ms = ms
        self._db = db
        self._now = now

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> sqlite3.Cursor:
        """Ask one query, all parts of it of the same instant."""
        if not self.ms:
            return self._db.execute(sql, parameters)
        now = self._now()
        if self._db.execute(_ANYTHING_HIDDEN, (now,)).fetchone() is not None:
            sql = _as_seen(now) + sql
        return self._db.execute(sql, parameters)

    def hidden(self, org_id: str, user_id: str = "") -> int:
        """Count an organization's accounts, or the one named, whose last change is not seen."""
        if not self.ms:
            return 0
        row = self._db.execute(
            "SELECT count(DISTINCT s.user_id) FROM zitadel_shadow s "
            "LEFT JOIN zitadel_user u ON u.id=s.user_id WHERE s.until>? "
            "AND coalesce(s.org_id,u.org_id)=? AND ? IN ('',s.user_id)",
            (self._now(), org_id, user_id),
        ).fetchone()
        return int(row[0])


def trailing(journal: _Run, lag_ms: int) -> Trailing:
    """Return what reads are asked of."""
    return Trailing(journal.db, journal.now, ms=lag_ms)


def catch_up(db: sqlite3.Connection) -> None:
    """Let readers see everything."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")


def _as_seen(now: int) -> str:
    first = f"SELECT min(until) FROM zitadel_shadow f WHERE f.until>{now} AND f.user_id="
    seen = f"NOT EXISTS (SELECT 1 FROM zitadel_shadow s WHERE s.until>{now} AND s.user_id="
    return (
        f"WITH zitadel_user AS NOT MATERIALIZED (SELECT {_USER} FROM main.zitadel_user u "
        f"WHERE {seen}u.id) UNION ALL SELECT {_USER} FROM zitadel_shadow o "
        f"WHERE o.id IS NOT NULL AND o.until=({first}o.user_id)),"
        f"zitadel_metadata AS NOT MATERIALIZED (SELECT {_METADATA} FROM main.zitadel_metadata m "
        f"WHERE {seen}m.user_id) UNION ALL SELECT {_METADATA} FROM zitadel_shadow_metadata o "
        f"WHERE o.until=({first}o.user_id)),"
        "zitadel_count AS NOT MATERIALIZED (SELECT org_id,sum(type='human') AS humans,"
        "sum(type<>'human') AS machines FROM zitadel_user GROUP BY org_id) "
    )


__all__ = [
    "TABLES",
    "Reads",
    "Trailing",
    "catch_up",
    "create_tables",
    "expire",
    "keep",
    "trailing",
    "until",
]
