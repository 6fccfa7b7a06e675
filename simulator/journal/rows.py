"""Records and exchanges as rows of a run file; how they are read back is in ``reader``."""

import orjson

from simulator.events import Record
from simulator.wire.exchange import Exchange

INSERT_RECORD = "INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?)"
INSERT_EXCHANGE = (
    "INSERT INTO exchange (seq,at,side,base,cause,job,push,assignment,user,step,method,target,"
    "status,reason,ms,attempt,fault,error,request_headers,request_body,response_headers,"
    "response_body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


def record_row(record: Record) -> tuple[object, ...]:
    """Return the values of :data:`INSERT_RECORD`."""
    links = record.links
    return (
        record.seq,
        record.at,
        record.kind,
        links.cause,
        links.job,
        links.push,
        links.assignment,
        links.user,
        links.step,
        orjson.dumps(record.data).decode(),
    )


def exchange_row(x: Exchange) -> tuple[object, ...]:
    """Return the values of :data:`INSERT_EXCHANGE`."""
    links = x.links
    return (
        x.seq,
        x.at,
        x.side,
        x.base,
        links.cause,
        links.job,
        links.push,
        links.assignment,
        links.user,
        links.step,
        x.method,
        x.target,
        x.status or 0,
        x.reason,
        x.ms or 0.0,
        x.attempt,
        x.fault,
        x.error,
        orjson.dumps(x.request_headers).decode(),
        x.request_body,
        orjson.dumps(x.response_headers).decode(),
        x.response_body,
    )


__all__ = ["INSERT_EXCHANGE", "INSERT_RECORD", "exchange_row", "record_row"]
