"""What happened, as data: events before they are numbered, records after.

An :class:`Event` is what the domain returns; the journal numbers it and stores it as a
:class:`Record`. A record carries the ids of what led to it, so that "why?" is an indexed
look-up and never a guess over timestamps.

Kinds are dotted words: the first one names the side.

========================  ==========================================================
``okta.*``                the tenant: users, groups, apps, assignments, System Log
``job.* push.* task.*``   the provisioning engine
``decision`` ``note``     a choice with its reason; something left out on the way
``zitadel.*``             what ZITADEL wrote: one record an event of its event store
``step.* run.*``          the scenario runner
``control.* fault.*``     what a person or scenario switched
``command``               what was wanted: a verb or a request to Okta's API
``bug``                   a failure of the simulator itself
========================  ==========================================================
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeAlias

JSON: TypeAlias = Any
"""A JSON value as Python holds it: dict, list, str, int, float, bool or None."""


class Links(NamedTuple):
    """What led to a record; every part is optional.

    ``cause`` is the seq of a record or exchange, ``job`` and ``push`` are the numbers shown as
    ``j88`` and ``p41``, ``assignment`` is the id of the app user (``0ua…``), ``user`` is
    ZITADEL's user id, ``step`` the number of a scenario step, from 1.
    """

    cause: int | None = None
    job: int | None = None
    push: int | None = None
    assignment: str | None = None
    user: str | None = None
    step: int | None = None


NO_LINKS = Links()
PAYLOADS = "payloads"
"""In the data of an event, instead of ``payload``: it stands for neighbours of one stream that
differ in payload and number alone (one request may take a dozen values of metadata away). Its
``sequence`` is that of the last; so is the ``seq`` of its record. Where a record is looked at by
itself it is one of :func:`each`."""
MOST = 32
"""How many events one may stand for."""
_NO_DATA: Mapping[str, JSON] = {}


class Event(NamedTuple):
    """Something that happened, not yet numbered.

    ``data`` is a JSON object. ``links`` says what the event itself knows about its causes;
    what it leaves open is filled from the current :func:`tracing` context.
    """

    kind: str
    data: Mapping[str, JSON] = _NO_DATA
    links: Links = NO_LINKS


class Record(NamedTuple):
    """A line of the journal.

    ``seq`` counts from 1 and is shared with exchanges; ``at`` is simulated time in
    microseconds since 1970 (UTC).
    """

    seq: int
    at: int
    kind: str
    data: Mapping[str, JSON]
    links: Links = NO_LINKS


_trace: ContextVar[Links] = ContextVar("trace", default=NO_LINKS)


def current_links() -> Links:
    """Return what is known here about the cause of whatever happens next."""
    return _trace.get()


@contextmanager
def tracing(
    *,
    cause: int | None = None,
    job: int | None = None,
    push: int | None = None,
    assignment: str | None = None,
    user: str | None = None,
    step: int | None = None,
) -> Iterator[Links]:
    """Fill in causes for everything emitted inside; ``None`` keeps what is known."""
    given = Links(cause=cause, job=job, push=push, assignment=assignment, user=user, step=step)
    merged = merge(given, _trace.get())
    token = _trace.set(merged)
    try:
        yield merged
    finally:
        _trace.reset(token)


class linked:  # noqa: N801  # used like `tracing`; a class, since every request enters one
    """Replace whatever is known of causes, for work that somebody else began (a request)."""

    __slots__ = ("_links", "_token")

    def __init__(self, links: Links) -> None:
        self._links = links

    def __enter__(self) -> None:
        self._token = _trace.set(self._links)

    def __exit__(self, *_: object) -> None:
        _trace.reset(self._token)


of_parts = tuple.__new__
"""Make a named tuple of all its parts, for where every request comes by: half of what it costs."""


def each(record: Record) -> list[Record]:
    """Return the records that this one stands for, in order: nearly always itself."""
    payloads = record.data.get(PAYLOADS)
    if payloads is None:
        return [record]
    rest = {key: value for key, value in record.data.items() if key != PAYLOADS}
    seq, at, kind, data, links = record
    before = 1 - len(payloads)
    return [
        Record(
            seq + before + place,
            at,
            kind,
            {**rest, "sequence": data["sequence"] + before + place, "payload": payload},
            links,
        )
        for place, payload in enumerate(payloads)
    ]


def merge(own: Links, known: Links) -> Links:
    """Complete ``own`` with ``known``; own values win."""
    if known is NO_LINKS:
        return own
    if own is NO_LINKS:
        return known
    pairs = zip(own, known, strict=True)
    return of_parts(Links, [theirs if mine is None else mine for mine, theirs in pairs])


def about(user: str) -> Links:
    """Return the links of what concerns a user of ZITADEL's and is known no better."""
    return of_parts(Links, (None, None, None, None, user, None))


def decision(side: str, text: str, **data: JSON) -> Event:
    """Make a decision: a choice of ``okta``, ``wire`` or ``zitadel`` with its reason in words."""
    return Event(kind="decision", data={"side": side, "text": text, **data})


def note(side: str, text: str, *, attribute: str | None = None, **data: JSON) -> Event:
    """Make a note: something left out or changed on the way, with its reason in words."""
    more = {} if attribute is None else {"attribute": attribute}
    return Event(kind="note", data={"side": side, "text": text, **more, **data})


__all__ = [
    "JSON",
    "MOST",
    "NO_LINKS",
    "PAYLOADS",
    "Event",
    "Links",
    "Record",
    "about",
    "current_links",
    "decision",
    "each",
    "linked",
    "merge",
    "note",
    "of_parts",
    "tracing",
]
