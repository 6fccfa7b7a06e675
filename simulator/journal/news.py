"""Whoever waits for something new in a run."""

import asyncio


class News:
    """Wake all who wait whenever something happened."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def awaited(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def wake(self) -> None:
        """Say that something happened."""
        if not self._waiting:
            return  # as for most requests there are
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def wait(self, timeout: float) -> bool:
        """Wait at most ``timeout`` real seconds; ``False`` if nothing happened."""
        one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(one)
        try:
            async with asyncio.timeout(timeout):
                await one
        except TimeoutError:
            return False
        finally:
            if one in self._waiting:
                self._waiting.remove(one)
        return True


__all__ = ["News"]
