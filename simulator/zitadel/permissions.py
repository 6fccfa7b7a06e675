"""Which permissions a role of ZITADEL's default configuration grants.

The one table of roles, shared by the SCIM side's check of a caller and by the platform's
endpoints: ask :func:`permissions_of`. The order of each list is the one in which an account
reads its own permissions. Source: zitadel-platform.md 3.1.
"""

from collections.abc import Iterable
from functools import lru_cache


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ORG_OWNER = """
org.read org.global.read org.write org.delete org.member.read org.member.write org.member.delete
org.idp.read org.idp.write org.idp.delete org.action.read org.action.write org.action.delete
org.flow.read org.flow.write org.flow.delete org.feature.read org.feature.write org.feature.delete
user.read user.global.read user.write user.delete user.grant.read user.grant.write
user.grant.delete user.membership.read user.credential.write user.passkey.write user.feature.read
user.feature.write user.feature.delete policy.read policy.write policy.delete project.read
project.create project.write project.delete project.member.read project.member.write
project.member.delete project.role.read project.role.write project.role.delete project.app.read
project.app.write project.grant.read project.grant.write project.grant.delete
project.grant.member.read project.grant.member.write project.grant.member.delete session.read
session.delete group.create group.write group.read group.delete group.user.write group.user.read
group.user.delete
"""

_PROJECT_PERMISSION_EDITOR = """
org.read org.member.read user.read user.global.read user.grant.read user.grant.write
user.grant.delete policy.read project.read project.member.read project.role.read
project.app.read project.grant.read project.grant.write project.grant.delete
project.grant.member.read
"""

_IAM = """
iam.read iam.write iam.policy.read iam.policy.write iam.policy.delete iam.member.read
iam.member.write iam.member.delete iam.idp.read iam.idp.write iam.idp.delete iam.action.read
iam.action.write iam.action.delete iam.flow.read iam.flow.write iam.flow.delete iam.feature.read
iam.feature.write iam.feature.delete iam.restrictions.read iam.restrictions.write
iam.web_key.write iam.web_key.delete iam.web_key.read iam.debug.write iam.debug.read
"""

ORG_ROLES: dict[str, tuple[str, ...]] = {
    "ORG_OWNER": _names(_ORG_OWNER),
    "ORG_USER_MANAGER": _names("""
        org.read user.read user.global.read user.write user.delete user.grant.read
        user.grant.write user.grant.delete user.membership.read user.feature.read
        user.feature.write user.feature.delete policy.read project.read project.role.read
        session.read session.delete group.read group.user.read
        """),
    "ORG_OWNER_VIEWER": _names("""
        org.read org.member.read org.idp.read org.action.read org.flow.read org.feature.read
        user.read user.global.read user.grant.read user.membership.read user.feature.read
        policy.read project.read project.member.read project.role.read project.app.read
        project.grant.read project.grant.member.read project.grant.user.grant.read group.read
        group.user.read
        """),
    "ORG_SETTINGS_MANAGER": _names("""
        org.read org.write org.member.read org.idp.read org.idp.write org.idp.delete
        org.feature.read org.feature.write org.feature.delete policy.read policy.write
        policy.delete
        """),
    "ORG_USER_PERMISSION_EDITOR": _names("""
        org.read org.member.read user.read user.global.read user.grant.read user.grant.write
        user.grant.delete policy.read project.read project.member.read project.role.read
        project.app.read project.grant.read project.grant.member.read group.read group.user.read
        """),
    "ORG_PROJECT_PERMISSION_EDITOR": _names(_PROJECT_PERMISSION_EDITOR),
    "ORG_PROJECT_CREATOR": _names("""
        user.global.read policy.read project.read:self project.create
        """),
    "ORG_ADMIN_IMPERSONATOR": ("admin.impersonation", "impersonation"),
    "ORG_END_USER_IMPERSONATOR": ("impersonation",),
    "ORG_USER_SELF_MANAGER": ("policy.read", "user.self.delete"),
}
"""Roles of an organization, in the order the product lists them (3.2)."""

SELF_MANAGEMENT = "SELF_MANAGEMENT_GLOBAL"
"""A role that only the default organization offers (3.2)."""

INSTANCE_ROLES: dict[str, tuple[str, ...]] = {
    "IAM_OWNER": _names(
        _IAM
        + _ORG_OWNER.replace("org.write", "org.create org.write", 1)
        .replace("project.app.write", "project.app.write project.app.delete")
        .replace("session.read", "events.read session.read session.write")
    ),
    "IAM_OWNER_VIEWER": _names("""
        iam.read iam.policy.read iam.member.read iam.idp.read iam.action.read iam.flow.read
        iam.restrictions.read iam.feature.read iam.web_key.read iam.debug.read org.read
        org.member.read org.idp.read org.action.read org.flow.read org.feature.read user.read
        user.global.read user.grant.read user.membership.read user.feature.read policy.read
        project.read project.member.read project.role.read project.app.read project.grant.read
        project.grant.member.read events.read session.read group.read group.user.read
        """),
    "IAM_ORG_MANAGER": _names(
        _ORG_OWNER.replace("org.write", "org.create org.write", 1).replace(
            "project.app.write", "project.app.write project.app.delete"
        )
    ),
    "IAM_USER_MANAGER": _names("""
        org.read org.global.read org.member.read org.member.delete user.read user.global.read
        user.write user.delete user.grant.read user.grant.write user.grant.delete
        user.membership.read user.passkey.write user.feature.read user.feature.write
        user.feature.delete project.read project.member.read project.role.read project.app.read
        project.grant.read project.grant.write project.grant.delete project.grant.member.read
        session.read session.delete group.read group.user.read
        """),
    "IAM_ADMIN_IMPERSONATOR": ("admin.impersonation", "impersonation"),
    "IAM_END_USER_IMPERSONATOR": ("impersonation",),
    "IAM_LOGIN_CLIENT": _names("""
        iam.read iam.policy.read iam.member.read iam.member.write iam.idp.read iam.feature.read
        iam.restrictions.read org.read org.member.read org.member.write org.idp.read
        org.feature.read user.read user.write user.grant.read user.grant.write
        user.membership.read user.passkey.write user.feature.read policy.read project.read
        project.member.read project.member.write project.role.read project.app.read
        project.grant.read project.grant.member.read project.grant.member.write session.read
        session.link session.write session.delete userschema.read group.read group.user.read
        """),
}
"""Roles of the instance; they count in every organization."""

PROJECT_ROLES: dict[str, tuple[str, ...]] = {
    "PROJECT_OWNER": _names("""
        org.global.read policy.read project.read project.write project.delete
        project.member.read project.member.write project.member.delete project.role.read
        project.role.write project.role.delete project.app.read project.app.write
        project.app.delete project.grant.read project.grant.write project.grant.delete
        project.grant.member.read project.grant.member.write project.grant.member.delete
        user.read user.global.read user.grant.read user.grant.write user.grant.delete
        user.membership.read
        """),
    "PROJECT_OWNER_VIEWER": _names("""
        policy.read project.read project.member.read project.role.read project.app.read
        project.grant.read project.grant.member.read user.read user.global.read user.grant.read
        user.membership.read
        """),
    "PROJECT_OWNER_GLOBAL": _names("""
        org.global.read policy.read project.read project.write project.delete
        project.member.read project.member.write project.member.delete project.role.read
        project.role.write project.role.delete project.app.read project.app.write
        project.app.delete user.global.read user.grant.read user.grant.write user.grant.delete
        user.membership.read
        """),
    "PROJECT_OWNER_VIEWER_GLOBAL": _names("""
        policy.read project.read project.member.read project.role.read project.app.read
        project.grant.read project.grant.member.read user.global.read user.grant.read
        user.membership.read
        """),
    "PROJECT_GRANT_OWNER": _names("""
        policy.read org.global.read project.read project.grant.read project.grant.member.read
        project.grant.member.write project.grant.member.delete user.read user.global.read
        user.grant.read user.grant.write user.grant.delete user.membership.read
        """),
    "PROJECT_GRANT_OWNER_VIEWER": _names("""
        policy.read project.read project.grant.read project.grant.member.read user.read
        user.global.read user.grant.read user.membership.read
        """),
}

ROLES: dict[str, tuple[str, ...]] = {
    **INSTANCE_ROLES,
    **ORG_ROLES,
    **PROJECT_ROLES,
    SELF_MANAGEMENT: ("org.create", "policy.read", "user.self.delete"),
}
"""Every role with its permissions."""


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Unite the permissions of roles; an unknown role grants nothing. Roles are additive."""
    return _united(frozenset(roles))


@lru_cache(maxsize=256)
def _united(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(name for role in roles for name in ROLES.get(role, ()))


def listed_permissions(roles: Iterable[str]) -> list[str]:
    """Return the permissions of roles in the order in which an account reads its own."""
    found: dict[str, None] = {}
    for role in roles:
        found.update(dict.fromkeys(ROLES.get(role, ())))
    return list(found)


__all__ = [
    "INSTANCE_ROLES",
    "ORG_ROLES",
    "PROJECT_ROLES",
    "ROLES",
    "SELF_MANAGEMENT",
    "listed_permissions",
    "permissions_of",
]
