"""Who calls, and on which organization.

Source: zitadel-platform.md 3.3 (order and outcomes), 4.6 (validation of tokens).
"""

from simulator.zitadel.hashing import token_hash
from simulator.zitadel.platform.calls import Caller
from simulator.zitadel.platform.errors import ApiError, denied, unauthenticated
from simulator.zitadel.platform.session_json import expired
from simulator.zitadel.platform.state import State
from simulator.zitadel.refusals import ANSWERS
from simulator.zitadel.tokenholders import session_lacks

_SCHEME = "Bearer "


def authenticate(state: State, header: str | None, now: int) -> Caller:
    """Return who an ``Authorization`` header stands for, or refuse."""
    if not header:
        raise unauthenticated("auth header missing", None)
    pieces = header.split(_SCHEME)
    if len(pieces) != 2:
        raise unauthenticated("invalid auth header", "AUTH-toLo1")
    caller = token_caller(state, pieces[1].strip(" "), now)
    if caller is None:
        raise _invalid()
    return caller


def _invalid() -> ApiError:
    return unauthenticated("Errors.Token.Invalid", "AUTH-7fs1e")


def token_caller(state: State, token: str, now: int) -> Caller | None:
    """Return who a token stands for, or ``None``: unknown, expired, dead, wrong audience.

    A session's token counts once the session has proven who its user is; one that has not, or
    is over, has a refusal of its own.
    """
    hashed = token_hash(token)
    for row in state.tokens("hash=?", (hashed,)):
        if row.dead or row.expires <= now:
            continue
        if row.kind == "oidc" and not row.api:
            continue
        if row.kind not in ("pat", "oidc"):
            continue
        return _caller(state, row.user_id)
    for session in state.sessions("json_extract(doc,'$.tokenHash')=?", (hashed,)):
        caller = _caller(state, session.user_id)
        if caller is None and session.user_id:
            return None
        if expired(session, now):
            raise denied("session expired", "AUTHZ-EGDo3")
        lacking = session_lacks(state.db, session.doc, caller.org_id if caller else "")
        if lacking:
            raise denied(ANSWERS[lacking].message, lacking.partition("/")[0])
        return caller
    return None


def _caller(state: State, user_id: str) -> Caller | None:
    user = state.user(user_id)
    if user is None or user.state not in ("active", "initial"):
        return None
    return Caller(user.id, user.org_id)


def context_org(state: State, caller: Caller, header: str | None) -> str:
    """Return the organization a call is about: the header's, else the caller's own."""
    if not header:
        return caller.org_id
    if state.org(header) is None:
        raise denied("Organisation doesn't exist", "AUTH-Bs7Ds")
    return header


__all__ = ["authenticate", "context_org", "token_caller"]
