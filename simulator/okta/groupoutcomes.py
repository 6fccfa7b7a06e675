"""How a group push ends: what changes on its mapping, and what the System Log says.

Source: okta-provisioning.md 2.21, 3.4 (texts), 7.1 (log); okta-management-api.md 6.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.clock import from_us
from simulator.events import JSON, Event, decision
from simulator.okta import texts
from simulator.okta.groupplan import GroupWork
from simulator.okta.intents import Purpose
from simulator.okta.model import App, Job, JobKind, Task, TaskKind
from simulator.okta.outcomes import job_finished, push_finished
from simulator.okta.planner import Done, Failure
from simulator.okta.pushmodel import GroupOp, MappingStatus, PushMapping
from simulator.okta.retry import Wait
from simulator.okta.syslog import FAILURE, SUCCESS, SYSTEM, Origin, app_target, entry

GROUP_PUSH = "application.provision.group_push."
WAITS = (60, 300, 900)
"""Seconds until Okta repeats a group push that failed for the moment (2.21; a guess)."""
_TRANSIENT = frozenset((0, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEnding:
    """What is known when a group push ends; ``mapping`` is gone if it was deleted meanwhile.

    ``tasks`` are the mapping's open ones: any good push clears them.
    """

    job: Job
    push: int
    app: App
    work: GroupWork
    mapping: PushMapping | None
    now: int
    tasks: Sequence[Task] = ()
    actor: Mapping[str, JSON] | None = None

    @property
    def login(self) -> str:
        """The name lists show for the job."""
        return self.work.name

    def log(self, event_type: str, *, result: str = SUCCESS, reason: str | None = None) -> Event:
        """Make a System Log entry of the job."""
        origin = Origin(
            actor=self.actor or SYSTEM, transaction=self.job.transaction, app_name=self.app.name
        )
        return entry(event_type, self._targets(), origin=origin, result=result, reason=reason)

    def _targets(self) -> list[dict[str, JSON]]:
        mapping = self.mapping
        if mapping is None:
            return [app_target(self.app)]
        return mapping_targets(mapping, self.app, self.work.name)

    def changed(self, **facts: JSON) -> list[Event]:
        """Make the record of a changed mapping; none if it is gone."""
        if self.mapping is None:
            return []
        return [mapping_changed(self.mapping.id, self.work.name, **facts)]


def mapping_targets(mapping: PushMapping, app: App, name: str) -> list[dict[str, JSON]]:
    """Return the targets of everything about a pushed group (7)."""
    found = [
        {
            "id": mapping.app_group_id,
            "type": "AppGroup",
            "alternateId": "unknown",
            "displayName": name,
        },
        app_target(app),
        {
            "id": mapping.group_id,
            "type": "UserGroup",
            "alternateId": "unknown",
            "displayName": name,
        },
    ]
    if app.knobs.log_mapping_target:
        found.append(
            {
                "id": mapping.id,
                "type": "GroupPushMapping",
                "alternateId": "unknown",
                "displayName": name,
            }
        )
    return found


def mapping_changed(mapping_id: str, name: str, /, **facts: JSON) -> Event:
    """Make the record of a changed mapping."""
    status = facts.get("status")
    told = f"push of group {name}: {status}" if status else f"push of group {name} changed"
    return Event(
        kind="okta.group_push.changed",
        data={"id": mapping_id, "name": name, "set": facts, "text": told},
    )


# -- success -------------------------------------------------------------------------------


def group_succeeded(end: GroupEnding, done: Done) -> list[Event]:
    """Return the records of a group push that did its work (or had none)."""
    events = [decision("okta", done.reason, outcome=done.outcome)]
    events.append(push_finished(end, SUCCESS, done.kind, {}, reason=done.reason))
    if done.outcome == "deleted":
        events += _deleted(end)
    elif done.outcome != "nothing":
        events += end.changed(**_facts(end, done))
        events += [end.log(f"{GROUP_PUSH}{name}") for name in _logged(end, done)]
    events.append(job_finished(end, "done", done.reason))
    cleared = dict.fromkeys(each.id for each in end.tasks if done.outcome != "nothing")
    for task in cleared | ({end.job.task: None} if end.job.task else {}):
        events.append(Event(kind="task.completed", data={"id": task}))
        events.append(end.log("task.lifecycle.delete"))
    return events


def _facts(end: GroupEnding, done: Done) -> dict[str, JSON]:
    facts: dict[str, JSON] = {
        "status": MappingStatus.ACTIVE.value,
        "error": "",
        "target_id": done.linked_id,
        "last_push": end.now,
        "name": end.work.name,
    }
    if done.outcome == "linked":
        facts["linked"] = True
    if end.work.op is not GroupOp.RENAME:
        facts["pushed"] = [each.id for each in end.work.members]
    return facts


def _logged(end: GroupEnding, done: Done) -> list[str]:
    if done.outcome in ("created", "linked"):
        return ["pushed"]
    if done.outcome == "renamed":
        return ["mapping.app.group.renamed"]
    return ["updated", "push_memberships"]


def _deleted(end: GroupEnding) -> list[Event]:
    logged = [end.log(f"{GROUP_PUSH}{name}") for name in ("removed", "delete_appgroup")]
    if end.mapping is None:
        return logged
    data = {
        "id": end.mapping.id,
        "app_group_id": end.mapping.app_group_id,
        "name": end.work.name,
        "text": f"push of group {end.work.name} ended: deleted in the app, too",
    }
    return [Event(kind="okta.group_push.deleted", data=data), *logged]


# -- failure -------------------------------------------------------------------------------


def transient(failure: Failure, *, attempt: int, retries: int) -> Wait | None:
    """Return when Okta repeats a failed group push by itself; ``None`` if a person must."""
    if failure.status not in _TRANSIENT or attempt > min(retries, len(WAITS)):
        return None
    seconds = WAITS[attempt - 1]
    told = f"the failure may pass → Okta repeats the group push in {seconds} s: {failure.detail}"
    return Wait(seconds, blind=False, reason=told, limited=False)


def group_text(end: GroupEnding, failure: Failure) -> str:
    """Return the whole text of a failed group push (3.4)."""
    name, detail = end.work.name, failure.detail
    if detail == texts.linked_group_missing(end.app.label):
        told = detail
    else:
        told = _operation(failure.purpose, name, detail)
    when = from_us(end.now).strftime("%m-%d-%Y %I:%M:%S%p")
    return texts.group_push_failed(when, name, told)


def _operation(purpose: Purpose, name: str, detail: str) -> str:
    match purpose:
        case Purpose.GROUP_CREATE:
            return texts.while_creating_group(name, detail)
        case Purpose.GROUP_LOOKUP:
            return texts.while_finding_group(detail)
        case Purpose.GROUP_DELETE:
            return texts.while_deleting_group(detail)
    return texts.while_updating_group(name, detail)


_FAILED_STEP: Mapping[Purpose, str] = {
    Purpose.GROUP_LOOKUP: "application.provision.group.verify_exists",
    Purpose.GROUP_CREATE: "application.provision.group.add",
    Purpose.GROUP_NAME: "application.provision.group.update",
    Purpose.GROUP_MEMBERS: "application.provision.group_membership.update",
    Purpose.GROUP_DELETE: "application.provision.group.remove",
}


def step_of(failure: Failure) -> str:
    """Return the System Log type of the step that failed (7.1, 7.3)."""
    return _FAILED_STEP[failure.purpose]


def _task(end: GroupEnding, key: str, text: str) -> Event:
    data = {
        "id": key,
        "app_id": end.app.id,
        "assignment": end.job.assignment,
        "job": end.job.number,
        "kind": TaskKind.GROUP_PUSH.value,
        "text": text,
        "login": end.work.name,
    }
    return Event(kind="task.opened", data=data)


def group_failed(
    end: GroupEnding,
    failure: Failure,
    *,
    task_id: str,
    target_id: str | None = None,
    linked: bool = False,
) -> list[Event]:
    """Return the records of a group push that a person must repeat.

    ``target_id`` is the group that was made or found before it failed. The card lists mappings in
    error (3.5), so a mapping has one task; whether Okta keeps more is a setting.
    """
    opens = task_id
    if end.tasks and end.app.knobs.group_push_tasks == "one":
        opens = end.tasks[0].id
    text = group_text(end, failure)
    facts: dict[str, JSON] = {"status": MappingStatus.ERROR.value, "error": text}
    if target_id is not None:
        facts["target_id"] = target_id
    if linked:
        facts["linked"] = True
    told = f"the mapping is in error until a person acts: {failure.detail}"
    events = [
        decision("okta", told, outcome="failed", text_shown=text),
        push_finished(end, FAILURE, JobKind.GROUP_PUSH, {}, reason=text),
        *end.changed(**facts),
    ]
    if failure.status == 401 or texts.about_token(failure.detail):
        kind = "application.integration.authentication_failure"
        events.append(end.log(kind, result=FAILURE, reason=failure.logged))
    kind = step_of(failure)
    ended = f"{GROUP_PUSH}mapping.update.or.delete.failed.with.error"
    events += [
        end.log(kind, result=FAILURE, reason=failure.logged),
        end.log(ended, result=FAILURE, reason=failure.logged),
        job_finished(end, "failed", text),
        _task(end, opens, text),
        end.log(f"task.lifecycle.{'create' if opens == task_id else 'update'}"),
    ]
    return events


__all__ = [
    "GROUP_PUSH",
    "WAITS",
    "GroupEnding",
    "group_failed",
    "group_succeeded",
    "group_text",
    "mapping_changed",
    "mapping_targets",
    "step_of",
    "transient",
]
