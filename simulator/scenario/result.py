"""How a step, and a whole scenario, ended."""

from dataclasses import dataclass
from enum import StrEnum

from simulator.scenario.difference import Difference


class StepState(StrEnum):
    """Where a step is."""

    OPEN = "open"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as it is shown: what it does, where it stands in the file, how it ended.

    ``text`` is what a ``say`` or ``pause`` says; ``source`` its own lines of the file; ``seconds``
    real time; ``first_seq`` and ``last_seq`` enclose what it caused.
    """

    number: int
    word: str
    title: str
    line: int
    source: str
    text: str = ""
    state: StepState = StepState.OPEN
    seconds: float = 0.0
    error: str = ""
    differences: tuple[Difference, ...] = ()
    first_seq: int = 0
    last_seq: int = 0
    column: int = 0
    file: str = ""
    """Where it stands if not in the scenario's own file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """How a scenario ended; ``error`` is what kept ``given`` from being set up."""

    scenario: str
    title: str
    file: str
    steps: tuple[StepView, ...]
    error: str = ""
    place: str = ""
    """File, line and column of what ``error`` is about."""
    differs: tuple[str, ...] = ()
    """How its transcript differs from the one it was compared with, as lines of a diff."""

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        fine = not self.error and not self.differs
        return fine and all(step.state is StepState.PASSED for step in self.steps)

    @property
    def seconds(self) -> float:
        """Real time of all steps."""
        return sum(step.seconds for step in self.steps)

    def count(self, state: StepState) -> int:
        """Return how many steps are in a state."""
        return sum(step.state is state for step in self.steps)


__all__ = ["RunResult", "StepState", "StepView"]
