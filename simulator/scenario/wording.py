"""What a validation error says to a person: where, what is wrong, what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from simulator.alike import did_you_mean
from simulator.scenario.document import Document, Path, Place
from simulator.scenario.expectation import EVERYBODY
from simulator.scenario.model import STEPS, Scenario

_KINDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "list_type": "a list",
    "dict_type": "names with values",
    "model_type": "names with values",
    "model_attributes_type": "names with values",
    "plain": "a plain value",
}
_PLAIN = frozenset((kind,) for kind in ("str", "int", "float", "bool"))
"""Where in a value of several kinds pydantic found it to be of none."""


@dataclass(frozen=True, slots=True)
class Told:
    """A mistake in words."""

    place: Place
    message: str
    hint: str = ""


def explain(error: Any, document: Document) -> list[Told]:
    """Say one of pydantic's errors in the words of the format."""
    if error["type"] != "attributes":
        return [_explained(_whole(error), document)]
    loc: Path = tuple(error["loc"])
    return [
        Told((document.key if name else document.at)((*loc, path)), message, hint)
        for path, name, message, hint in error["ctx"]["wrong"]
    ]


def _whole(error: Any) -> Any:
    """Say of a plain value what it is; pydantic says of each kind that it is not that one."""
    of_a_kind = error["loc"][-1:] in _PLAIN and error["type"].endswith("_type")
    if of_a_kind and isinstance(error["input"], dict | list):
        return {**error, "type": "plain", "loc": error["loc"][:-1]}
    return error


def _explained(error: Any, document: Document) -> Told:
    loc: Path = tuple(error["loc"])
    kind: str = error["type"]
    context = error.get("ctx") or {}
    name = _name(loc)
    if loc[-1:] == ("[key]",):
        return Told(
            document.key(loc[:-1]), f"{_name(loc[:-2])} has no {_said(error)}.", _expected(context)
        )
    match kind:
        case "model_type" | "model_attributes_type" if error["input"] is None:
            return Told(document.key(loc), f"{name} needs more than its name.", _needs(loc))
        case "model_type" | "model_attributes_type" if not _names_in(loc):
            return Told(document.at(loc), f"Nothing belongs behind {name}.")
        case "extra_forbidden":
            return Told(
                document.key(loc),
                f"There is no field {name} here.",
                _suggest(name, _fields(loc[:-1])),
            )
        case "missing":
            return Told(
                document.key(loc[:-1]), f"{name} is missing.", _required(_fields(loc[:-1]), loc)
            )
        case "literal_error":
            return Told(document.at(loc), f"{name} cannot be {_said(error)}.", _expected(context))
        case "string_type" if isinstance(error["input"], bool | int | float):
            written = str(error["input"]).lower()
            return Told(document.at(loc), f"{name} must be text.", f'Write "{written}", in quotes.')
        case "string_pattern_mismatch":
            return Told(document.at(loc), f"{name} cannot be {_said(error)}.", _example(loc))
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            more = "more" if kind == "greater_than_equal" else "less"
            return Told(
                document.at(loc), f"{name} must be {bound:g} or {more}, not {_said(error)}."
            )
        case "string_too_long":
            most = context["max_length"]
            told = f"{name} has {len(error['input'])} characters; {most} are the most."
            return Told(document.at(loc), told)
        case "string_too_short" | "too_short":
            return Told(document.at(loc), f"{name} must not be empty.")
        case _ if kind in _KINDS:
            return Told(document.at(loc), f"{name} must be {_KINDS[kind]}, not {_said(error)}.")
        case _:
            return Told(document.at(loc), f"{name}: {error['msg']}.", _example(loc))


def _expected(context: Any) -> str:
    return f"Expected {str(context['expected']).replace(chr(39), '')}."


def _name(loc: Path) -> str:
    names = [part for part in loc if isinstance(part, str) and part != EVERYBODY]
    return names[-1] if names else "The file"


def _said(error: Any) -> str:
    value = error["input"]
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            text = str(value)
            return text if len(text) <= 40 else text[:39] + "…"


def _fields(loc: Path) -> type[BaseModel] | None:
    """Return the model that a path leads to, if it can be told."""
    model: Any = Scenario
    if len(loc) > 2 and loc[0] == "steps":
        model, loc = STEPS.get(str(loc[2])), loc[3:]
    for part in loc:
        if isinstance(part, int) or model is None:
            continue
        field = _field(model, part)
        inner = _model_in(field) if field is not None else None
        if inner is not None:
            model = inner
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def _field(model: Any, name: str) -> Any:
    for key, field in model.model_fields.items():
        if name in (key, field.alias):
            return field.annotation
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [_model_in(each) for each in getattr(annotation, "__args__", ())]
    return next((each for each in found if each is not None), None)


def _names_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or key for key, field in model.model_fields.items()]


def _suggest(name: str, model: type[BaseModel] | None) -> str:
    if model is None:
        return ""
    names = _names_of(model)
    otherwise = f"Known are {_listed(names)}." if names else "Nothing belongs here."
    return did_you_mean(name, names, otherwise=otherwise)


def _required(model: type[BaseModel] | None, loc: Path) -> str:
    if model is None:
        return ""
    needed = [f.alias or key for key, f in model.model_fields.items() if f.is_required()]
    owner = _name(loc[:-1])
    return f"{owner} needs {_listed(needed)}."


def _names_in(loc: Path) -> list[str]:
    model = _fields(loc)
    return [] if model is None else _names_of(model)


def _needs(loc: Path) -> str:
    names = _names_in(loc)
    return f"It takes {_listed(names)}." if names else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


_EXAMPLES: dict[str, str] = {
    "scenario": "Lower-case letters, digits and dashes.",
    "capture": "A letter, then letters, digits, - and _.",
}


def _example(loc: Path) -> str:
    return _EXAMPLES.get(_name(loc), "")


__all__ = ["Told", "explain"]
