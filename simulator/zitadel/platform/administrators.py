"""Administrators, version 2: Connect only. Source: zitadel-platform.md 3.2."""

from collections.abc import Callable

from simulator.events import JSON
from simulator.zitadel.platform.administrator_filters import (
    FILTER,
    PACKAGE,
    Row,
    check_filters,
    fits,
    message,
    resource,
)
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import (
    NAME,
    Field,
    Rule,
    choice,
    enum,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import Gap, invalid, precondition
from simulator.zitadel.platform.events import Aggregate, instance_aggregate, org_aggregate
from simulator.zitadel.platform.members import (
    add_member,
    change_member,
    check_changed,
    check_new,
    check_somebody,
    find_member,
    remove_member,
    scope,
)
from simulator.zitadel.platform.messages_common import (
    PAGINATION,
)
from simulator.zitadel.platform.paging import listed, page_of
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import MemberRow, UserRow

_SERVICE = f"{PACKAGE}.InternalPermissionService"
_AREAS = {"org": "org", "project": "project", "instance": "iam"}


def _aggregate(call: Call, error_id: str) -> Aggregate:
    """Return what the roles are for, whether it exists or not."""
    match call.request.get("resource", {}):
        case {"organizationId": str(org_id)}:
            return org_aggregate(org_id)
        case {"instance": True}:
            return instance_aggregate(call.state.instance_id)
        case {"projectId": str(project_id)}:
            project = call.state.project(project_id)
            return Aggregate("project", project_id, project.org_id if project else "")
        case {"projectGrant": _}:
            raise Gap("zitadel.project-grants")
    raise invalid("Errors.Invalid.Argument", error_id)


def _permit(call: Call, aggregate: Aggregate, verb: str) -> None:
    owner = "" if aggregate.type == "instance" else aggregate.owner
    call.permit(f"{_AREAS[aggregate.type]}.member.{verb}", owner)


def _create(call: Call) -> JSON:
    aggregate = _aggregate(call, "ADMIN-IbPp47HDP5")
    user_id, roles = call.request["userId"], call.request.get("roles", [])
    if aggregate.type == "org" and call.state.org(aggregate.id) is None:
        raise precondition("Organisation not found", "COMMAND-QXPGs")
    if aggregate.type == "project":
        check_new(aggregate, roles)
        check_somebody(call, aggregate, user_id)
        if call.state.project(aggregate.id) is None:
            raise precondition("Project not found", "COMMAND-EbFMN")
    _permit(call, aggregate, "write")
    written = add_member(call, aggregate, user_id, roles)
    return {"creationDate": timestamp(written.at)}


def _update(call: Call) -> JSON:
    aggregate = _aggregate(call, "ADMIN-i0V2IbdloZ")
    user_id, roles = call.request["userId"], call.request.get("roles", [])
    check_changed(aggregate, roles)
    find_member(call, aggregate, user_id)
    _permit(call, aggregate, "write")
    written = change_member(call, aggregate, user_id, roles)
    return {"changeDate": timestamp(written.at)}


def _delete(call: Call) -> JSON:
    """Take roles away; whoever has none on an organization or project is nobody's secret."""
    aggregate = _aggregate(call, "ADMIN-3UOjLtuohh")
    user_id = call.request["userId"]
    if aggregate.type == "instance" or call.state.member(*scope(aggregate), user_id):
        _permit(call, aggregate, "delete")
    written = remove_member(call, aggregate, user_id)
    return {} if written is None else {"deletionDate": timestamp(written.at)}


# -- list ----------------------------------------------------------------------------------------


def _list(call: Call) -> JSON:
    page = page_of(call.request)
    rows: list[Row] = [
        (member, user)
        for member in call.state.members("1")
        if (user := call.state.user(member.user_id)) is not None
    ]
    filters = call.request.get("filters", [])
    check_filters(filters)
    for wanted in filters:
        rows = [row for row in rows if fits(call, row, wanted)]
    keys: tuple[Callable[[Row], JSON], ...] = (
        lambda row: row[0].created,
        lambda row: row[1].id,
        lambda row: row[0].created,
        lambda row: row[0].changed,
    )
    column = call.request.get("sortingColumn", 0)
    rows.sort(key=keys[column] if column < len(keys) else keys[0], reverse=not page.asc)
    shown = [_shown(call, *row) for row in page.cut(rows) if _visible(call, row[0])]
    return listed(page, page.total(rows), "administrators", shown)


def _visible(call: Call, member: MemberRow) -> bool:
    area = "project" if member.project_id else "org" if member.org_id else "iam"
    own = member.user_id == call.caller.user_id
    return own or call.has(f"{area}.member.read", member.org_id)


def _shown(call: Call, member: MemberRow, user: UserRow) -> JSON:
    person: dict[str, JSON] = {
        "id": user.id,
        "preferredLoginName": call.state.login_names(user)[1],
    }
    if user.human and user.display_name:
        person["displayName"] = user.display_name
    person["organizationId"] = user.org_id
    return {
        "creationDate": timestamp(member.created),
        "changeDate": timestamp(member.changed),
        "user": person,
        **_resource(call, member),
        "roles": list(member.roles),
    }


def _resource(call: Call, member: MemberRow) -> dict[str, JSON]:
    if member.project_id:
        project = call.state.project(member.project_id)
        name = project.name if project else ""
        about = {"id": member.project_id, "name": name, "organizationId": member.org_id}
        return {"project": about}
    if member.org_id:
        org = call.state.org(member.org_id)
        return {"organization": {"id": member.org_id, "name": org.name if org else ""}}
    return {"instance": True}


def _rpc(name: str, handler: Handler, *fields: Field, writes: bool = True) -> Rpc:
    asked = message(f"{name}Request", *fields)
    return Rpc(name=f"{_SERVICE}/{name}", message=asked, handler=handler, writes=writes)


_USER, _ROLES = text("userId", NAME), texts("roles", Rule(unique=True), NAME)
_WHERE = part("resource", resource("ResourceType"))

RPCS = (
    _rpc("CreateAdministrator", _create, _USER, _WHERE, _ROLES),
    _rpc("UpdateAdministrator", _update, _USER, _WHERE, _ROLES),
    _rpc("DeleteAdministrator", _delete, _USER, _WHERE),
    _rpc(
        "ListAdministrators",
        _list,
        part("pagination", PAGINATION),
        choice(
            "sortingColumn",
            enum("ADMINISTRATOR_FIELD_NAME_", "UNSPECIFIED USER_ID CREATION_DATE CHANGE_DATE"),
        ),
        parts("filters", FILTER),
        writes=False,
    ),
)

__all__ = ["RPCS"]
