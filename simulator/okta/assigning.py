"""Who has the app, and which jobs follow when that changes.

One rule serves every action: look at where the assignment of a person should come from now
(directly, through a group, not at all), compare with what there is, and say what follows.
Source: okta-provisioning.md 1.7, 2.1 (T4-T21), 2.8, 2.10, 6.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simulator.events import JSON, Event, Links
from simulator.okta import texts
from simulator.okta.context import Context
from simulator.okta.jobs import queued, snapshot_of
from simulator.okta.mapping import map_profile
from simulator.okta.mapping import user_name as mapped_user_name
from simulator.okta.model import (
    App,
    AppGroup,
    Assignment,
    AssignmentStatus,
    JobKind,
    OktaUser,
    Scope,
    SyncState,
    UserStatus,
)
from simulator.okta.profiles import failures, group_values, reprofile, silent, updated
from simulator.okta.syslog import assignment_targets


def refresh(
    ctx: Context,
    app: App,
    user: OktaUser,
    *,
    reason: str,
    individual: bool | None = None,
    own: Mapping[str, JSON] | None = None,
    returning: bool = False,
) -> list[Event]:
    """Bring a person's assignment in line with where it should come from.

    ``individual`` says whether the person is to have the app directly; ``None`` leaves that as
    it is. ``own`` are values given for a new assignment alone; ``returning`` says that the Okta
    user was activated again.
    """
    current = ctx.lookups.assignment_of(app.id, user.id)
    live = current if current is not None and current.live else None
    if individual is None:
        individual = live is not None and live.scope is Scope.USER
    groups = ctx.lookups.assigning_groups(app.id, user.id)
    if user.status is UserStatus.DEPROVISIONED:
        individual, groups = False, ()
    if not individual and not groups:
        return [] if live is None else _ended(ctx, app, user, live, reason)
    scope = Scope.USER if individual else Scope.GROUP
    if live is None:
        return _began(
            ctx,
            app,
            user,
            current,
            scope=scope,
            groups=groups,
            reason=reason,
            own=own or {},
            returning=returning,
        )
    return _moved(ctx, app, user, live, scope=scope, groups=groups, reason=reason)


# -- beginning -----------------------------------------------------------------------------


def _began(
    ctx: Context,
    app: App,
    user: OktaUser,
    ended: Assignment | None,
    *,
    scope: Scope,
    groups: Sequence[AppGroup],
    reason: str,
    own: Mapping[str, JSON],
    returning: bool,
) -> list[Event]:
    within = ctx.scope(user)
    mapped = map_profile(app, within, own=own, group=group_values(app, groups))
    kind = _first_kind(app)
    assignment = Assignment(
        id=ended.id if ended is not None else ctx.new_id("0ua"),
        app_id=app.id,
        user_id=user.id,
        scope=scope,
        status=AssignmentStatus.STAGED if kind else AssignmentStatus.ACTIVE,
        sync_state=SyncState.DISABLED,
        user_name=str(own.get("userName") or mapped_user_name(app, within)),
        own=own,
        group_id=groups[0].group_id if scope is Scope.GROUP else None,
        profile=mapped.profile,
    )
    targets = assignment_targets(assignment, assignment.user_name, user, app)
    events = [_added(assignment, user), ctx.log("application.user_membership.add", *targets)]
    events += failures(ctx, app, user, assignment, mapped)
    if kind is None:
        events.append(silent(assignment.id, why_silent(app)))
    else:
        snapshot = snapshot_of(assignment, user, returning=returning)
        events.append(
            queued(ctx, app, assignment.id, user, kind=kind, snapshot=snapshot, reason=reason)
        )
    return events


def _first_kind(app: App) -> JobKind | None:
    """Return the job an assignment leads to; ``None`` if Okta stays silent (1.4)."""
    if not app.provisions or not app.features.any:
        return None
    return JobKind.CREATE if app.features.create else JobKind.LINK


def why_silent(app: App) -> str:
    """Say which setting keeps an assignment from being provisioned."""
    if app.broker_mode:
        return f"{texts.BROKER} → everybody may sign in, nobody is provisioned"
    if not app.integration.enabled:
        return "the app has no provisioning integration → an assignment sends nothing"
    if app.status != "ACTIVE":
        return "the app is inactive → an assignment sends nothing"
    return "Create Users, Update User Attributes and Deactivate Users are off → nothing is sent"


def _added(assignment: Assignment, user: OktaUser) -> Event:
    data = {
        "id": assignment.id,
        "app_id": assignment.app_id,
        "user_id": assignment.user_id,
        "login": user.login,
        "scope": assignment.scope.value,
        "group_id": assignment.group_id,
        "status": assignment.status.value,
        "sync_state": assignment.sync_state.value,
        "user_name": assignment.user_name,
        "profile": dict(assignment.profile),
        "own": dict(assignment.own),
    }
    return Event(kind="okta.assignment.added", data=data, links=Links(assignment=assignment.id))


def convert(ctx: Context, app: App, user: OktaUser, live: Assignment) -> list[Event]:
    """Turn a direct assignment into a group's, for who is also in an assigned group (1.7).

    The scope changes alone; values typed in for the person go, so a push may follow.
    """
    groups = ctx.lookups.assigning_groups(app.id, user.id)
    if live.scope is not Scope.USER or not groups:
        return []
    scope, group_id = Scope.GROUP, groups[0].group_id
    kept: dict[str, JSON] = {"userName": live.own["userName"]} if "userName" in live.own else {}
    fresh = replace(live, scope=scope, group_id=group_id, own=kept)
    facts = {"scope": scope.value, "group_id": group_id, "own": kept}
    reason = f"assignment of {user.login} converted"
    return [
        updated(live.id, user, **facts),
        *reprofile(ctx, app, user, fresh, reason=reason),
    ]


def provision(ctx: Context, app: App, user: OktaUser, assignment: Assignment) -> list[Event]:
    """Provision somebody who was assigned before provisioning was on (T23, 2.13)."""
    fresh = replace(assignment, status=AssignmentStatus.STAGED)
    return [
        updated(assignment.id, user, status=AssignmentStatus.STAGED.value),
        queued(
            ctx,
            app,
            assignment.id,
            user,
            kind=JobKind.CREATE,
            snapshot=snapshot_of(fresh, user),
            reason=f"Provision User for {user.login}",
        ),
    ]


# -- ending --------------------------------------------------------------------------------


def _ended(ctx: Context, app: App, user: OktaUser, live: Assignment, reason: str) -> list[Event]:
    busy = ctx.lookups.busy(live.id)
    why = _why_not_deactivated(app, live, busy=busy)
    state = SyncState.DISABLED if why else SyncState.OUT_OF_SYNC
    targets = assignment_targets(live, live.user_name, user, app)
    events = [
        Event(
            kind="okta.assignment.removed",
            data={
                "id": live.id,
                "user_id": user.id,
                "login": user.login,
                "reason": reason,
                "sync_state": state.value,
            },
            links=Links(assignment=live.id),
        ),
        ctx.log("application.user_membership.remove", *targets),
    ]
    for task in ctx.lookups.open_tasks(live.id):  # nobody to retry it for (I)
        data = {"id": task.id, "text": task.text, "reason": "the assignment ended"}
        events.append(Event(kind="task.completed", data=data, links=Links(assignment=live.id)))
    if why:
        events.append(silent(live.id, why))
        return events
    snapshot = snapshot_of(live, user)
    events.append(
        queued(
            ctx,
            app,
            live.id,
            user,
            kind=JobKind.DEACTIVATE,
            snapshot=snapshot,
            reason=reason,
        )
    )
    return events


def _why_not_deactivated(app: App, live: Assignment, *, busy: bool) -> str:
    if app.broker_mode:
        return f"{texts.BROKER} → unassigning sends nothing"
    if not app.integration.enabled:
        return "the app has no provisioning integration → unassigning sends nothing"
    if not app.features.deactivate:
        return (
            "Deactivate Users is off → the account stays as it is; turning it on later does not "
            "catch up"
        )
    if live.linked_id is None and not busy:
        return "no account was ever linked to this assignment → there is nothing to switch off"
    return ""


# -- changing ------------------------------------------------------------------------------


def _moved(
    ctx: Context,
    app: App,
    user: OktaUser,
    live: Assignment,
    *,
    scope: Scope,
    groups: Sequence[AppGroup],
    reason: str,
) -> list[Event]:
    group_id = groups[0].group_id if scope is Scope.GROUP else None
    events: list[Event] = []
    if (scope, group_id) != (live.scope, live.group_id):
        events.append(updated(live.id, user, scope=scope.value, group_id=group_id))
    fresh = replace(live, scope=scope, group_id=group_id)
    return events + reprofile(ctx, app, user, fresh, reason=reason)


__all__ = ["convert", "provision", "refresh", "why_silent"]
