"""Sockets of the servers."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from simulator.errors import UsageError
from simulator.listen import Server, listen, running


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_all_addresses_of_loopback_share_one_free_port() -> None:
    """Port 0 takes a port that is free on every address."""
    opened = listen(0, flag="--okta-port")
    try:
        ports = {each.getsockname()[1] for each in opened}
        assert len(ports) == 1
        assert opened[0].getsockname()[0] == "127.0.0.1"
        assert all(each.getsockname()[0] in ("127.0.0.1", "::1") for each in opened)
    finally:
        for each in opened:
            each.close()


def test_a_port_in_use_names_the_flag(taken: int) -> None:
    """The message says which port, and which option to change."""
    with pytest.raises(UsageError) as caught:
        listen(taken, flag="--zitadel-port")

    assert str(caught.value) == (
        f"Port {taken} on 127.0.0.1 is in use. "
        "Choose another one with --zitadel-port N, or --zitadel-port 0 for a free one."
    )


def test_an_address_the_machine_does_not_have_is_said() -> None:
    """A wrong --bind is one clear message (192.0.2.0/24 is for documentation only)."""
    with pytest.raises(UsageError, match=r"192\.0\.2\.1 is not an address of this machine"):
        listen(0, flag="--okta-port", addresses=("192.0.2.1",))


@pytest.mark.anyio
async def test_a_cancelled_server_leaves_nothing_in_the_loop() -> None:
    """The next socket with the same number is heard: the loop no longer looks at the old one."""
    opened = listen(0, flag="--okta-port", addresses=("127.0.0.1",))
    server = Server(None, opened)
    loop = asyncio.get_running_loop()

    async with running() as tasks:
        serving = tasks.create_task(server.run_until_stopped())
        await server.ready()
        serving.cancel()

    number = opened[0].fileno()
    assert number == -1 or not loop.remove_reader(number)
