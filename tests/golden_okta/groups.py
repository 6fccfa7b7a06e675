"""What an administrator does to pushed groups."""

from simulator.events import JSON
from tests.golden_okta.lab import (
    PRIYA,
    PRIYA_ACCOUNT,
    SALES_GROUP,
    SALES_ID,
    TOM,
    TOM_ACCOUNT,
    GoldenLab,
)

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


async def _app(lab: GoldenLab, *actions: str, **knobs: JSON) -> None:
    """Make the app; Update is off, so that only what concerns groups follows a look-up."""
    await lab.app("push_groups", *actions, knobs=knobs)


async def _sales(lab: GoldenLab, *members: str) -> None:
    """Make the group with members that have accounts."""
    await lab.assigned(PRIYA, TOM)
    await lab.okta.create_group("Field Sales", list(members), id=SALES_ID)


def _remote(lab: GoldenLab, *members: str, name: str = "Field Sales") -> None:
    """Put the group onto the other side, with attributes and key order of its own."""
    lab.server.groups[SALES_GROUP] = {
        "members": [{"value": each, "type": "User"} for each in members],
        "id": SALES_GROUP,
        "meta": {"resourceType": "Group"},
        "displayName": name,
        "schemas": [GROUP],
    }


async def _pushed(lab: GoldenLab, *members: str, **knobs: JSON) -> None:
    await _app(lab, **knobs)
    await _sales(lab, *members)
    await lab.okta.push_group("Field Sales")
    await lab.settle()


async def push_group_new(lab: GoldenLab) -> None:
    """Push a group nobody knows; Import Groups is off, so it is looked for."""
    await _app(lab)
    await _sales(lab, PRIYA)
    lab.mark()
    await lab.okta.push_group("Field Sales")


async def push_group_new_import_groups(lab: GoldenLab) -> None:
    """The same with Import Groups: the known app groups decide, nothing is looked for."""
    await _app(lab, "import_groups")
    await _sales(lab, PRIYA)
    lab.mark()
    await lab.okta.push_group("Field Sales")


async def push_group_empty(lab: GoldenLab) -> None:
    """Push a group whose members have no account."""
    await _app(lab)
    await lab.okta.create_group("Field Sales", id=SALES_ID)
    lab.mark()
    await lab.okta.push_group("Field Sales")


async def push_group_found(lab: GoldenLab) -> None:
    """Push a group that the look-up finds: it is linked."""
    await _app(lab)
    await _sales(lab, PRIYA)
    _remote(lab, TOM_ACCOUNT)
    lab.mark()
    await lab.okta.push_group("Field Sales")


async def link_group(lab: GoldenLab) -> None:
    """Link a group of another name that was read before."""
    _remote(lab, "5b1f0c3e-7a52-4d0e-9a10-2f6d1c88e0ff", name="Sales people")
    await _app(lab, "import_groups")
    await _sales(lab, PRIYA)
    lab.mark()
    await lab.okta.push_group("Field Sales", target="Sales people")


async def link_group_without_rename(lab: GoldenLab) -> None:
    """The same while app groups are not renamed."""
    _remote(lab, name="Sales people")
    await _app(lab, "import_groups", rename_app_groups=False)
    await _sales(lab, PRIYA)
    lab.mark()
    await lab.okta.push_group("Field Sales", target="Sales people")


async def push_now(lab: GoldenLab) -> None:
    """Press Push now."""
    await _pushed(lab, PRIYA, TOM)
    lab.mark()
    await lab.okta.push_now("Field Sales")


async def push_now_one_pair(lab: GoldenLab) -> None:
    """Press Push now in a tenant that sends one pair, path-less as a catalogue app."""
    await _pushed(lab, PRIYA, TOM, group_put_pairs=1, oin_members_style="pathless")
    lab.mark()
    await lab.okta.push_now("Field Sales")


async def push_now_empty(lab: GoldenLab) -> None:
    """Press Push now for a group without members."""
    await _pushed(lab)
    lab.mark()
    await lab.okta.push_now("Field Sales")


async def push_now_in_batches(lab: GoldenLab) -> None:
    """Press Push now for three members with a limit of two a PATCH."""
    await _app(lab, group_patch_batch=2)
    await _sales(lab, PRIYA, TOM)
    await lab.okta.create_user("ida.novak@northwind.example", firstName="Ida", lastName="Novak")
    await lab.okta.assign(user="ida.novak")
    await lab.okta.add_member("Field Sales", "ida.novak")
    await lab.okta.push_group("Field Sales")
    await lab.settle()
    lab.mark()
    await lab.okta.push_now("Field Sales")


async def member_added(lab: GoldenLab) -> None:
    """Put somebody with an account into a pushed group."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.add_member("Field Sales", TOM)


async def member_removed(lab: GoldenLab) -> None:
    """Take somebody out of a pushed group."""
    await _pushed(lab, PRIYA, TOM)
    lab.mark()
    await lab.okta.remove_member("Field Sales", PRIYA)


async def members_swapped(lab: GoldenLab) -> None:
    """Move Tom in and Priya out before Okta pushes: one change."""
    await _pushed(lab, PRIYA)
    lab.mark()
    lab.tenant.engine.hold()
    await lab.okta.remove_member("Field Sales", PRIYA)
    await lab.okta.add_member("Field Sales", TOM)
    lab.tenant.engine.release()


async def member_removed_pathless(lab: GoldenLab) -> None:
    """Take somebody out in a tenant with path-less member lists."""
    await _pushed(lab, PRIYA, TOM, oin_members_style="pathless")
    lab.mark()
    await lab.okta.remove_member("Field Sales", PRIYA)


async def member_without_account(lab: GoldenLab) -> None:
    """Put somebody without the app into a pushed group."""
    await _pushed(lab, PRIYA)
    await lab.okta.create_user("ida.novak@northwind.example", firstName="Ida", lastName="Novak")
    lab.mark()
    await lab.okta.add_member("Field Sales", "ida.novak")


async def assign_member_of_pushed_group(lab: GoldenLab) -> None:
    """Assign a person who is in a pushed group: the group follows."""
    await _app(lab)
    await lab.person()
    await lab.okta.create_group("Field Sales", [PRIYA], id=SALES_ID)
    await lab.okta.push_group("Field Sales")
    await lab.settle()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def unassign_member_of_pushed_group(lab: GoldenLab) -> None:
    """Take the app from a member: the group is not told."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.unassign(user=PRIYA)


async def reassign_member_of_pushed_group(lab: GoldenLab) -> None:
    """Assign that member again: the group follows."""
    await unassign_member_of_pushed_group(lab)
    await lab.settle()
    lab.mark()
    await lab.okta.assign(user=PRIYA)


async def _both(lab: GoldenLab, **knobs: JSON) -> None:
    """Assign and push the same group."""
    await _app(lab, **knobs)
    await lab.person()
    await lab.okta.create_group("Field Sales", [PRIYA], id=SALES_ID)
    await lab.okta.assign(group="Field Sales")
    await lab.settle()
    await lab.okta.push_group("Field Sales")
    await lab.settle()


async def leave_assigned_and_pushed_group(lab: GoldenLab) -> None:
    """Take somebody out of a group that is both assigned and pushed: two jobs."""
    await _both(lab)
    lab.mark()
    await lab.okta.remove_member("Field Sales", PRIYA)


async def reactivate_member(lab: GoldenLab) -> None:
    """Activate a deactivated member again: account, then group."""
    await _both(lab)
    await lab.okta.deactivate_user(PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.activate_user(PRIYA)


async def reactivate_member_without_repush(lab: GoldenLab) -> None:
    """The same in a tenant where groups must be pushed again by hand."""
    await _both(lab, group_repush_after_reactivation=False)
    await lab.okta.deactivate_user(PRIYA)
    await lab.settle()
    lab.mark()
    await lab.okta.activate_user(PRIYA)


async def rename_group(lab: GoldenLab) -> None:
    """Rename a pushed group."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.update_group("Field Sales", name="Field Sales EMEA")


async def rename_group_setting_off(lab: GoldenLab) -> None:
    """Rename it while app groups are not renamed."""
    await _pushed(lab, PRIYA, rename_app_groups=False)
    lab.mark()
    await lab.okta.update_group("Field Sales", name="Field Sales EMEA")


async def unlink_and_delete(lab: GoldenLab) -> None:
    """Unlink a pushed group and delete it in the app."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.unlink_group("Field Sales", delete=True)


async def unlink_and_leave(lab: GoldenLab) -> None:
    """Unlink a pushed group and leave it in the app."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.unlink_group("Field Sales", delete=False)


async def deactivate_push(lab: GoldenLab) -> None:
    """Deactivate a push; members change meanwhile."""
    await _pushed(lab, PRIYA)
    lab.mark()
    await lab.okta.deactivate_push("Field Sales")
    await lab.okta.add_member("Field Sales", TOM)


async def activate_push(lab: GoldenLab) -> None:
    """Activate it again."""
    await deactivate_push(lab)
    lab.mark()
    await lab.okta.activate_push("Field Sales")


async def push_by_rule(lab: GoldenLab) -> None:
    """Make a push rule, then a group that fits."""
    await _app(lab)
    lab.mark()
    await lab.okta.push_rule("Field")
    await lab.okta.create_group("Field Sales", id=SALES_ID)


async def delete_rule_with_groups(lab: GoldenLab) -> None:
    """Delete a push rule with its groups."""
    await _app(lab)
    await lab.okta.create_group("Field Sales", id=SALES_ID)
    rule = await lab.okta.push_rule("Field")
    await lab.settle()
    lab.mark()
    await lab.okta.delete_push_rule(rule["id"], delete=True)


async def refresh_app_groups(lab: GoldenLab) -> None:
    """Press Refresh App Groups while the app has 101."""
    await _app(lab, "import_groups")
    for number in range(101):
        key = f"g{number}"
        lab.server.groups[key] = {"id": key, "displayName": f"Group {number}", "schemas": [GROUP]}
    lab.mark()
    await lab.okta.refresh_app_groups()


async def group_gone(lab: GoldenLab) -> None:
    """Press Push now for a group that was deleted in the app."""
    await _pushed(lab, PRIYA)
    lab.server.groups.clear()
    lab.mark()
    await lab.okta.push_now("Field Sales")


__all__ = ["PRIYA_ACCOUNT"]
