"""What reaches a fake, as it is joined or recorded; and what happens when we fail ourselves."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from simulator.errors import JournalError
from simulator.events import Event, Links, Record, current_links, tracing
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.wire.correlate import Correlator
from simulator.wire.exchange import BODY_KEPT, Exchange
from simulator.wire.recorder import RecordingTransport
from simulator.wire.server import RecordingMiddleware
from simulator.wire.transport import PlainTransport
from simulator.wire.watch import NO_SECRETS, Message, Receive, Scope, Send
from tests.unit.journal.samples import clock
from tests.unit.wire.servers import request, serving

pytestmark = pytest.mark.anyio
ID = "312345678901234567"


@pytest.fixture
def journal() -> Iterator[Journal]:
    opened = Journal(None, clock=clock())
    yield opened
    opened.close()


@pytest.fixture
def correlator() -> Correlator:
    return Correlator()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Somebody else's client."""
    async with httpx.AsyncClient(verify=False, trust_env=False) as made:
        yield made


@pytest.fixture(autouse=True)
def quiet_server() -> Iterator[None]:
    """The server logs answers that were left incomplete; here that is what is asked for."""
    logger = logging.getLogger("uvicorn.error")
    logger.disabled = True
    yield
    logger.disabled = False


class App:
    """An application that does as it is told and remembers what was known of the cause."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.links: list[Links] = []
        self.bodies: list[bytes] = []
        self.reads = True
        self.status = 200
        self.answer: list[bytes] = [b'{"id":"%b"}' % ID.encode()]
        self.fails: Exception | None = None
        self.fails_after: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.links.append(current_links())
        if self.reads:
            self.bodies.append(await _whole(receive))
        self.journal.emit([Event(kind="sample.seen")])
        if self.fails is not None:
            raise self.fails
        headers = [(b"Content-Type", b"application/scim+json"), (b"X-Twice", b"1")]
        size = sum(map(len, self.answer))
        headers += [(b"x-twice", b"2"), (b"Content-Length", str(size).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for part in self.answer:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            if self.fails_after is not None:
                raise self.fails_after
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def test_a_body_known_to_hold_no_secrets_is_kept_as_it_is(
    journal: Journal, correlator: Correlator, client: httpx.AsyncClient
) -> None:
    """An application that says so spares the search; the word alone must not make a difference."""
    body = b'{"password":"a name like any other"}'

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _whole(receive)
        size = str(len(body)).encode()
        headers = [(b"Content-Type", b"application/json"), (b"Content-Length", size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        sure = scope["path"] == "/sure"
        await send({"type": "http.response.body", "body": body, NO_SECRETS: sure})

    async with serving(RecordingMiddleware(app, journal=journal, correlator=correlator)) as where:
        await client.get(f"{where}/sure")
        await client.get(f"{where}/unsure")

    journal.flush()
    sure, unsure = Reader(journal.db).exchanges_after()
    assert {sure.response_body, unsure.response_body} == {
        body,
        b'{"password":"%b"}' % (b"*" * 21),
    }


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


@pytest.fixture
def app(journal: Journal) -> App:
    return App(journal)


@pytest.fixture
async def url(app: App, journal: Journal, correlator: Correlator) -> AsyncIterator[str]:
    """Run the application behind the middleware."""
    middleware = RecordingMiddleware(
        app, journal=journal, correlator=correlator, unrecorded=("/debug/healthz",)
    )
    async with serving(middleware) as where:
        yield where


def exchanges(journal: Journal) -> list[Exchange]:
    """Return what was recorded."""
    journal.flush()
    return Reader(journal.db).exchanges_after()


def records(journal: Journal, kind: str = "") -> list[Record]:
    """Return the records of a kind."""
    return Reader(journal.db).records(kind=kind)


# -- joining and recording ---------------------------------------------------------------


async def test_our_own_request_is_joined(
    journal: Journal, correlator: Correlator, app: App, url: str
) -> None:
    """It is recorded once, by whoever sent it; what it causes is linked to it and its push."""
    sender = RecordingTransport(PlainTransport(), journal=journal, correlator=correlator)
    with tracing(push=4, job=8, assignment="0ua1", step=2, cause=99):
        for _ in range(2):
            await sender.handle_async_request(request("GET", f"{url}/scim/v2/7/Users/{ID}"))
    await sender.aclose()

    first, second = exchanges(journal)
    assert [first.side, second.side] == ["okta", "okta"]
    expected = Links(cause=first.seq, push=4, job=8, assignment="0ua1", user=ID, step=2)
    assert app.links[0] == expected
    assert [record.links.cause for record in records(journal)] == [first.seq, second.seq]
    assert first.links.cause == 99


async def test_somebody_elses_request_is_recorded(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """The exchange belongs to the client's side; what it causes is linked to it alone."""
    app.status = 201
    await client.post(
        f"{url}/scim/v2/7/Users?x=%20",
        headers={"Authorization": "Bearer abc"},
        json={"userName": "a", "password": "abc"},
    )

    (found,) = exchanges(journal)
    headers = dict(found.request_headers)
    assert (found.side, found.base, found.method) == ("client", url, "POST")
    assert found.target == "/scim/v2/7/Users?x=%20"
    assert (found.status, found.reason) == (201, "Created")
    assert found.request_body == b'{"userName":"a","password":"***"}'
    assert headers["authorization"] == "Bearer *** (3)"
    assert found.response_body == b'{"id":"%b"}' % ID.encode()
    assert found.response_headers[:3] == (
        ("Content-Type", "application/scim+json"),
        ("X-Twice", "1"),
        ("x-twice", "2"),
    )
    assert found.links == Links(user=ID)
    assert app.links == [Links(cause=found.seq)]
    assert app.bodies == [b'{"userName":"a","password":"abc"}']


async def test_it_is_in_the_journal_before_the_client_has_the_answer(
    journal: Journal, client: httpx.AsyncClient, url: str
) -> None:
    """Whoever asks for the journal right after an answer finds the exchange."""
    for count in range(1, 4):
        await client.get(url)

        assert len(exchanges(journal)) == count


async def test_it_is_shown_while_it_runs(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """A running exchange has a number and no status."""
    running: list[Exchange] = []
    app.journal = journal

    class Peek(list[Links]):
        def append(self, links: Links) -> None:
            running.extend(journal.running.values())

    app.links = Peek()
    await client.get(f"{url}/scim/v2/7/Users/{ID}")

    assert [(one.status, one.links.user) for one in running] == [(None, ID)]
    assert journal.running == {}


async def test_health_checks_leave_no_trace(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """Nobody wants to see them, and they cause nothing."""
    response = await client.get(f"{url}/debug/healthz")

    assert response.status_code == 200
    assert exchanges(journal) == []
    assert app.links == [Links()]


async def test_a_body_nobody_read_is_recorded(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """A request that is refused by its headers alone shows what it sent all the same."""
    app.reads = False
    await client.post(url, json={"userName": "a"})

    (found,) = exchanges(journal)
    assert found.request_body == b'{"userName":"a"}'


async def test_a_body_that_does_not_come_is_not_waited_for(
    journal: Journal, app: App, url: str
) -> None:
    """Who announces a body, wants a go-ahead and gets a refusal gets it at once."""
    app.reads = False
    host, port = url.removeprefix("http://").split(":")
    for line in (b"Expect: 100-continue\r\n", b""):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n" + line + b"\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        assert head.startswith(b"HTTP/1.1 200")

    assert [one.request_body for one in exchanges(journal)] == [b"\n[... 5 bytes in all]"] * 2


async def test_long_bodies_pass_whole_and_are_cut_in_the_record(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """The limits are for the record alone."""
    size = 5 * 1024 * 1024
    app.answer = [b"x" * size, b"y" * size]
    response = await client.post(url, content=b'{"a":"' + b"z" * size + b'","password":"abc"}')

    (found,) = exchanges(journal)
    assert len(response.content) == 2 * size
    assert len(app.bodies[0]) == size + 25
    for body, length in ((found.request_body, size + 25), (found.response_body, 2 * size)):
        assert body is not None
        assert len(body) < BODY_KEPT + 50
        assert body.endswith(b"\n[... %d bytes in all]" % length)


async def test_a_client_that_leaves_is_no_bug(journal: Journal, app: App, url: str) -> None:
    """The application learns of it; the exchange is recorded without an answer."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
    await writer.drain()
    while not app.links:
        await _turn()
    writer.close()
    await writer.wait_closed()
    while journal.running:
        await _turn()

    (found,) = exchanges(journal)
    assert (found.status, found.error) == (0, "the answer was not completed")
    assert found.request_body == b"ab\n[... 5 bytes in all]"
    assert records(journal, "bug") == []


async def test_other_scopes_are_left_alone(journal: Journal, app: App) -> None:
    """Nothing starts or stops with the server."""
    middleware = RecordingMiddleware(app, journal=journal, correlator=Correlator())

    async def never(*_: Any) -> Any:
        raise LookupError

    await middleware({"type": "lifespan"}, never, never)

    assert app.links == []


async def test_what_the_server_knows_of_the_wire_is_used(journal: Journal, app: App) -> None:
    """A server that keeps the case of header names gets them recorded so."""
    middleware = RecordingMiddleware(app, journal=journal, correlator=Correlator())
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/a b",
        "raw_path": b"/a%20b",
        "query_string": b"",
        "scheme": "http",
        "client": None,
        "server": None,
        "headers": [(b"host", b"h:1"), (b"x-odd", b"1")],
        "extensions": {"scimulator.raw_headers": [(b"Host", b"h:1"), (b"X-oDD", b"1")]},
    }
    await middleware(scope, receive, send)

    (found,) = exchanges(journal)
    assert found.request_headers == (("Host", "h:1"), ("X-oDD", "1"))
    assert (found.target, found.base) == ("/a%20b", "http://h:1")


# -- our own failures --------------------------------------------------------------------


async def test_a_failure_of_ours_is_no_answer_of_the_product(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """500 in plain text that says so, with a number under which the journal has the details."""
    app.fails = KeyError("Bearer abcdefgh")
    response = await client.get(f"{url}/scim/v2/7/Users")

    (bug,) = records(journal, "bug")
    (found,) = exchanges(journal)
    assert response.status_code == 500
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-scimulator-bug"] == str(bug.seq)
    assert "The simulator failed" in response.text
    assert "not an answer of ZITADEL" in response.text
    assert f"Bug {bug.seq}" in response.text
    assert "abcdefgh" not in response.text
    assert (bug.data["type"], bug.data["where"]) == ("KeyError", "GET /scim/v2/7/Users")
    assert "abcdefgh" not in str(bug.data)
    assert "tests/unit/wire/test_server.py:" in bug.data["traceback"]
    assert "  /" not in bug.data["traceback"]
    assert bug.links.cause == found.seq
    assert found.status == 500


async def test_a_failure_is_told_to_our_own_engine_too(
    journal: Journal, correlator: Correlator, app: App, url: str
) -> None:
    """A joined exchange gets the same answer."""
    app.fails = ZeroDivisionError("x")
    sender = RecordingTransport(PlainTransport(), journal=journal, correlator=correlator)
    response = await sender.handle_async_request(request("GET", url))
    await sender.aclose()

    (bug,) = records(journal, "bug")
    assert (response.status_code, response.headers["X-Scimulator-Bug"]) == (500, str(bug.seq))
    assert [one.status for one in exchanges(journal)] == [500]


async def test_the_journal_has_words_of_its_own(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """A full disk is the simulator's trouble as well, and says what to do."""
    app.fails = JournalError("run.db", "cannot be written: disk full.", "Free some space.")
    response = await client.get(url)

    assert response.status_code == 500
    assert response.headers["x-scimulator-bug"] == "journal"
    assert "could not write its journal" in response.text
    assert "run.db: cannot be written: disk full. Free some space." in response.text
    assert records(journal, "bug") == []


async def test_a_bug_that_cannot_be_recorded_is_still_told(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with a journal that does not work the client learns that we failed."""

    def full(_: object) -> None:
        raise JournalError("run.db", "cannot be written.")

    app.fails = ZeroDivisionError("x")
    app.journal = Journal(None, clock=clock())
    monkeypatch.setattr(journal, "emit", full)
    response = await client.get(url)
    app.journal.close()

    assert response.status_code == 500
    assert response.headers["x-scimulator-bug"] == "unrecorded"


async def test_an_answer_that_had_begun_is_broken_off(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """The connection ends, so that half an answer is never taken for a whole one."""
    app.answer = [b"half", b"rest"]
    app.fails_after = ZeroDivisionError("x")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(url)

    (found,) = exchanges(journal)
    assert (found.status, found.error) == (0, "the answer was not completed")
    assert len(records(journal, "bug")) == 1


async def test_no_answer_at_all_is_a_bug(
    journal: Journal, correlator: Correlator, client: httpx.AsyncClient
) -> None:
    """An application that returns without a word is answered for."""

    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        return

    async with serving(RecordingMiddleware(silent, journal=journal, correlator=correlator)) as url:
        response = await client.get(url)

    assert response.status_code == 500
    assert "gave no answer" in records(journal, "bug")[0].data["text"]


async def test_a_change_that_failed_halfway_is_taken_back(
    journal: Journal, correlator: Correlator, client: httpx.AsyncClient
) -> None:
    """The bug is on record, the half change is not."""

    async def halfway(scope: Scope, receive: Receive, send: Send) -> None:
        with journal.unit():
            journal.emit([Event(kind="sample.half")])
            raise ZeroDivisionError

    async with serving(RecordingMiddleware(halfway, journal=journal, correlator=correlator)) as url:
        response = await client.get(url)

    assert response.status_code == 500
    assert [record.kind for record in records(journal)] == ["bug"]


async def test_causes_of_exceptions_are_in_the_traceback(
    journal: Journal, client: httpx.AsyncClient, app: App, url: str
) -> None:
    """The whole chain is there."""
    app.fails = ZeroDivisionError("outer")
    app.fails.__cause__ = LookupError("inner")
    await client.get(url)

    trace = records(journal, "bug")[0].data["traceback"]
    assert "ZeroDivisionError: outer" in trace
    assert trace.splitlines()[-2:] == ["caused by", "LookupError: inner"]


async def _turn() -> None:
    waiter = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(waiter.set_result, None)
    await waiter
