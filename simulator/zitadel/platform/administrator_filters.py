"""What administrators are searched by, version 2. Source: zitadel-platform.md 3.2."""

from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.descriptors import (
    DEFINED,
    NAME,
    Field,
    Message,
    Rule,
    choice,
    flag,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import ApiError, invalid
from simulator.zitadel.platform.messages_common import TEXT_FILTER_METHOD, TIMESTAMP_FILTER
from simulator.zitadel.platform.paging import moment_fits
from simulator.zitadel.platform.protojson import Request
from simulator.zitadel.platform.rows import MemberRow, UserRow

Row = tuple[MemberRow, UserRow]
DEEPEST = 20
PACKAGE = "zitadel.internal_permission.v2"


def check_filters(filters: list[Request], depth: int = 0) -> None:
    """Refuse what nests too deep, and what joins or negates nothing."""
    if filters and depth > DEEPEST:
        raise invalid(f"Too many query nesting levels (Max {DEEPEST})", "PERM-zsQ97")
    for wanted in filters:
        name, body = next(iter(wanted.items()))
        if name == "not":
            if "query" not in body:
                raise ApiError(13, "Errors.Internal", "RECOVER")
            check_filters([body["query"]], depth + 1)
        elif name in ("and", "or"):
            check_filters(body.get("queries", []), depth + 1)
            if not body.get("queries"):
                raise ApiError(2, "missing column", "")


def fits(call: Call, row: Row, wanted: Request) -> bool:
    """Return whether a role is what a filter asks for."""
    member, user = row
    name, body = next(iter(wanted.items()))
    match name:
        case "inUserIdsFilter":
            return user.id in body.get("ids", [])
        case "resource":
            return _same_resource(member, body)
        case "role":
            return body.get("roleKey", "") in member.roles
        case "userOrganizationId":
            return bool(user.org_id == body.get("id", ""))
        case "userPreferredLoginName":
            return bool(call.state.login_names(user)[1] == body.get("preferredLoginName", ""))
        case "userDisplayName":
            return bool(user.display_name == body.get("displayName", ""))
        case "creationDate":
            return moment_fits(member.created, body)
        case "changeDate":
            return moment_fits(member.changed, body)
        case "and":
            return all(fits(call, row, one) for one in body.get("queries", []))
        case "or":
            return any(fits(call, row, one) for one in body.get("queries", []))
    return not fits(call, row, body["query"])


def _same_resource(member: MemberRow, wanted: Request) -> bool:
    match wanted:
        case {"organizationId": org_id}:
            return bool(member.org_id == org_id and not member.project_id)
        case {"projectId": project_id}:
            return bool(member.project_id == project_id)
        case {"instance": True}:
            return not member.org_id
    return False


def message(name: str, *fields: Field, required: tuple[str, ...] = ()) -> Message:
    """Describe a message of the package of administrators."""
    return Message(PACKAGE, name, *fields, required=required)


def resource(name: str) -> Message:
    """Describe what somebody administers; requests and filters differ in its name alone."""
    return message(
        name,
        flag("instance", Rule(true=True), oneof="resource"),
        text("organizationId", oneof="resource"),
        text("projectId", oneof="resource"),
        part(
            "projectGrant",
            message(f"{name}_ProjectGrant", text("projectId", NAME), text("organizationId", NAME)),
            oneof="resource",
        ),
        required=("resource",),
    )


FILTER = message(
    "AdministratorSearchFilter",
    part("inUserIdsFilter", message("InIDsFilter", texts("ids")), oneof="filter"),
    part("creationDate", TIMESTAMP_FILTER, oneof="filter"),
    part("changeDate", TIMESTAMP_FILTER, oneof="filter"),
    part("userOrganizationId", message("IDFilter", text("id", NAME)), oneof="filter"),
    part(
        "userPreferredLoginName",
        message(
            "UserPreferredLoginNameFilter",
            text("preferredLoginName", NAME),
            choice("method", TEXT_FILTER_METHOD, DEFINED),
        ),
        oneof="filter",
    ),
    part(
        "userDisplayName",
        message(
            "UserDisplayNameFilter",
            text("displayName", NAME),
            choice("method", TEXT_FILTER_METHOD, DEFINED),
        ),
        oneof="filter",
    ),
    part("resource", resource("ResourceFilter"), oneof="filter"),
    part("role", message("RoleFilter", text("roleKey", NAME)), oneof="filter"),
    required=("filter",),
)
FILTER.extend(
    part("and", message("AndFilter", parts("queries", FILTER)), oneof="filter"),
    part("or", message("OrFilter", parts("queries", FILTER)), oneof="filter"),
    part("not", message("NotFilter", part("query", FILTER)), oneof="filter"),
)

__all__ = ["FILTER", "PACKAGE", "Row", "check_filters", "fits", "message", "resource"]
