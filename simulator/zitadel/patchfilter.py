"""Does an element of a list match the filter inside a PATCH path?

Other rules than those of lists: case counts, an unknown part is an error only where there are
elements to look at, ``ne`` on a boolean looks for false whatever it is compared with, and null
makes ZITADEL panic. Source: zitadel-scim.md 9.5.
"""

from collections.abc import Callable

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
from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import recover

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
    if element is None:
        raise recover()
    match wanted:
        case And(inner):
            return all(matches(element, one, parts) for one in inner)
        case Or(inner):
            return any(matches(element, one, parts) for one in inner)
        case Not(one):
            return not matches(element, one, parts)
        case Present(path):
            return bool(element.get(_part(path, parts).name))
        case Compare(path, operator, value):
            return _compare(element, _part(path, parts), operator, value)
        case ValuePath():
            raise CannotEvaluate


def _part(path: AttributePath, parts: Attributes) -> Attribute:
    part = None if path.sub or path.urn else parts.find(path.name)
    if part is None or part.kind not in (Kind.TEXT, Kind.BOOLEAN):
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
    if not isinstance(value, str) or operator not in _TEXT:
        raise CannotEvaluate
    return _TEXT[operator](element.get(part.name, ""), value)


__all__ = ["CannotEvaluate", "matches"]
