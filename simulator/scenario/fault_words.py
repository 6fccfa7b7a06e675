"""Steps of trouble: fault rules, latency, lag, crashes; and the way back, snapshots.

A rule is written as the verbs take it, read and refused by the same code
(:mod:`simulator.faults.reading`, :mod:`simulator.faults.refusing`). Source: architecture.md 6.
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    Field,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from simulator.durations import MAX_LAG, seconds_of
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.reading import METHODS, read_range
from simulator.faults.ready import READY
from simulator.faults.refusing import SENDERS
from simulator.faults.sent import PUSHES
from simulator.scenario.base import LENGTH, Body, Part


def _length(value: JSON) -> JSON:
    """Refuse what is no duration; kept as it is written, so that a recording says it again."""
    if seconds_of(value) is None and "${" not in str(value):
        raise PydanticCustomError("duration", "expected a duration like 90s, 5m or 800ms")
    return value


def _kind(**schema: JSON) -> WithJsonSchema:
    return WithJsonSchema(schema)


_TEXT: JSON = {"type": "string"}
Length = Annotated[JsonValue, AfterValidator(_length), WithJsonSchema(LENGTH)]
Words = Annotated[JsonValue, _kind(**_TEXT)]
Whole = Annotated[JsonValue, _kind(type="integer", minimum=0)]
Always = Annotated[JsonValue, _kind(const=True)]


class FaultWhen(Part):
    """Which requests a rule is for; what is left out says nothing.

    Among those that fit, counted from 1, ``nth``, ``first``, ``every``, ``skip`` and ``times``
    say which it takes.
    """

    method: Annotated[
        JsonValue,
        _kind(anyOf=[{"enum": list(METHODS)}, {"type": "array", "items": {"enum": list(METHODS)}}]),
    ] = None
    """One method, or a list of them."""
    path: Words = None
    """End of the path: ``/Users/*``; ``*`` is one part or some of one, ``**`` any number."""
    query: Words = None
    """All of the query; ``*`` is any text."""
    user: Words = None
    """Login, user name or id of the person concerned, or what stands before the ``@``."""
    push: Annotated[JsonValue, _kind(enum=list(PUSHES))] = None
    """Kind of push that the request belongs to, while it runs: an assignment is ``CREATE``
    (``LINK`` with Create Users off), whatever comes of it."""
    sender: Annotated[JsonValue, _kind(enum=list(SENDERS))] = None
    """``okta`` is Okta, ``client`` anybody else."""
    attempt: Whole = None
    """Only this try of a job; 1 is the first."""
    nth: Whole = None
    """Exactly one request."""
    first: Whole = None
    """None past this place."""
    every: Whole = None
    """Each second, third, … request behind ``skip``."""
    skip: Whole = None
    """Pass the first ones over."""
    times: Whole = None
    """The rule ends after so many hits."""
    after: Annotated[JsonValue, _kind(type=["number", "string"])] = None
    """Not before: so long from now, or a moment."""
    until: Annotated[JsonValue, _kind(type=["number", "string"])] = None
    """Not any more: so long from now, or a moment."""
    probability: Annotated[JsonValue, _kind(anyOf=[{"type": "number"}, _TEXT])] = None
    """``0.05`` or ``5%``; the seed decides which."""


class FaultDoes(Part):
    """What a rule does: one effect, and a ``delay`` beside it if wanted.

    Effects without anything to choose may stand alone: ``does: lost``.
    """

    delay: Annotated[
        JsonValue,
        _kind(anyOf=[{"type": ["number", "string"]}, {"type": "array", "items": {}}]),
    ] = None
    """Wait so long first; ``[600ms, 1s]`` is a range."""
    status: Whole = None
    """Answer with this status; ZITADEL does not act."""
    retry_after: Annotated[JsonValue, _kind(anyOf=[{"type": "integer"}, _TEXT])] = None
    """Seconds or a date, with status 429 or 503."""
    headers: Annotated[JsonValue, _kind(type="object")] = None
    """Header lines beside ``status``."""
    redirect: Words = None
    """Answer 307 (or ``status``) and this address."""
    body: JsonValue = None
    """Beside ``status`` its body; alone: ZITADEL acts, and its answer gets this body."""
    refused: Always = None
    """The port says no; with ``side: client``."""
    reset: Always = None
    """The connection is reset before ZITADEL acts."""
    reset_after: Always = None
    """ZITADEL acts, then the connection is reset."""
    closed: Always = None
    """The connection is closed without an answer; ZITADEL does not act."""
    timeout: Always = None
    """No answer comes; ZITADEL does not act."""
    lost: Always = None
    """ZITADEL acts; its answer never comes."""
    truncated: Always = None
    """ZITADEL acts; the connection ends in the middle of its answer."""
    broken_json: Always = None
    """ZITADEL acts; the JSON of its answer ends in the middle."""
    wrong_type: Annotated[JsonValue, _kind(anyOf=[{"const": True}, _TEXT])] = None
    """ZITADEL acts; its answer says it is of this type (HTML)."""
    empty: Always = None
    """ZITADEL acts; its answer has no body."""
    huge: Annotated[JsonValue, _kind(anyOf=[{"const": True}, {"type": "integer"}])] = None
    """ZITADEL acts; its answer has so many megabytes more."""
    drip: Annotated[JsonValue, _kind(anyOf=[{"const": True}, {"type": "object"}])] = None
    """ZITADEL acts; its answer comes in pieces: ``{pieces: 10, pause: 1s}``."""

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, value: Any) -> Any:
        return {value: True} if isinstance(value, str) else value


def _kept(value: Any, handler: Callable[[Any], object]) -> Any:
    """Check a part and leave it as it is written: that is what verbs and recordings hold."""
    handler(value)
    return value


_WRITTEN = (WrapValidator(_kept), PlainSerializer(lambda value: value))


class _Rule(Body):
    """The parts of a rule."""

    when: Annotated[FaultWhen | None, *_WRITTEN] = None
    """Which requests; without it every one."""
    does: Annotated[FaultDoes | None, *_WRITTEN] = None
    """What becomes of them."""
    side: Literal["client", "server"] | None = None
    """``client`` is Okta's end of the wire, ``server`` (usual) ZITADEL's."""
    on: bool = True
    """Off: written down, not at work yet."""


class Fault(_Rule):
    """Add a fault rule: which requests (``when``), what becomes of them (``does``).

    A rule that could never be at work is a mistake of the file. ``fault: throttle`` adds one that
    is prepared.
    """

    short: ClassVar[str] = "ready"
    verb: ClassVar[str] = "lab.fault.add"
    name: str | None = None
    """Unique; of a prepared rule its own."""
    ready: Annotated[str | None, _kind(enum=list(READY))] = None
    """A prepared rule; what stands beside it replaces parts of it. Most are at work once; without
    end are ``server-error`` (503) and ``slow`` (600 ms to 1 s)."""


class ChangeFault(_Rule):
    """Put another rule in the place of one; it counts from 0."""

    verb: ClassVar[str] = "lab.fault.change"
    name: str
    """Which rule."""
    rename: str | None = None
    """Its name from now on."""


class SwitchFault(Body):
    """Switch a fault rule on or off; requests it holds back go on."""

    short: ClassVar[str] = "name"
    verb: ClassVar[str] = "lab.fault.switch"
    name: str
    """Which rule."""
    on: bool | None = None
    """Without it: to the other state."""


class RemoveFault(Body):
    """Remove a fault rule; requests it holds back go on."""

    short: ClassVar[str] = "name"
    verb: ClassVar[str] = "lab.fault.remove"
    name: str
    """Which rule."""


class ClearFaults(Body):
    """Remove every fault rule, latency included."""

    verb: ClassVar[str] = "lab.fault.clear"


class Latency(Body):
    """Delay every request; ``0`` takes the delay away."""

    short: ClassVar[str] = "delay"
    verb: ClassVar[str] = "lab.latency"
    delay: Length
    """How long, in simulated time."""
    jitter: Length = 0
    """Give or take so much."""

    @model_validator(mode="after")
    def _sound(self) -> "Latency":
        if "${" not in f"{self.delay}{self.jitter}":
            try:
                read_range(self.delay, self.jitter)
            except UsageError as error:
                raise PydanticCustomError("latency", "expected 800ms and 200ms, or 0") from error
        return self


def _lag(value: JSON) -> JSON:
    seconds = seconds_of(value)
    if seconds is not None and seconds > MAX_LAG:
        raise PydanticCustomError("duration", "expected one hour at most")
    return value


class ZitadelLag(Body):
    """Let ZITADEL's reads trail its writes; ``0`` shows everything at once."""

    short: ClassVar[str] = "lag"
    verb: ClassVar[str] = "lab.lag"
    lag: Annotated[Length, AfterValidator(_lag)]
    """How long, in simulated time."""


class Crash(Body):
    """Let Okta's engine or ZITADEL's server crash, whatever it is doing."""

    short: ClassVar[str] = "part"
    verb: ClassVar[str] = "lab.crash"
    part: Literal["engine", "zitadel"]
    """What crashes."""


class Restart(Body):
    """Start Okta's engine or ZITADEL's server again after a crash."""

    short: ClassVar[str] = "part"
    verb: ClassVar[str] = "lab.restart"
    part: Literal["engine", "zitadel"]
    """What starts."""


class Snapshot(Body):
    """Give the state of both sides, the rules and the clock a name, to come back to it."""

    short: ClassVar[str] = "name"
    verb: ClassVar[str] = "lab.snapshot"
    name: str = Field(default="snapshot", min_length=1, max_length=60)
    """What it is called."""


class Restore(Body):
    """Go back to a snapshot; what was sent meanwhile is not looked at any more."""

    short: ClassVar[str] = "name"
    verb: ClassVar[str] = "lab.restore"
    name: str = "snapshot"
    """Which one."""
    clock: bool | None = None
    """Whether the clock goes back, too; one that stands still does so anyway."""


WORDS: dict[str, type[Body]] = {
    "fault": Fault,
    "change_fault": ChangeFault,
    "switch_fault": SwitchFault,
    "remove_fault": RemoveFault,
    "clear_faults": ClearFaults,
    "latency": Latency,
    "lag": ZitadelLag,
    "crash": Crash,
    "restart": Restart,
    "snapshot": Snapshot,
    "restore": Restore,
}


__all__ = [
    "WORDS",
    "ChangeFault",
    "ClearFaults",
    "Crash",
    "Fault",
    "FaultDoes",
    "FaultWhen",
    "Latency",
    "RemoveFault",
    "Restart",
    "Restore",
    "Snapshot",
    "SwitchFault",
]
