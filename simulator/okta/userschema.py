"""Import User Schema of the newer wizard: what the server's own schema adds to the app profile.

Core attributes come from the core User schema, others only from the extensions that the User
resource type lists. The app profile gets what is required; the rest is offered, nothing is mapped.
Source: okta-provisioning.md 2.19.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.attributes import CORE, Attribute, place

_TYPES: Mapping[str, str] = {
    "string": "string",
    "boolean": "boolean",
    "integer": "integer",
    "decimal": "number",
}


@dataclass(frozen=True, slots=True)
class UserSchema:
    """What the server offers: attributes it demands, and the others."""

    required: tuple[Attribute, ...]
    offered: tuple[Attribute, ...]


def read_schema(
    resource_types: Sequence[Mapping[str, JSON]], schemas: Sequence[Mapping[str, JSON]]
) -> UserSchema:
    """Read both lists; a schema the User type does not name is left out."""
    wanted = [CORE, *_extensions(resource_types)]
    by_id = {str(each.get("id")): each for each in schemas}
    required: list[Attribute] = []
    offered: list[Attribute] = []
    for namespace in wanted:
        for needed, attribute in _attributes(by_id.get(namespace, {}), namespace):
            (required if needed else offered).append(attribute)
    return UserSchema(tuple(required), tuple(offered))


def _extensions(resource_types: Sequence[Mapping[str, JSON]]) -> Iterator[str]:
    for each in resource_types:
        if each.get("name") == "User" or each.get("schema") == CORE:
            for extension in _objects(each.get("schemaExtensions")):
                if extension.get("schema"):
                    yield str(extension["schema"])


def _attributes(schema: Mapping[str, JSON], namespace: str) -> Iterator[tuple[bool, Attribute]]:
    """Return the plain attributes, the parts of complex ones, the primary values of lists (I)."""
    for each in _objects(schema.get("attributes")):
        name = str(each.get("name") or "")
        if each.get("mutability") == "readOnly" or name == "userName" or not _usable(name):
            continue
        if each.get("type") != "complex":
            yield _attribute(each, name, name, namespace)
        elif each.get("multiValued"):
            needed = {"type": "string", "required": each.get("required")}
            yield _attribute(needed, name, f"{name}.^[primary==true].value", namespace)
        else:
            for part in _objects(each.get("subAttributes")):
                sub = str(part.get("name") or "")
                if _usable(sub):
                    yield _attribute(part, f"{name}_{sub}", f"{name}.{sub}", namespace)


def _objects(given: JSON) -> Iterator[Mapping[str, JSON]]:
    """Yield the objects of a list; whatever else a server puts there is passed over."""
    yield from (
        (each for each in given if isinstance(each, Mapping)) if isinstance(given, list) else ()
    )


def _usable(name: str) -> bool:
    """Say whether a name can be part of an external name."""
    try:
        place(name)
    except UsageError:
        return False
    return "." not in name


def _attribute(
    given: Mapping[str, JSON], name: str, external_name: str, namespace: str
) -> tuple[bool, Attribute]:
    kind = _TYPES.get(str(given.get("type")), "string")
    if given.get("multiValued"):
        kind = f"{kind}[]" if kind != "boolean" else "string[]"
    attribute = Attribute(
        name=name, external_name=external_name, namespace=namespace, type=kind, custom=True
    )
    return given.get("required") is True, attribute


def taken(
    schema: UserSchema, known: Sequence[Attribute], *, first: bool
) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...]]:
    """Return the app profile after an import, and what is offered beside it.

    The ``first`` import replaces the default rows, which stand only while the box is unticked; a
    later one adds what the server demands by now. Rows keep the names they are known under.
    """
    names = {(each.namespace, each.external_name): each for each in known}
    kept = () if first else tuple(known)
    places = {(each.namespace, each.external_name) for each in kept}

    def named(attribute: Attribute) -> Attribute:
        usual = names.get((attribute.namespace, attribute.external_name))
        return attribute if usual is None else replace(attribute, name=usual.name)

    added = [each for each in schema.required if (each.namespace, each.external_name) not in places]
    profile = (*kept, *map(named, added))
    there = {(each.namespace, each.external_name) for each in profile}
    offered = [each for each in schema.offered if (each.namespace, each.external_name) not in there]
    return profile, tuple(map(named, offered))


__all__ = ["UserSchema", "read_schema", "taken"]
