"""A fault rule as data: *when* it applies and what it *does*. Source: architecture.md 6."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Where a rule acts: at Okta's end of the wire, or at ZITADEL's (under anybody's client)."""

    CLIENT = "client"
    SERVER = "server"


class Effect(StrEnum):
    """What becomes of an exchange; each has its own way to be written (``does``)."""

    DELAY = "delay"
    """Nothing but a delay; what becomes of the request is up to other rules."""
    STATUS = "status"
    """Answered with this status by something on the way; the server never acts."""
    REFUSED = "refused"
    """No connection: the port says no."""
    RESET = "reset"
    """The connection is reset before the server acted."""
    RESET_AFTER = "reset_after"
    """The server acts, then the connection is reset."""
    CLOSED = "closed"
    """The connection is closed in good order, without acting and without an answer."""
    TIMEOUT = "timeout"
    """The server does not act and no answer ever comes."""
    LOST = "lost"
    """The server acts, and its answer never comes."""
    TRUNCATED = "truncated"
    """The server acts; the connection ends in the middle of its answer."""
    BROKEN_JSON = "broken_json"
    """The server acts; the JSON of its answer ends in the middle."""
    WRONG_TYPE = "wrong_type"
    """The server acts; its answer says that it is of another type."""
    EMPTY = "empty"
    """The server acts; its answer has no body."""
    BODY = "body"
    """The server acts; something on the way puts another body into its answer."""
    HUGE = "huge"
    """The server acts; its answer is megabytes longer than it should be."""
    DRIP = "drip"
    """The server acts; its answer comes in small pieces with pauses between them."""


ACTS: frozenset[Effect] = frozenset(
    {
        *(Effect.RESET_AFTER, Effect.LOST, Effect.TRUNCATED, Effect.BROKEN_JSON, Effect.DRIP),
        *(Effect.WRONG_TYPE, Effect.EMPTY, Effect.BODY, Effect.HUGE, Effect.DELAY),
    }
)
"""Effects under which the server does what it was asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which requests a rule is for; what is left out says nothing.

    ``path`` is compared with the end of the request's path: ``*`` is one part of it or some of
    one, ``**`` any number of parts. ``user`` is a login, userName or id of the person concerned,
    ``push`` the kind of push. ``sender`` is ``okta`` or ``client``; what a person or scenario does
    to ZITADEL is never disturbed.

    Among the requests that fit, counted from 1: ``skip`` passes the first ones over, ``nth`` takes
    exactly one, ``every`` each k-th behind ``skip``, ``first`` none past that place; ``times`` ends
    the rule after so many hits. ``after`` and ``until`` are instants (µs since 1970).
    """

    methods: frozenset[str] = frozenset()
    path: str = ""
    query: str = ""
    user: str = ""
    push: str = ""
    sender: str = ""
    attempt: int | None = None
    nth: int | None = None
    first: int | None = None
    every: int | None = None
    skip: int = 0
    times: int | None = None
    after: int | None = None
    until: int | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Does:
    """What a rule does. ``delay`` is a range in seconds and may stand beside any effect."""

    effect: Effect = Effect.DELAY
    delay: tuple[float, float] = (0.0, 0.0)
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    content_type: str = ""
    megabytes: int = 0
    pieces: int = 0
    pause: float = 0.0

    @property
    def answers(self) -> bool:
        """Whether it decides what becomes of the request; a delay leaves that to others."""
        return self.effect is not Effect.DELAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule with its name, unique in a run."""

    name: str
    side: Side = Side.SERVER
    when: When = field(default_factory=When)
    does: Does = field(default_factory=Does)
    on: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How often a rule's conditions fitted, and how often it was at work."""

    seen: int = 0
    hits: int = 0


Counts = Mapping[str, Count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rule may look at of a request; ``at`` is simulated µs since 1970."""

    method: str
    path: str
    query: str = ""
    sender: str = "okta"
    attempt: int = 1
    at: int = 0
    push: str = ""
    people: frozenset[str] = frozenset()
    """Every name of the person concerned, in lower case."""


__all__ = ["ACTS", "Count", "Counts", "Does", "Effect", "Facts", "Fault", "Side", "When"]
