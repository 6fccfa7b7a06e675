"""Both products together: the same run twice, a full disk, a run that goes on."""

import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from simulator.errors import JournalError, UsageError
from simulator.journal.digest import digest, first_difference
from simulator.serving import describe, equip
from simulator.world import OKTA_TOKEN, World, WorldConfig, all_views

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
PATIENCE = 20
PROFILE = {"firstName": "Maple", "lastName": "Leaf"}


async def lived(world: World) -> None:
    """Let something happen at both ends."""
    await equip(world, None)
    for name in ("maple", "cedar", "birch"):
        await world.control.do("okta.user.create", login=f"{name}@example.com", **PROFILE)
    await world.control.do("okta.group.create", name="Trees", members=["maple", "cedar"])
    await world.control.do("okta.assign", group="Trees")
    await world.control.do("okta.assign", user="birch")
    await world.control.do("lab.settle")
    await world.control.do("okta.user.update", user="maple", set={"lastName": "Syrup"})
    await world.control.do("okta.unassign", user="birch")
    await world.control.do("lab.settle")
    world.journal.flush()


async def test_two_runs_with_one_seed_are_the_same() -> None:
    """Workers, sockets and the ports they got notwithstanding; side by side at that."""
    with anyio.fail_after(PATIENCE):
        async with (
            World.open(WorldConfig(seed=3, start=START)) as one,
            World.open(WorldConfig(seed=3, start=START)) as other,
        ):
            await lived(one)
            await lived(other)

            assert one.zitadel_url != other.zitadel_url
            assert first_difference(one.journal.db, other.journal.db) is None
            assert digest(one.journal.db) == digest(other.journal.db)


async def test_another_seed_makes_another_run() -> None:
    """Its tokens, ids and passwords are its own."""
    with anyio.fail_after(PATIENCE):
        async with (
            World.open(WorldConfig(seed=3, start=START)) as one,
            World.open(WorldConfig(seed=4, start=START)) as other,
        ):
            assert one.secrets[OKTA_TOKEN] != other.secrets[OKTA_TOKEN]
            assert digest(one.journal.db) != digest(other.journal.db)


async def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """The same facts but for the ports; the seed of the file counts, not a new one."""
    run = tmp_path / "run.db"
    with anyio.fail_after(PATIENCE):
        async with World.open(WorldConfig(db=run, seed=3, start=START)) as world:
            await lived(world)
            before, last = describe(world), world.journal.seq
        async with World.open(WorldConfig(db=run, seed=99, start=START)) as world:
            await equip(world, None)
            after = describe(world)

            assert world.journal.meta("seed") == "3"
            assert world.journal.seq == last
            made = await world.control.do("okta.user.create", login="elm@example.com", **PROFILE)

    assert made["id"] not in {"", before["okta"]["appId"]}
    for side in ("okta", "zitadel"):
        moved = {"url": "", "scimBaseUrl": ""}
        assert before[side] | moved == after[side] | moved
    assert stat.S_IMODE((tmp_path / "run.db.secrets").stat().st_mode) == 0o600


async def test_a_scenario_goes_into_a_new_run_only(tmp_path: Path) -> None:
    """Its people would come on top of those that are there."""
    with anyio.fail_after(PATIENCE):
        async with World.open(WorldConfig(db=tmp_path / "run.db", start=START)) as world:
            await equip(world, None)
            with pytest.raises(UsageError, match="has been started already"):
                await equip(world, tmp_path / "own.yaml")


async def test_a_run_is_written_by_one(tmp_path: Path) -> None:
    """The second one is told who has it, and its ports are given back."""
    config = WorldConfig(db=tmp_path / "run.db", start=START)
    with anyio.fail_after(PATIENCE):
        async with World.open(config) as world:
            with pytest.raises(JournalError, match="is in use by another scimulator"):
                async with World.open(config):
                    pass
            await world.control.do("lab.hold")


async def test_views_can_be_folded_again_from_what_happened() -> None:
    """Nothing is in the tables that is not in the records."""
    with anyio.fail_after(PATIENCE):
        async with World.open(WorldConfig(start=START)) as world:
            await lived(world)
            tables = [table for view in all_views() for table in view.tables]
            before = {table: content(world, table) for table in tables}

            world.journal.rebuild()

            assert {table: content(world, table) for table in tables} == before


def content(world: World, table: str) -> list[Any]:
    """Return the rows of a table in an order of their own."""
    return sorted(map(repr, world.journal.db.execute(f"SELECT * FROM {table}")))


# -- a full disk -----------------------------------------------------------------------------


class Disk:
    """A world whose run file cannot grow, until it may."""

    def __init__(self, world: World, client: httpx.AsyncClient) -> None:
        self.world = world
        self._client = client

    def fill(self) -> None:
        """Let the file keep the size it has, without a free page."""
        self.world.journal.flush()
        db = self.world.journal.db
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages}")

    def free(self) -> None:
        """Give it room."""
        self.world.journal.db.execute("PRAGMA max_page_count=100000")

    async def scim(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Ask ZITADEL with the owner's token."""
        return await self._client.request(
            method,
            self.world.scim_base_url + path,
            headers={"Authorization": f"Bearer {self.world.secrets['zitadel.owner.pat']}"},
            json=body,
        )

    async def okta(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Ask the Okta port."""
        return await self._client.request(
            method,
            self.world.okta_url + path,
            headers={"Authorization": f"SSWS {self.world.secrets[OKTA_TOKEN]}"},
            json=body,
        )


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Disk]:
    """A run file on a disk of its own."""
    with anyio.fail_after(PATIENCE):
        async with (
            World.open(WorldConfig(db=tmp_path / "run.db", start=START)) as world,
            httpx.AsyncClient(verify=False, trust_env=False, timeout=PATIENCE) as client,
        ):
            disk = Disk(world, client)
            yield disk
            disk.free()


LARGE = "x" * 40_000


async def create(disk: Disk, door: str, name: str) -> httpx.Response:
    """Create a person with much to store, by one of the three doors."""
    login = f"{name}@example.com"
    if door == "scim":
        person = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": login,
            "name": {"givenName": "Maple", "familyName": "Leaf"},
            "emails": [{"value": login, "primary": True}],
            "entitlements": [{"value": LARGE}],
        }
        return await disk.scim("POST", "/Users", person)
    profile = {"login": login, "email": login, **PROFILE, "streetAddress": LARGE[:1000]}
    if door == "okta":
        return await disk.okta("POST", "/api/v1/users?activate=true", {"profile": profile})
    return await disk.okta("POST", "/_sim/v1/do", {"verb": "okta.user.create", "args": profile})


async def is_there(disk: Disk, door: str, name: str) -> bool:
    """Say whether a person was created."""
    if door == "scim":
        found = await disk.scim("GET", f'/Users?filter=userName eq "{name}@example.com"')
        return bool(found.json()["totalResults"])
    return (await disk.okta("GET", f"/api/v1/users/{name}@example.com")).status_code == 200


@pytest.mark.parametrize("door", ["scim", "okta", "sim"])
async def test_on_a_full_disk_nothing_is_half_done(disk: Disk, door: str) -> None:
    """Our own 500, never a product's answer; nothing of the request is there; later it works."""
    disk.fill()
    answers = []
    for number in range(60):
        answers.append(await create(disk, door, f"maple{number}"))
        if answers[-1].status_code >= 400:
            break
    name = f"maple{len(answers) - 1}"
    refused = answers[-1]

    assert refused.status_code == 500
    assert refused.headers["content-type"].startswith("text/plain")
    assert refused.headers["x-scimulator-bug"]
    assert "could not write its journal" in refused.text
    assert disk.world.journal.failure is not None
    assert not await is_there(disk, door, name)

    disk.free()

    assert (await create(disk, door, name)).status_code in (200, 201)
    assert await is_there(disk, door, name)
    assert disk.world.journal.failure is None
    assert disk.world.journal.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
