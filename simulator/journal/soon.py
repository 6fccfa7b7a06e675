"""Work that is put off for a moment, so that it is done once for many changes."""

import asyncio
from collections.abc import Callable

from simulator.errors import JournalError
from simulator.journal.transactions import loop_runs

RETRY_SECONDS = 1.0
"""How long work waits for its next attempt if the file could not be written."""


class Soon:
    """Do ``work`` within ``seconds`` (real ones), and again later if the file refuses it.

    Without a running event loop nothing is done by itself.
    """

    def __init__(self, work: Callable[[], None], *, seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """See to it that the work is done, if nobody has yet."""
        if self._timer is None and loop_runs():
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._tick)

    def stop(self) -> None:
        """Take it back: somebody did the work, or nobody shall."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        try:
            self._work()
        except JournalError:
            self.stop()
            self._timer = asyncio.get_running_loop().call_later(RETRY_SECONDS, self._tick)


__all__ = ["RETRY_SECONDS", "Soon"]
