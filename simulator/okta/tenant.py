"""Commands on people and their profiles: what changes, and what follows from it.

A command returns a :class:`Change`: events to record, and a function that says, once they are
recorded, which assignments and jobs follow. Source: okta-provisioning.md 2.1 (T9, T12);
okta-management-api.md 1.7, 2.2, 2.4.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from simulator.events import JSON, Event
from simulator.okta.assigning import refresh
from simulator.okta.attributes import USER_ATTRIBUTES
from simulator.okta.context import Context
from simulator.okta.model import App, OktaUser, UserStatus
from simulator.okta.profiles import reprofile, silent
from simulator.okta.refusals import invalid, wrong_status
from simulator.okta.syslog import user_target
from simulator.okta.values import not_texts

REQUIRED = ("login", "firstName", "lastName", "email")
_LENGTHS = {"login": 100, "firstName": 50, "lastName": 50, "email": 100}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_address(text: str) -> bool:
    """Return whether Okta takes a text for a login or an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def longest(name: str) -> int | None:
    """Return how many characters an attribute of a person may have, if there is a bound."""
    return _LENGTHS.get(name)


def _nothing() -> Iterable[Event]:
    return ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a command does. ``follow`` is asked after ``events`` are in the views."""

    events: list[Event]
    follow: Callable[[], Iterable[Event]] = _nothing


# -- creating ------------------------------------------------------------------------------


def create_user(
    ctx: Context,
    profile: Mapping[str, JSON],
    *,
    activate: bool,
    has_password: bool,
    expired: bool = False,
    user_id: str | None = None,
) -> tuple[str, Change]:
    """Create a person; returns the id, made up unless given.

    ``expired`` asks for another password at sign-in.
    """
    kept = {name: value for name, value in profile.items() if value not in (None, "")}
    _check_new(ctx, kept)
    user_id = user_id or ctx.new_id("00u")
    login = str(kept["login"])
    status = UserStatus.STAGED
    if activate:
        status = UserStatus.ACTIVE if has_password else UserStatus.PROVISIONED
        status = UserStatus.PASSWORD_EXPIRED if expired else status
    user = OktaUser(id=user_id, login=login, status=status, profile=kept)
    data = {
        "id": user_id,
        "login": login,
        "status": status.value,
        "profile": kept,
        "has_password": has_password,
    }
    events = [
        Event(kind="okta.user.created", data=data),
        ctx.log("user.lifecycle.create", user_target(user)),
    ]
    if activate:
        events.append(ctx.log("user.lifecycle.activate", user_target(user)))
    return user_id, Change(events, lambda: _through_everyone(ctx, user))


def _through_everyone(ctx: Context, user: OktaUser) -> Iterator[Event]:
    for app in ctx.lookups.apps():
        if ctx.lookups.assigning_groups(app.id, user.id):
            yield from refresh(ctx, app, user, reason=f"{user.login} is new in Everyone")


def _check_new(ctx: Context, profile: Mapping[str, JSON]) -> None:
    _check_names(profile, "newUser")
    _check_types(profile)
    causes = [
        f"{name}: The field cannot be left blank" for name in REQUIRED if _blank(profile, name)
    ]
    login, email = str(profile.get("login", "")), str(profile.get("email", ""))
    if not _EMAIL.fullmatch(login):
        causes.append("login: Username must be in the form of an email address")
    if email and not _EMAIL.fullmatch(email):
        causes.append("email: Does not match required pattern")
    causes += _second(profile)
    causes += _too_long(profile)
    if ctx.lookups.user_by_login(login) is not None:
        causes.append("login: An object with this field already exists in the current organization")
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)


def _check_types(profile: Mapping[str, JSON]) -> None:
    causes = list(not_texts(profile))
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)


def _blank(profile: Mapping[str, JSON], name: str) -> bool:
    return not str(profile.get(name) or "").strip()


def _second(profile: Mapping[str, JSON]) -> list[str]:
    """Check the other address that the schema declares as an e-mail (2.6)."""
    given = profile.get("secondEmail")
    fits = not given or _EMAIL.fullmatch(str(given))
    return [] if fits else ["secondEmail: Does not match required pattern"]


def _check_names(profile: Mapping[str, JSON], what: str) -> None:
    for name in profile:
        if name not in USER_ATTRIBUTES:
            raise invalid(what, f"Property name ''{name}'' is not defined in profile")


def _too_long(profile: Mapping[str, JSON]) -> list[str]:
    return [
        f"{name}: String is too long"
        for name, longest in _LENGTHS.items()
        if len(str(profile.get(name) or "")) > longest
    ]


# -- the profile ---------------------------------------------------------------------------


def update_profile(ctx: Context, user: OktaUser, changes: Mapping[str, JSON]) -> Change:
    """Change attributes of a person; null clears one."""
    if user.status is UserStatus.DEPROVISIONED:
        raise wrong_status()
    changes = {name: None if value == "" else value for name, value in changes.items()}
    _check_changes(ctx, user, changes)
    changed = {n: v for n, v in changes.items() if user.profile.get(n) != v}
    if not changed:
        return Change([])
    profile = {n: v for n, v in {**user.profile, **changed}.items() if v is not None}
    login = str(profile["login"])
    fresh = replace(user, login=login, profile=profile)
    data = {"id": user.id, "login": login, "set": changed}
    events = [
        Event(kind="okta.user.profile_changed", data=data),
        ctx.log("user.account.update_profile", user_target(fresh)),
    ]
    reason = f"profile of {login} changed"
    return Change(events, lambda: _pushes(ctx, fresh, reason=reason, changed=tuple(changed)))


def _check_changes(ctx: Context, user: OktaUser, changes: Mapping[str, JSON]) -> None:
    _check_names(changes, "user")
    _check_types(changes)
    causes = [
        f"{name}: The field cannot be left blank"
        for name in REQUIRED
        if name in changes and _blank(changes, name)
    ]
    login, email = changes.get("login"), changes.get("email")
    if login and not _EMAIL.fullmatch(str(login)):
        causes.append("login: Username must be in the form of an email address")
    if email and not _EMAIL.fullmatch(str(email)):
        causes.append("email: Does not match required pattern")
    causes += _second(changes)
    causes += _too_long(changes)
    other = ctx.lookups.user_by_login(str(login)) if login else None
    if other is not None and other.id != user.id:
        causes.append("login: An object with this field already exists in the current organization")
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)


def _pushes(
    ctx: Context, user: OktaUser, *, reason: str, changed: tuple[str, ...]
) -> Iterator[Event]:
    for app in ctx.lookups.apps():
        live = ctx.lookups.assignment_of(app.id, user.id)
        if live is None or not live.live:
            continue
        events = reprofile(ctx, app, user, live, reason=reason)
        if not events:
            events = [silent(live.id, _unmapped(app, changed))]
        yield from events


def _unmapped(app: App, changed: tuple[str, ...]) -> str:
    """Say why a changed Okta attribute did not change the app profile."""
    names = ", ".join(changed)
    held = sorted(
        each.name
        for each in app.attributes
        if each.expression
        and not each.updates
        and any(f"user.{name}" in each.expression for name in changed)
    )
    if held:
        return (
            f"{names} changed, but the mapping of {', '.join(held)} applies on create only → "
            "nothing is sent"
        )
    return f"{names} changed, but no mapping uses it → nothing is sent"


__all__ = ["Change", "create_user", "update_profile"]
