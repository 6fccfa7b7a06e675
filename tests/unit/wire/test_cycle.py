"""The head of an answer and its body leave in one piece."""

import asyncio
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.wire.cycle import _LINES, _NAMES, Cycle
from simulator.wire.watch import BODY_FOLLOWS

pytestmark = pytest.mark.anyio
HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n"


class Pieces:
    """A transport that keeps what it is given, piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.pieces.append(data)

    def writelines(self, list_of_data: Iterable[bytes]) -> None:
        self.pieces.append(b"".join(list_of_data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


@pytest.fixture
def pieces() -> Pieces:
    return Pieces()


def cycle(
    pieces: Pieces, *, method: str = "GET", version: str = "1.1", keep_alive: bool = True
) -> Cycle:
    """Begin to answer a request."""
    protocol: Any = SimpleNamespace(
        loop=asyncio.get_running_loop(),
        transport=pieces,
        server_state=SimpleNamespace(default_headers=[]),
        flow=SimpleNamespace(write_paused=False),
        on_response_complete=lambda: None,
        over=lambda: None,
    )
    scope = {"type": "http", "method": method, "http_version": version}
    return Cycle(protocol, scope, keep_alive=keep_alive, expect=False)


def start(size: int, *, follows: bool) -> dict[str, Any]:
    headers = [(b"content-length", b"%d" % size)]
    return {"type": "http.response.start", "status": 200, "headers": headers, BODY_FOLLOWS: follows}


def body(data: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data}


async def turn() -> None:
    waiter = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(waiter.set_result, None)
    await waiter


@pytest.mark.parametrize("size", [2, 100_000], ids=["short", "long"])
async def test_head_and_body_are_one_piece(pieces: Pieces, size: int) -> None:
    """Both are handed over at once, whether they are copied together or not."""
    answer = cycle(pieces)

    await answer.send(start(size, follows=True))
    await answer.send(body(b"x" * size))

    assert pieces.pieces == [HEAD % size + b"x" * size]


async def test_a_head_waits_for_its_body_no_longer_than_a_turn(pieces: Pieces) -> None:
    """A body that takes its time does not keep the head back."""
    answer = cycle(pieces)

    await answer.send(start(2, follows=False))
    held = list(pieces.pieces)
    await turn()
    sent = list(pieces.pieces)
    await answer.send(body(b"ok"))

    assert held == []
    assert sent == [HEAD % 2]
    assert pieces.pieces == [HEAD % 2, b"ok"]


async def test_a_head_is_not_lost_by_closing(pieces: Pieces) -> None:
    """An answer that is given up sends what it had begun, and closes."""

    async def begins_only(scope: Any, receive: Any, send: Any) -> None:
        await send(start(2, follows=True))

    await cycle(pieces).run(begins_only)

    assert pieces.pieces == [HEAD % 2]
    assert pieces.closed


@pytest.mark.parametrize(
    ("given", "asked", "told"),
    [
        pytest.param({"X-A": "1\t2"}, {}, ["x-a: 1\t2"], id="a name in lower case"),
        pytest.param({}, {"keep_alive": False}, ["connection: close"], id="the last answer"),
        pytest.param({"Connection": "Close"}, {}, ["connection: Close"], id="by the answer"),
        pytest.param(
            {"connection": "close"}, {"keep_alive": False}, ["connection: close"], id="said once"
        ),
        pytest.param({}, {"version": "1.0"}, ["connection: keep-alive"], id="HTTP/1.0"),
        pytest.param({}, {"version": "1.0", "keep_alive": False}, [], id="the last of HTTP/1.0"),
    ],
)
async def test_a_head_says_once_whether_the_connection_stays(
    pieces: Pieces, given: dict[str, str], asked: dict[str, Any], told: list[str]
) -> None:
    """And it stays, or not, as was said; other lines are the application's."""
    message = start(0, follows=True)
    message["headers"] += [(name.encode(), value.encode()) for name, value in given.items()]
    answer = cycle(pieces, **asked)

    await answer.send(message)
    await answer.send(body(b""))

    first = f"HTTP/{asked.get('version', '1.1')} 200 OK"
    assert pieces.pieces[0].decode().split("\r\n") == [first, "content-length: 0", *told, "", ""]
    assert pieces.closed == (not asked.get("keep_alive", True) or "connection: Close" in told)


@pytest.mark.parametrize(("size", "told"), [(0, b""), (5, b"content-length: 5\r\n")])
async def test_head_is_told_the_length_of_a_body_there_would_be(
    pieces: Pieces, size: int, told: bytes
) -> None:
    """Where none would come, none is announced."""
    answer = cycle(pieces, method="HEAD")

    await answer.send(start(size, follows=True))
    await answer.send(body(b"x" * size))

    assert pieces.pieces == [b"HTTP/1.1 200 OK\r\n" + told + b"\r\n"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(b"x", b"a\nb: c", id="a line feed in a value"),
        pytest.param(b"x", b"a\r", id="a carriage return"),
        pytest.param(b"x", b"\0", id="NUL"),
        pytest.param(b"x", b"\x7f", id="DEL"),
        pytest.param(b"x y", b"a", id="a blank in a name"),
        pytest.param(b"", b"a", id="no name"),
    ],
)
async def test_no_header_ends_its_line(pieces: Pieces, name: bytes, value: bytes) -> None:
    """What would begin another line, or is no header, is a failure of the application."""
    message = {"type": "http.response.start", "status": 200, "headers": [(name, value)]}

    with pytest.raises(RuntimeError, match="Invalid HTTP header"):
        await cycle(pieces).send(message)

    await turn()
    assert pieces.pieces == []


async def test_only_so_many_names_are_remembered(pieces: Pieces) -> None:
    """A name that is not is written all the same."""
    names = [b"x-%d" % number for number in range(2 * _NAMES)]
    message = {**start(2, follows=False), "headers": [(name, b"1") for name in names]}

    await cycle(pieces).send(message)
    await turn()

    assert len(_LINES) <= _NAMES
    assert all(name + b": 1\r\n" in pieces.pieces[0] for name in names)
