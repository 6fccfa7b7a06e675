"""Who calls, and whether the route is theirs: token, organization, membership, permission.

The checks come in the product's order, the first that fails is the answer. Source:
zitadel-scim.md 1.4, 3.1 to 3.4, 7.5.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from simulator.zitadel.callers import caller_of
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.model import Caller
from simulator.zitadel.permissions import permissions_of
from simulator.zitadel.refusals import refuse
from simulator.zitadel.stored import Organization, TokenHolder

_SCHEME = "Bearer "
_NO_BLANKS = {ord(" "): None, ord("\t"): None}


class Accounts(Protocol):
    """What is asked about accounts."""

    def token(self, token_hash: str) -> TokenHolder | None:
        """Return the token with that hash and whose it is."""
        ...

    def roles(self, user_id: str) -> dict[str, frozenset[str]]:
        """Return the role names per organization, the instance's under ``""``."""
        ...

    def org(self, org_id: str) -> Organization | None:
        """Return an organization, a removed one too."""
        ...


def bearer(header: bytes | None) -> str:
    """Return the token of an Authorization header, or refuse the header."""
    text = "" if header is None else header.decode("latin-1").strip(" \t")
    if not text:
        raise refuse("AUT-1179")
    parts = text.split(_SCHEME)
    if len(parts) != 2:
        raise refuse("AUTH-toLo1")
    return parts[1].translate(_NO_BLANKS)


def holder_of(accounts: Accounts, token: str, now: int) -> TokenHolder:
    """Return whose token this is, or refuse one that is not (or no longer) good for the API."""
    holder = accounts.token(token_hash(token))
    if holder is None or not holder.usable or not holder.api:
        raise refuse("AUTH-7fs1e")
    if holder.expires <= now:
        raise refuse("AUTHZ-EGDo3" if holder.kind == "session" else "AUTH-7fs1e")
    if holder.lacks:
        raise refuse(holder.lacks)
    return holder


def authorize(
    accounts: Accounts, header: bytes | None, *, org_id: str, permission: str, now: int
) -> Caller:
    """Return the caller of a route that needs ``permission`` (empty: any account), or refuse."""
    holder = holder_of(accounts, bearer(header), now)
    if accounts.org(org_id) is None:
        raise refuse("AUTH-Bs7Ds")
    roles = accounts.roles(holder.user_id)
    if permission:
        held = _held(roles, org_id)
        if held is None:
            raise refuse("AUTHZ-cdgFk")
        if permission not in held:
            raise refuse("AUTH-5mWD2")
    return caller_of(holder.user_id, org_id=holder.org_id, roles=roles, metadata=holder.metadata)


def permit(caller: Caller, org_id: str, *, own: str = "") -> Callable[[str], None]:
    """Make the second check that commands do, for operations of Bulk (3.3, 12.5).

    ``own`` names a user whom a caller with ``user.self.delete`` may delete if it is itself.
    """

    def check(permission: str) -> None:
        held = _held(caller.roles, org_id)
        if held is None:
            raise refuse("AUTHZ-cdgFk")
        itself = own == caller.user_id and permission == "user.delete"
        if permission not in held and not (itself and "user.self.delete" in held):
            raise refuse("AUTH-AWfge")

    return check


def _held(roles: Mapping[str, frozenset[str]], org_id: str) -> frozenset[str] | None:
    """Return the permissions on an organization; ``None`` for somebody without any role there."""
    here, everywhere = roles.get(org_id), roles.get("")
    if here is None and everywhere is None:
        return None
    return permissions_of((here or frozenset()) | (everywhere or frozenset()))


__all__ = ["Accounts", "authorize", "bearer", "holder_of", "permit"]
