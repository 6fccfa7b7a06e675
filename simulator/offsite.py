"""Play the Okta half of a scenario against anybody's SCIM server.

The first requests are those of a push: is there a SCIM server, does it take the token, does it
apply filters, is anybody there already whom the scenario would overwrite. Nothing is deleted that
this run did not make; what it leaves is told.
"""

import contextlib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import orjson

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.pushing.approach import Approach
from simulator.pushing.people import Person
from simulator.pushing.plan import Plan, world_config
from simulator.pushing.preflight import Trouble
from simulator.scenario.calls import Incoming, Outgoing
from simulator.scenario.elsewhere import as_account, guarded, logins, moved
from simulator.scenario.expectation import Expect
from simulator.scenario.loader import ScenarioFile
from simulator.scenario.player import Player
from simulator.scenario.questions import AccountState
from simulator.scenario.result import RunResult, StepView
from simulator.scenario.sending import Door, sender_of
from simulator.scenario.setup import configure
from simulator.scenario.stage import Control, stage_of
from simulator.scenario.state import JournalState
from simulator.world import OKTA_TOKEN, World

USERS, GROUPS = "Users", "Groups"
_DELETING = frozenset({"okta.push.unlink", "okta.push.rule_delete"})
"""Verbs after which Okta may delete a group on the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a run leaves on the server: an account (``Users``), or a group (``Groups``)."""

    id: str
    name: str
    kind: str = USERS


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """Where a scenario is played; ``seed`` must be nobody's guess, for it decides passwords.

    With ``clean`` the accounts and groups a run made are deleted when it ends.
    """

    plan: Plan
    token: str = field(repr=False)
    tls: Callable[[], ssl.SSLContext]
    seed: int
    clean: bool = False

    def people(self, file: ScenarioFile) -> tuple[Person, ...]:
        """Return whom a scenario would push."""
        return tuple(Person(login=login, profile={}) for login in logins(file.scenario))


async def look_first(there: There, file: ScenarioFile) -> Trouble | None:
    """Return why a scenario must not be played there; nothing is written."""
    plan = replace(there.plan, people=there.people(file))
    config = world_config(plan, db=None, seed=there.seed, tls=there.tls)
    async with World.open(config) as world:
        approach = Approach(world, plan)
        _, trouble, _ = await approach.connect()
        return trouble or await approach.look_around()


async def play_there(
    file: ScenarioFile,
    there: There,
    *,
    db: Path | None = None,
    timer: Callable[[], float],
    changed: Callable[[StepView], object] | None = None,
) -> tuple[RunResult, list[Left]]:
    """Play a scenario in real time; return how it ended and what it left."""
    scenario, captures = moved(file.scenario, there.token)
    own = replace(file, scenario=scenario)
    base = world_config(there.plan, db=db, seed=there.seed, tls=there.tls)
    config = replace(configure(base, scenario.given), start=None, seed=there.seed)
    async with World.open(config) as world:
        server = _Server(there, world)
        url = there.plan.target.url
        parts = urlsplit(url)
        facts: dict[str, JSON] = {
            "zitadel": {
                "scim_base_url": url,
                "url": f"{parts.scheme}://{parts.netloc}",
                "token": there.token,
            },
            **captures,
        }
        stage = stage_of(world, timer=timer)
        stage = replace(
            stage,
            control=_Careful(world.control, server),
            facts={**stage.facts, **facts},
            state=server,
            send=server.send,
            look=server.look,
        )
        result = await Player(own, stage, changed=changed).run()
        if there.clean:
            await server.clean()
        return result, server.left()


class _Careful:
    """The verbs, but for one that would let Okta delete a group that was there before."""

    def __init__(self, control: Control, server: "_Server") -> None:
        self._control = control
        self._server = server

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        """Do a verb; raises :class:`UsageError` for what it must not do to somebody's server."""
        if verb in _DELETING and args.get("delete"):
            app = {"app": args["app"]} if "app" in args else {}
            made = {each.id for each in self._server.left()}
            for mapping in await self._control.do("okta.push.list", **app):
                mine = verb != "okta.push.unlink" or args.get("group") == mapping["group"]
                if mine and mapping["target_id"] and mapping["target_id"] not in made:
                    raise UsageError(
                        f"This would delete the group {mapping['name']}, which this run did not"
                        " make.",
                        "Say delete: false.",
                    )
        return await self._control.do(verb, **args)


class _Server(JournalState):
    """What is known of the server: what Okta sent it, and what it shows of people."""

    def __init__(self, there: There, world: World) -> None:
        super().__init__(world.reader)
        self._world = world
        self._shown: dict[str, dict[str, JSON]] = {}
        self._mine: dict[str, Left] = {}
        self._gone: set[str] = set()
        doors = {
            "scim": Door(there.plan.target.url, there.token),
            "okta": Door(world.okta_url, world.secrets.get(OKTA_TOKEN) or ""),
        }
        self._send = sender_of(doors, world.config.reach)

    # -- requests of steps ---------------------------------------------------------------

    async def send(self, request: Outgoing) -> Incoming:
        """Send any request; nothing is deleted but what this run made."""
        if request.to == "scim":
            guarded(request.method, request.target, frozenset(each.id for each in self.left()))
        answer = await self._send(request)
        if request.to == "scim":
            self._learn(request.method, request.target, answer.status, answer.body)
        return answer

    # -- accounts ------------------------------------------------------------------------

    async def look(self, expect: Expect) -> None:
        """Ask for everybody an expectation wants to see."""
        self._shown = {}
        for who in expect.users:
            found = await self._asked(who)
            if found is not None:
                self._shown[who] = as_account(found)

    async def _asked(self, who: str) -> Mapping[str, JSON] | None:
        known = self.account_id(who) or self._made(who)
        if known is not None:
            answer = await self._get(f"/Users/{quote(known, safe='')}")
            return None if answer.status == 404 else _object(answer)
        person = self.person(who)
        name = orjson.dumps(person.login if person is not None else who).decode()
        listed = _object(await self._get(f"/Users?filter={quote(f'userName eq {name}')}"))
        resources = listed.get("Resources") or ()
        return next((each for each in resources if isinstance(each, dict)), None)

    def _made(self, who: str) -> str | None:
        """Return the account this run made for somebody, who may be gone from Okta since."""
        wanted = who.casefold()
        for each in self.left():
            name = each.name.casefold()
            if each.kind == USERS and wanted in (name, name.partition("@")[0]):
                return each.id
        return None

    async def _get(self, target: str) -> Incoming:
        headers = (("Accept", "application/scim+json"),)
        return await self._send(Outgoing("scim", "GET", target, headers))

    def account(self, who: str) -> AccountState | None:
        document = self._shown.get(who)
        if document is None:
            return None
        name = str(document.get("userName", who))
        return AccountState(id=str(document.get("id", "")), user_name=name, document=document)

    # -- what is left --------------------------------------------------------------------

    def left(self) -> list[Left]:
        """Return what this run made and did not delete, groups first."""
        self._world.journal.flush()
        after = 0
        while batch := self._world.reader.exchanges_after(after):
            for each in batch:
                self._learn(each.method, each.target, each.status or 0, each.response_body or b"")
            after = batch[-1].seq
        there = (each for key, each in self._mine.items() if key not in self._gone)
        return sorted(there, key=lambda each: each.kind != GROUPS)

    async def clean(self) -> None:
        """Delete what this run made; what cannot be deleted is left, and told."""
        for each in self.left():
            target = f"/{each.kind}/{quote(each.id, safe='')}"
            with contextlib.suppress(UsageError):
                await self.send(Outgoing("scim", "DELETE", target))

    def _learn(self, method: str, target: str, status: int, body: bytes) -> None:
        """Note what a request made or deleted on the server."""
        path = target.partition("?")[0].rstrip("/")
        last = path.rpartition("/")[2]
        if method == "DELETE" and (200 <= status < 300 or status == 404):
            self._gone.add(unquote(last))
        if method == "POST" and status == 201 and last in (USERS, GROUPS):
            self._note(body, last)

    def _note(self, body: bytes, kind: str) -> None:
        try:
            made = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if isinstance(made, dict) and isinstance(made.get("id"), str):
            name = str(made.get("userName" if kind == USERS else "displayName", ""))
            self._mine[made["id"]] = Left(id=made["id"], name=name, kind=kind)


def _object(answer: Incoming) -> dict[str, JSON]:
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        found = None
    if answer.status != 200 or not isinstance(found, dict):
        raise UsageError(f"The server does not show its users: it answers {answer.status}.")
    return found


__all__ = ["Left", "There", "look_first", "play_there"]
