"""How a person stands with an app: plain words, and the one setting or state that decides it.

Both come from one look at the facts, so they cannot disagree. Source: okta-provisioning.md 1.1,
1.4, 2.1, 2.13, 6.2.
"""

from collections.abc import Sequence

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.behind import Behind, behind
from simulator.okta.leavers import without
from simulator.okta.mapping import CLEARED
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    JobKind,
    Scope,
    SyncState,
    Task,
    TaskKind,
    UserStatus,
)
from simulator.okta.standingfacts import (
    SETTING,
    STATE,
    Decisive,
    Facts,
    Standing,
    by_setting,
    by_state,
    listed_names,
    queued,
)

_MOST, _LONGEST = 5, 60
"""How many differences a sentence tells, and how much of a value."""


def standing(facts: Facts) -> Standing:
    """Say how a person stands, and the setting or state that is responsible."""
    live = facts.assignment
    if live is None or not live.live:
        return without(facts)
    via = "directly" if live.scope is Scope.USER else f"through {listed_names(facts.groups)}"
    found = _busy(facts) or _silent(facts.app) or _with(facts, live)
    return found.after(f"{facts.user.login} has {facts.app.label} {via}.")


def why(facts: Facts) -> str:
    """Return the words alone."""
    return standing(facts).text


# -- who has the app -----------------------------------------------------------------------


def _busy(facts: Facts) -> Standing | None:
    """Tell of a job that is not over, or of one that failed."""
    if facts.open_jobs:
        return queued(facts, facts.open_jobs[0])
    return _failed(facts, facts.tasks[0]) if facts.tasks else None


def _failed(facts: Facts, task: Task) -> Standing:
    """Tell of an open task, and of what has to be done about the best known ones (11)."""
    live, features = facts.assignment, facts.app.features
    if texts.MATCHING_USER_NOT_FOUND in task.text and not features.create:
        text = (
            "Nobody there has this userName, and Create Users is off: turn it on and retry the task"
        )
        return by_setting("features.create", False, f"{text}. Okta's task: {task.text}")
    if texts.USER_IS_INACTIVE in task.text and not features.deactivate:
        text = (
            "The account is switched off, and Deactivate Users, which switches on again as well,"
            " is off: turn it on and retry the task"
        )
        return by_setting("features.deactivate", False, f"{text}. Okta's task: {task.text}")
    if live is not None and texts.no_user_returned(live.linked_id or "") in task.text:
        text = (
            f"The account {live.linked_id} is not there any more, and Okta neither looks for"
            " another nor makes one: unassign the person and assign again"
        )
    elif task.kind is TaskKind.DEPROVISIONING:
        text = (
            "A task of the time before is open: retrying it switches off the account the person"
            " has again, so mark it complete"
        )
    else:
        text = "The last job failed and is not tried again by itself: retry the task, or mark it"
        text += " complete"
    return by_state("task", task.id, f"{text}. Okta's task: {task.text}")


def _silent(app: App) -> Standing | None:
    """Tell what keeps the whole app from sending anything."""
    if app.broker_mode:
        text = f"Nothing is sent: {texts.BROKER}, so nobody is provisioned by this app."
        return by_setting("broker_mode", True, text)
    if not app.integration.enabled:
        text = "Nothing is sent: the app has no provisioning integration."
        return by_setting("provisioning.enabled", False, text)
    if app.status != "ACTIVE":
        return by_state("app.status", app.status, "Nothing is sent: the app is inactive.")
    return None


def _with(facts: Facts, live: Assignment) -> Standing:
    app = facts.app
    if live.status is AssignmentStatus.ACTIVE and live.linked_id is None:
        return _before_provisioning(app, live)
    if live.status is AssignmentStatus.STAGED:
        text = "The account was never created and no task is open; unassign and assign again."
        return by_state("assignment.status", live.status.value, text)
    if facts.user.status is UserStatus.DEPROVISIONED:
        text = (
            "The person was deactivated in Okta while the app was inactive: nothing was sent, and"
            " the account stays as it is until the assignment ends."
        )
        return by_state("user.status", facts.user.status.value, text)
    if live.last_kind == JobKind.DEACTIVATE and live.last_sync:
        text = (
            "The last push switched the account off, a retry of what failed before the person got"
            " the app again: unassign and assign switches it on."
        )
        return by_state("assignment.last_kind", live.last_kind, text)
    if live.sync_state is SyncState.ERROR:
        text = (
            "The last push failed, and its task was marked complete: the account has what it had"
            " before. Force Sync, or the next change of the profile, sends what Okta has now."
        )
        return by_state("assignment.sync_state", live.sync_state.value, text)
    if live.sync_state is SyncState.OUT_OF_SYNC:
        if not app.features.update:
            text = "The profile changed, but Update User Attributes is off: nothing is sent."
            return by_setting("features.update", False, text)
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
    return by_state("assignment.sync_state", live.sync_state.value, told)


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
        return by_setting("features.create", False, text)
    if not app.features.create:
        text = (
            "Nothing is sent: Create Users is off, and the assignment is older than the toggles "
            "that are on."
        )
        return by_setting("features.create", False, text)
    text = f"Nothing is sent. {texts.BEFORE_PROVISIONING}"
    return by_state("assignment.status", live.status.value, text)


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
        return by_state("user.status", facts.user.status.value, text)
    held_back = [each.name for each in facts.app.attributes if each.expression and not each.updates]
    if held_back:
        apply = "applies" if len(held_back) == 1 else "apply"
        told += f". {listed_names(held_back)} {apply} on create only: later changes stay."
    else:
        told += ". Okta looks at the status of the answer only, not at its values."
    return by_state("assignment.sync_state", live.sync_state.value, told)


__all__ = ["SETTING", "STATE", "Decisive", "Facts", "Standing", "standing", "why"]
