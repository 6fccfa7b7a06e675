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


def _nowhere() -> Mapping[str, JSON]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an expression may refer to.

    ``groups`` gives (id, name) of the user's groups, ``org`` the org's facts. ``app`` is the app
    integration, ``app_user`` the app user profile as it was, with its attributes' names.
    """

    user: Mapping[str, JSON]
    user_attributes: frozenset[str]
    user_id: str = ""
    status: str = ""
    app: Mapping[str, JSON] = field(default_factory=dict)
    app_user: Mapping[str, JSON] = field(default_factory=dict)
    app_attributes: frozenset[str] = frozenset()
    org: Callable[[], Mapping[str, JSON]] = _nowhere
    groups: Callable[[], Sequence[tuple[str, str]]] = _nobody


Compiled = Callable[[Scope], JSON]


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute an expression asks for, ``user.title``, and where it stands, from 1."""

    path: tuple[str, ...]
    position: int

    @property
    def written(self) -> str:
        """The reference as it was written."""
        return ".".join(self.path)


_INTERNAL = ("id", "status")


def attribute(scope: Scope, name: str) -> JSON:
    if name not in scope.user_attributes:
        raise ExpressionError(f"user.{name} is no attribute of an Okta user")
    return scope.user.get(name)


def app_user_attribute(scope: Scope, name: str, *, app: str | None = None) -> JSON:
    """Read an app user attribute; ``app`` names the app by its own name."""
    if app is not None and app != scope.app.get("name"):
        raise ExpressionError(f"{app} is not the name of this app ({scope.app.get('name')})")
    if name not in scope.app_attributes:
        raise ExpressionError(f"{app or 'appuser'}.{name} is no attribute of the app")
    return scope.app_user.get(name)


def app_attribute(scope: Scope, name: str) -> JSON:
    """Read a fact about the app."""
    if name not in scope.app:
        raise ExpressionError(f"app.{name} is no attribute of the app")
    return scope.app[name]


def internal(arguments: list[Compiled]) -> Compiled:
    def read(scope: Scope) -> JSON:
        name = arguments[0](scope) if arguments else None
        if name not in _INTERNAL:
            raise ExpressionError(f"getInternalProperty knows {', '.join(_INTERNAL)}, not {name}")
        return scope.user_id if name == "id" else scope.status

    return read


def member(found: Compiled, name: str) -> Compiled:
    """Read an attribute of somebody a function found; nobody has none (8.2)."""

    def read(scope: Scope) -> JSON:
        value = found(scope)
        if value is None:
            return None
        raise ExpressionError(f"{value!r} has no attribute {name}")

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
    "Reference",
    "Scope",
    "app_attribute",
    "app_user_attribute",
    "attribute",
    "both",
    "compare",
    "either",
    "indexed",
    "internal",
    "member",
    "plus",
    "truth",
]
