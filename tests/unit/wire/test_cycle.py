"""The head of an answer and its body leave in one piece."""

import asyncio
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.wire.cycle import Cycle
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


def cycle(pieces: Pieces) -> Cycle:
    """Begin to answer a GET."""
    protocol: Any = SimpleNamespace(
        loop=asyncio.get_running_loop(),
        transport=pieces,
        server_state=SimpleNamespace(default_headers=[]),
        flow=SimpleNamespace(write_paused=False),
        on_response_complete=lambda: None,
        over=lambda: None,
    )
    scope = {"type": "http", "method": "GET", "http_version": "1.1"}
    return Cycle(protocol, scope, keep_alive=True, expect=False)


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
