"""Join the two sides of an exchange by its TCP connection, never by a header."""

from typing import NamedTuple

from simulator.wire.exchange import Exchange

_MAPPED = "::ffff:"


class Route(NamedTuple):
    """The connection an exchange runs on, as both ends know it.

    The port of the server belongs to it: the system may use one local port for connections to
    two servers at a time.
    """

    client_host: str
    client_port: int
    server_port: int


class Correlator:
    """Know which exchange of ours is under way on which connection."""

    def __init__(self) -> None:
        self._running: dict[Route, Exchange] = {}

    def begin(self, route: Route, exchange: Exchange) -> None:
        """Say that an exchange is about to be sent on a connection."""
        self._running[route] = exchange

    def end(self, route: Route, exchange: Exchange) -> None:
        """Say that it is over there; a later one on the same connection stays known."""
        if self._running.get(route) is exchange:
            del self._running[route]

    def find(
        self, client: tuple[str, int] | None, server: tuple[str, int | None] | None
    ) -> Exchange | None:
        """Return our exchange on the connection between two ends, as a server names them."""
        if not self._running or client is None or server is None or server[1] is None:
            return None
        host = client[0].removeprefix(_MAPPED) if client[0].startswith(_MAPPED) else client[0]
        return self._running.get(Route(host, client[1], server[1]))


__all__ = ["Correlator", "Route"]
