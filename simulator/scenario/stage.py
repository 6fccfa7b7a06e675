"""What a scenario is played on: verbs, the journal to look at and to write to, the person."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from simulator.clock import Clock, ManualClock, WallClock
from simulator.events import JSON, Event
from simulator.ids import Ids
from simulator.journal.reader import Reader
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from simulator.okta.verbs import OKTA_TOKEN
from simulator.scenario.calls import Sender
from simulator.scenario.expectation import Expect
from simulator.scenario.questions import State
from simulator.scenario.sending import Door, sender_of
from simulator.scenario.state import JournalState
from simulator.zitadel.platform.bootstrap import OWNER_PAT
from simulator.zitadel.platform.handout import Handout

_MISSED = 2.0
"""Real seconds by which a busy machine may miss a moment of a clock that runs."""


class Control(Protocol):
    """The verbs; see :class:`simulator.control.Control`."""

    async def do(self, verb: str, /, **args: JSON) -> JSON: ...


class Giving(Protocol):
    """Gives service accounts tokens and secrets whose text a file has chosen."""

    async def give(self, user_id: str, *, token: str | None, client_secret: str | None) -> None: ...


class _Instance(Protocol):
    @property
    def instance_id(self) -> str: ...
    @property
    def org_id(self) -> str: ...
    @property
    def owner_id(self) -> str: ...


class _World(Protocol):
    """What :func:`stage_of` needs of :class:`simulator.world.World`."""

    @property
    def control(self) -> Control: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def reader(self) -> Reader: ...
    @property
    def instance(self) -> _Instance | None: ...
    @property
    def okta_url(self) -> str: ...
    @property
    def zitadel_url(self) -> str: ...
    @property
    def scim_base_url(self) -> str: ...
    @property
    def secrets(self) -> Secrets: ...


def _no_time() -> float:
    return 0.0


def _nothing_held_back() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a scenario plays.

    ``facts`` is what ``${zitadel.…}`` and ``${okta.…}`` stand for, ``flush`` brings the newest
    traffic to where ``state`` looks, ``pause`` waits for the person who watches (``None``: nobody
    does), ``timer`` gives real seconds for durations in reports. ``handout`` does what the API of
    ZITADEL does not: tokens of one's own. ``send`` sends any request,
    ``look`` fetches what an expectation wants to see where ``state`` cannot know it.
    ``stands_still``: time only moves where a step or a wait moves it; else ``slack`` is by how
    many simulated seconds a moment may be missed.
    """

    control: Control
    state: State
    sink: Callable[[Event], int]
    facts: Mapping[str, JSON]
    flush: Callable[[], None] = _nothing_held_back
    pause: Callable[[str], Awaitable[None]] | None = None
    timer: Callable[[], float] = _no_time
    handout: Giving | None = None
    send: Sender | None = None
    look: Callable[[Expect], Awaitable[None]] | None = None
    stands_still: bool = False
    slack: Callable[[], float] = _no_time

    def now(self) -> int:
        """Return the last number used; everything up to it can be looked at."""
        self.flush()
        return self.state.seq()


def stage_of(
    world: _World,
    *,
    pause: Callable[[str], Awaitable[None]] | None = None,
    timer: Callable[[], float] = _no_time,
) -> Stage:
    """Make the stage of a running world."""
    zitadel: dict[str, JSON] = {}
    okta: dict[str, JSON] = {
        "url": world.okta_url,
        "port": _port(world.okta_url),
        "token": world.secrets.get(OKTA_TOKEN),
    }
    handout = None
    if world.instance is not None:
        handout = Handout(journal=world.journal, ids=world.ids)
        zitadel = {
            "url": world.zitadel_url,
            "port": _port(world.zitadel_url),
            "scim_base_url": world.scim_base_url,
            "organization_id": world.instance.org_id,
            "instance_id": world.instance.instance_id,
            "owner_id": world.instance.owner_id,
            "token": world.secrets.get(OWNER_PAT),
        }
    return Stage(
        control=world.control,
        state=JournalState(world.reader),
        sink=world.journal,
        flush=world.journal.flush,
        facts={"zitadel": zitadel, "okta": okta},
        pause=pause,
        timer=timer,
        handout=handout,
        send=sender_of(_doors(world), clock=world.journal.clock),
        slack=lambda: _slack(world.journal.clock),
        stands_still=isinstance(world.journal.clock, ManualClock),
    )


def _slack(clock: Clock) -> float:
    return _MISSED * clock.speed if isinstance(clock, WallClock) else 0.0


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _doors(world: _World) -> dict[str, Door]:
    doors = {"okta": Door(world.okta_url, world.secrets.get(OKTA_TOKEN) or "")}
    if world.instance is not None:
        owner = world.secrets.get(OWNER_PAT) or ""
        host = world.zitadel_url.rpartition("/")[2]
        port = host.rpartition(":")[2]
        doors["scim"] = Door(world.scim_base_url, owner)
        doors["zitadel"] = Door(f"http://127.0.0.1:{port}", owner, host)
    return doors


__all__ = ["Control", "Stage", "stage_of"]
