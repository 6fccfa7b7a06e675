"""Metadata of users, version 2 and version 1. Source: zitadel-platform.md 5.4, 5.5."""

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    DEFINED,
    NAME,
    Message,
    Rule,
    choice,
    data,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.errors import not_found, precondition
from simulator.zitadel.platform.events import Draft, Written
from simulator.zitadel.platform.messages_common import LIST_QUERY_V1, TEXT_QUERY_METHOD
from simulator.zitadel.platform.paging import listed, listed_v1, page_of
from simulator.zitadel.platform.protojson import base64_text, timestamp
from simulator.zitadel.platform.rows import MetadataRow, UserRow
from simulator.zitadel.platform.textquery import matches
from simulator.zitadel.platform.user_write import metadata_set

_SERVICE = "zitadel.user.v2.UserService"
_V1 = "zitadel.management.v1"
_MANAGEMENT = f"{_V1}.ManagementService"


def _user(call: Call, key: str, org_id: str) -> UserRow:
    user = call.state.user(call.request.get(key, ""))
    if user is None or (org_id and user.org_id != org_id):
        raise precondition("User could not be found", "COMMAND-uXHNj")
    return user


def metadata_drafts(call: Call, user: UserRow, entries: list[tuple[str, bytes]]) -> list[Draft]:
    """Return the events of what differs; an empty value removes, of equal keys the last wins."""
    known = {row.key: row for row in call.state.metadata(user.id)} if entries else {}
    drafts: list[Draft] = []
    for key, value in dict(entries).items():
        if not value:
            if key in known:
                drafts.append(Draft(user.aggregate, "user.metadata.removed", {"key": key}))
        elif key not in known or known[key].value != value:
            drafts.append(metadata_set(user.aggregate, key, value))
    return drafts


def _set_all(call: Call, user: UserRow, entries: list[tuple[str, bytes]]) -> Written:
    drafts = metadata_drafts(call, user, entries)
    if drafts:
        return call.push(drafts)
    named = {key for key, _ in entries}
    return _last(user, [row for row in call.state.metadata(user.id) if row.key in named])


def _last(user: UserRow, rows: list[MetadataRow]) -> Written:
    if not rows:
        return details.untouched(user)
    row = max(rows, key=lambda row: row.sequence)
    return Written(row.sequence, row.changed, user.org_id)


def _remove_all(call: Call, user: UserRow, keys: list[str]) -> Written:
    known = {row.key for row in call.state.metadata(user.id)}
    if not set(keys) <= known:
        raise not_found("One or more keys do not exist", "META-2nnds")
    drafts = [
        Draft(user.aggregate, "user.metadata.removed", {"key": key}) for key in dict.fromkeys(keys)
    ]
    return call.push(drafts)


def _empty() -> Exception:
    return precondition("Metadata list is empty", "META-9mm2d")


def _set(call: Call) -> JSON:
    entries = call.request.get("metadata", [])
    if not entries:
        raise _empty()
    user = _user(call, "userId", "")
    call.permit("user.write", user.org_id)
    pairs = [(entry.get("key", ""), entry.get("value", b"")) for entry in entries]
    return {"setDate": timestamp(_set_all(call, user, pairs).at)}


def _delete(call: Call) -> JSON:
    keys = call.request.get("keys", [])
    if not keys:
        raise _empty()
    user = _user(call, "userId", "")
    call.permit("user.write", user.org_id)
    return {"deletionDate": timestamp(_remove_all(call, user, keys).at)}


def _search(call: Call) -> JSON:
    page = page_of(call.request)
    user = call.seen.user(call.request["userId"])
    rows = call.seen.metadata(user.id) if user is not None else []
    for wanted in call.request.get("filters", []):
        body = wanted["keyFilter"]
        rows = [row for row in rows if matches(row.key, body["key"], body.get("method", 0))]
    rows.sort(key=lambda row: row.created, reverse=not page.asc)
    shown: list[JSON] = []
    if user is not None and (user.id == call.caller.user_id or call.has("user.read", user.org_id)):
        shown = [
            {
                "creationDate": timestamp(row.created),
                "changeDate": timestamp(row.changed),
                "key": row.key,
                "value": base64_text(row.value),
            }
            for row in page.cut(rows)
        ]
    return listed(page, page.total(rows), "metadata", shown)


# -- version 1 ---------------------------------------------------------------------------------


def _set_v1(call: Call) -> JSON:
    user = _user(call, "id", call.org_id)
    written = _set_all(call, user, [(call.request["key"], call.request.get("value", b""))])
    return {"details": details.created(written)}


def _bulk_set_v1(call: Call) -> JSON:
    entries = call.request.get("metadata", [])
    if not entries:
        raise _empty()
    user = _user(call, "id", call.org_id)
    pairs = [(entry.get("key", ""), entry.get("value", b"")) for entry in entries]
    return {"details": details.changed(_set_all(call, user, pairs))}


def _shown_v1(row: MetadataRow, org_id: str) -> JSON:
    return {
        "details": details.read_v1(
            sequence=row.sequence, changed=row.changed, created=row.created, owner=org_id
        ),
        "key": row.key,
        "value": base64_text(row.value),
    }


def _of_user(call: Call) -> list[MetadataRow]:
    user = call.seen.user(call.request["id"])
    if user is None or user.org_id != call.org_id:
        return []
    return call.seen.metadata(user.id)


def _get_v1(call: Call) -> JSON:
    for row in _of_user(call):
        if row.key == call.request["key"]:
            return {"metadata": _shown_v1(row, call.org_id)}
    raise not_found("Metadata not found", "QUERY-Rgh32")


def _search_v1(call: Call) -> JSON:
    rows = _of_user(call)
    for wanted in call.request.get("queries", []):
        body = wanted["keyQuery"]
        rows = [row for row in rows if matches(row.key, body.get("key", ""), body.get("method", 0))]
    return listed_v1(call, rows, lambda row: _shown_v1(row, call.org_id))


def _remove_v1(call: Call) -> JSON:
    user = _user(call, "id", call.org_id)
    key = call.request["key"]
    if key not in {row.key for row in call.state.metadata(user.id)}:
        raise not_found("Metadata not found", "META-ncnw3")
    return {"details": details.changed(_remove_all(call, user, [key]))}


def _bulk_remove_v1(call: Call) -> JSON:
    keys = call.request.get("keys", [])
    if not keys:
        raise _empty()
    user = _user(call, "id", call.org_id)
    return {"details": details.changed(_remove_all(call, user, keys))}


_ID, _KEY = text("id", NAME), text("key", NAME)
_VALUE = data("value", Rule(min=1, size=messages.METADATA_BYTES))
_BULK_ENTRY = Message(_V1, "BulkSetUserMetadataRequest_Metadata", _KEY, _VALUE)
_KEY_QUERY = Message(
    "zitadel.metadata.v1",
    "MetadataQuery",
    part(
        "keyQuery",
        Message(
            "zitadel.metadata.v1",
            "MetadataKeyQuery",
            text("key", AT_MOST_200),
            choice("method", TEXT_QUERY_METHOD, DEFINED),
        ),
        oneof="query",
    ),
    required=("query",),
)
_PATH = "/management/v1/users/{id}/metadata"

RPCS = (
    Rpc(
        name=f"{_SERVICE}/SetUserMetadata",
        message=messages.SET_USER_METADATA,
        handler=_set,
        writes=True,
        rest=("POST /v2/users/{userId}/metadata",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListUserMetadata",
        message=messages.LIST_USER_METADATA,
        handler=_search,
        rest=("POST /v2/users/{userId}/metadata/search",),
    ),
    Rpc(
        name=f"{_SERVICE}/DeleteUserMetadata",
        message=messages.DELETE_USER_METADATA,
        handler=_delete,
        writes=True,
        rest=("DELETE /v2/users/{userId}/metadata",),
    ),
    Rpc(
        name=f"{_MANAGEMENT}/SetUserMetadata",
        message=Message(_V1, "SetUserMetadataRequest", _ID, _KEY, _VALUE),
        handler=_set_v1,
        permission="user.write",
        writes=True,
        rest=(f"POST {_PATH}/{{key}}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/BulkSetUserMetadata",
        message=Message(_V1, "BulkSetUserMetadataRequest", _ID, parts("metadata", _BULK_ENTRY)),
        handler=_bulk_set_v1,
        permission="user.write",
        writes=True,
        rest=(f"POST {_PATH}/_bulk",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/ListUserMetadata",
        message=Message(
            _V1,
            "ListUserMetadataRequest",
            _ID,
            part("query", LIST_QUERY_V1),
            parts("queries", _KEY_QUERY),
        ),
        handler=_search_v1,
        permission="user.read",
        rest=(f"POST {_PATH}/_search",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/GetUserMetadata",
        message=Message(_V1, "GetUserMetadataRequest", _ID, _KEY),
        handler=_get_v1,
        permission="user.read",
        rest=(f"GET {_PATH}/{{key}}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/RemoveUserMetadata",
        message=Message(_V1, "RemoveUserMetadataRequest", _ID, _KEY),
        handler=_remove_v1,
        permission="user.write",
        writes=True,
        rest=(f"DELETE {_PATH}/{{key}}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/BulkRemoveUserMetadata",
        message=Message(_V1, "BulkRemoveUserMetadataRequest", _ID, texts("keys", items=NAME)),
        handler=_bulk_remove_v1,
        permission="user.write",
        writes=True,
        rest=(f"DELETE {_PATH}/_bulk",),
        body=True,
        connect=False,
    ),
)

__all__ = ["RPCS", "metadata_drafts"]
