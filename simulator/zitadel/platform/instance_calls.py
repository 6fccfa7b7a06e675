"""Small calls about the instance and the caller itself. Source: zitadel-platform.md 3.1, 5.5."""

from simulator.events import JSON
from simulator.zitadel.permissions import listed_permissions
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import AUTHENTICATED, Call, Handler, Rpc
from simulator.zitadel.platform.messages_common import EMPTY
from simulator.zitadel.platform.protojson import drop_empty

VERSION = "v4.0.0"


def _healthy(call: Call) -> JSON:
    del call
    return {}


def _permissions(call: Call) -> JSON:
    where = "user_id=? AND org_id IN (?,'')"
    members = call.state.members(where, (call.caller.user_id, call.org_id))
    found: dict[str, None] = {}
    for member in members:
        end = f":{member.project_id}" if member.project_id else ""
        found.update(dict.fromkeys(name + end for name in listed_permissions(member.roles)))
    return {"result": list(found)} if found else {}


def _iam(call: Call) -> JSON:
    instance = call.state.instance
    return {
        "globalOrgId": instance.default_org,
        "iamProjectId": instance.project,
        "defaultOrgId": instance.default_org,
    }


def _instance(call: Call) -> JSON:
    instance = call.state.instance
    sequence, changed = call.state.stream("instance", instance.id)
    primary = instance.doc.get("primaryDomain")
    domains = [
        {
            "details": details.read_v1(
                sequence=entry["sequence"],
                changed=entry["at"],
                created=entry["at"],
                owner=instance.id,
            ),
            "domain": entry["domain"],
            **drop_empty(
                {
                    "primary": entry["domain"] == primary,
                    "generated": entry.get("generated", False),
                }
            ),
        }
        for entry in instance.doc.get("domains", [])
    ]
    read = details.read_v1(
        sequence=sequence, changed=changed, created=instance.created, owner=instance.id
    )
    return {
        "instance": {
            "id": instance.id,
            "details": read,
            "state": "STATE_RUNNING",
            "name": str(instance.doc.get("name", "")),
            "version": VERSION,
            "domains": domains,
        }
    }


def _rpc(name: str, handler: Handler, rest: str, permission: str = AUTHENTICATED) -> Rpc:
    return Rpc(
        name=name,
        message=EMPTY,
        handler=handler,
        permission=permission,
        rest=(rest,),
        body=False,
        connect=False,
    )


_M, _A, _U = (
    "zitadel.management.v1.ManagementService",
    "zitadel.admin.v1.AdminService",
    "zitadel.auth.v1.AuthService",
)

RPCS = (
    _rpc(f"{_M}/Healthz", _healthy, "GET /management/v1/healthz", ""),
    _rpc(f"{_A}/Healthz", _healthy, "GET /admin/v1/healthz", ""),
    _rpc(f"{_U}/Healthz", _healthy, "GET /auth/v1/healthz", ""),
    _rpc("zitadel.system.v1.SystemService/Healthz", _healthy, "GET /system/v1/healthz", ""),
    _rpc(f"{_M}/GetIAM", _iam, "GET /management/v1/iam"),
    _rpc(f"{_A}/GetMyInstance", _instance, "GET /admin/v1/instances/me", "iam.read"),
    _rpc(
        f"{_U}/ListMyZitadelPermissions",
        _permissions,
        "POST /auth/v1/permissions/zitadel/me/_search",
    ),
)

__all__ = ["RPCS"]
