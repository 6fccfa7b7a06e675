"""The answer to "what would be sent next?": facts in, a request out. Pure."""

from dataclasses import replace
from typing import Any

import orjson

from simulator.okta.intents import Create, Intent, Patch, Purpose, Replace
from simulator.okta.mapping import map_profile
from simulator.okta.mapping import user_name as mapped_user_name
from simulator.okta.model import JobKind, Snapshot
from simulator.okta.planner import Work
from simulator.okta.requests import build
from simulator.okta.standing import Facts

MASK = "********"


def preview(facts: Facts) -> dict[str, Any]:
    """Return the request that would write next: method, path, body.

    A look-up or read comes before it; what the other side holds is taken from the last time it
    was seen. The random password is shown as a mask.
    """
    intent, work, note = _intended(facts)
    request = build(work, intent, token=MASK, password=MASK)
    return {
        "method": request.method,
        "path": request.target,
        "body": None if request.body is None else orjson.loads(request.body),
        "note": note,
    }


def _intended(facts: Facts) -> tuple[Intent, Work, str]:
    app, live = facts.app, facts.assignment
    job = facts.open_jobs[0] if facts.open_jobs else None
    snapshot = job.snapshot if job else _fresh(facts)
    kind = job.kind if job else JobKind.UPDATE
    linked_id = snapshot.linked_id or (live.linked_id if live and live.live else None)
    if linked_id is None or (job is not None and job.kind is JobKind.CREATE):
        work = Work(kind=JobKind.CREATE, app=app, snapshot=snapshot, user_id=facts.user.id)
        return Create(), work, "after a look-up by userName that finds nobody"
    purpose = Purpose.DEACTIVATE if kind is JobKind.DEACTIVATE else Purpose.PROFILE
    work = Work(
        kind=kind, app=app, snapshot=replace(snapshot, linked_id=linked_id), user_id=facts.user.id
    )
    patches = (
        app.knobs.patches_active if purpose is Purpose.DEACTIVATE else (app.knobs.patches_profile)
    )
    if patches:
        return Patch(linked_id, purpose), work, "without a read before it"
    stored = facts.stored or {"id": linked_id}
    seen = "as last seen" if facts.stored else "not seen yet, so only what Okta adds is shown"
    return Replace(linked_id, stored, purpose), work, f"laid over the stored account, {seen}"


def _fresh(facts: Facts) -> Snapshot:
    """Return what would be sent if the person were assigned now."""
    app, user, live = facts.app, facts.user, facts.assignment
    scope = facts.terms
    if live is not None and live.live:
        profile, name = live.profile, live.user_name
    else:
        profile, name = map_profile(app, scope).profile, mapped_user_name(app, scope)
    return Snapshot(
        login=user.login,
        display_name=user.display_name,
        user_name=name,
        profile=profile,
        linked_id=live.linked_id if live is not None and live.live else None,
        changed=tuple(profile),
    )


__all__ = ["MASK", "preview"]
