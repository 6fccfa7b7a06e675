"""Where a value came from, against a server nobody looks into."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from simulator.cli.shared import as_text
from simulator.explaining.origin import Origin, Station, origin
from simulator.explaining.report import Explanation, lines
from simulator.okta.facts import facts_of
from simulator.okta.settings import EngineSettings
from simulator.okta.standing import Decisive
from simulator.okta.store import OktaStore
from simulator.world import World, WorldConfig
from tests.unit.pushing.servers import TOKEN, listening

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def provisioned() -> AsyncIterator[World]:
    """Run a tenant whose Ada has an account at an outside server."""
    config = WorldConfig(only="okta", engine=EngineSettings(delay_scale=0))
    async with listening() as server, asyncio.timeout(20), World.open(config) as world:
        do = world.control.do
        await do("okta.app.create", label="Harborline")
        given = {"mode": "header", "token": TOKEN}
        await do("okta.app.provisioning", base_url=server.url, authentication=given)
        await do("okta.app.features", create=True, update=True)
        await do("okta.user.create", login="ada@example.com", firstName="Ada", lastName="Birch")
        await do("okta.assign", user="ada")
        await do("lab.settle")
        yield world


def found(world: World, name: str) -> Origin:
    """Ask where a value came from."""
    store = OktaStore(world.journal)
    ada, app = store.find_user("ada"), store.find_app(None)
    facts = facts_of(store, app, ada, held=False, now=world.journal.now())
    return origin(world.reader, facts, name)


@pytest.mark.source("okta-provisioning.md 2.5, 3.1")
async def test_what_was_accepted_after_the_last_read_is_the_value() -> None:
    """Okta reads before it writes, so the newest is what it sent, not what it read."""
    async with provisioned() as world:
        await world.control.do("okta.user.update", user="ada", set={"title": "Clerk"})
        await world.control.do("okta.user.update", user="ada", set={"title": "Lead"})
        await world.control.do("lab.settle")
        world.journal.flush()

        told = found(world, "title")

    assert [each.place for each in told.stations[-2:]] == ["seen", "sent"]
    assert told.answer.startswith("title of ada@example.com is 'Lead', from Okta's title, by")


@pytest.mark.source("okta-provisioning.md 1.6, 11 no. 24")
async def test_an_attribute_without_namespace_is_told() -> None:
    """It has a mapping and a value, and still nothing of it is ever sent."""
    async with provisioned() as world:
        await world.control.do(
            "okta.app.mapping", attribute="badge", external_name="badge", expression="user.login"
        )
        await world.control.do("lab.settle")
        world.journal.flush()

        told = found(world, "badge")

    assert told.answer == (
        "badge of ada@example.com is never sent: the attribute has no external namespace."
    )


async def test_what_no_screen_can_show_does_not_break_the_answer() -> None:
    """A server's half character and its endless number come out, in lines and as JSON."""
    async with provisioned() as world:
        told = found(world, "title")
        odd = {"text": "\ud83d", "number": 10**30}
        station = Station("seen", "when Okta last read it", odd)
        facts = Explanation(
            facts=None,  # type: ignore[arg-type]
            answer=told.answer,
            because=Decisive("state", "x", odd),
            trail=(),
            origin=Origin("title", told.answer, (station,)),
        )

        shown = [line.text for line in lines(facts)]

    assert "ud83d" in shown[1]
    assert json.loads(as_text(odd)) == odd
