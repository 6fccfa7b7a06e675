"""The head of an answer and its body leave in one piece."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from simulator.wire.joined import JoinedTransport

pytestmark = pytest.mark.anyio
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


class Pieces(asyncio.Transport):
    """A transport that keeps what it is given, piece by piece."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.pieces: list[bytes] = []
        self.closed = ""
        self.reading = True
        self.protocol: asyncio.BaseProtocol | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.pieces.append(bytes(data))

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.pieces.append(b"".join(list_of_data))

    def close(self) -> None:
        self.closed = "closed"

    def abort(self) -> None:
        self.closed = "aborted"

    def is_closing(self) -> bool:
        return bool(self.closed)

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_reading(self) -> bool:
        return self.reading

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol


@pytest.fixture
def pieces() -> Pieces:
    return Pieces()


@pytest.fixture
async def joined(pieces: Pieces) -> JoinedTransport:
    return JoinedTransport(pieces, asyncio.get_running_loop())


async def turn() -> None:
    """Let the loop go round once."""
    gone = asyncio.Event()
    asyncio.get_running_loop().call_soon(gone.set)
    await gone.wait()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"ok", id="short"),
        pytest.param(b"", id="none"),
        pytest.param(b"x" * 100_000, id="long"),
    ],
)
async def test_head_and_body_are_one_piece(
    joined: JoinedTransport, pieces: Pieces, body: bytes
) -> None:
    """Both are given to the system together, however long the body is."""
    joined.write(HEAD)
    joined.write(body)
    await turn()

    assert pieces.pieces == [HEAD + body]


async def test_a_head_waits_for_its_body_no_longer_than_a_turn(
    joined: JoinedTransport, pieces: Pieces
) -> None:
    """A stream begins at once; what follows goes as it comes."""
    joined.write(HEAD)
    assert pieces.pieces == []
    await turn()
    joined.write(b"o")
    joined.write(b"k")

    assert pieces.pieces == [HEAD, b"o", b"k"]


async def test_nothing_is_lost_by_closing(joined: JoinedTransport, pieces: Pieces) -> None:
    """What was written before the end leaves before it."""
    joined.write(HEAD)
    joined.close()
    await turn()

    assert (pieces.pieces, pieces.closed, joined.is_closing()) == ([HEAD], "closed", True)


async def test_aborting_sends_nothing_more(joined: JoinedTransport, pieces: Pieces) -> None:
    """A connection that is broken off leaves what was held back behind."""
    joined.write(HEAD)
    joined.abort()
    await turn()

    assert (pieces.pieces, pieces.closed) == ([], "aborted")


async def test_pieces_given_together_stay_in_order(joined: JoinedTransport, pieces: Pieces) -> None:
    """A held head goes before them."""
    joined.write(HEAD)
    joined.writelines([b"o", b"k"])

    assert pieces.pieces == [HEAD, b"ok"]


async def test_everything_else_is_the_transports(joined: JoinedTransport, pieces: Pieces) -> None:
    """Reading is paused, and addresses are told, by the transport inside."""
    protocol = asyncio.Protocol()
    joined.set_protocol(protocol)
    joined.pause_reading()
    paused = joined.is_reading()
    joined.resume_reading()

    assert (pieces.protocol, paused, joined.is_reading()) == (protocol, False, True)
    assert joined.get_extra_info("peername") == ("127.0.0.1", 1)
