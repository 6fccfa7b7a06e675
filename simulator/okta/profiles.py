"""The app user profile after a change: is it another one now, and is it pushed?

Source: okta-provisioning.md 2.1 (T9-T12, T25), 2.12, 1.6 (Apply on), 1.7 (group values).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simulator.events import JSON, Event, Links, decision
from simulator.okta import texts
from simulator.okta.behind import behind
from simulator.okta.context import Context
from simulator.okta.jobs import queued, snapshot_of
from simulator.okta.mapping import Mapped, changed_names, remap_profile
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
)
from simulator.okta.representation import changed_values
from simulator.okta.syslog import FAILURE, assignment_targets


def reprofile(
    ctx: Context,
    app: App,
    user: OktaUser,
    live: Assignment,
    *,
    reason: str,
    force: bool = False,
) -> list[Event]:
    """Evaluate the mappings again and push if the app profile changed (T9, T11, T12, T25).

    ``force`` compares with the last successful push instead of the stored profile (2.12).
    """
    within = ctx.scope(user)
    group = None
    if live.scope is Scope.GROUP:
        group = group_values(app, ctx.lookups.assigning_groups(app.id, user.id))
    mapped = remap_profile(app, within, before=live.profile, own=live.own, group=group)
    name = live.user_name
    if app.knobs.username_update == "create_and_update" and "userName" not in live.own:
        name = mapped_user_name(app, within)
    changed = changed_names(live.profile, mapped.profile)
    if name != live.user_name:
        changed = ("userName", *changed)
    known = changed
    if force and live.pushed is not None:
        fresh = replace(live, user_name=name, profile=mapped.profile)
        changed = changed or tuple(each.name for each in behind(app, fresh))
    events = failures(ctx, app, user, live, mapped)
    if not changed:
        return events
    fresh = replace(live, user_name=name, profile=mapped.profile)
    return [
        *events,
        *pushed_changes(ctx, app, user, fresh, changed=changed, new=bool(known), reason=reason),
    ]


def pushed_changes(
    ctx: Context,
    app: App,
    user: OktaUser,
    fresh: Assignment,
    *,
    changed: tuple[str, ...],
    new: bool,
    reason: str,
) -> list[Event]:
    """Store a changed app profile and queue its push, or say why none is sent."""
    snapshot = snapshot_of(fresh, user, changed=changed)
    why = why_not_pushed(app, fresh, busy=ctx.lookups.busy(fresh.id))
    facts: dict[str, JSON] = {}
    if fresh.linked_id is not None:
        facts["sync_state"] = SyncState.OUT_OF_SYNC.value
    if not why and app.knobs.patches_profile and not changed_values(app, snapshot):
        why = "a PATCH holds mapped values only, and none of them changed → nothing is sent"
        facts = _as_pushed(fresh, changed)
    if new:
        facts |= {"user_name": fresh.user_name, "profile": dict(fresh.profile)}
        if fresh.own:
            facts["own"] = dict(fresh.own)
    events = [updated(fresh.id, user, changed=list(changed), **facts)]
    if new:
        targets = assignment_targets(fresh, fresh.user_name, user, app)
        kind = "change_username" if "userName" in changed else "update"
        events.append(ctx.log(f"application.user_membership.{kind}", *targets))
    if why:
        return [*events, silent(fresh.id, f"{', '.join(changed)} changed, but {why}")]
    told, update = f"{reason} ({', '.join(changed)})", JobKind.UPDATE
    job = queued(ctx, app, fresh.id, user, kind=update, snapshot=snapshot, reason=told)
    return [*events, job]


def _as_pushed(fresh: Assignment, changed: Sequence[str]) -> dict[str, JSON]:
    """Count what cannot be sent as pushed, lest Force Sync comes back to it each time."""
    if fresh.pushed is None:
        return {}
    kept = {name: value for name, value in fresh.pushed.items() if name not in changed}
    now = {name: fresh.profile[name] for name in changed if name in fresh.profile}
    return {"pushed": {**kept, **now}}


def why_not_pushed(app: App, assignment: Assignment, *, busy: bool) -> str:
    """Say why a changed app profile is not sent; empty if it is."""
    if app.broker_mode:
        return f"{texts.BROKER} → nothing is sent"
    if not app.integration.enabled:
        return "the app has no provisioning integration → nothing is sent"
    if app.status != "ACTIVE":
        return "the app is inactive → nothing is sent"
    if not app.features.update:
        return "Update User Attributes is off → nothing is sent"
    if assignment.status is AssignmentStatus.ACTIVE and assignment.linked_id is None:
        return "the assignment is older than provisioning → Provision User must come first"
    if assignment.status is AssignmentStatus.STAGED and not busy:
        return "the account was never created → the failed task must be retried first"
    return ""


def updated(assignment: str, user: OktaUser, **facts: JSON) -> Event:
    """Make the record of a changed assignment."""
    changed = facts.pop("changed", None)
    data: dict[str, JSON] = {
        "id": assignment,
        "user_id": user.id,
        "login": user.login,
        "set": facts,
    }
    if changed:
        data["attributes"] = changed
    return Event(kind="okta.assignment.updated", data=data, links=Links(assignment=assignment))


def group_values(app: App, groups: Sequence[AppGroup]) -> Mapping[str, JSON]:
    """Return the group-level attribute values; the highest priority wins (1.7).

    Lists are joined over the groups where the attribute says so (1.6).
    """
    merged: dict[str, JSON] = {}
    for group in reversed(groups):
        merged |= group.profile
    for attribute in app.attributes:
        if attribute.combine and attribute.type.endswith("[]"):
            lists = [each.profile.get(attribute.name) for each in groups]
            joined = [item for each in lists if isinstance(each, list) for item in each]
            if joined:
                merged[attribute.name] = [
                    item for place, item in enumerate(joined) if item not in joined[:place]
                ]
    return merged


def failures(
    ctx: Context, app: App, user: OktaUser, assignment: Assignment, mapped: Mapped
) -> list[Event]:
    """Log the mappings whose expression has no value for this person (8.2)."""
    targets = assignment_targets(assignment, assignment.user_name, user, app)
    return [
        ctx.log(
            "application.appuser.mapping.invalid.expression",
            *targets,
            result=FAILURE,
            reason=f"{name}: {reason}",
        )
        for name, reason in mapped.failed
    ]


def silent(assignment: str, text: str) -> Event:
    """Record why nothing is sent for an assignment."""
    made = decision("okta", text)
    return Event(kind=made.kind, data=made.data, links=Links(assignment=assignment))


__all__ = [
    "failures",
    "group_values",
    "pushed_changes",
    "reprofile",
    "silent",
    "updated",
    "why_not_pushed",
]
