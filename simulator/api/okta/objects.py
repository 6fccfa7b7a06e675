"""Users and groups as the API shows them. Source: okta-management-api.md 2.1, 3."""

import hashlib
from collections.abc import Mapping

from simulator.api.okta.http import date
from simulator.events import JSON
from simulator.okta.model import Group, OktaUser, UserStatus
from simulator.okta.pushmodel import RemoteGroup

_ACTIVE = ("suspend", "resetPassword", "forgotPassword", "expirePassword", "changePassword")
_LINKS: Mapping[UserStatus, tuple[str, ...]] = {
    UserStatus.STAGED: ("activate",),
    UserStatus.PROVISIONED: ("deactivate", "reactivate", "resetPassword", "suspend"),
    UserStatus.ACTIVE: (*_ACTIVE, "deactivate"),
    UserStatus.SUSPENDED: ("unsuspend", "deactivate"),
    UserStatus.DEPROVISIONED: ("activate", "delete"),
    UserStatus.PASSWORD_EXPIRED: (*_ACTIVE, "deactivate"),
    UserStatus.RECOVERY: ("deactivate", "reactivate", "resetPassword", "suspend"),
    UserStatus.LOCKED_OUT: ("unlock", "deactivate", "resetPassword"),
}
_PATHS = {
    "resetPassword": "lifecycle/reset_password",
    "expirePassword": "lifecycle/expire_password",
    "forgotPassword": "credentials/forgot_password",
    "changePassword": "credentials/change_password",
}


def user_object(
    user: OktaUser, org: Mapping[str, JSON], base: str, *, listed: bool = False
) -> dict[str, JSON]:
    """Return a user; an element of a list has only its ``self`` link."""
    url = f"{base}/api/v1/users/{user.id}"
    links: dict[str, JSON] = {"self": {"href": url}}
    if not listed:
        links = {
            name: {"href": f"{url}/{_PATHS.get(name, f'lifecycle/{name}')}", "method": "POST"}
            for name in _LINKS[user.status]
        }
        if "delete" in links:
            links["delete"] = {"href": url, "method": "DELETE"}
        schema = f"{base}/api/v1/meta/schemas/user/{org['user_schema']}"
        links |= {
            "schema": {"href": schema},
            "self": {"href": url},
            "type": {"href": f"{base}/api/v1/meta/types/user/{org['user_type']}"},
        }
    return {
        "id": user.id,
        "status": user.status.value,
        "created": date(user.created),
        "activated": date(user.activated),
        "statusChanged": date(user.status_changed),
        "lastLogin": None,
        "lastUpdated": date(user.updated),
        "passwordChanged": date(user.password_changed),
        "type": {"id": org["user_type"]},
        "profile": profile_object(user),
        "credentials": _credentials(user),
        "_links": links,
    }


def profile_object(user: OktaUser) -> dict[str, JSON]:
    """Return the profile; two attributes are always there."""
    return {
        "firstName": user.profile.get("firstName"),
        "lastName": user.profile.get("lastName"),
        "mobilePhone": None,
        "secondEmail": None,
        "login": user.login,
        **user.profile,
    }


def _credentials(user: OktaUser) -> dict[str, JSON]:
    emails = [{"value": user.profile.get("email"), "status": "VERIFIED", "type": "PRIMARY"}]
    if second := user.profile.get("secondEmail"):
        emails.append({"value": second, "status": "VERIFIED", "type": "SECONDARY"})
    password: dict[str, JSON] = {"password": {}} if user.has_password else {}
    return {**password, "emails": emails, "provider": {"type": "OKTA", "name": "OKTA"}}


def etag(user: OktaUser) -> str:
    """Return the entity tag of a user; it changes with every change."""
    state = f"{user.id} {user.updated} {user.status_changed} {user.password_changed}"
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()}"'


def group_object(group: Group, base: str) -> dict[str, JSON]:
    """Return a group."""
    url = f"{base}/api/v1/groups/{group.id}"
    logos = [
        {"name": size, "href": f"{base}/assets/group-{size}.png", "type": "image/png"}
        for size in ("medium", "large")
    ]
    return {
        "id": group.id,
        "created": date(group.created),
        "lastUpdated": date(group.updated),
        "lastMembershipUpdated": date(group.members_changed),
        "objectClass": ["okta:user_group"],
        "type": group.type,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": logos,
            "users": {"href": f"{url}/users"},
            "apps": {"href": f"{url}/apps"},
        },
    }


def app_side_object(found: RemoteGroup, at: int, base: str) -> dict[str, JSON]:
    """Return a group of an app as the API shows it (3.1, 6.1; its objectClass is a guess)."""
    group = Group(
        id=found.id,
        name=found.name,
        type="APP_GROUP",
        created=at,
        updated=at,
        members_changed=at,
    )
    shown = group_object(group, base)
    source = {"href": f"{base}/api/v1/apps/{found.app_id}"}
    links = {"logo": shown["_links"]["logo"], "source": source}
    return {**shown, "objectClass": ["okta:app_group"], "_links": links}


__all__ = ["app_side_object", "etag", "group_object", "profile_object", "user_object"]
