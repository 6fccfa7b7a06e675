"""What can crash and start again: Okta's engine, ZITADEL's server.

A crash is sudden: connections break, whatever was under way is forgotten. What was committed is
in the run, and everything goes on from there. Source: architecture.md 5 (*answered = committed*).
"""

import asyncio
import socket

from simulator.errors import UsageError
from simulator.listen import Server, listen
from simulator.okta.engine import Engine

ENGINE, ZITADEL = "engine", "zitadel"


class ZitadelServer:
    """The server of the fake ZITADEL, on one port for as long as the lab lives."""

    def __init__(
        self, app: object, sockets: list[socket.socket], *, addresses: tuple[str, ...]
    ) -> None:
        self._app = app
        self._sockets = sockets
        self._port: int = sockets[0].getsockname()[1]
        self._addresses = addresses
        self._server: Server | None = None
        self._tasks: asyncio.TaskGroup | None = None

    async def start(self, tasks: asyncio.TaskGroup) -> None:
        """Accept connections; ``tasks`` owns the server."""
        self._tasks = tasks
        self._server = server = Server(self._app, self._sockets)
        tasks.create_task(server.run_until_stopped())
        await server.ready()

    @property
    def up(self) -> bool:
        """Whether connections are accepted."""
        return self._server is not None

    async def crash(self) -> None:
        """Break every connection and refuse new ones."""
        server, self._server = self._server, None
        if server is not None:
            await server.crash()

    async def restart(self) -> None:
        """Accept connections again, on the same port."""
        assert self._tasks is not None
        self._sockets = listen(self._port, flag="--zitadel-port", addresses=self._addresses)
        await self.start(self._tasks)

    def stop(self) -> None:
        """End with the lab."""
        if self._server is not None:
            self._server.stop()

    def close(self) -> None:
        """Free the port."""
        for opened in self._sockets:
            opened.close()


class Parts:
    """The parts that take part, each up or crashed."""

    def __init__(self, *, engine: Engine | None, zitadel: ZitadelServer | None) -> None:
        self._engine = engine
        self._zitadel = zitadel

    @property
    def crashed(self) -> list[str]:
        """The parts that are down."""
        down = []
        if self._engine is not None and self._engine.crashed:
            down.append(ENGINE)
        if self._zitadel is not None and not self._zitadel.up:
            down.append(ZITADEL)
        return down

    async def crash(self, part: str) -> None:
        """Let a part crash; raises :class:`UsageError` if it is down or not here."""
        self._known(part)
        if part in self.crashed:
            raise UsageError(f"{part} is down already.", "lab.restart starts it again.")
        await self._do(part, up=False)

    async def restart(self, part: str) -> None:
        """Start a part again; raises :class:`UsageError` if it is up or not here."""
        self._known(part)
        if part not in self.crashed:
            raise UsageError(f"{part} is up.", "lab.crash takes it down first.")
        await self._do(part, up=True)

    async def all_up(self) -> None:
        """Start again whatever is down."""
        for part in self.crashed:
            await self._do(part, up=True)

    async def _do(self, part: str, *, up: bool) -> None:
        if part == ENGINE and self._engine is not None:
            if up:
                self._engine.restart()
            else:
                await self._engine.crash()
        elif self._zitadel is not None:
            await (self._zitadel.restart() if up else self._zitadel.crash())

    def _known(self, part: str) -> None:
        here = [ENGINE] if self._engine is not None else []
        here += [ZITADEL] if self._zitadel is not None else []
        if part not in here:
            raise UsageError(f"No part {part!r} takes part here.", f"There is {', '.join(here)}.")


__all__ = ["ENGINE", "ZITADEL", "Parts", "ZitadelServer"]
