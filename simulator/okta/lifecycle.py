"""Commands on the life of a person: activate, deactivate, suspend, delete.

Source: okta-provisioning.md 2.1 (T16-T21), 2.7, 2.8, 6.1; okta-management-api.md 2.5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from simulator.events import JSON, Event
from simulator.okta.assigning import refresh
from simulator.okta.context import Context
from simulator.okta.grouptriggers import activated
from simulator.okta.jobs import queued, snapshot_of
from simulator.okta.model import App, Assignment, JobKind, OktaUser, UserStatus
from simulator.okta.profiles import silent
from simulator.okta.refusals import OktaRefusal, invalid, wrong_status
from simulator.okta.syslog import user_target
from simulator.okta.tenant import Change


def activate(ctx: Context, user: OktaUser) -> Change:
    """Activate a person; group assignments come back, direct ones do not (T18, T19)."""
    if user.status is UserStatus.ACTIVE:
        text = "Activation failed because the user is already active"
        raise OktaRefusal(text, code="E0000016", status=403)
    if user.status not in (UserStatus.STAGED, UserStatus.DEPROVISIONED):
        raise wrong_status()
    status = UserStatus.ACTIVE if user.has_password else UserStatus.PROVISIONED
    fresh = replace(user, status=status)
    events = [_status(user, status), ctx.log("user.lifecycle.activate", user_target(user))]

    def follow() -> Iterator[Event]:
        if user.status is UserStatus.DEPROVISIONED:
            for app in ctx.lookups.apps():
                reason = f"{user.login} was activated again"
                yield from refresh(ctx, app, fresh, reason=reason, returning=True)
        else:
            yield from activated(ctx, fresh)

    return Change(events, follow)


def deactivate(ctx: Context, user: OktaUser) -> Change:
    """Deactivate a person: every app is told, group memberships stay (T17, T27)."""
    if user.status is UserStatus.DEPROVISIONED:
        raise wrong_status()
    fresh = replace(user, status=UserStatus.DEPROVISIONED, has_password=False)
    events = [
        _status(user, UserStatus.DEPROVISIONED, has_password=False),
        ctx.log("user.lifecycle.deactivate", user_target(user)),
    ]

    def follow() -> Iterator[Event]:
        for app in ctx.lookups.apps():
            if app.status == "ACTIVE":
                yield from refresh(ctx, app, fresh, reason=f"{user.login} was deactivated")
                continue
            live = ctx.lookups.assignment_of(app.id, user.id)
            if live is not None and live.live:
                yield silent(live.id, "the app is inactive → nothing is sent, the assignment stays")

    return Change(events, follow)


_SIMPLE: Mapping[str, tuple[tuple[UserStatus, ...], UserStatus | None, str]] = {
    "suspend": ((UserStatus.ACTIVE,), UserStatus.SUSPENDED, "user.lifecycle.suspend"),
    "unsuspend": ((UserStatus.SUSPENDED,), UserStatus.ACTIVE, "user.lifecycle.unsuspend"),
    "lock": ((UserStatus.ACTIVE,), UserStatus.LOCKED_OUT, "user.account.lock"),
    "unlock": ((UserStatus.LOCKED_OUT,), UserStatus.ACTIVE, "user.account.unlock_by_admin"),
    "reactivate": (
        (UserStatus.PROVISIONED, UserStatus.RECOVERY),
        None,
        "user.lifecycle.reactivate",
    ),
    "reset_password": (
        (
            UserStatus.ACTIVE,
            UserStatus.PROVISIONED,
            UserStatus.RECOVERY,
            UserStatus.PASSWORD_EXPIRED,
            UserStatus.LOCKED_OUT,
        ),
        UserStatus.RECOVERY,
        "user.account.reset_password",
    ),
    "expire_password": (
        (UserStatus.ACTIVE,),
        UserStatus.PASSWORD_EXPIRED,
        "user.account.expire_password",
    ),
}
_REFUSALS: Mapping[str, OktaRefusal] = {
    "suspend": invalid("suspendUser", "Cannot suspend a user that is not active"),
    "unsuspend": invalid("unsuspendUser", "Cannot unsuspend a user that is not suspended"),
    "lock": invalid("lockUser", "Only somebody who is active is locked out"),
    "unlock": OktaRefusal(
        "Unlock is not allowed for this user.",
        code="E0000032",
        status=403,
        causes=("The user is not locked out.",),
    ),
}


def move(ctx: Context, user: OktaUser, operation: str) -> Change:
    """Do one of the operations that send nothing to any app (T16; 6.1)."""
    allowed, target, event_type = _SIMPLE[operation]
    if user.status not in allowed:
        refusal = _REFUSALS.get(operation)
        if refusal is None:
            raise wrong_status()
        raise replace(refusal)
    status = target or user.status
    events = [_status(user, status), ctx.log(event_type, user_target(user))]

    def follow() -> Iterator[Event]:
        for app in ctx.lookups.apps():
            live = ctx.lookups.assignment_of(app.id, user.id)
            if live is not None and live.live:
                told = f"{operation} changes nothing on the app's side → nothing is sent"
                yield silent(live.id, told)

    return Change(events, follow)


def set_password(ctx: Context, user: OktaUser) -> Change:
    """Note that a person has a (new) password, and push it where it is synced (T22)."""
    if user.status is UserStatus.DEPROVISIONED:
        raise wrong_status()
    events = [
        Event(kind="okta.user.password_changed", data={"id": user.id, "login": user.login}),
        ctx.log("user.account.update_password", user_target(user)),
    ]
    waiting = (UserStatus.PROVISIONED, UserStatus.RECOVERY, UserStatus.PASSWORD_EXPIRED)
    if user.status in waiting:
        events.insert(1, _status(user, UserStatus.ACTIVE))
    return Change(events, lambda: _password_pushes(ctx, user))


def _password_pushes(ctx: Context, user: OktaUser) -> Iterator[Event]:
    for app in ctx.lookups.apps():
        live = ctx.lookups.assignment_of(app.id, user.id)
        if live is None or not live.live:
            continue
        why = why_no_password(app, live)
        if why:
            yield silent(live.id, f"the Okta password changed, but {why}")
            continue
        reason = f"password of {user.login} changed"
        snapshot = snapshot_of(live, user)
        kind = JobKind.PASSWORD
        yield queued(ctx, app, live.id, user, kind=kind, snapshot=snapshot, reason=reason)


def why_no_password(app: App, live: Assignment) -> str:
    """Say why a new Okta password is not sent; empty if it is (1.4)."""
    if not app.provisions:
        return "the app does not provision → nothing is sent"
    if not app.features.password:
        return "Sync Password is off → nothing is sent"
    if app.knobs.password_seed != "okta":
        return "a randomly generated password is synced, with the account only → nothing is sent"
    if live.linked_id is None:
        return "the assignment has no account on the other side → nothing is sent"
    return ""


def delete_user(ctx: Context, user: OktaUser) -> Change:
    """Delete a person; one who is not deactivated is only deactivated (T21)."""
    if user.status is not UserStatus.DEPROVISIONED:
        return deactivate(ctx, user)
    target = user_target(user)
    events = [
        Event(kind="okta.user.deleted", data={"id": user.id, "login": user.login}),
        ctx.log("user.lifecycle.delete.initiated", target),
        ctx.log("user.lifecycle.delete.completed", target),
    ]
    return Change(events)


def _status(user: OktaUser, status: UserStatus, **more: JSON) -> Event:
    data = {
        "id": user.id,
        "login": user.login,
        "status": status.value,
        "previous": user.status.value,
        **more,
    }
    return Event(kind="okta.user.status_changed", data=data)


__all__ = [
    "activate",
    "deactivate",
    "delete_user",
    "move",
    "set_password",
    "why_no_password",
]
