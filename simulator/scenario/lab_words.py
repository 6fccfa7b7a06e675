"""Steps of the lab itself: what is said, the connection test, the engine's brake, time."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from simulator.durations import MAX_WAIT
from simulator.events import JSON
from simulator.scenario.app_words import InApp
from simulator.scenario.base import Body, Duration


class Say(Body):
    """Say something to the person who watches."""

    short: ClassVar[str] = "text"
    text: str = Field(min_length=1)
    """What is said; an empty line begins a new paragraph."""


class Pause(Body):
    """Stop until the person goes on; passed over where nobody watches."""

    short: ClassVar[str] = "say"
    say: str = ""
    """What is said meanwhile."""


class ConnectionTest(InApp):
    """Press Test Connector Configuration and compare the result.

    Source: okta-provisioning.md 1.3.
    """

    short: ClassVar[str] = "expect"
    verb: ClassVar[str] = "okta.app.test"
    gives: ClassVar[frozenset[str]] = frozenset({"ok", "rows", "reason"})
    expect: Literal["ok", "failed"] = "ok"
    """What must come of it."""
    reason: str | None = None
    """Text that the shown reason must hold."""

    def args(self) -> dict[str, JSON]:
        return {} if self.app is None else {"app": self.app}


class Hold(Body):
    """Stop the engine from taking jobs."""

    verb: ClassVar[str] = "lab.hold"


class Release(Body):
    """Let the engine take jobs again."""

    verb: ClassVar[str] = "lab.release"


class StepOnce(Body):
    """Let one job through while the engine is held."""

    verb: ClassVar[str] = "lab.step"


class Settle(Body):
    """Wait until no job is queued, under way or waiting for its next attempt."""

    verb: ClassVar[str] = "lab.settle"


def _bounded(seconds: float) -> float:
    if seconds > MAX_WAIT:
        raise PydanticCustomError("duration", "expected 366 days at most; wait more than once")
    return seconds


class Wait(Body):
    """Let simulated time pass."""

    short: ClassVar[str] = "duration"
    verb: ClassVar[str] = "lab.wait"
    duration: Annotated[Duration, AfterValidator(_bounded)]
    """How long, in simulated time."""

    def args(self) -> dict[str, JSON]:
        return {"seconds": self.duration}


class Speed(Body):
    """Set how many simulated seconds pass in a real one; passed over where time stands still."""

    short: ClassVar[str] = "speed"
    verb: ClassVar[str] = "lab.speed"
    speed: float = Field(ge=0.01, le=10_000, strict=False)
    """Simulated seconds in a real one."""


class Mark(Body):
    """Forget the requests, log entries and events so far for the next expectation."""


WORDS: dict[str, type[Body]] = {
    "say": Say,
    "pause": Pause,
    "test_connection": ConnectionTest,
    "hold": Hold,
    "release": Release,
    "step": StepOnce,
    "settle": Settle,
    "wait": Wait,
    "speed": Speed,
    "mark": Mark,
}


__all__ = ["WORDS", "ConnectionTest", "Mark", "Pause", "Say", "Settle"]
