"""A call under way, and what a handler may do with it.

A handler is a plain function of a :class:`Call`: it reads :attr:`Call.state`, decides, writes
with :meth:`Call.push` and returns the answer as JSON. It never waits: whoever runs it puts a
journal unit around it and waits for the commit. Source: zitadel-platform.md 3.3.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simulator.events import JSON
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.permissions import permissions_of
from simulator.zitadel.platform.descriptors import Message
from simulator.zitadel.platform.errors import ApiError, denied, not_found
from simulator.zitadel.platform.events import Draft, Written, numbered
from simulator.zitadel.platform.protojson import Request
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.state import State
from simulator.zitadel.platform.users import Users

AUTHENTICATED = "authenticated"
NO_PERMISSION = "No matching permissions found"


@dataclass(frozen=True, slots=True)
class Platform:
    """What every call works with; ``seen`` are the users as reads show them."""

    journal: Journal
    ids: Ids
    settings: ZitadelSettings
    secrets: Secrets
    state: State
    seen: Users


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a user and the organization it belongs to."""

    user_id: str
    org_id: str


@dataclass(slots=True)
class Call:
    """One call of a method.

    ``org_id`` is the organization the call is about by its header, ``origin`` the scheme and
    authority the client used, ``at`` the instant of everything written (µs since 1970).
    ``aftermath`` is what is written although the call is refused.
    """

    platform: Platform
    request: Request
    caller: Caller
    org_id: str
    origin: str
    language: str
    at: int
    aftermath: list[Draft] = field(default_factory=list)

    @property
    def state(self) -> State:
        """Questions about ZITADEL's state."""
        return self.platform.state

    @property
    def seen(self) -> Users:
        """Questions about users whose answers are shown and may trail (zitadel-scim.md 7.7)."""
        return self.platform.seen

    # -- writing --------------------------------------------------------------------------

    def push(self, drafts: Iterable[Draft]) -> Written:
        """Write events as one push."""
        found = list(drafts)
        last = self.state.last_sequences(draft.aggregate for draft in found)
        events, sequence = numbered(found, creator=self.caller.user_id, last=last)
        self.platform.journal.emit(events)
        return Written(sequence, self.at, found[-1].aggregate.owner)

    # -- permissions ------------------------------------------------------------------------

    def has(self, permission: str, org_id: str) -> bool:
        """Return whether the caller has a permission on an organization, or instance-wide."""
        return permission in granted(self.state, self.caller.user_id, org_id)[1]

    def permit(self, permission: str, org_id: str, *, own: str = "") -> None:
        """Refuse unless the caller has a permission; ``own`` names a user allowed by itself."""
        if own and own == self.caller.user_id:
            return
        known, permissions = granted(self.state, self.caller.user_id, org_id)
        if not known:
            raise not_found("membership not found", "AUTHZ-cdgFk")
        if permission not in permissions:
            raise denied(NO_PERMISSION, "AUTH-AWfge")


def granted(state: State, user_id: str, org_id: str) -> tuple[bool, frozenset[str]]:
    """Return whether a user is anything on an organization or the instance, and what it may.

    A role on a project grants for that project only: ``user.read`` becomes
    ``user.read:<project>``, which a check without a resource accepts, too (3.3).
    """
    where = "user_id=? AND org_id IN (?, '')"
    members = state.members(where, (user_id, org_id))
    roles = [role for member in members if not member.project_id for role in member.roles]
    permissions = permissions_of(roles)
    scoped = {
        f"{name}:{member.project_id}"
        for member in members
        if member.project_id
        for name in permissions_of(member.roles)
    }
    return bool(members), permissions | scoped if scoped else permissions


def method_permission(
    state: State, user_id: str, org_id: str, permission: str, *, resource: str | None = None
) -> None:
    """Check a method's own permission, before its handler runs (3.3).

    ``resource`` is the project a method is about; without one, a permission on any will do.
    """
    if permission in ("", AUTHENTICATED):
        return
    known, permissions = granted(state, user_id, org_id)
    if not known:
        raise not_found("membership not found", "AUTHZ-cdgFk")
    if permission in permissions:
        return
    if not any(name.partition(":")[0] == permission for name in permissions):
        raise denied(NO_PERMISSION, "AUTH-5mWD2")
    if resource is not None and f"{permission}:{resource}" not in permissions:
        raise denied(NO_PERMISSION, "AUTH-Swrgg2")


Handler = Callable[[Call], JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """A method: its full name, request, permission and handler.

    ``writes`` puts a journal unit around the handler. ``org`` finds the organization context
    in a request (what some v2 calls do before anything else). ``resource`` names the field with
    the project that the permission is for. ``status`` is REST's on success.
    ``rest`` are the REST bindings ``"METHOD /path/{field}"``; ``body`` says whether a body is
    read; unless told, one is of all but GET and DELETE.
    """

    name: str
    message: Message
    handler: Handler
    permission: str = AUTHENTICATED
    writes: bool = False
    org: Callable[[Request], tuple[str, str]] | None = None
    resource: str = ""
    status: int = 200
    rest: tuple[str, ...] = ()
    body: bool | None = None
    connect: bool = True

    def reads_body(self, method: str) -> bool:
        """Return whether REST reads a body, not a query."""
        return method not in ("GET", "DELETE") if self.body is None else self.body


def found_user(call: Call, user_id: str, error: ApiError) -> UserRow:
    """Return a user, or refuse."""
    user = call.state.user(user_id)
    if user is None:
        raise error
    return user


__all__ = [
    "AUTHENTICATED",
    "NO_PERMISSION",
    "Call",
    "Caller",
    "Handler",
    "Platform",
    "Rpc",
    "found_user",
    "granted",
    "method_permission",
]
