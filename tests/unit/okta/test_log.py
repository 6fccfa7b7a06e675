"""The System Log: which entries an action leaves, in which order, and under which names."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from simulator.okta.logtexts import MESSAGES
from tests.unit.okta.harness import ScimServer, Tenant

pytestmark = pytest.mark.anyio
PRIYA = "priya.raman@northwind.example"
Story = Callable[[Tenant, ScimServer], Awaitable[None]]

INVENTORY = {
    "application.provision.user.": "activate deactivate delete delete.schedule deprovision import"
    " import_profile password push push_okta_password push_password push_profile reactivate sync"
    " remove_entitlements remove_entitlements.schedule verify_exists",
    "application.provision.group.": "add import remove update verify_exists",
    "application.provision.group_membership.": "add import remove update",
    "application.provision.group_push.": "activate_mapping deactivate_mapping delete_appgroup"
    " mapping.app.group.renamed mapping.app.group.renamed.failed mapping.created pushed removed"
    " mapping.update.or.delete.failed mapping.update.or.delete.failed.with.error updated"
    " push_memberships",
    "application.provision.": "integration.call_api field_mapping_rule.change",
    "application.integration.": "api_query authentication_failure general_failure"
    " rate_limit_exceeded transfer_files",
    "application.configuration.": "update import_schema detect_error enable_fed_broker_mode"
    " disable_fed_broker_mode update_api_credentials_for_pass_change",
    "application.user_membership.": "add approve change_password change_username deprovision"
    " provision remove restore restore_password revoke show_password update",
    "application.lifecycle.": "create update activate deactivate delete",
    "application.appuser.": "mapping.invalid.expression",
    "group.application_assignment.": "add remove update skip_assignment_reconcile",
    "group.": "user_membership.add user_membership.remove profile.update lifecycle.create"
    " lifecycle.delete",
    "app.user_management.": "push_new_user_success update_from_master_failed",
    "app.app_instance.provision_sync_job.": "started completed failed",
    "system.import.": "start complete complete_batch schedule download.start download.complete"
    " object_creation.start object_creation.complete user_matching.start user_matching.complete"
    " membership_processing.start membership_processing.complete implicit_deletion.start"
    " implicit_deletion.complete user.create user.update user.delete user.match user.complete"
    " group.complete user_match.confirm clear.unconfirmed.users.summary roadblock",
    "user.lifecycle.": "create activate reactivate deactivate suspend unsuspend delete.initiated"
    " delete.completed",
    "user.account.": "update_profile update_password reset_password expire_password lock unlock"
    " unlock_by_admin",
    "task.lifecycle.": "create update activate deactivate delete",
}


@pytest.mark.source("okta-provisioning.md 7.2 (documented: exact strings)")
def test_every_name_is_one_of_oktas() -> None:
    """Nothing is logged under a name that Okta's catalogue does not have."""
    known = {begin + end for begin, ends in INVENTORY.items() for end in ends.split()}

    assert set(MESSAGES) - known == set()


async def assign(tenant: Tenant, _: ScimServer) -> None:
    """Assign somebody who is new."""
    await tenant.service.assign(user=PRIYA)


async def refuse(tenant: Tenant, server: ScimServer) -> None:
    """Assign somebody whom the server refuses."""
    server.once("POST", httpx.Response(400, json={"detail": "title is too long"}))
    await tenant.service.assign(user=PRIYA)


async def unassign(tenant: Tenant, _: ScimServer) -> None:
    """Take the app away."""
    await tenant.service.unassign(user=PRIYA)


async def change(tenant: Tenant, _: ScimServer) -> None:
    """Change a mapped attribute."""
    await tenant.service.update_user(PRIYA, {"title": "Lead"})


async def suspend(tenant: Tenant, _: ScimServer) -> None:
    """Suspend somebody who has the app."""
    await tenant.service.suspend_user(PRIYA)


async def lock(tenant: Tenant, _: ScimServer) -> None:
    """Lock somebody out, and let them in again."""
    await tenant.service.lock_user(PRIYA)
    await tenant.service.unlock_user(PRIYA)


async def deactivate(tenant: Tenant, _: ScimServer) -> None:
    """Deactivate somebody who has the app."""
    await tenant.service.deactivate_user(PRIYA)


async def unauthorized(tenant: Tenant, server: ScimServer) -> None:
    """Test a connector whose token is refused."""
    server.once("GET", httpx.Response(401))
    await tenant.service.test_connector()


async def throttle(tenant: Tenant, server: ScimServer) -> None:
    """Change somebody while the server wants less."""
    server.once("GET", httpx.Response(429, headers={"Retry-After": "7"}))
    await change(tenant, server)


_PUSH = "application.provision.user."
_TASK = "task.lifecycle.create SUCCESS"


@pytest.mark.parametrize(
    ("has_app", "story", "logged"),
    [
        pytest.param(
            False,
            assign,
            [
                "application.user_membership.add SUCCESS",
                f"{_PUSH}push SUCCESS",
                f"{_PUSH}sync SUCCESS",
                "app.user_management.push_new_user_success SUCCESS",
            ],
            id="create (observed)",
        ),
        pytest.param(
            False,
            refuse,
            [
                "application.user_membership.add SUCCESS",
                f"{_PUSH}push FAILURE",
                f"{_PUSH}sync FAILURE",
                _TASK,
            ],
            id="create refused (observed)",
        ),
        pytest.param(
            True,
            unassign,
            ["application.user_membership.remove SUCCESS", f"{_PUSH}deactivate SUCCESS"],
            id="unassign (observed: LAB-B)",
        ),
        pytest.param(
            True,
            change,
            [
                "user.account.update_profile SUCCESS",
                "application.user_membership.update SUCCESS",
                f"{_PUSH}push_profile SUCCESS",
            ],
            id="profile update (inferred)",
        ),
        pytest.param(True, suspend, ["user.lifecycle.suspend SUCCESS"], id="suspend (documented)"),
        pytest.param(
            True,
            lock,
            ["user.account.lock SUCCESS", "user.account.unlock_by_admin SUCCESS"],
            id="lock and unlock (documented)",
        ),
        pytest.param(
            True,
            deactivate,
            [
                "user.lifecycle.deactivate SUCCESS",
                "application.user_membership.remove SUCCESS",
                f"{_PUSH}deactivate SUCCESS",
            ],
            id="deactivate (observed: LAB-B)",
        ),
        pytest.param(
            True,
            unauthorized,
            [
                "application.integration.authentication_failure FAILURE",
                "application.configuration.update FAILURE",
            ],
            id="credentials refused (documented)",
        ),
        pytest.param(
            True,
            throttle,
            [
                "user.account.update_profile SUCCESS",
                "application.user_membership.update SUCCESS",
                "application.integration.rate_limit_exceeded FAILURE",
                f"{_PUSH}push_profile SUCCESS",
            ],
            id="429 (documented)",
        ),
    ],
)
@pytest.mark.source("okta-provisioning.md 7.1 (sequences)")
async def test_an_action_leaves_its_entries(
    tenant: Tenant, server: ScimServer, has_app: bool, story: Story, logged: list[str]
) -> None:
    """In this order, successes and failures, and nothing besides."""
    await tenant.configured()
    await (tenant.assigned() if has_app else tenant.person())
    before = len(list(tenant.records("okta.log")))

    await story(tenant, server)
    await tenant.settle()

    found = list(tenant.records("okta.log"))[before:]
    assert [f"{each.data['event_type']} {each.data['outcome']}" for each in found] == logged
