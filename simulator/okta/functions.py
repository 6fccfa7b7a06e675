"""Functions of the expression language. Source: okta-provisioning.md 8.2.

String functions on null give the empty string (the product may give null; not known).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor

from simulator.events import JSON

MANY = 99


class ExpressionError(Exception):
    """An expression has no value for this person; the attribute then gets none."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function with how many arguments it takes; ``of_groups`` first gets the user's groups."""

    call: Callable[..., JSON]
    least: int
    most: int
    of_groups: bool = False

    @property
    def counts(self) -> str:
        """How many arguments it takes, in words."""
        if self.most == MANY:
            return f"at least {self.least} arguments"
        return (
            f"{self.least} to {self.most} arguments"
            if self.most > self.least
            else (f"{self.least} argument{'s' * (self.least != 1)}")
        )


def text(value: JSON) -> str:
    """Return a value as text; null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def absent(value: JSON) -> bool:
    """Return whether there is nothing; the elvis operator treats empty text as nothing."""
    return value is None or value == ""


def _items(value: JSON) -> list[JSON]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _substring(value: JSON, start: int, end: int) -> str:
    whole = text(value)
    if not 0 <= start <= end:
        raise ExpressionError(f"substring cannot go from {start} to {end}")
    return whole[start:end]


def _after(value: JSON, mark: JSON) -> str:
    return text(value).partition(text(mark))[2]


def _before(value: JSON, mark: JSON) -> str:
    return text(value).partition(text(mark))[0]


def _switch(value: JSON, default: JSON, *pairs: JSON) -> JSON:
    whole = text(value)
    for key, result in zip(pairs[::2], pairs[1::2], strict=False):
        if text(key) in whole:
            return result
    return default


def _to_int(value: JSON) -> int:
    return floor(_number(value) + 0.5)


def _to_num(value: JSON) -> int | float:
    return _number(value)


def _number(value: JSON) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return float(value) if "." in str(value) else int(value)
    except (TypeError, ValueError):
        raise ExpressionError(f"{value!r} is no number") from None


def _flat(*values: JSON) -> list[JSON]:
    found: list[JSON] = []
    for value in values:
        found += _flat(*value) if isinstance(value, list) else [value]
    return found


def _get(value: JSON, index: int) -> JSON:
    items = _items(value)
    if not 0 <= index < len(items):
        raise ExpressionError(f"there is no element {index}")
    return items[index]


Groups = Sequence[tuple[str, str]]


def _in_name(test: Callable[[str, str], bool]) -> Callable[..., JSON]:
    def asked(groups: Groups, *wanted: JSON) -> bool:
        return any(test(name, text(each)) for _, name in groups for each in wanted)

    return asked


def _in_id(groups: Groups, *wanted: JSON) -> bool:
    ids = {group for group, _ in groups}
    return any(each in ids for each in wanted)


def _of_text(call: Callable[..., JSON]) -> Function:
    return Function(lambda value: call(text(value)), 1, 1)


FUNCTIONS: dict[str, Function] = {
    "String.append": Function(lambda a, b: text(a) + text(b), 2, 2),
    "String.join": Function(
        lambda mark, *parts: text(mark).join(text(each) for each in parts if not absent(each)),
        2,
        MANY,
    ),
    "String.len": _of_text(len),
    "String.removeSpaces": _of_text(lambda value: value.replace(" ", "")),
    "String.replace": Function(lambda v, a, b: text(v).replace(text(a), text(b)), 3, 3),
    "String.replaceFirst": Function(lambda v, a, b: text(v).replace(text(a), text(b), 1), 3, 3),
    "String.startsWith": Function(lambda v, start: text(v).startswith(text(start)), 2, 2),
    "String.stringContains": Function(lambda v, part: text(part) in text(v), 2, 2),
    "String.stringSwitch": Function(_switch, 2, MANY),
    "String.substring": Function(_substring, 3, 3),
    "String.substringAfter": Function(_after, 2, 2),
    "String.substringBefore": Function(_before, 2, 2),
    "String.toUpperCase": _of_text(str.upper),
    "String.toLowerCase": _of_text(str.lower),
    "Arrays.add": Function(lambda value, item: [*_items(value), item], 2, 2),
    "Arrays.remove": Function(
        lambda value, item: [each for each in _items(value) if each != item], 2, 2
    ),
    "Arrays.clear": Function(lambda _: [], 1, 1),
    "Arrays.get": Function(_get, 2, 2),
    "Arrays.flatten": Function(_flat, 1, MANY),
    "Arrays.contains": Function(lambda value, item: item in _items(value), 2, 2),
    "Arrays.size": Function(lambda value: len(_items(value)), 1, 1),
    "Arrays.isEmpty": Function(lambda value: not _items(value), 1, 1),
    "Arrays.toCsvString": Function(
        lambda value: ",".join(text(each) for each in _items(value)), 1, 1
    ),
    "Convert.toInt": Function(_to_int, 1, 1),
    "Convert.toNum": Function(_to_num, 1, 1),
    "isMemberOfGroup": Function(_in_id, 1, 1, of_groups=True),
    "isMemberOfAnyGroup": Function(_in_id, 1, MANY, of_groups=True),
    "isMemberOfGroupName": Function(_in_name(str.__eq__), 1, 1, of_groups=True),
    "isMemberOfGroupNameStartsWith": Function(_in_name(str.startswith), 1, 1, of_groups=True),
    "isMemberOfGroupNameContains": Function(
        _in_name(lambda name, part: part in name), 1, 1, of_groups=True
    ),
    "hasDirectoryUser": Function(lambda: False, 0, 0),
    "hasWorkdayUser": Function(lambda: False, 0, 0),
    "findDirectoryUser": Function(lambda: None, 0, 0),
    "findWorkdayUser": Function(lambda: None, 0, 0),
}
for _old in ("toUpperCase", "toLowerCase", "substring", "substringAfter", "substringBefore"):
    FUNCTIONS[_old] = FUNCTIONS[f"String.{_old}"]

GAPS: dict[str, str] = {
    "Time.": "okta-expression-time",
    "Iso3166Convert.": "okta-expression-countries",
    "Groups.": "okta-expression-groups",
    "getFilteredGroups": "okta-expression-groups",
    "isMemberOfGroupNameRegex": "okta-expression-groups",
    "getManager": "okta-expression-directory",
    "getAssistant": "okta-expression-directory",
    "DateTime.": "okta-expression-time",
}
"""Beginnings of function names that exist in the product and not here."""

__all__ = ["FUNCTIONS", "GAPS", "ExpressionError", "Function", "absent", "text"]
