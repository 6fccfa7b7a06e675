"""From a stored account and what it shall become to the events in between.

One table for PUT and PATCH; PATCH looks at the metadata its operations touched alone. Checks
that need the stored account happen here, in the product's order; nothing is written if one
fails. Source: zitadel-scim.md 6.6, 8.1, 13.
"""

from binascii import b2a_base64
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from simulator.events import JSON
from simulator.zitadel.checks import check_password, check_storable
from simulator.zitadel.context import Context, Naming
from simulator.zitadel.mapping import EXTERNAL_ID, KEYS, external_id_key
from simulator.zitadel.model import Human, UserEvent
from simulator.zitadel.refusals import refuse
from simulator.zitadel.text import lower

_HOUR = 3_600_000_000_000


class Wanted(NamedTuple):
    """What an account shall become.

    ``language`` is what gets written, if anything; ``phone`` is ``None`` where no element was
    sent and empty where one without value was; ``metadata`` is text by SCIM path.
    """

    user_name: str
    given_name: str
    family_name: str
    nick_name: str
    display_name: str
    language: str | None
    email: str
    phone: str | None
    password: str | None
    active: bool | None
    metadata: Mapping[str, str | None]


def update_events(
    ctx: Context, human: Human, wanted: Wanted, touched: frozenset[str] | None = None
) -> tuple[UserEvent, ...]:
    """Return the events of a PUT, or of a PATCH that touched those metadata paths."""
    naming = None
    if wanted.user_name != human.user_name:
        naming = ctx.lookups.naming(ctx.org_id)
        check_domain(ctx, naming, wanted.user_name)
    profile = _profile(human, wanted)
    found: list[UserEvent] = []
    if naming:
        found.append(UserEvent("user.username.changed", {"userName": wanted.user_name}))
    if profile:
        found.append(UserEvent("user.human.profile.changed", profile))
    if wanted.email != human.email or not human.email_verified:
        found += _email(ctx, human, wanted)
    if wanted.phone != human.phone or not human.phone_verified:
        found += _phone(ctx, human, wanted)
    if wanted.password is not None:
        found += _password(ctx, human, wanted.password)
    found += _metadata(ctx, human, wanted, touched)
    if wanted.active is not None:
        found += _state(human, active=wanted.active)
    check_storable(wanted.user_name, *profile.values())
    if naming and _name_taken(ctx, naming, human, wanted):
        raise refuse("V3-DKcYh")
    return tuple(found)


def _name_taken(ctx: Context, naming: Naming, human: Human, wanted: Wanted) -> bool:
    """Look whether somebody else has the name; one's own in another case is free (8.2)."""
    if lower(wanted.user_name) == lower(human.user_name):
        return False
    return ctx.lookups.name_taken(naming.scope, wanted.user_name)


def check_domain(ctx: Context, naming: Naming, user_name: str) -> None:
    """Refuse a user name at a domain that another organization verified (7.1)."""
    _, at, domain = user_name.rpartition("@")
    if not at or naming.login_must_be_domain:
        return
    owner = ctx.lookups.domain_owner(domain)
    if owner is not None and owner != ctx.org_id:
        raise refuse("COMMAND-SFd21")


def _profile(human: Human, wanted: Wanted) -> dict[str, str]:
    pairs = (
        ("firstName", human.given_name, wanted.given_name),
        ("lastName", human.family_name, wanted.family_name),
        ("nickName", human.nick_name, wanted.nick_name),
        ("displayName", human.display_name, wanted.display_name),
        ("preferredLanguage", human.language, wanted.language or human.language),
    )
    return {key: new for key, old, new in pairs if old != new}


def _email(ctx: Context, human: Human, wanted: Wanted) -> Iterator[UserEvent]:
    verified = ctx.settings.email_verified
    if wanted.email and wanted.email != human.email:
        yield UserEvent("user.human.email.changed", {"email": wanted.email})
        yield email_confirmed(ctx)
    elif verified and not human.email_verified:
        yield email_confirmed(ctx)


def _phone(ctx: Context, human: Human, wanted: Wanted) -> Iterator[UserEvent]:
    if wanted.phone is None:
        yield UserEvent("user.human.phone.removed")
    elif wanted.phone and wanted.phone != human.phone:
        yield UserEvent("user.human.phone.changed", {"phone": wanted.phone})
        yield phone_confirmed(ctx)
    elif ctx.settings.phone_verified and not human.phone_verified:
        yield phone_confirmed(ctx)


def email_confirmed(ctx: Context) -> UserEvent:
    """Mark the address as verified, or generate a code where the settings say so (6.5)."""
    if ctx.settings.email_verified:
        return UserEvent("user.human.email.verified")
    return UserEvent("user.human.email.code.added", _code(ctx))


def phone_confirmed(ctx: Context) -> UserEvent:
    """Mark the number as verified, or generate a code where the settings say so (6.5)."""
    if ctx.settings.phone_verified:
        return UserEvent("user.human.phone.verified")
    return UserEvent("user.human.phone.code.added", _code(ctx))


def _code(ctx: Context) -> dict[str, JSON]:
    return {"expiry": _HOUR, "triggerOrigin": ctx.origin}


def _password(ctx: Context, human: Human, password: str) -> Iterator[UserEvent]:
    if human.state == "initial":
        raise refuse("COMMAND-M9dse")
    policy = ctx.lookups.password_policy(ctx.org_id)
    check_password(password, policy, ids="DOMAIN")
    yield UserEvent(
        "user.human.password.changed",
        {
            "changeRequired": False,
            "encodedHash": ctx.hash_password(password),
            "triggerOrigin": ctx.origin,
        },
    )


def _metadata(
    ctx: Context, human: Human, wanted: Wanted, touched: frozenset[str] | None
) -> list[UserEvent]:
    scoped = external_id_key(ctx.caller.provisioning_domain)
    patched = touched is not None
    added: list[UserEvent] = []
    removed: list[UserEvent] = []
    for path, value in wanted.metadata.items():
        if touched is not None and path not in touched:
            continue
        if value is None:
            known = scoped is EXTERNAL_ID or patched or path != "externalId"
            removed.append(_REMOVED[path] if known else _metadata_removed(scoped))
            continue
        key = scoped if path == "externalId" else KEYS[path]
        if human.metadata.get(key) != value:
            added.append(metadata_set(key, value))
    return added + removed


def _metadata_removed(key: str) -> UserEvent:
    return UserEvent("user.metadata.removed", {"key": key})


_REMOVED = {path: _metadata_removed(key) for path, key in KEYS.items()}


def metadata_set(key: str, value: str) -> UserEvent:
    """Make the event of a metadata value."""
    encoded = b2a_base64(value.encode(), newline=False).decode()
    return UserEvent("user.metadata.set", {"key": key, "value": encoded})


def _state(human: Human, *, active: bool) -> list[UserEvent]:
    if human.state not in ("active", "inactive"):
        raise refuse("USER2-statex1" if active else "USER2-statex2")
    if active == (human.state == "active"):
        return []
    return [UserEvent("user.reactivated" if active else "user.deactivated")]


def panics_afterwards(human: Human, events: tuple[UserEvent, ...]) -> bool:
    """Return whether the user's first metadata event ever is a removal now (9.8)."""
    if human.metadata_history != "none":
        return False
    first = next((event for event in events if event.type.startswith("user.metadata.")), None)
    return first is not None and first.type == "user.metadata.removed"


__all__ = [
    "Wanted",
    "check_domain",
    "email_confirmed",
    "metadata_set",
    "panics_afterwards",
    "phone_confirmed",
    "update_events",
]
