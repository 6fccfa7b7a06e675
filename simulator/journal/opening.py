"""Open a run file for writing, and nothing else: somebody's other database is left alone."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Timer

from simulator.errors import JournalError
from simulator.journal.behind import Connection
from simulator.journal.schema import APPLICATION_ID, SCHEMA_VERSION, migrate

_PRAGMAS = (
    "PRAGMA page_size=8192",  # of new files; long bodies cost a quarter less than with half of it
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA busy_timeout=5000",
    "PRAGMA wal_autocheckpoint=2000",  # 16 MB; copying pages back is a sixth of what writing costs
)
CLOSING = 0.4
"""Seconds that closing may spend on tidying up."""
_STORAGE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    )
)


def open_writer(path: Path | None) -> Connection:
    """Open or make a run file, bring it to the newest schema; ``None`` keeps it in memory.

    Raises :class:`JournalError`.
    """
    name = ":memory:" if path is None else str(path)
    if path is not None:
        _make(path)
    db = sqlite3.connect(name, isolation_level=None, cached_statements=256, factory=Connection)
    try:
        refuse_foreign(db, name)
        for pragma in _PRAGMAS:
            db.execute(pragma)
        migrate(db)
        _take_in(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise not_opened(name, error) from error
    except JournalError:
        db.close()
        raise
    return db


def not_opened(name: str, error: sqlite3.DatabaseError) -> JournalError:
    """Say why a run file could not be opened: no room, no access, or no run file at all."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT) or not is_storage(error):
        return JournalError(name, f"is no run file: {error}.", "Name another file.")
    return JournalError(
        name, f"cannot be written: {error}.", "Free some space there, or name another file."
    )


def close_writer(db: sqlite3.Connection, path: Path | None) -> None:
    """Close a run file soon, whole if that can be done in :data:`CLOSING` seconds.

    SQLite copies its log into the file when the last connection goes, however long the disk takes.
    If that is too long, the log stays beside the file: any reader takes both, and the next start
    goes on from there.
    """
    if path is None or _take_in(db, seconds=CLOSING):
        db.close()
        return
    try:
        other = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        db.close()
        return
    with closing(other):  # the last one to go may only read, so it leaves the log alone
        with suppress(sqlite3.Error):
            other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.close()


def _take_in(db: sqlite3.Connection, *, seconds: float | None = None) -> bool:
    """Copy the log into the file; return whether all of it got there (a reader may hold it)."""
    timer = None if seconds is None else Timer(seconds, db.interrupt)
    if timer is not None:
        timer.start()
    try:
        _, logged, taken = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error:
        return False
    finally:
        if timer is not None:
            timer.cancel()
            timer.join()
    return bool(logged == taken)


def refuse_foreign(db: sqlite3.Connection, name: str) -> None:
    """Raise :class:`JournalError` unless this file is empty, or a run of a known schema."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise JournalError(
            name,
            f"was written by a newer scimulator (schema {version}, known: {SCHEMA_VERSION}).",
            "Update scimulator.",
        )
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (application or version or tables):
        raise JournalError(name, "is a database, but no run file.", "Name another file.")


def is_storage(error: BaseException) -> bool:
    """Say whether an error comes from the file or disk, not from a wrong statement of ours."""
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in _STORAGE


def _make(path: Path) -> None:
    """Make the file with rights for its owner alone; SQLite gives them to its companions."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise JournalError(
            str(path), f"cannot be opened: {error.strerror}.", "Name another file with --db."
        ) from error


__all__ = ["close_writer", "is_storage", "not_opened", "open_writer", "refuse_foreign"]
