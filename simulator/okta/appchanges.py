"""What an administrator does to everybody who has the app: mappings, Force Sync, Provision User.

Source: okta-provisioning.md 1.1 (Update Now), 2.1 (T23, T25), 2.12, 2.13.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace

from simulator.errors import UsageError
from simulator.events import Event
from simulator.okta.apps import changed
from simulator.okta.assigning import convert, provision
from simulator.okta.attributes import TYPES, Attribute, place
from simulator.okta.context import Context
from simulator.okta.mapping import user_name
from simulator.okta.model import App, AssignmentStatus
from simulator.okta.profiles import pushed_changes, reprofile
from simulator.okta.references import check_references
from simulator.okta.syslog import app_target
from simulator.okta.tenant import Change

SYNC_JOB = "app.app_instance.provision_sync_job."


def set_mapping(
    ctx: Context,
    app: App,
    attribute: Attribute,
    *,
    apply_now: bool,
) -> Change:
    """Store one mapping or a new attribute; ``apply_now`` re-evaluates everybody (T25)."""
    if attribute.type not in TYPES:
        raise UsageError(f"There is no type {attribute.type}.", f"Choose {', '.join(TYPES)}.")
    place(attribute.external_name)
    if attribute.expression:
        check_references(attribute.expression, app, new=attribute.name)
    known = app.attribute(attribute.name)
    taken = known is not None and bool(known.expression or known.released)
    attribute = replace(attribute, released=taken and not attribute.expression)
    events = [
        changed(app, attribute=asdict(attribute)),
        ctx.log("application.provision.field_mapping_rule.change", app_target(app)),
    ]
    reason = f"mapping of {attribute.name} changed"

    def follow() -> Iterator[Event]:
        fresh = ctx.lookups.app(app.id)
        if apply_now and fresh is not None:
            yield from force_sync(ctx, fresh, reason=reason)

    return Change(events, follow)


def force_sync(ctx: Context, app: App, *, reason: str = "Force Sync") -> Iterator[Event]:
    """Push everybody whose app profile changed since the last successful push (T25, 2.12).

    That the log's bulk job (7.1) is this one is a guess.
    """
    yield ctx.log(f"{SYNC_JOB}started", app_target(app))
    for live in ctx.lookups.assignments_of_app(app.id):
        user = ctx.lookups.user(live.user_id)
        if live.live and user is not None:
            yield from reprofile(ctx, app, user, live, reason=reason, force=True)
    yield ctx.log(f"{SYNC_JOB}completed", app_target(app))


def provision_users(ctx: Context, app: App) -> Iterator[Event]:
    """Provision everybody who was assigned before Create Users was on (T23, 2.13)."""
    for live in ctx.lookups.assignments_of_app(app.id):
        user = ctx.lookups.user(live.user_id)
        unlinked = live.status is AssignmentStatus.ACTIVE and live.linked_id is None
        if unlinked and user is not None:
            yield from provision(ctx, app, user, live)


def convert_assignments(ctx: Context, app: App) -> Iterator[Event]:
    """Press Convert assignments: who has the app directly and through a group keeps the group's."""
    for live in ctx.lookups.assignments_of_app(app.id):
        user = ctx.lookups.user(live.user_id)
        if live.live and user is not None:
            yield from convert(ctx, app, user, live)


def update_usernames(ctx: Context, app: App) -> Iterator[Event]:
    """Press Update Now: push every application username that changed, also with Create only."""
    for live in ctx.lookups.assignments_of_app(app.id):
        user = ctx.lookups.user(live.user_id)
        if not live.live or user is None or "userName" in live.own:
            continue
        name = user_name(app, ctx.scope(user))
        if name != live.user_name:
            fresh = replace(live, user_name=name)
            reason = "Update Now of application usernames"
            yield from pushed_changes(
                ctx, app, user, fresh, changed=("userName",), new=True, reason=reason
            )


__all__ = [
    "convert_assignments",
    "force_sync",
    "provision_users",
    "set_mapping",
    "update_usernames",
]
