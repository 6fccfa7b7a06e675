"""A world whose ZITADEL reads trail: prepared in spite of it, explained, kept with the run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from simulator.scenario.loader import read
from simulator.scenario.setup import configure, prepare
from simulator.scenario.stage import stage_of
from simulator.serving import equip
from simulator.world import World, WorldConfig
from simulator.zitadel.lag import TABLES
from simulator.zitadel.platform.bootstrap import OWNER_PAT

pytestmark = [pytest.mark.anyio, pytest.mark.source("zitadel-scim.md 7.7")]
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
GIVEN = """
scenario: slow
title: A slow one
given:
  clock: 2026-07-10T08:00:00Z
  zitadel:
    settings: {lag: 5s}
    service_accounts:
      - user_name: okta-scim
        name: Okta SCIM
        metadata: {urn:zitadel:scim:ignorePasswordOnCreate: "true"}
        capture: account
    users:
      - {user_name: cedar@example.com, given_name: Cedar, family_name: Grove, metadata: {k: v}}
  okta:
    users:
      - {login: cedar@example.com, firstName: Cedar, lastName: Grove}
      - {login: maple@example.com, firstName: Maple, lastName: Leaf}
    app:
      label: ZITADEL
      provisioning: {authentication: {token: "${account.token}"}}
      features: {create: true, update: true, deactivate: true}
steps: []
"""


@asynccontextmanager
async def slow(db: Path | None = None) -> AsyncIterator[World]:
    """A world with a lag of five seconds, brought to what is given."""
    given = read(GIVEN, "slow.yaml").scenario.given
    with anyio.fail_after(20):
        async with World.open(replace(configure(WorldConfig(), given), db=db)) as world:
            await prepare(given, stage_of(world))
            yield world


def sent(world: World) -> list[tuple[str, int]]:
    """Return methods and statuses of what Okta sent about users."""
    world.journal.flush()
    sql = "SELECT method,status FROM exchange WHERE push IS NOT NULL ORDER BY seq"
    return list(world.journal.db.execute(sql))


def kept(world: World) -> dict[str, list[Any]]:
    """Return the shadows."""
    return {
        table: sorted(map(repr, world.journal.db.execute(f"SELECT * FROM {table}")))
        for table in TABLES
    }


async def status(world: World, user_id: str) -> int:
    """Return the status of a GET."""
    headers = {"Authorization": f"Bearer {world.secrets[OWNER_PAT]}"}
    async with httpx.AsyncClient(verify=False, headers=headers, trust_env=False) as client:
        return (await client.get(f"{world.scim_base_url}/Users/{user_id}")).status_code


async def test_what_is_given_is_found_at_once() -> None:
    """The lag begins to be felt with the first step."""
    async with slow() as world:
        await world.control.do("okta.assign", user="cedar")
        await world.control.do("lab.settle")

        assert sent(world) == [("GET", 200), ("GET", 200), ("PUT", 200)]


async def test_a_stale_answer_is_explained() -> None:
    """Beside the refusal it is said that the account is too new to be seen."""
    async with slow() as world:
        await world.control.do("okta.assign", user="maple")
        await world.control.do("lab.settle")
        await world.control.do("okta.user.update", user="maple", set={"title": "Lead"})
        await world.control.do("lab.settle")

        assert sent(world)[-1] == ("GET", 404)
        sql = "SELECT json_extract(data,'$.text') FROM record WHERE kind='note' ORDER BY seq"
        assert world.journal.db.execute(f"{sql} DESC").fetchone()[0] == (
            "reads trail writes by 5000 ms: the newest change to this account is not seen here yet"
        )


async def test_the_lag_stays_with_the_run(tmp_path: Path) -> None:
    """A run that goes on trails as before, and its shadows follow from its records."""
    async with slow(tmp_path / "run.db") as world:
        await world.control.do("okta.assign", user="maple")
        await world.control.do("lab.settle")
        await world.control.do("zitadel.metadata.set", user="cedar", key="k", value="w")
        before = kept(world)
        assert all(before.values())
    config = WorldConfig(db=tmp_path / "run.db", start=START)
    with anyio.fail_after(20):
        async with World.open(config) as again:
            assert kept(again) == before
            again.journal.rebuild()
            assert kept(again) == before

            made: Any = await again.control.do(
                "zitadel.user.create", user_name="elm@example.com", given_name="E", family_name="M"
            )
            assert await status(again, made["id"]) == 404
            await again.control.do("lab.wait", seconds=5)
            assert await status(again, made["id"]) == 200


async def test_a_run_without_lag_keeps_no_shadow() -> None:
    """The default."""
    with anyio.fail_after(20):
        async with World.open(WorldConfig(start=START)) as world:
            await equip(world, None)

            assert not any(kept(world).values())


async def test_a_run_with_lag_starts_without_a_scenario() -> None:
    """The service account that comes along is made in spite of it."""
    settings = replace(WorldConfig().zitadel, lag_ms=5000)
    with anyio.fail_after(20):
        async with World.open(WorldConfig(start=START, zitadel=settings)) as world:
            await equip(world, None)
            await world.control.do("lab.wait", seconds=5)

            state: Any = await world.control.do("okta.app.test")
            assert state["ok"]
