"""What ZITADEL checks before it writes a user, one function a rule.

Each returns what it found or raises :class:`simulator.errors.Refusal`; the order of the checks
is the business of :mod:`simulator.zitadel.commands`. Source: zitadel-scim.md 7.1 to 7.4, 8.1.
"""

import re
from functools import lru_cache

from simulator.zitadel.languages import parse_language
from simulator.zitadel.mailbox import AddressError, parse_address
from simulator.zitadel.model import PasswordPolicy
from simulator.zitadel.phones import PhoneError, PhonePanic, normalize_phone
from simulator.zitadel.refusals import recover, refuse, untyped
from simulator.zitadel.scimuser import ScimUser
from simulator.zitadel.zones import known_zone

LONGEST_PASSWORD = 72
"""Bytes that bcrypt takes."""

_LOWER = re.compile("[a-z]")
_UPPER = re.compile("[A-Z]")
_NUMBER = re.compile("[0-9]")
_SYMBOL = re.compile("[^A-Za-z0-9]")


def check_locale(text: str) -> None:
    """Refuse a locale that is no known language tag."""
    if text and parse_language(text) is None:
        raise refuse("SCIM-MD11")


def check_zone(text: str) -> None:
    """Refuse a zone without that exact name."""
    if text and not known_zone(text):
        raise refuse("SCIM-MD12")


def check_locale_and_zone(user: ScimUser) -> None:
    """Refuse a bad locale, then a bad zone."""
    check_locale(user.locale)
    check_zone(user.timezone)


def check_email(value: str) -> None:
    """Refuse what is no single address, and one with a display name."""
    wrong = _wrong_email(value)
    if wrong:
        raise refuse(wrong)


@lru_cache(maxsize=4096)
def _wrong_email(value: str) -> str:
    """Return the error; every request about a person brings the same address again."""
    try:
        mailbox = parse_address(value)
    except AddressError:
        return "EMAIL-599BI"
    return "EMAIL-599GV" if mailbox.name else ""


def check_phone(value: str) -> str:
    """Return the number as it is stored; empty stays empty."""
    if not value:
        return ""
    try:
        return normalize_phone(value)
    except PhonePanic:
        raise recover() from None
    except PhoneError:
        raise refuse("PHONE-so0wa") from None


def check_password(password: str, policy: PasswordPolicy, *, ids: str) -> None:
    """Refuse by the first violated rule; ``ids`` is ``COMMA`` on create, ``DOMAIN`` on change."""
    if len(password.encode()) < policy.min_length:
        raise refuse(f"{ids}-HuJf6")
    if policy.lower and not _LOWER.search(password):
        raise refuse(f"{ids}-co3Xw")
    if policy.upper and not _UPPER.search(password):
        raise refuse(f"{ids}-VoaRj")
    if policy.number and not _NUMBER.search(password):
        raise refuse(f"{ids}-ZBv4H")
    if policy.symbol and not _SYMBOL.search(password):
        raise refuse(f"{ids}-ZDLwA")
    if len(password.encode()) > LONGEST_PASSWORD:
        raise untyped() if ids == "COMMA" else refuse("COMMAND-CahN2")


def check_storable(*texts: str) -> None:
    """Refuse a NUL where it would have to go into a column (2.4)."""
    if "\0" in "".join(texts):
        raise untyped()


__all__ = [
    "LONGEST_PASSWORD",
    "check_email",
    "check_locale",
    "check_locale_and_zone",
    "check_password",
    "check_phone",
    "check_storable",
    "check_zone",
]
