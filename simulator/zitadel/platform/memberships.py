"""Which roles a user has, wherever. Source: zitadel-platform.md 3.2."""

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    NAME,
    Field,
    Message,
    flag,
    part,
    parts,
    text,
)
from simulator.zitadel.platform.messages_common import LIST_QUERY_V1
from simulator.zitadel.platform.paging import listed_v1
from simulator.zitadel.platform.rows import MemberRow

_V1 = "zitadel.management.v1"


def _memberships(call: Call) -> JSON:
    user = call.state.user(call.request["userId"])
    members: list[MemberRow] = []
    if user is not None:
        members = call.state.members("user_id=?", (user.id,))
    for wanted in call.request.get("queries", []):
        members = [member for member in members if _about(member, wanted)]
    return listed_v1(call, members, lambda member: _membership(call, member))


def _about(member: MemberRow, wanted: dict[str, JSON]) -> bool:
    """Return whether a membership is of the resource that a query names."""
    match wanted:
        case {"orgQuery": body}:
            return bool(not member.project_id and member.org_id == body.get("orgId", ""))
        case {"projectQuery": body}:
            return bool(member.project_id and member.project_id == body.get("projectId", ""))
        case {"iamQuery": _}:
            return not member.org_id
    return False


def _membership(call: Call, member: MemberRow) -> JSON:
    if member.project_id:
        project = call.state.project(member.project_id)
        where: dict[str, JSON] = {"projectId": member.project_id}
        owner, name = member.org_id, project.name if project else ""
    elif member.org_id:
        org = call.state.org(member.org_id)
        where, owner, name = {"orgId": member.org_id}, member.org_id, org.name if org else ""
    else:
        owner = call.state.instance_id
        where, name = {"iam": True}, str(call.state.instance.doc.get("name", ""))
    read = details.read_v1(
        sequence=member.sequence, changed=member.changed, created=member.created, owner=owner
    )
    shown = {"userId": member.user_id, "details": read, "roles": list(member.roles)}
    return {**shown, "displayName": name, **where}


def _resource(name: str, message: str, key: str) -> Field:
    return part(name, Message("zitadel.user.v1", message, text(key, AT_MOST_200)), oneof="query")


_MEMBERSHIP_QUERY = Message(
    "zitadel.user.v1",
    "MembershipQuery",
    _resource("orgQuery", "MembershipOrgQuery", "orgId"),
    _resource("projectQuery", "MembershipProjectQuery", "projectId"),
    _resource("projectGrantQuery", "MembershipProjectGrantQuery", "projectGrantId"),
    part("iamQuery", Message("zitadel.user.v1", "MembershipIAMQuery", flag("iam")), oneof="query"),
    required=("query",),
)


RPCS = (
    Rpc(
        name=f"{_V1}.ManagementService/ListUserMemberships",
        message=Message(
            _V1,
            "ListUserMembershipsRequest",
            text("userId", NAME),
            part("query", LIST_QUERY_V1),
            parts("queries", _MEMBERSHIP_QUERY),
        ),
        handler=_memberships,
        permission="user.membership.read",
        rest=("POST /management/v1/users/{userId}/memberships/_search",),
        connect=False,
    ),
)

__all__ = ["RPCS"]
