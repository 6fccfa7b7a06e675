"""A request once more, and what a change would send, over both real fakes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
import pytest

from simulator.errors import UsageError
from simulator.journal.digest import digest
from simulator.serving import equip
from simulator.world import World, WorldConfig
from simulator.zitadel.platform.bootstrap import ACCOUNT_PAT

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
PROFILE = {"firstName": "Maple", "lastName": "Leaf", "title": "Engineer"}


@asynccontextmanager
async def a_world_with_maple() -> AsyncIterator[World]:
    with anyio.fail_after(20):
        async with World.open(WorldConfig(seed=3, start=START)) as world:
            await equip(world, None)
            await world.control.do("okta.user.create", login="maple@example.com", **PROFILE)
            await world.control.do("okta.assign", user="maple")
            await world.control.do("lab.settle")
            world.journal.flush()
            yield world


async def test_a_request_goes_out_again_with_the_token_of_now() -> None:
    """A new exchange, caused by the first one and part of no push; the answer is ZITADEL's."""
    async with a_world_with_maple() as world:
        first = next(x for x in world.reader.exchanges_after(0) if x.target.count("filter"))

        answer = await world.control.do("lab.again", exchange=first.seq)

        again = world.reader.exchange(answer["exchange"])
        assert again is not None
        assert (again.method, again.target, again.status) == (first.method, first.target, 200)
        assert (again.links.cause, again.links.push) == (first.seq, None)
        names = [name for name, _ in again.request_headers]
        assert names == [name for name, _ in first.request_headers]
        token = world.secrets[ACCOUNT_PAT]
        assert not any(token in value for _, value in again.request_headers)


async def test_what_cannot_be_sent_again_says_why() -> None:
    """A number that is none, a sender whose token nobody here knows."""
    async with a_world_with_maple() as world:
        with pytest.raises(UsageError, match="no finished request #1"):
            await world.control.do("lab.again", exchange=1)
        world.journal.db.execute("UPDATE exchange SET side='client'")
        seq = world.reader.exchanges_after(0)[0].seq
        with pytest.raises(UsageError, match="token of its sender is not known"):
            await world.control.do("lab.again", exchange=seq)


async def test_a_preview_of_a_change_shows_the_next_request_and_leaves_nothing_behind() -> None:
    """Profile and mapping; the run is the same afterwards, to the last row."""
    async with a_world_with_maple() as world:
        before = digest(world.journal.db)
        now = await world.control.do("okta.preview", user="maple")

        renamed = await world.control.do("okta.whatif", user="maple", set={"title": "Lead"})
        mapped = await world.control.do(
            "okta.whatif", user="maple", attribute="title", expression="user.lastName"
        )

        assert now["body"]["title"] == "Engineer"
        assert renamed["body"]["title"] == "Lead"
        assert mapped["body"]["title"] == "Leaf"
        assert digest(world.journal.db) == before
        assert (await world.control.do("okta.preview", user="maple"))["body"] == now["body"]


async def test_a_preview_of_a_hopeless_change_is_refused_as_the_change_would_be() -> None:
    """With the same words, and nothing is left behind."""
    async with a_world_with_maple() as world:
        with pytest.raises(UsageError):
            await world.control.do(
                "okta.whatif", user="maple", attribute="title", expression="user.("
            )
        with pytest.raises(UsageError, match="no attribute nonsense"):
            await world.control.do("okta.whatif", user="maple", attribute="nonsense")
