"""Tables of ZITADEL's views, and how an account becomes a row of ``zitadel_user`` and back.

``zitadel_user.pos`` is the seq of the record that added the account, so that a rebuilt view is
the same. ``name_key`` is the user name in lower case and ``name_scope`` the organization within
which it must be unique, empty for the whole instance. ``metadata`` repeats the keys under
``urn:zitadel:scim:`` as JSON, ``scim`` is the finished document with marks. An organization's row
says how its user names are judged, so that a create need not look at settings.
"""

import sqlite3
from typing import Any

import orjson

from simulator.journal.manyrows import ManyRows
from simulator.zitadel import groupview
from simulator.zitadel.projection import Account
from simulator.zitadel.sqlnames import EXTERNAL_IDS, LOWER
from simulator.zitadel.text import lower

TABLES = (
    "zitadel_org",
    "zitadel_domain",
    "zitadel_instance",
    "zitadel_user",
    "zitadel_name",
    "zitadel_count",
    "zitadel_metadata",
    "zitadel_token",
    "zitadel_member",
    "zitadel_setting",
    *groupview.TABLES,
)

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS zitadel_org (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, primary_domain TEXT NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL, login_must_be_domain INTEGER NOT NULL,
    name_scope TEXT NOT NULL, doc TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zitadel_domain (
    org_id TEXT NOT NULL, domain TEXT NOT NULL, verified INTEGER NOT NULL,
    PRIMARY KEY (org_id, domain)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_domain_name ON zitadel_domain(domain) WHERE verified;
CREATE TABLE IF NOT EXISTS zitadel_instance (
    id TEXT PRIMARY KEY, last_sequence INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zitadel_user (
    pos INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    type TEXT NOT NULL,
    user_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name_scope TEXT NOT NULL,
    state TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    nick_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    language TEXT NOT NULL,
    email TEXT NOT NULL,
    email_verified INTEGER NOT NULL,
    phone TEXT NOT NULL,
    phone_verified INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    core_changed INTEGER NOT NULL,
    core_sequence INTEGER NOT NULL,
    seen_changed INTEGER NOT NULL,
    seen_sequence INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    metadata_history TEXT NOT NULL,
    doc TEXT NOT NULL,
    scim BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS zitadel_user_id ON zitadel_user(id);
CREATE INDEX IF NOT EXISTS zitadel_user_name ON zitadel_user(name_key);
CREATE INDEX IF NOT EXISTS zitadel_user_org ON zitadel_user(org_id, type, id);
CREATE TABLE IF NOT EXISTS zitadel_name (
    name_key TEXT NOT NULL, name_scope TEXT NOT NULL, PRIMARY KEY (name_key, name_scope)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zitadel_count (
    org_id TEXT PRIMARY KEY, humans INTEGER NOT NULL, machines INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zitadel_metadata (
    user_id TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_metadata_external_id
    ON zitadel_metadata(key, value) WHERE {EXTERNAL_IDS};
CREATE TABLE IF NOT EXISTS zitadel_token (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
    expires INTEGER NOT NULL, api INTEGER NOT NULL, dead INTEGER NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    doc TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_token_hash ON zitadel_token(hash);
CREATE INDEX IF NOT EXISTS zitadel_token_user ON zitadel_token(user_id);
CREATE TABLE IF NOT EXISTS zitadel_member (
    org_id TEXT NOT NULL, project_id TEXT NOT NULL, user_id TEXT NOT NULL, roles TEXT NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (org_id, project_id, user_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS zitadel_member_user ON zitadel_member(user_id);
CREATE TABLE IF NOT EXISTS zitadel_setting (
    org_id TEXT NOT NULL, name TEXT NOT NULL, doc TEXT NOT NULL,
    created INTEGER NOT NULL, changed INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (org_id, name)
) WITHOUT ROWID;
"""

_READ = (
    "id",
    "org_id",
    "type",
    "user_name",
    "state",
    "given_name",
    "family_name",
    "nick_name",
    "display_name",
    "language",
    "email",
    "email_verified",
    "phone",
    "phone_verified",
    "created",
    "changed",
    "sequence",
    "core_changed",
    "core_sequence",
    "seen_changed",
    "seen_sequence",
    "metadata",
    "metadata_history",
    "doc",
)
_CHANGING = ("name_key", "name_scope", *_READ[2:], "scim")
COLUMNS = ("pos", "id", "org_id", *_CHANGING)
"""The columns of ``zitadel_user``, in an order of their own."""

ACCOUNT = f"SELECT {','.join(_READ)} FROM zitadel_user"
INSERT_ACCOUNTS = ManyRows(
    f"INSERT INTO zitadel_user (pos,id,org_id,{','.join(_CHANGING)})",
    columns=len(_CHANGING) + 3,
    together=8,
)
UPDATE_ACCOUNT = f"UPDATE zitadel_user SET {','.join(f'{name}=?' for name in _CHANGING)} WHERE id=?"
UPDATE_UNINDEXED = (
    f"UPDATE zitadel_user SET name_scope=?,{','.join(f'{name}=?' for name in _CHANGING[3:])} "
    "WHERE id=?"
)
"""The usual case: neither name nor type is new, so that no index has to be touched."""


def unindexed(columns: tuple[object, ...]) -> tuple[object, ...]:
    """Return the values of :data:`UPDATE_UNINDEXED` but the id, from those of all columns."""
    return columns[1], *columns[3:]


def create_tables(db: sqlite3.Connection) -> None:
    """Create what is missing and make :data:`LOWER` known to this connection."""
    db.create_function(LOWER, 1, lower, deterministic=True)
    for statement in (_SCHEMA + groupview.SCHEMA).split(";\n"):
        if statement.strip():
            db.execute(statement)


def account_of(row: tuple[Any, ...]) -> Account:
    """Return the account of a row of :data:`ACCOUNT`."""
    *columns, metadata, history, details = row
    account = Account(*columns)
    account.email_verified = bool(account.email_verified)
    account.phone_verified = bool(account.phone_verified)
    account.metadata = orjson.loads(metadata)
    account.metadata_history = history
    account.details = orjson.loads(details)
    return account


def changing_columns(account: Account, name_scope: str, scim: bytes | None) -> tuple[Any, ...]:
    """Return the values of the columns that may change, in the order of the statements.

    ``scim`` is a person's document.
    """
    return (
        lower(account.user_name),
        name_scope,
        account.type,
        account.user_name,
        account.state,
        account.given_name,
        account.family_name,
        account.nick_name,
        account.display_name,
        account.language,
        account.email,
        int(account.email_verified),  # SQLite's driver asks around for what bool might become
        account.phone,
        int(account.phone_verified),
        account.created,
        account.changed,
        account.sequence,
        account.core_changed,
        account.core_sequence,
        account.seen_changed,
        account.seen_sequence,
        orjson.dumps(account.metadata).decode(),
        account.metadata_history,
        orjson.dumps(account.details).decode(),
        scim,
    )


__all__ = [
    "ACCOUNT",
    "COLUMNS",
    "EXTERNAL_IDS",
    "INSERT_ACCOUNTS",
    "LOWER",
    "TABLES",
    "UPDATE_ACCOUNT",
    "UPDATE_UNINDEXED",
    "account_of",
    "changing_columns",
    "create_tables",
    "unindexed",
]
