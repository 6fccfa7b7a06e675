"""Wait for the engine to get on; move a clock that stands still when nothing else will.

Time moves only while every request on the network is held back by a fault, or there is none.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from simulator.clock import Clock, ManualClock
from simulator.okta.answers import Reply
from simulator.okta.progress import Progress, turn


class Driver:
    """What :meth:`settle` and its like wait with.

    ``running`` tells how many jobs are under way, ``wakes`` lets a job begin that can and says
    whether there was one, ``parked`` how many requests a fault holds back on purpose.
    """

    def __init__(
        self,
        clock: Clock,
        progress: Progress,
        *,
        running: Callable[[], int],
        wakes: Callable[[], bool],
        parked: Callable[[], int],
    ) -> None:
        self._clock = clock
        self._progress = progress
        self._running = running
        self._wakes = wakes
        self._parked = parked

    async def further(self) -> None:
        """Wait for something to happen, or move a clock that stands still if nothing will."""
        if not self._quiet():
            await self._progress.wait()
            return
        await turn()  # who was just told to sleep falls asleep now
        if self._quiet() and isinstance(self._clock, ManualClock):
            if not self._clock.advance_to_next():
                raise RuntimeError("jobs wait for a moment nobody is waiting for")
            await turn()

    async def passing(self, seconds: float) -> None:
        """Let time pass; a clock that stands still goes from moment to moment, as if it ran.

        Whatever can be done at a moment is done before the next one comes.
        """
        clock = self._clock
        if not isinstance(clock, ManualClock):
            await clock.sleep(seconds)
            return
        until = clock.now() + timedelta(seconds=seconds)
        while True:
            if not self._quiet():
                await self._progress.wait()
                continue
            await turn()  # who was just told to sleep falls asleep now
            if not self._quiet():
                continue
            if clock.now() >= until:
                return
            clock.advance_to_next(until)
            await turn()

    async def attended(self, reply: Awaitable[Reply]) -> Reply:
        """Wait for an answer of no job's, and see to it that a fault's time passes."""
        with self._progress.console():
            async with asyncio.TaskGroup() as tasks:
                asking = tasks.create_task(_as_task(reply))
                asking.add_done_callback(lambda _: self._progress.happened())
                while not asking.done():
                    await self.further()
        return asking.result()

    def _quiet(self) -> bool:
        """Whether a clock that stands still has to be moved."""
        return isinstance(self._clock, ManualClock) and self.idle()

    def idle(self) -> bool:
        """Whether only the passing of time can bring anything forward."""
        if self._wakes():
            return False
        progress = self._progress
        active = self._running() + progress.consoles - progress.sleeping - progress.on_wire
        return active == 0 and progress.on_wire <= self._parked()


async def _as_task(reply: Awaitable[Reply]) -> Reply:
    return await reply


__all__ = ["Driver"]
