"""Commands on pushed groups, and what makes Okta push one again.

Source: okta-provisioning.md 1.8, 2.1 (T32-T42), 2.8, 2.10, 2.14, 2.15.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from simulator.errors import UsageError
from simulator.events import JSON, Event, Links
from simulator.okta.answers import id_of
from simulator.okta.context import Context
from simulator.okta.groupoutcomes import GROUP_PUSH, mapping_changed, mapping_targets
from simulator.okta.jobs import queued_job
from simulator.okta.jsontext import whole_text
from simulator.okta.model import App, Group, JobKind, Snapshot
from simulator.okta.pushmodel import (
    ABSORBED,
    GroupOp,
    MappingStatus,
    PushMapping,
    PushRule,
    RemoteGroup,
    imports_groups,
)
from simulator.okta.tabs import check_shown
from simulator.okta.tenant import Change

REFRESH_DELAY = 4.5
"""Seconds between a POST and the refresh of the groups (9)."""
OPERATORS = ("starts_with", "ends_with", "contains")


def check_pushes(app: App) -> None:
    """Refuse group push where Okta has no Push Groups tab (1.1, 1.4)."""
    check_shown(app, "Push Groups")
    if not app.integration.enabled or "push_groups" not in app.integration.actions:
        raise UsageError(
            f"{app.label} has no Push Groups tab.",
            "Tick the action push_groups with okta.app.provisioning first.",
        )


# -- mappings --------------------------------------------------------------------------------


def create_mapping(
    ctx: Context,
    app: App,
    group: Group,
    *,
    target: RemoteGroup | None = None,
    name: str | None = None,
    now: bool = True,
    active: bool = True,
    rule: str | None = None,
) -> tuple[PushMapping, Change]:
    """Push a group by name: link the app's group of that name if Okta knows one, else make it.

    ``now`` is *Push group memberships immediately*.
    """
    check_pushes(app)
    if group.type == "BUILT_IN":
        raise UsageError(f"Okta does not push {group.name}.", "Choose another group.")
    if any(each.app_id == app.id for each in ctx.lookups.mappings_of_group(group.id)):
        raise UsageError(f"Group {group.name} is pushed to {app.label} already.")
    wanted = name or group.name
    if target is None and imports_groups(app):
        target = ctx.lookups.remote_group_named(app.id, wanted)
    linked = target is not None and target.remote_id is not None
    mapping = PushMapping(
        id=ctx.new_id("gPm"),
        app_id=app.id,
        group_id=group.id,
        name=target.name if target else wanted,
        app_group_id=target.id if target else ctx.new_id("00g"),
        target_id=target.remote_id if target else None,
        linked=linked,
        status=MappingStatus.ACTIVE if active else MappingStatus.INACTIVE,
        rule_id=rule,
    )
    events = [
        _created(mapping, group, app),
        ctx.log(f"{GROUP_PUSH}mapping.created", *mapping_targets(mapping, app, group.name)),
    ]
    op = GroupOp.LINK if linked else GroupOp.CREATE
    reason = f"push of group {group.name} to {app.label} set up"

    def follow() -> Iterable[Event]:
        return group_job(ctx, app, mapping, op, reason=reason) if now and active else ()

    return mapping, Change(events, follow)


def _created(mapping: PushMapping, group: Group, app: App) -> Event:
    data = {
        "id": mapping.id,
        "app_id": mapping.app_id,
        "group_id": mapping.group_id,
        "name": mapping.name,
        "app_group_id": mapping.app_group_id,
        "target_id": mapping.target_id,
        "linked": mapping.linked,
        "status": mapping.status.value,
        "rule_id": mapping.rule_id,
        "text": f"group {group.name} is pushed to {app.label}",
    }
    return Event(kind="okta.group_push.created", data=data, links=Links(assignment=mapping.id))


def group_job(
    ctx: Context,
    app: App,
    mapping: PushMapping,
    op: GroupOp,
    *,
    reason: str,
    delay: float = 0.0,
) -> list[Event]:
    """Queue a job of a mapping, unless one that waits does the same work anyway."""
    waiting = ctx.lookups.waiting_ops(mapping.id)
    if any(op in ABSORBED[GroupOp(each)] for each in waiting):
        return []
    named = mapping.name
    snapshot = Snapshot(login=named, display_name=named, user_name=named, profile={}, op=op.value)
    kind = JobKind.GROUP_PUSH
    return [
        queued_job(ctx, app, mapping.id, kind=kind, snapshot=snapshot, reason=reason, delay=delay)
    ]


def push_now(ctx: Context, app: App, mapping: PushMapping) -> Change:
    """Press Push now (T34); it also repeats a push that failed."""
    if mapping.status is MappingStatus.INACTIVE:
        raise UsageError(f"The push of {mapping.name} is inactive.", "Activate it first.")
    check_pushes(app)
    op = GroupOp.PUSH if mapping.target_id else GroupOp.CREATE
    reason = f"Push now for {mapping.name}"
    return Change([], lambda: group_job(ctx, app, mapping, op, reason=reason))


def set_mapping_status(ctx: Context, app: App, mapping: PushMapping, *, active: bool) -> Change:
    """Activate a mapping, which pushes (T40), or deactivate it, which sends nothing (T39)."""
    status = MappingStatus.ACTIVE if active else MappingStatus.INACTIVE
    if mapping.status is status:
        return Change([])
    what = "activate_mapping" if active else "deactivate_mapping"
    events = [
        mapping_changed(mapping.id, mapping.name, status=status.value, error=""),
        ctx.log(f"{GROUP_PUSH}{what}", *mapping_targets(mapping, app, mapping.name)),
    ]
    fresh = replace(mapping, status=status)
    return Change(events, push_now(ctx, app, fresh).follow if active else lambda: ())


def unlink(ctx: Context, app: App, mapping: PushMapping, *, delete: bool) -> Change:
    """Unlink a pushed group: delete it in the app (T37), or leave it there (T38)."""
    if delete and app.provisions:
        reason = f"{mapping.name} unlinked, to be deleted in {app.label}"
        return Change(
            [mapping_changed(mapping.id, mapping.name, status=MappingStatus.INACTIVE.value)],
            lambda: group_job(ctx, app, mapping, GroupOp.DELETE, reason=reason),
        )
    log = ctx.log(f"{GROUP_PUSH}removed", *mapping_targets(mapping, app, mapping.name))
    events = [gone(mapping, "unlinked and left in the app → nothing is sent"), log]
    for task in ctx.lookups.open_tasks(mapping.id):
        data = {"id": task.id, "text": task.text, "reason": "the group was unlinked"}
        events.append(Event(kind="task.completed", data=data))
    return Change(events)


def gone(mapping: PushMapping, why: str) -> Event:
    data = {
        "id": mapping.id,
        "app_group_id": None,
        "name": mapping.name,
        "text": f"push of group {mapping.name} ended: {why}",
    }
    return Event(kind="okta.group_push.deleted", data=data, links=Links(assignment=mapping.id))


# -- rules -----------------------------------------------------------------------------------


def create_rule(
    ctx: Context, app: App, *, attribute: str, operator: str, value: str
) -> tuple[str, Change]:
    """Push groups by rule: those that fit now, and every later one."""
    check_pushes(app)
    if attribute not in ("name", "description"):
        raise UsageError(
            f"A push rule cannot look at {attribute!r}.", "Choose name or description."
        )
    if operator not in OPERATORS:
        raise UsageError(f"There is no operator {operator!r}.", f"Choose {', '.join(OPERATORS)}.")
    if not value:
        raise UsageError("A push rule needs a value.", "Give the text to look for.")
    rule = PushRule(
        id=ctx.new_id("gpr"), app_id=app.id, attribute=attribute, operator=operator, value=value
    )
    data: dict[str, JSON] = {
        "id": rule.id,
        "app_id": app.id,
        "attribute": attribute,
        "operator": operator,
        "value": value,
        "text": f"groups whose {attribute} {operator.replace('_', ' ')} {value} are pushed",
    }

    def follow() -> Iterator[Event]:
        for group in ctx.lookups.groups():
            yield from by_rule(ctx, app, rule, group)

    return rule.id, Change([Event(kind="okta.group_push.rule_created", data=data)], follow)


def by_rule(ctx: Context, app: App, rule: PushRule, group: Group) -> Iterator[Event]:
    pushed = any(each.app_id == app.id for each in ctx.lookups.mappings_of_group(group.id))
    if pushed or group.type == "BUILT_IN" or not rule.fits(group.name, group.description):
        return
    _, change = create_mapping(ctx, app, group, rule=rule.id)
    yield from change.events
    yield from change.follow()


def delete_rule(ctx: Context, app: App, rule: PushRule, *, delete: bool) -> Change:
    """Delete a push rule; its groups are deleted in the app, or left there (T41)."""
    mine = [each for each in ctx.lookups.mappings_of_app(app.id) if each.rule_id == rule.id]
    data = {"id": rule.id, "text": f"push rule for {rule.value} deleted"}
    events = [Event(kind="okta.group_push.rule_deleted", data=data)]
    changes = [unlink(ctx, app, each, delete=delete) for each in mine]
    for change in changes:
        events += change.events

    def follow() -> Iterator[Event]:
        for change in changes:
            yield from change.follow()

    return Change(events, follow)


def groups_read(ctx: Context, app: App, found: Sequence[Mapping[str, JSON]]) -> Change:
    """Keep what the app's groups are called now; those it has no more are forgotten (2.16)."""
    known = {each.remote_id: each.id for each in ctx.lookups.remote_groups(app.id)}
    groups = [
        {
            "id": known.get(key) or ctx.new_id("00g"),
            "remote_id": key,
            "name": whole_text(str(each.get("displayName") or "")),
        }
        for each in found
        if (key := id_of(each))
    ]
    told = f"{len(groups)} groups of {app.label} read"
    data = {"app_id": app.id, "groups": groups, "text": told}
    return Change([Event(kind="okta.app_groups.read", data=data)])


__all__ = [
    "OPERATORS",
    "REFRESH_DELAY",
    "by_rule",
    "check_pushes",
    "create_mapping",
    "create_rule",
    "delete_rule",
    "gone",
    "group_job",
    "groups_read",
    "push_now",
    "set_mapping_status",
    "unlink",
]
