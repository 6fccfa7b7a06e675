"""Our own interface, ``/_sim/v1/`` on the Okta port.

==========================  =================================================================
``GET records``             records and exchanges past ``after`` and ``pos``, waiting for news at
                            most ``wait`` seconds (long poll, at most 30); the time there, too
``GET state``               held, queued, running, clock, numbers
``GET verbs``               what ``do`` understands
``POST do``                 ``{"verb": "okta.assign", "args": {"user": "cedar"}}``
``POST settle``             wait until nothing is queued, under way or waiting
``POST reset``              back to the state right after the start
==========================  =================================================================

Needs the Okta token (``Authorization: Bearer`` or ``SSWS``).
"""

import asyncio
import base64
import hmac
import math
from collections.abc import Mapping
from urllib.parse import parse_qs

import orjson

from simulator.api.front import Receive, Scope, Send, answer, answer_failure
from simulator.clock import WallClock
from simulator.control import Control
from simulator.errors import JournalError, SimulatorError, UsageError
from simulator.events import JSON, Record
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.wire.bugs import bug_body, journal_body, report
from simulator.wire.exchange import Exchange

PREFIX = "/_sim/v1/"
MAX_BODY = 1_000_000
MAX_WAIT = 30.0
MAX_DIGITS = 18
"""What fits into a number of the journal."""
_QUERIES = {"records": ("after", "pos", "wait")}
"""The names a query may have, by interface."""


class LabApp:
    """The ASGI app behind ``/_sim/v1/``."""

    def __init__(self, *, control: Control, journal: Journal, token: str) -> None:
        self._control = control
        self._journal = journal
        self._reader = Reader(journal.db)
        self._token = token.encode()
        self._ending = asyncio.Event()
        self._routes = {
            ("GET", "records"): self._records,
            ("GET", "state"): self._state,
            ("GET", "verbs"): self._verbs,
            ("POST", "do"): self._do,
            ("POST", "settle"): self._settle,
            ("POST", "reset"): self._reset,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix(PREFIX)
        if not self._may(scope):
            await answer(send, 401, _error("The Okta token is missing or wrong."))
            return
        route = self._routes.get((scope["method"], name))
        if route is None:
            known = ", ".join(sorted(f"{method} {PREFIX}{path}" for method, path in self._routes))
            await answer(send, 404, _error(f"No such interface. There is: {known}."))
            return
        try:
            body = await _read(receive)
            result = await route(body, _query(scope, _QUERIES.get(name, ())))
        except JournalError as failure:
            await answer_failure(send, b"journal", journal_body(failure))
        except SimulatorError as error:
            await answer(send, 400, _error(str(error)))
        except Exception as failure:
            bug = report(self._journal, failure, where=f"{scope['method']} {scope['path']}")
            await answer_failure(send, bug.encode(), bug_body(bug, failure))
        else:
            await answer(send, 200, result)

    def end(self) -> None:
        """Answer whoever waits for news; nobody waits any more."""
        self._ending.set()

    def _may(self, scope: Scope) -> bool:
        given: bytes = dict(scope["headers"]).get(b"authorization", b"")
        scheme, _, token = given.partition(b" ")
        return scheme.lower() in (b"bearer", b"ssws") and hmac.compare_digest(token, self._token)

    async def _records(self, _body: JSON, query: Mapping[str, str]) -> JSON:
        after, pos = _whole(query, "after"), _whole(query, "pos")
        wait = _seconds(query, "wait")
        page = self._page(after, pos)
        if wait and not page["records"] and not page["exchanges"]:
            await self._news(wait)
            self._journal.flush()
            await self._journal.committed()
            page = self._page(after, pos)
        return page

    async def _news(self, wait: float) -> None:
        """Wait until something happened, or the lab ends."""
        both = {
            asyncio.ensure_future(self._journal.changed(wait)),
            asyncio.ensure_future(self._ending.wait()),
        }
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in both:
                each.cancel()

    def _page(self, after: int, pos: int) -> dict[str, JSON]:
        records = self._reader.records(after=after, limit=500)
        found = self._reader.exchange_seqs(after_pos=pos)[:200]
        whole = [self._reader.exchange(seq) for _, seq in found]
        clock = self._journal.clock
        return {
            "now": clock.us(),
            "speed": clock.speed if isinstance(clock, WallClock) else 0,
            "records": [record_json(record) for record in records],
            "exchanges": [exchange_json(each) for each in whole if each is not None],
            "running": [exchange_json(each) for each in self._journal.running.values()],
            "seq": records[-1].seq if records else after,
            "pos": found[-1][0] if found else pos,
        }

    async def _state(self, _body: JSON, _query: Mapping[str, str]) -> JSON:
        return await self._control.do("lab.state")

    async def _verbs(self, _body: JSON, _query: Mapping[str, str]) -> JSON:
        return {"verbs": self._control.verbs()}

    async def _do(self, body: JSON, _query: Mapping[str, str]) -> JSON:
        if not isinstance(body, dict) or not isinstance(body.get("verb"), str):
            raise SimulatorError('Send {"verb": "okta.assign", "args": {"user": "cedar"}}.')
        if strange := sorted(set(body) - {"verb", "args"}):
            raise SimulatorError(f"There is no {strange[0]!r} here: arguments stand in `args`.")
        args = body.get("args") or {}
        if not isinstance(args, dict):
            raise SimulatorError("`args` must be an object.")
        return {"result": await self._control.do(body["verb"], **args)}

    async def _settle(self, _body: JSON, _query: Mapping[str, str]) -> JSON:
        return await self._control.do("lab.settle")

    async def _reset(self, _body: JSON, _query: Mapping[str, str]) -> JSON:
        return await self._control.do("lab.reset")


def _query(scope: Scope, known: tuple[str, ...]) -> dict[str, str]:
    """Return the query, the last value of each name; raises :class:`UsageError` for others."""
    found = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    for name in found:
        if name not in known:
            help_ = f"Known here: {', '.join(known)}." if known else "This one takes no query."
            raise UsageError(f"There is no query parameter {name}.", help_)
    return {name: values[-1] for name, values in found.items()}


def _whole(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise UsageError(f"{name}={text} is no number.", f"Send the `{name}` of an answer, or 0.")
    return int(text)


def _seconds(query: Mapping[str, str], name: str) -> float:
    text = query.get(name, "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not seconds >= 0:
        raise UsageError(f"{name}={text} is no number of seconds.", f"Send 0 to {MAX_WAIT:g}.")
    return min(seconds, MAX_WAIT)


async def _read(receive: Receive) -> JSON:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise SimulatorError(f"The body is longer than {MAX_BODY} bytes.")
        if not message.get("more_body"):
            break
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SimulatorError(f"The body is no JSON: {error}.") from error


def _error(message: str) -> JSON:
    return {"error": {"message": message}}


def record_json(record: Record) -> JSON:
    """Return a record as it travels; the inverse is :func:`record_from`."""
    links = record.links
    return {
        "seq": record.seq,
        "at": record.at,
        "kind": record.kind,
        "cause": links.cause,
        "job": links.job,
        "push": links.push,
        "assignment": links.assignment,
        "user": links.user,
        "step": links.step,
        "data": record.data,
    }


def exchange_json(exchange: Exchange) -> JSON:
    """Return an exchange as it travels; bodies are base64."""
    links = exchange.links
    return {
        "seq": exchange.seq,
        "at": exchange.at,
        "side": exchange.side,
        "base": exchange.base,
        "cause": links.cause,
        "job": links.job,
        "push": links.push,
        "assignment": links.assignment,
        "user": links.user,
        "step": links.step,
        "method": exchange.method,
        "target": exchange.target,
        "status": exchange.status,
        "reason": exchange.reason,
        "ms": exchange.ms,
        "attempt": exchange.attempt,
        "fault": exchange.fault,
        "error": exchange.error,
        "request_headers": exchange.request_headers,
        "request_body": _b64(exchange.request_body),
        "response_headers": exchange.response_headers,
        "response_body": _b64(exchange.response_body),
    }


def _b64(body: bytes | None) -> str | None:
    return None if body is None else base64.b64encode(body).decode()


__all__ = ["PREFIX", "LabApp", "exchange_json", "record_json"]
