"""Does an element of a list match the filter inside a PATCH path?

Other rules than those of lists: case counts, an unknown part is an error only where there are
elements to look at, ``ne`` on a boolean looks for false whatever it is compared with, and null
makes ZITADEL panic. Source: zitadel-scim.md 9.5.
"""

from collections.abc import Callable

from simulator.scim import urns
from simulator.scim.filters import (
    And,
    AttributePath,
    Compare,
    Filter,
    Literal,
    Not,
    Or,
    Present,
    ValuePath,
)
from simulator.zitadel.attributes import Attribute, Attributes, Kind
from simulator.zitadel.platform.errors import Gap
from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import recover, refuse

_TEXT: dict[str, Callable[[str, str], bool]] = {
    "eq": str.__eq__,
    "ne": str.__ne__,
    "co": str.__contains__,
    "sw": str.startswith,
    "ew": str.endswith,
}
_INSIDE_A_URL = frozenset(
    {"scheme", "opaque", "user", "host", "path", "rawpath", "rawquery", "fragment", "rawfragment"}
    | {"omithost", "forcequery"}
)
"""What ZITADEL finds inside a URL, by an accident of how it looks attributes up."""


class CannotEvaluate(Exception):
    """The path means nothing for these elements."""


def matches(element: Fields | None, wanted: Filter, parts: Attributes) -> bool:
    """Return whether one element is meant; raise :class:`CannotEvaluate` or panic."""
    match wanted:
        case And(inner):
            return all(matches(element, one, parts) for one in inner)
        case Or(inner):
            return any(matches(element, one, parts) for one in inner)
        case Not(one):
            return not matches(element, one, parts)
        case Present(path):
            return bool(_there(element, path).get(_part(path, parts).name))
        case Compare(path, operator, value):
            return _compare(_there(element, path), _part(path, parts), operator, value)
        case ValuePath():
            raise CannotEvaluate


def _there(element: Fields | None, path: AttributePath) -> Fields:
    """Return the element that a path with a proper URN looks at."""
    if path.urn is not None and path.urn != urns.USER + ":":
        raise refuse("SCIM-FF431/path")
    if element is None:
        raise recover()
    return element


def _part(path: AttributePath, parts: Attributes) -> Attribute:
    part = parts.find(path.name)
    if part is None:
        raise CannotEvaluate
    return part if path.sub is None else part_of(part, path.sub)


def part_of(attribute: Attribute, name: str) -> Attribute:
    """Return a part of an attribute; looking for one in what has none is a panic (9.6)."""
    if attribute.kind is Kind.URL:
        if name.lower() in _INSIDE_A_URL:
            raise Gap("zitadel.scim.inside-url")
        raise CannotEvaluate
    if attribute.kind is not Kind.COMPLEX or attribute.parts is None:
        raise recover()
    part = attribute.parts.find(name)
    if part is None:
        raise CannotEvaluate
    return part


def _compare(element: Fields, part: Attribute, operator: str, value: Literal) -> bool:
    if value is None and operator in ("eq", "ne"):
        raise recover()
    if part.kind is Kind.BOOLEAN:
        if not isinstance(value, bool) or operator not in ("eq", "ne"):
            raise CannotEvaluate
        found = bool(element.get(part.name))
        return found == value if operator == "eq" else not found
    if part.kind is not Kind.TEXT or not isinstance(value, str) or operator not in _TEXT:
        raise CannotEvaluate
    return _TEXT[operator](element.get(part.name, ""), value)


__all__ = ["CannotEvaluate", "matches", "part_of"]
