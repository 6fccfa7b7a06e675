"""Fold groups into ``zitadel_group`` and ``zitadel_group_member``.

===============================  ================================================================
kinds (after ``zitadel.``)       what they change
===============================  ================================================================
``group.added`` ``.changed``     ``zitadel_group``; they alone move what reads show of it
``group.removed``                both
``group.users.added``            ``zitadel_group_member``
``group.users.removed``          ``zitadel_group_member``
===============================  ================================================================

A user that is removed leaves its groups, a removed organization takes its groups along.
``shown`` is what a member shows of the group, ``added`` and ``place`` say in which order members
came. Source: zitadel-scim.md 15.
"""

import sqlite3
from collections.abc import Mapping

from simulator.events import JSON, Record
from simulator.zitadel.grouptext import membership
from simulator.zitadel.scimgroup import Group
from simulator.zitadel.text import lower

TABLES = ("zitadel_group", "zitadel_group_member")

COLUMNS = "id,org_id,name,created,changed,sequence,last_sequence"
"""The columns of a :class:`~simulator.zitadel.groups.Group`, in its order."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS zitadel_group (
    id TEXT PRIMARY KEY, org_id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL, shown TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_group_org ON zitadel_group(org_id, name);
CREATE INDEX IF NOT EXISTS zitadel_group_name ON zitadel_group(org_id, name_key);
CREATE TABLE IF NOT EXISTS zitadel_group_member (
    group_id TEXT NOT NULL, user_id TEXT NOT NULL, added INTEGER NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_group_member_user ON zitadel_group_member(user_id, added);
"""


def apply(db: sqlite3.Connection, event_type: str, record: Record) -> None:
    """Fold one event of a group."""
    data = record.data
    group_id, payload = data["id"], data.get("payload") or {}
    change = event_type.removeprefix("group.")
    if change in ("added", "changed"):
        _named(db, change, record, payload)
    elif change == "removed":
        db.execute("DELETE FROM zitadel_group_member WHERE group_id=?", (group_id,))
        db.execute("DELETE FROM zitadel_group WHERE id=?", (group_id,))
    elif change == "users.added":
        db.executemany(
            "INSERT OR IGNORE INTO zitadel_group_member VALUES (?,?,?,?)",
            [
                (group_id, user_id, record.seq, place)
                for place, user_id in enumerate(payload.get("userIds", ()))
            ],
        )
    elif change == "users.removed":
        db.executemany(
            "DELETE FROM zitadel_group_member WHERE group_id=? AND user_id=?",
            [(group_id, user_id) for user_id in payload.get("userIds", ())],
        )
    db.execute("UPDATE zitadel_group SET last_sequence=? WHERE id=?", (data["sequence"], group_id))


def _named(
    db: sqlite3.Connection, change: str, record: Record, payload: Mapping[str, JSON]
) -> None:
    data, name = record.data, payload.get("name", "")
    group_id, at, number = data["id"], record.at, data["sequence"]
    group = Group(group_id, data["org"], name, at, at, number, number)
    shown = membership(group)
    if change == "added":
        db.execute(
            "INSERT INTO zitadel_group VALUES (?,?,?,?,?,?,?,?,?)",
            (group_id, group.org_id, name, lower(name), at, at, number, number, shown),
        )
    else:
        db.execute(
            "UPDATE zitadel_group SET name=?,name_key=?,changed=?,sequence=?,shown=? WHERE id=?",
            (name, lower(name), at, number, shown, group_id),
        )


def leave(db: sqlite3.Connection, user_id: str) -> None:
    """Take a removed user out of its groups."""
    db.execute("DELETE FROM zitadel_group_member WHERE user_id=?", (user_id,))


def remove_all(db: sqlite3.Connection, org_id: str) -> None:
    """Take the groups of a removed organization away."""
    db.execute(
        "DELETE FROM zitadel_group_member WHERE group_id IN "
        "(SELECT id FROM zitadel_group WHERE org_id=?)",
        (org_id,),
    )
    db.execute("DELETE FROM zitadel_group WHERE org_id=?", (org_id,))


__all__ = ["COLUMNS", "SCHEMA", "TABLES", "apply", "leave", "remove_all"]
