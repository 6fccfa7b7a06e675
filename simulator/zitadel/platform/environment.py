"""Read the environment variables that decide what a real ZITADEL starts with.

Tooling that starts a container with them can start the lab with them instead. What they name is
checked here, before anything is written. Source: zitadel-platform.md 8.4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.platform import user_rules
from simulator.zitadel.platform.errors import ApiError
from simulator.zitadel.platform.first_defaults import FIRST_COMPLEXITY
from simulator.zitadel.platform.orgs import domain_name

PREFIX = "ZITADEL_FIRSTINSTANCE_"
_TRUE, _FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")
PAT_PATH, KEY_PATH, LOGIN_CLIENT_PATH = "PATPATH", "MACHINEKEYPATH", "LOGINCLIENTPATPATH"
_PASSWORD = "ORG_HUMAN_PASSWORD"


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What the environment asks for: settings, a password, files to write, things to be said.

    ``files`` are paths by the name of their variable; ``password`` is the human owner's.
    """

    settings: ZitadelSettings
    password: str | None = field(default=None, repr=False)
    files: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def _text(name: str, text: str) -> str:
    del name
    return text


def _flag(name: str, text: str) -> bool:
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise UsageError(f"{name} is {text!r}, not true or false.")


def _moment(name: str, text: str) -> int:
    read = parse_rfc3339(text)
    if read is None:
        raise UsageError(f"{name} is {text!r}, not a moment.", "Write it as 2030-01-01T00:00:00Z.")
    return read


def _key_type(name: str, text: str) -> bool:
    if text.upper() in ("1", "KEY_TYPE_JSON", "JSON"):
        return True
    raise UsageError(f"{name} is {text!r}; 1, JSON, is the only type there is.")


_SETTINGS: dict[str, tuple[str, Callable[[str, str], JSON]]] = {
    "INSTANCENAME": ("instance_name", _text),
    "DEFAULTLANGUAGE": ("first_language", _text),
    "ORG_NAME": ("first_org", _text),
    "ORG_HUMAN_USERNAME": ("first_human", _text),
    "ORG_HUMAN_FIRSTNAME": ("first_human_given_name", _text),
    "ORG_HUMAN_LASTNAME": ("first_human_family_name", _text),
    "ORG_HUMAN_EMAIL_ADDRESS": ("first_human_email", _text),
    "ORG_HUMAN_EMAIL_VERIFIED": ("first_human_email_verified", _flag),
    "ORG_HUMAN_PASSWORDCHANGEREQUIRED": ("first_human_must_change", _flag),
    "ORG_MACHINE_MACHINE_USERNAME": ("first_machine", _text),
    "ORG_MACHINE_MACHINE_NAME": ("first_machine_name", _text),
    "ORG_MACHINE_PAT_EXPIRATIONDATE": ("first_machine_expires", _moment),
    "ORG_MACHINE_MACHINEKEY_TYPE": ("first_machine_key", _key_type),
    "ORG_MACHINE_MACHINEKEY_EXPIRATIONDATE": ("first_machine_key_expires", _moment),
    "ORG_LOGINCLIENT_MACHINE_USERNAME": ("first_login_client", _text),
    "ORG_LOGINCLIENT_MACHINE_NAME": ("first_login_client_name", _text),
    "ORG_LOGINCLIENT_PAT_EXPIRATIONDATE": ("first_login_client_expires", _moment),
}
_FILES = (PAT_PATH, KEY_PATH, LOGIN_CLIENT_PATH)
VARIABLES = tuple(PREFIX + name for name in (*_SETTINGS, _PASSWORD, *_FILES))
"""The variables of the first instance that count, in the product's spelling."""


def first_start(environment: Mapping[str, str], settings: ZitadelSettings) -> FirstStart:
    """Return what the environment asks for, on top of ``settings``; empty values count as unset.

    Raises :class:`UsageError` that names the variable.
    """
    given = {name: text for name, text in environment.items() if text}
    changes: dict[str, Any] = {}
    for name, (setting, read) in _SETTINGS.items():
        if PREFIX + name in given:
            changes[setting] = read(PREFIX + name, given[PREFIX + name])
    if "ZITADEL_EXTERNALDOMAIN" in given:
        known = [name for name in settings.domains if name != given["ZITADEL_EXTERNALDOMAIN"]]
        changes["domains"] = (given["ZITADEL_EXTERNALDOMAIN"], *known)
    if "ZITADEL_EXTERNALSECURE" in given:
        name = "ZITADEL_EXTERNALSECURE"
        changes["external_secure"] = _flag(name, given[name])
    started = replace(settings, **changes)
    _check(started, given.get(PREFIX + _PASSWORD))
    return FirstStart(
        settings=started,
        password=given.get(PREFIX + _PASSWORD),
        files={PREFIX + name: given[PREFIX + name] for name in _FILES if PREFIX + name in given},
        warnings=tuple(_warnings(given)),
    )


def _check(settings: ZitadelSettings, password: str | None) -> None:
    """Refuse what the product's own rules refuse, by the variable that brought it."""
    try:
        name = "ORG_NAME"
        domain_name(settings.first_org.strip(), settings.external_domain)
        name = "ORG_HUMAN_EMAIL_ADDRESS"
        if settings.first_human_email:
            user_rules.email(settings.first_human_email)
    except ApiError as error:
        raise UsageError(f"{PREFIX}{name} is refused: {error}.") from error
    refusal = password and user_rules.password_refusal(FIRST_COMPLEXITY, password, "COMMA")
    if refusal:
        raise UsageError(f"{PREFIX}{_PASSWORD} is refused: {refusal}.")


def _warnings(given: Mapping[str, str]) -> list[str]:
    found = [
        f"{name} is not known here and has no effect."
        for name in sorted(given)
        if name.startswith(PREFIX) and name not in (*VARIABLES, f"{PREFIX}SKIP")
    ]
    if given.get(f"{PREFIX}SKIP", "0") in _TRUE:
        found.append(f"{PREFIX}SKIP has no effect: the lab needs its first instance.")
    if given.get("ZITADEL_TLS_ENABLED", "0") in _TRUE:
        found.append("ZITADEL_TLS_ENABLED has no effect: the lab speaks plain HTTP.")
    return found


__all__ = [
    "KEY_PATH",
    "LOGIN_CLIENT_PATH",
    "PAT_PATH",
    "PREFIX",
    "VARIABLES",
    "FirstStart",
    "first_start",
]
