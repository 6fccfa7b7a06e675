"""Fold ZITADEL's events into the tables of :mod:`simulator.zitadel.tables`.

All events of one user in a batch become one write of its row.

==================================  =========================================================
kinds (after ``zitadel.``)          what they change
==================================  =========================================================
``user.*``                          ``zitadel_user``, ``zitadel_count``, ``zitadel_name``
``user.metadata.*``                 ``zitadel_metadata``, too
``user.pat.added`` ``.removed``     ``zitadel_token`` of kind ``pat`` (``data.hash``)
``user.locked`` ``.deactivated``    tokens of the user are dead for good; ``.removed`` deletes
``oidc_session.access_token.*``     ``zitadel_token`` of kind ``oidc`` (``data.user``, ``.hash``,
                                    ``.expires``, ``.api``)
``org.added`` ``.changed`` ...      ``zitadel_org``; ``.removed`` keeps the row as ``removed``
``org.domain.*``                    ``zitadel_domain``, ``zitadel_org.primary_domain``
``org.member.*``                    ``zitadel_member``
``instance.member.*``               ``zitadel_member`` with an empty ``org_id``
``project.member.*``                ``zitadel_member`` with ``project_id``
``org.policy.password.complexity``  ``zitadel_setting`` ``password_complexity``; the instance's
``org.policy.domain.*``             ``domain``; under ``""``
``settings.organization.set``       ``zitadel_setting`` ``organization``
``group.*``                         the tables of :mod:`simulator.zitadel.groupview`
==================================  =========================================================

Other kinds only count their stream's number. With a lag, what a user was before is kept in the
tables of :mod:`simulator.zitadel.lag`. Source: zitadel-platform.md 1.6, zitadel-scim.md 7.7.
"""

import sqlite3
from binascii import a2b_base64
from collections.abc import Mapping, Sequence

from simulator.events import JSON, Record
from simulator.zitadel import groupview, lag, platformfold
from simulator.zitadel.model import METADATA_PREFIX
from simulator.zitadel.projection import ADDED, TOKENS_END, Account, fold
from simulator.zitadel.tables import (
    ACCOUNT,
    INSERT_ACCOUNT,
    TABLES,
    UPDATE_ACCOUNT,
    UPDATE_UNINDEXED,
    account_of,
    changing_columns,
    create_tables,
    unindexed,
)

_PREFIX = "zitadel."
_SET_METADATA = (
    "INSERT INTO zitadel_metadata VALUES (?,?,?,?,?,?) ON CONFLICT (user_id,key) DO UPDATE SET "
    "value=excluded.value,changed=excluded.changed,sequence=excluded.sequence"
)
_COUNT = (
    "INSERT INTO zitadel_count VALUES (?,?,?) ON CONFLICT (org_id) DO UPDATE SET "
    "humans=humans+excluded.humans,machines=machines+excluded.machines"
)
_RARE = TOKENS_END | {"user.pat.added", "user.pat.removed", "user.metadata.removed.all"}
_NOTHING: Mapping[str, JSON] = {}


class ZitadelView:
    """The view of everything ZITADEL stores.

    ``lag_ms`` is how long its readers trail. It is the same for a whole run.
    """

    prefixes: tuple[str, ...] = (_PREFIX,)
    tables: tuple[str, ...] = (*TABLES, *lag.TABLES)

    def __init__(self, *, lag_ms: int = 0) -> None:
        self.lag_ms = lag_ms

    def create(self, db: sqlite3.Connection) -> None:
        """Create the tables."""
        create_tables(db)
        lag.create_tables(db)

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Fold records in order."""
        users = _Users(db, self.lag_ms * 1000)
        for record in records:
            event_type = record.kind[len(_PREFIX) :]
            if event_type.startswith("user."):
                users.apply(event_type, record)
            else:
                users.write()
                platformfold.apply(db, event_type, record)
        users.write()


class _Users:
    """The users that a batch of records concerns."""

    def __init__(self, db: sqlite3.Connection, lag_us: int) -> None:
        self._db = db
        self._lag = lag_us
        self._at = 0
        self._known: dict[str, Account] = {}
        self._names: dict[str, str] = {}
        self._added: dict[str, int] = {}
        self._metadata: list[tuple[object, ...]] = []

    def apply(self, event_type: str, record: Record) -> None:
        """Fold one event of a user."""
        if self._lag and record.at != self._at:
            self._begin(record.at)
        data = record.data
        user_id = data["id"]
        account = self._known.get(user_id) or self._account(user_id, event_type, record)
        if account is None:
            return
        payload = data.get("payload") or _NOTHING
        if event_type == "user.metadata.removed":
            self._forget_metadata(account, payload.get("key", ""))
        fold(account, event_type, payload, at=record.at, sequence=data["sequence"])
        if event_type == "user.metadata.set":
            value = a2b_base64(payload["value"])
            at, number = record.at, data["sequence"]
            self._metadata.append((user_id, payload["key"], value, at, at, number))
        elif event_type in _RARE:
            self._apply_rare(event_type, record, account)

    def _begin(self, at: int) -> None:
        """Begin another instant: shadows are of what was before it, whatever the batches."""
        self.write()
        lag.expire(self._db, at)
        self._at = at

    def _apply_rare(self, event_type: str, record: Record, account: Account) -> None:
        if event_type.startswith("user.pat."):
            platformfold.personal_access_token(self._db, event_type, record)
        if event_type in TOKENS_END:
            platformfold.end_tokens(self._db, account.id)
        if event_type == "user.removed":
            self._remove(account)
        elif event_type == "user.metadata.removed.all":
            self._clear_metadata(account.id)

    def _account(self, user_id: str, event_type: str, record: Record) -> Account | None:
        """Begin an account, or read one that is not in this batch yet."""
        if self._lag:
            lag.keep(self._db, user_id, lag.until(record.at, self._lag))
        if event_type in ADDED:
            account = Account(user_id, record.data["org"])
            self._added[user_id] = record.seq
            human = event_type != "user.machine.added"
            self._db.execute(_COUNT, (account.org_id, int(human), int(not human)))
        else:
            row = self._db.execute(f"{ACCOUNT} WHERE id=?", (user_id,)).fetchone()
            if row is None:
                return None
            account = account_of(row)
            self._names[user_id] = account.user_name
        self._known[user_id] = account
        return account

    def _forget_metadata(self, account: Account, key: str) -> None:
        """Delete a value; a SCIM key that is not there needs no statement."""
        if key.startswith(METADATA_PREFIX) and key not in account.metadata:
            return
        self._write_metadata()
        self._db.execute(
            "DELETE FROM zitadel_metadata WHERE user_id=? AND key=?", (account.id, key)
        )

    def _clear_metadata(self, user_id: str) -> None:
        self._metadata = [row for row in self._metadata if row[0] != user_id]
        self._db.execute("DELETE FROM zitadel_metadata WHERE user_id=?", (user_id,))

    def _write_metadata(self) -> None:
        if self._metadata:
            self._db.executemany(_SET_METADATA, self._metadata)
            self._metadata.clear()

    def _remove(self, account: Account) -> None:
        """Take the account away; an empty user name stays taken for good (7.4)."""
        self._clear_metadata(account.id)
        if not account.user_name:
            scope = platformfold.name_scope(self._db, account.org_id)
            self._db.execute("INSERT OR IGNORE INTO zitadel_name VALUES ('',?)", (scope,))
        human = account.type == "human"
        self._db.execute(_COUNT, (account.org_id, -int(human), -int(not human)))
        self._db.execute("DELETE FROM zitadel_user WHERE id=?", (account.id,))
        self._db.execute("DELETE FROM zitadel_token WHERE user_id=?", (account.id,))
        self._db.execute("DELETE FROM zitadel_member WHERE user_id=?", (account.id,))
        groupview.leave(self._db, account.id)
        del self._known[account.id]
        self._added.pop(account.id, None)

    def write(self) -> None:
        """Write what was folded so far."""
        self._write_metadata()
        for user_id, account in self._known.items():
            scope = platformfold.name_scope(self._db, account.org_id)
            columns = changing_columns(account, scope)
            pos = self._added.get(user_id)
            if pos is None and self._names.get(user_id) == account.user_name:
                self._db.execute(UPDATE_UNINDEXED, (*unindexed(columns), user_id))
            elif pos is None:
                self._db.execute(UPDATE_ACCOUNT, (*columns, user_id))
            else:
                self._db.execute(INSERT_ACCOUNT, (pos, user_id, account.org_id, *columns))
        self._known.clear()
        self._added.clear()
        self._names.clear()


__all__ = ["ZitadelView"]
