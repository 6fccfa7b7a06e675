"""What is known of one person and one app, and the form of an answer about them.

Source: okta-provisioning.md 1.1, 6.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.events import JSON
from simulator.okta.model import App, Assignment, Job, JobState, OktaUser, Task
from simulator.okta.operators import Scope as Terms

SETTING, STATE = "setting", "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one person and one app.

    ``groups`` are the assigned groups the person is in; ``stored`` is the account as the other
    side last showed it, ``terms`` what mappings may refer to.
    """

    app: App
    user: OktaUser
    assignment: Assignment | None
    groups: Sequence[str]
    open_jobs: Sequence[Job]
    last_job: Job | None
    tasks: Sequence[Task]
    held: bool
    now: int
    terms: Terms
    stored: Mapping[str, JSON] | None = None


@dataclass(frozen=True, slots=True)
class Decisive:
    """What decides: a setting an administrator can change, or a state something led to."""

    kind: str
    name: str
    value: JSON


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands: ``text`` for people, ``because`` for programs."""

    text: str
    because: Decisive

    def after(self, words: str) -> "Standing":
        """Return the same with words before it."""
        return Standing(f"{words} {self.text}", self.because)


def by_state(name: str, value: JSON, text: str) -> Standing:
    return Standing(text, Decisive(STATE, name, value))


def by_setting(name: str, value: JSON, text: str) -> Standing:
    return Standing(text, Decisive(SETTING, name, value))


def queued(facts: Facts, job: Job) -> Standing:
    name = f"job j{job.number} {job.kind.value}"
    state = f"j{job.number} {job.state.value}"
    if job.state is JobState.RUNNING:
        return by_state("job", state, f"{name} is under way ({job.reason}).")
    seconds = max(0, round((job.due - facts.now) / 1_000_000))
    if job.state is JobState.WAITING:
        text = f"{name} was throttled and starts over in {seconds} s ({job.reason})."
        return by_state("job", state, text)
    if facts.held:
        text = f"{name} is queued, and the engine is held: release it, or let one job through."
        return by_state("engine.held", True, text)
    if seconds:
        return by_state("job", state, f"{name} starts in {seconds} s ({job.reason}).")
    return by_state("job", state, f"{name} is queued ({job.reason}).")


def listed_names(names: Sequence[str]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:5])} and {len(names) - 5} more"
    return ", ".join(names) or "a group"


__all__ = [
    "SETTING",
    "STATE",
    "Decisive",
    "Facts",
    "Standing",
    "by_setting",
    "by_state",
    "listed_names",
    "queued",
]
