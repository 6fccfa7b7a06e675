"""Policies of version 1: password complexity and domain. Source: zitadel-platform.md 6.1, 6.2."""

from collections.abc import Callable, Mapping

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import NAME, UINT64, Message, flag, number, text
from simulator.zitadel.platform.errors import (
    ApiError,
    already_exists,
    invalid,
    not_found,
    precondition,
)
from simulator.zitadel.platform.events import (
    Aggregate,
    Draft,
    Written,
    instance_aggregate,
    org_aggregate,
)
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.state import SettingRow

COMPLEXITY, DOMAIN = "password_complexity", "domain"
_EVENTS = {COMPLEXITY: "policy.password.complexity", DOMAIN: "policy.domain"}
_COMPLEXITY_FLAGS = ("hasUppercase", "hasLowercase", "hasNumber", "hasSymbol")
_DOMAIN_FLAGS = (
    "userLoginMustBeDomain",
    "validateOrgDomains",
    "smtpSenderAddressMatchesInstanceDomain",
)
SHORTEST, LONGEST = 1, 72
_MANAGEMENT, _ADMIN = "zitadel.management.v1", "zitadel.admin.v1"
_M, _A = f"{_MANAGEMENT}.ManagementService", f"{_ADMIN}.AdminService"


def _org(call: Call) -> Aggregate:
    return org_aggregate(call.request.get("orgId") or call.org_id)


def _instance(call: Call) -> Aggregate:
    return instance_aggregate(call.state.instance_id)


def _wanted(call: Call, name: str) -> dict[str, JSON]:
    if name == DOMAIN:
        return {key: bool(call.request.get(key)) for key in _DOMAIN_FLAGS}
    length = call.request.get("minLength", 0)
    if not SHORTEST <= length <= LONGEST:
        raise invalid("Given minimum length is not allowed", "MODEL-Lsp0e")
    flags = {key: bool(call.request.get(key)) for key in _COMPLEXITY_FLAGS}
    return {"minLength": length, **flags}


def _owner(call: Call, aggregate: Aggregate) -> str:
    return "" if aggregate.id == call.state.instance_id else aggregate.id


def _add(call: Call, aggregate: Aggregate, name: str, exists: ApiError) -> Written:
    wanted = _wanted(call, name)
    if call.state.setting(_owner(call, aggregate), name) is not None:
        raise exists
    event = f"{aggregate.type}.{_EVENTS[name]}.added"
    return _push(call, aggregate, name, Draft(aggregate, event, drop_empty(wanted)))


def _change(
    call: Call, aggregate: Aggregate, name: str, missing: ApiError, same: ApiError
) -> Written:
    wanted = _wanted(call, name)
    row = call.state.setting(_owner(call, aggregate), name)
    if row is None:
        raise missing
    changed = {key: value for key, value in wanted.items() if row.doc.get(key, False) != value}
    if not changed:
        raise same
    event = f"{aggregate.type}.{_EVENTS[name]}.changed"
    return _push(call, aggregate, name, Draft(aggregate, event, changed))


def _remove(call: Call, aggregate: Aggregate, name: str, missing: ApiError) -> Written:
    if call.state.setting(aggregate.id, name) is None:
        raise missing
    event = f"{aggregate.type}.{_EVENTS[name]}.removed"
    return _push(call, aggregate, name, Draft(aggregate, event))


def _push(call: Call, aggregate: Aggregate, name: str, draft: Draft) -> Written:
    """Write a policy; users whose login names change with it are renamed in the same push."""
    if name != DOMAIN:
        return call.push([draft])
    drafts = [draft]
    before = {org.id: call.state.login_must_be_domain(org.id) for org in call.state.orgs()}
    after = _login_domains(call, aggregate, draft)
    for org_id, now in after.items():
        if before[org_id] != now:
            drafts += _renamed(call, org_id, to_login_name=not now)
    written = call.push(drafts)
    return Written(written.sequence, written.at, aggregate.owner)


def _login_domains(call: Call, aggregate: Aggregate, draft: Draft) -> dict[str, bool]:
    """Return per organization whether login names will carry the domain."""
    payload: Mapping[str, JSON] = draft.payload or {}
    key = _DOMAIN_FLAGS[0]
    default = call.state.setting("", DOMAIN)
    standard = bool(default and default.doc.get(key))
    after: dict[str, bool] = {}
    for org in call.state.orgs():
        own = call.state.setting(org.id, DOMAIN)
        value = bool(own.doc.get(key)) if own else standard
        if aggregate.type == "org" and aggregate.id == org.id:
            if draft.type.endswith(".removed"):
                value = standard
            elif draft.type.endswith(".added"):
                value = bool(payload.get(key))
            else:
                value = bool(payload.get(key, value))
        elif aggregate.type == "instance" and own is None:
            value = bool(payload.get(key, value))
        after[org.id] = value
    return after


def _renamed(call: Call, org_id: str, *, to_login_name: bool) -> list[Draft]:
    users = call.state.users("u.org_id=?", [org_id], order="u.pos", limit=None, offset=0)
    drafts: list[Draft] = []
    for user in users:
        name = call.state.login_names(user)[1] if to_login_name else user.user_name
        drafts.append(Draft(user.aggregate, "user.username.changed", {"userName": name}))
    return drafts


# -- showing -------------------------------------------------------------------------------------


def _shown(call: Call, row: SettingRow, name: str) -> dict[str, JSON]:
    read = details.read_v1(
        sequence=row.sequence,
        changed=row.changed,
        created=row.created,
        owner=row.org_id or call.state.instance_id,
    )
    shown: dict[str, JSON] = {"details": read}
    if name == COMPLEXITY:
        shown["minLength"] = str(row.doc.get("minLength", 0))
        shown.update(drop_empty({key: row.doc.get(key) for key in _COMPLEXITY_FLAGS}))
    else:
        shown.update(drop_empty({key: row.doc.get(key) for key in _DOMAIN_FLAGS}))
    if not row.org_id:
        shown["isDefault"] = True
    return shown


def _read(call: Call, org_id: str, name: str) -> SettingRow:
    row = call.state.policy(org_id, name)
    assert row is not None
    return row


def _get_complexity(call: Call) -> JSON:
    row = _read(call, call.org_id, COMPLEXITY)
    answer: dict[str, JSON] = {"policy": _shown(call, row, COMPLEXITY)}
    return answer if row.org_id else {**answer, "isDefault": True}


def _get_default_complexity(call: Call) -> JSON:
    return {"policy": _shown(call, _read(call, "", COMPLEXITY), COMPLEXITY)}


def _get_domain(call: Call) -> JSON:
    return {"policy": _shown(call, _read(call, _org(call).id, DOMAIN), DOMAIN)}


def _get_default_domain(call: Call) -> JSON:
    return {"policy": _shown(call, _read(call, "", DOMAIN), DOMAIN)}


# -- writing -------------------------------------------------------------------------------------


def _add_complexity(call: Call) -> JSON:
    exists = already_exists("Password Complexity Policy already exists", "Org-LdhbS")
    return {"details": details.created(_add(call, _org(call), COMPLEXITY, exists))}


def _change_complexity(call: Call) -> JSON:
    missing = not_found("Password Complexity Policy not found", "ORG-Dgs3g")
    same = precondition("Errors.Org.PasswordComplexityPolicy.NotChanged", "Org-DAs21")
    return {"details": details.changed(_change(call, _org(call), COMPLEXITY, missing, same))}


def _remove_complexity(call: Call) -> JSON:
    missing = not_found("Password Complexity Policy not found", "ORG-ADgs2")
    return {"details": details.changed(_remove(call, _org(call), COMPLEXITY, missing))}


def _change_default_complexity(call: Call) -> JSON:
    missing = not_found("Default Password Complexity Policy not found", "INSTANCE-0oPew")
    same = precondition("Default Password Complexity Policy has not been changed", "INSTANCE-9jlsf")
    return {"details": details.changed(_change(call, _instance(call), COMPLEXITY, missing, same))}


def _known_org(call: Call) -> Aggregate:
    aggregate = _org(call)
    if call.state.org(aggregate.id) is None:
        raise precondition("Organisation not found", "COMMAND-QXPGs")
    return aggregate


def _add_domain(call: Call) -> JSON:
    exists = already_exists("Errors.Org.DomainPolicy.AlreadyExists", "ORG-1M8ds")
    return {"details": details.created(_add(call, _known_org(call), DOMAIN, exists))}


def _change_domain(call: Call) -> JSON:
    missing = not_found("Errors.Org.DomainPolicy.NotFound", "ORG-2N9sd")
    same = precondition("Private Label Policy has not been changed", "ORG-3M9ds")
    return {"details": details.changed(_change(call, _org(call), DOMAIN, missing, same))}


def _remove_domain(call: Call) -> JSON:
    missing = not_found("Errors.Org.DomainPolicy.NotFound", "ORG-Dvsh3")
    return {"details": details.changed(_remove(call, _org(call), DOMAIN, missing))}


def _change_default_domain(call: Call) -> JSON:
    missing = not_found("Errors.IAM.DomainPolicy.NotFound", "INSTANCE-0Pl0d")
    same = precondition("Errors.IAM.DomainPolicy.NotChanged", "INSTANCE-pl9fN")
    return {"details": details.changed(_change(call, _instance(call), DOMAIN, missing, same))}


_COMPLEXITY_FIELDS = (number("minLength", UINT64), *(flag(name) for name in _COMPLEXITY_FLAGS))
_DOMAIN_FIELDS = tuple(flag(name) for name in _DOMAIN_FLAGS)
_COMPLEXITY_PATH = "/management/v1/policies/password/complexity"
_ORG_PATH = "/admin/v1/orgs/{orgId}/policies/domain"
_ORG_ID = text("orgId", NAME)


def _rpc(
    name: str, handler: Callable[[Call], JSON], permission: str, rest: str, message: Message = EMPTY
) -> Rpc:
    return Rpc(
        name=name,
        message=message,
        handler=handler,
        permission=permission,
        writes=not rest.startswith("GET "),
        rest=(rest,),
        connect=False,
    )


RPCS = (
    _rpc(
        f"{_M}/GetPasswordComplexityPolicy",
        _get_complexity,
        "policy.read",
        f"GET {_COMPLEXITY_PATH}",
    ),
    _rpc(
        f"{_M}/GetDefaultPasswordComplexityPolicy",
        _get_default_complexity,
        "policy.read",
        "GET /management/v1/policies/default/password/complexity",
    ),
    _rpc(
        f"{_M}/AddCustomPasswordComplexityPolicy",
        _add_complexity,
        "policy.write",
        f"POST {_COMPLEXITY_PATH}",
        Message(_MANAGEMENT, "AddCustomPasswordComplexityPolicyRequest", *_COMPLEXITY_FIELDS),
    ),
    _rpc(
        f"{_M}/UpdateCustomPasswordComplexityPolicy",
        _change_complexity,
        "policy.write",
        f"PUT {_COMPLEXITY_PATH}",
        Message(_MANAGEMENT, "UpdateCustomPasswordComplexityPolicyRequest", *_COMPLEXITY_FIELDS),
    ),
    _rpc(
        f"{_M}/ResetPasswordComplexityPolicyToDefault",
        _remove_complexity,
        "policy.delete",
        f"DELETE {_COMPLEXITY_PATH}",
    ),
    _rpc(
        f"{_A}/GetPasswordComplexityPolicy",
        _get_default_complexity,
        "iam.policy.read",
        "GET /admin/v1/policies/password/complexity",
    ),
    _rpc(
        f"{_A}/UpdatePasswordComplexityPolicy",
        _change_default_complexity,
        "iam.policy.write",
        "PUT /admin/v1/policies/password/complexity",
        Message(_ADMIN, "UpdatePasswordComplexityPolicyRequest", *_COMPLEXITY_FIELDS),
    ),
    _rpc(f"{_M}/GetDomainPolicy", _get_domain, "policy.read", "GET /management/v1/policies/domain"),
    _rpc(
        f"{_A}/GetDomainPolicy",
        _get_default_domain,
        "iam.policy.read",
        "GET /admin/v1/policies/domain",
    ),
    _rpc(
        f"{_A}/UpdateDomainPolicy",
        _change_default_domain,
        "iam.policy.write",
        "PUT /admin/v1/policies/domain",
        Message(_ADMIN, "UpdateDomainPolicyRequest", *_DOMAIN_FIELDS),
    ),
    _rpc(
        f"{_A}/GetCustomDomainPolicy",
        _get_domain,
        "iam.policy.read",
        f"GET {_ORG_PATH}",
        Message(_ADMIN, "GetCustomDomainPolicyRequest", _ORG_ID),
    ),
    _rpc(
        f"{_A}/AddCustomDomainPolicy",
        _add_domain,
        "iam.policy.write",
        f"POST {_ORG_PATH}",
        Message(_ADMIN, "AddCustomDomainPolicyRequest", _ORG_ID, *_DOMAIN_FIELDS),
    ),
    _rpc(
        f"{_A}/UpdateCustomDomainPolicy",
        _change_domain,
        "iam.policy.write",
        f"PUT {_ORG_PATH}",
        Message(_ADMIN, "UpdateCustomDomainPolicyRequest", _ORG_ID, *_DOMAIN_FIELDS),
    ),
    _rpc(
        f"{_A}/ResetCustomDomainPolicyToDefault",
        _remove_domain,
        "iam.policy.write",
        f"DELETE {_ORG_PATH}",
        Message(_ADMIN, "ResetCustomDomainPolicyToDefaultRequest", _ORG_ID),
    ),
)

__all__ = ["COMPLEXITY", "DOMAIN", "RPCS"]
