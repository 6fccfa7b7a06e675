"""The ``lab.*`` verbs: what can be done to the lab itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest

from simulator.errors import UsageError
from simulator.serving import describe, equip
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
PEOPLE = ("maple", "cedar")


@asynccontextmanager
async def opened(start: datetime | None = START) -> AsyncIterator[World]:
    """A world with an app and two people who are assigned to nothing yet."""
    with anyio.fail_after(20):
        async with World.open(WorldConfig(start=start)) as world:
            await equip(world, None)
            for name in PEOPLE:
                await world.control.do(
                    "okta.user.create", login=f"{name}@example.com", firstName="A", lastName="B"
                )
            yield world


def posts(world: World) -> int:
    """Return how many accounts were asked for."""
    world.journal.flush()
    return sum(
        each.method == "POST" and each.side == "okta" for each in world.reader.exchanges_after()
    )


async def test_held_jobs_are_let_through_one_by_one() -> None:
    """Hold, look, step, look, release: nothing moves unless it is told to."""
    async with opened() as world:
        do = world.control.do
        await do("lab.hold")
        for name in PEOPLE:
            await do("okta.assign", user=name)
        held: Any = await do("lab.settle")
        assert (held["held"], held["queued"], posts(world)) == (True, 2, 0)

        await do("lab.step")
        stepped: Any = await do("lab.settle")
        assert (stepped["queued"], posts(world)) == (1, 1)

        await do("lab.release")
        done: Any = await do("lab.settle")
        assert (done["held"], done["queued"], posts(world)) == (False, 0, 2)


async def test_a_clock_that_stands_still_is_moved() -> None:
    """As far as somebody says, at once."""
    async with opened() as world:
        state: Any = await world.control.do("lab.wait", seconds=90)

        assert state["elapsed"] == 90
        assert state["speed"] is None


async def test_what_is_due_while_time_passes_is_done() -> None:
    """Every answer 429 asks for a minute: within two and a half there are three attempts."""
    async with opened() as world:
        does = {"status": 429, "retry_after": 60}
        await world.control.do("lab.fault.add", name="full", does=does)

        await world.control.do("okta.assign", user="maple")
        state: Any = await world.control.do("lab.wait", seconds=150)

        listed: Any = await world.control.do("lab.fault.list")
        assert listed["faults"][0]["hits"] == 3
        assert state["elapsed"] == 150


async def test_a_running_clock_can_run_faster() -> None:
    """And waiting then takes a fraction of the time."""
    async with opened(start=None) as world:
        state: Any = await world.control.do("lab.speed", speed=10_000)
        assert state["speed"] == 10_000

        waited: Any = await world.control.do("lab.wait", seconds=60)
        assert waited["elapsed"] >= 60


@pytest.mark.parametrize("speed", [0, -1, 20_000, float("nan"), "fast", None, True])
async def test_a_clock_cannot_stand_or_go_back(speed: object) -> None:
    """A speed is a number in a range; anything else is the caller's mistake."""
    async with opened(start=None) as world:
        with pytest.raises(UsageError, match="speed cannot be"):
            await world.control.do("lab.speed", speed=speed)


async def test_reset_takes_back_people_accounts_and_assignments() -> None:
    """Back to what ``serve`` starts with, app integration included, as often as wanted."""
    async with opened() as world:
        db = world.journal.db
        account: Any = describe(world)["zitadel"]
        for _ in range(2):
            await world.control.do(
                "zitadel.metadata.set",
                user=account["serviceAccount"]["userId"],
                key="urn:zitadel:scim:ignorePasswordOnCreate",
                value="true",
            )
            for name in PEOPLE:
                await world.control.do("okta.assign", user=name)
            await world.control.do("lab.settle")
            assert count(db, "zitadel_user", "type='human'") == 3

            await world.control.do("lab.reset")

            assert count(db, "zitadel_user", "type='human'") == 1
            assert count(db, "okta_assignment") == 0
            assert count(db, "okta_app") == 1
            for name in PEOPLE:
                await world.control.do(
                    "okta.user.create", login=f"{name}@example.com", firstName="A", lastName="B"
                )


def count(db: Any, table: str, where: str = "1") -> int:
    """Return how many rows there are."""
    return int(db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])
