"""A server that misbehaves costs one job: the lab's engine, over real sockets."""

import asyncio
import gzip
from datetime import UTC, datetime

import pytest

from simulator.okta.settings import EngineSettings
from simulator.wire.connection import BODY_LIMIT
from simulator.world import World, WorldConfig
from tests.unit.pushing.servers import TOKEN, Asked, Said, listening

pytestmark = pytest.mark.anyio
GZIP = (("Content-Type", "application/scim+json"), ("Content-Encoding", "gzip"))
HUGE = b"{" + b" " * BODY_LIMIT + b"}"
READ, NOTHING = "Read timed out", "null"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(None, READ, id="says nothing"),
        pytest.param(Said(201, {"id": "x" * 2000}, drip=0.02), READ, id="drips"),
        pytest.param(Said(201, gzip.compress(HUGE), GZIP), NOTHING, id="unpacks to megabytes"),
        pytest.param(Said(201, b"not packed", GZIP), NOTHING, id="wrongly packed"),
        pytest.param(Said(201, HUGE), NOTHING, id="sends megabytes"),
        pytest.param(Said(201, {"id": "x"}, cut=True), NOTHING, id="closes in the middle"),
        pytest.param(Said(raw=b"* OK IMAP4 ready\r\n\r\n"), NOTHING, id="speaks no HTTP"),
        pytest.param(Said(201, b"error: sorry"), "Invalid JSON", id="answers garbage"),
        pytest.param(
            Said(307, None, (("Location", "/scim/Users"),)), "Temporary Redirect", id="redirects"
        ),
    ],
)
@pytest.mark.source("okta-provisioning.md 3.2, 3.6 (documented; the whole answer's bound: guess)")
async def test_the_next_job_goes_on(answer: Said | None, words: str) -> None:
    """One worker: the first person's job ends with a task, the second person is provisioned."""

    # a minute passes in a second
    config = WorldConfig(only="okta", speed=60.0, engine=EngineSettings(workers=1))

    tasks, states = await provisioned_by(answer, config)

    assert [words in text for text in tasks] == [True]
    assert states == {"ada@example.com": "STAGED", "zoe@example.com": "PROVISIONED"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="says nothing"),
        pytest.param(Said(201, {"id": "x" * 2000}, drip=0.02), id="drips"),
    ],
)
async def test_a_clock_that_stands_still_bounds_the_wait_in_real_time(answer: Said | None) -> None:
    """An outside server waits for no simulated clock, so a real one ends the wait for it."""
    engine = EngineSettings(workers=1, real_timeout=0.8)
    config = WorldConfig(only="okta", start=datetime(2026, 3, 2, 8, tzinfo=UTC), engine=engine)

    tasks, states = await provisioned_by(answer, config)

    assert [READ in text for text in tasks] == [True]
    assert states == {"ada@example.com": "STAGED", "zoe@example.com": "PROVISIONED"}


async def test_what_a_fault_holds_back_is_not_bounded_in_real_time() -> None:
    """A held request waits for the simulated clock, however long a person looks at it."""
    engine = EngineSettings(workers=1, real_timeout=0.5)
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    config = WorldConfig(only="okta", start=start, engine=engine)
    async with listening() as server, asyncio.timeout(20), World.open(config) as world:
        await connected(world, server.url)
        rule = {"name": "slow", "when": {"method": "GET"}, "does": {"delay": 30}, "side": "client"}
        await world.control.do("lab.fault.add", **rule)
        await world.control.do(
            "okta.user.create", login="ada@example.com", firstName="A", lastName="B"
        )
        await world.control.do("okta.assign", user="ada")
        while not world.faults.parked:
            await world.journal.changed(0.05)

        for _ in range(3):  # real time, more than the bound; the simulated clock stands
            await world.journal.changed(0.25)
        held = world.faults.parked
        await world.control.do("lab.settle")
        status = world.journal.db.execute("SELECT status FROM okta_assignment").fetchone()[0]

    assert (held, status) == (1, "PROVISIONED")


async def provisioned_by(
    answer: Said | None, config: WorldConfig
) -> tuple[list[str], dict[str, str]]:
    """Assign Ada and Zoe; Ada's POST is answered like this. Return open tasks and statuses."""

    def alter(asked: Asked, said: Said) -> Said | None:
        return answer if asked.method == "POST" and b"ada" in asked.body else said

    async with listening(alter) as server, asyncio.timeout(20), World.open(config) as world:
        do = world.control.do
        await connected(world, server.url)
        for name in ("ada", "zoe"):
            await do("okta.user.create", login=f"{name}@example.com", firstName=name, lastName="B")
            await do("okta.assign", user=name)
        await do("lab.settle")
        tasks = world.journal.db.execute("SELECT text FROM okta_task WHERE state='open'").fetchall()
        states = dict(world.journal.db.execute("SELECT user_name, status FROM okta_assignment"))

    return [text for (text,) in tasks], states


async def connected(world: World, url: str) -> None:
    """Make an app that provisions to this server."""
    do = world.control.do
    await do("okta.app.create", label="Harborline")
    given = {"mode": "header", "token": TOKEN}
    await do("okta.app.provisioning", base_url=url, authentication=given)
    await do("okta.app.features", create=True)
