"""The run of a mirror, as the app shows it."""

import asyncio
from collections.abc import Callable

import httpx

from simulator.clock import WallClock
from simulator.errors import UsageError
from simulator.journal.reader import Reader
from simulator.remote import Mirror, RemoteControl, connect, follow
from tui.run import Run

_GLANCE = 0.02


class Reading:
    """What had happened before is told while the app is open already: a long run takes its time."""

    def __init__(self, mirror: Mirror, client: httpx.AsyncClient) -> None:
        self._mirror = mirror
        self._client = client
        self._catching: asyncio.Future[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether there is more of what had happened before."""
        return self._catching is not None and not self._catching.done()

    async def begin(self) -> None:
        """Take the beginning in; raises :class:`UsageError` if there is none to be had."""
        self._catching = asyncio.ensure_future(follow(self._mirror, self._client, once=True))
        clock = WallClock()
        while self.is_under_way and not self._mirror.seq:
            await clock.sleep(_GLANCE)
        if self._catching.done():
            self._catching.result()

    async def go_on(self) -> None:
        """Take the rest in, and what comes, until cancelled."""
        if self._catching is not None:
            try:
                await self._catching
            except UsageError as error:
                self._mirror.problem = str(error)
        await follow(self._mirror, self._client)


def mirrored_run(mirror: Mirror, *, opening: Callable[[], bool] = lambda: False) -> Run:
    """Return the run a mirror shows."""
    return Run(
        Reader(mirror.db),
        running=mirror.running,
        clock=mirror.now,
        trouble=lambda: mirror.problem,
        gone=lambda: mirror.gone,
        opening=opening,
    )


__all__ = ["Mirror", "Reading", "RemoteControl", "connect", "follow", "mirrored_run"]
