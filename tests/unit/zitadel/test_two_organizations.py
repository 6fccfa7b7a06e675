"""Two organizations of one instance: names they share, and what each sees of the other."""

from collections.abc import Iterator

import pytest

from simulator.scim import urns
from tests.unit.zitadel.lab import operation, user
from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import Whole, bulk

pytestmark = pytest.mark.anyio

MANAGER = "ORG_USER_MANAGER"


@pytest.fixture
def lab() -> Iterator[Whole]:
    """A whole ZITADEL in memory."""
    made = Whole()
    yield made
    made.journal.close()


def error_id(answer: Answer) -> str:
    """Return the id of a refusal."""
    return str(answer.json[urns.ZITADEL_ERROR_DETAIL]["id"])


async def own_names(lab: Whole, org: str, on: bool = True) -> Answer:
    """Let the login names of an organization carry its domain."""
    path = f"/admin/v1/orgs/{org}/policies/domain"
    return await lab.call("POST" if on else "PUT", path, {"userLoginMustBeDomain": on})


# -- equal user names --------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 7.4")
async def test_a_user_name_is_unique_over_the_instance(lab: Whole) -> None:
    """The other organization's name is taken too, in any case, by whatever way one asks for it."""
    acme = await lab.make_org("Acme")
    await lab.person("cedar")
    other = await lab.person("maple", org=acme)

    created = await lab.scim("POST", "/Users", user("Cedar"), org=acme)
    replaced = await lab.scim("PUT", f"/Users/{other}", user("CEDAR"), org=acme)
    patched = await lab.patch(other, operation("replace", "userName", value="cedar"), org=acme)
    in_bulk = await lab.scim(
        "POST", "/Bulk", bulk({"method": "POST", "path": "/Users", "data": user("cedar")}), org=acme
    )

    assert [created.status, replaced.status, patched.status] == [409, 409, 409]
    assert in_bulk.json["Operations"][0]["status"] == "409"
    assert (await lab.read(other, org=acme))["userName"] == "maple"


@pytest.mark.source("zitadel-scim.md 7.4; ZITADEL, repository/settings/organization.go")
async def test_names_of_one_s_own_are_not_let_loose_where_they_are_taken(lab: Whole) -> None:
    """The setting goes back only when no name would be there twice on the instance."""
    acme = await lab.make_org("Acme")
    await lab.person("cedar")

    async def scoped(on: bool) -> Answer:
        body = {"organizationId": acme, "organizationScopedUsernames": on}
        return await lab.call("POST", "/v2/settings/organization", body)

    await scoped(True)
    twin = await lab.person("Cedar", org=acme)
    refused = await scoped(False)
    still = await lab.scim("POST", "/Users", user("cedar"), org=acme)
    await lab.scim("DELETE", f"/Users/{twin}", org=acme)

    assert refused.error == (409, "User already exists (V3-DKcYh)")
    assert error_id(still) == "V3-DKcYh"
    assert (await scoped(False)).status == 200


@pytest.mark.source("zitadel-scim.md 7.4")
async def test_service_accounts_share_the_names(lab: Whole) -> None:
    """A person cannot be called like a service account of another organization."""
    acme = await lab.make_org("Acme")
    await lab.make_machine("robot", acme)

    assert (await lab.scim("POST", "/Users", user("Robot"))).status == 409


@pytest.mark.source("zitadel-scim.md 7.4")
async def test_a_user_name_is_the_organizations_own_where_the_policy_says_so(lab: Whole) -> None:
    """Equal names in two organizations are two people, each found where it is; not two in one."""
    acme = await lab.make_org("Acme")
    here = await lab.person("cedar")
    await own_names(lab, acme)
    there = await lab.person("cedar", org=acme)
    again = await lab.scim("POST", "/Users", user("CEDAR"), org=acme)

    assert again.status == 409
    assert await lab.found('userName eq "cedar"') == [here]
    assert await lab.found('userName eq "cedar"', org=acme) == [there]


@pytest.mark.source("zitadel-scim.md 7.4")
async def test_what_is_deleted_in_one_organization_stays_taken_in_the_other(lab: Whole) -> None:
    """Each organization with names of its own frees them for itself alone."""
    acme = await lab.make_org("Acme")
    await own_names(lab, acme)
    here = await lab.person("cedar")
    there = await lab.person("cedar", org=acme)

    await lab.scim("DELETE", f"/Users/{there}", org=acme)
    freed = await lab.scim("POST", "/Users", user("cedar"), org=acme)
    taken = await lab.scim("POST", "/Users", user("cedar"))

    assert (freed.status, taken.status) == (201, 409)
    assert (await lab.read(here))["userName"] == "cedar"


@pytest.mark.source("zitadel-scim.md 7.4")
async def test_e_mail_addresses_and_external_ids_may_be_equal(lab: Whole) -> None:
    """Neither is unique, not even within an organization."""
    same = {"externalId": "e-1", "emails": [{"value": "same@example.com"}]}
    acme = await lab.make_org("Acme")

    answers = [
        await lab.scim("POST", "/Users", {**user(login), **same}, org=org)
        for login, org in (("ash", ""), ("elm", ""), ("fir", acme))
    ]

    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len(await lab.found('externalId eq "e-1"')) == 2
    assert len(await lab.found('externalId eq "e-1"', org=acme)) == 1


# -- nobody sees the other's people ------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 1.5")
async def test_a_user_of_another_organization_is_not_found(lab: Whole) -> None:
    """Whatever one may do: the organization in the path decides, for an owner of the instance too.

    Nothing is changed by the attempt.
    """
    acme = await lab.make_org("Acme")
    theirs = await lab.person("maple", org=acme)
    before = await lab.read(theirs, org=acme)

    answers = [
        await lab.scim("GET", f"/Users/{theirs}"),
        await lab.scim("PUT", f"/Users/{theirs}", user("oak")),
        await lab.patch(theirs, operation("replace", "title", value="x")),
        await lab.scim("DELETE", f"/Users/{theirs}"),
    ]
    operations = bulk(
        {"method": "PUT", "path": f"/Users/{theirs}", "data": user("oak")},
        {"method": "DELETE", "path": f"/Users/{theirs}"},
    )
    in_bulk = await lab.scim("POST", "/Bulk", operations)

    assert [(answer.status, error_id(answer)) for answer in answers] == [
        (404, "QUERY-Dfbg2"),
        (404, "COMMAND-ugjs0upun6"),
        (404, "COMMAND-ugjs0upun6"),
        (404, "COMMAND-bd4ir1mblj"),
    ]
    assert [each["status"] for each in in_bulk.json["Operations"]] == ["404", "404"]
    assert await lab.read(theirs, org=acme) == before


@pytest.mark.source("zitadel-scim.md 11.1")
@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(None, id="no filter"),
        pytest.param("userName pr", id="everybody"),
        pytest.param('not (userName eq "x")', id="not"),
        pytest.param('userName eq "maple" or id pr', id="or"),
        pytest.param('userName eq "maple" or not (externalId eq "x")', id="or not"),
        pytest.param('externalId eq "theirs"', id="external id"),
        pytest.param('active eq true or externalId ne "x"', id="or states"),
        pytest.param('emails.value co "@"', id="addresses"),
    ],
)
@pytest.mark.parametrize(
    "sort",
    ["id", "userName", "name.givenName", "name.familyName", "emails", "meta.created"],
)
async def test_no_list_shows_a_user_of_another_organization(
    lab: Whole, expression: str | None, sort: str
) -> None:
    """No filter and no order reaches beyond the organization, and none is counted."""
    acme = await lab.make_org("Acme")
    theirs = await lab.person("maple", org=acme, externalId="theirs")
    ours = await lab.person("cedar", externalId="ours")
    body = {"schemas": [urns.SEARCH_REQUEST], "filter": expression, "sortBy": sort}

    seen = (await lab.scim("POST", "/Users/.search", body)).json
    ids = [each["id"] for each in seen["Resources"]]

    assert theirs not in ids
    assert set(ids) <= {ours, lab.instance.human_id}
    assert seen["totalResults"] == len(ids)


@pytest.mark.source("zitadel-scim.md 3.2, 12.5")
async def test_an_account_of_another_organization_has_no_membership_here(lab: Whole) -> None:
    """Every route refuses it before anything is looked up; in Bulk each operation does."""
    acme = await lab.make_org("Acme")
    token = (await lab.make_account("bot", MANAGER, org=acme)).token
    ours = await lab.person("cedar")

    answers = [
        await lab.scim("GET", "/Users", token=token),
        await lab.scim("GET", f"/Users/{ours}", token=token),
        await lab.scim("POST", "/Users", user("oak"), token=token),
        await lab.scim("PUT", f"/Users/{ours}", user("oak"), token=token),
        await lab.patch(ours, operation("remove", "title"), token=token),
        await lab.scim("DELETE", f"/Users/{ours}", token=token),
    ]
    operations = bulk({"method": "DELETE", "path": f"/Users/{ours}"})
    in_bulk = await lab.scim("POST", "/Bulk", operations, token=token)

    assert {(answer.status, error_id(answer)) for answer in answers} == {(404, "AUTHZ-cdgFk")}
    assert in_bulk.json["Operations"][0]["status"] == "404"
    assert (await lab.scim("GET", "/Users", token=token, org=acme)).status == 200
    assert (await lab.read(ours))["userName"] == "cedar"


@pytest.mark.source("zitadel-scim.md 11.2")
async def test_a_count_of_zero_counts_everybody_and_shows_nobody(lab: Whole) -> None:
    """ZITADEL forgets the conditions there: a number leaks, no user does."""
    acme = await lab.make_org("Acme")
    token = (await lab.make_account("bot", MANAGER, org=acme)).token
    await lab.person("cedar")
    await lab.person("maple", org=acme)

    seen = (await lab.scim("GET", "/Users?count=0", token=token, org=acme)).json

    assert seen["Resources"] == []
    assert seen["totalResults"] == 5  # two owners of the instance, the account, two people


@pytest.mark.source("zitadel-scim.md 1.5")
async def test_a_change_brings_nobody_back_from_a_removed_organization(lab: Whole) -> None:
    """A PATCH is obeyed, and still nobody is shown."""
    acme = await lab.make_org("Acme")
    person = await lab.person("maple", org=acme)
    await lab.call("DELETE", "/management/v1/orgs/me", org=acme)

    patched = await lab.patch(person, operation("replace", "title", value="Lead"), org=acme)
    shown = await lab.scim("GET", f"/Users/{person}", org=acme)
    await lab.patch(person, operation("replace", "title", value="Head"), org=acme)
    found = await lab.scim("GET", "/Users?filter=userName%20eq%20%22maple%22", org=acme)

    assert patched.status == 204
    assert (shown.status, error_id(shown)) == (404, "QUERY-Dfbg2")
    assert found.json["Resources"] == []
