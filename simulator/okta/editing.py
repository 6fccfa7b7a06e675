"""Commands on one person's assignment: assign, unassign, edit.

Source: okta-provisioning.md 2.1 (T4-T6, T10, T13, T20), 2.5; okta-management-api.md 5.2.
"""

from collections.abc import Mapping
from dataclasses import replace

from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.okta import texts
from simulator.okta.assigning import refresh
from simulator.okta.context import Context
from simulator.okta.jobs import queued, snapshot_of
from simulator.okta.mapping import changed_names, map_profile
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    JobKind,
    OktaUser,
    Scope,
    UserStatus,
)
from simulator.okta.profiles import pushed_changes, updated
from simulator.okta.refusals import OktaRefusal
from simulator.okta.syslog import assignment_targets
from simulator.okta.values import check_values


def assign_user(
    ctx: Context, app: App, user: OktaUser, *, own: Mapping[str, JSON] | None = None
) -> list[Event]:
    """Assign a person (T4-T6, T20); one who has the app through a group gets it directly.

    ``own`` are app profile values given with a new assignment; those equal to what the mappings
    give are no edit.
    """
    if user.status is UserStatus.DEPROVISIONED:
        text = "Cannot assign apps or update app profiles for an inactive user."
        raise OktaRefusal(text, code="E0000117", status=403)
    mapped = map_profile(app, ctx.scope(user)).profile
    edits = {name: value for name, value in (own or {}).items() if mapped.get(name) != value}
    _check_edit(app, edits)
    reason = f"{user.login} assigned"
    return refresh(ctx, app, user, reason=reason, individual=True, own=edits)


def unassign_user(ctx: Context, app: App, user: OktaUser) -> list[Event]:
    """Take the direct assignment of a person away (T13); a group may still give the app."""
    live = ctx.lookups.assignment_of(app.id, user.id)
    if live is None or not live.live:
        raise UsageError(f"{user.login} is not assigned to {app.label}.")
    if live.scope is Scope.GROUP:
        named = dict(ctx.lookups.groups_of(user.id)).get(live.group_id or "", "a group")
        raise UsageError(
            f"{user.login} has {app.label} through {named}.",
            f"Take the person out of {named}, or unassign the group.",
        )
    return refresh(ctx, app, user, reason=f"{user.login} unassigned", individual=False)


def edit_assignment(
    ctx: Context, app: App, user: OktaUser, changes: Mapping[str, JSON]
) -> list[Event]:
    """Edit the app profile of one person (T10). Values of mapped attributes are Okta's to set."""
    live = ctx.lookups.assignment_of(app.id, user.id)
    if live is None or not live.live:
        raise UsageError(f"{user.login} is not assigned to {app.label}.")
    if user.status is UserStatus.DEPROVISIONED:
        text = "Cannot assign apps or update app profiles for an inactive user."
        raise OktaRefusal(text, code="E0000117", status=403)
    _check_edit(app, changes)
    new_name = changes.get("userName")
    own = {**live.own, **changes}
    profile = {**live.profile, **{n: v for n, v in changes.items() if n != "userName"}}
    profile = {name: "" if value is None else value for name, value in profile.items()}
    fresh = replace(
        live, own=own, profile=profile, user_name=str(new_name) if new_name else live.user_name
    )
    names = changed_names(live.profile, profile)
    if fresh.user_name != live.user_name:
        recreates = app.knobs.assignment_username_edit == "recreate"
        if recreates and live.linked_id and app.provisions and app.features.create:
            return _recreated(ctx, app, user, fresh)
        names = ("userName", *names)
    if not names:
        return []
    reason = f"assignment of {user.login} edited"
    return pushed_changes(ctx, app, user, fresh, changed=names, new=True, reason=reason)


def _check_edit(app: App, changes: Mapping[str, JSON]) -> None:
    check_values(app, changes)
    for name in changes:
        attribute = app.attribute(name)
        if (
            attribute is not None
            and attribute.expression
            and app.provisions
            and app.features.update
        ):
            text = texts.ALREADY_PROFILE_MAPPED.format(name=name)
            raise OktaRefusal(text, code="E0000075", status=403)


def _recreated(ctx: Context, app: App, user: OktaUser, fresh: Assignment) -> list[Event]:
    """Switch the old account off and make a new one: one customer's report (2.5, F07)."""
    reason = f"userName of the assignment of {user.login} edited"
    anew = replace(fresh, status=AssignmentStatus.STAGED, linked_id=None)
    facts = {
        "status": anew.status.value,
        "linked_id": None,
        "user_name": anew.user_name,
        "profile": dict(anew.profile),
        "own": dict(anew.own),
    }
    targets = assignment_targets(fresh, fresh.user_name, user, app)
    old = snapshot_of(fresh, user)
    return [
        updated(fresh.id, user, changed=["userName"], **facts),
        ctx.log("application.user_membership.change_username", *targets),
        queued(ctx, app, fresh.id, user, kind=JobKind.DEACTIVATE, snapshot=old, reason=reason),
        queued(
            ctx,
            app,
            fresh.id,
            user,
            kind=JobKind.CREATE,
            snapshot=snapshot_of(anew, user),
            reason=reason,
        ),
    ]


__all__ = ["assign_user", "edit_assignment", "unassign_user"]
