"""Organizations that are deactivated, activated again, or removed."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

ME = "/management/v1/orgs/me"
SOURCE = "ZITADEL, internal/command/org.go"


@pytest.mark.source(f"{SOURCE}; zitadel-platform.md 1.4")
async def test_an_organization_is_deactivated_and_activated_again(lab: Lab) -> None:
    """Each a change of its own; what it is already is refused."""
    org = await lab.make_org("Acme")
    answers = [
        await lab.call("POST", f"{ME}/{verb}", {}, org=org)
        for verb in ("_reactivate", "_deactivate", "_deactivate", "_reactivate")
    ]

    assert answers[0].error == (400, "Organisation is already active (EVENT-bfnrh)")
    assert list(answers[1].json["details"]) == ["sequence", "changeDate", "resourceOwner"]
    assert answers[1].json["details"]["sequence"] == "5"
    assert answers[2].error == (400, "Organisation is already deactivated (EVENT-Dbs2g)")
    assert answers[3].json["details"]["resourceOwner"] == org
    assert (await lab.call("GET", ME, org=org)).json["org"]["state"] == "ORG_STATE_ACTIVE"


@pytest.mark.source(f"{SOURCE}; zitadel-scim.md 1.5")
async def test_a_removed_organization_is_gone_with_its_names_and_tokens(lab: Lab) -> None:
    """Its names are free, its accounts are nobody; the instance is said to own what is left."""
    org = await lab.make_org("Acme")
    account = await lab.make_account("bot", "ORG_OWNER", org=org)

    removed = await lab.call("DELETE", ME, org=org, token=account.token)

    assert removed.json["details"]["resourceOwner"] == lab.instance.instance_id
    machine: JSON = {"organizationId": lab.org, "username": "BOT", "machine": {"name": "B"}}
    assert (await lab.call("POST", "/v2/users/new", machine)).status == 200
    told = await lab.call("GET", "/auth/v1/users/me", token=account.token)
    assert told.error == (401, "Errors.Token.Invalid (AUTH-7fs1e)")
    assert (await lab.call("POST", "/v2/organizations", {"name": "Acme"})).status == 201


@pytest.mark.source(SOURCE)
async def test_who_may_remove_an_organization(lab: Lab) -> None:
    """Its owner may; the default one stays, whoever asks."""
    manager = await lab.make_account("bot", "ORG_USER_MANAGER")

    refused = await lab.call("DELETE", ME, token=manager.token)
    kept = await lab.call("DELETE", ME)

    assert refused.error == (403, "No matching permissions found (AUTH-5mWD2)")
    assert kept.error == (400, "Default Organisation must not be deleted (COMMA-wG9p1)")
