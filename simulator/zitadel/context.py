"""What a command gets and what it gives back.

A command is a pure function of a request, a :class:`Context` and, through :class:`Lookups`, the
stored state; its :class:`Outcome` says what to write and what to answer. Nothing is written
before :meth:`Outcome.records` goes to the journal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from simulator.events import JSON, PAYLOADS, Event, about, of_parts
from simulator.zitadel.model import (
    Caller,
    Human,
    PasswordPolicy,
    UserEvent,
    ZitadelSettings,
)
from simulator.zitadel.refusals import recover
from simulator.zitadel.representation import Echo
from simulator.zitadel.scimuser import ScimUser


@dataclass(frozen=True, slots=True)
class Stream:
    """Another aggregate's stream: what it is, whose it is, and its last number."""

    aggregate: str
    id: str
    org_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Naming:
    """How an organization's user names are judged.

    ``exists`` is false for a removed organization. ``scope`` is the organization within which a
    name must be unique, empty for the whole instance.
    """

    exists: bool
    login_must_be_domain: bool
    scope: str


class Lookups(Protocol):
    """What commands ask of the stored state."""

    def human(self, org_id: str, user_id: str) -> Human | None:
        """Return a person's account of that organization."""
        ...

    def account_sequence(self, org_id: str, user_id: str) -> int | None:
        """Return the last number of any account of that organization, service accounts too."""
        ...

    def naming(self, org_id: str) -> "Naming":
        """Return the organization's rules for user names."""
        ...

    def name_taken(self, scope: str, user_name: str) -> bool:
        """Return whether the user name is somebody's in that scope."""
        ...

    def domain_owner(self, domain: str) -> str | None:
        """Return the organization that verified a domain."""
        ...

    def password_policy(self, org_id: str) -> PasswordPolicy:
        """Return the organization's policy, else the instance's."""
        ...

    def membership_streams(self, user_id: str) -> Sequence[Stream]:
        """Return the organizations and the instance on which it has a role, and its groups."""
        ...


_TOGETHER = frozenset({"user.metadata.set", "user.metadata.removed"})
"""The events of which one request may cause a dozen, one for each SCIM attribute it concerns."""
NO_ECHO = Echo(ScimUser(), "", "", [])
"""What commands without an answer of their own leave."""


def anything(permission: str) -> None:
    """Permit it: the route was checked already."""
    del permission


class Context(NamedTuple):
    """Who asks for what, where, and with which means.

    ``permit`` is called with ``user.write`` or ``user.delete`` at the moment the command checks
    the permission again; it raises the refusal. ``origin`` is shown in some events.
    """

    org_id: str
    caller: Caller
    settings: ZitadelSettings
    lookups: Lookups
    new_id: Callable[[], str]
    hash_password: Callable[[str], str]
    permit: Callable[[str], None] = anything
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Cascade:
    """An event on another stream that follows from a command."""

    stream: Stream
    event: UserEvent


class Outcome(NamedTuple):
    """What a command decided.

    ``events`` continue the user's stream after ``sequence``. ``user`` is what POST and PUT
    answer, ``number`` the version to answer, ``changed`` its instant (``None`` for now).
    """

    user_id: str
    sequence: int = 0
    events: tuple[UserEvent, ...] = ()
    cascades: tuple[Cascade, ...] = ()
    notes: tuple[Event, ...] = ()
    user: Echo = NO_ECHO
    number: int = 0
    changed: int | None = None
    panics: bool = False

    def records(self, ctx: Context) -> list[Event]:
        """Return what goes to the journal: notes, then the numbered events."""
        creator = ctx.caller.user_id
        links = about(self.user_id)
        found = list(self.notes)
        number = self.sequence
        for kind, payloads in _runs(self.events):
            number += len(payloads)
            data = _data(self.user_id, ctx.org_id, number, creator)
            if len(payloads) > 1:
                data[PAYLOADS] = payloads
            elif payloads[0] is not None:
                data["payload"] = payloads[0]
            found.append(of_parts(Event, (f"zitadel.{kind}", data, links)))
        for cascade in self.cascades:
            stream, event = cascade.stream, cascade.event
            data = _data(stream.id, stream.org_id, stream.sequence + 1, creator)
            data["payload"] = event.payload
            found.append(Event(f"zitadel.{event.type}", data))
        return found

    def finish(self) -> None:
        """Raise the panic that follows a successful write (9.8)."""
        if self.panics:
            raise recover()


def _data(aggregate: str, org_id: str, number: int, creator: str) -> dict[str, JSON]:
    return {"id": aggregate, "org": org_id, "sequence": number, "creator": creator}


def _runs(events: Sequence[UserEvent]) -> list[tuple[str, list[JSON]]]:
    """Return the events with their payloads, together where they go into one record."""
    found: list[tuple[str, list[JSON]]] = []
    last = ""
    for kind, payload in events:
        if kind == last:
            found[-1][1].append(payload)
        else:
            found.append((kind, [payload]))
            last = kind if kind in _TOGETHER else ""
    return found


__all__ = ["Cascade", "Context", "Lookups", "Naming", "Outcome", "Stream", "anything"]
