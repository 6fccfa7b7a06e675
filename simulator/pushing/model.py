"""What a push came to. Plain values; :mod:`.report` and :mod:`.junit` write them down."""

from dataclasses import dataclass, field
from enum import StrEnum

from simulator.pushing.compare import Unlike
from simulator.pushing.meaning import Meaning
from simulator.pushing.preflight import Trouble
from simulator.wire.exchange import Exchange

PASSED, FAILED, UNUSABLE = 0, 1, 2
"""Exit codes."""


class Stage(StrEnum):
    """What happens to everybody, in this order."""

    JOINER = "joiner"
    MOVER = "mover"
    LEAVER = "leaver"
    RETURNER = "returner"


class State(StrEnum):
    """How a stage ended for one person."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of Okta with its answer, and what Okta makes of it."""

    exchange: Exchange
    meaning: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage of one person.

    ``outcome`` says in a few words what Okta did; ``tasks`` are the texts an administrator
    would see; ``problems`` is what else is not as it should be; ``unlike`` what was read back
    otherwise than it was sent.
    """

    stage: Stage
    login: str
    state: State
    outcome: str
    calls: tuple[Call, ...] = ()
    tasks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unlike: tuple[Unlike, ...] = ()
    seconds: float = 0.0

    @property
    def failing(self) -> Call | None:
        """The exchange at which Okta gave up, else the last one of a stage that failed."""
        stopped = next((call for call in reversed(self.calls) if call.meaning.stops), None)
        if stopped is not None or not self.tasks:
            return stopped
        return self.calls[-1] if self.calls else None


@dataclass(frozen=True, slots=True)
class Left:
    """An account that is there now because of the push."""

    id: str
    login: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything one push came to.

    ``trouble`` says why nothing was pushed. ``connector`` is what Okta's dialog says after the
    test.
    """

    url: str
    app_type: str
    people: int
    connector: str = ""
    trouble: Trouble | None = None
    first: Exchange | None = None
    steps: tuple[Step, ...] = ()
    left: tuple[Left, ...] = ()
    stopped: bool = False
    requests: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def exit_code(self) -> int:
        """0 if everybody ended in sync and nothing is left open, 1 if not, 2 for a refused push."""
        if self.trouble is not None and self.trouble.kind == "existing":
            return UNUSABLE
        good = bool(self.steps) and all(step.state is State.PASSED for step in self.steps)
        return PASSED if good and not self.stopped else FAILED

    def count(self, state: State) -> int:
        """Count the steps that ended so."""
        return sum(step.state is state for step in self.steps)


__all__ = [
    "FAILED",
    "PASSED",
    "UNUSABLE",
    "Call",
    "Left",
    "Result",
    "Stage",
    "State",
    "Step",
]
