"""Who is pushed: people of fixed names, and what becomes of them when they move.

The names hold what servers stumble over in the field: a plus sign in the login (F18), letters
beyond ASCII, an apostrophe. Source: field-cases.md; okta-provisioning.md 2.0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

DOMAIN = "example.com"
MOST = 200
"""How many people of fixed names there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person: Okta attributes at the start, and what changes later (``None`` clears)."""

    login: str
    profile: Mapping[str, str]
    then: Mapping[str, str | None] = field(default_factory=dict)


_FIRST = (
    ("Ada", "Birch", "Rowan", "ada.birch"),
    ("Zoë", "Linden", "O'Hazel", "zoe.linden"),
    ("Omar", "Ash", "Alder", "omar.ash+okta"),
    ("Nia", "Cedar", "Holly-Cedar", "nia.cedar"),
)
"""Given name, family name before and after, what stands before the @."""
_GIVEN = ("Ines", "Kofi", "Lena", "Mara", "Noor", "Otto", "Pia", "Ravi", "Sven", "Tara")
_FAMILY = (
    *("Aspen", "Beech", "Elder", "Fir", "Hawthorn", "Juniper", "Larch", "Maple", "Oak", "Pine"),
    *("Poplar", "Spruce", "Sycamore", "Tamarack", "Walnut", "Willow", "Yew", "Cypress", "Olive"),
    "Plum",
)


def people(count: int, *, domain: str = DOMAIN) -> tuple[Person, ...]:
    """Return the first people of fixed names, the same at every call."""
    return tuple(islice(_everybody(domain), count))


def moved(profile: Mapping[str, str]) -> dict[str, str | None]:
    """Return what changes for somebody of whom nothing else is said: the title."""
    return {"title": "Director" if profile.get("title") == "Team Lead" else "Team Lead"}


def _everybody(domain: str) -> Iterator[Person]:
    for given, family, later, local in _FIRST:
        yield _person(given, family, later, f"{local}@{domain}")
    for family in _FAMILY:
        for given in _GIVEN:
            yield _person(given, family, f"{family}-Grove", f"{given}.{family}@{domain}".lower())


def _person(given: str, family: str, later: str, login: str) -> Person:
    return Person(
        login=login,
        profile={
            "firstName": given,
            "lastName": family,
            "email": login,
            "displayName": f"{given} {family}",
            "title": "Clerk",
        },
        then={"lastName": later, "displayName": f"{given} {later}", "title": "Team Lead"},
    )


__all__ = ["DOMAIN", "MOST", "Person", "moved", "people"]
