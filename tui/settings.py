"""Settings as text in fields, and text back as what a setting is."""

from collections.abc import Mapping

from simulator.events import JSON

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def as_fields(values: Mapping[str, JSON]) -> dict[str, str]:
    """Write values as text."""
    return {name: _text(value) for name, value in values.items()}


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


__all__ = ["as_fields", "as_values"]
