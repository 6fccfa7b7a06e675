"""Two sides of an exchange, joined by their connection."""

import pytest

from simulator.wire.correlate import Correlator, Route
from tests.unit.journal.samples import exchange

ROUTE = Route("127.0.0.1", 50123, 8080)


@pytest.mark.parametrize(
    ("client", "server", "found"),
    [
        pytest.param(("127.0.0.1", 50123), ("127.0.0.1", 8080), True, id="ours"),
        pytest.param(("::ffff:127.0.0.1", 50123), ("::", 8080), True, id="IPv4 over IPv6"),
        pytest.param(("127.0.0.1", 50124), ("127.0.0.1", 8080), False, id="another port"),
        pytest.param(("127.0.0.1", 50123), ("127.0.0.1", 8081), False, id="another server"),
        pytest.param(("::1", 50123), ("::1", 8080), False, id="another address"),
        pytest.param(None, ("127.0.0.1", 8080), False, id="no client"),
        pytest.param(("127.0.0.1", 50123), None, False, id="no server"),
        pytest.param(("127.0.0.1", 50123), ("/tmp.sock", None), False, id="a socket in a file"),
    ],
)
def test_an_exchange_is_known_by_its_connection(
    client: tuple[str, int] | None, server: tuple[str, int | None] | None, found: bool
) -> None:
    """Address and port of the client and port of the server, as either side sees them."""
    correlator = Correlator()
    mine = exchange(1)
    correlator.begin(ROUTE, mine)

    assert correlator.find(client, server) is (mine if found else None)


def test_the_next_exchange_takes_over_the_connection() -> None:
    """The end of an earlier one does not hide a later one."""
    correlator = Correlator()
    first, second = exchange(1), exchange(2)
    correlator.begin(ROUTE, first)
    correlator.begin(ROUTE, second)
    correlator.end(ROUTE, first)
    between = correlator.find(("127.0.0.1", 50123), ("127.0.0.1", 8080))
    correlator.end(ROUTE, second)

    assert between is second
    assert correlator.find(("127.0.0.1", 50123), ("127.0.0.1", 8080)) is None
