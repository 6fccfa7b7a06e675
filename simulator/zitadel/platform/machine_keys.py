"""Keys of service accounts, in both versions. Source: zitadel-platform.md 2.4."""

import base64
import binascii

import orjson

from simulator.events import JSON
from simulator.ids import Ids
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    NAME,
    NOT_EMPTY,
    Message,
    Rule,
    choice,
    data,
    moment,
    part,
    text,
)
from simulator.zitadel.platform.errors import invalid, not_found, precondition
from simulator.zitadel.platform.events import Aggregate, Draft, Written
from simulator.zitadel.platform.messages_common import KEY_TYPE, LIST_QUERY_V1
from simulator.zitadel.platform.paging import listed, listed_v1, moment_fits, page_of
from simulator.zitadel.platform.pats import NEVER, permit_on
from simulator.zitadel.platform.protojson import Request, base64_text, timestamp
from simulator.zitadel.platform.rows import KeyRow, UserRow
from simulator.zitadel.platform.rsa_keys import is_public_key, new_key_pair

_SERVICE = "zitadel.user.v2.UserService"
_V1 = "zitadel.management.v1"
_MANAGEMENT = f"{_V1}.ManagementService"


def _issue(call: Call, org_id: str) -> tuple[str, str, Written]:
    """Check and write a new key; return its id and file, empty for an uploaded one."""
    public = call.request.get("publicKey", b"")
    if public and not is_public_key(public):
        text = "Public key is not a valid RSA public key in PKIX format with PEM encoding"
        raise invalid(text, "COMMAND-5F3h1")
    expires = call.request.get("expirationDate", NEVER)
    if expires < call.at:
        raise invalid("Errors.AuthNKey.ExpireBeforeNow", "DOMAIN-dv3t5")
    user = _account(call, org_id)
    if public:
        draft, content = (
            _key_draft(user.aggregate, call.platform.ids.zitadel(), public, expires),
            b"",
        )
    else:
        draft, content = fresh_key(call.platform.ids, user.aggregate, expires)
    assert draft.payload is not None
    return draft.payload["keyId"], base64_text(content), call.push([draft])


def fresh_key(ids: Ids, account: Aggregate, expires: int) -> tuple[Draft, bytes]:
    """Make a key pair; return its event and the file that its owner gets."""
    key_id, pair = ids.zitadel(), new_key_pair(ids.rng("zitadel/key"))
    content = {
        "type": "serviceaccount",
        "keyId": key_id,
        "key": pair.private,
        "expirationDate": timestamp(expires),
        "userId": account.id,
    }
    return _key_draft(account, key_id, pair.public, expires), orjson.dumps(content)


def _key_draft(account: Aggregate, key_id: str, public: bytes, expires: int) -> Draft:
    payload = {
        "expirationDate": timestamp(expires),
        "keyId": key_id,
        "publicKey": base64_text(public),
        "type": 1,
    }
    return Draft(account, "user.machine.key.added", payload, {"expires": expires})


def _account(call: Call, org_id: str) -> UserRow:
    user = call.state.user(call.request["userId"])
    if user is None or user.human or (org_id and user.org_id != org_id):
        raise precondition("User could not be found", "COMMAND-bnipwm1")
    if not org_id:
        call.permit("user.write", user.org_id, own=user.id)
    return user


def _take(call: Call, org_id: str) -> Written:
    user_id, key_id = call.request["userId"], call.request["keyId"]
    if not org_id:
        permit_on(call, user_id)
    user = call.state.user(user_id)
    known = call.state.keys("id=? AND user_id=?", (key_id, user_id))
    if not known or user is None or (org_id and user.org_id != org_id):
        raise not_found("Machine key not found", "COMMAND-4m77G")
    return call.push([Draft(user.aggregate, "user.machine.key.removed", {"keyId": key_id})])


def _add(call: Call) -> JSON:
    key_id, content, written = _issue(call, "")
    answer = {"creationDate": timestamp(written.at), "keyId": key_id}
    return {**answer, "keyContent": content} if content else answer


def _remove(call: Call) -> JSON:
    return {"deletionDate": timestamp(_take(call, "").at)}


def _search(call: Call) -> JSON:
    page = page_of(call.request)
    rows = call.state.keys("1")
    for wanted in call.request.get("filters", []):
        rows = [row for row in rows if _fits(row, wanted)]
    columns = ("created", "created", "id", "user_id", "org_id", "expires")
    column = call.request.get("sortingColumn", 0)
    name = columns[column] if column < len(columns) else columns[0]
    rows.sort(key=lambda row: getattr(row, name), reverse=not page.asc)
    shown = [
        {
            "creationDate": timestamp(row.created),
            "changeDate": timestamp(row.created),
            "id": row.id,
            "userId": row.user_id,
            "organizationId": row.org_id,
            "expirationDate": timestamp(row.expires),
        }
        for row in page.cut(rows)
        if row.user_id == call.caller.user_id or call.has("user.read", row.org_id)
    ]
    return listed(page, page.total(rows), "result", shown)


def _fits(row: KeyRow, wanted: Request) -> bool:
    name, body = next(iter(wanted.items()))
    match name:
        case "keyIdFilter":
            return bool(row.id == body.get("id", ""))
        case "userIdFilter":
            return bool(row.user_id == body.get("id", ""))
        case "organizationIdFilter":
            return bool(row.org_id == body.get("id", ""))
        case "createdDateFilter":
            return moment_fits(row.created, body)
    return moment_fits(row.expires, body)


def _add_v1(call: Call) -> JSON:
    key_id, content, written = _issue(call, call.org_id)
    answer = {"keyId": key_id, "details": details.created(written)}
    if content:
        answer = {"keyId": key_id, "keyDetails": content, "details": details.created(written)}
    return answer


def _shown_v1(row: KeyRow) -> JSON:
    return {
        "id": row.id,
        "details": details.read_v1(
            sequence=row.sequence, changed=row.created, created=row.created, owner=row.org_id
        ),
        "type": "KEY_TYPE_JSON",
        "expirationDate": timestamp(row.expires),
    }


def _of_user(call: Call) -> list[KeyRow]:
    return call.state.keys("user_id=? AND org_id=?", (call.request["userId"], call.org_id))


def _get_v1(call: Call) -> JSON:
    for row in _of_user(call):
        if row.id == call.request["keyId"]:
            return {"key": _shown_v1(row)}
    raise not_found("Errors.AuthNKey.NotFound", "QUERY-Tha6f")


def _search_v1(call: Call) -> JSON:
    return listed_v1(call, _of_user(call), _shown_v1)


def _remove_v1(call: Call) -> JSON:
    return {"details": details.changed(_take(call, call.org_id))}


def public_key(row: KeyRow) -> bytes:
    """Return the public half of a key, PEM."""
    try:
        return base64.b64decode(row.public_key, validate=True)
    except (binascii.Error, ValueError):
        return b""


_USER, _KEY = text("userId", NAME), text("keyId", NAME)
_PATH = "/management/v1/users/{userId}/keys"

RPCS = (
    Rpc(
        name=f"{_SERVICE}/AddKey",
        message=messages.ADD_KEY,
        handler=_add,
        writes=True,
        rest=("POST /v2/users/{userId}/keys",),
    ),
    Rpc(
        name=f"{_SERVICE}/RemoveKey",
        message=messages.REMOVE_KEY,
        handler=_remove,
        writes=True,
        rest=("DELETE /v2/users/{userId}/keys/{keyId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListKeys",
        message=messages.LIST_KEYS,
        handler=_search,
        rest=("POST /v2/users/keys/search",),
    ),
    Rpc(
        name=f"{_MANAGEMENT}/AddMachineKey",
        message=Message(
            _V1,
            "AddMachineKeyRequest",
            text("userId", NOT_EMPTY),
            choice("type", KEY_TYPE, Rule(defined=True, chosen=True)),
            moment("expirationDate"),
            data("publicKey"),
        ),
        handler=_add_v1,
        permission="user.write",
        writes=True,
        rest=(f"POST {_PATH}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/ListMachineKeys",
        message=Message(_V1, "ListMachineKeysRequest", _USER, part("query", LIST_QUERY_V1)),
        handler=_search_v1,
        permission="user.read",
        rest=(f"POST {_PATH}/_search",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/GetMachineKeyByIDs",
        message=Message(_V1, "GetMachineKeyByIDsRequest", _USER, _KEY),
        handler=_get_v1,
        permission="user.read",
        rest=(f"GET {_PATH}/{{keyId}}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/RemoveMachineKey",
        message=Message(_V1, "RemoveMachineKeyRequest", _USER, _KEY),
        handler=_remove_v1,
        permission="user.write",
        writes=True,
        rest=(f"DELETE {_PATH}/{{keyId}}",),
        connect=False,
    ),
)

__all__ = ["RPCS", "fresh_key", "public_key"]
