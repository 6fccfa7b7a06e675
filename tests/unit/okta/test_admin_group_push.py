"""Group push and the feature objects over the management API."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.unit.okta.harness import BASE, TOKEN, Tenant, admin_client

pytestmark = pytest.mark.anyio


@pytest.fixture
async def api(tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a tenant with an app that pushes groups and imports."""
    await tenant.service.create_app("Harborline")
    await tenant.service.save_provisioning(
        base_url=BASE,
        authentication={"mode": "header", "token": TOKEN},
        actions=["push_new_users", "push_profile_updates", "push_groups", "import_new_users"],
    )
    async with admin_client(tenant) as client:
        yield client


def url(tenant: Tenant, path: str = "") -> str:
    return f"/api/v1/apps/{tenant.service.store.find_app(None).id}/group-push/mappings{path}"


@pytest.mark.source("okta-management-api.md 6.1, 6.2")
async def test_a_mapping_lives_from_create_to_delete(
    tenant: Tenant, api: httpx.AsyncClient
) -> None:
    """201, pushed; ACTIVE cannot go; INACTIVE sends nothing; delete takes the group along."""
    group = (await tenant.service.create_group("Field Sales"))["id"]

    made = await api.post(
        url(tenant), json={"sourceGroupId": group, "targetGroupName": "Field Sales"}
    )
    await tenant.settle()
    key = made.json()["id"]
    shown = (await api.get(url(tenant, f"/{key}"))).json()
    too_early = await api.delete(url(tenant, f"/{key}"), params={"deleteTargetGroup": "true"})
    tenant.server.sent()
    off = await api.patch(url(tenant, f"/{key}"), json={"status": "INACTIVE"})
    silent = tenant.server.sent()
    gone = await api.delete(url(tenant, f"/{key}"), params={"deleteTargetGroup": "true"})
    await tenant.settle()

    assert (made.status_code, made.json()["status"]) == (201, "ACTIVE")
    assert {"lastPush", "targetGroupId", "_links"} <= set(shown)
    assert "errorSummary" not in shown
    assert (too_early.status_code, too_early.json()["errorCode"]) == (400, "E0000107")
    assert (off.status_code, off.json()["status"], silent) == (200, "INACTIVE", [])
    assert gone.status_code == 204
    assert tenant.server.sent() == ["DELETE /Groups/grp1"]
    assert (await api.get(url(tenant))).json() == []


@pytest.mark.source("okta-management-api.md 3.1, 6.1 (inferred)")
async def test_the_other_end_of_a_push_is_a_group_of_the_app(
    tenant: Tenant, api: httpx.AsyncClient
) -> None:
    """It is read by its id and found by its type: a script can link by targetGroupId."""
    group = (await tenant.service.create_group("Field Sales"))["id"]
    made = await api.post(
        url(tenant), json={"sourceGroupId": group, "targetGroupName": "Field Sales"}
    )
    await tenant.settle()
    target = made.json()["targetGroupId"]

    one = await api.get(f"/api/v1/groups/{target}")
    by_type = await api.get("/api/v1/groups", params={"filter": 'type eq "APP_GROUP"'})
    pages = [await api.get("/api/v1/groups", params={"limit": 1, "q": ""})]
    while following := pages[-1].links.get("next"):
        pages.append(await api.get(following["url"]))

    assert one.json()["profile"]["name"] == "Field Sales"
    assert one.json()["_links"]["source"]["href"].endswith(url(tenant).split("/group-push")[0])
    assert by_type.json() == [one.json()]
    assert [each["id"] for page in pages for each in page.json()][-2:] == [group, target]


@pytest.mark.source("okta-management-api.md 6.2 (F38)")
async def test_a_known_name_must_be_linked_by_its_id(
    tenant: Tenant, api: httpx.AsyncClient
) -> None:
    """targetGroupName of a group Okta knows of is refused; its id is taken."""
    group = (await tenant.service.create_group("Field Sales"))["id"]
    tenant.server.groups["g9"] = {"id": "g9", "displayName": "Field Sales"}
    await tenant.service.refresh_app_groups()
    [known] = tenant.service.store.remote_groups(tenant.service.store.find_app(None).id)

    named = await api.post(
        url(tenant), json={"sourceGroupId": group, "targetGroupName": "Field Sales"}
    )
    by_id = await api.post(url(tenant), json={"sourceGroupId": group, "targetGroupId": known.id})

    assert (named.status_code, named.json()["errorCode"]) == (400, "E0000027")
    assert by_id.status_code == 201
    assert by_id.json()["targetGroupId"] == known.id


@pytest.mark.source("okta-management-api.md 4.5")
async def test_both_features_can_be_set(tenant: Tenant, api: httpx.AsyncClient) -> None:
    """Sync Password with its seed, and the rules of imports, come back as they were put."""
    app = tenant.service.store.find_app(None).id
    features = f"/api/v1/apps/{app}/features"

    outbound = await api.put(
        f"{features}/USER_PROVISIONING",
        json={"update": {"password": {"status": "ENABLED", "seed": "OKTA"}}},
    )
    inbound = await api.put(
        f"{features}/INBOUND_PROVISIONING",
        json={
            "importRules": {
                "userCreateAndMatch": {"exactMatchCriteria": "EMAIL", "autoConfirmNewUsers": True}
            }
        },
    )
    shown = (await api.get(f"/api/v1/apps/{app}")).json()

    password = outbound.json()["capabilities"]["update"]["password"]
    rules = inbound.json()["capabilities"]["importRules"]["userCreateAndMatch"]
    assert password == {"status": "ENABLED", "seed": "OKTA", "change": "KEEP_EXISTING"}
    assert (rules["exactMatchCriteria"], rules["autoConfirmNewUsers"]) == ("EMAIL", True)
    assert {"PUSH_PASSWORD_UPDATES", "GROUP_PUSH"} <= set(shown["features"])
