"""Whose a token is: one of an account, or one of a session of the session API.

Source: zitadel-platform.md 4.6, zitadel-scim.md 3.1, 3.2.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from simulator.events import JSON
from simulator.journal.behind import Connection
from simulator.zitadel.platformfold import NEVER
from simulator.zitadel.stored import TokenHolder

_HOLDER = "u.id,u.org_id,u.type,u.state,u.metadata,o.state"
_JOINED = "JOIN zitadel_user u ON u.id=t.user_id LEFT JOIN zitadel_org o ON o.id=u.org_id"
_NOBODY = ("", "", "", "active", "{}", None)
_TOKEN = (
    f"SELECT t.id,t.kind,t.expires,t.api,t.dead,{_HOLDER} FROM zitadel_token t {_JOINED}"
    " WHERE t.hash=?"
)
_SESSION = (
    f"SELECT t.token_id,t.doc,{_HOLDER} FROM platform_session t LEFT {_JOINED}"
    " WHERE json_extract(t.doc,'$.tokenHash')=?"
)
_LOGIN = (
    "SELECT doc FROM zitadel_setting WHERE name='login' AND org_id IN ('',?)"
    " ORDER BY org_id DESC LIMIT 1"
)


def token_holder(db: Connection, token_hash: str) -> TokenHolder | None:
    """Return the token with that hash and whose it is."""
    row = db.execute(_TOKEN, (token_hash,)).fetchone()
    if row is not None:
        token_id, kind, expires, api, dead, *holder = row
        return _holder(holder, token_id=token_id, kind=kind, expires=expires, api=api, dead=dead)
    row = db.execute(_SESSION, (token_hash,)).fetchone()
    if row is None:
        return None
    token_id, text, *holder = row
    doc = orjson.loads(text)
    ends = session_end(doc)
    if holder[0] is None:
        holder = list(_NOBODY)
    return _holder(
        holder,
        token_id=token_id,
        kind="session",
        expires=NEVER if ends is None else ends,
        lacks=session_lacks(db, doc, holder[1]),
    )


def _holder(
    row: list[Any],
    *,
    token_id: str,
    kind: str,
    expires: int,
    api: bool = True,
    dead: bool = False,
    lacks: str = "",
) -> TokenHolder:
    user_id, org_id, of_type, state, metadata, org = row
    return TokenHolder(
        token_id=token_id,
        kind=kind,
        expires=expires,
        api=bool(api),
        usable=not dead and state in ("active", "initial") and org != "removed",
        user_id=user_id,
        org_id=org_id,
        type=of_type,
        metadata=orjson.loads(metadata),
        lacks=lacks,
    )


def session_end(doc: Mapping[str, JSON]) -> int | None:
    """Return when a session ends (µs), ``None`` for one without a lifetime."""
    lifetime = doc.get("lifetime")
    if not lifetime:
        return None
    return int(str(doc["lifetimeAt"])) + int(str(lifetime)) // 1000


def session_lacks(db: Connection, doc: Mapping[str, JSON], org_id: str) -> str:
    """Return the refusal of a session that proves too little, ``""`` for one that is enough.

    A second factor, where one is asked for, cannot have been checked here.
    """
    if not (doc.get("passwordAt") or doc.get("intentAt")):
        return "AUTHZ-Kl3p0"
    row = db.execute(_LOGIN, (org_id,)).fetchone()
    policy = orjson.loads(row[0]) if row else {}
    local = not doc.get("intentAt")
    if policy.get("forceMFA") or (local and policy.get("forceMFALocalOnly")):
        return "AUTHZ-Kl3p0/mfa"
    return ""


__all__ = ["session_end", "session_lacks", "token_holder"]
