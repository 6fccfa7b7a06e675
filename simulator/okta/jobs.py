"""Put provisioning jobs into the queue: what they will send is fixed here, as a snapshot.

Source: okta-provisioning.md 2.11 (a retry sends the stored values), 2.18 (serial per app user),
7.4 (transaction ids).
"""

from simulator.events import JSON, Event, Links
from simulator.okta.context import Context
from simulator.okta.model import App, Assignment, JobKind, OktaUser, Snapshot

UNASSIGN_DELAY = 2.0
"""Seconds between unassigning and the first request (2.6)."""


def snapshot_of(
    assignment: Assignment,
    user: OktaUser,
    *,
    changed: tuple[str, ...] = (),
    returning: bool = False,
) -> Snapshot:
    """Take what a job will send."""
    return Snapshot(
        login=user.login,
        display_name=user.display_name,
        user_name=assignment.user_name,
        profile=assignment.profile,
        linked_id=assignment.linked_id,
        changed=changed,
        returning=returning,
    )


def queued(
    ctx: Context,
    app: App,
    assignment: str,
    user: OktaUser,
    *,
    kind: JobKind,
    snapshot: Snapshot,
    reason: str,
) -> Event:
    """Make the record of a new job of an app user."""
    delay = UNASSIGN_DELAY if kind is JobKind.DEACTIVATE else 0.0
    return queued_job(
        ctx,
        app,
        assignment,
        kind=kind,
        snapshot=snapshot,
        reason=reason,
        delay=delay,
        user_id=user.id,
    )


def queued_job(
    ctx: Context,
    app: App,
    key: str,
    *,
    kind: JobKind,
    snapshot: Snapshot,
    reason: str,
    delay: float = 0.0,
    user_id: str = "",
) -> Event:
    """Make the record of a new job; jobs of one ``key`` run one after the other."""
    number = ctx.new_job()
    delay *= ctx.delay_scale * app.knobs.delay_scale
    kept: dict[str, JSON] = {
        "display_name": snapshot.display_name,
        "user_name": snapshot.user_name,
        "profile": dict(snapshot.profile),
        "linked_id": snapshot.linked_id,
        "changed": list(snapshot.changed),
    }
    if snapshot.op:
        kept["op"] = snapshot.op
    if snapshot.returning:
        kept["returning"] = True
    data = {
        "job": number,
        "kind": kind.value,
        "app_id": app.id,
        "assignment": key,
        "user_id": user_id,
        "login": snapshot.login,
        "reason": reason,
        "due": ctx.now + round(delay * 1_000_000),
        "transaction": ctx.new_id("gmr" if kind is JobKind.GROUP_PUSH else "puj"),
        "actor": ctx.actor,
        "snapshot": kept,
    }
    return Event(kind="job.queued", data=data, links=Links(job=number, assignment=key))


__all__ = ["UNASSIGN_DELAY", "queued", "queued_job", "snapshot_of"]
