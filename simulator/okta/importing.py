"""What an import makes of the accounts it read: who is who, who is new, who is gone.

Source: okta-provisioning.md 1.5, 2.16, 7.1.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from simulator.errors import UsageError
from simulator.events import JSON, Event, decision
from simulator.okta.attributes import CORE, place
from simulator.okta.confirming import confirmed, dropped
from simulator.okta.context import Context
from simulator.okta.importmodel import (
    SAFEGUARD_FROM,
    Found,
    ImportState,
    MatchType,
    Remote,
    remote_of,
)
from simulator.okta.jsontext import whole_text
from simulator.okta.model import App, Assignment
from simulator.okta.profiles import updated
from simulator.okta.syslog import app_target

SYSTEM_IMPORT = "system.import."


@dataclass
class Tally:
    """The numbers of the result dialog (2.16), and the events that led to them."""

    counts: Counter[str] = field(default_factory=Counter)
    events: list[Event] = field(default_factory=list)
    rows: list[Found] = field(default_factory=list)

    def count(self, name: str, *events: Event) -> None:
        """Count one account and keep what follows from it."""
        self.counts[name] += 1
        self.events += events


def imported(
    ctx: Context, app: App, resources: Sequence[Mapping[str, JSON]], *, careful: bool = True
) -> Tally:
    """Compare what was read with the tenant; nobody is listed twice.

    ``careful`` keeps the safeguards: a result without rows and with the count ``roadblock`` means
    that nothing was changed.
    """
    tally = Tally()
    remotes = {each.id: each for each in map(remote_of, resources) if each is not None}
    linked = {
        live.linked_id: live
        for live in ctx.lookups.assignments_of_app(app.id)
        if live.live and live.linked_id
    }
    tally.counts["scanned"] = len(remotes)
    gone = [
        live
        for key, live in linked.items()
        if key is not None and (key not in remotes or not remotes[key].active)
    ]
    if careful and _too_many(app, len(gone), len(linked)):
        tally.counts["roadblock"] = len(gone)
        return tally
    for live in gone:
        _lost(ctx, app, live, tally)
    taken: dict[str, str] = {}
    for remote in remotes.values():
        live_now = linked.get(remote.id)
        if live_now is not None:
            if remote.active:
                _known(ctx, app, live_now, remote, tally)
        elif remote.active:
            _offered(ctx, app, remote, taken, tally)
    return tally


def _too_many(app: App, gone: int, people: int) -> bool:
    return people > SAFEGUARD_FROM and gone * 100 >= app.imports.safeguard * people


def _lost(ctx: Context, app: App, live: Assignment, tally: Tally) -> None:
    user = ctx.lookups.user(live.user_id)
    if user is not None:
        tally.count("removed", *dropped(ctx, app, user, live))


def _known(ctx: Context, app: App, live: Assignment, remote: Remote, tally: Tally) -> None:
    """Take over what changed in the app; it is not pushed back before Okta has reason to."""
    user = ctx.lookups.user(live.user_id)
    changes = {
        name: value
        for name, value in _values(app, remote.resource).items()
        if name in live.profile and live.profile[name] != value
    }
    if user is None or not changes:
        tally.count("unchanged")
        return
    profile = {**live.profile, **changes}
    tally.count(
        "updated",
        updated(live.id, user, changed=list(changes), profile=profile),
        ctx.log(f"{SYSTEM_IMPORT}user.update", app_target(app)),
    )


def _values(app: App, resource: Mapping[str, JSON]) -> dict[str, JSON]:
    """Read the plain text attributes of the app profile from an account."""
    found: dict[str, JSON] = {}
    for attribute in app.attributes:
        where = place(attribute.external_name)
        if where.chosen is not None or not attribute.namespace:
            continue
        holder = resource if attribute.namespace == CORE else resource.get(attribute.namespace)
        value = holder.get(where.top) if isinstance(holder, Mapping) else None
        if where.sub is not None:
            value = value.get(where.sub) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            found[attribute.name] = whole_text(value)
    return found


# -- matching --------------------------------------------------------------------------------


def _offered(ctx: Context, app: App, remote: Remote, taken: dict[str, str], tally: Tally) -> None:
    match, user_id = matched(ctx, app, remote)
    if user_id is not None and taken.setdefault(user_id, remote.id) != remote.id:
        match = MatchType.CONFLICT
    row = Found(
        app_id=app.id,
        remote=remote,
        match=match,
        user_id=user_id,
        state=ImportState.UNCONFIRMED,
    )
    tally.count("new")
    if _auto(app, match):
        row = _confirmed(ctx, app, row, tally)
    tally.rows.append(row)


def _confirmed(ctx: Context, app: App, row: Found, tally: Tally) -> Found:
    """Confirm a row automatically; what Okta refuses stays for a person."""
    try:
        tally.events += confirmed(ctx, app, row)
    except UsageError as error:
        told = f"{row.remote.user_name} is not confirmed automatically: {error}"
        tally.events.append(decision("okta", told))
        return row
    return replace(row, state=ImportState.CONFIRMED)


def _auto(app: App, match: MatchType) -> bool:
    settings = app.imports
    return {
        MatchType.EXACT: settings.auto_confirm_exact,
        MatchType.PARTIAL: settings.auto_confirm_partial,
        MatchType.NEW: settings.auto_confirm_new,
    }.get(match, False)


def matched(ctx: Context, app: App, remote: Remote) -> tuple[MatchType, str | None]:
    """Say which Okta user an account belongs to; all exact criteria must hold (1.5).

    An Okta user who has another account already, and several who fit partly, make a conflict.
    """
    user = ctx.lookups.match_user(
        user_name=remote.user_name if "user_name" in app.imports.exact_match else None,
        email=remote.email if "email" in app.imports.exact_match else None,
    )
    if user is not None:
        return _free(ctx, app, MatchType.EXACT, user), user
    if not app.imports.allow_partial or not (remote.given_name and remote.family_name):
        return MatchType.NEW, None
    named = ctx.lookups.users_named(remote.given_name, remote.family_name)
    if not named:
        return MatchType.NEW, None
    if len(named) > 1:
        return MatchType.CONFLICT, None
    return _free(ctx, app, MatchType.PARTIAL, named[0]), named[0]


def _free(ctx: Context, app: App, match: MatchType, user_id: str) -> MatchType:
    live = ctx.lookups.assignment_of(app.id, user_id)
    return MatchType.CONFLICT if live is not None and live.live and live.linked_id else match


# -- the log ---------------------------------------------------------------------------------

_BEFORE = ("download.start", "download.complete", "object_creation.start")
_AFTER = (
    "object_creation.complete",
    "user_matching.start",
    "user_matching.complete",
    "membership_processing.start",
    "membership_processing.complete",
    "implicit_deletion.start",
    "implicit_deletion.complete",
    "user.complete",
)


def log_of(ctx: Context, app: App, tally: Tally, *, groups: bool) -> Iterator[Event]:
    """Return the System Log of an import around its own events (7.1; the order is a guess)."""
    target = app_target(app)
    for name in _BEFORE:
        yield ctx.log(f"{SYSTEM_IMPORT}{name}", target)
    for row in tally.rows:
        what = "create" if row.match is MatchType.NEW else "match"
        yield ctx.log(f"{SYSTEM_IMPORT}user.{what}", target)
    yield from tally.events
    for name in _AFTER:
        yield ctx.log(f"{SYSTEM_IMPORT}{name}", target)
    if groups:
        yield ctx.log(f"{SYSTEM_IMPORT}group.complete", target)
    yield ctx.log(f"{SYSTEM_IMPORT}complete", target)


__all__ = ["SYSTEM_IMPORT", "Tally", "imported", "log_of", "matched"]
