"""Administrators: roles of users on organizations, projects and the instance.

Source: zitadel-platform.md 3.1, 3.2.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from simulator.events import JSON
from simulator.journal.linked import linked
from simulator.zitadel.permissions import INSTANCE_ROLES, ORG_ROLES, PROJECT_ROLES, SELF_MANAGEMENT
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import already_exists, invalid, not_found, precondition
from simulator.zitadel.platform.events import (
    Aggregate,
    Draft,
    Written,
    instance_aggregate,
    org_aggregate,
)
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.rows import MemberRow


def org_roles(*, default_org: bool) -> list[str]:
    """Return the roles an organization offers, in the product's order."""
    return [*ORG_ROLES, SELF_MANAGEMENT] if default_org else list(ORG_ROLES)


def instance_roles() -> list[str]:
    """Return the roles the instance offers."""
    return list(INSTANCE_ROLES)


def member_drafts(aggregate: Aggregate, user_id: str, roles: Sequence[str]) -> list[Draft]:
    """Check the roles of a new organization member and return its event."""
    _check_roles(aggregate, roles, error_id=_ORG.added.unfit, new=True)
    payload = {"userId": user_id, "roles": list(roles)}
    return [Draft(aggregate, f"{aggregate.type}.member.added", payload)]


class _Ids(NamedTuple):
    """Ids of refusals of one call; ``empty`` for no roles at all, ``unfit`` for a wrong one."""

    empty: str
    unfit: str


class _Level(NamedTuple):
    """Roles a level knows and what it refuses with."""

    roles: Collection[str]
    invalid: str
    added: _Ids
    changed: _Ids
    nobody: str
    already: tuple[str, str]
    missing: str


_ORG = _Level(
    ORG_ROLES,
    "Errors.Org.MemberInvalid",
    _Ids("ORG-4Mlfs", "Org-4N8es"),
    _Ids("Org-LiaZi", "INST-m9fG8"),
    "ORG-GoXOn",
    ("Errors.Org.Member.AlreadyExists", "ORG-poWwe"),
    "Org-D8JxR",
)
_LEVELS = {
    "org": _ORG,
    "project": _Level(
        PROJECT_ROLES,
        "Project member is invalid",
        _Ids("PROJECT-W8m4l", "PROJECT-3m9ds"),
        _Ids("PROJECT-LiaZi", "PROJECT-3m9d"),
        "COMMAND-uXHNj",
        ("Project member already exists", "PROJECT-PtXi1"),
        "PROJECT-D8JxR",
    ),
    "instance": _Level(
        INSTANCE_ROLES,
        "Member is invalid",
        _Ids("", "INSTANCE-4m0fS"),
        _Ids("INSTANCE-LiaZi", "INSTANCE-3m9fs"),
        "INSTA-GSXOn",
        ("Errors.Instance.Member.AlreadyExists", "INSTA-pFDwe"),
        "INSTANCE-D8JxR",
    ),
}
"""Ids as ZITADEL's commands have them; the instance takes a new member without roles."""


def _check_roles(aggregate: Aggregate, roles: Sequence[str], *, error_id: str, new: bool) -> None:
    """Refuse roles that a level does not know; a new member may have self management alone."""
    if aggregate.type == "org" and new and roles and set(roles) == {SELF_MANAGEMENT}:
        return
    level = _LEVELS[aggregate.type]
    if not set(roles) <= set(level.roles):
        raise invalid(level.invalid, error_id)


def check_new(aggregate: Aggregate, roles: Sequence[str]) -> None:
    """Refuse what cannot be a new member's roles."""
    level = _LEVELS[aggregate.type]
    if not roles and level.added.empty:
        text = "Errors.Invalid.Argument" if level is _ORG else level.invalid
        raise invalid(text, level.added.empty)
    _check_roles(aggregate, roles, error_id=level.added.unfit, new=True)


def check_changed(aggregate: Aggregate, roles: Sequence[str]) -> None:
    """Refuse what cannot be the roles of somebody who is a member."""
    level = _LEVELS[aggregate.type]
    if not roles:
        raise invalid(level.invalid, level.changed.empty)
    _check_roles(aggregate, roles, error_id=level.changed.unfit, new=False)


def check_somebody(call: Call, aggregate: Aggregate, user_id: str) -> None:
    """Refuse roles for nobody."""
    if call.state.user(user_id) is None:
        raise precondition("User could not be found", _LEVELS[aggregate.type].nobody)


def scope(aggregate: Aggregate) -> tuple[str, str]:
    """Return under which organization and project a level's members are kept."""
    if aggregate.type == "instance":
        return "", ""
    return aggregate.owner, aggregate.id if aggregate.type == "project" else ""


def add_member(call: Call, aggregate: Aggregate, user_id: str, roles: Sequence[str]) -> Written:
    """Make somebody a member, checks in the product's order (3.2)."""
    check_new(aggregate, roles)
    check_somebody(call, aggregate, user_id)
    if call.state.member(*scope(aggregate), user_id) is not None:
        raise already_exists(*_LEVELS[aggregate.type].already)
    payload = {"userId": user_id, "roles": list(roles)}
    return call.push([Draft(aggregate, f"{aggregate.type}.member.added", payload)])


def find_member(call: Call, aggregate: Aggregate, user_id: str) -> MemberRow:
    """Return somebody who is a member."""
    member = call.state.member(*scope(aggregate), user_id)
    if member is None:
        raise not_found("Errors.NotFound", _LEVELS[aggregate.type].missing)
    return member


def change_member(call: Call, aggregate: Aggregate, user_id: str, roles: Sequence[str]) -> Written:
    """Replace somebody's roles; the same roles again write nothing."""
    check_changed(aggregate, roles)
    member = find_member(call, aggregate, user_id)
    if list(member.roles) == list(roles):
        return Written(member.sequence, member.changed, aggregate.owner)
    payload = {"userId": user_id, "roles": list(roles)}
    return call.push([Draft(aggregate, f"{aggregate.type}.member.changed", payload)])


def remove_member(call: Call, aggregate: Aggregate, user_id: str) -> Written | None:
    """Take somebody's roles away; again gives the old answer, never a member gives ``None``."""
    if call.state.member(*scope(aggregate), user_id) is not None:
        event = f"{aggregate.type}.member.removed"
        return call.push([Draft(aggregate, event, {"userId": user_id})])
    return _removed_before(call, aggregate, user_id)


def _removed_before(call: Call, aggregate: Aggregate, user_id: str) -> Written | None:
    sql = (
        "SELECT json_extract(data,'$.sequence'),at FROM record"
        f" WHERE seq IN ({linked('kind', count=2)})"
        " AND json_extract(data,'$.id')=? AND json_extract(data,'$.payload.userId')=?"
        " ORDER BY seq DESC LIMIT 1"
    )
    kinds = [
        f"zitadel.{aggregate.type}.member.removed",
        f"zitadel.{aggregate.type}.member.cascade.removed",
    ]
    row = call.state.db.execute(sql, (*kinds, aggregate.id, user_id)).fetchone()
    return None if row is None else Written(int(row[0]), int(row[1]), aggregate.owner)


def cascade_drafts(call: Call, user_id: str) -> list[Draft]:
    """Return the events that end a removed user's memberships: organizations, instance, groups."""
    members = call.state.members("user_id=?", (user_id,))
    members.sort(key=lambda member: (member.org_id == "", bool(member.project_id)))
    found = [_cascade(call, member) for member in members]
    for group_id, org_id in call.state.groups_of(user_id):
        group = Aggregate("group", group_id, org_id)
        found.append(Draft(group, "group.users.removed", {"userIds": [user_id]}))
    return found


def _cascade(call: Call, member: MemberRow) -> Draft:
    if member.project_id:
        aggregate = Aggregate("project", member.project_id, member.org_id)
    elif member.org_id:
        aggregate = org_aggregate(member.org_id)
    else:
        aggregate = instance_aggregate(call.state.instance_id)
    event = f"{aggregate.type}.member.cascade.removed"
    return Draft(aggregate, event, {"userId": member.user_id})


def member_json(call: Call, member: MemberRow) -> dict[str, JSON] | None:
    """Show a member in version 1; ``None`` when the user is gone."""
    user = call.state.user(member.user_id)
    if user is None:
        return None
    _, preferred = call.state.login_names(user)
    shown: dict[str, JSON] = {"userId": user.id}
    shown["roles"] = list(member.roles)
    shown["preferredLoginName"] = preferred
    if user.human:
        names = {
            "email": user.email,
            "firstName": user.given_name,
            "lastName": user.family_name,
        }
        shown.update(drop_empty(names))
    if user.shown_name:
        shown["displayName"] = user.shown_name
    shown["userType"] = "TYPE_HUMAN" if user.human else "TYPE_MACHINE"
    shown["userResourceOwner"] = user.org_id
    return shown


__all__ = [
    "add_member",
    "cascade_drafts",
    "change_member",
    "check_changed",
    "check_new",
    "check_somebody",
    "find_member",
    "instance_roles",
    "member_drafts",
    "member_json",
    "org_roles",
    "remove_member",
    "scope",
]
