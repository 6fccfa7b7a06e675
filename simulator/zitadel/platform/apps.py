"""Applications of a project: API and OpenID Connect clients.

As much of them as introspection, revocation and the authorization endpoint look at. Source:
zitadel-platform.md 4.5.
"""

from simulator.events import JSON
from simulator.zitadel.hashing import SECRET_COST, hash_secret
from simulator.zitadel.platform import details
from simulator.zitadel.platform.calls import Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import (
    DEFINED,
    NAME,
    Enum,
    Field,
    Message,
    choice,
    enum,
    flag,
    text,
    texts,
)
from simulator.zitadel.platform.errors import already_exists, not_found
from simulator.zitadel.platform.events import Aggregate, Draft
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.user_write import salt

_V1 = "zitadel.management.v1"
_SERVICE = f"{_V1}.ManagementService"
API_AUTH = enum("API_AUTH_METHOD_TYPE_", "BASIC PRIVATE_KEY_JWT")
OIDC_AUTH = enum("OIDC_AUTH_METHOD_TYPE_", "BASIC POST NONE PRIVATE_KEY_JWT")
RESPONSE_TYPES = ("code", "id_token", "id_token token")
GRANT_TYPES = (
    "authorization_code",
    "implicit",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
)
"""Grant types by number, as the token endpoint knows them."""
_RESPONSE = enum("OIDC_RESPONSE_TYPE_", "CODE ID_TOKEN ID_TOKEN_TOKEN")
_GRANT = enum(
    "OIDC_GRANT_TYPE_", "AUTHORIZATION_CODE IMPLICIT REFRESH_TOKEN DEVICE_CODE TOKEN_EXCHANGE"
)
_APP = enum("OIDC_APP_TYPE_", "WEB USER_AGENT NATIVE")


def _project(call: Call) -> Aggregate:
    project = call.state.project(call.request["projectId"])
    if project is None or project.org_id != call.org_id:
        raise not_found("Project not found", "COMMAND-Mso42")
    return Aggregate("project", project.id, project.org_id)


def _named(call: Call, project: Aggregate) -> tuple[Draft, str]:
    name = call.request["name"].strip()
    if call.state.apps("project_id=? AND lower(name)=?", (project.id, name.lower())):
        raise already_exists("Application already exists", "V3-DKcYh")
    app_id = call.platform.ids.zitadel()
    return Draft(project, "project.application.added", {"appId": app_id, "name": name}), app_id


def _secret(call: Call, *, wanted: bool) -> tuple[str, str]:
    if not wanted:
        return "", ""
    secret = call.platform.ids.zitadel_secret()
    return secret, hash_secret(secret, cost=SECRET_COST, salt=salt(call))


def _add_api(call: Call) -> JSON:
    project = _project(call)
    named, app_id = _named(call, project)
    method = call.request.get("authMethodType", 0)
    client_id = call.platform.ids.zitadel()
    secret, hashed = _secret(call, wanted=method == 0)
    payload = {
        "appId": app_id,
        "clientId": client_id,
        **drop_empty({"hashedSecret": hashed, "authMethodType": method}),
    }
    written = call.push([named, Draft(project, "project.application.config.api.added", payload)])
    answer = {"appId": app_id, "details": details.created(written), "clientId": client_id}
    return {**answer, "clientSecret": secret} if secret else answer


def _add_oidc(call: Call) -> JSON:
    project, request = _project(call), call.request
    named, app_id = _named(call, project)
    method = request.get("authMethodType", 0)
    client_id = call.platform.ids.zitadel()
    secret, hashed = _secret(call, wanted=method in (0, 1))
    payload = {
        "appId": app_id,
        "clientId": client_id,
        **drop_empty(
            {
                "hashedSecret": hashed,
                "redirectUris": request.get("redirectUris", []),
                "responseTypes": request.get("responseTypes", []),
                "grantTypes": request.get("grantTypes", []),
                "applicationType": request.get("appType", 0),
                "authMethodType": method,
                "postLogoutRedirectUris": request.get("postLogoutRedirectUris", []),
                "devMode": bool(request.get("devMode")),
            }
        ),
    }
    written = call.push([named, Draft(project, "project.application.config.oidc.added", payload)])
    answer = {"appId": app_id, "details": details.created(written), "clientId": client_id}
    return {**answer, "clientSecret": secret} if secret else answer


def _several(name: str, of: Enum) -> Field:
    return Field(name=name, kind="enum", of=of, repeated=True)


def _rpc(name: str, handler: Handler, rest: str, *fields: Field) -> Rpc:
    return Rpc(
        name=f"{_SERVICE}/{name}",
        message=Message(
            _V1, f"{name}Request", text("projectId", NAME), text("name", NAME), *fields
        ),
        handler=handler,
        permission="project.app.write",
        resource="projectId",
        writes=True,
        rest=(rest,),
        connect=False,
    )


_PATH = "POST /management/v1/projects/{projectId}/apps"

RPCS = (
    _rpc("AddAPIApp", _add_api, f"{_PATH}/api", choice("authMethodType", API_AUTH, DEFINED)),
    _rpc(
        "AddOIDCApp",
        _add_oidc,
        f"{_PATH}/oidc",
        texts("redirectUris"),
        _several("responseTypes", _RESPONSE),
        _several("grantTypes", _GRANT),
        choice("appType", _APP, DEFINED),
        choice("authMethodType", OIDC_AUTH, DEFINED),
        texts("postLogoutRedirectUris"),
        flag("devMode"),
    ),
)

__all__ = ["GRANT_TYPES", "RESPONSE_TYPES", "RPCS"]
