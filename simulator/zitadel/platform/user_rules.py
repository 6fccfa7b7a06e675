"""What ZITADEL asks of a user's parts before it stores them; pure.

Source: zitadel-platform.md 1.5 (names), 5.4 (refusals), 6.1 (passwords).
"""

import re
from collections.abc import Mapping

from simulator.events import JSON
from simulator.zitadel.languages import UNDETERMINED, parse_language
from simulator.zitadel.mailbox import AddressError, parse_address
from simulator.zitadel.phones import PhoneError, PhonePanic, normalize_phone
from simulator.zitadel.platform.errors import ApiError, invalid
from simulator.zitadel.text import trim

_POLICY = (
    ("hasLowercase", re.compile(r"[a-z]"), "co3Xw", "Password must contain lower case"),
    ("hasUppercase", re.compile(r"[A-Z]"), "VoaRj", "Password must contain upper case"),
    ("hasNumber", re.compile(r"[0-9]"), "ZBv4H", "Password must contain number"),
    ("hasSymbol", re.compile(r"[^A-Za-z0-9]"), "ZDLwA", "Password must contain symbol"),
)
_HASH = re.compile(
    r"\$2[abxy]?\$(\d\d)\$[./A-Za-z0-9]{53}"
    r"|\$argon2(?:id|i)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
    r"|\$scrypt\$ln=\d+,r=\d+,p=\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+"
    r"|\$pbkdf2(?:-sha(?:1|224|256|384|512))?\$\d+\$[A-Za-z0-9./+]+\$[A-Za-z0-9./+]+"
    r"|\$[156]\$(?:rounds=\d+\$)?[^$]{1,16}\$[./A-Za-z0-9]+"
    r"|\$md5\$[^$]+\$[A-Fa-f0-9]+"
)
_LOWEST_COST = 5
_ACTION = re.compile(r"\{\{((?:(?!\}\}).)*)(\}\}|$)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_FIELD = re.compile(r"\.[A-Za-z_]\w*")
_TEMPLATE_FIELDS = frozenset((".UserID", ".Code", ".OrgID"))


def user_name(text: str) -> str:
    """Trim a user name; refuse one of blanks."""
    trimmed = trim(text)
    if not trimmed:
        raise invalid("Errors.Invalid.Argument", "V2-zzad3")
    return trimmed


def email(text: str) -> str:
    """Check an address as the domain does, behind the validator's back."""
    if not text:
        raise invalid("Email is empty", "EMAIL-spblu")
    try:
        address = parse_address(text)
    except AddressError as error:
        raise invalid("Email is invalid", "EMAIL-599BI") from error
    if address.name:
        raise invalid("Email is invalid", "EMAIL-599GV")
    return text


def url_template(text: str) -> str:
    """Check the template of the link in a message.

    It may name ``UserID``, ``Code`` and ``OrgID``; anything else a template can do is let
    through. Source: ZITADEL, internal/domain/url_template.go, human_email.go.
    """
    for action, closed in _ACTION.findall(text):
        inner = action.strip("-").strip()
        if not closed or not inner or _WORD.fullmatch(inner):
            raise invalid("URL Template is invalid", "DOMAIN-oGh5e")
        if _FIELD.fullmatch(inner) and inner not in _TEMPLATE_FIELDS:
            raise invalid("URL Template is invalid", "DOMAIN-ieYa7")
    return text


def phone(text: str) -> str:
    """Write a number in E.164; national ones are Swiss."""
    try:
        return normalize_phone(text)
    except PhonePanic as error:
        raise ApiError(13, "Errors.Internal", "RECOVER") from error
    except PhoneError as error:
        raise invalid("Phone is invalid", "PHONE-so0wa") from error


def first_name(text: str) -> str:
    """Trim a given name; refuse one of blanks."""
    return _name(text, "First name in profile is empty", "USER-UCej2")


def last_name(text: str) -> str:
    """Trim a family name; refuse one of blanks."""
    return _name(text, "Last name in profile is empty", "USER-4hB7d")


def _name(text: str, refusal: str, error_id: str) -> str:
    trimmed = trim(text)
    if not trimmed:
        raise invalid(refusal, error_id)
    return trimmed


def language(text: str) -> str:
    """Return a language tag as stored; unknown and malformed ones become ``und``."""
    return (parse_language(text) if text else None) or UNDETERMINED


def password_refusal(policy: Mapping[str, JSON], password: str, area: str) -> ApiError | None:
    """Return the first rule of a policy that a password breaks; ``area`` begins the id."""
    if len(password.encode()) < int(policy.get("minLength", 0)):
        return invalid("Password is too short", f"{area}-HuJf6")
    for rule, pattern, error_id, text in _POLICY:
        if policy.get(rule) and not pattern.search(password):
            return invalid(text, f"{area}-{error_id}")
    return None


def hashed_password(text: str) -> str:
    """Check that a hash is one that ZITADEL can verify."""
    match = _HASH.fullmatch(text)
    if match is None:
        raise invalid("Password is invalid", "CRYPT-r8Qm2")
    if match.group(1) and int(match.group(1)) < _LOWEST_COST:
        raise invalid("Password is invalid", "CRYPT-5uV9n")
    return text


def domain_of(name: str) -> str:
    """Return what follows the last ``@`` of a user name; its case counts, as in SCIM."""
    return name.rpartition("@")[2] if "@" in name else ""


__all__ = [
    "domain_of",
    "email",
    "first_name",
    "hashed_password",
    "language",
    "last_name",
    "password_refusal",
    "phone",
    "url_template",
    "user_name",
]
