"""Commands on groups; a group that is assigned takes its members along.

Source: okta-provisioning.md 2.10, 2.1 (T7, T8, T14, T15, T28); okta-management-api.md 3.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from simulator.events import JSON, Event
from simulator.okta.assigning import refresh
from simulator.okta.context import Context
from simulator.okta.grouptriggers import group_deleted, group_made, group_renamed, member_changed
from simulator.okta.model import App, Group, OktaUser
from simulator.okta.refusals import OktaRefusal, invalid
from simulator.okta.syslog import app_target, group_target, user_target
from simulator.okta.tenant import Change
from simulator.okta.values import check_values

_LONGEST = 255


def create_group(
    ctx: Context, name: str, *, description: str | None = None, group_id: str | None = None
) -> tuple[str, Change]:
    """Create a group; returns its id, made up unless given."""
    _check_name(ctx, name)
    group = Group(id=group_id or ctx.new_id("00g"), name=name, description=description)
    data = {"id": group.id, "name": name, "description": description, "type": group.type}
    events = [
        Event(kind="okta.group.created", data=data),
        ctx.log("group.lifecycle.create", group_target(group)),
    ]
    return group.id, Change(events, lambda: group_made(ctx, group))


def update_group(ctx: Context, group: Group, *, name: str, description: str | None) -> Change:
    """Rename a group or describe it."""
    _check_editable(group)
    if name != group.name:
        _check_name(ctx, name)
    data = {"id": group.id, "name": name, "description": description}
    events = [
        Event(kind="okta.group.updated", data=data),
        ctx.log("group.profile.update", group_target(group)),
    ]
    fresh = replace(group, name=name, description=description)
    renamed = name != group.name

    def follow() -> Iterator[Event]:
        yield from group_renamed(ctx, fresh) if renamed else group_made(ctx, fresh)

    return Change(events, follow)


def delete_group(ctx: Context, group: Group) -> Change:
    """Delete a group; who had an app through it alone loses it."""
    _check_editable(group)
    members = ctx.lookups.members(group.id)
    mappings = ctx.lookups.mappings_of_group(group.id)
    assigned = [
        app
        for app in ctx.lookups.apps()
        if any(each.group_id == group.id for each in ctx.lookups.app_groups(app.id))
    ]
    events = [
        Event(kind="okta.group.deleted", data={"id": group.id, "name": group.name}),
        ctx.log("group.lifecycle.delete", group_target(group)),
    ]

    def follow() -> Iterator[Event]:
        yield from group_deleted(mappings)
        for app in assigned:
            yield from _refresh_all(ctx, app, members, f"group {group.name} was deleted")

    return Change(events, follow)


def add_member(ctx: Context, group: Group, user: OktaUser) -> Change:
    """Put a person into a group (T8); doing it twice changes nothing."""
    _check_editable(group)
    if ctx.lookups.is_member(group.id, user.id):
        return Change([])
    events = [
        _membership("added", group, user),
        ctx.log("group.user_membership.add", user_target(user), group_target(group)),
    ]
    return Change(events, lambda: _apps(ctx, group, user, joined=True))


def remove_member(ctx: Context, group: Group, user: OktaUser) -> Change:
    """Take a person out of a group (T14)."""
    _check_editable(group)
    if not ctx.lookups.is_member(group.id, user.id):
        return Change([])
    events = [
        _membership("removed", group, user),
        ctx.log("group.user_membership.remove", user_target(user), group_target(group)),
    ]
    return Change(events, lambda: _apps(ctx, group, user, joined=False))


def assign_group(
    ctx: Context,
    app: App,
    group: Group,
    *,
    priority: int | None = None,
    profile: Mapping[str, JSON] | None = None,
) -> Change:
    """Assign a group to the app, one job a member (T7); assigning again replaces its values."""
    if priority is not None and (isinstance(priority, bool) or not isinstance(priority, int)):
        raise invalid("priority", "priority: must be a number")
    if priority is not None and priority < 0:
        raise invalid("priority", "priority: 0 is the highest")
    check_values(app, profile or {})
    before = {each.group_id: each for each in ctx.lookups.app_groups(app.id)}
    known = before.get(group.id)
    place = 0 if known is None else known.priority
    data = {
        "app_id": app.id,
        "group_id": group.id,
        "name": group.name,
        "label": app.label,
        "priority": place if priority is None else priority,
        "profile": dict(profile if profile is not None else known.profile if known else {}),
    }
    what = "add" if known is None else "update"
    targets = (group_target(group), app_target(app))
    events = [
        Event(kind="okta.app.group_assigned", data=data),
        ctx.log(f"group.application_assignment.{what}", *targets),
    ]
    members = ctx.lookups.members(group.id)
    return Change(events, lambda: _refresh_all(ctx, app, members, f"group {group.name} assigned"))


def unassign_group(ctx: Context, app: App, group: Group) -> Change:
    """Take a group off the app; members without another reason lose it (T15)."""
    data = {
        "app_id": app.id,
        "group_id": group.id,
        "name": group.name,
        "label": app.label,
    }
    targets = (group_target(group), app_target(app))
    events = [
        Event(kind="okta.app.group_unassigned", data=data),
        ctx.log("group.application_assignment.remove", *targets),
    ]
    members = ctx.lookups.members(group.id)
    reason = f"group {group.name} unassigned"
    return Change(events, lambda: _refresh_all(ctx, app, members, reason))


def _apps(ctx: Context, group: Group, user: OktaUser, *, joined: bool) -> Iterator[Event]:
    """Say what follows for apps that the group gives, and for apps it is pushed to (2.10)."""
    reason = f"{user.login} {'joined' if joined else 'left'} {group.name}"
    for app in ctx.lookups.apps():
        if any(each.group_id == group.id for each in ctx.lookups.app_groups(app.id)):
            yield from refresh(ctx, app, user, reason=reason)
    yield from member_changed(ctx, group, user, joined=joined)


def _refresh_all(ctx: Context, app: App, members: Sequence[str], reason: str) -> Iterator[Event]:
    for user_id in members:
        user = ctx.lookups.user(user_id)
        if user is not None:
            yield from refresh(ctx, app, user, reason=reason)


def _membership(what: str, group: Group, user: OktaUser) -> Event:
    data = {
        "group_id": group.id,
        "name": group.name,
        "user_id": user.id,
        "login": user.login,
    }
    return Event(kind=f"okta.group.member_{what}", data=data)


def _check_name(ctx: Context, name: str) -> None:
    if not name:
        raise invalid("name", "name: The field cannot be left blank")
    if len(name) > _LONGEST:
        raise invalid("name", "name: String is too long")
    if ctx.lookups.group_named(name) is not None:
        text = "name: An object with this field already exists in the current organization"
        raise invalid("name", text)


def _check_editable(group: Group) -> None:
    if group.type == "BUILT_IN":
        text = "You do not have permission to perform the requested action"
        raise OktaRefusal(text, f"{group.name} is built in.", code="E0000006", status=403)


__all__ = [
    "add_member",
    "assign_group",
    "create_group",
    "delete_group",
    "remove_member",
    "unassign_group",
    "update_group",
]
