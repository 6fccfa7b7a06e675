"""Accounts as recent events left them; their rows are written later, many at a time.

A change of a person is folded here, in memory, and is safe all the same: its records are in the
file before the answer leaves, and whatever the tables miss is folded from them again
(:class:`simulator.journal.views.Trailing`). Source of the numbers: performance.md 3.
"""

from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from simulator.events import JSON, PAYLOADS, Record, of_parts
from simulator.journal.behind import Connection
from simulator.journal.manyrows import ManyRows
from simulator.zitadel.mapping import KEYS
from simulator.zitadel.model import METADATA_PREFIX
from simulator.zitadel.projection import ADDED, TOKENS_END, Account, fold, fold_metadata
from simulator.zitadel.representation import document
from simulator.zitadel.tables import (
    ACCOUNT,
    INSERT_ACCOUNTS,
    UPDATE_ACCOUNT,
    UPDATE_UNINDEXED,
    account_of,
    changing_columns,
    unindexed,
)
from simulator.zitadel.text import from_bytes, lower

PREFIX = "zitadel."
_REMEMBERED = 4096
"""How many accounts are kept after their rows are written."""
_SET_METADATA = ManyRows(
    "INSERT INTO zitadel_metadata",
    columns=6,
    tail="ON CONFLICT (user_id,key) DO UPDATE SET "
    "value=excluded.value,changed=excluded.changed,sequence=excluded.sequence",
)
_DELETE_METADATA = "DELETE FROM zitadel_metadata WHERE user_id=? AND key=?"
COUNT = (
    "INSERT INTO zitadel_count VALUES (?,?,?) ON CONFLICT (org_id) DO UPDATE SET "
    "humans=humans+excluded.humans,machines=machines+excluded.machines"
)
_ORG = "SELECT name_scope,state='removed' FROM zitadel_org WHERE id=?"
_END_TOKENS = "UPDATE zitadel_token SET dead=1 WHERE user_id=? AND NOT dead"
_METADATA = frozenset({"user.metadata.set", "user.metadata.removed"})
_SCIM_KEYS = frozenset(KEYS.values())
_NOTHING: Mapping[str, JSON] = {}
_Payloads: TypeAlias = Sequence[Mapping[str, JSON]]


class _Change(NamedTuple):
    """What is to be written of an account: a new row at ``pos``, or one that had ``name``."""

    pos: int | None
    name: str


class _Value(NamedTuple):
    """A value of metadata; ``fresh`` says that an older one was removed before."""

    value: bytes
    created: int
    changed: int
    sequence: int
    fresh: bool


class _Org(NamedTuple):
    """What counts of an organization: within what names are unique, and whether it is gone."""

    scope: str
    removed: bool


class Accounts:
    """The accounts of people that changed lately."""

    def __init__(self) -> None:
        self._known: dict[str, Account] = {}
        self._changed: dict[str, _Change] = {}
        self._names: dict[str, set[str]] = {}
        """Whose rows have, or will have, a name in lower case, among those that changed."""
        self._metadata: dict[tuple[str, str], _Value | None] = {}
        self._counts: dict[str, list[int]] = {}
        self._orgs: dict[str, _Org] = {}
        self._ended: set[str] = set()
        self._documents: dict[str, bytes] = {}

    # -- questions -----------------------------------------------------------------------

    def get(self, user_id: str) -> Account | None:
        """Return an account as it is now, if it is remembered."""
        return self._known.get(user_id)

    def document(self, db: Connection, org_id: str, user_id: str) -> bytes | None:
        """Return what SCIM shows of an organization's person, if it changed lately."""
        account = self._known.get(user_id)
        if account is None or account.org_id != org_id or account.type != "human":
            return None
        return None if self._org(db, org_id).removed else self._document(account)

    def _document(self, account: Account) -> bytes:
        found = self._documents.get(account.id)
        if found is None:
            found = self._documents[account.id] = document(account)
        return found

    def unwritten(self, user_id: str) -> bool:
        """Say whether the account's row is not what it will be."""
        return user_id in self._changed

    def unwritten_name(self, name_key: str) -> bool:
        """Say whether the rows with that name, in lower case, are not what they will be."""
        return name_key in self._names

    def named(
        self, db: Connection, org_id: str, name_key: str, written: Iterable[str]
    ) -> list[bytes] | None:
        """Return the documents of an organization's people of that name, if memory can tell.

        ``written`` are the ids of the rows that have it. More than one have an order of their own.
        """
        changed = self._names.get(name_key, set())
        if not changed.issuperset(written):
            return None
        if self._org(db, org_id).removed:
            return []
        found = [
            self._document(one)
            for one in map(self._known.__getitem__, changed)
            if one.org_id == org_id and one.type == "human" and lower(one.user_name) == name_key
        ]
        return found if len(found) < 2 else None

    @property
    def behind(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._changed)

    # -- folding -------------------------------------------------------------------------

    def fold(self, db: Connection, records: Sequence[Record]) -> None:
        """Fold events of people: what :data:`simulator.zitadel.view.LIGHT` names."""
        user_id, account = "", None
        for record in records:
            event_type = record.kind[len(PREFIX) :]
            data = record.data
            if data["id"] != user_id:
                user_id = data["id"]
                account = self._take(db, user_id, event_type, record)
            if account is None:
                continue
            at, sequence = record.at, data["sequence"]
            if event_type in _METADATA:
                payloads = data.get(PAYLOADS) or (data.get("payload") or _NOTHING,)
                if event_type == "user.metadata.set":
                    self._set(account, payloads, at, sequence)
                else:
                    self._unset(account, payloads)
                fold_metadata(account, event_type, at=at, sequence=sequence)
                continue
            payload = data.get("payload") or _NOTHING
            fold(account, event_type, payload, at=at, sequence=sequence)
            if event_type in ADDED or event_type == "user.username.changed":
                self._name(account)
            elif event_type in TOKENS_END:
                self._ended.add(user_id)

    def _take(
        self, db: Connection, user_id: str, event_type: str, record: Record
    ) -> Account | None:
        """Begin an account, or return one that is about to change."""
        self._documents.pop(user_id, None)
        if event_type in ADDED:
            account = Account(user_id, record.data["org"])
            human = event_type != "user.machine.added"
            self.count(account.org_id, int(human), int(not human))
            self._changed[user_id] = _Change(record.seq, "")
        elif user_id in self._changed:
            return self._known[user_id]
        else:
            known = self._known.get(user_id) or self._read(db, user_id)
            if known is None:
                return None
            account = known
            self._changed[user_id] = _Change(None, account.user_name)
            self._name(account)
        self._known[user_id] = account
        return account

    def _name(self, account: Account) -> None:
        self._names.setdefault(lower(account.user_name), set()).add(account.id)

    @staticmethod
    def _read(db: Connection, user_id: str) -> Account | None:
        row = db.at_once(f"{ACCOUNT} WHERE id=?", (user_id,)).fetchone()
        return None if row is None else account_of(row)

    def count(self, org_id: str, humans: int, machines: int) -> None:
        """Keep how many accounts an organization has."""
        counts = self._counts.setdefault(org_id, [0, 0])
        counts[0] += humans
        counts[1] += machines

    def _set(self, account: Account, payloads: _Payloads, at: int, last: int) -> None:
        user_id, known, rows = account.id, account.metadata, self._metadata
        for number, payload in enumerate(payloads, last + 1 - len(payloads)):
            key: str = payload["key"]
            value = a2b_base64(payload["value"])
            place, created, fresh = (user_id, key), at, False
            if place in rows:
                before = rows[place]
                fresh = before is None or before.fresh
                created = created if before is None else before.created
            rows[place] = of_parts(_Value, (value, created, at, number, fresh))
            if key.startswith(METADATA_PREFIX):
                known[key] = from_bytes(value)

    def _unset(self, account: Account, payloads: _Payloads) -> None:
        """Forget values; a SCIM key that is not there needs no statement."""
        known = account.metadata
        keys = [payload.get("key", "") for payload in payloads]
        if _SCIM_KEYS.issuperset(keys) and known.keys().isdisjoint(keys):
            return  # the usual case: a replace takes away what is not there
        for key in keys:
            if key in known or not key.startswith(METADATA_PREFIX):
                self._metadata[(account.id, key)] = None
            known.pop(key, None)

    # -- writing -------------------------------------------------------------------------

    def write(self, db: Connection) -> None:
        """Write what was folded so far."""
        if not self._changed:
            return
        added, renamed, usual = [], [], []
        for user_id, change in self._changed.items():
            account = self._known[user_id]
            shown = self._document(account) if account.type == "human" else None
            columns = changing_columns(account, self._org(db, account.org_id).scope, shown)
            if change.pos is not None:
                added.append((change.pos, user_id, account.org_id, *columns))
            elif change.name == account.user_name:
                usual.append((*unindexed(columns), user_id))
            else:
                renamed.append((*columns, user_id))
        if added:
            INSERT_ACCOUNTS.write(db, added)
        for sql, rows in (
            (UPDATE_UNINDEXED, usual),
            (UPDATE_ACCOUNT, renamed),
            (COUNT, [(org_id, *counts) for org_id, counts in self._counts.items()]),
        ):
            if rows:
                db.many_at_once(sql, rows)
        self._write_metadata(db)
        if self._ended:
            db.many_at_once(_END_TOKENS, [(user_id,) for user_id in self._ended])
            self._ended.clear()
        self._changed.clear()
        self._names.clear()
        self._counts.clear()
        if len(self._known) > _REMEMBERED:
            self._known.clear()
            self._documents.clear()

    def _write_metadata(self, db: Connection) -> None:
        gone, rows = [], []
        for key, value in self._metadata.items():
            if value is None or value.fresh:
                gone.append(key)
            if value is not None:
                rows.append((*key, *value[:4]))
        if gone:
            db.many_at_once(_DELETE_METADATA, gone)
        if rows:
            _SET_METADATA.write(db, rows)
        self._metadata.clear()

    def _org(self, db: Connection, org_id: str) -> _Org:
        found = self._orgs.get(org_id)
        if found is None:
            row = db.at_once(_ORG, (org_id,)).fetchone()
            found = self._orgs[org_id] = _Org(*(row or ("", False)))
        return found

    def forget(self) -> None:
        """Forget everything, written or not."""
        self._known.clear()
        self._documents.clear()
        self._changed.clear()
        self._names.clear()
        self._metadata.clear()
        self._counts.clear()
        self._orgs.clear()
        self._ended.clear()


__all__ = ["COUNT", "PREFIX", "Accounts"]
