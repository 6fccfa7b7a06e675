"""Sessions of the session API: user and password checks. Source: zitadel-platform.md 5.6."""

import hmac
from collections.abc import Mapping

from simulator.events import JSON
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_session as messages
from simulator.zitadel.platform.calls import Call, Rpc
from simulator.zitadel.platform.errors import denied, invalid, not_found, precondition
from simulator.zitadel.platform.events import Aggregate, Draft, Written
from simulator.zitadel.platform.paging import moment_fits, query_of
from simulator.zitadel.platform.protojson import Request, base64_text, timestamp
from simulator.zitadel.platform.rows import SessionRow
from simulator.zitadel.platform.session_checks import Checked, check
from simulator.zitadel.platform.session_json import expired, expires, session_json
from simulator.zitadel.platform.tokens import access_token

_SERVICE = f"{messages.PACKAGE}.SessionService"


def _aggregate(call: Call, session_id: str) -> Aggregate:
    return Aggregate("session", session_id, call.state.instance_id)


def _changes(
    call: Call, session: Aggregate, checked: Checked, known: Mapping[str, JSON]
) -> list[Draft]:
    drafts = list(checked.drafts)
    request = call.request
    metadata = dict(known)
    for key, value in request.get("metadata", {}).items():
        metadata[key] = base64_text(value)
        if not value:
            del metadata[key]
    if metadata != known:
        drafts.append(Draft(session, "session.metadata.set", {"metadata": metadata}))
    if "lifetime" in request:
        drafts.append(Draft(session, "session.lifetime.set", {"lifetime": request["lifetime"]}))
    return drafts


def _token(call: Call, session: Aggregate) -> tuple[Draft, str]:
    token_id = call.platform.ids.zitadel()
    token = access_token(call.platform.ids, token_id, session.id)
    extra = {"hash": token_hash(token)}
    return Draft(session, "session.token.set", {"tokenID": token_id}, extra), token


def _create(call: Call) -> JSON:
    call.permit("session.write", "")
    session = _aggregate(call, call.platform.ids.zitadel())
    agent = call.request.get("userAgent")
    payload = {"user_agent": _agent_payload(agent)} if agent else {}
    checked = check(call, session, "")
    token_draft, token = _token(call, session)
    written = call.push(
        [
            Draft(session, "session.added", payload),
            *_changes(call, session, checked, {}),
            token_draft,
        ]
    )
    return {
        "details": details.changed(written),
        "sessionId": session.id,
        "sessionToken": token,
    }


def _agent_payload(agent: Request) -> dict[str, JSON]:
    payload = {
        "fingerprint_id": agent.get("fingerprintId"),
        "ip": agent.get("ip"),
        "description": agent.get("description"),
        "header": {
            name: entry.get("values", []) for name, entry in agent.get("header", {}).items()
        },
    }
    return {key: value for key, value in payload.items() if value}


_UNKNOWN = ("Session does not exist", "QUERY-SFeaa")


def _row(call: Call) -> SessionRow | None:
    found = call.state.sessions("id=?", (call.request.get("sessionId", ""),))
    return found[0] if found else None


def _right_token(session: SessionRow, token: str) -> bool:
    return hmac.compare_digest(token_hash(token), str(session.doc.get("tokenHash", "")))


def _permit(call: Call, session: SessionRow, permission: str) -> None:
    """Ask for a permission on the organization of a session's user, else on the instance."""
    user = call.state.user(session.user_id)
    call.permit(permission, user.org_id if user is not None else "")


def _get(call: Call) -> JSON:
    """Show a session to who has its token, made it, is its user or may read; expired ones too."""
    session = _row(call)
    if session is None:
        raise not_found(*_UNKNOWN)
    token = call.request.get("sessionToken", "")
    if token and not _right_token(session, token):
        raise denied("Errors.PermissionDenied", "QUERY-dsfr3")
    if not token and call.caller.user_id not in (session.creator, session.user_id):
        _permit(call, session, "session.read")
    return {"session": session_json(call, session)}


def _set(call: Call) -> JSON:
    """Change a session by permission alone; the token that may be sent counts for nothing."""
    row = _row(call)
    if row is None:
        call.permit("session.write", "")
        if call.state.stream("session", call.request["sessionId"])[0]:
            raise precondition("Session already terminated", "COMMAND-Hewfq")
        raise not_found(*_UNKNOWN)
    _permit(call, row, "session.write")
    if expired(row, call.at):
        raise precondition("Session has expired", "COMMAND-Hkl3d")
    session = _aggregate(call, row.id)
    checked = check(call, session, row.user_id)
    drafts = _changes(call, session, checked, row.doc.get("metadata") or {})
    if not drafts:
        written = Written(row.sequence, row.changed, call.state.instance_id)
        return {"details": details.changed(written)}
    token_draft, token = _token(call, session)
    written = call.push([*drafts, token_draft])
    return {"details": details.changed(written), "sessionToken": token}


def _delete(call: Call) -> JSON:
    """End a session by its token, as its user or by permission; one that is none is fine, too."""
    session = _aggregate(call, call.request["sessionId"])
    row = _row(call)
    if row is None:
        call.permit("session.delete", "")
        sequence, at = call.state.stream("session", session.id)
        if not sequence:
            return {"details": {}}
        return {"details": details.changed(Written(sequence, at, session.owner))}
    token = call.request.get("sessionToken", "")
    if token and not _right_token(row, token):
        raise denied("Session Token is invalid", "COMMAND-sGr42")
    if not token and (not row.user_id or row.user_id != call.caller.user_id):
        _permit(call, row, "session.delete")
    payload = {"triggerOrigin": call.origin}
    written = call.push([Draft(session, "session.terminated", payload)])
    return {"details": details.changed(written)}


def _search(call: Call) -> JSON:
    rows = call.state.sessions("1")
    for wanted in call.request.get("queries", []):
        if "userAgentQuery" in wanted and not wanted["userAgentQuery"].get("fingerprintId"):
            raise invalid("List.Query.Invalid", "GRPC-x8n23uh")
        rows = [row for row in rows if _fits(call, row, wanted)]
    page = query_of(call.request)
    rows.sort(key=lambda row: row.created, reverse=not page.asc)
    total = page.total(rows)
    shown = [session_json(call, row) for row in page.cut(rows) if _readable(call, row)]
    listed: dict[str, JSON] = {"totalResult": str(total)} if total else {}
    listed["timestamp"] = timestamp(max((row.changed for row in rows), default=call.at))
    return {"details": listed, **({"sessions": shown} if shown else {})}


def _readable(call: Call, row: SessionRow) -> bool:
    if call.caller.user_id in (row.creator, row.user_id):
        return True
    user = call.state.user(row.user_id)
    return call.has("session.read", user.org_id if user is not None else "")


def _fits(call: Call, row: SessionRow, wanted: Request) -> bool:
    name, body = next(iter(wanted.items()))
    match name:
        case "idsQuery":
            return row.id in body.get("ids", [])
        case "userIdQuery":
            return bool(row.user_id == body.get("id", ""))
        case "creationDateQuery":
            return _dated(row.created, body.get("creationDate", 0), body)
        case "expirationDateQuery":
            ends = expires(row)
            return ends is not None and _dated(ends, body.get("expirationDate", 0), body)
        case "creatorQuery":
            return bool(row.creator == (body.get("id") or call.caller.user_id))
    agent = row.doc.get("userAgent", {})
    return bool(agent.get("fingerprint_id") == body["fingerprintId"])


def _dated(have: int, want: int, body: Request) -> bool:
    return moment_fits(have, {"timestamp": want, "method": body.get("method", 0)})


RPCS = (
    Rpc(
        name=f"{_SERVICE}/CreateSession",
        message=messages.CREATE,
        handler=_create,
        writes=True,
        status=201,
        rest=("POST /v2/sessions",),
    ),
    Rpc(
        name=f"{_SERVICE}/GetSession",
        message=messages.GET,
        handler=_get,
        rest=("GET /v2/sessions/{sessionId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/SetSession",
        message=messages.SET,
        handler=_set,
        writes=True,
        rest=("PATCH /v2/sessions/{sessionId}",),
    ),
    Rpc(
        name=f"{_SERVICE}/DeleteSession",
        message=messages.DELETE,
        handler=_delete,
        writes=True,
        rest=("DELETE /v2/sessions/{sessionId}",),
        body=True,
    ),
    Rpc(
        name=f"{_SERVICE}/ListSessions",
        message=messages.LIST,
        handler=_search,
        rest=("POST /v2/sessions/search",),
    ),
)

__all__ = ["RPCS"]
