"""One file, started twice: the same ids, tokens and addresses. Loopback only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.loader import load
from simulator.scenario.player import Player
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.serving import configured, describe, equip
from simulator.world import World, WorldConfig

pytestmark = [pytest.mark.anyio, pytest.mark.source("field-cases.md F41")]

PATIENCE = 60.0
CEDAR = "00ucedarcedarcedar01"
TOKENS = (
    "token-of-the-owner",
    "token-of-the-robot",
    "token-of-the-tenant",
    "secret-of-the-robot",
)
STORY = """\
scenario: own
title: Everything has an id of its own
given:
  zitadel:
    organization: {name: Willow Works, id: willow-org}
    owner: {id: willow-owner, token: token-of-the-owner}
    password_policy: {symbol: false}
    service_accounts:
      - {user_name: robot, name: Robot, id: robot-1, token: token-of-the-robot,
         client_secret: secret-of-the-robot, metadata: {k: v}, capture: robot}
      - {user_name: other, name: Other}
    users:
      - {user_name: fir@example.com, given_name: Fir, family_name: Tree, id: fir-1}
  okta:
    org_id: 00oorgorgorgorgorg01
    token: token-of-the-tenant
    users:
      - {login: cedar@example.com, firstName: Cedar, lastName: Tree, id: 00ucedarcedarcedar01}
    groups:
      - {name: Staff, members: [cedar], id: 00gstaffstaffstaff01}
    app:
      id: 0oaappappappappapp01
      label: Ours
      provisioning: {authentication: {token: "${robot.token}"}}
      features: {create: true}
steps:
  - assign: 00ucedarcedarcedar01
  - expect:
      users:
        cedar: {active: true}
"""
SEED = """\
scenario: seed
title: A seed alone
given:
  seed: 7
  zitadel:
    service_accounts:
      - {user_name: robot, name: Robot, capture: robot}
    users:
      - {user_name: fir@example.com, given_name: Fir, family_name: Tree}
  okta:
    users: [{login: cedar@example.com, firstName: Cedar, lastName: Tree}]
    app:
      label: Ours
      provisioning: {authentication: {token: "${robot.token}"}}
"""


@asynccontextmanager
async def started(scenario: Path, db: Path | None, *, seed: int = 1) -> AsyncIterator[World]:
    """Start as ``serve --with`` does: time passes, and the seed is anyone's unless it is given."""
    config = configured(WorldConfig(db=db, seed=seed), scenario, seed=None)
    with anyio.fail_after(PATIENCE):
        async with World.open(config) as world:
            await equip(world, scenario)
            yield world


def facts_of(world: World) -> JSON:
    """Return what ``--json`` prints, without what free ports and processes decide."""
    facts = describe(world)
    zitadel, okta = facts["zitadel"], facts["okta"]
    path = zitadel["scimBaseUrl"].partition("/scim/")[2]
    return {"zitadel": {**zitadel, "url": "", "scimBaseUrl": path}, "okta": {**okta, "url": ""}}


def accounts_of(world: World) -> list[tuple[str, str]]:
    """Return ids and names of everybody at both ends."""
    db = world.journal.db
    sql = "SELECT id,user_name FROM zitadel_user UNION SELECT id,login FROM okta_user ORDER BY 1"
    return [(str(key), str(name)) for key, name in db.execute(sql)]


async def asked(world: World, url: str, token: str) -> JSON:
    """Ask over HTTP with a token; the answer must be 200."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=PATIENCE) as client:
        answer = await client.get(url, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def opens_everything(world: World) -> None:
    """Use every token and id of the file where it counts."""
    for token in TOKENS[:2]:
        person = await asked(world, f"{world.scim_base_url}/Users/fir-1", token)
        assert person["userName"] == "fir@example.com"
    owner = await asked(world, f"{world.zitadel_url}/v2/users/willow-owner", TOKENS[0])
    assert owner["user"]["details"]["resourceOwner"] == "willow-org"
    cedar = await asked(world, f"{world.okta_url}/api/v1/users/{CEDAR}", TOKENS[2])
    assert cedar["profile"]["login"] == "cedar@example.com"
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=PATIENCE) as client:
        granted = await client.post(
            f"{world.zitadel_url}/oauth/v2/token",
            auth=("robot", TOKENS[3]),
            data={"grant_type": "client_credentials", "scope": "openid"},
        )
    assert granted.status_code == 200, granted.text


async def test_two_starts_from_one_file_are_the_same(tmp_path: Path) -> None:
    """With new run files both accept the same tokens at the same addresses."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    seen = []

    for seed, run in enumerate(("a.db", "b.db")):
        async with started(scenario, tmp_path / run, seed=seed) as world:
            await opens_everything(world)
            seen.append(facts_of(world))
            assert seen[-1]["zitadel"]["owner"].pop("human")["userName"].startswith("zitadel-admin")

    assert seen[0] == seen[1]
    zitadel = seen[0]["zitadel"]
    assert zitadel["scimBaseUrl"] == "v2/willow-org"
    assert zitadel["pat"] == "token-of-the-robot"
    assert zitadel["serviceAccount"] == {
        "userId": "robot-1",
        "clientId": "robot",
        "clientSecret": "secret-of-the-robot",
    }
    assert zitadel["owner"]["userId"] == "willow-owner"
    assert zitadel["owner"]["pat"] == "token-of-the-owner"
    assert seen[0]["okta"] == {
        "url": "",
        "token": "token-of-the-tenant",
        "orgId": "00oorgorgorgorgorg01",
        "appId": "0oaappappappappapp01",
    }


async def test_a_run_that_goes_on_keeps_what_the_file_gave(tmp_path: Path) -> None:
    """Without the file, the run file and its secrets know the same; with it, it is refused."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    async with started(scenario, tmp_path / "run.db") as world:
        before = facts_of(world)

    async with World.open(WorldConfig(db=tmp_path / "run.db")) as world:
        await equip(world, None)
        await opens_everything(world)
        assert facts_of(world) == before
    with pytest.raises(UsageError, match="started already"):
        async with started(scenario, tmp_path / "run.db"):
            pass


async def test_a_reset_keeps_ids_and_tokens(tmp_path: Path) -> None:
    """``lab.reset`` goes back to the file's start."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")

    async with started(scenario, None) as world:
        before = (facts_of(world), accounts_of(world))
        await world.control.do("zitadel.user.delete", user="robot-1")
        await world.control.do("zitadel.user.delete", user="fir-1")
        await world.control.do("lab.reset")

        assert (facts_of(world), accounts_of(world)) == before
        await opens_everything(world)


async def test_a_scenario_played_again_finds_its_ids_free(tmp_path: Path) -> None:
    """``restart`` goes back to before ``given``; the same accounts come again, as new."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    file = load(scenario)
    sql = "SELECT id,sequence FROM zitadel_user WHERE id IN ('robot-1','fir-1') ORDER BY id"

    with anyio.fail_after(PATIENCE):
        async with World.open(configure(WorldConfig(), file.scenario.given)) as world:
            player = Player(file, stage_of(world))
            seen = []
            for _ in range(2):
                result = await player.run()
                assert result.passed, result
                await opens_everything(world)
                seen.append(world.journal.db.execute(sql).fetchall())
                await player.restart()

    assert len(seen[0]) == 2
    assert seen[0] == seen[1]


async def test_a_seed_alone_gives_the_same(tmp_path: Path) -> None:
    """Ids that are made up tell no time of day while the file is set up, so they repeat."""
    scenario = tmp_path / "seed.yaml"
    scenario.write_text(SEED, "utf-8")
    seen = []

    for seed in range(2):
        async with started(scenario, None, seed=seed) as world:
            facts = facts_of(world)
            await asked(world, f"{world.scim_base_url}/Users", facts["zitadel"]["pat"])
            seen.append((facts, accounts_of(world)))
            later = await world.control.do(
                "zitadel.service_account.create", user_name="late", name="Late"
            )
            assert int(later["id"]) > max(int(key) for key, _ in seen[-1][1] if key.isdecimal())

    assert seen[0] == seen[1]


async def test_tokens_of_the_file_are_hashes_in_the_journal(tmp_path: Path) -> None:
    """Chosen by a person or made up, no token is in the run file; the secrets are a file apart."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    run = tmp_path / "run.db"

    async with started(scenario, run) as world:
        await opens_everything(world)
        world.journal.flush()
        await world.journal.committed()
        dump = "\n".join(world.journal.db.iterdump())

    held = run.read_bytes()
    for token in TOKENS:
        assert token not in dump
        assert token.encode().hex().upper() not in dump.upper()
        assert token.encode() not in held


async def test_an_id_with_signs_is_an_address(tmp_path: Path) -> None:
    """What has a meaning in addresses is escaped in the SCIM base URL."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY.replace("willow-org", "'w?#%:1'"), "utf-8")

    async with started(scenario, None) as world:
        assert world.scim_base_url.endswith("/scim/v2/w%3F%23%25%3A1")
        await asked(world, f"{world.scim_base_url}/Users/fir-1", TOKENS[1])


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        pytest.param("00u", "00u is no id of Okta", id="shape"),
        pytest.param(CEDAR, f"The id {CEDAR} is in use", id="taken by a user"),
        pytest.param("00gstaffstaffstaff01", "is in use", id="taken by a group"),
        pytest.param("0oaappappappappapp01", "is in use", id="taken by the app"),
        pytest.param("00oorgorgorgorgorg01", "is in use", id="taken by the org"),
    ],
)
async def test_an_okta_id_is_had_once(tmp_path: Path, wanted: str, says: str) -> None:
    """The verbs that take an id refuse one that is no id or somebody's."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    async with started(scenario, None) as world:
        with pytest.raises(UsageError, match=says):
            await world.control.do("okta.group.create", name="More", id=wanted)


@pytest.mark.parametrize(
    ("user", "token", "says"),
    [
        pytest.param("robot-1", "token-of-the-owner", "The token of robot is in use", id="taken"),
        pytest.param("fir-1", "token-of-the-fir", "no service account fir-1", id="a person"),
        pytest.param("nobody", "token-of-nobody", "no service account nobody", id="nobody"),
    ],
)
async def test_a_token_opens_for_one_service_account(
    tmp_path: Path, user: str, token: str, says: str
) -> None:
    """A token that somebody has, or an account that takes none, is refused."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(STORY, "utf-8")
    async with started(scenario, None) as world:
        handout = stage_of(world).handout
        assert handout is not None
        with pytest.raises(UsageError, match=says):
            await handout.give(user, token=token, client_secret=None)
