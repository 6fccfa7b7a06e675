"""Values that ZITADEL would refuse, told before anything is played. Pure.

Values with a variable inside are left alone. Source: zitadel-platform.md 2 (tokens), 3.2 (roles),
5.4 (checks of a request).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pydantic.alias_generators import to_snake

from simulator.clock import to_us
from simulator.events import JSON
from simulator.scenario.base import Body, closest
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.finding import Finding
from simulator.scenario.given import GivenAccount, GivenServiceAccount
from simulator.scenario.zitadel_words import CreateAccount, EditAccount, Metadata, Pat, Role
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.permissions import ORG_ROLES
from simulator.zitadel.phones import PhoneError, normalize_phone
from simulator.zitadel.platform.addresses import check_address

_VARIABLE = "${"
_LONGEST = 200
_NAMES = ("user_name", "given_name", "family_name")


def zitadel_values(body: Body, path: Path, clock: datetime | None) -> Iterator[Finding]:
    """Yield what ZITADEL would refuse of a step; ``clock`` is when the scenario begins."""
    match body:
        case Pat(expires=str(moment)) if _VARIABLE not in moment:
            yield from _expiry(moment, (*path, "expires"), clock)
        case Role(roles=roles):
            yield from _roles(roles, (*path, "roles"))
        case GivenServiceAccount(roles=roles, metadata=metadata):
            yield from _roles(roles, (*path, "roles"))
            for key, value in metadata.items():
                yield from _entry(key, value, (*path, "metadata", key), (*path, "metadata", key))
        case CreateAccount():
            yield from _account(body, path)
            for key, value in body.metadata.items() if isinstance(body, GivenAccount) else ():
                yield from _entry(key, value, (*path, "metadata", key), (*path, "metadata", key))
        case EditAccount(set=changes):
            yield from _edited(changes, (*path, "set"))
        case Metadata(key=key, value=value):
            yield from _entry(key, value, (*path, "key"), (*path, "value"))
        case Call():
            yield from _request(body, path)


def _expiry(moment: str, path: Path, clock: datetime | None) -> Iterator[Finding]:
    instant = parse_rfc3339(moment)
    if instant is None:
        hint = "Leave it out for never, or write it like 2026-12-31T00:00:00Z."
        yield Finding(path, f"{moment} is no moment.", hint)
    elif clock is not None and instant <= to_us(clock):
        yield Finding(path, f"{moment} is over when the scenario begins.", "Choose a later one.")


def _roles(roles: Sequence[str], path: Path) -> Iterator[Finding]:
    for index, role in enumerate(roles):
        if role not in ORG_ROLES and _VARIABLE not in role:
            message = f"An organization has no role {role}."
            yield Finding((*path, index), message, closest(role, ORG_ROLES))


def _account(body: CreateAccount, path: Path) -> Iterator[Finding]:
    for name in _NAMES:
        value = getattr(body, name)
        if not 1 <= len(value) <= _LONGEST:
            hint = f"ZITADEL takes 1 to {_LONGEST} characters."
            yield Finding((*path, name), f"{name} has {len(value)} characters.", hint)
    email, where = body.email, (*path, "email")
    if email is None:
        email, where = body.user_name, (*path, "user_name")
    if _is_no_phone(body.phone):
        hint = "Write it like +41 44 668 18 00."
        yield Finding((*path, "phone"), f"{body.phone} is no phone number.", hint)
    if _is_no_address(email):
        hint = "Write it like name@example.com."
        if body.email is None:
            hint = "It is the e-mail address, too, unless email says another."
        yield Finding(where, f"{email} is no e-mail address.", hint)


def _is_no_address(text: JSON) -> bool:
    return isinstance(text, str) and _VARIABLE not in text and check_address(text) is not None


def _is_no_phone(text: JSON) -> bool:
    if not isinstance(text, str) or not text or _VARIABLE in text:
        return False
    try:
        normalize_phone(text)
    except PhoneError:
        return True
    return False


def _edited(changes: Mapping[str, JSON], path: Path) -> Iterator[Finding]:
    for name, value in changes.items():
        written = to_snake(name)
        if written in _NAMES and (value is None or value == ""):
            yield Finding((*path, name), f"{name} must not be empty.", "ZITADEL wants one.")
        elif written == "email" and _is_no_address(value):
            hint = "Write it like name@example.com."
            yield Finding((*path, name), f"{value} is no e-mail address.", hint)
        elif written == "phone" and _is_no_phone(value):
            hint = "Write it like +41 44 668 18 00."
            yield Finding((*path, name), f"{value} is no phone number.", hint)


def _entry(key: str, value: str, key_at: Path, value_at: Path) -> Iterator[Finding]:
    if not 1 <= len(key) <= _LONGEST:
        hint = f"ZITADEL takes 1 to {_LONGEST} characters."
        yield Finding(key_at, f"The key has {len(key)} characters.", hint)
    if not value:
        yield Finding(value_at, "ZITADEL takes no empty metadata value.", "Use remove_metadata.")


def _request(call: Call, path: Path) -> Iterator[Finding]:
    if not _is_plain(call.token or ""):
        message = "A token has printable ASCII characters alone."
        yield Finding((*path, "token"), message, "Copy it once more.")
    for name, value in call.headers.items():
        where = (*path, "headers", name)
        if not _is_plain(name) or ":" in name or not name:
            message = "The name of a header line has printable ASCII characters without a colon."
            yield Finding(where, message, name=True)
        elif not _is_plain(value):
            message = f"The header line {name} has characters that cannot be sent."
            yield Finding(where, message, "It takes printable ASCII characters on one line.")


def _is_plain(text: str) -> bool:
    return _VARIABLE in text or (text.isascii() and all(c.isprintable() or c == "\t" for c in text))


__all__ = ["zitadel_values"]
