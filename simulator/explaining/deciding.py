"""The one setting or state that decides how a person stands, for programs. Pure.

:func:`simulator.okta.insight.why` says it in words; here it has a name and a value. Source:
okta-provisioning.md 1.4, 2.1, 6.2.
"""

from dataclasses import dataclass

from simulator.events import JSON
from simulator.okta.insight import Facts
from simulator.okta.model import AssignmentStatus, JobState, SyncState, UserStatus

SETTING, STATE = "setting", "state"


@dataclass(frozen=True, slots=True)
class Decisive:
    """What decides: a setting an administrator can change, or a state something led to."""

    kind: str
    name: str
    value: JSON


def decisive(facts: Facts) -> Decisive:
    """Return what is responsible for how a person stands."""
    live = facts.assignment
    if facts.open_jobs and (job := _job(facts)) is not None:
        return job
    if facts.tasks:
        return Decisive(STATE, "task", facts.tasks[0].id)
    if live is None or not live.live:
        return _not_assigned(facts)
    if not facts.app.integration.enabled:
        return Decisive(SETTING, "provisioning.enabled", False)
    if facts.app.status != "ACTIVE":
        return Decisive(STATE, "app.status", facts.app.status)
    if live.status is AssignmentStatus.ACTIVE:
        name = "features.create" if not facts.app.features.create else "assignment.status"
        value = False if not facts.app.features.create else live.status.value
        return Decisive(SETTING if value is False else STATE, name, value)
    if live.status is AssignmentStatus.STAGED:
        return Decisive(STATE, "assignment.status", live.status.value)
    if live.sync_state is SyncState.OUT_OF_SYNC and not facts.app.features.update:
        return Decisive(SETTING, "features.update", False)
    if facts.user.status is UserStatus.SUSPENDED:
        return Decisive(STATE, "user.status", facts.user.status.value)
    return Decisive(STATE, "assignment.sync_state", live.sync_state.value)


def _job(facts: Facts) -> Decisive | None:
    job = facts.open_jobs[0]
    if facts.held and job.state is JobState.QUEUED:
        return Decisive(STATE, "engine.held", True)
    return Decisive(STATE, "job", f"j{job.number} {job.state.value}")


def _not_assigned(facts: Facts) -> Decisive:
    ended = facts.assignment
    if facts.user.status is UserStatus.DEPROVISIONED and ended is None:
        return Decisive(STATE, "user.status", facts.user.status.value)
    if ended is None:
        return Decisive(STATE, "assignment", None)
    if ended.sync_state is not SyncState.SYNCHRONIZED and not facts.app.features.deactivate:
        return Decisive(SETTING, "features.deactivate", False)
    return Decisive(STATE, "assignment.status", ended.status.value)


__all__ = ["SETTING", "STATE", "Decisive", "decisive"]
