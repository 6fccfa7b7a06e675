"""Time for somebody who watches: it runs, and leaps where nothing but time would pass.

A story may wait three weeks for a token to end, or two days for Okta to give up. Who watches sees
that it waits, and then the next thing that happens.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from simulator.clock import Clock, WallClock
from simulator.listen import running

LINGER = 1.5
"""Real seconds of a wait that are shown before the rest of it is passed over."""
_TICK = 0.25


async def hurry(
    clock: WallClock, waits: Callable[[], bool], *, linger: float = LINGER, tick: float = _TICK
) -> None:
    """Let the clock leap to the next moment somebody sleeps for; runs until it is cancelled.

    ``waits`` says whether the story waits for time alone.
    """
    waited = 0.0
    while True:
        await _real(tick)
        ahead = clock.ahead if waits() else None
        if ahead is None or (ahead / clock.speed <= linger and not waited):
            waited = 0.0
            continue
        waited += tick
        if waited >= linger:
            clock.leap(ahead)
            waited = 0.0


@contextlib.asynccontextmanager
async def hurried(clock: Clock, waits: Callable[[], bool]) -> AsyncIterator[None]:
    """Hurry a story for as long as this is open; a clock that stands still needs none of it."""
    async with running() as tasks:
        task = tasks.create_task(hurry(clock, waits)) if isinstance(clock, WallClock) else None
        yield
        if task is not None:
            task.cancel()


async def _real(seconds: float) -> None:
    """Wait in real time, whatever the clock of the story does."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()


__all__ = ["LINGER", "hurried", "hurry"]
