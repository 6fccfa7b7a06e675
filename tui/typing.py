"""Keys one after the other: the next one is looked at when the last one has done its work.

A terminal hands over what was typed quickly in one piece. Without waiting, a key meant for a menu
arrives before the menu has its keys, and one behind a tab still lands in the field before it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from textual.events import Key
from textual.message_pump import MessagePump

PATIENCE = 1.0
"""Real seconds after which a key that does not come to its end is no longer waited for."""


class Typist:
    """A queue of keys; ``press`` lets one act, ``heard_by`` names who may still be at it.

    ``rested`` is told when no key waits any more: what they did can be painted at once.
    """

    def __init__(
        self,
        press: Callable[[Key], Awaitable[None]],
        heard_by: Callable[[], Iterable[MessagePump]],
        rested: Callable[[], object] = lambda: None,
    ) -> None:
        self._press = press
        self._heard_by = heard_by
        self._rested = rested
        self._keys: asyncio.Queue[Key] = asyncio.Queue()
        self._pending = 0

    @property
    def is_busy(self) -> bool:
        """Whether a key still waits for its turn or is acting."""
        return self._pending > 0

    def add(self, key: Key) -> None:
        """Take a key in; it acts when its turn has come."""
        self._pending += 1
        self._keys.put_nowait(key)

    async def run(self) -> None:
        """Let the keys act, until cancelled."""
        while True:
            key = await self._keys.get()
            listeners = list(self._heard_by())
            try:
                await self._press(key)
                await _done(listeners)
                others = list(self._heard_by())
                if others != listeners:  # the key has opened something, or moved the focus
                    await _done(others)
            finally:
                self._pending -= 1
            if not self._pending:
                self._rested()


async def _done(pumps: Iterable[MessagePump]) -> None:
    """Wait until everybody has worked off what was in their queue, from the inside out."""
    try:
        async with asyncio.timeout(PATIENCE):
            for pump in pumps:
                done = asyncio.Event()
                if pump.call_later(done.set):
                    await done.wait()
    except TimeoutError:
        return


__all__ = ["PATIENCE", "Typist"]
