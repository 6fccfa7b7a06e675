"""The handbook of the format, ``docs/scenarios.md``, made from the models themselves. Pure.

What a word does and what its fields mean stands once, beside the code that reads it; the list of
scenarios comes from the headers of the files. A test compares the page with what this makes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from simulator.events import JSON
from simulator.scenario import (
    app_words,
    calls,
    chapters,
    examples,
    fault_words,
    lab_words,
    model,
    okta_words,
    zitadel_words,
)
from simulator.scenario.schema import json_schema

_WIDEST = 60
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
}


class Shipped(NamedTuple):
    """A scenario that comes along: where it is, and what its header says."""

    path: str
    title: str
    about: str
    source: str


def handbook(shipped: Iterable[Shipped]) -> str:
    """Write the page."""
    pages = _Pages(json_schema())
    steps = "\n".join(_steps(pages))
    given = "\n".join(pages.table("Given"))
    expect = "\n".join(pages.table("Expect"))
    parts = "\n".join(pages.parts())
    page = chapters.PAGE.format(
        top="\n".join(pages.table("")),
        given=given,
        steps=steps,
        expect=expect,
        expect_example=examples.WORDS["expect"],
        parts=parts,
        beside="\n".join(pages.table("SayStep", leave=("say",))),
        shipped="\n".join(_shipped(shipped)),
    )
    return re.sub(r"\n{3,}", "\n\n", page).rstrip() + "\n"


def _sections() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the words of each side; words nobody listed come last, so that none is missing."""
    told: set[str] = {"expect"}
    for title, words in (
        ("The lab", lab_words.WORDS),
        ("People and groups in Okta", okta_words.WORDS),
        ("The app integration in Okta", app_words.WORDS),
        ("ZITADEL", zitadel_words.WORDS),
        ("Any request", calls.WORDS),
        ("Trouble, and the way back", {"during": model.During, **fault_words.WORDS}),
    ):
        told |= set(words)
        yield title, list(words)
    if rest := [word for word in model.WORDS if word not in told]:
        yield "More", rest


def _steps(pages: "_Pages") -> Iterator[str]:
    for title, words in _sections():
        yield f"### {title}\n"
        for word in words:
            body = model.WORDS[word]
            yield f"#### `{word}`\n"
            yield _prose(pages.description(body.__name__))
            if word in examples.WORDS:
                yield f"\n```yaml\n{examples.WORDS[word]}\n```"
            yield ""
            if body.short:
                yield f"A bare value, as in `{word}: …`, is its `{body.short}`.\n"
            yield from pages.table(body.__name__)
            yield ""


class _Pages:
    """The schema as tables; remembers which parts were mentioned and must be explained."""

    def __init__(self, schema: JSON) -> None:
        self._top = schema
        self._defs: Mapping[str, JSON] = schema["$defs"]
        self._asked: dict[str, None] = {}
        self._told: set[str] = {"Given", "Expect"}

    def description(self, name: str) -> str:
        found = self._defs[name]
        return str(self._whole(name).get("description") or found.get("description", ""))

    def _whole(self, name: str) -> JSON:
        found = self._defs[name] if name else self._top
        for each in found.get("anyOf", ()):
            if "properties" in each:
                return each
        return found

    def table(self, name: str, leave: Sequence[str] = ()) -> Iterator[str]:
        """Yield the fields of a part, one a row; nothing if it has none."""
        whole = self._whole(name)
        fields = {k: v for k, v in whole.get("properties", {}).items() if k not in leave}
        if not fields:
            return
        needed = whole.get("required", ())
        plain = [
            field
            for field, shape in fields.items()
            if not shape.get("description") and field not in needed and "[" not in self._kind(shape)
        ]
        further = ", ".join(f"`{field}`" for field in plain)
        told_of = [field for field in fields if field not in plain]
        if told_of:
            yield "| field | value | meaning |"
            yield "| --- | --- | --- |"
        for field in told_of:
            shape = fields[field]
            told = _prose(str(shape.get("description", ""))).replace("\n", " ").strip()
            must = "**needed** " if field in needed else ""
            default = shape.get("default")
            usual = f" Usual: `{_plain(default)}`." if _shown(default) else ""
            meaning = f"{must}{told}{usual}".strip().replace("|", "\\|")
            yield f"| `{field}` | {self._kind(shape)} | {meaning} |"
        if further:
            yield f"\n{'Further' if told_of else 'Fields'}: {further}."

    def parts(self) -> Iterator[str]:
        """Yield a section for every part that a table mentioned, and for those it mentions."""
        while rest := [name for name in self._asked if name not in self._told]:
            name = rest[0]
            self._told.add(name)
            yield f"#### {_words(name)}\n"
            yield _prose(self.description(name))
            yield ""
            yield from self.table(name)
            yield ""

    def _kind(self, shape: JSON) -> str:
        if "$ref" in shape:
            return self._named(shape["$ref"].rpartition("/")[2])
        if "enum" in shape:
            return ", ".join(f"`{_plain(each)}`" for each in shape["enum"])
        if "const" in shape:
            return f"`{_plain(shape['const'])}`"
        if "anyOf" in shape:
            kinds = dict.fromkeys(self._kind(each) for each in shape["anyOf"])
            if {"text", "number", "true or false"} <= set(kinds):
                return "any plain value"
            return " or ".join(kind for kind in kinds if kind != "nothing")
        if shape.get("type") == ["number", "string"]:
            return "duration"
        if shape.get("format") == "date-time":
            return "moment"
        if "oneOf" in shape:
            return "[steps](#steps)"
        if shape.get("type") == "array":
            return f"list of {self._kind(shape.get('items', {}))}"
        if shape.get("type") == "object":
            inner = shape.get("additionalProperties")
            kind = self._kind(inner) if isinstance(inner, dict) else "any value"
            return f"names with {kind}"
        return _KINDS.get(str(shape.get("type")), "any value")

    def _named(self, name: str) -> str:
        if name == "JsonValue":
            return "any value"
        if not self._whole(name).get("properties") and name not in ("Account",):
            return "any value"
        title = _words(name)
        if title.lower() in model.WORDS:  # the step of that name says the same
            return f"[{title}](#{title.lower()})"
        self._asked[name] = None
        return f"[{title}](#{title.lower().replace(' ', '-')})"


def _words(name: str) -> str:
    """Turn the name of a class into a title: ``GivenZitadel`` is ``Given zitadel``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return spaced[:1] + spaced[1:].lower()


def _prose(text: str) -> str:
    """Turn a docstring into Markdown, without the note on where it is known from."""
    kept = re.split(r"\n*Source:", text)[0]
    kept = re.sub(r":\w+:`~?([^`]*)`", lambda found: f"`{found[1].rpartition('.')[2]}`", kept)
    return kept.replace("``", "`").strip()


def _plain(value: JSON) -> str:
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _shown(value: JSON) -> bool:
    return isinstance(value, str | int | float) and value != ""


def _shipped(shipped: Iterable[Shipped]) -> Iterator[str]:
    ordered = sorted(shipped)
    for directory, inside in groupby(ordered, key=lambda each: each.path.rpartition("/")[0]):
        yield f"### {directory}\n"
        yield "| scenario | title | known from |"
        yield "| --- | --- | --- |"
        for each in inside:
            name = each.path.rpartition("/")[2].removesuffix(".yaml")
            cells = (f"[{name}](../{each.path})", each.title, each.source)
            yield "| " + " | ".join(" ".join(c.split()).replace("|", "\\|") for c in cells) + " |"
        yield ""


__all__ = ["Shipped", "handbook"]
