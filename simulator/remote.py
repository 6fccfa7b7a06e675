"""Watch a run that lives elsewhere: mirror its records into memory, act through its interface.

``GET /_sim/v1/records`` gives records and exchanges past the last ones known and waits for news;
they are put into a run in memory under their own numbers, and folded by the same views.
"""

import base64
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import orjson

from simulator.clock import WallClock, from_us
from simulator.errors import UsageError
from simulator.events import JSON, Links, Record
from simulator.journal.behind import Connection
from simulator.journal.linked import link
from simulator.journal.reader import all_records, lineage
from simulator.journal.schema import migrate
from simulator.journal.views import Trailing
from simulator.journal.writer import RESET, View
from simulator.wire.bugs import HEADER
from simulator.wire.exchange import Exchange

WAIT_SECONDS = 10
RETRY_SECONDS = 1.0
_LONGEST = 400
_LINKS = ("cause", "job", "push", "assignment", "user", "step")
_RECORD = ("seq", "at", "kind", *_LINKS, "data")
_PLAIN = (
    *("seq", "at", "side", "base", *_LINKS, "method", "target", "status", "reason", "ms"),
    *("attempt", "fault", "error"),
)


class Mirror:
    """A copy of somebody else's run, as far as it was told."""

    def __init__(self, views: Sequence[View]) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        migrate(self.db)
        self._views = list(views)
        for view in self._views:
            view.create(self.db)
        self.running: dict[int, Exchange] = {}
        self.seq = self.pos = 0
        self.problem = ""
        self.gone = False
        """Whether nobody answered when it was asked last."""
        self._time: Callable[[], int] = lambda: 0

    def take(self, page: Mapping[str, JSON]) -> None:
        """Take in one page of news."""
        records = [_record(each) for each in page["records"]]
        self.db.execute("BEGIN")
        self.db.executemany(
            f"INSERT OR IGNORE INTO record VALUES ({','.join('?' * len(_RECORD))})",
            [_record_row(each) for each in page["records"]],
        )
        if records:
            link(self.db, records[0].seq, records[-1].seq)
        self._insert_exchanges(page["exchanges"])
        self._fold(records)
        self.db.execute("COMMIT")
        self.running.clear()
        self.running.update({each["seq"]: _exchange(each) for each in page["running"]})
        self.seq, self.pos = int(page["seq"]), int(page["pos"])
        known = page.get("now") or (records[-1].at if records else None)
        if known is not None:  # a lab of an older version does not tell its time
            self._set_time(int(known), float(page.get("speed", 1.0)))

    def _set_time(self, now: int, speed: float) -> None:
        """Let time be what it is there: it goes on between the news, unless it stands still."""
        self._time = WallClock(start=from_us(now), speed=speed).us if speed else lambda: now

    def now(self) -> int:
        """Return the other run's time; 0 before anything was heard of it."""
        return self._time()

    def _fold(self, records: Sequence[Record]) -> None:
        if any(record.kind == RESET for record in records):
            self._rebuild(records[-1].seq)
        else:
            self._apply(records)

    def _apply(self, records: Sequence[Record]) -> None:
        for view in self._views:
            mine = [record for record in records if record.kind.startswith(view.prefixes)]
            if mine:
                view.apply(self.db, mine)

    def _rebuild(self, seq: int) -> None:
        """Fold everything again after a reset went back to an earlier state."""
        for view in self._views:
            if isinstance(view, Trailing):
                view.forget()
            for table in view.tables:
                self.db.execute(f"DELETE FROM {table}")
        for first, last in lineage(self.db, seq):
            for batch in all_records(self.db, first=first, last=last):
                self._apply(batch)

    def _insert_exchanges(self, exchanges: Sequence[Mapping[str, JSON]]) -> None:
        columns = [*_PLAIN, "request_headers", "request_body", "response_headers", "response_body"]
        sql = (
            f"INSERT OR IGNORE INTO exchange ({','.join(columns)})"
            f" VALUES ({','.join('?' * len(columns))})"
        )
        self.db.executemany(sql, [_exchange_row(each) for each in exchanges])

    def close(self) -> None:
        """Forget everything."""
        self.db.close()


class RemoteControl:
    """Do things in a run that lives elsewhere."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        """Do one thing; raises :class:`UsageError` with what the other side said."""
        try:
            answer = await self._client.post("/_sim/v1/do", json={"verb": verb, "args": args})
        except httpx.HTTPError as error:
            raise UsageError(
                f"The lab does not answer: {error or type(error).__name__}."
            ) from error
        return _result(answer)


def connect(url: str, token: str) -> httpx.AsyncClient:
    """Make the client of a lab's own interface; ``url`` is what ``serve`` prints."""
    return httpx.AsyncClient(
        base_url=url.rstrip("/"),
        headers={"Authorization": f"Bearer {token}"},
        timeout=httpx.Timeout(10.0, read=WAIT_SECONDS + 5.0),
        trust_env=False,
    )


async def follow(mirror: Mirror, client: httpx.AsyncClient, *, once: bool = False) -> None:
    """Keep a mirror up to date until cancelled; ``once`` stops as soon as there is no news."""
    while True:
        wait = 0 if once else WAIT_SECONDS
        asked = {"after": mirror.seq, "pos": mirror.pos, "wait": wait}
        try:
            page = _result(await client.get("/_sim/v1/records", params=asked))
        except (httpx.HTTPError, UsageError) as error:
            if once:
                raise _no_lab(client, error) from error
            mirror.gone = isinstance(error, httpx.TransportError)
            mirror.problem = _problem(error)
            await WallClock().sleep(RETRY_SECONDS)
            continue
        mirror.problem, mirror.gone = "", False
        mirror.take(page)
        if once and not page["records"] and not page["exchanges"]:
            return


def _no_lab(client: httpx.AsyncClient, error: httpx.HTTPError | UsageError) -> UsageError:
    if isinstance(error, UsageError):
        return error
    return UsageError(
        f"No lab answers at {client.base_url}.", "Is it the Okta address `serve` prints?"
    )


def _problem(error: httpx.HTTPError | UsageError) -> str:
    """Say what is wrong: a lab that fails still speaks for itself."""
    told = str(error) or type(error).__name__
    if isinstance(error, UsageError):
        return told
    return f"The lab does not answer any more: {told}."


def _result(answer: httpx.Response) -> Any:
    try:
        body = orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise UsageError(_words(answer)) from error
    if answer.status_code == 401:
        raise UsageError("The lab refuses the token.", "Use the Okta token that `serve` prints.")
    if answer.status_code != 200:
        refusal = body.get("error") if isinstance(body, dict) else None
        told = refusal.get("message") if isinstance(refusal, dict) else None
        raise UsageError(str(told or f"The lab answers {answer.status_code}."))
    return body.get("result", body)


def _words(answer: httpx.Response) -> str:
    """Return what a lab that failed says, or that there is no lab."""
    said = " ".join(answer.text.split())[:_LONGEST]
    if HEADER.decode() in answer.headers and said:
        return f"The lab is in trouble. {said}"
    return f"{answer.url} is no lab: {answer.status_code} {answer.reason_phrase}."


def _links(each: Mapping[str, JSON]) -> Links:
    return Links(**{name: each.get(name) for name in _LINKS})


def _record(each: Mapping[str, JSON]) -> Record:
    return Record(
        seq=each["seq"], at=each["at"], kind=each["kind"], data=each["data"], links=_links(each)
    )


def _record_row(each: Mapping[str, JSON]) -> tuple[JSON, ...]:
    return (*(each[name] for name in _RECORD[:-1]), orjson.dumps(each["data"]).decode())


def _exchange(each: Mapping[str, JSON]) -> Exchange:
    plain = {name: each[name] for name in _PLAIN if name not in _LINKS}
    return Exchange(
        **plain,
        links=_links(each),
        request_headers=tuple((k, v) for k, v in each["request_headers"]),
        request_body=_body(each["request_body"]),
        response_headers=tuple((k, v) for k, v in each["response_headers"]),
        response_body=_body(each["response_body"]),
    )


def _exchange_row(each: Mapping[str, JSON]) -> tuple[JSON, ...]:
    return (
        *(each[name] for name in _PLAIN),
        orjson.dumps(each["request_headers"]).decode(),
        _body(each["request_body"]),
        orjson.dumps(each["response_headers"]).decode(),
        _body(each["response_body"]),
    )


def _body(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


__all__ = ["Mirror", "RemoteControl", "connect", "follow"]
