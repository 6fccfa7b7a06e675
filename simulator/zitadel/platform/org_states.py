"""Deactivate, reactivate and remove the organization a call is about (version 1).

SCIM goes on in a deactivated organization; in a removed one all but PATCH and DELETE of the people
it had is over (zitadel-scim.md 1.5). Source: ZITADEL, internal/command/org.go,
internal/api/grpc/management/org.go.
"""

from dataclasses import replace

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.errors import not_found, precondition
from simulator.zitadel.platform.events import Draft, org_aggregate
from simulator.zitadel.platform.messages_common import EMPTY

_UNKNOWN = "Organisation not found"


def _change(event: str, state: str, already: tuple[str, str], unknown: str) -> Handler:
    """Make the handler of a change to a state, refused where that is the state already."""

    def handle(call: Call) -> JSON:
        org = call.state.org(call.org_id)
        if org is None:
            raise not_found(_UNKNOWN, unknown)
        if org.state == state:
            raise precondition(*already)
        written = call.push([Draft(org_aggregate(org.id), event)])
        return {"details": details.changed(written)}

    return handle


def _remove(call: Call) -> JSON:
    instance = call.state.instance
    if call.org_id == instance.default_org:
        raise precondition("Default Organisation must not be deleted", "COMMA-wG9p1")
    if call.state.org(call.org_id) is None:
        raise not_found(_UNKNOWN, "COMMA-aps2n")
    written = call.push([Draft(org_aggregate(call.org_id), "org.removed")])
    return {"details": details.changed(replace(written, owner=instance.id))}


def _rpc(name: str, handler: Handler, rest: str, permission: str = "org.write") -> Rpc:
    return Rpc(
        name=f"zitadel.management.v1.ManagementService/{name}",
        message=EMPTY,
        handler=handler,
        permission=permission,
        writes=True,
        rest=(rest,),
        connect=False,
    )


RPCS = (
    _rpc(
        "DeactivateOrg",
        _change(
            "org.deactivated",
            "inactive",
            ("Organisation is already deactivated", "EVENT-Dbs2g"),
            "ORG-oL9nT",
        ),
        "POST /management/v1/orgs/me/_deactivate",
    ),
    _rpc(
        "ReactivateOrg",
        _change(
            "org.reactivated",
            "active",
            ("Organisation is already active", "EVENT-bfnrh"),
            "ORG-Dgf3g",
        ),
        "POST /management/v1/orgs/me/_reactivate",
    ),
    _rpc("RemoveOrg", _remove, "DELETE /management/v1/orgs/me", "org.delete"),
)

__all__ = ["RPCS"]
