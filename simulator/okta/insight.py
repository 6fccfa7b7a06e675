"""Answers to "why is this person as they are?" and "what would be sent next?".

Both are pure: facts in, plain words or a request out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.intents import Create, Intent, Patch, Purpose, Replace
from simulator.okta.mapping import map_profile, scope_of
from simulator.okta.mapping import user_name as mapped_user_name
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    Job,
    JobKind,
    JobState,
    OktaUser,
    Scope,
    Snapshot,
    SyncState,
    Task,
    UserStatus,
)
from simulator.okta.planner import Work
from simulator.okta.requests import build

MASK = "********"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one person and one app.

    ``groups`` are the assigned groups the person is in; ``stored`` is the account as the other
    side last showed it.
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
    stored: Mapping[str, JSON] | None = None


# -- why -----------------------------------------------------------------------------------


def why(facts: Facts) -> str:
    """Say how a person stands, and the setting or state that is responsible."""
    live = facts.assignment
    if live is None or not live.live:
        return _not_assigned(facts)
    how = _assigned(facts, live)
    return f"{how} {_standing(facts, live)}"


def _not_assigned(facts: Facts) -> str:
    login, label = facts.user.login, facts.app.label
    if facts.app.broker_mode:
        return f"Nothing is sent: {texts.BROKER} for {label}, so nobody is provisioned by it."
    if facts.user.status is UserStatus.DEPROVISIONED:
        told = f"{login} is deactivated in Okta and has no apps."
        if facts.groups:
            told += f" Activating brings {label} back through {_names(facts.groups)}."
    elif facts.assignment is None:
        told = f"{login} is not assigned to {label}, so nothing is sent."
        told += " Assign the person, or a group the person is in."
    else:
        told = f"{login} is no longer assigned to {label}."
    return f"{told} {_deactivation(facts)}".strip()


def _deactivation(facts: Facts) -> str:
    ended = facts.assignment
    if ended is None:
        return ""
    if facts.open_jobs:
        return _queued(facts)
    if facts.tasks:
        return f"Switching the account off failed: {facts.tasks[0].text}"
    if ended.sync_state is SyncState.SYNCHRONIZED:
        return "The account was switched off; Okta never deletes it."
    if not facts.app.features.deactivate:
        return (
            "Deactivate Users is off, so the account was left as it was; turning it on later does "
            "not catch up."
        )
    return "No account was linked, so there was nothing to switch off."


def _assigned(facts: Facts, live: Assignment) -> str:
    via = "directly" if live.scope is Scope.USER else f"through {_names(facts.groups)}"
    return f"{facts.user.login} has {facts.app.label} {via}."


def _standing(facts: Facts, live: Assignment) -> str:
    app = facts.app
    if facts.open_jobs:
        return _queued(facts)
    if facts.tasks:
        return (
            f"The last job failed and is not tried again by itself: {facts.tasks[0].text} "
            "Retry the task, or mark it complete."
        )
    if app.broker_mode:
        return f"Nothing is sent: {texts.BROKER}, so nobody is provisioned by this app."
    if not app.integration.enabled:
        return "Nothing is sent: the app has no provisioning integration."
    if app.status != "ACTIVE":
        return "Nothing is sent: the app is inactive."
    if live.status is AssignmentStatus.ACTIVE and live.linked_id is None:
        return _before_provisioning(app)
    if live.status is AssignmentStatus.STAGED:
        return "The account was never created and no task is open; unassign and assign again."
    if live.sync_state is SyncState.OUT_OF_SYNC:
        if not app.features.update:
            return "The profile changed, but Update User Attributes is off: nothing is sent."
        return "The app profile differs from what was pushed last; Force Sync pushes it."
    return _in_sync(facts, live)


def _before_provisioning(app: App) -> str:
    if not app.features.any:
        return (
            "Nothing is sent: Create Users, Update User Attributes and Deactivate Users are all "
            "off."
        )
    return f"Nothing is sent. {texts.BEFORE_PROVISIONING}"


def _in_sync(facts: Facts, live: Assignment) -> str:
    told = f"The account {live.linked_id} is linked and counts as in sync"
    told += f" since push p{live.last_push}" if live.last_push else ""
    if facts.user.status is UserStatus.SUSPENDED:
        return f"{told}. The person is suspended in Okta: that is never sent."
    held_back = [each.name for each in facts.app.attributes if each.expression and not each.updates]
    if held_back:
        return (
            f"{told}. {_names(held_back)} {_apply(held_back)} on create only: later changes stay."
        )
    return f"{told}. Okta looks at the status of the answer only, not at its values."


def _apply(names: Sequence[str]) -> str:
    return "applies" if len(names) == 1 else "apply"


def _queued(facts: Facts) -> str:
    job = facts.open_jobs[0]
    name = f"job j{job.number} {job.kind.value}"
    if job.state is JobState.RUNNING:
        return f"{name} is under way ({job.reason})."
    seconds = max(0, round((job.due - facts.now) / 1_000_000))
    if job.state is JobState.WAITING:
        return f"{name} was throttled and starts over in {seconds} s ({job.reason})."
    if facts.held:
        return f"{name} is queued, and the engine is held: release it, or let one job through."
    if seconds:
        return f"{name} starts in {seconds} s ({job.reason})."
    return f"{name} is queued ({job.reason})."


def _names(names: Sequence[str]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:5])} and {len(names) - 5} more"
    return ", ".join(names) or "a group"


# -- preview -------------------------------------------------------------------------------


def preview(facts: Facts) -> dict[str, Any]:
    """Return the request that would write next: method, path, body.

    A look-up or read comes before it; what the other side holds is taken from the last time it
    was seen. The random password is shown as a mask.
    """
    intent, work, note = _intended(facts)
    request = build(work, intent, token=MASK, password=MASK)
    return {
        "method": request.method,
        "path": request.target,
        "body": None if request.body is None else orjson.loads(request.body),
        "note": note,
    }


def _intended(facts: Facts) -> tuple[Intent, Work, str]:
    app, live = facts.app, facts.assignment
    job = facts.open_jobs[0] if facts.open_jobs else None
    snapshot = job.snapshot if job else _fresh(facts)
    kind = job.kind if job else JobKind.UPDATE
    linked_id = snapshot.linked_id or (live.linked_id if live and live.live else None)
    if linked_id is None or (job is not None and job.kind is JobKind.CREATE):
        work = Work(kind=JobKind.CREATE, app=app, snapshot=snapshot, user_id=facts.user.id)
        return Create(), work, "after a look-up by userName that finds nobody"
    purpose = Purpose.DEACTIVATE if kind is JobKind.DEACTIVATE else Purpose.PROFILE
    work = Work(
        kind=kind, app=app, snapshot=replace(snapshot, linked_id=linked_id), user_id=facts.user.id
    )
    patches = (
        app.knobs.patches_active if purpose is Purpose.DEACTIVATE else (app.knobs.patches_profile)
    )
    if patches:
        return Patch(linked_id, purpose), work, "without a read before it"
    stored = facts.stored or {"schemas": [], "id": linked_id}
    seen = "as last seen" if facts.stored else "not seen yet, so only what Okta adds is shown"
    return Replace(linked_id, stored, purpose), work, f"laid over the stored account, {seen}"


def _fresh(facts: Facts) -> Snapshot:
    """Return what would be sent if the person were assigned now."""
    app, user, live = facts.app, facts.user, facts.assignment
    scope = scope_of(user)
    if live is not None and live.live:
        profile, name = live.profile, live.user_name
    else:
        profile, name = map_profile(app, scope).profile, mapped_user_name(app, scope)
    return Snapshot(
        login=user.login,
        display_name=user.display_name,
        user_name=name,
        profile=profile,
        linked_id=live.linked_id if live is not None and live.live else None,
        changed=tuple(profile),
    )


__all__ = ["MASK", "Facts", "preview", "why"]
