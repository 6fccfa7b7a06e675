"""How a person stands with an app: plain words, and the one setting or state that decides it.

Both come from one look at the facts, so they cannot disagree. Source: okta-provisioning.md 1.1,
1.4, 2.1, 2.13, 6.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.behind import Behind, behind
from simulator.okta.mapping import CLEARED
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    Job,
    JobState,
    OktaUser,
    Scope,
    SyncState,
    Task,
    UserStatus,
)
from simulator.okta.operators import Scope as Terms

SETTING, STATE = "setting", "state"
_MOST, _LONGEST = 5, 60
"""How many differences a sentence tells, and how much of a value."""


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


def standing(facts: Facts) -> Standing:
    """Say how a person stands, and the setting or state that is responsible."""
    live = facts.assignment
    if live is None or not live.live:
        return _without(facts)
    via = "directly" if live.scope is Scope.USER else f"through {_names(facts.groups)}"
    found = _busy(facts) or _silent(facts.app) or _with(facts, live)
    return found.after(f"{facts.user.login} has {facts.app.label} {via}.")


def why(facts: Facts) -> str:
    """Return the words alone."""
    return standing(facts).text


def _state(name: str, value: JSON, text: str) -> Standing:
    return Standing(text, Decisive(STATE, name, value))


def _setting(name: str, value: JSON, text: str) -> Standing:
    return Standing(text, Decisive(SETTING, name, value))


# -- who has the app -----------------------------------------------------------------------


def _busy(facts: Facts) -> Standing | None:
    """Tell of a job that is not over, or of one that failed."""
    if facts.open_jobs:
        return _queued(facts, facts.open_jobs[0])
    if facts.tasks:
        task = facts.tasks[0]
        text = "The last job failed and is not tried again by itself: retry the task, or mark it"
        return _state("task", task.id, f"{text} complete. Okta's task: {task.text}")
    return None


def _silent(app: App) -> Standing | None:
    """Tell what keeps the whole app from sending anything."""
    if app.broker_mode:
        text = f"Nothing is sent: {texts.BROKER}, so nobody is provisioned by this app."
        return _setting("broker_mode", True, text)
    if not app.integration.enabled:
        text = "Nothing is sent: the app has no provisioning integration."
        return _setting("provisioning.enabled", False, text)
    if app.status != "ACTIVE":
        return _state("app.status", app.status, "Nothing is sent: the app is inactive.")
    return None


def _with(facts: Facts, live: Assignment) -> Standing:
    app = facts.app
    if live.status is AssignmentStatus.ACTIVE and live.linked_id is None:
        return _before_provisioning(app, live)
    if live.status is AssignmentStatus.STAGED:
        text = "The account was never created and no task is open; unassign and assign again."
        return _state("assignment.status", live.status.value, text)
    if live.sync_state is SyncState.OUT_OF_SYNC:
        if not app.features.update:
            text = "The profile changed, but Update User Attributes is off: nothing is sent."
            return _setting("features.update", False, text)
        return _behind(app, live)
    return _linked(facts, live)


def _behind(app: App, live: Assignment) -> Standing:
    """Tell what the account has not got, and what brings it there (2.11, 2.12)."""
    found = behind(app, live)
    cure = "Force Sync, or the next change of the profile, sends what Okta has now."
    if live.resent and found:
        told = (
            f"The account {live.linked_id} is linked and has old values: the last push that went"
            f" well was a retry, which sends what was stored with the failed job. "
            f"{_differences(found)}. {cure}"
        )
    elif found:
        told = f"The app profile differs from what was pushed last: {_differences(found)}. {cure}"
    else:
        told = f"The app profile differs from what was pushed last. {cure}"
    return _state("assignment.sync_state", live.sync_state.value, told)


def _differences(found: Sequence[Behind]) -> str:
    told = [f"{each.name}: sent {_shown(each.pushed)}, now {_shown(each.now)}" for each in found]
    more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return "; ".join(told[:_MOST]) + more


def _shown(value: JSON) -> str:
    if value in (None, CLEARED):
        return "nothing"
    told = repr(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _before_provisioning(app: App, live: Assignment) -> Standing:
    if not app.features.any:
        text = (
            "Nothing is sent: Create Users, Update User Attributes and Deactivate Users are all "
            "off."
        )
        return _setting("features.create", False, text)
    if not app.features.create:
        text = (
            "Nothing is sent: Create Users is off, and the assignment is older than the toggles "
            "that are on."
        )
        return _setting("features.create", False, text)
    text = f"Nothing is sent. {texts.BEFORE_PROVISIONING}"
    return _state("assignment.status", live.status.value, text)


def _linked(facts: Facts, live: Assignment) -> Standing:
    told = f"The account {live.linked_id} is linked"
    if live.last_push:
        told += f" and counts as in sync since push p{live.last_push}"
    elif live.sync_state is SyncState.SYNCHRONIZED:
        told += " and counts as in sync"
    else:
        told += "; nothing was pushed to it so far"
    if facts.user.status is UserStatus.SUSPENDED:
        text = f"{told}. The person is suspended in Okta: that is never sent."
        return _state("user.status", facts.user.status.value, text)
    held_back = [each.name for each in facts.app.attributes if each.expression and not each.updates]
    if held_back:
        apply = "applies" if len(held_back) == 1 else "apply"
        told += f". {_names(held_back)} {apply} on create only: later changes stay."
    else:
        told += ". Okta looks at the status of the answer only, not at its values."
    return _state("assignment.sync_state", live.sync_state.value, told)


def _queued(facts: Facts, job: Job) -> Standing:
    name = f"job j{job.number} {job.kind.value}"
    state = f"j{job.number} {job.state.value}"
    if job.state is JobState.RUNNING:
        return _state("job", state, f"{name} is under way ({job.reason}).")
    seconds = max(0, round((job.due - facts.now) / 1_000_000))
    if job.state is JobState.WAITING:
        text = f"{name} was throttled and starts over in {seconds} s ({job.reason})."
        return _state("job", state, text)
    if facts.held:
        text = f"{name} is queued, and the engine is held: release it, or let one job through."
        return _state("engine.held", True, text)
    if seconds:
        return _state("job", state, f"{name} starts in {seconds} s ({job.reason}).")
    return _state("job", state, f"{name} is queued ({job.reason}).")


# -- who does not have it ------------------------------------------------------------------


def _without(facts: Facts) -> Standing:
    login, label, ended = facts.user.login, facts.app.label, facts.assignment
    deactivated = facts.user.status is UserStatus.DEPROVISIONED
    if facts.app.broker_mode and not facts.open_jobs and not facts.tasks:
        text = f"Nothing is sent: {texts.BROKER} for {label}, so nobody is provisioned by it."
        return _setting("broker_mode", True, text)
    if deactivated:
        told = f"{login} is deactivated in Okta and has no apps."
        if facts.groups:
            told += f" Activating brings {label} back through {_names(facts.groups)}."
        if ended is None:
            return _state("user.status", facts.user.status.value, told)
    elif ended is None:
        told = f"{login} is not assigned to {label}, so nothing is sent."
        told += " Assign the person, or a group the person is in."
        return _state("assignment", None, told)
    else:
        told = f"{login} is no longer assigned to {label}."
    return _left(facts, ended).after(told)


def _left(facts: Facts, ended: Assignment) -> Standing:
    """Tell what became of the account of somebody who had the app."""
    if facts.open_jobs:
        return _queued(facts, facts.open_jobs[0])
    if facts.tasks:
        task = facts.tasks[0]
        return _state("task", task.id, f"Switching the account off failed: {task.text}")
    if ended.sync_state is SyncState.SYNCHRONIZED:
        text = "The account was switched off; Okta never deletes it."
        return _state("assignment.status", ended.status.value, text)
    if ended.gone:
        text = "An import did not find the account active any more, and so nothing was sent."
        return _state("assignment.status", ended.status.value, text)
    if not facts.app.features.deactivate:
        text = (
            "Deactivate Users is off, so the account was left as it was; turning it on later does "
            "not catch up."
        )
        return _setting("features.deactivate", False, text)
    if ended.last_push is None or not ended.last_sync:
        text = "No account was linked, so there was nothing to switch off."
        return _state("assignment.linked_id", None, text)
    text = "The account was left as it was when the assignment ended; nothing catches up on that."
    return _state("assignment.sync_state", ended.sync_state.value, text)


def _names(names: Sequence[str]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:5])} and {len(names) - 5} more"
    return ", ".join(names) or "a group"


__all__ = ["SETTING", "STATE", "Decisive", "Facts", "Standing", "standing", "why"]
