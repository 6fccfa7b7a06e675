"""Projects: as much as memberships and audiences need. Source: zitadel-platform.md 1.1, 3.1."""

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import NAME, Message, flag, text
from simulator.zitadel.platform.errors import already_exists, not_found
from simulator.zitadel.platform.events import Aggregate, Draft

_V1 = "zitadel.management.v1"


def _add(call: Call) -> JSON:
    name = call.request["name"].strip()
    sql = "SELECT 1 FROM platform_project WHERE org_id=? AND lower(name)=?"
    if call.state.db.execute(sql, (call.org_id, name.lower())).fetchone():
        raise already_exists("Project already exists on organization", "V3-DKcYh")
    aggregate = Aggregate("project", call.platform.ids.zitadel(), call.org_id)
    payload: dict[str, JSON] = {"name": name}
    for key in ("projectRoleAssertion", "projectRoleCheck", "hasProjectCheck"):
        if call.request.get(key):
            payload[key] = True
    owner = {"userId": call.caller.user_id, "roles": ["PROJECT_OWNER"]}
    drafts = [Draft(aggregate, "project.added", payload)]
    if call.has("project.create", call.org_id) and not call.has("project.write", call.org_id):
        drafts.append(Draft(aggregate, "project.member.added", owner))
    written = call.push(drafts)
    return {"id": aggregate.id, "details": details.created(written)}


def _get(call: Call) -> JSON:
    project = call.state.project(call.request["id"])
    if project is None or project.org_id != call.org_id:
        raise not_found("Project not found", "QUERY-fk2fs")
    return {
        "project": {
            "id": project.id,
            "details": details.read_v1(
                sequence=project.sequence,
                changed=project.changed,
                created=project.created,
                owner=project.org_id,
            ),
            "name": project.name,
            "state": "PROJECT_STATE_ACTIVE",
        }
    }


RPCS = (
    Rpc(
        name=f"{_V1}.ManagementService/AddProject",
        message=Message(
            _V1,
            "AddProjectRequest",
            text("name", NAME),
            flag("projectRoleAssertion"),
            flag("projectRoleCheck"),
            flag("hasProjectCheck"),
        ),
        handler=_add,
        permission="project.create",
        writes=True,
        rest=("POST /management/v1/projects",),
        connect=False,
    ),
    Rpc(
        name=f"{_V1}.ManagementService/GetProjectByID",
        message=Message(_V1, "GetProjectByIDRequest", text("id", NAME)),
        handler=_get,
        permission="project.read",
        resource="id",
        rest=("GET /management/v1/projects/{id}",),
        connect=False,
    ),
)

__all__ = ["RPCS"]
