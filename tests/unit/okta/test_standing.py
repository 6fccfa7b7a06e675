"""Why names what is true now, and what can be done about it."""

import httpx
import pytest

from simulator.okta.facts import facts_of
from simulator.okta.standing import Decisive, standing
from tests.unit.okta.harness import ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"


async def why(tenant: Tenant) -> str:
    """Return the words."""
    return str((await tenant.service.why(PRIYA))["answer"])


def because(tenant: Tenant) -> Decisive:
    """Return what decides."""
    store = tenant.service.store
    return standing(
        facts_of(store, store.find_app(None), store.find_user(PRIYA), held=False, now=0)
    ).because


@pytest.mark.source("okta-provisioning.md 3.5, 6.2")
async def test_a_failed_push_whose_task_was_closed_is_no_sync(
    tenant: Tenant, server: ScimServer
) -> None:
    """Marking a task complete sends nothing, so the account is still as it was."""
    await tenant.configured()
    await tenant.assigned()
    server.once("PUT", httpx.Response(500))
    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()

    await tenant.service.complete_task(user=PRIYA)

    assert "The last push failed, and its task was marked complete" in await why(tenant)


@pytest.mark.source("okta-provisioning.md 2.6: 404 on GET")
async def test_an_account_that_was_gone_was_not_switched_off(
    tenant: Tenant, server: ScimServer
) -> None:
    """The job counts as done, and why does not claim more."""
    await tenant.configured()
    await tenant.assigned()
    server.users.clear()

    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()

    assert "The account was not there any more (404)" in await why(tenant)


@pytest.mark.source("okta-provisioning.md 2.5 (branch 404), 11 no. 9")
async def test_a_lost_account_is_not_cured_by_a_retry(tenant: Tenant, server: ScimServer) -> None:
    """A retry asks for the same id again, so why says unassign and assign."""
    await tenant.configured()
    await tenant.assigned()
    server.users.clear()

    await tenant.service.update_user(PRIYA, {"title": "Lead"})
    await tenant.settle()

    told = await why(tenant)
    assert "The account acc1 is not there any more" in told
    assert "unassign the person and assign again. Okta's task: Automatic profile push" in told


@pytest.mark.source("okta-provisioning.md 1.4, 11 no. 22, 23")
@pytest.mark.parametrize(
    ("toggle", "there", "words"),
    [
        pytest.param("create", False, "Create Users is off: turn it on", id="nobody"),
        pytest.param("deactivate", True, "is off: turn it on and retry the task", id="inactive"),
    ],
)
async def test_the_toggle_behind_a_failure_is_named(
    tenant: Tenant, server: ScimServer, toggle: str, there: bool, words: str
) -> None:
    """Okta's text says what it met; the setting that made it a failure is the answer."""
    await tenant.configured(**{toggle: False})
    if there:
        server.users["acc9"] = {"id": "acc9", "userName": PRIYA, "active": False}
    await tenant.person()

    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    assert words in await why(tenant)
    assert because(tenant) == Decisive("setting", f"features.{toggle}", False)


@pytest.mark.source("okta-provisioning.md 2.6, 3.5")
async def test_a_failed_leaver_names_the_cure(tenant: Tenant, server: ScimServer) -> None:
    """Nothing repeats a failed deactivation; somebody has to retry the task."""
    await tenant.configured()
    await tenant.assigned()
    server.always("PUT", 503)

    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()

    assert "is not tried again by itself: retry the task." in await why(tenant)


@pytest.mark.source("okta-provisioning.md 2.1 (T27)")
async def test_a_person_deactivated_while_the_app_was_inactive(
    tenant: Tenant, server: ScimServer
) -> None:
    """The assignment stays and nothing is sent for it, also once the app is active again."""
    await tenant.configured()
    await tenant.assigned()
    await tenant.service.deactivate_app()
    await tenant.service.deactivate_user(PRIYA)

    await tenant.service.activate_app()
    await tenant.settle()

    assert server.users["acc1"]["active"] is True
    assert "was deactivated in Okta while the app was inactive" in await why(tenant)


@pytest.mark.source("okta-provisioning.md 2.11, 3.5")
async def test_an_old_deprovisioning_task_is_a_trap(tenant: Tenant, server: ScimServer) -> None:
    """Retried after the person got the app again it switches the account off; why says so."""
    await tenant.configured()
    await tenant.assigned()
    server.once("PUT", httpx.Response(500))
    await tenant.service.unassign(user=PRIYA)
    await tenant.settle()
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()
    before = await why(tenant)

    await tenant.service.retry_task(user=PRIYA)
    await tenant.settle()
    after = await why(tenant)
    await tenant.service.unassign(user=PRIYA)
    await tenant.service.assign(user=PRIYA)
    await tenant.settle()

    assert "retrying it switches off the account the person has again" in before
    assert "unassign and assign switches it on" in after
    assert "counts as in sync" in await why(tenant)
    assert server.users["acc1"]["active"] is True
