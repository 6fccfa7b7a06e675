"""A server that misbehaves costs one job: the lab's engine, over real sockets."""

import asyncio
import gzip

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

    def alter(asked: Asked, said: Said) -> Said | None:
        return answer if asked.method == "POST" and b"ada" in asked.body else said

    # a minute passes in a second
    config = WorldConfig(only="okta", speed=60.0, engine=EngineSettings(workers=1))
    async with listening(alter) as server, asyncio.timeout(20), World.open(config) as world:
        do = world.control.do
        await do("okta.app.create", label="Harborline")
        given = {"mode": "header", "token": TOKEN}
        await do("okta.app.provisioning", base_url=server.url, authentication=given)
        await do("okta.app.features", create=True)
        for name in ("ada", "zoe"):
            await do("okta.user.create", login=f"{name}@example.com", firstName=name, lastName="B")
            await do("okta.assign", user=name)
        await do("lab.settle")
        tasks = world.journal.db.execute("SELECT text FROM okta_task WHERE state='open'").fetchall()
        states = dict(world.journal.db.execute("SELECT user_name, status FROM okta_assignment"))

    assert [words in text for (text,) in tasks] == [True]
    assert states == {"ada@example.com": "STAGED", "zoe@example.com": "PROVISIONED"}
