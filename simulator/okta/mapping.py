"""From the Okta profile to the app user profile.

The result is stored on the assignment; what is sent is made of it later
(:mod:`simulator.okta.representation`). Source: okta-provisioning.md 8.1, 1.6.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.events import JSON
from simulator.okta.attributes import USER_ATTRIBUTES, Attribute
from simulator.okta.expressions import ExpressionError, Scope, evaluate
from simulator.okta.model import App, OktaUser
from simulator.okta.refusals import Gap

_KNOWN = frozenset(USER_ATTRIBUTES)
_TEMPLATES = {
    "okta_username": "user.login",
    "email": "user.email",
    "okta_username_prefix": "String.substringBefore(user.login, '@')",
    "email_prefix": "String.substringBefore(user.email, '@')",
}
APP_FACTS = ("id", "name", "label")
"""What expressions may ask of the app integration itself, as ``app.name``."""
CLEARED = ""
"""What an app user attribute holds whose value was taken away; never set is absent (8.2)."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """An app user profile, and the attributes whose expression failed with the reason."""

    profile: Mapping[str, JSON]
    failed: tuple[tuple[str, str], ...] = ()


def _no_groups() -> Sequence[tuple[str, str]]:
    return ()


def scope_of(
    user: OktaUser,
    groups: Callable[[], Sequence[tuple[str, str]]] = _no_groups,
    org: Callable[[], Mapping[str, JSON]] = dict,
) -> Scope:
    """Return what the expressions of one person may refer to."""
    return Scope(
        user={"login": user.login, **user.profile},
        user_attributes=_KNOWN,
        user_id=user.id,
        status=user.status.value,
        groups=groups,
        org=org,
    )


def _within(app: App, scope: Scope, app_user: Mapping[str, JSON]) -> Scope:
    """Return what expressions of an app's mappings may refer to besides (8.2)."""
    return replace(
        scope,
        app={name: getattr(app, name) for name in APP_FACTS},
        app_user=app_user,
        app_attributes=frozenset(each.name for each in app.attributes),
    )


def user_name(app: App, scope: Scope) -> str:
    """Return the application username by the format of the Sign On tab (1.1)."""
    knobs = app.knobs
    source = _TEMPLATES.get(knobs.username_format, knobs.username_expression)
    try:
        value = evaluate(source, _within(app, scope, {}))
    except ExpressionError:
        value = None
    return str(value) if value else str(scope.user.get("login", ""))


def map_profile(
    app: App,
    scope: Scope,
    *,
    own: Mapping[str, JSON] | None = None,
    group: Mapping[str, JSON] | None = None,
) -> Mapped:
    """Evaluate all mappings for a new assignment.

    Unmapped attributes take the value typed in for the person, else that of the group.
    """
    profile: dict[str, JSON] = {}
    failed: list[tuple[str, str]] = []
    scope = _within(app, scope, own or {})
    for attribute in app.attributes:
        value, reason = _value(attribute, scope, own or {}, group or {})
        if reason:
            failed.append((attribute.name, reason))
        if value is not None and value != CLEARED:
            profile[attribute.name] = value
    return Mapped(profile, tuple(failed))


def remap_profile(
    app: App,
    scope: Scope,
    *,
    before: Mapping[str, JSON],
    own: Mapping[str, JSON],
    group: Mapping[str, JSON] | None,
) -> Mapped:
    """Evaluate the mappings again after something changed.

    ``group`` is ``None`` for who has the app directly: what groups say does not concern them, and
    what they had when it became direct stays (2.10).

    Rows with *Apply on: Create* keep what they had, so a change in Okta stops there (1.6). A
    value that went away leaves :data:`CLEARED` behind; that of a mapping taken away leaves
    nothing, since what is not mapped goes back as it was read (2.5).
    """
    profile = dict(before)
    failed: list[tuple[str, str]] = []
    scope = _within(app, scope, before)
    for attribute in app.attributes:
        if attribute.expression and not attribute.updates:
            continue
        unset = not attribute.expression and attribute.name not in own
        if group is None and unset and not attribute.released:
            continue
        value, reason = _value(attribute, scope, own, group or {})
        if reason:
            failed.append((attribute.name, reason))
        if value is not None and value != CLEARED:
            profile[attribute.name] = value
        elif attribute.released and attribute.name not in own:
            profile.pop(attribute.name, None)
        elif attribute.name in profile:
            profile[attribute.name] = CLEARED
    return Mapped(profile, tuple(failed))


def changed_names(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> tuple[str, ...]:
    """Return the attributes that differ, in the order of the newer profile."""
    names = [name for name, value in after.items() if before.get(name) != value]
    return (*names, *(name for name in before if name not in after))


def _value(
    attribute: Attribute, scope: Scope, own: Mapping[str, JSON], group: Mapping[str, JSON]
) -> tuple[JSON, str]:
    """Return the value and, if the expression failed, why."""
    if not attribute.expression:
        return own.get(attribute.name, group.get(attribute.name)), ""
    try:
        return _typed(attribute, evaluate(attribute.expression, scope)), ""
    except ExpressionError as error:
        return None, str(error)
    except Gap as error:
        return None, str(error)


def _typed(attribute: Attribute, value: JSON) -> JSON:
    """Bring a value into the declared type; the declared type decides the JSON kind (1.6)."""
    if value is None or value == CLEARED:
        return value
    if attribute.type.endswith("[]"):
        return value if isinstance(value, list) else [value]
    if isinstance(value, list):
        raise ExpressionError(f"a list does not fit the type {attribute.type}")
    if attribute.type == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if attribute.type in ("number", "integer"):
        return _number(attribute, value)
    return value if isinstance(value, str) else _plain(value)


def _number(attribute: Attribute, value: JSON) -> JSON:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ExpressionError(f"{value!r} does not fit the type {attribute.type}") from None
    return int(number) if attribute.type == "integer" or number.is_integer() else number


def _plain(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


__all__ = [
    "APP_FACTS",
    "CLEARED",
    "Mapped",
    "changed_names",
    "map_profile",
    "remap_profile",
    "scope_of",
    "user_name",
]
