"""Describe request messages: fields, kinds, groups of alternatives, rules of form.

A message here says what protobuf and the validator of ZITADEL's APIs know of it: enough to
read JSON with the product's own complaints. Source: zitadel-platform.md 3.4, 3.5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

STRING, BOOL, BYTES, ENUM, MESSAGE, TIMESTAMP, DURATION, MAP = (
    "string",
    "bool",
    "bytes",
    "enum",
    "message",
    "timestamp",
    "duration",
    "map",
)
UINT32, UINT64, INT32, INT64 = "uint32", "uint64", "int32", "int64"

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the validator asks of a value; lengths are in characters, ``size`` in bytes.

    ``defined`` refuses numbers that an enumeration does not have, ``chosen`` its first value,
    ``true`` refuses a false flag,
    ``positive`` a duration that is none, ``unique`` an element that was there before.
    """

    min: int | None = None
    max: int | None = None
    size: int | None = None
    required: bool = False
    email: bool = False
    prefix: str = ""
    min_items: int | None = None
    max_items: int | None = None
    ignore_empty: bool = False
    defined: bool = False
    chosen: bool = False
    true: bool = False
    positive: bool = False
    unique: bool = False


NO_RULE = Rule()
NAME = Rule(min=1, max=200)
"""1 to 200 characters: the rule of nearly every name and id."""
AT_MOST_200 = Rule(max=200)
NOT_EMPTY = Rule(min=1)
REQUIRED = Rule(required=True)
DEFINED = Rule(defined=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """Names of an enumeration in number order."""

    names: Mapping[str, int]


def enum(prefix: str, words: str) -> Enum:
    """Make an enumeration whose names share a prefix, numbered from 0."""
    return Enum(names={prefix + word: number for number, word in enumerate(words.split())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field by its JSON name.

    ``of`` is the message, enumeration or (for maps) kind of the values; ``optional`` fields
    know the difference between unset and empty; ``oneof`` names the group of alternatives.
    """

    name: str
    kind: str = STRING
    of: "Message | Enum | str | None" = None
    repeated: bool = False
    optional: bool = False
    oneof: str = ""
    rule: Rule = NO_RULE
    items: Rule = NO_RULE

    @property
    def go_name(self) -> str:
        """The field's name in the validator's sentences."""
        return go_name(self.name)


class Message:
    """A message; ``name`` is Go's (``CreateUserRequest_Human``), ``package`` protobuf's."""

    def __init__(
        self,
        package: str,
        name: str,
        *fields: Field,
        required: tuple[str, ...] = (),
    ) -> None:
        self.package = package
        self.name = name
        self.fields = fields
        self.required = required

    def extend(self, *fields: Field) -> None:
        """Add fields, for a message that contains itself; before it is first used."""
        self.fields = (*self.fields, *fields)

    @property
    def full_name(self) -> str:
        """The protobuf name, as in the complaint about alternatives."""
        return f"{self.package}.{self.name.replace('_', '.')}"

    @property
    def go_type(self) -> str:
        """Go's type, as Connect shows it."""
        parts = self.package.split(".")
        last = parts[-2] if re.fullmatch(r"v\d+\w*", parts[-1]) else parts[-1]
        return f"*{last}.{self.name}"

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by JSON name and by protobuf name."""
        found = {snake(field.name): field for field in self.fields}
        found.update({field.name: field for field in self.fields})
        return found


def snake(name: str) -> str:
    """Return the protobuf name of a JSON name."""
    return _HUMP.sub("_", name).lower()


def go_name(name: str) -> str:
    """Return the Go name of a JSON or protobuf name."""
    if "_" in name:
        return "".join(part.capitalize() for part in name.split("_"))
    return name[:1].upper() + name[1:]


def text(name: str, rule: Rule = NO_RULE, *, optional: bool = False, oneof: str = "") -> Field:
    """Make a string field."""
    return Field(name=name, rule=rule, optional=optional, oneof=oneof)


def texts(name: str, rule: Rule = NO_RULE, items: Rule = NO_RULE) -> Field:
    """Make a list of strings."""
    return Field(name=name, rule=rule, items=items, repeated=True)


def flag(name: str, rule: Rule = NO_RULE, *, oneof: str = "", optional: bool = False) -> Field:
    """Make a boolean field."""
    return Field(name=name, kind=BOOL, rule=rule, oneof=oneof, optional=optional)


def number(name: str, kind: str = UINT32) -> Field:
    """Make an integer field."""
    return Field(name=name, kind=kind)


def choice(name: str, of: Enum, rule: Rule = NO_RULE, *, optional: bool = False) -> Field:
    """Make a field of an enumeration."""
    return Field(name=name, kind=ENUM, of=of, rule=rule, optional=optional)


def data(name: str, rule: Rule = NO_RULE, *, oneof: str = "") -> Field:
    """Make a field of bytes."""
    return Field(name=name, kind=BYTES, rule=rule, oneof=oneof)


def moment(name: str, rule: Rule = NO_RULE, *, oneof: str = "") -> Field:
    """Make a timestamp field."""
    return Field(name=name, kind=TIMESTAMP, rule=rule, oneof=oneof)


def span(name: str, rule: Rule = NO_RULE) -> Field:
    """Make a duration field."""
    return Field(name=name, kind=DURATION, rule=rule)


def part(
    name: str, of: Message, rule: Rule = NO_RULE, *, oneof: str = "", optional: bool = False
) -> Field:
    """Make a field of a message."""
    return Field(name=name, kind=MESSAGE, of=of, rule=rule, oneof=oneof, optional=optional)


def parts(name: str, of: Message, rule: Rule = NO_RULE) -> Field:
    """Make a list of messages."""
    return Field(name=name, kind=MESSAGE, of=of, rule=rule, repeated=True)


__all__ = [
    "AT_MOST_200",
    "BOOL",
    "BYTES",
    "DEFINED",
    "DURATION",
    "ENUM",
    "INT32",
    "INT64",
    "MAP",
    "MESSAGE",
    "NAME",
    "NOT_EMPTY",
    "NO_RULE",
    "REQUIRED",
    "STRING",
    "TIMESTAMP",
    "UINT32",
    "UINT64",
    "Enum",
    "Field",
    "Message",
    "Rule",
    "choice",
    "data",
    "enum",
    "flag",
    "go_name",
    "moment",
    "number",
    "part",
    "parts",
    "snake",
    "span",
    "text",
    "texts",
]
