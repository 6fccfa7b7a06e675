"""A scenario under way as the app sees it, and the gate at which it waits for the person.

The runner knows nothing of screens: it awaits :meth:`Gate.wait` at a ``pause`` step, and the app
opens the gate. :class:`Performance` reads the rest off the runner's player.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol


class Step(Protocol):
    """One step of the scenario; ``text`` is what a ``say`` or ``pause`` says."""

    @property
    def number(self) -> int: ...

    @property
    def title(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def state(self) -> str: ...


class Result(Protocol):
    """How it stands."""

    @property
    def scenario(self) -> str: ...

    @property
    def error(self) -> str: ...


class Player(Protocol):
    """What is needed of :class:`simulator.scenario.player.Player`."""

    @property
    def steps(self) -> Sequence[Step]: ...

    @property
    def position(self) -> int: ...

    @property
    def finished(self) -> bool: ...

    @property
    def failures(self) -> Sequence[Step]: ...

    @property
    def result(self) -> Result: ...

    async def run(self) -> object: ...


class Gate:
    """Where a scenario waits until the person continues."""

    def __init__(self) -> None:
        self.text = ""
        self._open: asyncio.Event | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody stands before it."""
        return self._open is not None

    async def wait(self, text: str) -> None:
        """Stand before the gate with a text for the person."""
        self.text = text
        self._open = asyncio.Event()
        try:
            await self._open.wait()
        finally:
            self._open = None

    def proceed(self) -> None:
        """Let whoever waits through."""
        if self._open is not None:
            self._open.set()


class Performance:
    """A player and its gate, in the terms of the screen."""

    def __init__(self, player: Player, gate: Gate | None = None) -> None:
        self._player = player
        self._gate = gate or Gate()
        self.crash = ""

    @property
    def title(self) -> str:
        """The name of the scenario."""
        return self._player.result.scenario

    @property
    def current(self) -> int:
        """The number of the step under way or next, at most the last one's."""
        return min(self._player.position + 1, self.total)

    @property
    def done(self) -> int:
        """How many steps are behind."""
        return self._player.position

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self._player.steps)

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self._player.finished or bool(self.crash)

    @property
    def failed(self) -> bool:
        """Whether a step failed."""
        return bool(self._player.failures or self.error)

    @property
    def error(self) -> str:
        """What kept the scenario from being played."""
        return self.crash or self._player.result.error

    @property
    def said(self) -> str:
        """The newest text for the person."""
        if self._gate.waits:
            return self._gate.text
        begun = [step for step in self._player.steps if step.state not in ("open", "skipped")]
        return next((step.text for step in reversed(begun) if step.text), "")

    @property
    def waits(self) -> bool:
        """Whether it waits for the person."""
        return self._gate.waits

    def proceed(self) -> None:
        """Continue after a pause."""
        self._gate.proceed()

    async def run(self) -> None:
        """Play it to its end; what keeps it from that is shown, the app goes on."""
        try:
            await self._player.run()
        except Exception as error:
            self.crash = f"{type(error).__name__}: {error}"
            raise


__all__ = ["Gate", "Performance", "Player", "Step"]
