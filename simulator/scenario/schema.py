"""The scenario format as JSON Schema, for editors."""

from simulator.events import JSON
from simulator.scenario.model import BARE, Scenario
from simulator.scenario.okta_words import ATTRIBUTES
from simulator.scenario.settingdocs import connector_settings, import_settings
from simulator.scenario.zitadel_words import EDITABLE

_SETS = {
    "Settings": "ConnectorSettings",
    "ChangeSettings": "ConnectorSettings",
    "Imports": "ImportSettings",
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> JSON:
    """Return the schema of a scenario file."""
    schema = Scenario.model_json_schema(by_alias=True)
    for owner in (schema, schema["$defs"]["During"]):
        steps = owner["properties"]["steps"]["items"]
        steps["oneOf"] = [*steps["oneOf"], {"enum": list(BARE)}]
    include = schema["properties"]["include"]
    one_or_more = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    schema["properties"]["include"] = {
        "anyOf": one_or_more,
        "description": include.get("description", ""),
    }
    does = schema["$defs"]["FaultDoes"]
    alone = [name for name, shape in does["properties"].items() if _stands_alone(shape)]
    schema["$defs"]["FaultDoes"] = {"anyOf": [does, {"enum": alone}]}
    expect = schema["$defs"]["Expect"]["properties"]
    for_all = {"type": "array", "items": {"$ref": "#/$defs/RequestIs"}}
    expect["requests"]["anyOf"].insert(0, for_all)
    _name_settings(schema["$defs"])
    return {"$schema": DIALECT, **schema, "title": "Scimulator scenario"}


def _name_settings(defs: JSON) -> None:
    """Say which names a ``set`` knows; the models take any, for the products judge them."""
    defs["ConnectorSettings"] = connector_settings()
    defs["ImportSettings"] = import_settings()
    for step, whose in _SETS.items():
        told = defs[step]["properties"]["set"].get("description", "")
        shape = {"$ref": f"#/$defs/{whose}"}
        defs[step]["properties"]["set"] = {**shape, "description": told}
    for step, known in (("EditProfile", ATTRIBUTES), ("EditAccount", EDITABLE)):
        defs[step]["properties"]["set"]["propertyNames"] = {"enum": sorted(known)}


def _stands_alone(shape: JSON) -> bool:
    """Return whether a field may be ``true``, so that its name says all."""
    return any(each.get("const") is True for each in (shape, *shape.get("anyOf", ())))


__all__ = ["json_schema"]
