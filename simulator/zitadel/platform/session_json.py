"""Sessions as the API shows them. Source: zitadel-platform.md 5.6."""

from simulator.events import JSON
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.protojson import Request, timestamp
from simulator.zitadel.platform.rows import SessionRow
from simulator.zitadel.tokenholders import session_end


def expires(session: SessionRow) -> int | None:
    """Return when a session ends (µs), ``None`` for one without a lifetime."""
    return session_end(session.doc)


def expired(session: SessionRow, now: int) -> bool:
    """Return whether a session has ended."""
    ends = expires(session)
    return ends is not None and ends <= now


def session_json(call: Call, session: SessionRow) -> JSON:
    """Show a session with what was checked."""
    doc = session.doc
    shown: dict[str, JSON] = {
        "id": session.id,
        "creationDate": timestamp(session.created),
        "changeDate": timestamp(session.changed),
        "sequence": str(session.sequence),
    }
    factors = _factors(call, session)
    if factors:
        shown["factors"] = factors
    if doc.get("metadata"):
        shown["metadata"] = doc["metadata"]
    if doc.get("userAgent"):
        shown["userAgent"] = _agent_shown(doc["userAgent"])
    ends = expires(session)
    if ends is not None:
        shown["expirationDate"] = timestamp(ends)
    return shown


def _factors(call: Call, session: SessionRow) -> dict[str, JSON]:
    doc = session.doc
    user = call.state.user(session.user_id) if session.user_id else None
    if user is None:
        return {}
    about: dict[str, JSON] = {
        "verifiedAt": timestamp(_instant(doc["userAt"])),
        "id": user.id,
        "loginName": call.state.login_names(user)[1],
    }
    if user.display_name:
        about["displayName"] = user.display_name
    about["organizationId"] = user.org_id
    factors: dict[str, JSON] = {"user": about}
    if doc.get("passwordAt"):
        factors["password"] = {"verifiedAt": timestamp(_instant(doc["passwordAt"]))}
    return factors


def _instant(text: JSON) -> int:
    return parse_rfc3339(str(text)) or 0


def _agent_shown(agent: Request) -> JSON:
    shown = {
        "fingerprintId": agent.get("fingerprint_id"),
        "ip": agent.get("ip"),
        "description": agent.get("description"),
        "header": {name: {"values": values} for name, values in agent.get("header", {}).items()},
    }
    return {key: value for key, value in shown.items() if value}


__all__ = ["expired", "expires", "session_json"]
