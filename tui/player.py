"""A scenario under way as the app sees it, and the gate at which it waits for the person.

The runner knows nothing of screens: it awaits :meth:`Gate.wait` at a ``pause`` step, and the app
opens the gate. :class:`Performance` reads the rest off the runner's player.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from simulator.formats import count_text
from simulator.scenario.report import Line, step_lines
from simulator.scenario.result import StepState, StepView

_UNPLAYED = (StepState.OPEN, StepState.SKIPPED)


class Result(Protocol):
    """How it stands."""

    @property
    def scenario(self) -> str: ...

    @property
    def file(self) -> str: ...

    @property
    def error(self) -> str: ...


class Player(Protocol):
    """What is needed of :class:`simulator.scenario.player.Player`."""

    @property
    def steps(self) -> Sequence[StepView]: ...

    @property
    def position(self) -> int: ...

    @property
    def finished(self) -> bool: ...

    @property
    def failures(self) -> Sequence[StepView]: ...

    @property
    def result(self) -> Result: ...

    @property
    def busy(self) -> bool: ...

    async def next(self) -> object: ...


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
        self.paused = False
        self._turns = 0
        self._turn: asyncio.Event | None = None

    @property
    def title(self) -> str:
        """The name of the scenario."""
        return self._player.result.scenario

    @property
    def case(self) -> str:
        """The row of a table of cases that is played; empty if there is no table."""
        return self.title.partition("[")[2].removesuffix("]")

    @property
    def current(self) -> int:
        """The number of the step under way or next; at the end of the last one played."""
        if self.finished:
            return max((step.number for step in self._played), default=min(1, self.total))
        return min(self._player.position + 1, self.total)

    @property
    def done(self) -> int:
        """How many steps are behind."""
        return sum(step.state is not StepState.RUNNING for step in self._played)

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self._player.steps)

    @property
    def stand(self) -> object:
        """Something that is another as soon as there is something else to show."""
        return self.waits, self._player.position, self.finished, self.paused

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self._player.finished or bool(self.crash)

    @property
    def failed(self) -> bool:
        """Whether a step failed, or something kept the scenario from being played."""
        return bool(self._player.failures or self.error)

    @property
    def _played(self) -> list[StepView]:
        return [step for step in self._player.steps if step.state not in _UNPLAYED]

    @property
    def error(self) -> str:
        """What kept the scenario from being played."""
        return self.crash or self._player.result.error

    @property
    def said(self) -> str:
        """The newest text for the person; nothing as soon as a later step failed."""
        if self._gate.waits:
            return self._gate.text
        for step in reversed(self._played):
            if step.text or step.state is StepState.FAILED:
                return step.text
        return ""

    def reasons(self) -> list[Line]:
        """Say what went wrong so far, newest first: step, place, expected and found."""
        file = _near(self._player.result.file)
        lines = [Line(f"{file}: {self.error}", "bad")] if self.error else []
        for step in reversed(self._player.failures):
            lines += (Line(each.text[2:], each.tone) for each in step_lines(step, file))
        left = sum(step.state is StepState.SKIPPED for step in self._player.steps)
        if left and self.finished:
            lines.append(Line(f"{count_text(left, 'step')} not played.", "dim"))
        return lines

    @property
    def waits(self) -> bool:
        """Whether it waits for the person."""
        return self._gate.waits

    @property
    def busy(self) -> bool:
        """Whether a step is under way that does not wait for the person."""
        return self._player.busy and not self._gate.waits

    def is_about_to(self, word: str) -> bool:
        """Whether it waits, and does something as soon as it goes on, before it waits again."""
        if not self.waits:
            return False
        for step in self._player.steps[self._player.position + 1 :]:
            if step.word in ("pause", word):
                return step.word == word
        return False

    def proceed(self) -> None:
        """Continue after a pause."""
        self._gate.proceed()

    def pause(self) -> None:
        """Wait before the next step until the person continues or asks for one step."""
        self.paused = True

    def go_on(self) -> None:
        """Play on: through a pause of the scenario's own, or after one of the person's."""
        self.paused = False
        self._gate.proceed()
        if self._turn is not None:
            self._turn.set()

    def one_step(self) -> None:
        """Play one step and wait again."""
        self.paused = True
        if self._gate.waits:
            self._gate.proceed()
            return
        self._turns += 1
        if self._turn is not None:
            self._turn.set()

    async def run(self) -> None:
        """Play it to its end; what keeps it from that is shown, the app goes on."""
        try:
            while not self._player.finished:
                await self._my_turn()
                await self._player.next()
        except Exception as error:
            self.crash = f"{type(error).__name__}: {error}"
            raise

    async def _my_turn(self) -> None:
        while self.paused and not self._turns:
            self._turn = asyncio.Event()
            await self._turn.wait()
            self._turn = None
        self._turns = max(0, self._turns - 1)

    @property
    def steps(self) -> Sequence[StepView]:
        """All steps as they stand."""
        return self._player.steps

    @property
    def file(self) -> str:
        """The file it is read from."""
        return self._player.result.file

    @property
    def result(self) -> Result:
        """How it ended, or stands."""
        return self._player.result


def _near(file: str) -> str:
    """Write a path the short way if the file is below where the app was started."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


__all__ = ["Gate", "Performance", "Player"]
