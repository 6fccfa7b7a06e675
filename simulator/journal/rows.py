"""Records and exchanges as rows of a run file; how they are read back is in ``reader``."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import orjson

from simulator.wire.exchange import Exchange, Headers

INSERT_EXCHANGE = (
    "INSERT INTO exchange (seq,at,side,base,cause,job,push,assignment,user,step,method,target,"
    "status,reason,ms,attempt,fault,error,request_headers,request_body,response_headers,"
    "response_body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)

_TOGETHER = 24


def insert_records(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows of the table ``record``: a few as one statement, which saves a fifth."""
    if len(rows) <= _TOGETHER:
        if rows:
            db.execute(_insert_records(len(rows)), tuple(chain.from_iterable(rows)))
    else:
        db.executemany(_insert_records(1), rows)


@lru_cache(maxsize=_TOGETHER)
def _insert_records(number: int) -> str:
    return f"INSERT INTO record VALUES {','.join(('(?,?,?,?,?,?,?,?,?,?)',) * number)}"


@lru_cache(maxsize=1024)
def _header_text(headers: Headers) -> str:
    return orjson.dumps(headers).decode()


def exchange_row(x: Exchange) -> tuple[object, ...]:
    """Return the values of :data:`INSERT_EXCHANGE`."""
    return (
        x.seq,
        x.at,
        x.side,
        x.base,
        *x.links,
        x.method,
        x.target,
        x.status or 0,
        x.reason,
        x.ms or 0.0,
        x.attempt,
        x.fault,
        x.error,
        _header_text(x.request_headers),
        x.request_body,
        _header_text(x.response_headers),
        x.response_body,
    )


__all__ = ["INSERT_EXCHANGE", "exchange_row", "insert_records"]
