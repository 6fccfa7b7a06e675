"""Simulated time.

Nothing in the simulator asks the system for the time or sleeps by itself: it uses the clock it
was handed. ``now`` is an aware UTC datetime, ``sleep`` takes simulated seconds.
"""

import asyncio
import contextlib
import heapq
import itertools
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIN_SPEED, MAX_SPEED = 0.01, 10_000.0
"""Between these a person may choose how many simulated seconds pass in a real one."""


def to_us(moment: datetime) -> int:
    """Return microseconds since 1970."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_us(us: int) -> datetime:
    """Return the aware UTC datetime of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


@runtime_checkable
class Clock(Protocol):
    """What the simulator needs from time."""

    def now(self) -> datetime:
        """Return the simulated time (aware, UTC)."""
        ...

    def us(self) -> int:
        """Return the same in microseconds since 1970, with less to do: every request asks."""
        ...

    def set(self, moment: datetime) -> None:
        """Let it be another moment; whoever sleeps sleeps as long as before."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many simulated seconds."""
        ...


class WallClock:
    """Real time, sped up: ``speed`` 10 makes five minutes of back-off last thirty seconds."""

    def __init__(self, *, speed: float = 1.0, start: datetime | None = None) -> None:
        self._speed = _forward(speed)
        self._base = time.monotonic()
        self._ran = 0.0
        self._start = to_us(start or datetime.fromtimestamp(time.time(), UTC))  # noqa: TID251
        self._changed = asyncio.Event()
        self._untils: list[float] = []

    def now(self) -> datetime:
        return from_us(self.us())

    def us(self) -> int:
        passed = self._ran + (time.monotonic() - self._base) * self._speed  # as in _passed()
        return self._start + int(passed * 1_000_000)

    def set(self, moment: datetime) -> None:
        """Let it be another moment; whoever sleeps sleeps as long as before."""
        self._start = to_us(moment) - int(self._passed() * 1_000_000)

    def _passed(self) -> float:
        """Return the simulated seconds since the clock was made, whatever it shows."""
        return self._ran + (time.monotonic() - self._base) * self._speed

    @property
    def speed(self) -> float:
        """Simulated seconds in a real one."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Change the speed; whoever sleeps now wakes at the right simulated moment."""
        speed = _forward(speed)
        self._ran, self._base = self._passed(), time.monotonic()
        self._speed = speed
        self._wake()

    async def sleep(self, seconds: float) -> None:
        until = self._passed() + seconds
        self._untils.append(until)
        try:
            while (left := until - self._passed()) > 0:
                changed = self._changed
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left / self._speed):
                        await changed.wait()
        finally:
            self._untils.remove(until)

    @property
    def ahead(self) -> float | None:
        """Simulated seconds until the first who sleeps wakes; ``None`` if nobody sleeps."""
        return min(self._untils) - self._passed() if self._untils else None

    def leap(self, seconds: float) -> None:
        """Let so much simulated time pass at once; whose time comes by it wakes."""
        self._ran += max(0.0, seconds)
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _forward(speed: float) -> float:
    if not 0 < speed < math.inf:
        raise ValueError(f"a clock cannot run at speed {speed}")
    return speed


class ManualClock:
    """Time that stands still until somebody moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def us(self) -> int:
        return to_us(self._now)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        until = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (until, next(self._order), wake))
        await wake

    def set(self, moment: datetime) -> None:
        """Let it be another moment; whoever sleeps sleeps as long as before."""
        step = moment - self._now
        self._now = moment
        self._sleepers = [(until + step, order, wake) for until, order, wake in self._sleepers]

    @property
    def sleeping(self) -> int:
        """How many wait for a later moment."""
        return sum(not wake.done() for _, _, wake in self._sleepers)

    def advance(self, seconds: float) -> None:
        """Move forward by that many seconds and wake who is due, earliest first.

        Whoever wakes finds the clock at the end of the jump: nobody runs in between.
        """
        if seconds < 0:
            raise ValueError("time does not go back")
        self._advance_to(self._now + timedelta(seconds=seconds))

    def advance_to_next(self, latest: datetime | None = None) -> bool:
        """Jump to the earliest moment somebody waits for, but not past ``latest``.

        ``False`` if nobody waits and so nowhere to jump to is known.
        """
        self._drop_cancelled()
        moments = [each[0] for each in self._sleepers[:1]] + ([] if latest is None else [latest])
        if not moments:
            return False
        self._advance_to(min(moments))
        return True

    def _advance_to(self, moment: datetime) -> None:
        self._now = moment
        while self._sleepers and self._sleepers[0][0] <= moment:
            wake = heapq.heappop(self._sleepers)[2]
            if not wake.done():
                wake.set_result(None)

    def _drop_cancelled(self) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)


__all__ = ["MAX_SPEED", "MIN_SPEED", "Clock", "ManualClock", "WallClock", "from_us", "to_us"]
