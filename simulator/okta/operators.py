"""Operators and references of the expression language, as closures over a scope.

Source: okta-provisioning.md 8.2.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.events import JSON
from simulator.okta.functions import ExpressionError, text


def _nobody() -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an expression may refer to. ``groups`` gives (id, name) of the user's groups."""

    user: Mapping[str, JSON]
    user_attributes: frozenset[str]
    user_id: str = ""
    status: str = ""
    app_user: Mapping[str, JSON] = field(default_factory=dict)
    org: Mapping[str, JSON] = field(default_factory=dict)
    groups: Callable[[], Sequence[tuple[str, str]]] = _nobody


Compiled = Callable[[Scope], JSON]

_INTERNAL = ("id", "status")


def attribute(scope: Scope, name: str) -> JSON:
    if name not in scope.user_attributes:
        raise ExpressionError(f"user.{name} is no attribute of an Okta user")
    return scope.user.get(name)


def internal(arguments: list[Compiled]) -> Compiled:
    def read(scope: Scope) -> JSON:
        name = arguments[0](scope) if arguments else None
        if name not in _INTERNAL:
            raise ExpressionError(f"getInternalProperty knows {', '.join(_INTERNAL)}, not {name}")
        return scope.user_id if name == "id" else scope.status

    return read


def truth(value: JSON) -> bool:
    if not isinstance(value, bool):
        raise ExpressionError(f"{value!r} is no condition")
    return value


def either(left: Compiled, right: Compiled) -> Compiled:
    return lambda s: truth(left(s)) or truth(right(s))


def both(left: Compiled, right: Compiled) -> Compiled:
    return lambda s: truth(left(s)) and truth(right(s))


def plus(left: Compiled, right: Compiled) -> Compiled:
    def add(scope: Scope) -> JSON:
        a, b = left(scope), right(scope)
        if isinstance(a, int | float) and isinstance(b, int | float):
            return a + b
        return text(a) + text(b)

    return add


def indexed(value: Compiled, index: Compiled) -> Compiled:
    def pick(scope: Scope) -> JSON:
        found, at = value(scope), index(scope)
        if not isinstance(found, list) or not isinstance(at, int) or at >= len(found):
            raise ExpressionError(f"there is no element {at}")
        return found[at]

    return pick


def compare(sign: str, left: Compiled, right: Compiled) -> Compiled:
    if sign == "==":
        return lambda s: bool(left(s) == right(s))
    if sign == "!=":
        return lambda s: bool(left(s) != right(s))

    def ordered(scope: Scope) -> JSON:
        a, b = left(scope), right(scope)
        if sign == "matches":
            return _matches(text(a), text(b))
        numbers = isinstance(a, int | float) and isinstance(b, int | float)
        if not numbers and not (isinstance(a, str) and isinstance(b, str)):
            raise ExpressionError(f"{a!r} and {b!r} have no order")
        results = {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}
        return results[sign]

    return ordered


def _matches(value: str, pattern: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error as error:
        raise ExpressionError(f"{pattern} is no pattern: {error}") from None


__all__ = [
    "Compiled",
    "Scope",
    "attribute",
    "both",
    "compare",
    "either",
    "indexed",
    "internal",
    "plus",
    "truth",
]
