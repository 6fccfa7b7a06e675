"""Filters and sort orders of user lists as SQL over ``zitadel_user u``.

Source: zitadel-scim.md 11.3 to 11.5.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from simulator.scim import urns
from simulator.scim.filters import (
    KEYWORDS,
    And,
    AttributePath,
    Compare,
    Filter,
    FilterSyntaxError,
    Literal,
    Not,
    Or,
    Present,
    ValuePath,
    parse_filter,
)
from simulator.zitadel.conditions import Condition, Parameter, constant, joined, text
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.mapping import external_id_key
from simulator.zitadel.model import ENABLED
from simulator.zitadel.refusals import refuse, untyped
from simulator.zitadel.tables import EXTERNAL_IDS, LOWER
from simulator.zitadel.text import lower

MAX_FILTER = 1000
"""Length of a filter in bytes."""

EVERYBODY = "u.id ASC"
"""The order of a list that asks for none."""

_USUAL = re.compile(r'([A-Za-z]+) eq "([^"\\]*)"')
"""The filter nearly everybody sends, which needs no parser."""


@dataclass(frozen=True, slots=True)
class EmptyFilter:
    """``filter=`` in a query string: present, but empty. Refused once it would be used."""


Wanted: TypeAlias = Filter | EmptyFilter


def read_filter(text: str) -> Filter:
    """Read a filter, or refuse (11.4)."""
    if len(text.encode()) > MAX_FILTER:
        raise refuse("SCIM-filt13")
    usual = _USUAL.fullmatch(text)
    if usual and usual[2].lower() not in KEYWORDS:
        return Compare(AttributePath(usual[1]), "eq", usual[2])
    try:
        return parse_filter(text)
    except FilterSyntaxError:
        raise refuse("SCIM-filt14") from None


def compile_filter(wanted: Wanted, *, domain: str = "") -> Condition:
    """Turn a filter into a condition, or refuse; ``domain`` is the caller's provisioning domain."""
    if isinstance(wanted, EmptyFilter):
        raise refuse("SCIM-FF412")
    if (
        type(wanted) is Compare
        and wanted.operator == "eq"
        and type(wanted.value) is str
        and wanted.attribute == _USER_NAME_PATH
    ):
        return _user_name("eq", lower(wanted.value), negated=False)
    return _Compiler(domain).condition(wanted, prefix="", negated=False)


def order_by(sort_by: str | None, *, descending: bool) -> str:
    """Return the ORDER BY of a list, or refuse; equal keys are in order of creation."""
    direction = "DESC" if descending else "ASC"
    name = lower(sort_by or "id")
    if name in (_ACTIVE, _EXTERNAL_ID):
        raise refuse("SCIM-SRT1")
    key = _SORT_KEYS.get(name)
    if key is None:
        raise refuse("SCIM-FF433/sort", field=sort_by)
    return f"{key} {direction}" if name == "id" else f"{key} {direction},u.pos"


_USER_NAME = "username"
_USER_NAME_PATH = AttributePath("userName")
_BY_NAME = "u.id IN (SELECT id FROM zitadel_user WHERE name_key=?)"
_EXTERNAL_ID = "externalid"
_ACTIVE = "active"
_TEXTS = {
    "id": "u.id",
    "name.givenname": "u.given_name",
    "name.familyname": "u.family_name",
    "emails": "u.email",
    "emails.value": "u.email",
}
_INSTANTS = {"meta.created": "u.created", "meta.lastmodified": "u.core_changed"}
_KNOWN = frozenset({*_TEXTS, *_INSTANTS, _USER_NAME, _EXTERNAL_ID, _ACTIVE})
_SORT_KEYS = {
    **{name: f"{LOWER}({column})" for name, column in _TEXTS.items()},
    **_INSTANTS,
    _USER_NAME: "u.name_key",
    "id": "u.id",
}

_STATES = ",".join(f"'{state}'" for state in sorted(ENABLED))
_METADATA = f"SELECT user_id FROM zitadel_metadata WHERE {EXTERNAL_IDS} AND key=? AND value"
_SIGNS = {
    "eq": ("=", "<>"),
    "gt": (">", "<="),
    "ge": (">=", "<"),
    "lt": ("<", ">="),
    "le": ("<=", ">"),
}
"""How instants are compared, and the opposite."""


class _Compiler:
    """Walks a filter for one caller."""

    def __init__(self, domain: str) -> None:
        self._external_id_key = external_id_key(domain)

    def condition(self, wanted: Filter, *, prefix: str, negated: bool) -> Condition:
        """Compile one part; ``prefix`` is the attribute before a bracket, with its dot."""
        match wanted:
            case Not(part):
                return self.condition(part, prefix=prefix, negated=not negated)
            case And(parts) | Or(parts):
                joint = " AND " if isinstance(wanted, And) is not negated else " OR "
                found = [self.condition(one, prefix=prefix, negated=negated) for one in parts]
                return joined(found, joint)
            case ValuePath(attribute, inner):
                before = f"{prefix}{_name(attribute)}."
                return self.condition(inner, prefix=before, negated=negated)
            case Present(attribute):
                if _known(prefix, attribute) in (_EXTERNAL_ID, _ACTIVE):
                    raise refuse("SCIM-FXX49")
                return constant(True, negated)
            case Compare(attribute, operator, value):
                return self._compare(_known(prefix, attribute), operator, value, negated)

    def _compare(self, field: str, operator: str, value: Literal, negated: bool) -> Condition:
        if value is None and operator in ("eq", "ne"):
            if field in (_EXTERNAL_ID, _ACTIVE):
                raise untyped()
            return constant(operator == "ne", negated)
        if field == _EXTERNAL_ID:
            return self._external_id(operator, value, negated)
        if field == _ACTIVE:
            return _active(operator, value, negated)
        if field in _INSTANTS:
            return _instant(_INSTANTS[field], operator, value, negated)
        if not isinstance(value, str):
            raise refuse("SCIM-FF429")
        if field == _USER_NAME:
            return _user_name(operator, lower(value), negated)
        return text(_TEXTS[field], operator, value, negated, otherwise="SCIM-FF425")

    def _external_id(self, operator: str, value: Literal, negated: bool) -> Condition:
        """``ne`` means: has one, and another; ``not`` includes those without (11.5)."""
        if not isinstance(value, str):
            raise refuse("SCIM-EXid1")
        if operator not in ("eq", "ne"):
            raise refuse("SCIM-EXid1/operator")
        within = "NOT IN" if negated else "IN"
        sign = "=" if operator == "eq" else "<>"
        return Condition(
            f"u.id {within} ({_METADATA}{sign}?)", (self._external_id_key, value.encode())
        )


def _name(attribute: AttributePath) -> str:
    """Return an attribute's name in lower case, or refuse its URN."""
    if attribute.urn is not None and attribute.urn != f"{urns.USER}:":
        raise refuse("SCIM-FF431")
    return lower(str(attribute))


def _known(prefix: str, attribute: AttributePath) -> str:
    field = prefix + _name(attribute)
    if field not in _KNOWN:
        raise refuse("SCIM-FF433", field=field)
    return field


def _active(operator: str, value: Literal, negated: bool) -> Condition:
    if operator not in ("eq", "ne"):
        raise refuse("SCIM-MGdg")
    if not isinstance(value, bool):
        raise refuse("SCIM-MGdr")
    enabled = value is (operator == "eq")
    return Condition(f"u.state {'IN' if enabled is not negated else 'NOT IN'} ({_STATES})")


def _instant(column: str, operator: str, value: Literal, negated: bool) -> Condition:
    if not isinstance(value, str):
        raise refuse("SCIM-FF451")
    instant = parse_rfc3339(value)
    if instant is None:
        raise refuse("SCIM-FF421")
    signs = _SIGNS.get(operator)
    if signs is None:
        raise refuse("SCIM-FF422")
    return Condition(f"{column}{signs[negated]}?", (instant,))


def _user_name(operator: str, value: str, negated: bool) -> Condition:
    found = text("u.name_key", operator, value, negated, otherwise="SCIM-FF529")
    if operator != "eq" or negated:
        return found
    # Left to itself, SQLite walks the organization in order of ids instead of looking names up.
    return Condition(_BY_NAME, found.parameters, unstorable=found.unstorable, name=value)


__all__ = [
    "EVERYBODY",
    "MAX_FILTER",
    "Condition",
    "EmptyFilter",
    "Parameter",
    "Wanted",
    "compile_filter",
    "order_by",
    "read_filter",
]
