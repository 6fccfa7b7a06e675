"""System Log entries: Okta's own account of what it did.

An entry is a record ``okta.log``; the parts that are the same in all of them are added when the
log is read. Source: okta-provisioning.md 7; okta-management-api.md 8.2, 8.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simulator.events import JSON, Event
from simulator.okta.model import App, Assignment, Group, OktaUser

SUCCESS, FAILURE = "SUCCESS", "FAILURE"
SYSTEM = {
    "id": "sprsystem00000000000",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
}
_REASON_LENGTH = 255

MESSAGES: Mapping[str, str] = {
    "user.lifecycle.create": "Create okta user",
    "user.lifecycle.activate": "Activate Okta user",
    "user.lifecycle.reactivate": "Reactivate Okta user",
    "user.lifecycle.deactivate": "Deactivate Okta user",
    "user.lifecycle.suspend": "Suspend Okta user",
    "user.lifecycle.unsuspend": "Unsuspend Okta user",
    "user.lifecycle.delete.initiated": "Initiate delete Okta user",
    "user.lifecycle.delete.completed": "Delete Okta user",
    "user.account.update_profile": "Update user profile for Okta",
    "user.account.update_password": "User update password for Okta",
    "user.account.reset_password": "Fired when the user's Okta password is reset",
    "user.account.expire_password": "Expire all passwords for user",
    "user.account.unlock_by_admin": "Unlock user account by admin",
    "group.lifecycle.create": "Create Okta group",
    "group.profile.update": "Update Okta group",
    "group.lifecycle.delete": "Delete Okta group",
    "group.user_membership.add": "Add user to group membership",
    "group.user_membership.remove": "Remove user from group membership",
    "group.application_assignment.add": "Add assigned application to group",
    "group.application_assignment.update": "Update assigned application of group",
    "group.application_assignment.remove": "Remove assigned application from group",
    "application.lifecycle.create": "Create application",
    "application.lifecycle.update": "Update application",
    "application.lifecycle.activate": "Activate application",
    "application.lifecycle.deactivate": "Deactivate application",
    "application.lifecycle.delete": "Delete application",
    "application.user_membership.add": "Add user to application membership",
    "application.user_membership.remove": "Remove user's application membership",
    "application.user_membership.update": "Update user's application profile",
    "application.user_membership.change_username": "Change user's application username",
    "application.provision.user.push": "Push new user to external application",
    "application.provision.user.push_profile": "Push user's profile to external application",
    "application.provision.user.sync": "Sync user in external application",
    "application.provision.user.verify_exists": "Verify user exists in external application",
    "application.provision.user.deactivate": "Deactivate user in external application",
    "application.provision.user.reactivate": "Reactivate user in external application",
    "application.provision.field_mapping_rule.change": "Change field mapping rule",
    "application.integration.authentication_failure": "Authentication failure of integration",
    "application.integration.rate_limit_exceeded": "Rate limit of integration exceeded",
    "application.configuration.update": "Update of application configuration",
    "application.appuser.mapping.invalid.expression": "Invalid expression in profile mapping",
    "app.user_management.push_new_user_success": "Successfully pushed new user",
    "task.lifecycle.create": "Create task",
    "task.lifecycle.update": "Update task",
    "task.lifecycle.delete": "Delete task",
}

LEGACY: Mapping[tuple[str, str], str] = {
    ("application.provision.user.push", SUCCESS): "app.user_management.push_new_user",
    ("application.provision.user.push", FAILURE): "app.api.error.create_user",
    ("application.provision.user.sync", SUCCESS): "app.user_management.provision_user",
    ("application.provision.user.sync", FAILURE): "app.user_management.provision_user_failed",
    (
        "application.provision.user.push_profile",
        SUCCESS,
    ): "app.user_management.push_profile_success",
    (
        "application.provision.user.push_profile",
        FAILURE,
    ): "app.user_management.push_profile_failure",
    (
        "application.provision.user.verify_exists",
        SUCCESS,
    ): "app.user_management.verified_user_with_thirdparty",
    ("application.provision.user.verify_exists", FAILURE): "app.api.error.check_user_exists",
    ("application.provision.user.deactivate", SUCCESS): "app.user_management.deactivate_user",
    ("application.provision.user.deactivate", FAILURE): "app.api.error.deactivate_user",
    ("application.provision.user.reactivate", SUCCESS): "app.user_management.reactivate_user",
    ("application.provision.user.reactivate", FAILURE): "app.api.error.reactivate_user",
    ("application.integration.authentication_failure", FAILURE): "app.api.error.auth",
    ("application.integration.rate_limit_exceeded", FAILURE): "app.api.error.rate.limit.exceeded",
    ("application.configuration.update", FAILURE): "app.api.error.api.validation",
    (
        "app.user_management.push_new_user_success",
        SUCCESS,
    ): "app.user_management.push_new_user_success",
    ("application.user_membership.add", SUCCESS): "app.generic.provision.assign_user_to_app",
    (
        "application.user_membership.remove",
        SUCCESS,
    ): "app.generic.provision.deactivate_user_from_app",
    (
        "application.user_membership.change_username",
        SUCCESS,
    ): "app.generic.config.app_username_update",
    ("application.lifecycle.update", SUCCESS): "app.generic.config.app_updated",
    ("application.lifecycle.activate", SUCCESS): "app.generic.config.app_activated",
    ("application.lifecycle.deactivate", SUCCESS): "app.generic.config.app_deactivated",
    ("user.lifecycle.create", SUCCESS): "core.user.config.user_creation.success",
    ("user.lifecycle.activate", SUCCESS): "core.user.config.user_activated",
    ("user.lifecycle.reactivate", SUCCESS): "core.user.config.user_reactivation.success",
    ("user.lifecycle.deactivate", SUCCESS): "core.user.config.user_deactivated",
    ("user.account.update_profile", SUCCESS): "core.user.config.profile_update.success",
    ("user.account.update_password", SUCCESS): "core.user.config.password_update.success",
    ("user.account.reset_password", SUCCESS): "core.user.config.user_status.password_reset",
    ("group.user_membership.add", SUCCESS): "core.user_group_member.user_add",
    ("group.user_membership.remove", SUCCESS): "core.user_group_member.user_remove",
}


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
