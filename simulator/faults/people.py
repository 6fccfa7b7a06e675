"""Every name under which the person of a request is known, on both sides. Reads the views."""

import re
import sqlite3
from collections.abc import Iterable

import orjson

from simulator.events import Links
from simulator.wire.links import user_in_target

_FILTER = re.compile(r'userName\s+eq\s+"([^"]*)"', re.IGNORECASE)
_ASSIGNMENT = (
    "SELECT a.id,a.user_name,a.linked_id,a.user_id,u.login FROM okta_assignment a"
    " LEFT JOIN okta_user u ON u.id=a.user_id WHERE "
)


def people_of(
    db: sqlite3.Connection, links: Links, *, target: str, query: str, body: bytes | None
) -> frozenset[str]:
    """Return the logins, user names and ids of the person a request concerns, in lower case."""
    names = {links.assignment, links.user, user_in_target(target), *_FILTER.findall(query)}
    if body:
        names.add(_user_name(body))
    found = {name for name in names if name}
    for name in list(found):
        found |= _known(db, name)
    return frozenset(name.lower() for name in found)


def _user_name(body: bytes) -> str | None:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    name = value.get("userName") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _known(db: sqlite3.Connection, name: str) -> set[str]:
    """Look a name up on both sides: each knows the person by another one."""
    rows: Iterable[tuple[object, ...]] = db.execute(
        f"{_ASSIGNMENT}a.id=? OR a.linked_id=?", (name, name)
    ).fetchall()
    found = {str(value) for row in rows for value in row if value}
    for row in db.execute(
        "SELECT id,user_name FROM zitadel_user WHERE id=? OR name_key=?", (name, name.lower())
    ).fetchall():
        found |= {str(value) for value in row}
    return found | {login.partition("@")[0] for login in found if "@" in login}


__all__ = ["people_of"]
