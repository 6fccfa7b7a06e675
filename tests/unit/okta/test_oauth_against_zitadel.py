"""OAuth 2 with client credentials, from Okta's settings to ZITADEL's answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import anyio
import httpx
import pytest

from simulator.clock import ManualClock
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.refusals import Gap
from simulator.world import World, WorldConfig
from simulator.zitadel.platform.bootstrap import ACCOUNT_SECRET, ServiceAccount, service_account

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
AUDIENCE = "urn:zitadel:iam:org:project:id:zitadel:aud"
PRIYA = {
    "login": "priya.raman@example.com",
    "firstName": "Priya",
    "lastName": "Raman",
    "displayName": "Priya Raman",
}
FAILED = "Automatic provisioning of user Priya Raman to app ZITADEL failed: "


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """Run both products; the service account may ignore Okta's random passwords."""
    with anyio.fail_after(20):
        async with World.open(WorldConfig(seed=5, start=START)) as opened:
            account(opened)
            await opened.control.do("okta.app.create", label="ZITADEL")
            await opened.control.do("okta.app.settings", set={"post_password": "policy"})
            yield opened


def account(of: World) -> ServiceAccount:
    """Return the service account of Okta, made at the first call."""
    return service_account(
        journal=of.journal, ids=of.ids, settings=of.config.zitadel, secrets=of.secrets
    )


def oauth(of: World, *, scope: str = f"openid {AUDIENCE}", **changed: str) -> dict[str, JSON]:
    """Return what an administrator types in; the scopes stand in the URL."""
    return {
        "mode": "oauth2",
        "token_url": f"{of.zitadel_url}/oauth/v2/token?scope={quote(scope)}",
        "client_id": account(of).user_name,
        "client_secret": of.secrets[ACCOUNT_SECRET],
        **changed,
    }


async def saved(of: World, authentication: dict[str, JSON], *, check: bool = True) -> None:
    """Save Provisioning › Integration and turn everything on."""
    await of.control.do(
        "okta.app.provisioning",
        base_url=of.scim_base_url,
        authentication=authentication,
        check=check,
    )
    await of.control.do("okta.app.features", create=True, update=True, deactivate=True)


async def assigned(of: World) -> list[str]:
    """Assign a person; return the open tasks."""
    await of.control.do("okta.user.create", **PRIYA)
    await of.control.do("okta.assign", user="priya.raman")
    await of.control.do("lab.settle")
    rows = of.journal.db.execute("SELECT text FROM okta_task WHERE state='open'")
    return [row[0] for row in rows]


def asked(of: World) -> list[str]:
    """Return what Okta sent, without the organization."""
    of.journal.flush()
    found = of.reader.exchanges_after(0)
    return [
        f"{each.method} {each.target.partition('?')[0].rpartition('/')[2]} {each.status}"
        for each in found
        if each.side == "okta"
    ]


async def inactive(of: World) -> None:
    """Deactivate the service account at ZITADEL."""
    headers = {"Authorization": f"Bearer {of.secrets['zitadel.owner.pat']}"}
    url = f"{of.zitadel_url}/v2/users/{account(of).user_id}/deactivate"
    async with httpx.AsyncClient(verify=False, headers=headers) as client:
        (await client.post(url, json={})).raise_for_status()


@pytest.mark.source("okta-provisioning.md 5 (documented); zitadel-platform.md 4.3 (observed)")
@pytest.mark.parametrize("client_auth", ["body", "basic"])
async def test_one_token_serves_every_request_until_it_ends(client_auth: str) -> None:
    """Test, look-up and POST use one token; twelve hours later the next push asks for another."""
    async with world() as of:
        await of.control.do("okta.app.settings", set={"oauth_client_auth": client_auth})
        await saved(of, oauth(of))

        tasks = await assigned(of)

        assert tasks == []
        first = asked(of)
        assert first.count("POST token 200") == 1
        assert first[-2:] == ["GET Users 200", "POST Users 201"]

        assert isinstance(of.clock, ManualClock)
        of.clock.advance(timedelta(hours=13).total_seconds())
        await of.control.do("okta.user.update", user="priya.raman", set={"title": "Lead"})
        await of.control.do("lab.settle")

        later = asked(of)[len(first) :]
        assert [each.split()[0] for each in later] == ["POST", "GET", "PUT"]
        assert later[0] == "POST token 200"


@pytest.mark.source("okta-provisioning.md 5 (inferred); zitadel-platform.md 4.4 (observed)")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param(
            {"client_secret": "wrong"},
            "Bad Request. Errors reported by remote server: Errors.User.Machine.Secret.Invalid",
            id="wrong secret",
        ),
        pytest.param(
            {"client_id": "nobody"},
            "Bad Request. Errors reported by remote server: client not found",
            id="unknown client",
        ),
    ],
)
async def test_a_refused_client_fails_the_check_and_the_job(
    changed: dict[str, str], told: str
) -> None:
    """Okta's text starts with the token; the endpoint's own words follow."""
    async with world() as of:
        with pytest.raises(UsageError) as refused:
            await saved(of, oauth(of, **changed))
        await saved(of, oauth(of, **changed), check=False)

        tasks = await assigned(of)

        words = f"Error while retrieving OAuth token: {told}"
        assert words in str(refused.value)
        assert tasks == [f"{FAILED}{words}"]


@pytest.mark.source("zitadel-platform.md 4.3 (observed)")
async def test_a_token_without_the_projects_audience_is_refused_by_scim() -> None:
    """The token is given, every SCIM request is 401; it is renewed once, not for ever."""
    async with world() as of:
        await saved(of, oauth(of, scope="openid"), check=False)

        tasks = await assigned(of)

        assert len(tasks) == 1
        assert tasks[0].startswith(f"{FAILED}Error while verifying if user priya.raman")
        assert "Unauthorized. Errors reported by remote server:" in tasks[0]
        assert asked(of)[-4:] == [
            "POST token 200",
            "GET Users 401",
            "POST token 200",
            "GET Users 401",
        ]


@pytest.mark.source("zitadel-platform.md 4.4 (observed)")
async def test_without_a_scope_there_is_no_token() -> None:
    """The wizard has no field for scopes; forgotten in the URL, ZITADEL gives no token."""
    async with world() as of:
        plain = oauth(of)
        plain["token_url"] = str(plain["token_url"]).partition("?")[0]

        with pytest.raises(UsageError) as refused:
            await saved(of, plain)

        assert "The scope of your request is missing." in str(refused.value)


@pytest.mark.source("zitadel-platform.md 4.4 (observed)")
async def test_an_inactive_account_loses_its_token_and_gets_no_other() -> None:
    """The token at hand is refused at once, and the renewal says why."""
    async with world() as of:
        await saved(of, oauth(of))
        await inactive(of)

        tasks = await assigned(of)

        told = "Bad Request. Errors reported by remote server: Errors.User.NotActive"
        assert tasks == [f"{FAILED}Error while retrieving OAuth token: {told}"]


async def test_the_secret_and_the_token_are_never_in_the_journal() -> None:
    """Neither records nor exchanges hold them."""
    async with world() as of:
        await saved(of, oauth(of))
        await assigned(of)
        of.journal.flush()

        dump = "\n".join(of.journal.db.iterdump())

        app = of.okta.store.find_app(None)
        token = of.secrets.get(f"okta.app.{app.id}.access")
        assert token is not None
        assert of.secrets[ACCOUNT_SECRET] not in dump
        assert token.split('"')[3] not in dump


@pytest.mark.source("okta-provisioning.md 5 (documented)")
async def test_the_authorization_code_grant_names_its_gap() -> None:
    """A real wizard-made app may know this grant alone; here it is missing and says so."""
    async with world() as of:
        await of.control.do("okta.app.settings", set={"oauth_grant": "authorization_code"})

        with pytest.raises(Gap) as refused:
            await saved(of, oauth(of))

        assert refused.value.gap == "okta-oauth2-authorization-code"


@pytest.mark.source("okta-provisioning.md 5 (documented)")
async def test_a_connector_that_has_signed_in_cannot_change_to_the_missing_grant() -> None:
    """Else the token at hand would go on as if the grant were there."""
    async with world() as of:
        await saved(of, oauth(of))

        with pytest.raises(Gap) as refused:
            await of.control.do("okta.app.settings", set={"oauth_grant": "authorization_code"})

        assert refused.value.gap == "okta-oauth2-authorization-code"
