"""System Log entries: Okta's own account of what it did.

An entry is a record ``okta.log``; the parts that are the same in all of them are added when the
log is read. Source: okta-provisioning.md 7; okta-management-api.md 8.2, 8.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simulator.events import JSON, Event
from simulator.okta.logtexts import FAILURE, LEGACY, MESSAGES, SUCCESS
from simulator.okta.model import App, Assignment, Group, OktaUser

SYSTEM = {
    "id": "sprsystem00000000000",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
}
_REASON_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Origin:
    """Who caused an entry: an administrator, or a job on somebody's behalf.

    ``transaction`` is the job's id (``puj…``); without one it was a request to the tenant.
    """

    actor: Mapping[str, JSON] | None = None
    transaction: str = ""
    app_name: str = ""
    debug: Mapping[str, JSON] | None = None


def entry(
    event_type: str,
    targets: Iterable[Mapping[str, JSON]],
    *,
    origin: Origin,
    result: str = SUCCESS,
    reason: str | None = None,
    debug: Mapping[str, JSON] | None = None,
) -> Event:
    """Make an entry of the System Log."""
    data: dict[str, JSON] = {
        "event_type": event_type,
        "outcome": result,
        "reason": None if reason is None else reason[:_REASON_LENGTH],
        "target": list(targets),
    }
    if origin.actor is not None:
        data["actor"] = dict(origin.actor)
    if origin.transaction:
        data["transaction"] = origin.transaction
        data["app_name"] = origin.app_name
    shown = {**(origin.debug or {}), **(debug or {})}
    if shown:
        data["debug"] = shown
    return Event(kind="okta.log", data=data)


def actor(user: OktaUser) -> dict[str, JSON]:
    """Return a person as an actor."""
    return user_target(user)


def user_target(user: OktaUser) -> dict[str, JSON]:
    """Return a person as a target."""
    return {
        "id": user.id,
        "type": "User",
        "alternateId": user.login,
        "displayName": user.display_name,
    }


def group_target(group: Group) -> dict[str, JSON]:
    """Return a group as a target."""
    return {
        "id": group.id,
        "type": "UserGroup",
        "alternateId": "unknown",
        "displayName": group.name,
    }


def app_target(app: App) -> dict[str, JSON]:
    """Return the app as a target."""
    return {
        "id": app.id,
        "type": "AppInstance",
        "alternateId": app.label,
        "displayName": app.label,
        "detailEntry": {"signOnModeType": app.sign_on},
    }


def assignment_targets(
    assignment: Assignment | str, user_name: str, user: OktaUser, app: App
) -> list[dict[str, JSON]]:
    """Return the three targets of everything about an app user: AppUser, AppInstance, User."""
    key = assignment if isinstance(assignment, str) else assignment.id
    app_user = {
        "id": key,
        "type": "AppUser",
        "alternateId": user_name,
        "displayName": user.display_name,
    }
    return [app_user, app_target(app), user_target(user)]


def severity(event_type: str, result: str) -> str:
    """Return the severity that goes with a result."""
    if result == FAILURE:
        limited = event_type == "application.integration.rate_limit_exceeded"
        return "WARN" if limited else "ERROR"
    return "INFO"


def message(event_type: str) -> str:
    """Return the display message; unknown types show their name."""
    return MESSAGES.get(event_type, event_type)


__all__ = [
    "FAILURE",
    "LEGACY",
    "SUCCESS",
    "SYSTEM",
    "Origin",
    "actor",
    "app_target",
    "assignment_targets",
    "entry",
    "group_target",
    "message",
    "severity",
    "user_target",
]
