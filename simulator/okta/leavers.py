"""How a person stands who does not have the app, or has it no more.

Source: okta-provisioning.md 1.4, 2.6, 2.7, 2.16.
"""

from simulator.okta import texts
from simulator.okta.model import Assignment, SyncState, UserStatus
from simulator.okta.standingfacts import Facts, Standing, by_setting, by_state, listed_names, queued


def without(facts: Facts) -> Standing:
    """Say how somebody stands who does not have the app."""
    login, label, ended = facts.user.login, facts.app.label, facts.assignment
    deactivated = facts.user.status is UserStatus.DEPROVISIONED
    if facts.app.broker_mode and not facts.open_jobs and not facts.tasks:
        text = f"Nothing is sent: {texts.BROKER} for {label}, so nobody is provisioned by it."
        return by_setting("broker_mode", True, text)
    if deactivated:
        told = f"{login} is deactivated in Okta and has no apps."
        if facts.groups:
            told += f" Activating brings {label} back through {listed_names(facts.groups)}."
        if ended is None:
            return by_state("user.status", facts.user.status.value, told)
    elif ended is None:
        told = f"{login} is not assigned to {label}, so nothing is sent."
        told += " Assign the person, or a group the person is in."
        return by_state("assignment", None, told)
    else:
        told = f"{login} is no longer assigned to {label}."
    return _left(facts, ended).after(told)


def _left(facts: Facts, ended: Assignment) -> Standing:
    """Tell what became of the account of somebody who had the app."""
    if facts.open_jobs:
        return queued(facts, facts.open_jobs[0])
    if facts.tasks:
        task = facts.tasks[0]
        told = "Switching the account off failed and is not tried again by itself: retry the task."
        return by_state("task", task.id, f"{told} {task.text}")
    if ended.gone == "job":
        text = "The account was not there any more (404), which counts as done."
        return by_state("assignment.status", ended.status.value, text)
    if ended.sync_state is SyncState.SYNCHRONIZED:
        text = "The account was switched off; Okta never deletes it."
        return by_state("assignment.status", ended.status.value, text)
    if ended.gone:
        text = "An import did not find the account active any more, and so nothing was sent."
        return by_state("assignment.status", ended.status.value, text)
    if not facts.app.features.deactivate and ended.had is not None:
        text = (
            "Deactivate Users is off, so the account was left as it was; turning it on later does "
            "not catch up."
        )
        return by_setting("features.deactivate", False, text)
    if ended.had is None:
        text = "No account was linked, so there was nothing to switch off."
        return by_state("assignment.linked_id", None, text)
    text = "The account was left as it was when the assignment ended; nothing catches up on that."
    return by_state("assignment.sync_state", ended.sync_state.value, text)


__all__ = ["without"]
