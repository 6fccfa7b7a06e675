"""What makes Okta push a group again: members, names, accounts that come and go.

Source: okta-provisioning.md 2.1 (T4, T6, T35, T36), 2.7, 2.8, 2.10, 2.15.
"""

from collections.abc import Iterator, Sequence

from simulator.events import Event, Links, decision
from simulator.okta.context import Context
from simulator.okta.grouppush import REFRESH_DELAY, by_rule, gone, group_job
from simulator.okta.model import App, Group, Job, OktaUser, UserStatus
from simulator.okta.planner import Done
from simulator.okta.pushmodel import GroupOp, MappingStatus, PushMapping


def _active(ctx: Context, group_id: str) -> Iterator[tuple[App, PushMapping]]:
    apps = {each.id: each for each in ctx.lookups.apps()}
    for mapping in ctx.lookups.mappings_of_group(group_id):
        app = apps.get(mapping.app_id)
        if app is not None and app.provisions and mapping.status is not MappingStatus.INACTIVE:
            yield app, mapping


def member_changed(ctx: Context, group: Group, user: OktaUser, *, joined: bool) -> Iterator[Event]:
    """Push a group whose members changed (T35), as far as they have an account."""
    what = "joined" if joined else "left"
    for app, mapping in _active(ctx, group.id):
        account = ctx.lookups.assignment_of(app.id, user.id)
        if not joined and user.status is UserStatus.STAGED:
            told = f"{user.login} is staged → leaving {group.name} is not pushed before activation"
            yield _noted(mapping, told)
        elif account is None or (joined and not (account.live and account.linked_id)):
            told = f"{user.login} {what} {group.name} but has no account → the group is not pushed"
            yield _noted(mapping, told)
        else:
            reason = f"{user.login} {what} {group.name}"
            yield from group_job(ctx, app, mapping, GroupOp.CHANGE, reason=reason)


def activated(ctx: Context, user: OktaUser) -> Iterator[Event]:
    """Push what was held back while a person was staged (2.7)."""
    for app in ctx.lookups.apps():
        account = ctx.lookups.assignment_of(app.id, user.id)
        known = None if account is None else account.linked_id or account.had
        if known is None or not app.provisions:
            continue
        for mapping in ctx.lookups.mappings_of_app(app.id):
            if ctx.lookups.is_member(mapping.group_id, user.id):
                continue
            if known in ctx.lookups.pushed_members(mapping.id):
                reason = f"{user.login} was activated"
                yield from group_job(ctx, app, mapping, GroupOp.CHANGE, reason=reason)


def group_renamed(ctx: Context, group: Group) -> Iterator[Event]:
    """Push the new name (T36), if the setting says so, and see whether a rule fits now."""
    for app, mapping in _active(ctx, group.id):
        if app.knobs.rename_app_groups:
            reason = f"group renamed to {group.name}"
            yield from group_job(ctx, app, mapping, GroupOp.RENAME, reason=reason)
        else:
            yield _noted(mapping, "Rename app groups is off → the app's group keeps its name")
    yield from group_made(ctx, group)


def group_made(ctx: Context, group: Group) -> Iterator[Event]:
    """Push a group that a rule picks."""
    for app in ctx.lookups.apps():
        if app.provisions and "push_groups" in app.integration.actions:
            for rule in ctx.lookups.rules_of_app(app.id):
                yield from by_rule(ctx, app, rule, group)


def group_deleted(mappings: Sequence[PushMapping]) -> Iterator[Event]:
    """End the pushes of a deleted group; whether the product deletes in the app is not known."""
    for mapping in mappings:
        yield gone(mapping, "the Okta group was deleted → nothing is sent")


def after_user_push(
    ctx: Context, app: App, job: Job, done: Done, *, returning: bool
) -> Iterator[Event]:
    """Refresh the pushed groups of a person whose account came or came back (2.2, 2.4, 2.8)."""
    ended = done.outcome == "deactivated" and app.knobs.unassign_updates_groups
    if done.outcome not in ("created", "linked", "reactivated") and not ended:
        return
    if "push_groups" not in app.integration.actions:
        return
    for group_id, name in ctx.lookups.groups_of(job.user_id):
        for own, mapping in _active(ctx, group_id):
            if own.id != app.id:
                continue
            if returning and not app.knobs.group_repush_after_reactivation:
                yield _noted(mapping, f"{name} is not pushed again after a reactivation")
                continue
            reason = f"account of {job.snapshot.login} {done.outcome}"
            op = GroupOp.CHANGE if ended else GroupOp.REFRESH
            yield from group_job(ctx, app, mapping, op, reason=reason, delay=REFRESH_DELAY)


def _noted(mapping: PushMapping, text: str) -> Event:
    made = decision("okta", text)
    return Event(kind=made.kind, data=made.data, links=Links(assignment=mapping.id))


__all__ = [
    "activated",
    "after_user_push",
    "group_deleted",
    "group_made",
    "group_renamed",
    "member_changed",
]
