"""Callers who were let through before, so that the next request need not look them up again.

A caller depends on token, account, organization, roles and settings. Whatever may change one of
them makes everybody forgotten: every event of a stream that is no user's, and the events of the
users who are remembered. Nobody is remembered who was refused.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from simulator.events import Record
from simulator.zitadel.auth import Accounts, authorize, bearer, holder_of
from simulator.zitadel.model import Caller

_MOST = 1024
_SIDE = "zitadel."
_USER = "zitadel.user."


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
        key = (sha256(header or b"").digest(), org_id, permission)
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
            kind = record.kind
            if kind.startswith(_SIDE) and (
                not kind.startswith(_USER) or record.data["id"] in users
            ):
                self.forget()
                return

    def forget(self) -> None:
        """Forget everybody."""
        self._known.clear()
        self._users.clear()


__all__ = ["RememberedCallers"]
