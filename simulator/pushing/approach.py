"""Before people are pushed: the app is set up, the connector tested, strangers are kept safe."""

from simulator.okta.answers import Answer, NoAnswer, Reply, users_of
from simulator.okta.intents import Find, Intent
from simulator.okta.model import JobKind, Snapshot
from simulator.okta.planner import Failure, Work
from simulator.okta.requests import build
from simulator.pushing.plan import Plan
from simulator.pushing.preflight import Trouble, stranger, token_trouble, trouble
from simulator.wire.exchange import Exchange
from simulator.world import World

NOBODY = "scimulator.nobody"
"""What stands before the @ of somebody whom no server has."""


class Approach:
    """The way to the server; also asks what Okta itself would not ask."""

    def __init__(self, world: World, plan: Plan) -> None:
        self._world = world
        self._plan = plan
        self._store = world.engine.store

    async def connect(self) -> tuple[str, Trouble | None, Exchange | None]:
        """Set the app up as an administrator would, and test the connector."""
        plan, do = self._plan, self._world.control.do
        await do("okta.app.create", label=plan.target.host)
        await do("okta.app.settings", set=plan.knobs)
        await do(
            "okta.app.provisioning",
            base_url=plan.target.url,
            authentication=dict(plan.authentication),
            check=False,
        )
        tested = await do("okta.app.test")
        self._world.journal.flush()
        first = self._last_exchange()
        if tested["ok"]:
            await do("okta.app.features", create=True, update=True, deactivate=True)
            return str(tested["title"]), None, first
        found = self._trouble(first) if first is not None else None
        return str(tested["reason"]), found or Trouble("connector", str(tested["reason"])), first

    def _trouble(self, first: Exchange) -> Trouble | None:
        endpoint = self._plan.token_endpoint
        if endpoint is None:
            return trouble(first, self._plan.target)
        if first.method == "POST":
            return token_trouble(first, endpoint)
        return trouble(first, self._plan.target, oauth=True)

    async def look_around(self) -> Trouble | None:
        """Make sure that nobody's account is overwritten who was not meant."""
        name = f"{NOBODY}@{self._plan.domain}"
        reply = await self.ask(Find(name), name)
        exchange = self._world.reader.exchange(reply.seq or 0)
        if exchange is not None and (found := stranger(exchange, name)):
            return found
        return None if self._plan.existing else await self._existing()

    async def _existing(self) -> Trouble | None:
        there = []
        for person in self._plan.people:
            reply = await self.ask(Find(person.login), person.login)
            found = users_of(reply) if isinstance(reply, Answer) and reply.status == 200 else []
            if not isinstance(found, Failure) and found:
                there.append(person.login)
        if not there:
            return None
        names = ", ".join(there[:3]) + (f" and {len(there) - 3} more" if len(there) > 3 else "")
        return Trouble(
            "existing",
            f"{names} {'is' if len(there) == 1 else 'are'} there already: the push would change"
            " the account, switch it off and on again.",
            "Name other people, or say --existing if that is what you want.",
        )

    async def ask(self, intent: Intent, name: str) -> Reply:
        """Send one request of our own in Okta's manner; it belongs to no job."""
        app = self._store.find_app(None)
        snapshot = Snapshot(login=name, display_name=name, user_name=name, profile={})
        work = Work(kind=JobKind.UPDATE, app=app, snapshot=snapshot, user_id="")
        engine = self._world.engine
        reply = await engine.tokens.ask_with(
            app, lambda token: build(work, intent, token=token), engine.ask
        )
        self._world.journal.flush()
        return NoAnswer(reply.detail, reply.detail) if isinstance(reply, Failure) else reply

    def _last_exchange(self) -> Exchange | None:
        found = self._world.reader.exchange_seqs()
        return self._world.reader.exchange(found[-1][1]) if found else None


__all__ = ["NOBODY", "Approach"]
