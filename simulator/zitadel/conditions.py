"""Conditions of SQL over ``zitadel_user u``, and how texts are compared.

Values are always parameters, only columns and lengths are written into the text. No column here
is ever NULL, so that ``not`` may be carried to the comparisons and the deepest part written first:
SQLite's parser then never runs out of stack. Source: zitadel-scim.md 11.3 to 11.5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from simulator.zitadel.refusals import refuse

Parameter: TypeAlias = str | bytes | int


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with its parameters; ``depth`` is how deep its parentheses are nested.

    ``unstorable`` says that a text holds NUL, which the database refuses to compare with;
    ``name`` is the user name, in lower case, of a condition that asks for nothing else.
    """

    sql: str
    parameters: tuple[Parameter, ...] = ()
    depth: int = 0
    unstorable: bool = False
    name: str | None = None


_ALL = Condition("1")
_NONE = Condition("0")


def constant(true: bool, negated: bool) -> Condition:
    return _ALL if true is not negated else _NONE


def joined(parts: list[Condition], joint: str) -> Condition:
    parts.sort(key=lambda one: one.depth, reverse=True)
    return Condition(
        "(" + joint.join(one.sql for one in parts) + ")",
        tuple(value for one in parts for value in one.parameters),
        1 + parts[0].depth,
        any(one.unstorable for one in parts),
    )


def text(column: str, operator: str, value: str, negated: bool, *, otherwise: str) -> Condition:
    compare = _TEXT_OPERATORS.get(operator)
    if compare is None:
        raise refuse(otherwise)
    return compare(column, value, negated)


def _is(column: str, value: str, negated: bool) -> Condition:
    return _compared(f"{column}{'<>' if negated else '='}?", value)


def _is_not(column: str, value: str, negated: bool) -> Condition:
    return _is(column, value, not negated)


def _contains(column: str, value: str, negated: bool) -> Condition:
    return _compared(f"instr({column},?){'=' if negated else '>'}0", value)


def _starts(column: str, value: str, negated: bool) -> Condition:
    return _is(f"substr({column},1,{len(value)})", value, negated)


def _ends(column: str, value: str, negated: bool) -> Condition:
    # A negative place counts from the end, but -0 is the beginning.
    if not value:
        return constant(True, negated)
    return _is(f"substr({column},-{len(value)})", value, negated)


def _compared(sql: str, value: str) -> Condition:
    return Condition(sql, (value,), unstorable="\0" in value)


_TEXT_OPERATORS: dict[str, Callable[[str, str, bool], Condition]] = {
    "eq": _is,
    "ne": _is_not,
    "co": _contains,
    "sw": _starts,
    "ew": _ends,
}


__all__ = ["Condition", "Parameter", "constant", "joined", "text"]
