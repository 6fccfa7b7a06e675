"""Settings as text in fields, and text back as what a setting is."""

from collections.abc import Mapping

from simulator.events import JSON
from simulator.okta.knobs import CHOICES, RANGES

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def as_fields(values: Mapping[str, JSON]) -> dict[str, str]:
    """Write values as text."""
    return {name: _text(value) for name, value in values.items()}


def what_they_take(values: Mapping[str, JSON]) -> dict[str, str]:
    """Return for each setting in words what can be typed."""
    return {name: _takes(name, value) for name, value in values.items()}


def _takes(name: str, value: JSON) -> str:
    if (choices := CHOICES.get(name)) is not None:
        return ", ".join(each for each in choices if each) + (" or empty" if "" in choices else "")
    if (ends := RANGES.get(name)) is not None:
        return f"{ends[0]} to {ends[1]}"
    if isinstance(value, bool):
        return "true or false"
    return "a number from 0" if isinstance(value, int | float) else ""


def as_values(fields: Mapping[str, str], before: Mapping[str, JSON]) -> dict[str, JSON]:
    """Read text as the kind of value each setting had; what cannot be read stays text."""
    return {name: _value(text, before.get(name)) for name, text in fields.items()}


def _text(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _value(text: str, before: JSON) -> JSON:
    if isinstance(before, bool):
        return _WORDS.get(text.strip().lower(), text)
    if isinstance(before, int | float):
        try:
            return type(before)(text)
        except ValueError:
            return text
    return text


__all__ = ["as_fields", "as_values", "what_they_take"]
