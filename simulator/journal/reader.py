"""Read a run file: windows, tails, causal look-ups. Any number of readers, one connection each."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import orjson

from simulator.errors import JournalError
from simulator.events import MOST, Links, Record
from simulator.journal.linked import linked, of_kind, offer_links
from simulator.journal.opening import refuse_foreign
from simulator.journal.rows import RECORD, all_unpacked, unpacked
from simulator.wire.exchange import Exchange

_EXCHANGE = (
    "seq,at,side,base,cause,job,push,assignment,user,step,method,target,status,reason,ms,"
    "attempt,fault,error,request_headers,request_body,response_headers,response_body"
)
_SUMMARY = (
    "seq,at,side,base,cause,job,push,assignment,user,step,method,target,status,reason,ms,"
    "attempt,fault,error"
)
BATCH = 1000
_END = 1 << 62
_NO_WRITING = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a run file for reading only; raises :class:`JournalError`."""
    if not path.is_file():
        raise JournalError(str(path), "does not exist.")
    uri = f"{path.resolve().as_uri()}?mode=ro"
    db = _open_uri(path, uri)
    if db is None:  # on a disk that cannot be written, SQLite must be told that nobody else writes
        db = _open_uri(path, f"{uri}&immutable=1")
    if db is None:
        raise JournalError(str(path), "cannot be opened.")
    return db


def _open_uri(path: Path, uri: str) -> sqlite3.Connection | None:
    db = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        refuse_foreign(db, str(path))
        db.execute("SELECT count(*) FROM meta").fetchone()
        offer_links(db)
        db.execute("PRAGMA query_only=1")
    except sqlite3.DatabaseError as error:
        db.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_WRITING:
            return None
        raise JournalError(str(path), f"is no run file: {error}.") from error
    except JournalError:
        db.close()
        raise
    return db


class Reader:
    """Questions to a run file over one connection (the writer's own, or a read-only one)."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def meta(self, key: str) -> str | None:
        """Return a fact about the whole run."""
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if row is None else str(row[0])

    # -- records -------------------------------------------------------------------------

    def records(self, *, after: int = 0, limit: int = BATCH, kind: str = "") -> list[Record]:
        """Return records with a seq past ``after`` whose kind begins with ``kind``, in order."""
        sql = f"SELECT {RECORD} FROM record WHERE seq>? AND kind>=? AND kind<? ORDER BY seq LIMIT ?"
        rows = self.db.execute(sql, (after, kind, kind + "\uffff", limit))
        return list(islice(all_unpacked(rows, first=after + 1, last=_END), limit))

    def record(self, seq: int) -> Record | None:
        """Return one record."""
        sql = f"SELECT {RECORD} FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 1"
        rows = self.db.execute(sql, (seq, seq + MOST))
        return next(all_unpacked(rows, first=seq, last=seq), None)

    def records_of(
        self,
        *,
        push: int | None = None,
        job: int | None = None,
        assignment: str | None = None,
        user: str | None = None,
        cause: int | None = None,
    ) -> list[Record]:
        """Return the records that carry one id (exactly one must be given), in order."""
        column, value = _only(push=push, job=job, assignment=assignment, user=user, cause=cause)
        sql = f"SELECT {RECORD} FROM record WHERE seq IN ({linked(column)}) ORDER BY seq"
        return [record for row in self.db.execute(sql, (value,)) for record in unpacked(row)]

    # -- exchanges -----------------------------------------------------------------------

    def last_pos(self) -> int:
        """Return the position of the newest finished exchange."""
        return int(self.db.execute("SELECT coalesce(max(pos),0) FROM exchange").fetchone()[0])

    def exchange_seqs(self, *, after_pos: int = 0) -> list[tuple[int, int]]:
        """Return ``(pos, seq)`` of exchanges finished past a position, in order of finishing."""
        sql = "SELECT pos,seq FROM exchange WHERE pos>? ORDER BY pos"
        return [(int(pos), int(seq)) for pos, seq in self.db.execute(sql, (after_pos,))]

    def exchanges(self, seqs: Sequence[int]) -> list[Exchange]:
        """Return these exchanges without headers and bodies, by seq."""
        marks = ",".join("?" * len(seqs))
        sql = f"SELECT {_SUMMARY} FROM exchange WHERE seq IN ({marks}) ORDER BY seq"
        return [_exchange(row) for row in self.db.execute(sql, tuple(seqs))]

    def exchanges_of(
        self,
        *,
        push: int | None = None,
        assignment: str | None = None,
        user: str | None = None,
    ) -> list[Exchange]:
        """Return the exchanges that carry one id, without headers and bodies, by seq."""
        column, value = _only(push=push, assignment=assignment, user=user)
        sql = f"SELECT {_SUMMARY} FROM exchange WHERE {column}=? ORDER BY seq"
        return [_exchange(row) for row in self.db.execute(sql, (value,))]

    def exchanges_after(self, seq: int = 0, *, limit: int = BATCH) -> list[Exchange]:
        """Return whole exchanges that started past ``seq``, in order of starting."""
        sql = f"SELECT {_EXCHANGE} FROM exchange WHERE seq>? ORDER BY seq LIMIT ?"
        return [_exchange(row) for row in self.db.execute(sql, (seq, limit))]

    def exchange(self, seq: int) -> Exchange | None:
        """Return one exchange with headers and bodies."""
        row = self.db.execute(f"SELECT {_EXCHANGE} FROM exchange WHERE seq=?", (seq,)).fetchone()
        return None if row is None else _exchange(row)


def all_records(
    db: sqlite3.Connection, *, first: int = 1, last: int | None = None
) -> Iterator[list[Record]]:
    """Yield the records from ``first`` to ``last`` (both included) in order, in batches."""
    sql = f"SELECT {RECORD} FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT {BATCH}"
    end = _END if last is None else last
    while batch := list(all_unpacked(db.execute(sql, (first, end + MOST)), first=first, last=end)):
        yield batch
        first = batch[-1].seq + 1


def last_numbers(db: sqlite3.Connection) -> tuple[int, int]:
    """Return the last seq of records and exchanges, and the instant of the last record."""
    seq = db.execute(
        "SELECT max(coalesce((SELECT max(seq) FROM record),0),"
        "coalesce((SELECT max(seq) FROM exchange),0))"
    ).fetchone()[0]
    row = db.execute("SELECT at FROM record ORDER BY seq DESC LIMIT 1").fetchone()
    return int(seq), int(row[0]) if row else 0


def lineage(db: sqlite3.Connection, seq: int) -> list[tuple[int, int]]:
    """Return the spans of records, earliest first, that make up the state right after ``seq``.

    A ``run.reset`` record goes back to an earlier state: what lies between that state and the
    reset happened, but is no part of what follows.
    """
    spans: list[tuple[int, int]] = []
    sql = (
        f"SELECT seq, data FROM record WHERE seq IN ({of_kind('run.reset')}) AND seq<=?"
        " ORDER BY seq DESC LIMIT 1"
    )
    while (row := db.execute(sql, (seq,)).fetchone()) is not None:
        spans.append((row[0] + 1, seq))
        seq = int(orjson.loads(row[1])["to"])
    return [(1, seq), *reversed(spans)]


def _only(**given: object) -> tuple[str, object]:
    named = [(name, value) for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise ValueError("exactly one id must be given")
    return named[0]


def _exchange(row: tuple[object, ...]) -> Exchange:
    seq, at, side, base, cause, job, push, assignment, user, step = row[:10]
    method, target, status, reason, ms, attempt, fault, error = row[10:18]
    links = Links(cause=cause, job=job, push=push, assignment=assignment, user=user, step=step)  # type: ignore[arg-type]
    rest = row[18:] or ("[]", None, "[]", None)
    return Exchange(
        seq=seq,  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
        side=side,  # type: ignore[arg-type]
        base=base,  # type: ignore[arg-type]
        links=links,
        method=method,  # type: ignore[arg-type]
        target=target,  # type: ignore[arg-type]
        status=status,  # type: ignore[arg-type]
        reason=reason,  # type: ignore[arg-type]
        ms=ms,  # type: ignore[arg-type]
        attempt=attempt,  # type: ignore[arg-type]
        fault=fault,  # type: ignore[arg-type]
        error=error,  # type: ignore[arg-type]
        request_headers=tuple((name, value) for name, value in orjson.loads(rest[0])),  # type: ignore[arg-type]
        request_body=rest[1],  # type: ignore[arg-type]
        response_headers=tuple((name, value) for name, value in orjson.loads(rest[2])),  # type: ignore[arg-type]
        response_body=rest[3],  # type: ignore[arg-type]
    )


__all__ = ["Reader", "all_records", "last_numbers", "lineage", "open_reader"]
