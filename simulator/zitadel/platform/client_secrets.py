"""Client secrets of service accounts, in both versions. Source: zitadel-platform.md 2.3."""

from simulator.events import JSON
from simulator.zitadel.hashing import SECRET_COST, hash_secret
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    NAME,
    NOT_EMPTY,
    Message,
    text,
)
from simulator.zitadel.platform.errors import precondition
from simulator.zitadel.platform.events import Draft, Written
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.user_write import salt

_SERVICE = "zitadel.user.v2.UserService"
_V1 = "zitadel.management.v1"


def _account(call: Call, org_id: str, error_id: str) -> UserRow:
    user = call.state.user(call.request["userId"])
    if user is None or user.human or (org_id and user.org_id != org_id):
        raise precondition("Errors.User.NotExisting", error_id)
    if not org_id:
        call.permit("user.write", user.org_id, own=user.id)
    return user


def secret_draft(call: Call, user: UserRow, secret: str) -> Draft:
    """Make the event of a new secret."""
    hashed = hash_secret(secret, cost=SECRET_COST, salt=salt(call))
    return Draft(user.aggregate, "user.machine.secret.set", {"hashedSecret": hashed})


def _set(call: Call, org_id: str) -> tuple[UserRow, str, Written]:
    user = _account(call, org_id, "COMMAND-x8910n")
    secret = call.platform.ids.zitadel_secret()
    return user, secret, call.push([secret_draft(call, user, secret)])


def _unset(call: Call, org_id: str) -> Written:
    user = _account(call, org_id, "COMMAND-x7s802")
    if not user.doc.get("secret"):
        raise precondition("Secret doesn't exist", "COMMAND-coi82n")
    return call.push([Draft(user.aggregate, "user.machine.secret.removed", {})])


def _add(call: Call) -> JSON:
    _, secret, written = _set(call, "")
    return {"creationDate": timestamp(written.at), "clientSecret": secret}


def _remove(call: Call) -> JSON:
    return {"deletionDate": timestamp(_unset(call, "").at)}


def _add_v1(call: Call) -> JSON:
    user, secret, written = _set(call, call.org_id)
    _, client_id = call.state.login_names(user)
    return {"clientId": client_id, "clientSecret": secret, "details": details.created(written)}


def _remove_v1(call: Call) -> JSON:
    return {"details": details.changed(_unset(call, call.org_id))}


RPCS = (
    Rpc(
        name=f"{_SERVICE}/AddSecret",
        message=messages.by_id("AddSecretRequest"),
        handler=_add,
        writes=True,
        rest=("POST /v2/users/{userId}/secret",),
    ),
    Rpc(
        name=f"{_SERVICE}/RemoveSecret",
        message=messages.by_id("RemoveSecretRequest"),
        handler=_remove,
        writes=True,
        rest=("DELETE /v2/users/{userId}/secret",),
    ),
    Rpc(
        name=f"{_V1}.ManagementService/GenerateMachineSecret",
        message=Message(_V1, "GenerateMachineSecretRequest", text("userId", NOT_EMPTY)),
        handler=_add_v1,
        permission="user.write",
        writes=True,
        rest=("PUT /management/v1/users/{userId}/secret",),
        connect=False,
    ),
    Rpc(
        name=f"{_V1}.ManagementService/RemoveMachineSecret",
        message=Message(_V1, "RemoveMachineSecretRequest", text("userId", NAME)),
        handler=_remove_v1,
        permission="user.write",
        writes=True,
        rest=("DELETE /management/v1/users/{userId}/secret",),
        connect=False,
    ),
)

__all__ = ["RPCS", "secret_draft"]
