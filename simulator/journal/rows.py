"""Records and exchanges as rows of a run file; how exchanges are read back is in ``reader``.

A record is a row, and a row is a record, but for those that stand for several
(:data:`simulator.events.PAYLOADS`). Whoever reads ``data`` goes through :func:`unpacked`, or
through the SQL of :data:`EACH`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import orjson

from simulator.events import JSON, PAYLOADS, Links, Record, each
from simulator.journal.behind import Connection
from simulator.wire.exchange import Exchange, Headers

INSERT_EXCHANGE = (
    "INSERT INTO exchange (seq,at,side,base,cause,job,push,assignment,user,step,method,target,"
    "status,reason,ms,attempt,fault,error,request_headers,request_body,response_headers,"
    "response_body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)

RECORD = "seq,at,kind,cause,job,push,assignment,user,step,data"
"""The columns :func:`unpacked` wants, in order."""
_SEVERAL = f"LIKE '{{\"{PAYLOADS}\":%'"
EACH = (
    "(SELECT seq,0 AS place,at,kind,user,data FROM record WHERE data NOT "
    f"{_SEVERAL} UNION ALL SELECT r.seq,e.key,r.at,r.kind,r.user,"
    f"json_set(json_remove(r.data,'$.{PAYLOADS}'),'$.sequence',json_extract(r.data,'$.sequence')"
    f"-json_array_length(r.data,'$.{PAYLOADS}')+1+e.key,'$.payload',json(e.value)) "
    f"FROM record r, json_each(r.data,'$.{PAYLOADS}') e WHERE r.data {_SEVERAL})"
)
"""What stands for ``record`` where SQL looks into ``data``; order by ``seq`` and ``place``."""

_AT_ONCE = 24


def record_row(record: Record) -> tuple[object, ...]:
    """Return the values of a row; what stands for several says so at its beginning."""
    seq, at, kind, data, links = record
    if PAYLOADS in data:
        data = {PAYLOADS: data[PAYLOADS], **data}
    return (seq, at, kind, *links, orjson.dumps(data).decode())


def unpacked(row: Sequence[JSON]) -> list[Record]:
    """Return the records of a row of :data:`RECORD`, in order."""
    seq, at, kind, *links, text = row
    return each(Record(seq, at, kind, orjson.loads(text), Links(*links)))


def all_unpacked(rows: Iterable[Sequence[JSON]], *, first: int, last: int) -> Iterator[Record]:
    """Yield the records of rows, as far as they lie between two numbers, both included."""
    for row in rows:
        for record in unpacked(row):
            if first <= record.seq <= last:
                yield record


def insert_records(db: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows of the table ``record``: a few as one statement, which saves a fifth."""
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        db.at_once(_insert_records(len(some)), tuple(chain.from_iterable(some)))


@lru_cache(maxsize=_AT_ONCE)
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


__all__ = [
    "EACH",
    "INSERT_EXCHANGE",
    "RECORD",
    "all_unpacked",
    "exchange_row",
    "insert_records",
    "record_row",
    "unpacked",
]
