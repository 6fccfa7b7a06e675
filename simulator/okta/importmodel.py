"""Imports: the settings of Provisioning › To Okta, and what an import found.

Source: okta-provisioning.md 1.5, 1.9, 2.16.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simulator.events import JSON
from simulator.okta.jsontext import whole_text


class MatchType(StrEnum):
    """How an account of the app fits an Okta user (1.9)."""

    EXACT = "EXACT"
    PARTIAL = "PARTIAL"
    NEW = "NEW"
    CONFLICT = "CONFLICT"


class ImportState(StrEnum):
    """What was made of a found account."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """Provisioning › To Okta."""

    username_format: str = "user_name"
    """What the login of an Okta user that an import makes is."""
    exact_match: tuple[str, ...] = ("user_name",)
    """What must be equal for an exact match: all of it at once."""
    allow_partial: bool = True
    """Whether first and last name alone make a partial match."""
    auto_confirm_exact: bool = False
    """Confirm exact matches without asking."""
    auto_confirm_partial: bool = False
    """Confirm partial matches without asking."""
    auto_confirm_new: bool = False
    """Make an Okta user of every account without a match."""
    auto_activate_new: bool = False
    """Activate the Okta users that are made so."""
    safeguard: int = 20
    """Percentage of assignments that one import may take from more than 100 people."""


EXACT_MATCHES = ("user_name", "email")
USERNAME_FORMATS = ("user_name", "email")
SAFEGUARD_FROM = 100
"""Safeguards look at apps with more people than this (1.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """An account as a page of the app's list shows it."""

    id: str
    user_name: str
    email: str
    given_name: str
    family_name: str
    active: bool
    resource: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row of the Import tab."""

    app_id: str
    remote: Remote
    match: MatchType
    user_id: str | None
    state: ImportState


def remote_of(resource: Mapping[str, JSON]) -> Remote | None:
    """Read an account of a list; ``None`` for what has no id or userName."""
    key, user_name = resource.get("id"), resource.get("userName")
    if not key or not isinstance(key, str | int) or not user_name or isinstance(key, bool):
        return None
    if not isinstance(user_name, str):
        return None
    name = resource.get("name")
    name = name if isinstance(name, Mapping) else {}
    return Remote(
        id=whole_text(str(key)),
        user_name=whole_text(user_name),
        email=_email(resource.get("emails")),
        given_name=whole_text(str(name.get("givenName") or "")),
        family_name=whole_text(str(name.get("familyName") or "")),
        active=resource.get("active") is not False,
        resource=resource,
    )


def _email(listed: JSON) -> str:
    given = listed if isinstance(listed, list) else []
    entries = [each for each in given if isinstance(each, Mapping) and each.get("value")]
    chosen = next((each for each in entries if each.get("primary")), entries[0] if entries else {})
    return whole_text(str(chosen.get("value") or ""))


def kept(remote: Remote) -> dict[str, JSON]:
    """Return what is kept of an account until it is confirmed: what it is matched by, no more."""
    return {
        "id": remote.id,
        "userName": remote.user_name,
        "name": {"givenName": remote.given_name, "familyName": remote.family_name},
        "emails": [{"value": remote.email, "primary": True}] if remote.email else [],
        "active": remote.active,
    }


__all__ = [
    "EXACT_MATCHES",
    "SAFEGUARD_FROM",
    "USERNAME_FORMATS",
    "Found",
    "ImportSettings",
    "ImportState",
    "MatchType",
    "Remote",
    "kept",
    "remote_of",
]
