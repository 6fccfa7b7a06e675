"""Settings of the app integration: what each gates, and what Explain says of it."""

from typing import Any

import httpx
import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from tests.unit.okta.harness import BASE, TOKEN, ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
NEW = "N3w-secret-91"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


async def explained(tenant: Tenant) -> str:
    """Return the answer to why."""
    return str((await tenant.service.why(PRIYA))["answer"])


# -- Federation Broker Mode ----------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 1.1 (documented)")
async def test_broker_mode_sends_nothing_and_says_so(tenant: Tenant, server: ScimServer) -> None:
    """On: no assignment, change or leaving is sent, and why names the mode; off: all as before."""
    await tenant.configured()
    await tenant.person()
    await tenant.service.set_broker_mode(True)

    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    during = server.sent()
    told = await explained(tenant)
    await tenant.service.set_broker_mode(False)
    await tenant.service.provision_users()
    await tenant.settle()

    events = [r.data["event_type"] for r in tenant.records("okta.log")]
    assert during == []
    assert "Federation Broker Mode is on" in told
    assert server.sent()[-1] == "POST /Users"
    assert "application.configuration.enable_fed_broker_mode" in events
    assert "application.configuration.disable_fed_broker_mode" in events


@pytest.mark.source("okta-provisioning.md 1.1 (documented)")
@pytest.mark.parametrize(
    ("verb", "tab"),
    [
        pytest.param("test_connector", "Provisioning", id="test-connector"),
        pytest.param("set_features", "Provisioning", id="toggles"),
        pytest.param("import_now", "Import", id="import"),
        pytest.param("refresh_app_groups", "Push Groups", id="app-groups"),
    ],
)
async def test_broker_mode_hides_what_would_send(
    tenant: Tenant, server: ScimServer, verb: str, tab: str
) -> None:
    """The tabs are gone, so none of their buttons sends anything."""
    await tenant.configured()
    await tenant.service.set_broker_mode(True)
    before = server.sent()

    with pytest.raises(UsageError, match=f"has no {tab} tab: Federation Broker Mode is on"):
        await getattr(tenant.service, verb)()

    assert server.sent() == before


@pytest.mark.source("okta-provisioning.md 1.1 (documented)")
async def test_a_swa_app_has_no_broker_mode(tenant: Tenant) -> None:
    """Only SAML and OIDC apps have it."""
    await tenant.service.create_app("Harborline", sign_on="AUTO_LOGIN")

    with pytest.raises(UsageError, match="has no Federation Broker Mode"):
        await tenant.service.set_broker_mode(True)


# -- passwords -----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.4, 3.5, 7.1 (documented)")
async def test_a_refused_password_leaves_its_own_task(tenant: Tenant, server: ScimServer) -> None:
    """The account stays in sync; the task has its own card, the log its own event."""
    await tenant.configured(password=True)
    await tenant.assigned()
    server.once("PUT", httpx.Response(400, json={"detail": "too short"}))

    await tenant.service.set_password(PRIYA, NEW)
    await tenant.settle()

    [task] = tenant.tasks()
    assert task == (
        "Automatic provisioning of user Priya Raman to app Harborline failed: Error pushing"
        " password: Bad Request. Errors reported by remote server: too short"
    )
    assert "application.provision.user.password FAILURE" in tenant.log()
    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"


async def test_a_password_is_nowhere_in_the_journal(tenant: Tenant) -> None:
    """It is held as a secret while an app wants it, and forgotten with the deactivation."""
    await tenant.configured(password=True)
    user = await tenant.person(password=NEW)
    await tenant.service.assign(user=PRIYA)
    await tenant.service.set_password(PRIYA, NEW)
    await tenant.settle()

    held = tenant.secrets.get(f"okta.user.{user}.password")
    await tenant.service.deactivate_user(PRIYA)
    tenant.journal.flush()

    assert held == NEW
    assert tenant.secrets.get(f"okta.user.{user}.password") is None
    assert NEW not in "\n".join(tenant.journal.db.iterdump())


async def test_without_sync_no_password_is_held(tenant: Tenant) -> None:
    """Nobody wants it, so it is not kept."""
    await tenant.configured()
    user = await tenant.person(password=NEW)

    assert tenant.secrets.get(f"okta.user.{user}.password") is None


# -- what the answers of the server lead to ------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.6 (inferred: itsaplan#250)")
async def test_a_create_without_an_answer_may_start_over(
    tenant: Tenant, server: ScimServer
) -> None:
    """With the setting the job looks the account up again, once; the account is linked."""
    await tenant.configured()
    await tenant.service.change_settings({"retry_create_after_timeout": True})
    await tenant.person()
    made = {"id": "a1", "userName": PRIYA, "active": True}

    def lost(request: httpx.Request) -> httpx.Response | None:
        if request.method != "POST":
            return None
        server.users["a1"] = made
        raise httpx.ReadTimeout("", request=request)

    server.script.append(lost)
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    assert [each.split()[0] for each in server.sent()] == ["GET", "POST", "GET", "GET", "PUT"]
    assert tenant.tasks() == []
    assert tenant.assignment(PRIYA)["linked_id"] == "a1"


# -- group-assigned people -----------------------------------------------------------------


async def grouped(tenant: Tenant, *names: str, **values: list[JSON]) -> None:
    """Assign groups of Priya, the last one named with the highest priority."""
    await tenant.configured()
    await tenant.service.change_mapping(
        "tags", external_name="tags", namespace=CORE, type="string[]", expression=""
    )
    await tenant.person()
    for name in names:
        await tenant.service.create_group(name, [PRIYA])
        await tenant.service.assign(group=name, profile={"tags": values[name]})
    await tenant.settle()


@pytest.mark.source("okta-provisioning.md 1.6, 1.7 (documented)")
@pytest.mark.parametrize(
    ("combine", "sent"),
    [
        pytest.param(False, ["b", "c"], id="group priority"),
        pytest.param(True, ["b", "c", "a"], id="combined"),
    ],
)
async def test_lists_of_several_groups(
    tenant: Tenant, server: ScimServer, combine: bool, sent: list[str]
) -> None:
    """The first group's list wins, or all are joined in the order of priority, nothing twice."""
    await grouped(tenant, "A", "B", A=["a", "b"], B=["b", "c"])

    await tenant.service.change_mapping("tags", combine=combine)
    await tenant.settle()

    assert server.users["acc1"]["tags"] == sent


@pytest.mark.source("okta-provisioning.md 1.7 (inferred)")
async def test_losing_the_first_group_pushes_the_next_ones_values(
    tenant: Tenant, server: ScimServer
) -> None:
    """The assignment stays with the other group, the profile is calculated and pushed anew."""
    await grouped(tenant, "A", "B", A=["a"], B=["b"])
    server.sent()

    await tenant.service.remove_member("B", PRIYA)
    await tenant.settle()

    assert server.sent() == ["GET /Users/acc1", "PUT /Users/acc1"]
    assert server.users["acc1"]["tags"] == ["a"]
    assert tenant.assignment(PRIYA)["scope"] == "GROUP"


@pytest.mark.source("okta-provisioning.md 1.7 (documented)")
async def test_direct_and_back(tenant: Tenant, server: ScimServer) -> None:
    """Assigning directly changes the scope alone; Convert assignments gives it to the group."""
    await grouped(tenant, "A", A=["a"])
    server.sent()

    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    direct = tenant.assignment(PRIYA)["scope"]
    await tenant.service.convert_assignments()
    await tenant.settle()

    assert direct == "USER"
    assert tenant.assignment(PRIYA)["scope"] == "GROUP"
    assert server.sent() == []


@pytest.mark.source("okta-provisioning.md 2.10: an individual assignment is left alone (inferred)")
async def test_a_groups_values_do_not_reach_who_has_the_app_directly(
    tenant: Tenant, server: ScimServer
) -> None:
    """What they had stays, whatever the group says then, until they have it through the group."""
    await grouped(tenant, "A", A=["a"])
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    server.sent()

    await tenant.service.assign(group="A", profile={"tags": ["b"]})
    await tenant.settle()
    alone = server.sent()
    await tenant.service.convert_assignments()
    await tenant.settle()

    assert alone == []
    assert server.users["acc1"]["tags"] == ["b"]


@pytest.mark.source("okta-management-api.md 5.3: priority, profile")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"priority": -1}, "0 is the highest", id="below-0"),
        pytest.param({"priority": "x"}, "must be a number", id="no-number"),
        pytest.param({"profile": {"nope": 1}}, "Property 'nope' not found", id="unknown-attribute"),
    ],
)
async def test_what_a_group_assignment_refuses(
    tenant: Tenant, given: dict[str, Any], words: str
) -> None:
    """Places count from 0, and values need an attribute of the app."""
    await grouped(tenant, "A", A=["a"])

    with pytest.raises(UsageError) as refused:
        await tenant.service.assign(group="A", **given)

    assert words in str(refused.value)


@pytest.mark.source("okta-provisioning.md 1.7 (documented)")
async def test_the_order_of_groups_decides_whose_values_count(
    tenant: Tenant, server: ScimServer
) -> None:
    """Moving the other group to the top calculates the profile anew and pushes it."""
    await grouped(tenant, "A", "B", A=["a"], B=["b"])
    before = server.users["acc1"]["tags"]
    server.sent()

    await tenant.service.assign(group="A", priority=0)
    await tenant.settle()

    assert (before, server.users["acc1"]["tags"]) == (["b"], ["a"])
    assert server.sent() == ["GET /Users/acc1", "PUT /Users/acc1"]


@pytest.mark.source("okta-provisioning.md 1.7, 2.10 (inferred)")
async def test_a_direct_assignment_outlives_the_last_group(
    tenant: Tenant, server: ScimServer
) -> None:
    """Who also has the app directly stays when the group goes, and leaves with the direct one."""
    await grouped(tenant, "A", A=["a"])
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    await tenant.service.remove_member("A", PRIYA)
    await tenant.settle()
    kept = (tenant.assignment(PRIYA)["status"], server.users["acc1"]["active"])
    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()

    assert kept == ("PROVISIONED", True)
    assert server.users["acc1"]["active"] is False


@pytest.mark.source("okta-provisioning.md 2.7 (documented: a suspended profile can be updated)")
async def test_a_change_while_suspended_is_pushed(tenant: Tenant, server: ScimServer) -> None:
    """Suspending sends nothing; what changes meanwhile goes out as ever."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.suspend_user(PRIYA)

    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()

    assert server.sent() == ["GET /Users/acc1", "PUT /Users/acc1"]


# -- the newer wizard ----------------------------------------------------------------------


def offering(server: ScimServer, *extensions: str) -> None:
    """Make the server describe itself; it has an extension, listed or not."""
    other = "urn:example:user"
    types = [
        {"name": "User", "schema": CORE, "schemaExtensions": [{"schema": e} for e in extensions]}
    ]
    schemas = [
        {
            "id": CORE,
            "attributes": [
                {"name": "userName", "type": "string", "required": True},
                {
                    "name": "name",
                    "type": "complex",
                    "subAttributes": [
                        {"name": "givenName", "type": "string", "required": True},
                        {"name": "middleName", "type": "string"},
                    ],
                },
                {"name": "emails", "type": "complex", "multiValued": True, "required": True},
                {"name": "title", "type": "string"},
                {
                    "name": "groups",
                    "type": "complex",
                    "multiValued": True,
                    "mutability": "readOnly",
                },
            ],
        },
        {"id": other, "attributes": [{"name": "badge", "type": "integer", "required": True}]},
    ]

    def answer(request: httpx.Request) -> httpx.Response | None:
        for kind, found in (("/ResourceTypes", types), ("/Schemas", schemas)):
            if request.url.path.endswith(kind):
                return httpx.Response(200, json={"totalResults": 1, "Resources": found})
        return None

    server.script.append(answer)


async def newer(tenant: Tenant) -> list[str]:
    """Save an app of the newer wizard with Import User Schema; return its attributes."""
    await tenant.service.create_app("Harborline", kind="OIW")
    await tenant.service.change_settings({"import_user_schema": True})
    await tenant.service.save_provisioning(
        base_url=BASE, authentication={"mode": "header", "token": TOKEN}
    )
    return [each["name"] for each in await tenant.service.show_mappings()]


@pytest.mark.source("okta-provisioning.md 2.19 (documented: F02)")
async def test_import_user_schema_takes_what_is_required(
    tenant: Tenant, server: ScimServer
) -> None:
    """Both lists are read; required core attributes come in unmapped, an unlisted extension not."""
    offering(server)

    names = await newer(tenant)

    assert server.sent() == [
        "GET /Users?startIndex=1&count=2",
        "GET /ResourceTypes",
        "GET /Schemas",
    ]
    assert names == ["givenName", "email"]
    assert all(not each["expression"] for each in await tenant.service.show_mappings())
    added = await tenant.service.change_mapping("title", expression="user.title")
    assert added["external_name"] == "title"


@pytest.mark.source("okta-provisioning.md 2.19 (documented)")
async def test_listed_extensions_are_taken(tenant: Tenant, server: ScimServer) -> None:
    """An extension under the User type counts."""
    offering(server, "urn:example:user")

    assert "badge" in await newer(tenant)


@pytest.mark.source("okta-provisioning.md 2.19 (inferred)")
async def test_without_discovery_the_profile_stays(tenant: Tenant) -> None:
    """404 leaves the default attributes and an event."""
    names = await newer(tenant)

    [event] = [
        r.data
        for r in tenant.records("okta.log")
        if r.data["event_type"] == "application.configuration.import_schema"
    ]
    assert "familyName" in names
    assert (event["outcome"], event["reason"]) == (
        "FAILURE",
        "Not Found. Errors reported by remote server: ResourceTypes not found",
    )


# -- the authentication --------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 1.2 (documented)")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(
            {"mode": "basic", "user": "okta", "password": "p"}, "has no field user", id="mistyped"
        ),
        pytest.param({"mode": "basic", "username": "okta"}, "needs a password", id="missing"),
        pytest.param(
            {"mode": "oauth2", "client_id": "c", "client_secret": "s", "private_key": "k"},
            "has no field private_key",
            id="unknown to Okta",
        ),
        pytest.param({"token": ""}, "needs a token", id="empty"),
    ],
)
async def test_an_authentication_that_lacks_something_is_refused(
    tenant: Tenant, server: ScimServer, given: dict[str, JSON], told: str
) -> None:
    """Before anything is sent: nobody signs in as ``None``."""
    await tenant.service.create_app("Harborline")

    with pytest.raises(UsageError, match=told):
        await tenant.service.save_provisioning(base_url=BASE, authentication=given)

    assert server.sent() == []


# -- the base URL --------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 1.2 (documented)")
async def test_a_base_url_with_an_underscore_is_refused(tenant: Tenant) -> None:
    """Okta says so before it asks anything."""
    await tenant.service.create_app("Harborline")

    with pytest.raises(UsageError, match="underscore"):
        await tenant.service.save_provisioning(
            base_url="http://scim_server.example.test/scim",
            authentication={"mode": "header", "token": TOKEN},
        )


@pytest.mark.source("okta-provisioning.md 11 row 32 (observed)")
async def test_a_slash_at_the_end_goes_out_doubled(tenant: Tenant, server: ScimServer) -> None:
    """The path is appended as it is: every call has two slashes."""
    await tenant.service.create_app("Harborline")

    await tenant.service.save_provisioning(
        base_url=f"{BASE}/",
        authentication={"mode": "header", "token": TOKEN},
        check=False,
    )
    await tenant.service.test_connector()

    assert server.requests[-1].url.raw_path.startswith(b"/scim/v2//Users")


async def test_a_token_no_header_can_carry_is_refused(tenant: Tenant) -> None:
    """It is told when it is saved, not by a job that cannot send it."""
    await tenant.service.create_app("Harborline")

    with pytest.raises(UsageError, match="ASCII"):
        await tenant.service.save_provisioning(base_url=BASE, authentication={"token": "Bäume"})
