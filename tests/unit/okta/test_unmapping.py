"""Mappings that are taken away, and values that were cleared: what is sent of them."""

import orjson
import pytest

from simulator.events import JSON
from tests.unit.okta.harness import ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"


def last_body(server: ScimServer) -> dict[str, JSON]:
    """Return the newest body that was sent."""
    found: dict[str, JSON] = orjson.loads([r for r in server.requests if r.content][-1].content)
    return found


@pytest.mark.source("okta-provisioning.md 2.5: unmapped attributes copied unchanged")
async def test_what_is_not_mapped_any_more_goes_back_as_it_was_read(
    tenant: Tenant, server: ScimServer
) -> None:
    """Taking a mapping away neither clears the account's value nor overwrites it later."""
    await tenant.configured()
    await tenant.assigned(title="Clerk")

    await tenant.service.change_mapping("title", expression="")
    await tenant.settle()
    at_once = last_body(server)["title"]
    server.users["acc1"]["title"] = "changed there"
    await tenant.service.update_user(PRIYA, {"nickName": "Pri", "title": "Lead"})
    await tenant.settle()

    assert (at_once, last_body(server)["title"]) == ("Clerk", "changed there")


@pytest.mark.source("okta-provisioning.md 8.1, 2.5")
async def test_mapping_it_again_makes_it_oktas_again(tenant: Tenant, server: ScimServer) -> None:
    """Once mapped anew the value is sent, and one cleared in Okta is emptied."""
    await tenant.configured()
    await tenant.assigned(title="Clerk")
    await tenant.service.change_mapping("title", expression="")
    await tenant.service.change_mapping("title", expression="user.title")
    await tenant.settle()

    await tenant.service.update_user(PRIYA, {"title": None})
    await tenant.settle()

    assert server.users["acc1"]["title"] == ""


@pytest.mark.source("okta-provisioning.md 2.5 (PATCH variant, inferred)")
async def test_a_patch_with_nothing_in_it_is_not_sent(tenant: Tenant, server: ScimServer) -> None:
    """Taking a mapping away changes nothing a PATCH could hold; Force Sync finds nothing owed."""
    await tenant.configured()
    await tenant.service.change_settings({"user_update_method": "PATCH"})
    await tenant.assigned(title="Clerk")

    await tenant.service.change_mapping("title", expression="")
    await tenant.service.force_sync()
    await tenant.settle()

    assert server.sent() == []
    assert tenant.assignment(PRIYA)["sync_state"] == "SYNCHRONIZED"


@pytest.mark.source("okta-provisioning.md 2.3, 2.5 (PATCH variant, inferred)")
async def test_a_linked_account_is_patched_with_all_mapped_values(
    tenant: Tenant, server: ScimServer
) -> None:
    """The profile push after a link has no changes to go by, so it holds the whole mapping."""
    await tenant.configured()
    await tenant.service.change_settings({"user_update_method": "PATCH"})
    server.users["acc9"] = {"id": "acc9", "userName": PRIYA, "title": "old", "active": True}

    await tenant.assigned(title="Clerk")

    found = server.users["acc9"]
    assert found["title"] == "Clerk"
    assert found["name"] == {"givenName": "Priya", "familyName": "Raman"}


@pytest.mark.source("okta-provisioning.md 2.2, 2.5: cleared values (inferred, unknown)")
@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        pytest.param("empty", {"title": ""}, id="empty-text"),
        pytest.param("null", {"title": None}, id="null"),
        pytest.param("omitted", {}, id="left-out"),
    ],
)
async def test_how_a_cleared_value_goes_out_is_a_setting(
    tenant: Tenant, server: ScimServer, setting: str, wanted: dict[str, JSON]
) -> None:
    """The POST of a value cleared before and the PUT of one cleared later follow it alike."""
    await tenant.configured(create=False, update=False, deactivate=False)
    await tenant.service.change_settings({"cleared_values": setting})
    await tenant.person(title="Clerk")
    await tenant.service.assign(user=PRIYA)
    await tenant.service.update_user(PRIYA, {"title": None})
    await tenant.service.set_features(create=True, update=True)

    await tenant.service.provision_users()
    await tenant.settle()
    post = last_body(server)
    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()
    await tenant.service.update_user(PRIYA, {"title": None})
    await tenant.settle()
    put = last_body(server)

    assert {k: v for k, v in post.items() if k == "title"} == wanted
    assert {k: v for k, v in put.items() if k == "title"} == wanted


@pytest.mark.source("okta-provisioning.md 2.5 (PATCH variant, inferred)")
async def test_a_list_whose_entry_was_cleared_is_patched_empty(
    tenant: Tenant, server: ScimServer
) -> None:
    """A phone taken away in Okta leaves an empty list, not a PATCH that says nothing of it."""
    await tenant.configured()
    await tenant.service.change_settings({"user_update_method": "PATCH"})
    await tenant.assigned(primaryPhone="+41 44 000 00 00")

    await tenant.service.update_user(PRIYA, {"primaryPhone": None})
    await tenant.settle()

    assert server.users["acc1"]["phoneNumbers"] == []


@pytest.mark.source("okta-provisioning.md 1.6 (declared type), 2.5")
@pytest.mark.parametrize(
    ("kind", "expression", "wanted"),
    [
        pytest.param("integer", "Convert.toInt(user.costCenter)", None, id="number"),
        pytest.param("boolean", "user.costCenter == null ? null : true", None, id="flag"),
        pytest.param(
            "string[]", "user.costCenter == null ? null : {user.costCenter}", [], id="list"
        ),
    ],
)
async def test_what_is_no_text_is_not_cleared_with_text(
    tenant: Tenant, server: ScimServer, kind: str, expression: str, wanted: JSON
) -> None:
    """A number or flag that has no value any more is null, a list is empty."""
    await tenant.configured()
    await tenant.service.change_mapping(
        "extra", external_name="extra", namespace="urn:n", type=kind, expression=expression
    )
    await tenant.assigned(costCenter="7")

    await tenant.service.update_user(PRIYA, {"costCenter": None})
    await tenant.settle()

    assert last_body(server)["urn:n"] == {"extra": wanted}
