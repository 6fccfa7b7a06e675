"""Sockets and servers: loopback only, unless somebody asks for more."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Collection, Iterator, Mapping

import uvicorn

from simulator.clock import WallClock
from simulator.errors import UsageError
from simulator.wire.http11 import Http11Protocol

LOOPBACK = ("127.0.0.1", "::1")
BACKLOG = 2048
GRACE = 0.4
"""Seconds that requests under way have when the server ends."""


def listen(
    port: int, *, flag: str, addresses: tuple[str, ...] = LOOPBACK, or_free: bool = False
) -> list[socket.socket]:
    """Open listening sockets on one port of all addresses; 0 takes a free port.

    With ``or_free`` a port that is taken is no mistake: any free one does as well.

    Addresses a machine does not have (``::1`` where IPv6 is off) are passed over, the first
    one excepted. Raises :class:`UsageError` naming ``flag`` if the port is taken.
    """
    if port and or_free:
        try:
            return listen(port, flag=flag, addresses=addresses)
        except PortTaken:
            port = 0
    while True:
        sockets = [_open(addresses[0], port, flag=flag)]
        chosen: int = sockets[0].getsockname()[1]
        try:
            for address in addresses[1:]:
                with contextlib.suppress(_AddressMissing):
                    sockets.append(_open(address, chosen, flag=flag))
        except UsageError:
            for opened in sockets:
                opened.close()
            if port:
                raise
            continue  # the free port of the first address is taken on another one
        return sockets


def listen_all(
    ports: Mapping[str, int], *, addresses: tuple[str, ...], movable: Collection[str]
) -> dict[str, list[socket.socket]]:
    """Open the sockets of every side, by its name; raises :class:`UsageError` and leaves none."""
    opened: dict[str, list[socket.socket]] = {}
    try:
        for side, port in ports.items():
            opened[side] = listen(
                port, flag=f"--{side}-port", addresses=addresses, or_free=side in movable
            )
    except UsageError:
        for sockets in opened.values():
            for each in sockets:
                each.close()
        raise
    return opened


class PortTaken(UsageError):
    """Somebody else listens there."""


class _AddressMissing(Exception):
    pass


def authority(opened: socket.socket) -> str:
    """Return where a socket listens, as it stands in a URL."""
    host, port = opened.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _open(address: str, port: int, *, flag: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _AddressMissing from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        opened.listen(BACKLOG)
        opened.setblocking(False)
    except socket.gaierror as error:
        opened.close()
        raise UsageError(f"{address} is not an address.", "Give numbers: --bind 0.0.0.0") from error
    except OSError as error:
        opened.close()
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            if address == LOOPBACK[1]:
                raise _AddressMissing from error
            raise UsageError(f"{address} is not an address of this machine.") from error
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} on {address} is in use.",
                f"Choose another one with {flag} N, or {flag} 0 for a free one.",
            ) from error
        if error.errno == errno.EACCES:
            raise UsageError(
                f"Port {port} needs more rights than this user has.",
                f"Choose one above 1023 with {flag} N.",
            ) from error
        raise
    return opened


class Server(uvicorn.Server):
    """An HTTP server inside our own loop; signals stay with whoever owns the process."""

    def __init__(self, app: object, sockets: list[socket.socket]) -> None:
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]
                loop="none",
                http=Http11Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # whatever fails is in the journal and in the answer
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=GRACE,  # type: ignore[arg-type]
            )
        )
        self._sockets = sockets
        self._ready = asyncio.Event()
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()

    async def main_loop(self) -> None:
        """Keep the ``Date`` header right until :meth:`stop`, which is noticed at once."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End as soon as whatever is under way is answered, at the latest after :data:`GRACE`.

        uvicorn looks every tenth of a second whether it is, and a lab is closed for every story.
        """
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0 if self.force_exit else GRACE):
                real, pause = WallClock(), 0.001
                while self.server_state.connections or self.server_state.tasks:
                    await real.sleep(pause)
                    pause = min(pause + 0.001, 0.02)
        for task in self.server_state.tasks:
            task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def run_until_stopped(self) -> None:
        """Serve until :meth:`stop`; who is cancelled leaves nothing behind in the loop either.

        A socket that is closed while the loop still looks at it would keep the next one with its
        number from being heard.
        """
        try:
            await self.serve(sockets=self._sockets)
        finally:
            for each in getattr(self, "servers", ()):
                each.close()
            for connection in list(self.server_state.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    async def ready(self) -> None:
        """Wait until connections are accepted."""
        await self._ready.wait()

    async def crash(self) -> None:
        """End at once: nobody is answered, every connection breaks."""
        for listener in self.servers:
            listener.close()
        for opened in self._sockets:
            opened.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        answering = list(self.server_state.tasks)
        for task in answering:
            task.cancel()
        if answering:
            await asyncio.wait(answering)
        self.force_exit = True
        self.stop()

    def stop(self) -> None:
        """Ask the server to end."""
        self.should_exit = True
        self._stopping.set()


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[asyncio.TaskGroup]:
    """Own the servers' tasks; what fails inside comes out as it is, not as a group of one."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as group:
        if len(group.exceptions) == 1:
            raise group.exceptions[0] from None
        raise


__all__ = ["LOOPBACK", "PortTaken", "Server", "authority", "listen", "listen_all", "running"]
