"""Tables of what only the platform's own endpoints read.

``platform_aggregate`` counts the events of everything but users; the others hold the instance,
projects, keys and sessions. Register it beside the view of users. Source:
zitadel-platform.md 1.4, 1.6, 2.4, 5.6.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

import orjson

from simulator.events import JSON, Record
from simulator.journal.behind import Connection

_TABLES = {
    "platform_aggregate": "type TEXT, id TEXT, org TEXT, sequence INTEGER, changed INTEGER,"
    " PRIMARY KEY (type, id)",
    "platform_instance": "id TEXT PRIMARY KEY, created INTEGER, doc TEXT",
    "platform_project": "id TEXT PRIMARY KEY, org_id TEXT, name TEXT, state TEXT,"
    " created INTEGER, changed INTEGER, sequence INTEGER",
    "platform_app": "id TEXT PRIMARY KEY, project_id TEXT, org_id TEXT, name TEXT, kind TEXT,"
    " client_id TEXT, doc TEXT",
    "platform_oidc_session": "id TEXT PRIMARY KEY, doc TEXT",
    "platform_key": "id TEXT PRIMARY KEY, user_id TEXT, org_id TEXT, expires INTEGER,"
    " public_key TEXT, created INTEGER, sequence INTEGER",
    "platform_session": "id TEXT PRIMARY KEY, created INTEGER, changed INTEGER,"
    " sequence INTEGER, token_id TEXT, user_id TEXT, creator TEXT, doc TEXT",
}

_PREFIX = "zitadel."
_END_SESSIONS = "DELETE FROM platform_session WHERE user_id=?"


class PlatformView:
    """Fold ZITADEL's events that are not about a user's own attributes."""

    prefixes: tuple[str, ...] = tuple(
        _PREFIX + kind
        for kind in (
            "org.",
            "instance.",
            "project.",
            "session.",
            "settings.",
            "oidc_session.",
            "idpintent.",
            "group.",
            "user.machine.key.",
            "user.removed",
            "user.locked",
            "user.deactivated",
        )
    )
    tables: tuple[str, ...] = tuple(_TABLES)
    light: frozenset[str] = frozenset({"zitadel.user.locked", "zitadel.user.deactivated"})

    def __init__(self) -> None:
        self._gone: set[str] = set()

    @property
    def behind(self) -> bool:
        """Whether there may be sessions of people who may have none any more."""
        return bool(self._gone)

    def remember(self, db: Connection, records: Sequence[Record]) -> None:
        """Remember whose sessions end; :meth:`write` ends them."""
        self._gone.update(record.data["id"] for record in records)

    def write(self, db: Connection) -> None:
        """End the sessions."""
        if self._gone:
            db.many_at_once(_END_SESSIONS, [(user_id,) for user_id in self._gone])
            self._gone.clear()

    def forget(self) -> None:
        """Forget whose sessions end."""
        self._gone.clear()

    def create(self, db: sqlite3.Connection) -> None:
        """Make the tables."""
        for name, columns in _TABLES.items():
            db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")

    def apply(self, db: Connection, records: Sequence[Record]) -> None:
        """Fold records in order."""
        self.write(db)
        for record in records:
            event = record.kind[len(_PREFIX) :]
            if not event.startswith("user."):
                _count(db, record, event)
            fold = _FOLDS.get(event)
            if fold is not None:
                fold(db, record, record.data.get("payload") or {})


def aggregate_type(event: str, data: Mapping[str, JSON]) -> str:
    """Return which aggregate an event belongs to; its first word unless ``data`` says more."""
    named = data.get("aggregate")
    return str(named) if named else event.split(".", 1)[0]


def _count(db: sqlite3.Connection, record: Record, event: str) -> None:
    data = record.data
    db.execute(
        "INSERT OR REPLACE INTO platform_aggregate VALUES (?,?,?,?,?)",
        (aggregate_type(event, data), data["id"], data["org"], data["sequence"], record.at),
    )


Fold = Callable[[sqlite3.Connection, Record, Mapping[str, JSON]], object]


def _text(value: JSON) -> str:
    return orjson.dumps(value).decode()


def _instance_added(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    doc = _text({"name": payload["name"], "domains": []})
    db.execute("INSERT INTO platform_instance VALUES (?,?,?)", (record.data["id"], record.at, doc))


def _instance_field(field: str, key: str) -> Fold:
    def fold(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
        db.execute(
            "UPDATE platform_instance SET doc=json_set(doc,?,?) WHERE id=?",
            (f"$.{field}", payload[key], record.data["id"]),
        )

    return fold


def _instance_domain(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    entry = {"domain": payload["domain"], "at": record.at, "sequence": record.data["sequence"]}
    if payload.get("generated"):
        entry["generated"] = True
    db.execute(
        "UPDATE platform_instance SET doc=json_insert(doc,'$.domains[#]',json(?)) WHERE id=?",
        (_text(entry), record.data["id"]),
    )


def _project_added(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    data = record.data
    db.execute(
        "INSERT OR REPLACE INTO platform_project VALUES (?,?,?,?,?,?,?)",
        (
            data["id"],
            data["org"],
            payload["name"],
            "active",
            record.at,
            record.at,
            data["sequence"],
        ),
    )


def _project_removed(db: sqlite3.Connection, record: Record, _: Mapping[str, JSON]) -> None:
    db.execute("DELETE FROM platform_project WHERE id=?", (record.data["id"],))


def _app_added(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    db.execute(
        "INSERT INTO platform_app VALUES (?,?,?,?,'','','{}')",
        (payload["appId"], record.data["id"], record.data["org"], payload["name"]),
    )


def _app_config(kind: str) -> Fold:
    def fold(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
        del record
        db.execute(
            "UPDATE platform_app SET kind=?,client_id=?,doc=? WHERE id=?",
            (kind, payload["clientId"], _text(payload), payload["appId"]),
        )

    return fold


def _oidc_session(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    db.execute(
        "INSERT INTO platform_oidc_session VALUES (?,?)", (record.data["id"], _text(payload))
    )


def _key_added(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    data = record.data
    db.execute(
        "INSERT OR REPLACE INTO platform_key VALUES (?,?,?,?,?,?,?)",
        (
            payload["keyId"],
            data["id"],
            data["org"],
            data["expires"],
            payload.get("publicKey", ""),
            record.at,
            data["sequence"],
        ),
    )


def _key_removed(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    db.execute("DELETE FROM platform_key WHERE id=?", (payload["keyId"],))


def _user_gone(db: sqlite3.Connection, record: Record, _: Mapping[str, JSON]) -> None:
    db.execute(_END_SESSIONS, (record.data["id"],))
    if record.kind.endswith(".removed"):
        db.execute("DELETE FROM platform_key WHERE user_id=?", (record.data["id"],))


def _session_added(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    data = record.data
    agent = payload.get("user_agent")
    doc = _text({"userAgent": agent} if agent else {})
    db.execute(
        "INSERT INTO platform_session VALUES (?,?,?,?,?,?,?,?)",
        (data["id"], record.at, record.at, data["sequence"], "", "", data["creator"], doc),
    )


def _session_set(**parts: str) -> Fold:
    """Fold parts of a payload into a session; an empty name stands for the record's moment."""
    inside = "".join(f",'$.{part}',json(?)" for part in parts)
    sql = f"UPDATE platform_session SET changed=?,sequence=?,doc=json_set(doc{inside}) WHERE id=?"

    def fold(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
        data = record.data
        values = [_text(payload[name] if name else record.at) for name in parts.values()]
        db.execute(sql, (record.at, data["sequence"], *values, data["id"]))

    return fold


def _session_user(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    _session_set(userAt="checkedAt")(db, record, payload)
    db.execute(
        "UPDATE platform_session SET user_id=? WHERE id=?", (payload["userID"], record.data["id"])
    )


def _session_token(db: sqlite3.Connection, record: Record, payload: Mapping[str, JSON]) -> None:
    data = record.data
    db.execute(
        "UPDATE platform_session SET changed=?,sequence=?,token_id=?,"
        "doc=json_set(doc,'$.tokenHash',?) WHERE id=?",
        (record.at, data["sequence"], payload["tokenID"], data["hash"], data["id"]),
    )


def _session_over(db: sqlite3.Connection, record: Record, _: Mapping[str, JSON]) -> None:
    db.execute("DELETE FROM platform_session WHERE id=?", (record.data["id"],))


_FOLDS: dict[str, Fold] = {
    "instance.added": _instance_added,
    "instance.changed": _instance_field("name", "name"),
    "instance.default.org.set": _instance_field("defaultOrg", "orgId"),
    "instance.iam.project.set": _instance_field("project", "iamProjectId"),
    "instance.default.language.set": _instance_field("language", "language"),
    "instance.domain.added": _instance_domain,
    "instance.domain.primary.set": _instance_field("primaryDomain", "domain"),
    "project.added": _project_added,
    "project.removed": _project_removed,
    "project.application.added": _app_added,
    "project.application.config.api.added": _app_config("api"),
    "project.application.config.oidc.added": _app_config("oidc"),
    "oidc_session.added": _oidc_session,
    "user.machine.key.added": _key_added,
    "user.machine.key.removed": _key_removed,
    "user.removed": _user_gone,
    "user.locked": _user_gone,
    "user.deactivated": _user_gone,
    "session.added": _session_added,
    "session.user.checked": _session_user,
    "session.password.checked": _session_set(passwordAt="checkedAt"),
    "session.intent.checked": _session_set(intentAt="checkedAt"),
    "session.metadata.set": _session_set(metadata="metadata"),
    "session.lifetime.set": _session_set(lifetime="lifetime", lifetimeAt=""),
    "session.token.set": _session_token,
    "session.terminated": _session_over,
}

__all__ = ["PlatformView", "aggregate_type"]
