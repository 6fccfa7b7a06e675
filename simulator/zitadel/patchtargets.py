"""What a PATCH path can name besides the user's own attributes, and what it can only touch.

Source: zitadel-scim.md 9.3; ZITADEL, internal/api/scim/resources/filter/attribute_resolver.go.
"""

from simulator.zitadel.attributes import USER, Attribute, Attributes, Kind
from simulator.zitadel.patchfilter import CannotEvaluate

HIDDEN = frozenset({"schemas", "meta"})
"""Attributes that no path reaches by their names."""

RESOURCE = Attribute(
    "resource",
    Kind.COMPLEX,
    Attributes(tuple(one for one in USER.order if one.name in HIDDEN)),
)
"""What they are part of, which is accidentally a name, too."""

SEALED = Attribute("")
"""What nobody may set or take away: it is there, but trying makes a panic."""


def inside_language(name: str) -> Attribute:
    """Return what a language consists of; nobody may look at it, let alone write it."""
    if name.lower() not in ("language", "locale", "full"):
        raise CannotEvaluate
    return SEALED


__all__ = ["HIDDEN", "RESOURCE", "SEALED", "inside_language"]
