"""What all parts of a scenario file share: strict models, short forms, durations.

Field names are the words of the products (architecture.md 8); a bare value may stand for a
part's main field, so that ``suspend: cedar`` says the same as ``suspend: {user: cedar}``.
"""

from collections.abc import Collection
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from simulator.alike import most_alike
from simulator.durations import PATTERN, seconds_of
from simulator.events import JSON

_KEPT = ("type", "enum", "anyOf", "$ref", "pattern", "minimum", "minLength")
"""What a short form takes over from its field."""


class Part(BaseModel):
    """A mapping of the file. Unknown fields and values of the wrong kind are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)
    short: ClassVar[str] = ""
    """The field that a bare value fills; empty: a bare value is a mistake."""

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, value: Any) -> Any:
        if value is None and not any(f.is_required() for f in cls.model_fields.values()):
            return {}
        if cls.short and not isinstance(value, dict | cls) and value is not None:
            return {cls.short: value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show the short form to editors, too."""
        full = handler(core)
        resolved = handler.resolve_ref_schema(full)
        _describe(cls, resolved.get("properties", {}))
        others: list[JsonSchemaValue] = []
        if cls.short:
            field = resolved.get("properties", {}).get(cls.short, {})
            bare = {key: field[key] for key in _KEPT if key in field}
            others.append(bare or {"type": "string"})
        if not cls.model_fields:
            others.append({"type": "null"})
        if others:
            kept = dict(resolved)
            resolved.clear()
            resolved["anyOf"] = [kept, *others]
        return full


def _describe(model: type[BaseModel], properties: dict[str, Any]) -> None:
    from simulator.scenario.fielddocs import field_docs

    docs = field_docs(model)
    for name, field in model.model_fields.items():
        shown = properties.get(field.alias or name)
        if shown is not None and name in docs:
            shown.setdefault("description", docs[name])


class Body(Part):
    """What a step does: one control verb with its arguments, or something of the runner's own."""

    verb: ClassVar[str] = ""
    """The control verb; empty for what the runner does itself."""
    gives: ClassVar[frozenset[str]] = frozenset()
    """Names that ``${capture.name}`` finds in the result; empty: unknown beforehand."""
    people: ClassVar[tuple[str, ...]] = ()
    """Fields that name users of the Okta tenant."""
    groups: ClassVar[tuple[str, ...]] = ()
    """Fields that name groups of the Okta tenant."""

    def args(self) -> dict[str, JSON]:
        """Return the arguments of the verb, variables not yet filled in."""
        dumped: dict[str, JSON] = self.model_dump(exclude_unset=True, exclude_none=True)
        return dumped


def seconds(value: object) -> float:
    """Read a duration: ``90``, ``5m``, ``1h30m``, ``2.5s``, ``250ms``."""
    found = seconds_of(value)
    if found is None:
        raise PydanticCustomError("duration", "expected a duration like 90s, 5m or 1h30m")
    return found


def names(known: Collection[str], whose: str) -> BeforeValidator:
    """Refuse names that are not known, each where it stands."""

    def check(value: Any) -> Any:
        wrong = [
            (name, True, f"{whose} has no {name}.", closest(str(name), known))
            for name in (value if isinstance(value, dict) else ())
            if name not in known and "${" not in str(name)
        ]
        if wrong:
            raise PydanticCustomError("attributes", "{wrong}", {"wrong": wrong})
        return value

    return BeforeValidator(check)


def closest(name: str, known: Collection[str]) -> str:
    """Suggest the known name that is most alike, or all of them."""
    spelt = {each.casefold(): each for each in sorted(known)}
    close = most_alike(name.casefold(), spelt)
    return f"Did you mean {spelt[close]}?" if close else f"There is {', '.join(sorted(known))}."


Scalar: TypeAlias = str | int | float | bool | None

LENGTH: JSON = {"type": ["number", "string"], "minimum": 0, "pattern": PATTERN}
"""How the schema shows a duration."""
Duration: TypeAlias = Annotated[float, BeforeValidator(seconds), WithJsonSchema(LENGTH)]
"""Simulated time; kept in seconds."""


__all__ = ["LENGTH", "Body", "Duration", "Part", "Scalar", "closest", "names", "seconds"]
