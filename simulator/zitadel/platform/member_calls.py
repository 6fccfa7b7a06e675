"""Calls about administrators: v1 REST for organizations, projects and the instance, and v2.

Source: zitadel-platform.md 3.2.
"""

from collections.abc import Callable
from dataclasses import replace

from simulator.events import JSON
from simulator.zitadel.permissions import PROJECT_ROLES
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    DEFINED,
    NAME,
    Message,
    choice,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import precondition
from simulator.zitadel.platform.events import Aggregate, instance_aggregate, org_aggregate
from simulator.zitadel.platform.members import (
    add_member,
    change_member,
    check_new,
    check_somebody,
    instance_roles,
    member_json,
    org_roles,
    remove_member,
    scope,
)
from simulator.zitadel.platform.messages_common import EMPTY, LIST_QUERY_V1, TEXT_QUERY_METHOD
from simulator.zitadel.platform.paging import listed_v1
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import MemberRow
from simulator.zitadel.platform.textquery import matches

_MANAGEMENT, _ADMIN = "zitadel.management.v1", "zitadel.admin.v1"
Level = Callable[[Call], Aggregate]


def _org(call: Call) -> Aggregate:
    return org_aggregate(call.org_id)


def _instance(call: Call) -> Aggregate:
    return instance_aggregate(call.state.instance_id)


def _project(call: Call) -> Aggregate:
    project_id = call.request["projectId"]
    return Aggregate("project", project_id, call.org_id)


def _check_project(call: Call, project_id: str) -> None:
    project = call.state.project(project_id)
    if project is None or project.org_id != call.org_id:
        raise precondition("Project not found", "COMMAND-EbFMN")


def _add(level: Level) -> Callable[[Call], JSON]:
    def handle(call: Call) -> JSON:
        aggregate = level(call)
        user_id, roles = call.request["userId"], call.request.get("roles", [])
        if aggregate.type == "project":
            check_new(aggregate, roles)
            check_somebody(call, aggregate, user_id)
            _check_project(call, aggregate.id)
        written = add_member(call, aggregate, user_id, roles)
        return {"details": details.created(written)}

    return handle


def _change(level: Level) -> Callable[[Call], JSON]:
    def handle(call: Call) -> JSON:
        roles = call.request.get("roles", [])
        written = change_member(call, level(call), call.request["userId"], roles)
        return {"details": details.changed(written)}

    return handle


def _remove(level: Level) -> Callable[[Call], JSON]:
    def handle(call: Call) -> JSON:
        aggregate = level(call)
        written = remove_member(call, aggregate, call.request["userId"])
        if written is None:
            return {"details": {"resourceOwner": aggregate.owner}}
        return {"details": details.changed(written)}

    return handle


def _search(level: Level) -> Callable[[Call], JSON]:
    def handle(call: Call) -> JSON:
        aggregate = level(call)
        members = call.state.members("org_id=? AND project_id=?", scope(aggregate))
        found = [(m, shown) for m in members if (shown := member_json(call, m)) is not None]
        for wanted in call.request.get("queries", []):
            found = [(m, shown) for m, shown in found if _fits(shown, wanted)]
        return listed_v1(call, found, lambda row: _with_details(*row, aggregate))

    return handle


def _with_details(member: MemberRow, shown: dict[str, JSON], aggregate: Aggregate) -> JSON:
    read = details.read_v1(
        sequence=member.sequence,
        changed=member.changed,
        created=member.created,
        owner=aggregate.owner,
    )
    first = {"userId": shown["userId"], "details": read}
    return {**first, **{key: value for key, value in shown.items() if key != "userId"}}


def _fits(shown: dict[str, JSON], wanted: dict[str, JSON]) -> bool:
    name, body = next(iter(wanted.items()))
    if name == "userIdQuery":
        return bool(shown["userId"] == body.get("userId", ""))
    key = name.removesuffix("Query")
    return matches(str(shown.get(key, "")), body.get(key, ""), body.get("method", 0))


def _org_roles(call: Call) -> JSON:
    return {"result": org_roles(default_org=call.org_id == call.state.instance.default_org)}


def _project_roles(call: Call) -> JSON:
    return {"result": list(PROJECT_ROLES)}


def _instance_roles(call: Call) -> JSON:
    roles = instance_roles()
    shown = {"totalResult": str(len(roles)), "viewTimestamp": timestamp(call.at)}
    return {"details": shown, "roles": roles}


def _query(name: str, message: str, key: str, *, method: bool = True) -> Message:
    del name
    fields = [text(key, AT_MOST_200)]
    if method:
        fields.append(choice("method", TEXT_QUERY_METHOD, DEFINED))
    return Message("zitadel.member.v1", message, *fields)


_SEARCH_QUERY = Message(
    "zitadel.member.v1",
    "SearchQuery",
    part("firstNameQuery", _query("", "FirstNameQuery", "firstName"), oneof="query"),
    part("lastNameQuery", _query("", "LastNameQuery", "lastName"), oneof="query"),
    part("emailQuery", _query("", "EmailQuery", "email"), oneof="query"),
    part("userIdQuery", _query("", "UserIDQuery", "userId", method=False), oneof="query"),
    required=("query",),
)


def _members(
    package: str, service: str, what: str, path: str, level: Level, area: str
) -> tuple[Rpc, ...]:
    """Make the four calls of one level."""
    project = (text("projectId", NAME),) if "{projectId}" in path else ()
    search = (part("query", LIST_QUERY_V1), parts("queries", _SEARCH_QUERY))
    user, roles = text("userId", NAME), texts("roles")
    about = "projectId" if project else ""
    base = Rpc(name="", message=EMPTY, handler=_add(level), connect=False, resource=about)
    plural = f"List{what}Members"
    return (
        replace(
            base,
            name=f"{service}/Add{what}Member",
            message=Message(package, f"Add{what}MemberRequest", *project, user, roles),
            permission=f"{area}.member.write",
            writes=True,
            rest=(f"POST {path}",),
        ),
        replace(
            base,
            name=f"{service}/Update{what}Member",
            message=Message(package, f"Update{what}MemberRequest", *project, user, roles),
            handler=_change(level),
            permission=f"{area}.member.write",
            writes=True,
            rest=(f"PUT {path}/{{userId}}",),
        ),
        replace(
            base,
            name=f"{service}/Remove{what}Member",
            message=Message(package, f"Remove{what}MemberRequest", *project, user),
            handler=_remove(level),
            permission=f"{area}.member.delete",
            writes=True,
            rest=(f"DELETE {path}/{{userId}}",),
        ),
        replace(
            base,
            name=f"{service}/{plural}",
            message=Message(package, f"{plural}Request", *project, *search),
            handler=_search(level),
            permission=f"{area}.member.read",
            rest=(f"POST {path}/_search",),
        ),
    )


def _roles(name: str, handler: Callable[[Call], JSON], permission: str, path: str) -> Rpc:
    return Rpc(
        name=name,
        message=EMPTY,
        handler=handler,
        permission=permission,
        rest=(f"POST {path}",),
        body=False,
        connect=False,
    )


_M, _A = f"{_MANAGEMENT}.ManagementService", f"{_ADMIN}.AdminService"

RPCS = (
    *_members(_MANAGEMENT, _M, "Org", "/management/v1/orgs/me/members", _org, "org"),
    *_members(
        _MANAGEMENT,
        _M,
        "Project",
        "/management/v1/projects/{projectId}/members",
        _project,
        "project",
    ),
    *_members(_ADMIN, _A, "IAM", "/admin/v1/members", _instance, "iam"),
    _roles(
        f"{_M}/ListOrgMemberRoles",
        _org_roles,
        "org.member.read",
        "/management/v1/orgs/members/roles/_search",
    ),
    _roles(
        f"{_M}/ListProjectMemberRoles",
        _project_roles,
        "project.member.read",
        "/management/v1/projects/members/roles/_search",
    ),
    _roles(
        f"{_A}/ListIAMMemberRoles",
        _instance_roles,
        "iam.member.read",
        "/admin/v1/members/roles/_search",
    ),
)

__all__ = ["RPCS"]
