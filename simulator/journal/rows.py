"""Records and exchanges as rows of a run file; how exchanges are read back is in ``reader``.

A record is a row, with one exception: one request may set or remove a dozen values of a user's
metadata. Neighbours of a kind in :data:`TOGETHER` with the same causes share a row: its ``data``
is an array, its ``seq`` that of the last of them. Whoever reads ``data`` goes through
:func:`unpacked`, or through the SQL of :data:`EACH`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import orjson

from simulator.events import JSON, Links, Record
from simulator.journal.behind import Connection
from simulator.wire.exchange import Exchange, Headers

INSERT_EXCHANGE = (
    "INSERT INTO exchange (seq,at,side,base,cause,job,push,assignment,user,step,method,target,"
    "status,reason,ms,attempt,fault,error,request_headers,request_body,response_headers,"
    "response_body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)

TOGETHER = frozenset({"zitadel.user.metadata.set", "zitadel.user.metadata.removed"})
"""The kinds whose neighbours share a row."""
MOST = 32
"""How many records share a row at most: so far past a seq may the row be that holds it."""

RECORD = "seq,at,kind,cause,job,push,assignment,user,step,data"
"""The columns :func:`unpacked` wants, in order."""
EACH = (
    "(SELECT seq,0 AS place,at,kind,user,data FROM record WHERE data NOT LIKE '[%' UNION ALL "
    "SELECT r.seq,e.key,r.at,r.kind,r.user,e.value FROM record r, json_each(r.data) e "
    "WHERE r.data LIKE '[%')"
)
"""What stands for ``record`` where SQL looks into ``data``; order by ``seq`` and ``place``."""

_AT_ONCE = 24


def record_rows(records: Sequence[Record]) -> list[tuple[object, ...]]:
    """Return the rows of records that were emitted together."""
    rows: list[tuple[object, ...]] = []
    shared: list[JSON] = []
    last: Record | None = None
    for record in records:
        seq, at, kind, data, links = record
        if (
            last is not None
            and kind == last.kind
            and kind in TOGETHER
            and links == last.links
            and len(shared) < MOST
        ):
            shared.append(data)
            rows[-1] = (seq, at, kind, *links, shared)
        else:
            shared = [data]
            rows.append((seq, at, kind, *links, data))
        last = record
    return [(*row[:-1], orjson.dumps(row[-1]).decode()) for row in rows]


def unpacked(row: Sequence[JSON]) -> list[Record]:
    """Return the records of a row of :data:`RECORD`, in order."""
    seq, at, kind, *links, text = row
    data = orjson.loads(text)
    known = Links(*links)
    if type(data) is not list:
        return [Record(seq, at, kind, data, known)]
    first = seq - len(data) + 1
    return [Record(first + place, at, kind, one, known) for place, one in enumerate(data)]


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
    "MOST",
    "RECORD",
    "TOGETHER",
    "all_unpacked",
    "exchange_row",
    "insert_records",
    "record_rows",
    "unpacked",
]
