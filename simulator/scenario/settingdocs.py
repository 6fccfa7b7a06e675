"""Settings that a step changes by name, as shapes for the schema: values, usual one, meaning."""

from collections.abc import Mapping
from dataclasses import fields

from simulator.events import JSON
from simulator.okta.importmodel import EXACT_MATCHES, USERNAME_FORMATS, ImportSettings
from simulator.okta.knobs import CHOICES, RANGES, Knobs
from simulator.scenario.fielddocs import field_docs

_IMPORTS: Mapping[str, JSON] = {
    "username_format": {"enum": list(USERNAME_FORMATS)},
    "exact_match": {
        "anyOf": [
            {"enum": list(EXACT_MATCHES)},
            {"type": "array", "items": {"enum": list(EXACT_MATCHES)}, "minItems": 1},
        ]
    },
    "safeguard": {"type": "integer", "minimum": 1, "maximum": 100},
}


def connector_settings() -> JSON:
    """Return the shape of ``settings: {set: …}``."""
    shapes: dict[str, JSON] = {
        name: {"enum": [each or None for each in known]} for name, known in CHOICES.items()
    }
    shapes |= {
        name: {"type": "integer", "minimum": least, "maximum": most}
        for name, (least, most) in RANGES.items()
    }
    return _shape("How this tenant's connector behaves.", Knobs, shapes)


def import_settings() -> JSON:
    """Return the shape of ``imports: {set: …}``."""
    return _shape("What Provisioning › To Okta says.", ImportSettings, _IMPORTS)


def _shape(description: str, model: type, shapes: Mapping[str, JSON]) -> JSON:
    docs = field_docs(model)
    properties: dict[str, JSON] = {}
    for each in fields(model):
        shape = shapes.get(each.name) or _plain(each.default)
        usual = list(each.default) if isinstance(each.default, tuple) else each.default
        properties[each.name] = {**shape, "default": usual, "description": docs[each.name]}
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "minProperties": 1,
        "additionalProperties": False,
    }


def _plain(usual: object) -> JSON:
    if isinstance(usual, bool):
        return {"type": "boolean"}
    if isinstance(usual, int):
        return {"type": "integer", "minimum": 0}
    if isinstance(usual, float):
        return {"type": "number", "minimum": 0}
    return {"anyOf": [{"type": "string"}, {"type": "null"}]}


__all__ = ["connector_settings", "import_settings"]
