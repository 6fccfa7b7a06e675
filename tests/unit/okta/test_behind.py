"""A retry sends what was stored: the account is behind, it is said so, and Force Sync cures it."""

import httpx
import pytest

from tests.unit.okta.harness import ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"


@pytest.mark.source("okta-provisioning.md 2.11, 8.1, 11 no. 29")
async def test_a_retry_that_sent_old_values_is_told_as_such(
    tenant: Tenant, server: ScimServer
) -> None:
    """The account is out of sync, why names old and new value, and Force Sync brings it in line."""
    await tenant.configured()
    await tenant.assigned()
    server.once("PUT", httpx.Response(500, json={"detail": "down"}))
    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()
    await tenant.service.update_user(PRIYA, {"title": "Chief"})
    await tenant.settle()

    await tenant.service.retry_task(user=PRIYA)
    await tenant.settle()
    told = (await tenant.service.why(PRIYA))["answer"]
    state = tenant.assignment(PRIYA)["sync_state"]
    before = server.users["acc1"]["title"]
    await tenant.service.force_sync()
    await tenant.settle()

    assert (before, state) == ("Lead", "OUT_OF_SYNC")
    assert "a retry, which sends what was stored" in told
    assert "title: sent 'Lead', now 'Chief'" in told
    assert "Force Sync" in told
    assert server.users["acc1"]["title"] == "Chief"
    assert "counts as in sync" in (await tenant.service.why(PRIYA))["answer"]


@pytest.mark.source("okta-provisioning.md 2.11, 2.12")
async def test_force_sync_also_brings_the_user_name_up_to_date(
    tenant: Tenant, server: ScimServer
) -> None:
    """A retry that put the old userName back is behind by it, although no attribute differs."""
    await tenant.configured()
    await tenant.assigned()
    server.once("PUT", httpx.Response(500, json={"detail": "down"}))
    await tenant.service.update_user(PRIYA, {"email": "pr@northwind.example"})
    await tenant.settle()
    await tenant.service.update_user(PRIYA, {"login": "pr@northwind.example"})
    await tenant.settle()
    await tenant.service.retry_task(user="pr@northwind.example")
    await tenant.settle()
    before = server.users["acc1"]["userName"]

    await tenant.service.force_sync()
    await tenant.settle()

    assert before == PRIYA
    assert server.users["acc1"]["userName"] == "pr@northwind.example"


@pytest.mark.source("okta-provisioning.md 2.5 (PATCH variant), 2.12")
async def test_what_a_patch_did_not_bring_is_pushed_by_force_sync(
    tenant: Tenant, server: ScimServer
) -> None:
    """A PATCH holds its own change only, so a failed one before it is still owed."""
    await tenant.configured()
    await tenant.service.change_settings({"user_update_method": "PATCH"})
    await tenant.assigned()
    server.once("PATCH", httpx.Response(500, json={"detail": "down"}))
    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()
    await tenant.service.update_user(PRIYA, {"nickName": "Pri"})
    await tenant.settle()
    before = (server.users["acc1"].get("title"), tenant.assignment(PRIYA)["sync_state"])

    await tenant.service.force_sync()
    await tenant.settle()

    assert before == (None, "OUT_OF_SYNC")
    assert server.users["acc1"]["title"] == "Lead"


@pytest.mark.source("okta-provisioning.md 2.11, 6.2")
async def test_a_create_that_was_retried_is_behind_the_corrected_profile(
    tenant: Tenant, server: ScimServer
) -> None:
    """The account is made with the values of then; what was corrected since is told."""
    await tenant.configured()
    server.once("POST", httpx.Response(500, json={"detail": "down"}))
    await tenant.person(title="Clerk")
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    await tenant.service.update_user(PRIYA, {"title": "Lead"})

    await tenant.service.retry_task(user=PRIYA)
    await tenant.settle()

    told = (await tenant.service.why(PRIYA))["answer"]
    assert server.users["acc1"]["title"] == "Clerk"
    assert "title: sent 'Clerk', now 'Lead'" in told
