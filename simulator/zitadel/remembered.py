"""Callers who were let through before, so that the next request need not look them up again.

A caller depends on token, account, organization, roles and settings. Whatever may change one of
them makes everybody forgotten: every event of a stream that is no user's, and the events of the
users who are remembered. Nobody is remembered who was refused.
"""

from collections.abc import Sequence, Sized
from hashlib import blake2b
from typing import NamedTuple

from simulator.events import Record
from simulator.zitadel.auth import Accounts, authorize, bearer, holder_of
from simulator.zitadel.context import Lookups, Naming
from simulator.zitadel.kinds import MORE, REACH
from simulator.zitadel.model import Caller, PasswordPolicy

_MOST = 1024


class _Known(NamedTuple):
    caller: Caller
    expires: int


class RememberedCallers:
    """Authorize, as :func:`simulator.zitadel.auth.authorize` does, and remember."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[tuple[bytes, str, str], _Known] = {}
        self._users: set[str] = set()

    def authorize(self, header: bytes | None, *, org_id: str, permission: str, now: int) -> Caller:
        """Return the caller of a route that needs ``permission``, or refuse."""
        key = (blake2b(header or b"").digest(), org_id, permission)
        known = self._known.get(key)
        if known is not None and known.expires > now:
            return known.caller
        caller = authorize(self._accounts, header, org_id=org_id, permission=permission, now=now)
        if len(self._known) >= _MOST:
            self.forget()
        expires = holder_of(self._accounts, bearer(header), now).expires
        self._known[key] = _Known(caller, expires)
        self._users.add(caller.user_id)
        return caller

    def changed(self, records: Sequence[Record]) -> None:
        """Forget whom these records may concern."""
        if not self._known:
            return
        users = self._users
        for record in records:
            reach = REACH[record.kind]
            if reach and (reach == MORE or record.data["id"] in users):
                self.forget()
                return

    def forget(self) -> None:
        """Forget everybody."""
        self._known.clear()
        self._users.clear()


class RememberedRules:
    """What commands ask of the stored state; an organization's rules are remembered.

    Rules are what no event of a user changes.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._naming: dict[str, Naming] = {}
        self._policies: dict[str, PasswordPolicy] = {}
        self._owners: dict[str, str | None] = {}
        self.human = lookups.human
        self.account_sequence = lookups.account_sequence
        self.name_taken = lookups.name_taken
        self.membership_streams = lookups.membership_streams

    def naming(self, org_id: str) -> Naming:
        """Return the organization's rules for user names."""
        found = self._naming.get(org_id)
        if found is None:
            self._make_room(self._naming)
            found = self._naming[org_id] = self._lookups.naming(org_id)
        return found

    def password_policy(self, org_id: str) -> PasswordPolicy:
        """Return the organization's policy, else the instance's."""
        found = self._policies.get(org_id)
        if found is None:
            self._make_room(self._policies)
            found = self._policies[org_id] = self._lookups.password_policy(org_id)
        return found

    def domain_owner(self, domain: str) -> str | None:
        """Return the organization that verified a domain."""
        if domain not in self._owners:
            self._make_room(self._owners)
            self._owners[domain] = self._lookups.domain_owner(domain)
        return self._owners[domain]

    def _make_room(self, known: Sized) -> None:
        if len(known) >= _MOST:
            self.forget()

    def changed(self, records: Sequence[Record]) -> None:
        """Forget the rules if one may have changed."""
        for record in records:
            if REACH[record.kind] == MORE:
                self.forget()
                return

    def forget(self) -> None:
        """Forget everything."""
        self._naming.clear()
        self._policies.clear()
        self._owners.clear()


__all__ = ["RememberedCallers", "RememberedRules"]
