"""Open a run file for writing, and nothing else: somebody's other database is left alone."""

import os
import sqlite3
from pathlib import Path

from simulator.errors import JournalError
from simulator.journal.schema import APPLICATION_ID, SCHEMA_VERSION, migrate

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA busy_timeout=5000",
    "PRAGMA wal_autocheckpoint=4000",  # copying pages back is a sixth of what writing costs
)
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


def open_writer(path: Path | None) -> sqlite3.Connection:
    """Open or make a run file, bring it to the newest schema; ``None`` keeps it in memory.

    Raises :class:`JournalError`.
    """
    name = ":memory:" if path is None else str(path)
    if path is not None:
        _make(path)
    db = sqlite3.connect(name, isolation_level=None, cached_statements=256)
    try:
        refuse_foreign(db, name)
        for pragma in _PRAGMAS:
            db.execute(pragma)
        migrate(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise JournalError(name, f"is no run file: {error}.", "Name another file.") from error
    except JournalError:
        db.close()
        raise
    return db


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


__all__ = ["is_storage", "open_writer", "refuse_foreign"]
