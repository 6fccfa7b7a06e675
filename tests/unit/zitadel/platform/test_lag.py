"""Reads of users through ZITADEL's own API trail its writes, too; an administrator copes."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.errors import UsageError
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform.admin import ZitadelAdmin
from simulator.zitadel.platform.bootstrap import OWNER_PAT
from simulator.zitadel.platform.verbs import ZitadelVerbs
from tests.unit.zitadel.platform.lab import Lab

LAG = 10
pytestmark = [pytest.mark.anyio, pytest.mark.source("zitadel-scim.md 7.7")]


@pytest.fixture
def slow() -> Iterator[Lab]:
    """A ZITADEL whose reads trail ten seconds; what it starts with has been there for long."""
    made = Lab(ZitadelSettings(lag_ms=LAG * 1000))
    made.clock.advance(LAG + 1)
    yield made
    made.journal.close()


async def names(lab: Lab, path: str = "/v2/users") -> list[str]:
    """Return the user names in a list of people."""
    found = (await lab.call("POST", path, {})).json["result"]
    return sorted(
        str(user.get("username") or user.get("userName")) for user in found if "human" in user
    )


@pytest.mark.parametrize(
    ("one", "several"),
    [
        pytest.param("/v2/users/{}", "/v2/users", id="v2"),
        pytest.param("/management/v1/users/{}", "/management/v1/users/_search", id="v1"),
    ],
)
async def test_a_new_user_shows_after_the_lag(slow: Lab, one: str, several: str) -> None:
    """By id it is not found, in lists it is missing; the total does not count it."""
    before = await names(slow, several)
    made = await slow.make_human()
    total = (await slow.call("POST", several, {})).json["details"]["totalResult"]

    assert (await slow.call("GET", one.format(made))).status == 404
    assert await names(slow, several) == before
    slow.clock.advance(LAG)
    assert (await slow.call("GET", one.format(made))).status == 200
    assert await names(slow, several) == sorted([*before, "noor@acme.example"])
    after = (await slow.call("POST", several, {})).json["details"]["totalResult"]
    assert int(after) == int(total) + 1


async def test_writes_do_not_wait(slow: Lab) -> None:
    """A user can be changed, locked and deleted before it can be read."""
    made = await slow.make_human()
    path = f"/v2/users/{made}"

    profile = {"human": {"profile": {"givenName": "Nora", "familyName": "Haddad"}}}
    assert (await slow.call("PATCH", path, profile)).status == 200
    assert (await slow.call("POST", f"{path}/lock", {})).status == 200
    assert (await slow.call("DELETE", path)).status == 200
    assert (await slow.call("DELETE", path)).status == 404


async def test_metadata_trails_with_its_user(slow: Lab) -> None:
    """The old values are shown, those of a deleted user as well; writes compare with the new."""
    made = await slow.make_human()
    path = f"/v2/users/{made}/metadata"

    async def values() -> list[str]:
        answer = await slow.call("POST", f"{path}/search", {})
        return [entry["value"] for entry in answer.json.get("metadata", [])]

    await slow.call("POST", path, {"metadata": [{"key": "k", "value": "b25l"}]})
    slow.clock.advance(LAG)
    await slow.call("POST", path, {"metadata": [{"key": "k", "value": "dHdv"}]})
    assert await values() == ["b25l"]
    slow.clock.advance(LAG)
    assert await values() == ["dHdv"]
    await slow.call("DELETE", f"/v2/users/{made}")
    assert await values() == ["dHdv"]
    slow.clock.advance(LAG)
    assert await values() == []


async def test_a_token_counts_at_once(slow: Lab) -> None:
    """Who calls is never looked up in what trails."""
    account = await slow.make_account("bot", "ORG_OWNER")

    answer = await slow.call("GET", "/auth/v1/users/me", token=account.token)

    assert answer.json["user"]["userName"] == "bot"


async def test_an_administrator_names_what_was_just_made(slow: Lab) -> None:
    """By id and by name; others must be listed first, and the refusal says so."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(slow.app)) as client:
        base = "http://localhost:8080"
        admin = ZitadelAdmin(client, base_url=base, token=slow.secrets[OWNER_PAT])
        verbs = ZitadelVerbs(admin, org_id=slow.org, trailing=True)

        made: Any = await verbs.create_service_account("bot", "Bot")
        await verbs.grant_role(made["id"], ["ORG_OWNER"])
        token: Any = await verbs.create_pat("bot")
        other = await slow.make_human()
        with pytest.raises(UsageError, match="do not show noor"):
            await verbs.lock("noor")
        slow.clock.advance(LAG)
        await verbs.lock("noor")

    assert token["token"]
    assert (await slow.call("GET", f"/v2/users/{other}")).status == 200
