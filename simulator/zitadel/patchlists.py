"""What PATCH does to a list as a whole: new elements come in, one stays primary.

Elements may be null where a request had null. Source: zitadel-scim.md 9.4, 2.4.
"""

from collections.abc import Collection

from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import recover, refuse
from simulator.zitadel.scimuser import Elements

_MATCHED_BY_VALUE = frozenset({"emails", "phoneNumbers", "ims", "entitlements", "roles"})


def added(name: str, known: Elements, fresh: Elements) -> tuple[Elements, set[int]]:
    """Put new elements in: over the first earlier one of the same value, else at the end.

    A null that has to be looked at makes ZITADEL panic, and the first one always is.
    """
    elements: Elements = list(known)
    places: set[int] = set()
    by_value: dict[str, int] = {}
    matched = name in _MATCHED_BY_VALUE
    for at, earlier in enumerate(known if matched else known[:1]):
        by_value.setdefault(_value_of(earlier), at)
    for one in fresh:
        place = by_value.get(_value_of(one), len(elements)) if matched else len(elements)
        elements[place : place + 1] = [one]
        places.add(place)
    return elements, places


def _value_of(element: Fields | None) -> str:
    if element is None:
        raise recover()
    return str(element.get("value", ""))


def with_one_primary(elements: Elements, changed: Elements, places: Collection[int]) -> Elements:
    """Take the flag from the first other that has it if one of the changed elements is primary.

    Two primary ones among the changed are refused, even if the second took the place of the first.
    """
    primary = sum(1 for one in changed if one and one.get("primary"))
    if primary > 1:
        raise refuse("SCIM-1d23")
    if not primary:
        return elements
    for at, one in enumerate(elements):
        if at in places:
            continue
        if one is None:
            raise recover()
        if one.get("primary"):
            return [*elements[:at], {**one, "primary": False}, *elements[at + 1 :]]
    return elements


__all__ = ["added", "with_one_primary"]
