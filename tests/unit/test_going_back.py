"""Lag, crashes, snapshots: what happens to the lab while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from simulator.errors import UsageError
from simulator.okta.settings import EngineSettings
from simulator.serving import describe, equip
from simulator.world import World, WorldConfig

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)


@asynccontextmanager
async def opened(
    db: Path | None = None, start: datetime | None = START, **config: Any
) -> AsyncIterator[World]:
    """A world whose service account may create people with Okta's passwords."""
    with anyio.fail_after(20):
        # Okta's own pauses would need somebody who moves the clock
        settings = WorldConfig(db=db, start=start, engine=EngineSettings(delay_scale=0), **config)
        async with World.open(settings) as world:
            await equip(world, None)
            if world.instance is not None and not people(world):
                account: Any = describe(world)["zitadel"]
                await world.control.do(
                    "zitadel.metadata.set",
                    user=account["serviceAccount"]["userId"],
                    key="urn:zitadel:scim:ignorePasswordOnCreate",
                    value="true",
                )
                world.journal.set_meta("baseline", str(world.journal.seq))
            yield world


def people(world: World) -> list[str]:
    """The people at ZITADEL but its own admin, in the order they came."""
    rows = world.journal.db.execute(
        "SELECT user_name FROM zitadel_user WHERE type='human' ORDER BY pos"
    )
    return [name.partition("@")[0] for (name,) in rows][1:]


async def assign(world: World, name: str) -> None:
    """Make a person and assign the app."""
    do = world.control.do
    await do("okta.user.create", login=f"{name}@example.com", firstName=name, lastName="Grove")
    await do("okta.assign", user=name)


def since(world: World) -> float:
    """Seconds from the start on the simulated clock."""
    return round((world.clock.now() - START).total_seconds(), 3)


# -- lag ------------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 7.7")
async def test_reads_begin_to_trail_while_zitadel_runs() -> None:
    """A search does not see who was just made, until the lag has passed or is taken away."""
    async with opened() as world, httpx.AsyncClient(verify=False, trust_env=False) as client:

        async def listed() -> int:
            token = world.secrets["zitadel.service_account.pat"]
            answer = await client.get(
                f"{world.scim_base_url}/Users", headers={"Authorization": f"Bearer {token}"}
            )
            return int(answer.json()["totalResults"])

        state: Any = await world.control.do("lab.lag", lag="5s")
        await assign(world, "cedar")
        await world.control.do("lab.settle")
        hidden = await listed()
        await world.control.do("lab.wait", seconds=5)
        late = await listed()
        await assign(world, "maple")
        await world.control.do("lab.settle")
        again = await listed()
        await world.control.do("lab.lag", lag=0)
        at_once = await listed()

    assert state["lag"] == 5
    assert (hidden, late, again, at_once) == (1, 2, 2, 3)


async def test_a_run_that_goes_on_keeps_its_lag_and_reset_takes_it_away(tmp_path: Path) -> None:
    """It is part of the state; a view that is folded again is the same."""
    run = tmp_path / "run.db"
    async with opened(run) as world:
        await world.control.do("lab.lag", lag="500ms")
        await assign(world, "cedar")
        await world.control.do("lab.settle")
        before = world.journal.db.execute("SELECT * FROM zitadel_shadow").fetchall()
        world.journal.rebuild()
        rebuilt = world.journal.db.execute("SELECT * FROM zitadel_shadow").fetchall()

    async with opened(run) as world:
        kept: Any = await world.control.do("lab.state")
        reset: Any = await world.control.do("lab.reset")

    assert before == rebuilt != []
    assert (kept["lag"], reset["lag"]) == (0.5, 0)


@pytest.mark.parametrize("lag", [-1, "soon", 4000, True, None])
async def test_a_lag_is_a_duration(lag: object) -> None:
    """Up to an hour."""
    async with opened() as world:
        with pytest.raises(UsageError, match=r"[lL]ag cannot be"):
            await world.control.do("lab.lag", lag=lag)


# -- crashes --------------------------------------------------------------------------------


async def test_a_crashed_zitadel_refuses_connections_until_it_is_up_again() -> None:
    """On the same port; what it knew it knows."""
    async with opened() as world:
        await assign(world, "cedar")
        await world.control.do("lab.settle")
        down: Any = await world.control.do("lab.crash", part="zitadel")
        await assign(world, "maple")
        await world.control.do("lab.settle")
        [task] = world.journal.db.execute("SELECT text,id FROM okta_task").fetchall()
        refused = world.reader.exchanges_after()[-1]

        up: Any = await world.control.do("lab.restart", part="zitadel")
        await world.control.do("okta.task.retry", task=task[1])
        await world.control.do("lab.settle")

        assert down["crashed"] == ["zitadel"]
        assert up["crashed"] == []
        assert str(refused.error).startswith("Connection refused")
        assert task[0].endswith("Error while verifying if user exists: null")
        assert people(world) == ["cedar", "maple"]


async def test_a_crashed_zitadel_breaks_what_is_under_way() -> None:
    """Whoever waits for an answer loses the connection; what was committed stays."""
    async with opened() as world:
        await world.control.do(
            "lab.fault.add", name="lost", does="lost", when={"method": "POST", "times": 1}
        )
        await assign(world, "cedar")
        while not world.faults.parked:
            await world.journal.changed(1)
        await world.control.do("lab.crash", part="zitadel")
        await world.control.do("lab.settle")

        [(text,)] = world.journal.db.execute("SELECT text FROM okta_task").fetchall()
        assert text.endswith("Error while creating user cedar Grove: null")
        assert people(world) == ["cedar"]
        assert since(world) < 60


async def test_a_crashed_engine_takes_its_queue_up_again() -> None:
    """What was under way starts over from its first request: an account is found, not doubled."""
    async with opened() as world:
        await world.control.do(
            "lab.fault.add", name="lost", does="lost", when={"method": "POST", "times": 1}
        )
        for name in ("cedar", "maple"):
            await assign(world, name)
        while not world.faults.parked:
            await world.journal.changed(1)
        down: Any = await world.control.do("lab.crash", part="engine")
        settled: Any = await world.control.do("lab.settle")
        known = people(world)
        await world.control.do("lab.restart", part="engine")
        done: Any = await world.control.do("lab.settle")
        sent = [each.method for each in world.reader.exchanges_after() if each.side == "okta"]

        assert (down["crashed"], down["running"], settled["queued"]) == (["engine"], 0, 1)
        assert known == ["cedar"]
        assert (done["crashed"], done["queued"]) == ([], 0)
        assert people(world) == ["cedar", "maple"]
        assert sent[1:] == ["GET", "POST", "GET", "GET", "PUT", "GET", "POST"]
        assert world.faults.parked == 0


@pytest.mark.parametrize(
    ("verb", "part", "message"),
    [
        pytest.param("restart", "engine", "engine is up", id="up"),
        pytest.param("crash", "moon", "No part 'moon' takes part here. There is", id="unknown"),
    ],
)
async def test_only_what_is_there_can_crash(verb: str, part: str, message: str) -> None:
    """And only what is down can start."""
    async with opened() as world:
        with pytest.raises(UsageError, match=message):
            await world.control.do(f"lab.{verb}", part=part)


async def test_nothing_crashes_twice() -> None:
    """And the other side that takes no part not at all."""
    async with opened(only="zitadel") as world:
        await world.control.do("lab.crash", part="zitadel")

        with pytest.raises(UsageError, match="zitadel is down already"):
            await world.control.do("lab.crash", part="zitadel")
        with pytest.raises(UsageError, match="No part 'engine'"):
            await world.control.do("lab.crash", part="engine")


# -- snapshots ------------------------------------------------------------------------------


async def test_a_snapshot_is_both_sides_and_the_clock() -> None:
    """What came later is gone, time too, and a second try is like the first."""
    async with opened() as world:
        do = world.control.do
        await assign(world, "cedar")
        await do("lab.settle")
        await do("lab.snapshot", name="cedar is there")
        moment = since(world)
        ends = []
        for _ in range(2):
            await do("lab.fault.add", ready="throttle", when={"path": "/Users"})
            await assign(world, "maple")
            await do("lab.settle")
            ends.append((since(world), people(world)))
            await do("lab.restore", name="cedar is there")

        assert ends[0] == ends[1]
        assert ends[0][1] == ["cedar", "maple"]
        assert since(world) == moment
        assert people(world) == ["cedar"]
        assert await do("lab.fault.list") == {"faults": []}


async def test_what_waited_waits_as_long_as_before() -> None:
    """A job that Okta pauses for five minutes does so again after going back into the pause."""
    async with opened() as world:
        do = world.control.do
        await do("lab.fault.add", ready="throttle-blind", when={"path": "/Users"})
        await assign(world, "cedar")
        while not world.journal.db.execute(
            "SELECT 1 FROM okta_job WHERE state='waiting'"
        ).fetchone():
            await world.journal.changed(1)
        await do("lab.snapshot", name="paused")
        ends = []
        for _ in range(2):
            await do("lab.settle")
            ends.append((round(since(world), 2), people(world)))
            state: Any = await do("lab.restore", name="paused")
            assert state["queued"] == 1

        assert ends[0] == ends[1] == (pytest.approx(300, abs=0.1), ["cedar"])


async def test_the_run_file_can_be_gone_on_with_after_going_back(tmp_path: Path) -> None:
    """Snapshots are in it, and so is the state that was gone back to."""
    run = tmp_path / "run.db"
    async with opened(run) as world:
        do = world.control.do
        await do("lab.snapshot", name="empty")
        await do("lab.wait", seconds=3600)
        await assign(world, "cedar")
        await do("lab.restore", name="empty")
        moment = world.now()

    async with opened(run) as world:
        listed: Any = await world.control.do("lab.snapshots")
        [(assignments,)] = world.journal.db.execute("SELECT count(*) FROM okta_assignment")
        assert [each["name"] for each in listed["snapshots"]] == ["empty"]
        assert assignments == 0
        assert 0 <= (world.now() - moment).total_seconds() < 1


async def test_going_back_starts_what_has_crashed() -> None:
    """A state is one of two sides that work."""
    async with opened() as world:
        do = world.control.do
        for part in ("engine", "zitadel"):
            await do("lab.crash", part=part)
        state: Any = await do("lab.reset")
        await assign(world, "cedar")
        await do("lab.settle")

        assert state["crashed"] == []
        assert people(world) == ["cedar"]


async def test_a_clock_that_runs_goes_back_only_if_asked() -> None:
    """Tokens and certificates of those outside are made by it."""
    async with opened(start=None) as world:
        do = world.control.do
        await do("lab.speed", speed=10_000)
        await do("lab.snapshot")
        moment = world.clock.now()
        await do("lab.wait", seconds=600)
        await do("lab.restore")
        on = (world.clock.now() - moment).total_seconds()
        await do("lab.restore", clock=True)
        back = (world.clock.now() - moment).total_seconds()

        assert on >= 600
        assert back < 600


async def test_a_snapshot_nobody_took_is_no_snapshot() -> None:
    """The message says which there are."""
    async with opened() as world:
        await world.control.do("lab.snapshot", name="a")

        with pytest.raises(UsageError, match=r"There is no snapshot b\. There is a\."):
            await world.control.do("lab.restore", name="b")
