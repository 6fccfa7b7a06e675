"""Put provisioning jobs into the queue: what they will send is fixed here, as a snapshot.

Source: okta-provisioning.md 2.11 (a retry sends the stored values), 2.18 (serial per app user).
"""

from simulator.events import Event, Links
from simulator.okta.context import Context
from simulator.okta.model import App, Assignment, JobKind, OktaUser, Snapshot

UNASSIGN_DELAY = 2.0
"""Seconds between unassigning and the first request (2.6)."""


def snapshot_of(
    assignment: Assignment, user: OktaUser, *, changed: tuple[str, ...] = ()
) -> Snapshot:
    """Take what a job will send."""
    return Snapshot(
        login=user.login,
        display_name=user.display_name,
        user_name=assignment.user_name,
        profile=assignment.profile,
        linked_id=assignment.linked_id,
        changed=changed,
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
    """Make the record of a new job."""
    number = ctx.new_job()
    delay = UNASSIGN_DELAY if kind is JobKind.DEACTIVATE else 0.0
    delay *= ctx.delay_scale * app.knobs.delay_scale
    data = {
        "job": number,
        "kind": kind.value,
        "app_id": app.id,
        "assignment": assignment,
        "user_id": user.id,
        "login": user.login,
        "reason": reason,
        "due": ctx.now + round(delay * 1_000_000),
        "transaction": ctx.new_id("puj"),
        "actor": ctx.actor,
        "snapshot": {
            "display_name": snapshot.display_name,
            "user_name": snapshot.user_name,
            "profile": dict(snapshot.profile),
            "linked_id": snapshot.linked_id,
            "changed": list(snapshot.changed),
        },
    }
    return Event(kind="job.queued", data=data, links=Links(job=number, assignment=assignment))


__all__ = ["UNASSIGN_DELAY", "queued", "snapshot_of"]
