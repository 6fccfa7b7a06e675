"""Personal access tokens of service accounts, in both versions. Source: zitadel-platform.md 2.2."""

from simulator.events import JSON
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.descriptors import (
    NAME,
    NOT_EMPTY,
    Message,
    moment,
    part,
    text,
)
from simulator.zitadel.platform.errors import invalid, not_found, precondition
from simulator.zitadel.platform.events import Aggregate, Draft, Written
from simulator.zitadel.platform.messages_common import LIST_QUERY_V1
from simulator.zitadel.platform.paging import listed, listed_v1, moment_fits, page_of
from simulator.zitadel.platform.protojson import Request, timestamp
from simulator.zitadel.platform.rows import TokenRow
from simulator.zitadel.platform.tokens import access_token

NEVER = 253_402_300_799_000_000
"""9999-12-31T23:59:59Z, for a token made without an expiration."""
SCOPES = (
    "openid",
    "profile",
    "urn:zitadel:iam:user:metadata",
    "urn:zitadel:iam:user:resourceowner",
)
_SERVICE = "zitadel.user.v2.UserService"
_V1 = "zitadel.management.v1"
_MANAGEMENT = f"{_V1}.ManagementService"


def pat_draft_for(user: Aggregate, token_id: str, token: str, expires: int) -> Draft:
    """Make the event of a new token."""
    payload = {"expiration": timestamp(expires), "scopes": list(SCOPES), "tokenId": token_id}
    extra = {"hash": token_hash(token)}
    return Draft(user, "user.pat.added", payload, extra)


def issue(call: Call, user_id: str, expires: int, *, org_id: str) -> tuple[str, str, Written]:
    """Check and write a new token; return its id, text and details. ``org_id`` may be empty."""
    if expires < call.at:
        raise invalid("Errors.AuthNKey.ExpireBeforeNow", "DOMAIN-dv3t5")
    user = call.state.user(user_id)
    if user is None or (org_id and user.org_id != org_id):
        raise precondition("User could not be found", "COMMAND-Dggw2")
    if not org_id:
        call.permit("user.write", user.org_id, own=user.id)
    if user.human:
        raise precondition("Not allowed for this user type", "COMMAND-Df2f1")
    token_id = call.platform.ids.zitadel()
    token = access_token(call.platform.ids, token_id, user.id)
    return token_id, token, call.push([pat_draft_for(user.aggregate, token_id, token, expires)])


def permit_on(call: Call, user_id: str) -> None:
    """Ask for the right to change an account, a removed one, too; refuse one that never was."""
    home = call.state.home(user_id)
    if home is None:
        raise not_found("Errors.NotFound", "COMMAND-4g3xq")
    call.permit("user.write", home, own=user_id)


def remove(call: Call, user_id: str, token_id: str, *, org_id: str) -> Written:
    """Take a token away."""
    if not org_id:
        permit_on(call, user_id)
    user = call.state.user(user_id)
    where = "id=? AND user_id=? AND kind='pat'"
    known = call.state.tokens(where, (token_id, user_id))
    if not known or user is None or (org_id and user.org_id != org_id):
        raise not_found("Personal Access Token not found", "COMMAND-4m77G")
    return call.push([Draft(user.aggregate, "user.pat.removed", {"tokenId": token_id})])


def _add(call: Call) -> JSON:
    request = call.request
    token_id, token, written = issue(call, request["userId"], request["expirationDate"], org_id="")
    return {"creationDate": timestamp(written.at), "tokenId": token_id, "token": token}


def _remove(call: Call) -> JSON:
    written = remove(call, call.request["userId"], call.request["tokenId"], org_id="")
    return {"deletionDate": timestamp(written.at)}


def _search(call: Call) -> JSON:
    page = page_of(call.request)
    found = [
        (row, user.org_id)
        for row in call.state.tokens("kind='pat'")
        if (user := call.state.user(row.user_id)) is not None
    ]
    for wanted in call.request.get("filters", []):
        found = [(row, org) for row, org in found if fits(row, org, wanted, "tokenIdFilter")]
    keys = (
        lambda pair: pair[0].created,
        lambda pair: pair[0].created,
        lambda pair: pair[0].id,
        lambda pair: pair[0].user_id,
        lambda pair: pair[1],
        lambda pair: pair[0].expires,
    )
    column = call.request.get("sortingColumn", 0)
    found.sort(key=keys[column] if column < len(keys) else keys[0], reverse=not page.asc)
    rows = [
        {
            "creationDate": timestamp(row.created),
            "changeDate": timestamp(row.created),
            "id": row.id,
            "userId": row.user_id,
            "organizationId": org,
            "expirationDate": timestamp(row.expires),
        }
        for row, org in page.cut(found)
        if row.user_id == call.caller.user_id or call.has("user.read", org)
    ]
    return listed(page, page.total(found), "result", rows)


def fits(row: TokenRow, org: str, wanted: Request, own: str) -> bool:
    """Return whether a token or key fits one filter; ``own`` names the filter on its id."""
    name, body = next(iter(wanted.items()))
    if name == own:
        return bool(row.id == body.get("id", ""))
    match name:
        case "userIdFilter":
            return bool(row.user_id == body.get("id", ""))
        case "organizationIdFilter":
            return bool(org == body.get("id", ""))
        case "createdDateFilter":
            return moment_fits(row.created, body)
    return moment_fits(row.expires, body)


def _add_v1(call: Call) -> JSON:
    expires = call.request.get("expirationDate", NEVER)
    token_id, token, written = issue(call, call.request["userId"], expires, org_id=call.org_id)
    return {"tokenId": token_id, "token": token, "details": details.created(written)}


def _shown_v1(row: TokenRow, org_id: str) -> JSON:
    return {
        "id": row.id,
        "details": details.read_v1(
            sequence=row.sequence, changed=row.created, created=row.created, owner=org_id
        ),
        "expirationDate": timestamp(row.expires),
        "scopes": list(SCOPES),
    }


def _of_user(call: Call) -> list[TokenRow]:
    user = call.state.user(call.request["userId"])
    if user is None or user.org_id != call.org_id:
        return []
    return call.state.tokens("user_id=? AND kind='pat'", (user.id,))


def _get_v1(call: Call) -> JSON:
    for row in _of_user(call):
        if row.id == call.request["tokenId"]:
            return {"token": _shown_v1(row, call.org_id)}
    raise not_found("Errors.PersonalAccessToken.NotFound", "QUERY-fRunu")


def _search_v1(call: Call) -> JSON:
    return listed_v1(call, _of_user(call), lambda row: _shown_v1(row, call.org_id))


def _remove_v1(call: Call) -> JSON:
    written = remove(call, call.request["userId"], call.request["tokenId"], org_id=call.org_id)
    return {"details": details.changed(written)}


_SOME_USER = text("userId", NOT_EMPTY)
_USER, _TOKEN = text("userId", NAME), text("tokenId", NAME)

RPCS = (
    Rpc(
        name=f"{_SERVICE}/AddPersonalAccessToken",
        message=messages.ADD_PAT,
        handler=_add,
        writes=True,
        rest=("POST /v2/users/{userId}/pats",),
    ),
    Rpc(
        name=f"{_SERVICE}/RemovePersonalAccessToken",
        message=messages.REMOVE_PAT,
        handler=_remove,
        writes=True,
        rest=("DELETE /v2/users/{userId}/pats/{tokenId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/ListPersonalAccessTokens",
        message=messages.LIST_PATS,
        handler=_search,
        rest=("POST /v2/users/pats/search",),
    ),
    Rpc(
        name=f"{_MANAGEMENT}/AddPersonalAccessToken",
        message=Message(_V1, "AddPersonalAccessTokenRequest", _SOME_USER, moment("expirationDate")),
        handler=_add_v1,
        permission="user.write",
        writes=True,
        rest=("POST /management/v1/users/{userId}/pats",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/ListPersonalAccessTokens",
        message=Message(
            _V1, "ListPersonalAccessTokensRequest", _USER, part("query", LIST_QUERY_V1)
        ),
        handler=_search_v1,
        permission="user.read",
        rest=("POST /management/v1/users/{userId}/pats/_search",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/GetPersonalAccessTokenByIDs",
        message=Message(_V1, "GetPersonalAccessTokenByIDsRequest", _USER, _TOKEN),
        handler=_get_v1,
        permission="user.read",
        rest=("GET /management/v1/users/{userId}/pats/{tokenId}",),
        connect=False,
    ),
    Rpc(
        name=f"{_MANAGEMENT}/RemovePersonalAccessToken",
        message=Message(_V1, "RemovePersonalAccessTokenRequest", _USER, _TOKEN),
        handler=_remove_v1,
        permission="user.write",
        writes=True,
        rest=("DELETE /management/v1/users/{userId}/pats/{tokenId}",),
        connect=False,
    ),
)

__all__ = ["NEVER", "RPCS", "SCOPES", "fits", "issue", "pat_draft_for", "permit_on"]
