"""Confirm an imported account, by hand or automatically; or lose one that is gone.

Nothing is sent: the link is Okta's own affair. Source: okta-provisioning.md 2.16, 6.2, 7.1.
"""

from simulator.events import JSON, Event, Links
from simulator.okta.context import Context
from simulator.okta.importmodel import Found, ImportState, MatchType, Remote
from simulator.okta.mapping import map_profile
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    OktaUser,
    Scope,
    SyncState,
    UserStatus,
)
from simulator.okta.profiles import silent, updated
from simulator.okta.refusals import OktaRefusal, invalid
from simulator.okta.syslog import app_target, assignment_targets, user_target


def confirmed(ctx: Context, app: App, row: Found, *, user_id: str | None = None) -> list[Event]:
    """Confirm a row: link its Okta user, ``user_id`` if another was chosen, or make a new one."""
    chosen = user_id or row.user_id
    if chosen is None and row.match is MatchType.CONFLICT:
        raise invalid("import", f"{row.remote.user_name}: choose the Okta user it belongs to")
    events: list[Event] = []
    if chosen is None:
        user, events = _made(ctx, app, row.remote)
    else:
        found = ctx.lookups.user(chosen)
        if found is None:
            raise invalid("import", f"user {chosen} does not exist any more")
        user = found
    if user.status is UserStatus.DEPROVISIONED:
        text = (
            f"App assignment attempted for user {user.id} but user is in inactive status INACTIVE"
        )
        raise OktaRefusal(text)
    events += _linked(ctx, app, user, row.remote)
    state = {"state": ImportState.CONFIRMED.value, "user_id": user.id}
    events += [
        row_changed(app, row.remote, **state),
        ctx.log("system.import.user_match.confirm", user_target(user), app_target(app)),
    ]
    return events


def row_changed(app: App, remote: Remote, **facts: JSON) -> Event:
    """Make the record of what was made of a found account."""
    told = f"imported account {remote.user_name}: {facts.get('state')}"
    data = {"app_id": app.id, "remote_id": remote.id, "set": facts, "text": told}
    return Event(kind="okta.import.row", data=data)


def _made(ctx: Context, app: App, remote: Remote) -> tuple[OktaUser, list[Event]]:
    """Make the Okta user of a new account, staged unless new users are activated (1.5)."""
    email = remote.email or remote.user_name
    login = email if app.imports.username_format == "email" else remote.user_name
    if "@" not in login:
        raise invalid("login", f"{login}: Username must be in the form of an email address")
    if ctx.lookups.user_by_login(login) is not None:
        raise invalid("login", f"{login}: An object with this field already exists")
    profile = {
        "login": login,
        "email": email,
        "firstName": remote.given_name or login.partition("@")[0],
        "lastName": remote.family_name or login.partition("@")[0],
    }
    status = UserStatus.PROVISIONED if app.imports.auto_activate_new else UserStatus.STAGED
    user = OktaUser(id=ctx.new_id("00u"), login=login, status=status, profile=profile)
    data = {
        "id": user.id,
        "login": login,
        "status": status.value,
        "profile": profile,
        "has_password": False,
    }
    events = [
        Event(kind="okta.user.created", data=data),
        ctx.log("user.lifecycle.create", user_target(user)),
    ]
    if app.imports.auto_activate_new:
        events.append(ctx.log("user.lifecycle.activate", user_target(user)))
    return user, events


def _linked(ctx: Context, app: App, user: OktaUser, remote: Remote) -> list[Event]:
    now = ctx.lookups.assignment_of(app.id, user.id)
    if now is not None and now.live:
        if now.linked_id:
            raise invalid("import", f"{user.login} has another account already")
        facts = {"linked_id": remote.id, "status": AssignmentStatus.ACTIVE.value}
        return [updated(now.id, user, **facts)]
    key = now.id if now is not None else ctx.new_id("0ua")
    mapped = map_profile(app, ctx.scope(user))
    data = {
        "id": key,
        "app_id": app.id,
        "user_id": user.id,
        "login": user.login,
        "scope": Scope.USER.value,
        "group_id": None,
        "status": AssignmentStatus.ACTIVE.value,
        "sync_state": SyncState.DISABLED.value,
        "user_name": remote.user_name,
        "profile": dict(mapped.profile),
        "own": {},
        "linked_id": remote.id,
    }
    targets = assignment_targets(key, remote.user_name, user, app)
    return [
        Event(kind="okta.assignment.added", data=data, links=Links(assignment=key)),
        ctx.log("application.user_membership.add", *targets),
        silent(key, "import confirmed → the account is linked, nothing is sent"),
    ]


def dropped(ctx: Context, app: App, user: OktaUser, live: Assignment) -> list[Event]:
    """End the assignment of an account that the app has no more, or has switched off."""
    reason = "the import did not find the account active any more"
    targets = assignment_targets(live, live.user_name, user, app)
    return [
        Event(
            kind="okta.assignment.removed",
            data={
                "id": live.id,
                "user_id": user.id,
                "login": user.login,
                "reason": reason,
                "sync_state": SyncState.DISABLED.value,
                "gone": "import",
            },
            links=Links(assignment=live.id),
        ),
        ctx.log("application.user_membership.remove", *targets),
        ctx.log("system.import.user.delete", user_target(user), app_target(app)),
        silent(live.id, f"{reason} → nothing is sent"),
    ]


__all__ = ["confirmed", "dropped", "row_changed"]
