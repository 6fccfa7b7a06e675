"""Read what is known of one person and one app."""

from functools import partial

from simulator.okta.mapping import scope_of
from simulator.okta.model import App, OktaUser
from simulator.okta.standing import Facts
from simulator.okta.store import OktaStore


def facts_of(store: OktaStore, app: App, person: OktaUser, *, held: bool, now: int) -> Facts:
    """Collect what decides how a person stands with an app."""
    live = store.assignment_of(app.id, person.id)
    assigned = {each.group_id for each in store.app_groups(app.id)}
    return Facts(
        app=app,
        user=person,
        assignment=live,
        groups=[name for key, name in store.groups_of(person.id) if key in assigned],
        open_jobs=store.open_jobs(live.id) if live else [],
        last_job=store.last_job(live.id) if live else None,
        tasks=store.open_tasks(live.id) if live else [],
        held=held,
        now=now,
        terms=scope_of(person, partial(store.groups_of, person.id), store.org),
        stored=store.last_seen(live.linked_id) if live and live.linked_id else None,
    )


__all__ = ["facts_of"]
