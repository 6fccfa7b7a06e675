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
from simulator.zitadel.attributes import URL, Attribute, Attributes, Kind
from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.weburls import parse_url

_TEXT: dict[str, Callable[[str, str], bool]] = {
    "eq": str.__eq__,
    "ne": str.__ne__,
    "co": str.__contains__,
    "sw": str.startswith,
    "ew": str.endswith,
}


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
            part, found = _look(_there(element, path), path, parts)
            return found is not None if part.kind is Kind.USER else bool(found)
        case Compare(path, operator, value):
            part, found = _look(_there(element, path), path, parts)
            return _compare(found, part, operator, value)
        case ValuePath():
            raise CannotEvaluate


def _there(element: Fields | None, path: AttributePath) -> Fields:
    """Return the element that a path with a proper URN looks at."""
    if path.urn is not None and path.urn != urns.USER + ":":
        raise refuse("SCIM-FF431/path")
    if element is None:
        raise recover()
    return element


def _look(element: Fields, path: AttributePath, parts: Attributes) -> tuple[Attribute, object]:
    """Return which part a path names, and what the element has there."""
    part = parts.find(path.name)
    if part is None:
        raise CannotEvaluate
    if path.sub is None:
        return part, element.get(part.name)
    inner = part_of(part, path.sub)
    return inner, parse_url(element.get(part.name) or "").part(inner.name)


def part_of(attribute: Attribute, name: str) -> Attribute:
    """Return a part of an attribute; looking for one in what has none is a panic (9.6).

    What a URL consists of is found, too, although SCIM has no such attributes.
    """
    parts = URL if attribute.kind is Kind.URL else attribute.parts
    if attribute.kind not in (Kind.COMPLEX, Kind.URL) or parts is None:
        raise recover()
    part = parts.find(name)
    if part is None:
        raise CannotEvaluate
    return part


def _compare(found: object, part: Attribute, operator: str, value: Literal) -> bool:
    if value is None and operator in ("eq", "ne"):
        if part.kind is not Kind.USER:
            raise recover()
        return (found is None) is (operator == "eq")
    if part.kind is Kind.BOOLEAN:
        if not isinstance(value, bool) or operator not in ("eq", "ne"):
            raise CannotEvaluate
        return bool(found) == value if operator == "eq" else not found
    if part.kind is not Kind.TEXT or not isinstance(value, str) or operator not in _TEXT:
        raise CannotEvaluate
    return _TEXT[operator](str(found or ""), value)


__all__ = ["CannotEvaluate", "matches", "part_of"]
