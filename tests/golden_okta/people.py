"""What an administrator does to people, and what comes before it."""

import httpx

from tests.golden_okta.lab import (
    PRIYA,
    PRIYA_ACCOUNT,
    PRIYA_ID,
    SALES_ID,
    TOM,
    TOM_ACCOUNT,
    GoldenLab,
)


async def assign_new(lab: GoldenLab) -> None:
    """Assign a person nobody knows on the other side."""
    await lab.app()
    await lab.person()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_active(lab: GoldenLab) -> None:
    """Assign a person who has an active account there."""
    await lab.app()
    await lab.person()
    lab.account()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_active_without_update(lab: GoldenLab) -> None:
    """The same while Update User Attributes is off."""
    await lab.app(update=False)
    await lab.person()
    lab.account()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_inactive(lab: GoldenLab) -> None:
    """Assign a person whose account there is inactive."""
    await lab.app()
    await lab.person()
    lab.account(active=False)
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_inactive_without_deactivate(lab: GoldenLab) -> None:
    """The same while Deactivate Users is off."""
    await lab.app(deactivate=False)
    await lab.person()
    lab.account(active=False)
    lab.mark()
    await lab.okta.assign(user=PRIYA)


def _everybody(lab: GoldenLab) -> None:
    """Make the server ignore filters, so that it finds two."""
    lab.account()
    lab.account(key=TOM_ACCOUNT)


async def assign_several(lab: GoldenLab) -> None:
    """Assign a person for whom the look-up gives two accounts."""
    await lab.app()
    await lab.person()
    _everybody(lab)
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_several_first(lab: GoldenLab) -> None:
    """The same with the setting that takes the first."""
    await lab.app(knobs={"multi_match": "first"})
    await lab.person()
    _everybody(lab)
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_without_create(lab: GoldenLab) -> None:
    """Assign somebody unknown while Create Users is off."""
    await lab.app(create=False)
    await lab.person()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_all_off(lab: GoldenLab) -> None:
    """Assign while every toggle of To App is off."""
    await lab.app(create=False, update=False, deactivate=False)
    await lab.person()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def assign_group(lab: GoldenLab) -> None:
    """Assign a group of two, one of whom has an account."""
    await lab.app()
    await lab.person(PRIYA)
    await lab.person(TOM)
    lab.account(TOM, key=TOM_ACCOUNT)
    await lab.okta.create_group("Field Sales", [PRIYA, TOM], id=SALES_ID)
    lab.mark()
    await lab.okta.assign(group="Field Sales")


async def join_assigned_group(lab: GoldenLab) -> None:
    """Put a person into a group that is assigned."""
    await lab.app()
    await lab.person()
    await lab.okta.create_group("Field Sales", id=SALES_ID)
    await lab.okta.assign(group="Field Sales")
    lab.mark()
    await lab.okta.add_member("Field Sales", PRIYA)


async def _through_group(lab: GoldenLab) -> None:
    await lab.app()
    await lab.person()
    await lab.okta.create_group("Field Sales", [PRIYA], id=SALES_ID)
    await lab.okta.assign(group="Field Sales")
    await lab.settle()


async def leave_assigned_group(lab: GoldenLab) -> None:
    """Take a person out of the only group that gives the app."""
    await _through_group(lab)
    lab.mark()
    await lab.okta.remove_member("Field Sales", PRIYA)


async def unassign_group(lab: GoldenLab) -> None:
    """Take the group off the app."""
    await _through_group(lab)
    lab.mark()
    await lab.okta.unassign(group="Field Sales")


async def leave_one_of_two_groups(lab: GoldenLab) -> None:
    """Take a person out of one of two groups that give the app."""
    await _through_group(lab)
    await lab.okta.create_group("Managers", [PRIYA])
    await lab.okta.assign(group="Managers")
    await lab.settle()
    lab.mark()
    await lab.okta.remove_member("Field Sales", PRIYA)


async def profile_update(lab: GoldenLab) -> None:
    """Change a mapped attribute of the Okta profile; the account has values of its own."""
    await lab.app()
    await lab.person()
    lab.account()
    await lab.okta.assign(user=PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"lastName": "Raman-Lindt"})


async def login_change(lab: GoldenLab) -> None:
    """Change login and e-mail."""
    await lab.app()
    await lab.assigned()
    new = "priya.lindt@northwind.example"
    lab.mark()
    await lab.okta.update_user(PRIYA, {"login": new, "email": new})


async def edit_assignment(lab: GoldenLab) -> None:
    """Change an unmapped attribute on the assignment."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.edit_assignment(
        PRIYA, {"mobilePhone": "+41791234567", "mobilePhoneType": "mobile"}
    )


async def rename_on_assignment(lab: GoldenLab) -> None:
    """Change the userName on the assignment."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.edit_assignment(PRIYA, {"userName": "new@northwind.example"})


async def rename_on_assignment_recreates(lab: GoldenLab) -> None:
    """The same in a tenant that makes a new account."""
    await lab.app(knobs={"assignment_username_edit": "recreate"})
    await lab.assigned()
    lab.mark()
    await lab.okta.edit_assignment(PRIYA, {"userName": "new@northwind.example"})


async def unassign(lab: GoldenLab) -> None:
    """Take a person off the app."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.unassign(user=PRIYA)


async def unassign_gone(lab: GoldenLab) -> None:
    """Take a person off the app whose account is gone."""
    await lab.app()
    await lab.assigned()
    lab.server.users.clear()
    lab.mark()
    await lab.okta.unassign(user=PRIYA)


async def unassign_without_deactivate(lab: GoldenLab) -> None:
    """Take a person off while Deactivate Users is off; turn it on afterwards."""
    await lab.app(deactivate=False)
    await lab.assigned()
    await lab.okta.unassign(user=PRIYA)
    await lab.settle()
    await lab.okta.set_features(deactivate=True)
    lab.mark()


async def reassign(lab: GoldenLab) -> None:
    """Assign a person again who was taken off before."""
    await lab.app()
    await lab.assigned()
    await lab.okta.unassign(user=PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def suspend(lab: GoldenLab) -> None:
    """Suspend a person and end the suspension."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.suspend_user(PRIYA)
    await lab.settle()
    await lab.okta.unsuspend_user(PRIYA)


async def deactivate(lab: GoldenLab) -> None:
    """Deactivate the Okta user."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.deactivate_user(PRIYA)


async def reactivate_direct(lab: GoldenLab) -> None:
    """Activate a person again who had the app directly."""
    await lab.app()
    await lab.assigned()
    await lab.okta.deactivate_user(PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.activate_user(PRIYA)


async def reactivate_through_group(lab: GoldenLab) -> None:
    """Activate a person again who has the app through a group."""
    await _through_group(lab)
    await lab.okta.deactivate_user(PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.activate_user(PRIYA)


async def delete_deactivated(lab: GoldenLab) -> None:
    """Delete a person who is deactivated."""
    await lab.app()
    await lab.assigned()
    await lab.okta.deactivate_user(PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.delete_user(PRIYA)


async def delete_active(lab: GoldenLab) -> None:
    """Delete a person who is active: that deactivates."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.delete_user(PRIYA)


async def create_turned_on_later(lab: GoldenLab) -> None:
    """Turn Create Users on after people were assigned."""
    await lab.app(create=False, update=False, deactivate=False)
    await lab.person()
    await lab.okta.assign(user=PRIYA)
    await lab.settle()
    await lab.okta.set_features(create=True, update=True)
    lab.mark()


async def provision_user(lab: GoldenLab) -> None:
    """The same, then press Provision User."""
    await create_turned_on_later(lab)
    await lab.okta.provision_users()


async def retry_create(lab: GoldenLab) -> None:
    """Retry a failed create after the person changed: the stored values go out."""
    await lab.app()
    await lab.person()
    lab.server.once("POST", httpx.Response(500))
    await lab.okta.assign(user=PRIYA)
    await lab.settle()
    await lab.okta.update_user(PRIYA, {"title": "Lead"})
    await lab.settle()
    lab.mark()
    await lab.okta.retry_task(user=PRIYA)


async def retry_profile(lab: GoldenLab) -> None:
    """Retry a failed profile push."""
    await lab.app()
    await lab.assigned()
    lab.server.once("PUT", httpx.Response(500))
    await lab.okta.update_user(PRIYA, {"title": "Lead"})
    await lab.settle()
    lab.mark()
    await lab.okta.retry_task(user=PRIYA)


async def retry_deactivation(lab: GoldenLab) -> None:
    """Retry a failed deactivation."""
    await lab.app()
    await lab.assigned()
    method = "PUT" if lab.profile == "AIW" else "PATCH"
    lab.server.once(method, httpx.Response(503))
    await lab.okta.unassign(user=PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.retry_task(user=PRIYA)


async def throttled_with_seconds(lab: GoldenLab) -> None:
    """Answer the POST with 429 once: the job starts over from its look-up."""
    await lab.app()
    await lab.person()
    lab.server.once("POST", httpx.Response(429, headers={"Retry-After": "7"}))
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def force_sync_unchanged(lab: GoldenLab) -> None:
    """Press Force Sync while nothing changed."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.force_sync()


async def force_sync_changed(lab: GoldenLab) -> None:
    """Press Force Sync after a mapping changed that was not applied at once."""
    await lab.app()
    await lab.assigned()
    await lab.okta.change_mapping("title", expression="'Dr. ' + user.title", apply_now=False)
    lab.mark()
    await lab.okta.force_sync()


async def profile_update_gone(lab: GoldenLab) -> None:
    """Change a person whose account is gone: 404 stops the job."""
    await lab.app()
    await lab.assigned()
    lab.server.users.clear()
    lab.mark()
    await lab.okta.update_user(PRIYA, {"title": "Lead"})


async def app_inactive(lab: GoldenLab) -> None:
    """Deactivate the app, then change and deactivate a person."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.deactivate_app()
    await lab.okta.update_user(PRIYA, {"title": "Lead"})
    await lab.okta.deactivate_user(PRIYA)


async def provisioning_off(lab: GoldenLab) -> None:
    """Switch provisioning off, then change and unassign a person."""
    await lab.app()
    await lab.assigned()
    lab.mark()
    await lab.okta.provisioning_off()
    await lab.okta.update_user(PRIYA, {"title": "Lead"})
    await lab.okta.unassign(user=PRIYA)


async def connector_tested(lab: GoldenLab) -> None:
    """Press Test Connector Configuration."""
    await lab.app()
    lab.mark()
    await lab.okta.test_connector()


async def integration_saved(lab: GoldenLab) -> None:
    """Save Provisioning › Integration."""
    await lab.app()
    lab.mark()
    await lab.okta.save_provisioning(
        base_url=lab.base, authentication={"mode": "header", "token": "demo-token-value"}
    )


async def to_app_saved(lab: GoldenLab) -> None:
    """Save Provisioning › To App without Import Groups."""
    await lab.app()
    lab.mark()
    await lab.okta.set_features(create=True)


async def to_app_saved_with_groups(lab: GoldenLab) -> None:
    """Save it with Push Groups and Import Groups: the app's groups are read as well."""
    await lab.app("push_groups", "import_groups")
    lab.mark()
    await lab.okta.set_features(create=True)


__all__ = ["PRIYA_ACCOUNT", "PRIYA_ID"]
