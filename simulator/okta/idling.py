"""Workers with nothing to do: they wait until somebody calls all of them."""

import asyncio


class Idlers:
    """Whoever waits for work."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        """Wait until called."""
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(called)
        await called

    def call(self) -> None:
        """Call everybody who waits."""
        waiting, self._waiting = self._waiting, []
        for worker in waiting:
            if not worker.done():
                worker.set_result(None)

    def forget(self) -> None:
        """Forget who waited: they are gone."""
        self._waiting.clear()


__all__ = ["Idlers"]
