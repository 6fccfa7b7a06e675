"""Calls of version 1 about policies. Source: zitadel-platform.md 6.1, 6.2."""

from collections.abc import Callable

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import NAME, UINT64, Message, flag, number, text
from simulator.zitadel.platform.errors import already_exists, not_found, precondition
from simulator.zitadel.platform.events import Aggregate, instance_aggregate, org_aggregate
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.policies import (
    COMPLEXITY,
    COMPLEXITY_FLAGS,
    DOMAIN,
    DOMAIN_FLAGS,
    add_policy,
    change_policy,
    remove_policy,
)
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.rows import SettingRow

_MANAGEMENT, _ADMIN = "zitadel.management.v1", "zitadel.admin.v1"
_M, _A = f"{_MANAGEMENT}.ManagementService", f"{_ADMIN}.AdminService"


def _org(call: Call) -> Aggregate:
    return org_aggregate(call.request.get("orgId") or call.org_id)


def _instance(call: Call) -> Aggregate:
    return instance_aggregate(call.state.instance_id)


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
        shown.update(drop_empty({key: row.doc.get(key) for key in COMPLEXITY_FLAGS}))
    else:
        shown.update(drop_empty({key: row.doc.get(key) for key in DOMAIN_FLAGS}))
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
    return {"details": details.created(add_policy(call, _org(call), COMPLEXITY, exists))}


def _change_complexity(call: Call) -> JSON:
    missing = not_found("Password Complexity Policy not found", "ORG-Dgs3g")
    same = precondition("Errors.Org.PasswordComplexityPolicy.NotChanged", "Org-DAs21")
    return {"details": details.changed(change_policy(call, _org(call), COMPLEXITY, missing, same))}


def _remove_complexity(call: Call) -> JSON:
    missing = not_found("Password Complexity Policy not found", "ORG-ADgs2")
    return {"details": details.changed(remove_policy(call, _org(call), COMPLEXITY, missing))}


def _change_default_complexity(call: Call) -> JSON:
    missing = not_found("Default Password Complexity Policy not found", "INSTANCE-0oPew")
    same = precondition("Default Password Complexity Policy has not been changed", "INSTANCE-9jlsf")
    return {
        "details": details.changed(change_policy(call, _instance(call), COMPLEXITY, missing, same))
    }


def _known_org(call: Call) -> Aggregate:
    aggregate = _org(call)
    if call.state.org(aggregate.id) is None:
        raise precondition("Organisation not found", "COMMAND-QXPGs")
    return aggregate


def _add_domain(call: Call) -> JSON:
    exists = already_exists("Errors.Org.DomainPolicy.AlreadyExists", "ORG-1M8ds")
    return {"details": details.created(add_policy(call, _known_org(call), DOMAIN, exists))}


def _change_domain(call: Call) -> JSON:
    missing = not_found("Errors.Org.DomainPolicy.NotFound", "ORG-2N9sd")
    same = precondition("Private Label Policy has not been changed", "ORG-3M9ds")
    return {"details": details.changed(change_policy(call, _org(call), DOMAIN, missing, same))}


def _remove_domain(call: Call) -> JSON:
    missing = not_found("Errors.Org.DomainPolicy.NotFound", "ORG-Dvsh3")
    return {"details": details.changed(remove_policy(call, _org(call), DOMAIN, missing))}


def _change_default_domain(call: Call) -> JSON:
    missing = not_found("Organization Domain Policy not found", "INSTANCE-0Pl0d")
    same = precondition("Organization Domain Policy has not been changed", "INSTANCE-pl9fN")
    return {"details": details.changed(change_policy(call, _instance(call), DOMAIN, missing, same))}


_COMPLEXITY_FIELDS = (number("minLength", UINT64), *(flag(name) for name in COMPLEXITY_FLAGS))
_DOMAIN_FIELDS = tuple(flag(name) for name in DOMAIN_FLAGS)
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

__all__ = ["RPCS"]
