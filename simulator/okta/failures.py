"""How a push fails: the text of its task, what changes, what the System Log says.

Source: okta-provisioning.md 2.21, 3.4 (texts), 3.5 (cards), 6.2 (statuses), 7.1, 7.3 (log).
"""

from collections.abc import Mapping

from simulator.events import JSON, Event, decision
from simulator.okta import texts
from simulator.okta.intents import Purpose
from simulator.okta.model import AssignmentStatus, JobKind, Snapshot, SyncState, TaskKind
from simulator.okta.outcomes import PROVISION, Ending, job_finished, push_finished
from simulator.okta.planner import Failure
from simulator.okta.syslog import FAILURE


def failed(end: Ending, failure: Failure, *, task_id: str) -> list[Event]:
    """Return the records of a failed push; it leaves a task for a person."""
    text = task_text(end.app.label, end.snapshot, failure)
    kind = end.job.kind
    if failure.purpose is Purpose.REACTIVATE or end.known.reactivated:
        kind = JobKind.REACTIVATE
    facts = _failed_facts(end, failure)
    told = f"{_why(failure)} → the job fails and leaves a task for a person: {failure.detail}"
    return [
        decision("okta", told, outcome="failed", text_shown=text),
        push_finished(end, FAILURE, kind, facts, reason=text),
        *_failure_log(end, failure),
        job_finished(end, "failed", text),
        Event(
            kind="task.opened",
            data={
                "id": task_id,
                "app_id": end.app.id,
                "assignment": end.job.assignment,
                "job": end.job.number,
                "kind": _card(end, failure).value,
                "text": text,
                "login": end.snapshot.login,
            },
        ),
        end.log("task.lifecycle.create"),
    ]


def _why(failure: Failure) -> str:
    if failure.status == 0:
        return "no usable answer, and only 429 is tried again by itself"
    if failure.status >= 400:
        return f"{failure.status} is not tried again by itself"
    return "the answer cannot be used"


def _failed_facts(end: Ending, failure: Failure) -> dict[str, JSON]:
    if end.now is None:
        return {}
    facts: dict[str, JSON] = {"sync_state": SyncState.ERROR.value}
    if end.job.kind is JobKind.DEACTIVATE:
        if end.now.live:
            return {"sync_state": SyncState.DISABLED.value}
        return {**facts, "linked_id": None}
    if end.job.kind is JobKind.PASSWORD:
        return {"sync_state": end.before.value}
    if end.known.created:  # by the other of two jobs for the same person (2.18)
        facts["linked_id"] = end.known.linked_id
        if end.now.live:
            facts["status"] = AssignmentStatus.PROVISIONED.value
        return facts
    if end.job.kind is JobKind.UPDATE or failure.purpose is not Purpose.PROFILE:
        return facts
    lost = end.known.reactivated and not end.app.knobs.link_kept_after_failed_reactivation
    if not lost and end.known.matches:
        facts["linked_id"] = end.known.matches[0].id
        if end.now.live:
            facts["status"] = AssignmentStatus.PROVISIONED.value
    return facts


def task_text(label: str, snapshot: Snapshot, failure: Failure) -> str:
    """Return the whole text of the task (3.4)."""
    name, detail = snapshot.display_name, failure.detail
    match failure.purpose:
        case Purpose.DEACTIVATE:
            return texts.deprovisioning_failed(name, label, texts.while_deactivating(detail))
        case Purpose.PROFILE:
            told = texts.while_updating(snapshot.user_name, detail)
            if detail.startswith("Error while trying to import user profile"):
                return texts.provisioning_failed(name, label, detail)
            return texts.profile_push_failed(name, label, told)
        case Purpose.PASSWORD:
            told = texts.while_pushing_password(detail)
        case Purpose.REACTIVATE:
            told = texts.while_reactivating(detail)
        case Purpose.CREATE:
            told = texts.while_creating(name, detail)
        case _:
            told = texts.while_verifying(snapshot.user_name, detail)
    if detail in (texts.MATCHING_USER_NOT_FOUND, texts.USER_IS_INACTIVE):
        told = detail
    return texts.provisioning_failed(name, label, told)


def _card(end: Ending, failure: Failure) -> TaskKind:
    if end.job.kind is JobKind.DEACTIVATE:
        return TaskKind.DEPROVISIONING
    if end.job.kind is JobKind.PASSWORD:
        return TaskKind.PASSWORD
    profile = failure.purpose is Purpose.PROFILE
    return TaskKind.PROFILE_PUSH if profile else TaskKind.ASSIGNMENT


_FAILED_STEP: Mapping[Purpose, str] = {
    Purpose.LOOKUP: "verify_exists",
    Purpose.CREATE: "push",
    Purpose.PROFILE: "push_profile",
    Purpose.REACTIVATE: "reactivate",
    Purpose.DEACTIVATE: "deactivate",
    Purpose.PASSWORD: "password",
}


def _failure_log(end: Ending, failure: Failure) -> list[Event]:
    """Log the failing step, then that the sync of a new assignment failed (7.1, 7.3)."""
    events = []
    if failure.status == 401 or texts.about_token(failure.detail):
        kind = "application.integration.authentication_failure"
        events.append(end.log(kind, result=FAILURE, reason=failure.logged))
    step = _FAILED_STEP[failure.purpose]
    if failure.detail == texts.USER_IS_INACTIVE:
        step = "push_profile"
    silent = failure.logged is None
    if not silent:
        events.append(end.log(f"{PROVISION}{step}", result=FAILURE, reason=failure.logged))
    if silent or end.job.kind in (JobKind.CREATE, JobKind.LINK):
        events.append(end.log(f"{PROVISION}sync", result=FAILURE, reason=failure.logged))
    return events


__all__ = ["failed", "task_text"]
