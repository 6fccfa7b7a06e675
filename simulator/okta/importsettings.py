"""Change the settings of Provisioning › To Okta. Source: okta-provisioning.md 1.5."""

from collections.abc import Mapping
from dataclasses import fields, replace

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.importmodel import EXACT_MATCHES, USERNAME_FORMATS, ImportSettings
from simulator.okta.refusals import gap

_GAPS = {
    "schedule": "okta-import-schedule",
    "profile_sourcing": "okta-profile-sourcing",
    "inline_hook": "okta-import-hook",
}


def turned(settings: ImportSettings, changes: Mapping[str, JSON]) -> ImportSettings:
    """Return the settings of To Okta with some changed; raises :class:`UsageError`."""
    known = {each.name: each for each in fields(ImportSettings)}
    taken: dict[str, JSON] = {}
    for name, value in changes.items():
        if name in _GAPS:
            raise gap(_GAPS[name], f"The import setting {name}")
        if name not in known:
            raise UsageError(f"There is no import setting {name}.", f"There is {', '.join(known)}.")
        taken[name] = _checked(name, value)
    return replace(settings, **taken)


def _checked(name: str, value: JSON) -> JSON:
    given = value
    if name == "username_format":
        fits, told = value in USERNAME_FORMATS, ", ".join(USERNAME_FORMATS)
    elif name == "exact_match":
        listed = given if isinstance(given, list | tuple) else [given]
        value = tuple(listed)
        fits = bool(listed) and all(each in EXACT_MATCHES for each in listed)
        told = f"one or more of {', '.join(EXACT_MATCHES)}"
    elif name == "safeguard":
        whole = isinstance(value, int) and not isinstance(value, bool)
        fits, told = whole and 0 < value <= 100, "1 to 100"
    else:
        fits, told = isinstance(value, bool), "true or false"
    if not fits:
        raise UsageError(f"{name} cannot be {given!r}.", f"It takes {told}.")
    return value


__all__ = ["turned"]
