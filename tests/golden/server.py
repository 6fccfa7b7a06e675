"""A fresh fake ZITADEL on a free port, whose only domain is ``localhost``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from simulator.clock import WallClock
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.listen import Server, listen
from simulator.wire.correlate import Correlator
from simulator.wire.server import RecordingMiddleware
from simulator.zitadel.app import ZitadelApp
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.bootstrap import OWNER_PAT, bootstrap
from simulator.zitadel.platform.view import PlatformView
from simulator.zitadel.store import ZitadelView


@dataclass(frozen=True, slots=True)
class Running:
    """Where the server listens, and the token of the instance's owner."""

    port: int
    owner: str

    @property
    def host(self) -> str:
        """The authority that requests name."""
        return f"localhost:{self.port}"


@asynccontextmanager
async def fresh_zitadel() -> AsyncIterator[Running]:
    """Start an instance with nothing in it but its owner; end it afterwards."""
    clock = WallClock()
    journal = Journal(None, clock=clock, views=[ZitadelView(), PlatformView()])
    ids = Ids(seed=1, us=clock.us)
    settings = ZitadelSettings(domains=("localhost",))
    secrets = Secrets()
    bootstrap(journal=journal, ids=ids, settings=settings, secrets=secrets)
    app = ZitadelApp(journal=journal, ids=ids, settings=settings, secrets=secrets)
    recorded = RecordingMiddleware(app, journal=journal, correlator=Correlator())
    sockets = listen(0, flag="--port", addresses=("127.0.0.1",))
    server = Server(recorded, sockets)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.run_until_stopped())
            await server.ready()
            try:
                yield Running(sockets[0].getsockname()[1], secrets[OWNER_PAT])
            finally:
                server.stop()
    finally:
        for each in sockets:
            each.close()
        journal.close()


__all__ = ["Running", "fresh_zitadel"]
