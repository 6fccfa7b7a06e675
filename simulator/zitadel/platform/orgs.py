"""Organizations. Source: zitadel-platform.md 1.5, 5.5, 5.6."""

import unicodedata
from dataclasses import replace

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as user_messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    DEFINED,
    NAME,
    Message,
    choice,
    enum,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import (
    ApiError,
    already_exists,
    invalid,
    not_found,
    precondition,
)
from simulator.zitadel.platform.events import Aggregate, Draft, org_aggregate
from simulator.zitadel.platform.members import member_drafts
from simulator.zitadel.platform.messages_common import EMPTY, LIST_QUERY_V2, TEXT_QUERY_METHOD
from simulator.zitadel.platform.paging import query_of
from simulator.zitadel.platform.protojson import Request, timestamp
from simulator.zitadel.platform.rows import OrgRow
from simulator.zitadel.platform.textquery import matches
from simulator.zitadel.platform.users_create import add_human, new_human
from simulator.zitadel.text import from_bytes, lower, trim

_PACKAGE = "zitadel.org.v2"
_SERVICE = f"{_PACKAGE}.OrganizationService"
LONGEST_DOMAIN_LABEL = 63

_ADMIN_HUMAN = user_messages.ADD_HUMAN
_ADD = Message(
    _PACKAGE,
    "AddOrganizationRequest",
    text("name", NAME),
    parts(
        "admins",
        Message(
            _PACKAGE,
            "AddOrganizationRequest_Admin",
            text("userId", oneof="user_type"),
            part("human", _ADMIN_HUMAN, oneof="user_type"),
            texts("roles"),
        ),
    ),
    text("organizationId", NAME, optional=True),
    text("orgId", NAME, optional=True),
)
ORG_STATE = enum("ORGANIZATION_STATE_", "UNSPECIFIED ACTIVE INACTIVE REMOVED")
_STATES = {"active": 1, "inactive": 2}
_QUERY = Message(
    _PACKAGE,
    "SearchQuery",
    part(
        "nameQuery",
        Message(
            _PACKAGE,
            "OrganizationNameQuery",
            text("name", NAME),
            choice("method", TEXT_QUERY_METHOD, DEFINED),
        ),
        oneof="query",
    ),
    part(
        "domainQuery",
        Message(
            _PACKAGE,
            "OrganizationDomainQuery",
            text("domain", NAME),
            choice("method", TEXT_QUERY_METHOD, DEFINED),
        ),
        oneof="query",
    ),
    part(
        "stateQuery",
        Message(_PACKAGE, "OrganizationStateQuery", choice("state", ORG_STATE, DEFINED)),
        oneof="query",
    ),
    part("idQuery", Message(_PACKAGE, "OrganizationIDQuery", text("id", NAME)), oneof="query"),
    part("defaultQuery", Message(_PACKAGE, "DefaultOrganizationQuery"), oneof="query"),
    required=("query",),
)
_LIST = Message(
    _PACKAGE,
    "ListOrganizationsRequest",
    part("query", LIST_QUERY_V2),
    choice(
        "sortingColumn",
        enum("ORGANIZATION_FIELD_NAME_", "UNSPECIFIED NAME CREATION_DATE"),
    ),
    parts("queries", _QUERY),
)


_DIGITS_AND_HYPHEN = frozenset("0123456789-")
_NO_LABEL = (
    "Invalid non numeric and alphabetical characters were replaced with empty spaces"
    " and resulting domain is an empty string"
)


def domain_name(name: str, instance_domain: str) -> str:
    """Return the automatic domain of an organization (1.5).

    Letters and marks of any script, digits and hyphens stay; the label is cut by bytes, then
    loses one hyphen at either end. Source: ZITADEL, internal/domain/org_domain.go.
    """
    kept = "".join(char for char in name.replace(" ", "-") if _may_stand(char))
    label = from_bytes(kept.encode()[:LONGEST_DOMAIN_LABEL])
    label = label.removeprefix("-").removesuffix("-")
    if not label:
        raise invalid(_NO_LABEL, "ORG-RrfXY")
    return lower(f"{label}.{instance_domain}")


def _may_stand(char: str) -> bool:
    return char in _DIGITS_AND_HYPHEN or unicodedata.category(char)[0] in "LM"


def org_drafts(aggregate: Aggregate, name: str, domain: str) -> list[Draft]:
    """Return the events of a new organization."""
    named = {"domain": domain}
    return [
        Draft(aggregate, "org.added", {"name": name}),
        Draft(aggregate, "org.domain.added", named),
        Draft(aggregate, "org.domain.verified", named),
        Draft(aggregate, "org.domain.primary.set", named),
    ]


def new_org(call: Call, name: str, org_id: str | None) -> tuple[Aggregate, list[Draft]]:
    """Check a new organization and return its events."""
    tidy = trim(name)
    if not tidy:
        raise invalid("Errors.Invalid.Argument", "ORG-mruNY")
    domain = domain_name(tidy, call.platform.settings.external_domain)
    if org_id is not None and call.state.org(org_id) is not None:
        raise already_exists("Errors.Org.AlreadyExisting", "ORG-laho2n")
    if call.state.orgs("lower(name)=?", (tidy.lower(),)):
        raise already_exists("Organisation's name or id already taken", "V3-DKcYh")
    if call.state.org_by_domain(domain) is not None:
        raise already_exists("Domain already exists", "V3-DKcYh")
    aggregate = org_aggregate(org_id or call.platform.ids.zitadel())
    return aggregate, org_drafts(aggregate, tidy, domain)


def _add(call: Call) -> JSON:
    request = call.request
    call.permit("org.create", "")
    org_id = request.get("organizationId") or request.get("orgId")
    aggregate, drafts = new_org(call, request["name"], org_id)
    made: list[JSON] = []
    for admin in request.get("admins", []):
        roles = admin.get("roles") or ["ORG_OWNER"]
        user_id = admin.get("userId", "")
        if "human" in admin:
            user_id, more, codes = _new_admin(call, aggregate, admin["human"])
            drafts += more
            made.append({"userId": user_id, **codes})
        elif "userId" not in admin:
            text = "userType oneOf <nil> in method AddOrganization not implemented"
            raise ApiError(12, text, "ORGv2-SD2r1")
        elif call.state.user(user_id) is None:
            raise precondition("User could not be found", "ORG-GoXOn")
        drafts += member_drafts(aggregate, user_id, roles)
    written = call.push(drafts)
    answer = {
        "details": {
            "sequence": str(written.sequence),
            "changeDate": timestamp(written.at),
            "resourceOwner": aggregate.id,
        },
        "organizationId": aggregate.id,
    }
    return {**answer, "createdAdmins": made} if made else answer


def _new_admin(
    call: Call, org: Aggregate, human: dict[str, JSON]
) -> tuple[str, list[Draft], dict[str, JSON]]:
    new = new_human(human, user_name=human.get("username"), metadata=human.get("metadata", []))
    aggregate, drafts, codes = add_human(call, org.id, human.get("userId"), new, org_is_new=True)
    return aggregate.id, drafts, codes.shown()


def org_v2(org: OrgRow) -> JSON:
    """Show an organization in version 2."""
    return {
        "id": org.id,
        "details": details.read_v2(
            sequence=org.sequence, changed=org.changed, created=org.created, owner=org.id
        ),
        "state": f"ORGANIZATION_STATE_{org.state.upper()}",
        "name": org.name,
        "primaryDomain": org.primary_domain,
    }


def org_v1(org: OrgRow) -> JSON:
    """Show an organization in version 1."""
    return {
        "id": org.id,
        "details": details.read_v1(
            sequence=org.sequence, changed=org.changed, created=org.created, owner=org.id
        ),
        "state": f"ORG_STATE_{org.state.upper()}",
        "name": org.name,
        "primaryDomain": org.primary_domain,
    }


def _list(call: Call) -> JSON:
    request = call.request
    found = call.state.orgs()
    for query in request.get("queries", []):
        found = [org for org in found if _fits(call, org, query)]
    page = query_of(request)
    match request.get("sortingColumn", 0):
        case 1:
            found.sort(key=lambda org: org.name.lower(), reverse=not page.asc)
        case 2:
            found.sort(key=lambda org: org.created, reverse=not page.asc)
    visible = [org_v2(org) for org in page.cut(found) if call.has("org.read", org.id)]
    total = page.total(found)
    listed: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    newest = max((org.changed for org in call.state.orgs()), default=call.at)
    listed["timestamp"] = timestamp(newest)
    return {"details": listed, **({"result": visible} if visible else {})}


def _fits(call: Call, org: OrgRow, query: Request) -> bool:
    name, body = next(iter(query.items()))
    method = int(body.get("method", 0))
    match name:
        case "nameQuery":
            return matches(org.name, body["name"], method)
        case "domainQuery":
            return any(matches(known, body["domain"], method) for known in org.domains)
        case "stateQuery":
            return bool(_STATES.get(org.state) == body.get("state", 0))
        case "idQuery":
            return org.id == str(body["id"])
    return org.id == call.state.instance.default_org


def _me(call: Call) -> JSON:
    org = call.state.org(call.org_id)
    if org is None:
        raise not_found("Organisation not found", "QUERY-iTTGJ")
    sequence, changed = call.state.stream("org", org.id)
    return {"org": org_v1(replace(org, sequence=sequence, changed=changed))}


RPCS = (
    Rpc(
        name=f"{_SERVICE}/AddOrganization",
        message=_ADD,
        handler=_add,
        writes=True,
        status=201,
        rest=("POST /v2/organizations",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListOrganizations",
        message=_LIST,
        handler=_list,
        rest=("POST /v2/organizations/_search",),
    ),
    Rpc(
        name="zitadel.management.v1.ManagementService/GetMyOrg",
        message=EMPTY,
        handler=_me,
        permission="org.read",
        rest=("GET /management/v1/orgs/me",),
        connect=False,
    ),
)

__all__ = ["RPCS", "domain_name", "new_org", "org_drafts", "org_v1", "org_v2"]
