"""A rule as it lies in the journal: every field that says something, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from simulator.events import JSON
from simulator.faults.model import Does, Effect, Fault, Side, When

T = TypeVar("T", When, Does)


def to_json(fault: Fault) -> dict[str, JSON]:
    """Return a rule as JSON; the inverse is :func:`from_json`."""
    return {
        "name": fault.name,
        "side": fault.side.value,
        "on": fault.on,
        "when": _told(fault.when),
        "does": _told(fault.does),
    }


def from_json(value: Mapping[str, JSON]) -> Fault:
    """Read a rule that :func:`to_json` wrote."""
    return Fault(
        name=value["name"],
        side=Side(value["side"]),
        on=value["on"],
        when=_made(When, value["when"]),
        does=_made(Does, value["does"]),
    )


def _told(part: When | Does) -> dict[str, JSON]:
    told: dict[str, JSON] = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if value != each.default:
            told[each.name] = sorted(value) if isinstance(value, frozenset) else value
    return told


def _made(kind: type[T], value: Mapping[str, JSON]) -> T:
    known = {each.name for each in fields(kind)}
    made: dict[str, Any] = {name: each for name, each in value.items() if name in known}
    if "methods" in made:
        made["methods"] = frozenset(made["methods"])
    if "delay" in made:
        made["delay"] = tuple(made["delay"])
    if "headers" in made:
        made["headers"] = tuple((name, text) for name, text in made["headers"])
    if "effect" in made:
        made["effect"] = Effect(made["effect"])
    return kind(**made)


__all__ = ["from_json", "to_json"]
