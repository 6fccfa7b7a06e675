"""Records and exchanges as rows of a run file; how exchanges are read back is in ``reader``.

A record is a row, and a row is a record, but for those that stand for several
(:data:`simulator.events.PAYLOADS`). Whoever reads ``data`` goes through :func:`unpacked`, or
through the SQL of :data:`EACH`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import orjson

from simulator.events import JSON, PAYLOADS, Links, Record, each
from simulator.journal.behind import Connection
from simulator.journal.manyrows import ManyRows
from simulator.wire.exchange import Exchange, Headers

_SAID = (
    "seq,at,side,base,user,method,target,status,reason,ms,attempt,"
    "request_headers,request_body,response_headers,response_body"
)
_LED_TO_IT = "cause,job,push,assignment,step,fault,error"
_NOTHING_LED = (None,) * 7
_LED = len(_NOTHING_LED)


_INSERT_EXCHANGES = ManyRows(f"INSERT INTO exchange ({_SAID},{_LED_TO_IT})", columns=22)
_INSERT_SAID = ManyRows(f"INSERT INTO exchange ({_SAID})", columns=15)
"""For what somebody else's client said: each NULL that need not be told saves a microsecond."""

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

_INSERT_RECORDS = ManyRows(f"INSERT INTO record ({RECORD})", columns=10, together=24, few=True)
_INSERT_SHORT_RECORDS = ManyRows(
    "INSERT INTO record (seq,at,kind,cause,user,data)", columns=6, together=24, few=True
)
"""For those of which nothing but cause and user is known."""


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
    short = [
        (seq, at, kind, cause, user, data)
        for seq, at, kind, cause, job, push, assignment, user, step, data in rows
        if job is push is assignment is step is None
    ]
    if len(short) == len(rows):
        _INSERT_SHORT_RECORDS.write(db, short)
    else:
        _INSERT_RECORDS.write(db, rows)


@lru_cache(maxsize=1024)
def _header_text(headers: Headers) -> str:
    return orjson.dumps(headers).decode()


def insert_exchanges(db: Connection, exchanges: Iterable[Exchange]) -> None:
    """Insert finished exchanges in this order."""
    for short, rows in groupby(map(_exchange_row, exchanges), key=_is_short):
        if short:
            _INSERT_SAID.write(db, [row[:-_LED] for row in rows])
        else:
            _INSERT_EXCHANGES.write(db, list(rows))


def _exchange_row(x: Exchange) -> tuple[object, ...]:
    cause, job, push, assignment, user, step = x.links
    return (
        x.seq,
        x.at,
        x.side,
        x.base,
        user,
        x.method,
        x.target,
        x.status or 0,
        x.reason,
        x.ms or 0.0,
        x.attempt,
        _header_text(x.request_headers),
        x.request_body,
        _header_text(x.response_headers),
        x.response_body,
        cause,
        job,
        push,
        assignment,
        step,
        x.fault,
        x.error,
    )


def _is_short(row: tuple[object, ...]) -> bool:
    return row[-_LED:] == _NOTHING_LED


__all__ = [
    "EACH",
    "RECORD",
    "all_unpacked",
    "insert_exchanges",
    "insert_records",
    "record_row",
    "unpacked",
]
