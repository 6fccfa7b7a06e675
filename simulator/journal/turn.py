"""Group commit: everything written in one turn of the event loop succeeds or fails together."""

import asyncio

from simulator.errors import JournalError


class Turn:
    """One transaction and whoever waits for its end.

    ``joined`` says that a change came into it since somebody last looked.
    """

    __slots__ = ("_failure", "_waiters", "joined", "over")

    def __init__(self) -> None:
        self.over = False
        self.joined = True
        self._failure: JournalError | None = None
        self._waiters: list[asyncio.Future[None]] = []

    async def ended(self) -> None:
        """Wait for the commit; raises :class:`JournalError` if it did not take place."""
        if not self.over:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter
        if self._failure is not None:
            failure = self._failure  # everybody gets a fresh one: a raise adds to its traceback
            raise JournalError(failure.path, failure.reason, failure.help)

    def end(self, failure: JournalError | None) -> None:
        """Tell everybody how it went."""
        self.over = True
        self._failure = failure
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done() and not waiter.get_loop().is_closed():
                waiter.set_result(None)


__all__ = ["Turn"]
