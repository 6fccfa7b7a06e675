"""What our own clients send, as it is recorded."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from simulator.events import Links, tracing
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.wire import recorder as recorder_module
from simulator.wire.correlate import Correlator
from simulator.wire.exchange import BODY_KEPT, Exchange
from simulator.wire.recorder import ASKED, SEQ, RecordingTransport
from simulator.wire.recording import unpacked
from simulator.wire.transport import PlainTransport
from tests.unit.journal.samples import clock
from tests.unit.wire.servers import OK, Raw, raw, request

pytestmark = pytest.mark.anyio
ID = "312345678901234567"


@pytest.fixture
def journal() -> Iterator[Journal]:
    opened = Journal(None, clock=clock())
    yield opened
    opened.close()


@pytest.fixture
async def recorder(journal: Journal) -> AsyncIterator[RecordingTransport]:
    made = RecordingTransport(PlainTransport(), journal=journal, correlator=Correlator())
    yield made
    await made.aclose()


def json(body: bytes, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    """Return an answer with a JSON body."""
    head = b"HTTP/1.1 %b\r\nContent-Type: application/scim+json\r\n%b" % (status, more)
    return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def kept(journal: Journal) -> list[Exchange]:
    """Return what was recorded."""
    journal.flush()
    return Reader(journal.db).exchanges_after()


def post(server: Raw, body: bytes = b'{"userName":"a","password":"abc"}') -> httpx.Request:
    """Build a request that makes a user."""
    return request(
        "POST",
        f"{server.url}/scim/v2/7/Users",
        ("Accept", "application/scim+json"),
        ("Authorization", "Bearer secret-token"),
        ("Content-Length", str(len(body))),
        ("Host", f"127.0.0.1:{server.port}"),
        body=body,
    )


async def test_an_exchange_is_recorded_as_it_was_on_the_wire(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """Both messages in wire order, without the secrets, linked to what led to them."""
    answer = json(b'{"id":"%b"}' % ID.encode(), b"201 Created")
    async with raw(answer) as server:
        made = post(server)
        made.extensions[ASKED] = {"attempt": 2}
        with tracing(push=4, job=8, assignment="0ua1", step=1, cause=3):
            response = await recorder.handle_async_request(made)

    (found,) = kept(journal)
    assert found == Exchange(
        seq=1,
        at=journal.now(),
        side="okta",
        method="POST",
        base=server.url,
        target="/scim/v2/7/Users",
        links=Links(push=4, job=8, assignment="0ua1", step=1, cause=3, user=ID),
        status=201,
        reason="Created",
        ms=found.ms,
        attempt=2,
        request_headers=(
            ("Accept", "application/scim+json"),
            ("Authorization", "Bearer *** (12)"),
            ("Content-Length", "33"),
            ("Host", f"127.0.0.1:{server.port}"),
        ),
        request_body=b'{"userName":"a","password":"***"}',
        response_headers=(
            ("Content-Type", "application/scim+json"),
            ("Content-Length", "27"),
        ),
        response_body=b'{"id":"%b"}' % ID.encode(),
    )
    assert found.ms is not None
    assert 0 < found.ms < 5000
    assert response.extensions[SEQ] == made.extensions[SEQ] == 1
    assert b"secret-token" in server.requests[0]
    assert b'"abc"' in server.requests[0]


async def test_the_client_reads_the_answer_as_ever(journal: Journal) -> None:
    """Recording does not use the body up, compressed or not."""
    packed = gzip.compress(b'{"id":"7","token":"abc"}')
    inner = RecordingTransport(PlainTransport(), journal=journal, correlator=Correlator())
    async with (
        raw(json(packed, more=b"Content-Encoding: gzip\r\n")) as server,
        httpx.AsyncClient(transport=inner) as client,
    ):
        response = await client.post(f"{server.url}/scim/v2/7/Users", json={})

    (found,) = kept(journal)
    assert response.json() == {"id": "7", "token": "abc"}
    assert found.response_body == b'{"id":"7","token":"***"}'
    assert found.links.user == "7"


async def test_a_user_in_the_path_is_linked_at_once(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """A running exchange shows whom it is about, what it sends, and has no answer yet."""
    seen: list[Exchange] = []

    def answers(_: int) -> bytes:
        seen.extend(journal.running.values())
        return OK

    async with raw(answers) as server:
        await recorder.handle_async_request(request("GET", f"{server.url}/scim/v2/7/Users/{ID}"))

    assert [(one.status, one.ms, one.links.user) for one in seen] == [(None, None, ID)]
    assert journal.running == {}


async def test_numbers_are_given_out_in_the_order_of_starting(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """Records and exchanges share one counter."""
    async with raw(OK) as server:
        first = await recorder.handle_async_request(request("GET", server.url))
        journal.next_seq()
        second = await recorder.handle_async_request(request("GET", server.url))

    assert (first.extensions[SEQ], second.extensions[SEQ]) == (1, 3)


async def test_no_answer_is_recorded_with_its_reason(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """Status 0, the system's words, and the error goes on to the caller."""
    async with raw(OK) as server:
        port = server.port
    made = request("GET", f"http://127.0.0.1:{port}/scim/v2/7/Users")

    with pytest.raises(httpx.ConnectError):
        await recorder.handle_async_request(made)

    (found,) = kept(journal)
    assert (found.status, found.error) == (0, f"Connection refused (127.0.0.1:{port})")
    assert (found.response_headers, found.response_body) == ((), None)
    assert made.extensions[SEQ] == found.seq
    assert journal.running == {}


async def test_a_request_that_is_given_up_is_recorded(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """Stopping the engine leaves no exchange running for ever."""
    came = asyncio.Event()

    def answers(_: int) -> bytes:
        came.set()
        return b""

    async with raw(answers) as server, asyncio.TaskGroup() as tasks:
        task = tasks.create_task(recorder.handle_async_request(request("GET", server.url)))
        await came.wait()
        task.cancel()

    (found,) = kept(journal)
    assert (found.status, found.error) == (0, "given up (CancelledError)")


async def test_the_connection_is_known_while_the_exchange_runs(journal: Journal) -> None:
    """The correlator learns of it before the server does, and forgets it afterwards."""
    correlator = Correlator()
    recorder = RecordingTransport(PlainTransport(), journal=journal, correlator=correlator)
    found: list[Exchange | None] = []

    def answers(_: int) -> bytes:
        found.append(correlator.find(server.clients[-1], ("127.0.0.1", server.port)))
        return OK

    async with raw(answers) as server:
        for _ in range(2):
            await recorder.handle_async_request(request("GET", server.url))
        after = correlator.find(server.clients[-1], ("127.0.0.1", server.port))
        await recorder.aclose()

    assert [one and one.seq for one in found] == [1, 2]
    assert len(server.clients) == 1
    assert after is None


async def test_any_transport_can_be_recorded(journal: Journal) -> None:
    """What is below may be the stock transport or an application in the same process."""
    stock = RecordingTransport(
        httpx.AsyncHTTPTransport(trust_env=False), journal=journal, correlator=Correlator()
    )
    async with raw(json(b"{}")) as server:
        response = await stock.handle_async_request(request("GET", server.url))
        body = await response.aread()
        await stock.aclose()
    mock = httpx.MockTransport(lambda _: httpx.Response(200, json={"a": 1}))
    fake = RecordingTransport(mock, journal=journal, correlator=Correlator(), side="admin")
    await fake.handle_async_request(httpx.Request("GET", "https://zitadel.example/x"))

    one, two = kept(journal)
    assert (body, one.response_body, one.reason) == (b"{}", b"{}", "OK")
    assert (two.side, two.base, two.response_body) == (
        "admin",
        "https://zitadel.example",
        b'{"a":1}',
    )


async def test_a_stream_without_end_is_given_up(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit on bodies holds for every transport below."""
    monkeypatch.setattr(recorder_module, "BODY_LIMIT", 10)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"123456"

    mock = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
    recorder = RecordingTransport(mock, journal=journal, correlator=Correlator())

    with pytest.raises(httpx.RemoteProtocolError, match="longer than 10 bytes"):
        await recorder.handle_async_request(httpx.Request("GET", "http://a.example/"))

    assert [one.status for one in kept(journal)] == [0]


async def test_a_long_body_is_cut_in_the_record_alone(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """Secrets far behind are gone before the body is cut; the caller has all of it."""
    body = b'{"a":"%b","password":"abc"}' % (b"x" * (BODY_KEPT - 30))
    async with raw(json(body + b" " * 100)) as server:
        response = await recorder.handle_async_request(request("GET", server.url))

    (found,) = kept(journal)
    assert len(await response.aread()) == len(body) + 100
    assert found.response_body is not None
    assert b"abc" not in found.response_body
    assert found.response_body.endswith(b"\n[... %d bytes in all]" % (len(body) + 100))


@pytest.mark.parametrize(
    ("body", "coding", "plain"),
    [
        pytest.param(b"a", b"", b"a", id="none"),
        pytest.param(b"a", b"identity", b"a", id="identity"),
        pytest.param(gzip.compress(b"a"), b"gzip", b"a", id="gzip"),
        pytest.param(zlib.compress(b"a"), b"deflate", b"a", id="deflate"),
        pytest.param(zlib.compress(b"a", wbits=-15), b"deflate", b"a", id="raw deflate"),
        pytest.param(b"no gzip", b"gzip", None, id="broken"),
        pytest.param(b"a", b"br", None, id="unknown"),
        pytest.param(gzip.compress(b"a" * 5_000_000), b"gzip", None, id="a bomb"),
    ],
)
async def test_codings_are_undone_for_the_record(
    body: bytes, coding: bytes, plain: bytes | None
) -> None:
    """What cannot be undone is not kept: its secrets could not be found."""
    assert unpacked(body, coding) == plain


async def test_a_body_that_cannot_be_read_leaves_its_size(
    journal: Journal, recorder: RecordingTransport
) -> None:
    """The record says how much came."""
    async with raw(json(b"12345", more=b"Content-Encoding: br\r\n")) as server:
        await recorder.handle_async_request(request("GET", server.url))

    assert [one.response_body for one in kept(journal)] == [b"\n[... 5 bytes in all]"]
