"""Which paths can be asked for at all, so that a rule for another one is refused.

Source: zitadel-scim.md 1.1 (SCIM), zitadel-platform.md 3.3 (the rest). What Okta asks for stands in
:mod:`~simulator.faults.sent`.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase

Table = tuple[tuple[frozenset[str], str], ...]
_ANY = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_MEMBER = frozenset({"GET", "PUT", "PATCH", "DELETE"})
_READ = frozenset({"GET"})
_SCIM = "/scim/v2/*"
ZITADEL: Table = (
    (frozenset({"GET", "POST"}), f"{_SCIM}/Users"),
    (_MEMBER, f"{_SCIM}/Users/*"),
    (frozenset({"POST"}), f"{_SCIM}/Users/.search"),
    (frozenset({"GET", "POST"}), f"{_SCIM}/Groups"),
    (_MEMBER, f"{_SCIM}/Groups/*"),
    (frozenset({"POST"}), f"{_SCIM}/Groups/.search"),
    (frozenset({"POST"}), f"{_SCIM}/Bulk"),
    *(
        (_READ, f"{_SCIM}/{name}")
        for name in (
            *("ServiceProviderConfig", "Schemas", "Schemas/*"),
            *("ResourceTypes", "ResourceTypes/*"),
        )
    ),
    *(
        (_ANY, f"/{door}/**")
        for door in (
            *("v2", "v2beta", "management/v1", "admin/v1", "auth/v1", "oauth/v2", "oidc/v1"),
            *(".well-known", "debug", "zitadel.*"),
        )
    ),
)
"""What the fake ZITADEL answers, by method."""
_SEARCH = ".search"
"""Who means it names it: behind ``/Users/*`` is one user."""
_WORDS = frozenset(
    {
        *("Users", "Groups", "Bulk", "Schemas", "ResourceTypes", "ServiceProviderConfig"),
        *(_SEARCH, "scim", "v2", "users", "groups"),
    }
)
"""Parts of a path that are never an id."""


def methods_of(path: str, table: Table) -> frozenset[str]:
    """Return the methods a pattern's paths are served with; none: nobody serves such a path."""
    own = path.strip("/").split("/")
    found: frozenset[str] = frozenset()
    for methods, template in table:
        parts = template.strip("/").split("/")
        if not (_open(own[0]) or any(_named(own[0], part) for part in parts)):
            continue
        # what lies under a door of its own must be named from there on
        if _meet(own if parts[-1] == "**" else ["**", *own], parts):
            found |= methods
    return found


def _named(own: str, part: str) -> bool:
    return part.strip("*") != "" and fnmatchcase(own, _plain(part))


def _open(part: str) -> bool:
    """Return whether a path may be named from here on: a pattern, or an id (they have digits)."""
    return "*" in part or any(c.isdigit() for c in part)


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two patterns have a path in common."""
    if not one or not other:
        return all(part == "**" for part in (*one, *other))
    if one[0] == "**":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "**":
        return _meet(one, other[1:]) or _meet(one[1:], other)
    same = _may_be(one[0], other[0])
    return same and _meet(one[1:], other[1:])


def _may_be(one: str, other: str) -> bool:
    """Return whether a part of a rule's pattern can be a part of what is served."""
    if (other == "*" and one in _WORDS) or (one == "*" and other == _SEARCH):
        return False
    if "*" in one and "*" in other:
        return one == "*" or other == "*" or one.partition("*")[0] == other.partition("*")[0]
    return fnmatchcase(one, _plain(other)) or fnmatchcase(other, _plain(one))


def _plain(part: str) -> str:
    """Keep what other tools' patterns mean by brackets and question marks out."""
    return part.replace("[", "[[]").replace("?", "[?]")


__all__ = ["ZITADEL", "Table", "methods_of"]
