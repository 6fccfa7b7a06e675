"""A world in a thread of its own, so that tests of any kind can use it with plain calls.

The loop of the pair is nobody else's: a test may block, or run a loop of its own.
"""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from simulator.errors import SimulatorError
from simulator.world import World, WorldConfig

T = TypeVar("T")
PATIENCE: Final = 60.0
"""Real seconds after which a call is given up."""
Making = Callable[[World], Awaitable[None]]
"""Bring a world that has just started to where it begins."""


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest loop there is; ``None`` for the usual one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


class Pair:
    """Both products on free ports. Use it as a context manager."""

    def __init__(self, config: WorldConfig, make: Making) -> None:
        self._config = config
        self._make = make
        self._ready: Future[World] = Future()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="scimulator", daemon=True)

    def __enter__(self) -> "Pair":
        self._thread.start()
        try:
            self.world = self._ready.result()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it; the ports are free afterwards."""
        if self._loop is not None and self._stop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop of the pair and wait for it."""
        assert self._loop is not None
        doing = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return doing.result(PATIENCE)
        except TimeoutError:
            doing.cancel()
            raise SimulatorError(f"The lab was not done within {PATIENCE:g} seconds.") from None

    def ask(self, question: Callable[[World], T]) -> T:
        """Answer a question in the loop of the pair, where the journal may be read."""

        async def asked() -> T:
            self.world.journal.flush()
            return question(self.world)

        return self.call(asked())

    def do(self, verb: str, **args: Any) -> Any:
        """Do one of the lab's verbs."""
        return self.call(self.world.control.do(verb, **args))

    def reset(self) -> None:
        """Go back to the start, whatever a test left: held, crashed, slow."""
        self.do("lab.reset")
        if self.do("lab.state")["held"]:
            self.do("lab.release")

    # -- the thread ----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._live())
        except BaseException as error:
            if not self._ready.done():
                self._ready.set_exception(error)

    async def _live(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with World.open(self._config) as world:
            try:
                await self._make(world)
            except Exception as error:
                self._ready.set_exception(error)
                return  # both end in good order
            self._ready.set_result(world)
            await self._stop.wait()


__all__ = ["PATIENCE", "Pair", "loop_factory"]
