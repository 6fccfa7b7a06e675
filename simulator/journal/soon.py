"""Work that is put off for a moment, so that it is done once for many changes."""

import asyncio
from collections.abc import Callable

from simulator.errors import JournalError
from simulator.journal.transactions import loop_runs

RETRY_SECONDS = 1.0
"""How long work waits for its next attempt if the file could not be written."""


class Soon:
    """Do ``work`` once nobody asked for it for ``seconds`` (real ones), ``latest`` after the first.

    A burst of changes is so over before its rows are written, and what changed several times is
    written once. If the file refuses it is tried again later. Without a running event loop nothing
    is done by itself.
    """

    def __init__(self, work: Callable[[], None], *, seconds: float, latest: float) -> None:
        self._work = work
        self._seconds = seconds
        self._latest = latest
        self._until = 0.0
        self._again = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """See to it that the work is done, now that there is more of it."""
        self._again = True
        if self._timer is None and loop_runs():
            loop = asyncio.get_running_loop()
            self._again, self._until = False, loop.time() + self._latest
            self._timer = loop.call_later(self._seconds, self._tick)

    def stop(self) -> None:
        """Take it back: somebody did the work, or nobody shall."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        if self._again and loop.time() < self._until:
            self._again = False
            self._timer = loop.call_later(self._seconds, self._tick)
            return
        try:
            self._work()
        except JournalError:
            self.stop()
            self._again = False
            self._timer = loop.call_later(RETRY_SECONDS, self._tick)


__all__ = ["RETRY_SECONDS", "Soon"]
