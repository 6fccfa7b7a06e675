"""Calls of version 1 about policies. Source: zitadel-platform.md 6."""

from collections.abc import Callable, Iterator

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import ENUM, NAME, Enum, Field, Message, parts, text
from simulator.zitadel.platform.errors import precondition
from simulator.zitadel.platform.events import Aggregate, instance_aggregate, org_aggregate
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.policies import add_policy, change_policy, remove_policy
from simulator.zitadel.platform.policy_kinds import (
    DOMAIN,
    KINDS,
    LOGIN,
    MULTI_FACTORS,
    SECOND_FACTORS,
    Kind,
)
from simulator.zitadel.platform.rows import SettingRow

_MANAGEMENT, _ADMIN = "zitadel.management.v1", "zitadel.admin.v1"
_M, _A = f"{_MANAGEMENT}.ManagementService", f"{_ADMIN}.AdminService"
_OWN, _DEFAULT = "/management/v1/policies", "/admin/v1/policies"
_ORG_PATH = "/admin/v1/orgs/{orgId}/policies/domain"
_ORG_ID = text("orgId", NAME)
_Level = Callable[[Call], Aggregate]


def _org(call: Call) -> Aggregate:
    return org_aggregate(call.request.get("orgId") or call.org_id)


def _known_org(call: Call) -> Aggregate:
    aggregate = _org(call)
    if call.state.org(aggregate.id) is None:
        raise precondition("Organisation not found", "COMMAND-QXPGs")
    return aggregate


def _instance(call: Call) -> Aggregate:
    return instance_aggregate(call.state.instance_id)


# -- showing -------------------------------------------------------------------------------------


def _shown(call: Call, row: SettingRow, kind: Kind) -> JSON:
    read = details.read_v1(
        sequence=row.sequence,
        changed=row.changed,
        created=row.created,
        owner=row.org_id or call.state.instance_id,
    )
    return {"details": read, **kind.shown(row.doc, not row.org_id)}


def _get(kind: Kind, *, marked: bool) -> Handler:
    """Make a reader of what counts for an organization; ``marked`` repeats whose it is."""

    def handler(call: Call) -> JSON:
        row = call.state.policy(_org(call).id, kind.name)
        assert row is not None
        answer: dict[str, JSON] = {"policy": _shown(call, row, kind)}
        return {**answer, "isDefault": True} if marked and not row.org_id else answer

    return handler


def _get_default(kind: Kind) -> Handler:
    def handler(call: Call) -> JSON:
        row = call.state.policy("", kind.name)
        assert row is not None
        return {"policy": _shown(call, row, kind)}

    return handler


# -- writing -------------------------------------------------------------------------------------


def _add(kind: Kind, level: _Level) -> Handler:
    return lambda call: {"details": details.created(add_policy(call, level(call), kind))}


def _change(kind: Kind, level: _Level) -> Handler:
    return lambda call: {"details": details.changed(change_policy(call, level(call), kind))}


def _remove(kind: Kind) -> Handler:
    return lambda call: {"details": details.changed(remove_policy(call, _org(call), kind))}


def _factors(name: str, of: Enum) -> Field:
    return Field(name=name, kind=ENUM, of=of, repeated=True)


_ADDED_TO_LOGIN = (
    _factors("secondFactors", SECOND_FACTORS),
    _factors("multiFactors", MULTI_FACTORS),
    parts("idps", Message(f"{_MANAGEMENT}", "AddCustomLoginPolicyRequest_IDP", text("idpId"))),
)


def _rpc(
    service: str,
    name: str,
    handler: Handler,
    permission: str,
    rest: str,
    fields: tuple[Field, ...] = (),
) -> Rpc:
    package = service.rpartition(".")[0]
    return Rpc(
        name=f"{service}/{name}",
        message=Message(package, f"{name}Request", *fields) if fields else EMPTY,
        handler=handler,
        permission=permission,
        writes=not rest.startswith("GET "),
        rest=(rest,),
        connect=False,
    )


def _default_rpcs(kind: Kind) -> Iterator[Rpc]:
    path = f"{_DEFAULT}/{kind.path}"
    read, write = "iam.policy.read", "iam.policy.write"
    change = _change(kind, _instance)
    yield _rpc(_A, f"Get{kind.rpc}", _get_default(kind), read, f"GET {path}")
    yield _rpc(_A, f"Update{kind.rpc}", change, write, f"PUT {path}", kind.fields)


def _own_rpcs(kind: Kind) -> Iterator[Rpc]:
    path, name = f"{_OWN}/{kind.path}", f"Custom{kind.rpc}"
    default = f"GET {_OWN}/default/{kind.path}"
    more = _ADDED_TO_LOGIN if kind.name == LOGIN else ()
    added, changed = _add(kind, _org), _change(kind, _org)
    reset = f"Reset{kind.rpc}ToDefault"
    yield _rpc(_M, f"Get{kind.rpc}", _get(kind, marked=True), "policy.read", f"GET {path}")
    yield _rpc(_M, f"GetDefault{kind.rpc}", _get_default(kind), "policy.read", default)
    yield _rpc(_M, f"Add{name}", added, "policy.write", f"POST {path}", (*kind.fields, *more))
    yield _rpc(_M, f"Update{name}", changed, "policy.write", f"PUT {path}", kind.fields)
    yield _rpc(_M, reset, _remove(kind), "policy.delete", f"DELETE {path}")


def _domain_rpcs(kind: Kind) -> Iterator[Rpc]:
    own = _get(kind, marked=False)
    name, fields = f"Custom{kind.rpc}", (_ORG_ID, *kind.fields)
    read, write = "iam.policy.read", "iam.policy.write"
    add, change = _add(kind, _known_org), _change(kind, _org)
    reset = f"Reset{name}ToDefault"
    yield _rpc(_M, f"Get{kind.rpc}", own, "policy.read", f"GET {_OWN}/domain")
    yield _rpc(_A, f"Get{name}", own, read, f"GET {_ORG_PATH}", (_ORG_ID,))
    yield _rpc(_A, f"Add{name}", add, write, f"POST {_ORG_PATH}", fields)
    yield _rpc(_A, f"Update{name}", change, write, f"PUT {_ORG_PATH}", fields)
    yield _rpc(_A, reset, _remove(kind), write, f"DELETE {_ORG_PATH}", (_ORG_ID,))


def _all() -> Iterator[Rpc]:
    for kind in KINDS:
        yield from _default_rpcs(kind)
        yield from _domain_rpcs(kind) if kind.name == DOMAIN else _own_rpcs(kind)


RPCS = tuple(_all())

__all__ = ["RPCS"]
