"""Fold everything that is no user's stream: organizations, roles, tokens, settings.

Source: zitadel-platform.md 1.5, 1.6, 2.2, 6.
"""

import sqlite3
from collections.abc import Mapping

import orjson

from simulator.events import JSON, Record
from simulator.zitadel import groupview
from simulator.zitadel.instants import parse_rfc3339

NEVER = 253_402_300_799_000_000
"""When a token without expiration expires: 9999-12-31T23:59:59Z."""

_POLICIES = {
    "policy.password.complexity": "password_complexity",
    "policy.domain": "domain",
    "policy.password.age": "password_age",
    "policy.lockout": "lockout",
    "policy.login": "login",
}
_FACTORS = {"secondfactor": "secondFactors", "multifactor": "multiFactors"}
_ORG_STATES = {
    "org.deactivated": "inactive",
    "org.reactivated": "active",
    "org.removed": "removed",
}
_ORG_READ = frozenset(_ORG_STATES) | {"org.added", "org.changed", "org.domain.primary.set"}
_FREED = "\0"
_NOTHING: Mapping[str, JSON] = {}


def apply(db: sqlite3.Connection, event_type: str, record: Record) -> None:
    """Fold one event of a stream that is no user's."""
    payload = record.data.get("payload") or _NOTHING
    aggregate, _, rest = event_type.partition(".")
    if aggregate == "org":
        _organization(db, event_type, record, payload)
    elif aggregate == "instance":
        db.execute(
            "INSERT INTO zitadel_instance VALUES (?,?) ON CONFLICT (id) DO UPDATE SET "
            "last_sequence=excluded.last_sequence",
            (record.data["id"], record.data["sequence"]),
        )
    elif aggregate == "group":
        groupview.apply(db, event_type, record)
    if rest.startswith("member."):
        _member(db, aggregate, rest, record, payload)
    elif rest.startswith("policy."):
        _policy(db, aggregate, rest, record, payload)
    elif event_type == "settings.organization.set":
        _setting(db, record.data["org"], "organization", record, payload, replace=True)
        _rescope(db)
    elif event_type.startswith("oidc_session.access_token."):
        _access_token(db, event_type, record, payload)


# -- organizations -----------------------------------------------------------------------


def _organization(
    db: sqlite3.Connection, event_type: str, record: Record, payload: Mapping[str, JSON]
) -> None:
    org_id, number, at = record.data["id"], record.data["sequence"], record.at
    if event_type == "org.added":
        db.execute(
            "INSERT INTO zitadel_org VALUES (?,?,'active','',?,?,?,?,0,'','{}')",
            (org_id, payload.get("name", ""), at, at, number, number),
        )
        _judge_names(db, org_id)
    db.execute("UPDATE zitadel_org SET last_sequence=? WHERE id=?", (number, org_id))
    if event_type in _ORG_READ:
        db.execute("UPDATE zitadel_org SET changed=?,sequence=? WHERE id=?", (at, number, org_id))
    if event_type == "org.changed":
        db.execute("UPDATE zitadel_org SET name=? WHERE id=?", (payload.get("name"), org_id))
    elif event_type in _ORG_STATES:
        state = _ORG_STATES[event_type]
        db.execute("UPDATE zitadel_org SET state=? WHERE id=?", (state, org_id))
        if state == "removed":
            _free_names_and_tokens(db, org_id)
            groupview.remove_all(db, org_id)
    elif event_type.startswith("org.domain."):
        _domain(db, event_type, org_id, payload.get("domain", ""))


def _free_names_and_tokens(db: sqlite3.Connection, org_id: str) -> None:
    db.execute("UPDATE zitadel_user SET name_scope=? WHERE org_id=?", (_FREED, org_id))
    db.execute(
        "UPDATE zitadel_token SET dead=1 WHERE user_id IN "
        "(SELECT id FROM zitadel_user WHERE org_id=?)",
        (org_id,),
    )
    db.execute("DELETE FROM zitadel_domain WHERE org_id=?", (org_id,))


def _domain(db: sqlite3.Connection, event_type: str, org_id: str, domain: str) -> None:
    key = (org_id, domain)
    match event_type.removeprefix("org.domain."):
        case "added":
            db.execute("INSERT OR IGNORE INTO zitadel_domain VALUES (?,?,0)", key)
        case "verified":
            db.execute("INSERT OR REPLACE INTO zitadel_domain VALUES (?,?,1)", key)
        case "removed":
            db.execute("DELETE FROM zitadel_domain WHERE org_id=? AND domain=?", key)
        case "primary.set":
            db.execute("UPDATE zitadel_org SET primary_domain=? WHERE id=?", (domain, org_id))
    names = db.execute(
        "SELECT domain FROM zitadel_domain WHERE org_id=? ORDER BY domain", (org_id,)
    )
    listed = orjson.dumps({"domains": [name for (name,) in names]}).decode()
    db.execute("UPDATE zitadel_org SET doc=? WHERE id=?", (listed, org_id))


# -- roles -------------------------------------------------------------------------------


def _member(
    db: sqlite3.Connection,
    aggregate: str,
    rest: str,
    record: Record,
    payload: Mapping[str, JSON],
) -> None:
    data = record.data
    org_id = "" if aggregate == "instance" else data["org"]
    key = (org_id, data["id"] if aggregate == "project" else "", payload.get("userId", ""))
    if rest.endswith("removed"):
        db.execute("DELETE FROM zitadel_member WHERE org_id=? AND project_id=? AND user_id=?", key)
        return
    roles = orjson.dumps(payload.get("roles") or []).decode()
    db.execute(
        "INSERT INTO zitadel_member VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
        "roles=excluded.roles,changed=excluded.changed,sequence=excluded.sequence",
        (*key, roles, record.at, record.at, data["sequence"]),
    )


# -- settings ----------------------------------------------------------------------------


def _policy(
    db: sqlite3.Connection,
    aggregate: str,
    rest: str,
    record: Record,
    payload: Mapping[str, JSON],
) -> None:
    policy, _, change = rest.rpartition(".")
    org_id = "" if aggregate == "instance" else record.data["id"]
    factors = _FACTORS.get(policy.removeprefix("policy.login."))
    if factors is not None:
        _factor(db, org_id, factors, record, payload, allowed=change == "added")
    name = _POLICIES.get(policy)
    if name is None:
        return
    if change == "removed":
        db.execute("DELETE FROM zitadel_setting WHERE org_id=? AND name=?", (org_id, name))
    else:
        _setting(db, org_id, name, record, payload, replace=change == "added")
    if name == "domain":
        _rescope(db)


def _factor(
    db: sqlite3.Connection,
    org_id: str,
    factors: str,
    record: Record,
    payload: Mapping[str, JSON],
    *,
    allowed: bool,
) -> None:
    """Add a factor to a login policy or take it away."""
    row = db.execute(
        "SELECT doc FROM zitadel_setting WHERE org_id=? AND name='login'", (org_id,)
    ).fetchone()
    kind = payload.get("mfaType")
    found = [] if row is None else orjson.loads(row[0]).get(factors, [])
    rest = [known for known in found if known != kind]
    kinds = [*rest, kind] if allowed else rest
    _setting(db, org_id, "login", record, {factors: kinds}, replace=False)


def _setting(
    db: sqlite3.Connection,
    org_id: str,
    name: str,
    record: Record,
    payload: Mapping[str, JSON],
    *,
    replace: bool,
) -> None:
    row = db.execute(
        "SELECT doc FROM zitadel_setting WHERE org_id=? AND name=?", (org_id, name)
    ).fetchone()
    known = {} if row is None or replace else orjson.loads(row[0])
    doc = orjson.dumps({**known, **payload}).decode()
    db.execute(
        "INSERT INTO zitadel_setting VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
        "doc=excluded.doc,changed=excluded.changed,sequence=excluded.sequence",
        (org_id, name, doc, record.at, record.at, record.data["sequence"]),
    )


def name_scope(db: sqlite3.Connection, org_id: str) -> str:
    """Return within what the organization's user names must be unique (7.4)."""
    row = db.execute("SELECT name_scope FROM zitadel_org WHERE id=?", (org_id,)).fetchone()
    return "" if row is None else str(row[0])


def _rescope(db: sqlite3.Connection) -> None:
    """Judge user names anew after a setting changed, and move them to their scope."""
    orgs = db.execute("SELECT id FROM zitadel_org WHERE state<>'removed'").fetchall()
    for (org_id,) in orgs:
        _judge_names(db, org_id)


def _judge_names(db: sqlite3.Connection, org_id: str) -> None:
    rows = db.execute(
        "SELECT name,org_id,doc FROM zitadel_setting "
        "WHERE org_id IN (?,'') AND name IN ('domain','organization')",
        (org_id,),
    )
    docs = {(name, owner): orjson.loads(doc) for name, owner, doc in rows}
    domain = docs.get(("domain", org_id), docs.get(("domain", ""), {}))
    own = docs.get(("organization", org_id), {})
    must_be_domain = bool(domain.get("userLoginMustBeDomain"))
    scope = org_id if must_be_domain or own.get("organizationScopedUsernames") else ""
    db.execute(
        "UPDATE zitadel_org SET login_must_be_domain=?,name_scope=? WHERE id=?",
        (must_be_domain, scope, org_id),
    )
    db.execute(
        "UPDATE zitadel_user SET name_scope=? WHERE org_id=? AND name_scope<>?",
        (scope, org_id, scope),
    )


# -- tokens ------------------------------------------------------------------------------


def personal_access_token(db: sqlite3.Connection, event_type: str, record: Record) -> None:
    """Fold a token that was issued or removed."""
    data = record.data
    payload = data.get("payload") or _NOTHING
    token_id = payload.get("tokenId", "")
    if event_type == "user.pat.removed":
        db.execute("DELETE FROM zitadel_token WHERE id=?", (token_id,))
    elif event_type == "user.pat.added":
        expires = parse_rfc3339(payload.get("expiration") or "")
        row = (token_id, data["id"], "pat", data.get("hash", ""), expires or NEVER, 1)
        _token(db, row, record, payload)


def _access_token(
    db: sqlite3.Connection, event_type: str, record: Record, payload: Mapping[str, JSON]
) -> None:
    data = record.data
    token_id = f"{data['id']}-{payload.get('id', '')}"
    if event_type.endswith(".revoked"):
        db.execute("UPDATE zitadel_token SET dead=1 WHERE id LIKE ?||'-%'", (data["id"],))
        return
    row = (
        token_id,
        data.get("user", ""),
        "oidc",
        data.get("hash", ""),
        data.get("expires", NEVER),
        int(bool(data.get("api"))),
    )
    _token(db, row, record, payload)


def _token(
    db: sqlite3.Connection,
    row: tuple[object, ...],
    record: Record,
    payload: Mapping[str, JSON],
) -> None:
    doc = orjson.dumps(payload).decode()
    db.execute(
        "INSERT OR REPLACE INTO zitadel_token VALUES (?,?,?,?,?,?,0,?,?,?,?)",
        (*row, record.at, record.at, record.data["sequence"], doc),
    )


__all__ = ["NEVER", "apply", "name_scope", "personal_access_token"]
