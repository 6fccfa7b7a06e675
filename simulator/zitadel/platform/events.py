"""What the platform writes: one record an event of ZITADEL's event store.

``Event(kind="zitadel." + type, data={"id", "org", "sequence", "creator", "payload", …},
links.user=<id>)``; ``links.user`` for user aggregates only. ``payload`` is exactly what
ZITADEL's event search shows, absent where it shows none. What must be folded but is not shown
stands beside it:

========================================  ===================================================
``hash``                                  on ``user.pat.added``, ``session.token.set`` and
                                          ``oidc_session.access_token.added``: SHA-256 of the
                                          token (:mod:`simulator.zitadel.hashing`)
``expires``                               on keys and access tokens: µs since 1970
``user``, ``api``                         on access tokens: whose, and whether ZITADEL's own
                                          APIs accept it
``aggregate``                             where the type's first word is not the aggregate:
                                          ``organization_settings``
========================================  ===================================================

Source: zitadel-platform.md 1.6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simulator.events import JSON, Event, Links

PREFIX = "zitadel."


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Whose events count together: its type, id and owning organization (or instance)."""

    type: str
    id: str
    owner: str


def user_aggregate(user_id: str, org_id: str) -> Aggregate:
    """Name a user's aggregate."""
    return Aggregate("user", user_id, org_id)


def org_aggregate(org_id: str) -> Aggregate:
    """Name an organization's aggregate."""
    return Aggregate("org", org_id, org_id)


def instance_aggregate(instance_id: str) -> Aggregate:
    """Name the instance's aggregate."""
    return Aggregate("instance", instance_id, instance_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be written; ``extra`` goes beside the payload."""

    aggregate: Aggregate
    type: str
    payload: Mapping[str, JSON] | None = None
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers with: the last event's sequence, moment and owner."""

    sequence: int
    at: int
    owner: str


def numbered(
    drafts: Iterable[Draft], *, creator: str, last: Mapping[tuple[str, str], int]
) -> tuple[list[Event], int]:
    """Number drafts after the last sequence of each aggregate; also return the last number."""
    counts = dict(last)
    events: list[Event] = []
    sequence = 0
    for draft in drafts:
        key = (draft.aggregate.type, draft.aggregate.id)
        sequence = counts.get(key, 0) + 1
        counts[key] = sequence
        events.append(_event(draft, creator, sequence))
    return events, sequence


def _event(draft: Draft, creator: str, sequence: int) -> Event:
    aggregate = draft.aggregate
    data: dict[str, JSON] = {
        "id": aggregate.id,
        "org": aggregate.owner,
        "sequence": sequence,
        "creator": creator,
    }
    if draft.payload is not None:
        data["payload"] = dict(draft.payload)
    if draft.type.split(".", 1)[0] != aggregate.type:
        data["aggregate"] = aggregate.type
    data.update(draft.extra)
    links = Links(user=aggregate.id) if aggregate.type == "user" else Links()
    return Event(kind=PREFIX + draft.type, data=data, links=links)


__all__ = [
    "PREFIX",
    "Aggregate",
    "Draft",
    "Written",
    "instance_aggregate",
    "numbered",
    "org_aggregate",
    "user_aggregate",
]
