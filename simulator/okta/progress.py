"""Who is waiting for the engine to get on, and what it is busy with."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.clock import Clock


class Progress:
    """Tell those who wait whenever something happened; count what is under way."""

    def __init__(self) -> None:
        self.on_wire = 0
        self.sleeping = 0
        self.consoles = 0
        self._watchers: list[asyncio.Future[None]] = []

    def happened(self) -> None:
        """Wake everybody who waits."""
        watchers, self._watchers = self._watchers, []
        for watcher in watchers:
            if not watcher.done():
                watcher.set_result(None)

    async def wait(self) -> None:
        """Wait until something happens."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        await watcher

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count a request as being on the network."""
        self.on_wire += 1
        self.happened()
        try:
            yield
        finally:
            self.on_wire -= 1
            self.happened()

    @contextmanager
    def console(self) -> Iterator[None]:
        """Count a request of the console, which belongs to no job, as being on the network."""
        self.consoles += 1
        try:
            with self.request():
                yield
        finally:
            self.consoles -= 1

    @contextmanager
    def sleep(self) -> Iterator[None]:
        """Count a job as waiting for time to pass."""
        self.sleeping += 1
        self.happened()
        try:
            yield
        finally:
            self.sleeping -= 1
            self.happened()


class Alarms:
    """Ring at instants of simulated time, once each."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._set: dict[int, asyncio.Task[None]] = {}

    def set(self, due: int, tasks: asyncio.TaskGroup) -> None:
        """Ring at ``due`` (microseconds); ``tasks`` owns the waiting."""
        if due not in self._set:
            self._set[due] = tasks.create_task(self._wait(due))

    def cancel(self) -> None:
        """Ring no more."""
        alarms, self._set = self._set, {}
        for task in alarms.values():
            task.cancel()

    async def _wait(self, due: int) -> None:
        try:
            while (left := due - self._clock.us()) > 0:
                await self._clock.sleep(left / 1_000_000)
        finally:
            if self._set.get(due) is asyncio.current_task():
                del self._set[due]
        self._ring()


async def turn() -> None:
    """Give everybody who was woken a turn of the loop."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    loop.call_soon(done.set_result, None)
    await done


__all__ = ["Alarms", "Progress", "turn"]
