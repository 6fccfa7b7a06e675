"""A user as ZITADEL's events made it: values by path, each with the exchange that wrote it.

The events are folded for showing only; the fake itself answers from its own view.
Source: zitadel-scim.md 6.2 and 6.6, zitadel-platform.md 1.6.
"""

import base64
import binascii
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from simulator.events import JSON, MOST, Record
from simulator.journal.linked import linked
from simulator.journal.reader import lineage
from simulator.journal.rows import RECORD, all_unpacked

SCIM_METADATA = "urn:zitadel:scim:"
METADATA = "metadata "
"""Paths of metadata begin with this word."""

_FIELDS = {
    "userName": "userName",
    "firstName": "name.givenName",
    "lastName": "name.familyName",
    "nickName": "nickName",
    "displayName": "displayName",
    "preferredLanguage": "preferredLanguage",
    "email": "emails[primary]",
    "phone": "phone",
    "name": "name",
    "description": "description",
}
_ORDER = (
    "userName",
    "active",
    "displayName",
    "name.givenName",
    "name.familyName",
    "nickName",
    "name",
    "description",
    "emails[primary]",
    "emails verified",
    "phone",
    "phone verified",
    "preferredLanguage",
    "password",
    "tokens",
)
_METADATA_ORDER = (
    "externalId",
    "title",
    "locale",
    "timezone",
    "profileUrl",
    "name.middleName",
    "name.honorificPrefix",
    "name.honorificSuffix",
    "emails",
    "ims",
    "photos",
    "addresses",
    "entitlements",
    "roles",
)
_STATES = {
    "user.deactivated": "false",
    "user.reactivated": "true",
    "user.locked": "false (locked)",
    "user.unlocked": "true",
    "user.removed": "removed",
    "user.human.initialization.code.added": "true (initial)",
}
_FLAGS: dict[str, dict[str, str | None]] = {
    "user.human.email.verified": {"emails verified": "yes"},
    "user.human.email.code.added": {"emails verified": "no, code sent"},
    "user.human.phone.verified": {"phone verified": "yes"},
    "user.human.phone.code.added": {"phone verified": "no, code sent"},
    "user.human.phone.removed": {"phone": None, "phone verified": None},
    "user.human.password.changed": {"password": "changed"},
    "user.machine.secret.set": {"secret": "set"},
    "user.machine.secret.removed": {"secret": None},
}


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute is, and who made it so: the exchange, and the record of the event."""

    text: str
    exchange: int | None
    record: int


@dataclass(slots=True)
class Person:
    """One user up to some moment. ``history`` holds every write of a path, oldest first."""

    user: str
    values: dict[str, Value] = field(default_factory=dict)
    history: dict[str, list[Value]] = field(default_factory=dict)
    events: int = 0
    machine: bool = False
    metadata_names: dict[str, str] = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        """Whether anything is known of it."""
        return self.events > 0

    @property
    def name(self) -> str:
        """What to call the person."""
        known = self.values.get("userName")
        return known.text if known else self.user

    def writers(self, path: str) -> list[int]:
        """Return the exchanges that wrote a path, oldest first."""
        return [each.exchange for each in self.history.get(path, ()) if each.exchange is not None]

    def paths(self) -> list[str]:
        """Return all paths ever written, in the fixed order eyes learn."""
        return sorted(self.history, key=path_order)

    def apply(self, record: Record) -> None:
        """Take one event in."""
        self.events += 1
        kind = record.kind.removeprefix("zitadel.")
        self.machine = self.machine or kind == "user.machine.added"
        for path, text in changes(record, known=self.values).items():
            value = Value(text or "", record.links.cause, record.seq)
            self.history.setdefault(path, []).append(value)
            if text is None:
                self.values.pop(path, None)
            else:
                self.values[path] = value


def path_order(path: str) -> tuple[int, int, str]:
    """Sort own fields first, then metadata, each in its fixed order."""
    if path.startswith(METADATA):
        name = path.removeprefix(METADATA)
        known = name in _METADATA_ORDER
        return (1, _METADATA_ORDER.index(name) if known else 99, name)
    return (0, _ORDER.index(path) if path in _ORDER else 99, path)


def metadata_path(key: str) -> str:
    """Return the path of a metadata key: ``metadata title`` for ``urn:zitadel:scim:title``."""
    return METADATA + key.removeprefix(SCIM_METADATA)


def changes(record: Record, *, known: Mapping[str, object]) -> dict[str, str | None]:
    """Return what an event changes: path to new text, or to ``None`` for taken away."""
    kind = record.kind.removeprefix("zitadel.")
    payload: dict[str, JSON] = record.data.get("payload") or {}
    if kind in _STATES:
        return {"active": _STATES[kind]}
    if kind in _FLAGS:
        flags = _FLAGS[kind]
        return {path: text for path, text in flags.items() if text is not None or path in known}
    if kind == "user.metadata.set":
        return {metadata_path(str(payload.get("key", ""))): decoded(payload.get("value"))}
    if kind == "user.metadata.removed":
        path = metadata_path(str(payload.get("key", "")))
        return {path: None} if path in known else {}
    if kind == "user.metadata.removed.all":
        return {path: None for path in known if path.startswith(METADATA)}
    if kind in ("user.pat.added", "user.pat.removed"):
        return {"tokens": f"{kind.rpartition('.')[2]} {payload.get('tokenId', '')}".strip()}
    return _fields(kind, payload)


def _fields(kind: str, payload: Mapping[str, JSON]) -> dict[str, str | None]:
    found: dict[str, str | None] = {
        path: _text(payload[name]) for name, path in _FIELDS.items() if name in payload
    }
    if kind.endswith((".human.added", ".human.selfregistered", ".machine.added")):
        found["active"] = "true"
        if "encodedHash" in payload:
            found["password"] = "set"
    return found


def _text(value: JSON) -> str | None:
    if value in (None, ""):
        return None
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def decoded(value: JSON) -> str:
    """Return a metadata value as text; it travels as base64."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return value


def fold(user: str, records: Iterable[Record]) -> Person:
    """Fold a user's events."""
    person = Person(user)
    for record in records:
        person.apply(record)
    return person


def user_events(db: sqlite3.Connection, user: str, *, until: int) -> list[Record]:
    """Return the events of one user up to and including a seq, without what a reset undid."""
    sql = (
        f"SELECT {RECORD} FROM record"
        f" WHERE seq IN ({linked('user')}) AND kind LIKE 'zitadel.user.%' AND seq<=? ORDER BY seq"
    )
    rows = db.execute(sql, (user, until + MOST)).fetchall()
    records = list(all_unpacked(rows, first=1, last=until))
    spans = lineage(db, until)
    if len(spans) > 1:
        records = [record for record in records if any(a <= record.seq <= b for a, b in spans)]
    return records


def person_at(db: sqlite3.Connection, user: str, *, until: int) -> Person:
    """Return a user as of a seq."""
    return fold(user, user_events(db, user, until=until))


__all__ = [
    "METADATA",
    "SCIM_METADATA",
    "Person",
    "Value",
    "changes",
    "decoded",
    "fold",
    "metadata_path",
    "path_order",
    "person_at",
    "user_events",
]
