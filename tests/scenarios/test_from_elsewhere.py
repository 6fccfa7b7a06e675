"""Scenarios written from runs that no scenario made: by an API, a foreign client, the app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from click.testing import CliRunner

from simulator.cli.scenario import from_journal
from simulator.journal.reader import Reader, open_reader
from simulator.playing import play_file
from simulator.scenario.loader import ScenarioFile, read
from simulator.scenario.recorded import Recorded, recorded
from simulator.scenario.transcript import differences, transcript
from simulator.serving import equip
from simulator.testing.making import READY
from simulator.world import OKTA_TOKEN, World, WorldConfig
from simulator.zitadel.platform.bootstrap import ACCOUNT_PAT, OWNER_PAT
from tests.tui.keys import press, quiet
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run

pytestmark = pytest.mark.anyio

START = datetime(2026, 7, 10, 8, tzinfo=UTC)
PERSON = {
    "username": "ash",
    "profile": {"givenName": "Ash", "familyName": "Tree"},
    "email": {"email": "ash@example.com", "isVerified": True},
}
SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@asynccontextmanager
async def lab(db: Path) -> AsyncIterator[World]:
    """A run like one of ``scimulator serve``, under a clock that stands still."""
    with anyio.fail_after(60):
        async with World.open(WorldConfig(db=db, start=START)) as world:
            await equip(world, read(READY, "ready.yaml").scenario.given)
            yield world


def written(db: Path) -> tuple[Recorded, ScenarioFile]:
    """Write a scenario from a run file, as a person would; return the run, too."""
    done = CliRunner().invoke(from_journal, [str(db)])
    assert done.exit_code == 0, done.output
    with closing(open_reader(db)) as opened:
        return recorded(Reader(opened)), read(done.stdout, "again.yaml")


async def again(file: ScenarioFile) -> Recorded:
    """Play it in a world of its own."""
    taken: list[Recorded] = []
    result = await play_file(
        file, timer=lambda: 0.0, ended=lambda world: taken.append(recorded(world.reader))
    )
    assert result.passed, [step for step in result.steps if step.error or step.differences]
    return taken[0]


async def same(db: Path, *words: str) -> None:
    """Say that a scenario from a run has these words among its steps, and repeats the run."""
    run, file = written(db)

    assert set(words) <= {step.word for step in file.scenario.steps}
    assert differences(transcript(run), transcript(await again(file))) == []


async def test_a_run_driven_through_oktas_api(tmp_path: Path) -> None:
    """Somebody's script hires, renames and dismisses a person; Okta pushes each change."""
    async with lab(tmp_path / "run.db") as world:
        headers = {"Authorization": f"SSWS {world.secrets.get(OKTA_TOKEN)}"}
        async with httpx.AsyncClient(
            verify=False, base_url=world.okta_url, headers=headers
        ) as http:
            profile = {"login": "cedar@example.com", "email": "cedar@example.com"}
            profile |= {"firstName": "Cedar", "lastName": "Tree"}
            made = await http.post("/api/v1/users", json={"profile": profile})
            user = made.json()["id"]
            [app] = (await http.get("/api/v1/apps")).json()
            await http.post(f"/api/v1/apps/{app['id']}/users", json={"id": user, "scope": "USER"})
            await world.control.do("lab.settle")
            await http.post(f"/api/v1/users/{user}", json={"profile": {"lastName": "Grove"}})
            await world.control.do("lab.settle")
            refused = await http.post(f"/api/v1/users/{user}", json={"profile": {"nope": 1}})
            gone = await http.post(f"/api/v1/users/{user}/lifecycle/deactivate")
            await world.control.do("lab.settle")

    assert (made.status_code, refused.status_code, gone.status_code) == (200, 400, 200)
    await same(tmp_path / "run.db", "request", "settle")


async def test_a_run_driven_by_a_foreign_scim_client(tmp_path: Path) -> None:
    """Discovery, a person made, found, changed and deleted; a wrong token among it."""
    async with lab(tmp_path / "run.db") as world:
        headers = {"Authorization": f"Bearer {world.secrets.get(ACCOUNT_PAT)}"}
        async with httpx.AsyncClient(
            verify=False, base_url=world.scim_base_url, headers=headers
        ) as http:
            await http.get("/ServiceProviderConfig")
            body = {
                "schemas": [SCIM_USER],
                "userName": "elm@example.com",
                "name": {"givenName": "Elm", "familyName": "Grove"},
                "emails": [{"value": "elm@example.com", "primary": True}],
            }
            made = await http.post("/Users", json=body)
            user = made.json()["id"]
            await http.post("/Users", json=body)
            await http.get("/Users", params={"filter": 'userName eq "elm@example.com"'})
            await http.put(f"/Users/{user}", json={**body, "active": False})
            await http.get(f"/Users/{user}", headers={"Authorization": "Bearer nonsense"})
            gone = await http.delete(f"/Users/{user}")

    assert (made.status_code, gone.status_code) == (201, 204)
    await same(tmp_path / "run.db", "request")


async def test_a_client_whose_tokens_look_alike(tmp_path: Path) -> None:
    """The journal keeps lengths alone: who writes is who reads, who may not is the account."""
    async with lab(tmp_path / "run.db") as world:
        owner, account = (f"Bearer {world.secrets.get(pat)}" for pat in (OWNER_PAT, ACCOUNT_PAT))
        async with httpx.AsyncClient(verify=False, headers={"Authorization": owner}) as http:
            people = f"{world.zitadel_url}/v2/users/human"
            members = f"{world.zitadel_url}/admin/v1/members/_search"
            answers = [
                await http.post(members, json={}),
                await http.post(people, json=PERSON),
                *[
                    await http.post(members, json={}, headers={"Authorization": sent})
                    for sent in (account, owner[:-4] + "AAAA", "Basic " + owner[7:])
                ],
            ]

    assert [each.status_code for each in answers] == [200, 200, 403, 401, 401]
    await same(tmp_path / "run.db", "request")


async def test_a_run_driven_from_the_terminal_app(tmp_path: Path) -> None:
    """Keys alone: somebody is assigned, their profile is edited."""
    async with lab(tmp_path / "run.db") as world:
        await world.control.do(
            "okta.user.create", login="willow@example.com", firstName="Willow", lastName="Reed"
        )
        app: Any = ScimulatorApp(Run.of_journal(world.journal), Controls(world.control))
        async with app.run_test(size=(100, 30)) as pilot:
            await quiet(pilot)
            await press(pilot, "a")
            await press(pilot, "a", *"will", "enter")
            await quiet(pilot)
            await world.control.do("lab.settle")

    await same(tmp_path / "run.db", "assign")


async def test_a_run_that_went_back_to_a_snapshot(tmp_path: Path) -> None:
    """What was undone is played again, and undone again."""
    async with lab(tmp_path / "run.db") as world:
        do = world.control.do
        await do(
            "okta.user.create", login="willow@example.com", firstName="Willow", lastName="Reed"
        )
        await do("lab.snapshot", name="hired")
        await do("okta.assign", user="willow")
        await do("lab.settle")
        await do("lab.restore", name="hired")
        await do("okta.user.update", user="willow", set={"lastName": "Rush"})
        await do("okta.assign", user="willow")
        await do("lab.settle")

    await same(tmp_path / "run.db", "snapshot", "assign", "restore", "profile")


async def test_what_a_reset_took_away_is_said(tmp_path: Path) -> None:
    """The scenario begins where the run began anew, and its head tells what it leaves out."""
    async with lab(tmp_path / "run.db") as world:
        await world.control.do("okta.group.create", name="Gone")
        await world.control.do("lab.reset")
        await world.control.do("okta.group.create", name="Kept")

    done = CliRunner().invoke(from_journal, [str(tmp_path / "run.db")])

    told = "1 command before the run went back to its start"
    assert f"not taken over: {told}" in done.stderr
    assert done.stdout.startswith(f"# Not taken over: {told}.\n")
    assert "Kept" in done.stdout
    assert "Gone" not in done.stdout
