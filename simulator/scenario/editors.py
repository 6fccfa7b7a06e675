"""The JSON Schema of a file as somebody writes it, for editors.

:func:`simulator.scenario.schema.json_schema` describes a scenario that is put together. A file on
disk may leave to another what it includes, be such a part itself, and say ``${name}`` anywhere: an
editor that underlines those would be switched off.
"""

from collections.abc import Iterator
from copy import deepcopy

from simulator.events import JSON
from simulator.scenario.schema import json_schema

_REFERENCE: JSON = {"$ref": "#/$defs/Reference"}
_INSIDE = ("properties", "patternProperties")
_PART: JSON = {"not": {"anyOf": [{"required": ["scenario"]}, {"required": ["title"]}]}}
"""A file that says neither is there for others to include."""
_INCLUDE_STEP: JSON = {
    "type": "object",
    "description": "The steps of another file.",
    "properties": {"include": {"type": "string"}},
    "required": ["include"],
    "additionalProperties": False,
}


def editor_schema() -> JSON:
    """Return the schema of a scenario file, and of a file that others include."""
    schema = deepcopy(json_schema())  # parts of it are shared with the next one
    defs = schema["$defs"]
    for owner in (schema, defs["During"]):
        owner["properties"]["steps"]["items"]["oneOf"].append(_INCLUDE_STEP)
    part = _part(defs, "Given")
    needed = schema.pop("required")
    given = schema["properties"]["given"]
    schema["properties"]["given"] = {"description": given["description"]}
    schema["allOf"] = [
        {"if": _PART, "else": {"required": needed}},
        {
            "if": {"anyOf": [_PART, {"required": ["include"]}]},
            "then": {"properties": {"given": {"$ref": f"#/$defs/{part}"}}},
            "else": {"properties": {"given": {"$ref": "#/$defs/Given"}}},
        },
    ]
    as_written = {key: schema["properties"][key] for key in ("include", "variables", "cases")}
    for each in (schema, *defs.values()):
        _admit(each)
    schema["properties"] |= as_written
    defs["Reference"] = {
        "type": "string",
        "pattern": r"\$\{",
        "description": "A variable or a capture: ${name}.",
    }
    return schema


def _part(defs: JSON, name: str) -> str:
    """Define a mapping of which another file may have the rest; return the name of that."""
    made = f"{name}Part"
    if made not in defs:
        defs[made] = {}
        defs[made] = _loose(defs, defs[name])
    return made


def _loose(defs: JSON, shape: JSON) -> JSON:
    """Return a shape of which nothing is needed, as far as mappings are joined: not in lists."""
    if "$ref" in shape:
        return {**shape, "$ref": f"#/$defs/{_part(defs, shape['$ref'].rpartition('/')[2])}"}
    loose = {key: value for key, value in shape.items() if key != "required"}
    if "properties" in shape:
        loose["properties"] = {
            name: _loose(defs, inner) for name, inner in shape["properties"].items()
        }
    if "anyOf" in shape:
        loose["anyOf"] = [_loose(defs, each) for each in shape["anyOf"]]
    return loose


def _admit(shape: JSON) -> None:
    """Let a reference stand in the place of every value and name below a shape."""
    for each in _alternatives(shape):
        for holder in (each[key] for key in _INSIDE if key in each):
            for name, inner in holder.items():
                holder[name] = _or_reference(inner)
        for key in ("items", "additionalProperties"):
            if isinstance(each.get(key), dict):
                each[key] = _or_reference(each[key])
        if "propertyNames" in each:
            each["propertyNames"] = {"anyOf": [each["propertyNames"], _REFERENCE]}
        if each.get("additionalProperties") is False:
            each["patternProperties"] = {**each.get("patternProperties", {}), r"\$\{": {}}


def _alternatives(shape: JSON) -> Iterator[JSON]:
    yield shape
    for each in shape.get("anyOf", ()):
        yield from _alternatives(each)


def _or_reference(shape: JSON) -> JSON:
    _admit(shape)
    if not shape or (shape.get("type") == "string" and not shape.keys() & {"pattern", "enum"}):
        return shape
    if "oneOf" in shape:
        return {"anyOf": [shape, _REFERENCE]}
    if "anyOf" in shape:
        return {**shape, "anyOf": [*shape["anyOf"], _REFERENCE]}
    about = {key: shape[key] for key in ("title", "description", "default") if key in shape}
    own = {key: value for key, value in shape.items() if key not in about}
    return {**about, "anyOf": [own, _REFERENCE]}


__all__ = ["editor_schema"]
