"""SCIM filters (RFC 7644 §3.4.2.2): a tree, and a parser with ZITADEL's reading of white space.

White space is required around operators and around ``and`` and ``or``; ``not`` needs
parentheses; the keywords match in any case; a value that is exactly ``"true"``, ``"false"`` or
``"null"`` in quotes is read as the keyword. What an attribute means, and which comparisons it
allows, is the business of whoever walks the tree. Source: zitadel-scim.md 11.4.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

Literal: TypeAlias = str | int | float | bool | None

TOO_DEEP = "nested too deeply"
"""Within ZITADEL's bounds only parentheses that never close and brackets in brackets go that deep,
and no attribute has even two brackets."""


class FilterSyntaxError(Exception):
    """The text is no filter."""


@dataclass(frozen=True, slots=True)
class AttributePath:
    """``urn:…:name.sub``, each part as it was written; the URN keeps its last colon."""

    name: str
    sub: str | None = None
    urn: str | None = None

    def __str__(self) -> str:
        """Return name and sub-attribute, without the URN."""
        return self.name if self.sub is None else f"{self.name}.{self.sub}"


@dataclass(frozen=True, slots=True)
class Compare:
    """``attribute operator value``; the operator is in lower case."""

    attribute: AttributePath
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Present:
    """``attribute pr``."""

    attribute: AttributePath


@dataclass(frozen=True, slots=True)
class ValuePath:
    """``attribute[filter]``."""

    attribute: AttributePath
    filter: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``not (…)``."""

    part: "Filter"


Filter: TypeAlias = Compare | Present | ValuePath | And | Or | Not

_NAME = r"[A-Za-z][A-Za-z0-9_-]*"
_ATTRIBUTE = re.compile(rf"(urn:(?:[A-Za-z0-9._-]+:)+)?({_NAME})(?:\.({_NAME}))?")
_WORD = re.compile(_NAME)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_NOT = re.compile(r"[nN][oO][tT][ \t\r\n\f\v]*\(")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+")
_INTEGER = re.compile(r"-?[0-9]+")
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))",
    re.DOTALL,
)
_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def parse_filter(text: str) -> Filter:
    """Read a whole filter; raise :class:`FilterSyntaxError` if it is none."""
    parser = Parser(text)
    parser.space()
    try:
        found = parser.expression()
    except RecursionError:
        raise FilterSyntaxError(TOO_DEEP) from None
    parser.space()
    parser.end()
    return found


class Parser:
    """A position in a filter; also reads the filter inside a PATCH path."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def end(self) -> None:
        """Insist that nothing is left."""
        if self._at < len(self._text):
            raise FilterSyntaxError

    def space(self) -> bool:
        """Skip white space; return whether there was any."""
        found = _SPACE.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found is not None

    def looking_at(self, sign: str) -> bool:
        """Return whether a sign is next."""
        return self._text.startswith(sign, self._at)

    def sign(self, sign: str) -> bool:
        """Skip one sign if it is next."""
        if not self.looking_at(sign):
            return False
        self._at += len(sign)
        return True

    def insist(self, sign: str) -> None:
        """Skip a sign that must be next."""
        if not self.sign(sign):
            raise FilterSyntaxError

    def attribute(self) -> AttributePath:
        """Read an attribute path."""
        found = _ATTRIBUTE.match(self._text, self._at)
        if not found:
            raise FilterSyntaxError
        self._at = found.end()
        return AttributePath(name=found[2], sub=found[3], urn=found[1])

    def name(self) -> str:
        """Read one name."""
        found = _WORD.match(self._text, self._at)
        if not found:
            raise FilterSyntaxError
        self._at = found.end()
        return found[0]

    def expression(self) -> Filter:
        """Read alternatives up to whatever cannot continue them."""
        alternatives: list[Filter] = []
        parts: list[Filter] = []
        while True:
            negated = _NOT.match(self._text, self._at)
            if negated or self.looking_at("("):
                self._at = negated.end() if negated else self._at + 1
                self.space()
                inner = self.expression()
                self.space()
                self.insist(")")
                parts.append(Not(inner) if negated else inner)
            else:
                parts.append(self._comparison())
            word = self._joint()
            if word != "and":
                alternatives.append(parts[0] if len(parts) == 1 else And(tuple(parts)))
                parts = []
            if not word:
                return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def bracketed(self) -> Filter:
        """Read ``[filter]``."""
        self.insist("[")
        self.space()
        found = self.expression()
        self.space()
        self.insist("]")
        return found

    def _joint(self) -> str:
        """Read ``and`` or ``or`` with the white space around it, if that is next."""
        start = self._at
        if self.space():
            word = _WORD.match(self._text, self._at)
            if word and word[0].lower() in ("and", "or"):
                self._at = word.end()
                if self.space():
                    return word[0].lower()
        self._at = start
        return ""

    def _comparison(self) -> Filter:
        attribute = self.attribute()
        if self.looking_at("["):
            return ValuePath(attribute, self.bracketed())
        self._insist_on_space()
        operator = self.name().lower()
        if operator == "pr":
            return Present(attribute)
        if operator not in OPERATORS:
            raise FilterSyntaxError
        self._insist_on_space()
        return Compare(attribute, operator, self._value())

    def _insist_on_space(self) -> None:
        if not self.space():
            raise FilterSyntaxError

    def _value(self) -> Literal:
        text = _STRING.match(self._text, self._at)
        if text:
            self._at = text.end()
            value = _unquote(text[1])
            return KEYWORDS.get(value, value)
        number = _FLOAT.match(self._text, self._at) or _INTEGER.match(self._text, self._at)
        if number:
            self._at = number.end()
            return float(number[0]) if "." in number[0] else int(number[0])
        word = self.name().lower()
        if word not in KEYWORDS:
            raise FilterSyntaxError
        return KEYWORDS[word]


def _unquote(text: str) -> str:
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    letter, two, four, eight, octal, _ = found.groups()
    if letter:
        return _CONTROL.get(letter, letter)
    digits = two or four or eight
    if digits:
        code = int(digits, 16)
    elif octal and int(octal, 8) < 256:
        code = int(octal, 8)
    else:
        raise FilterSyntaxError
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise FilterSyntaxError
    return chr(code)


__all__ = [
    "KEYWORDS",
    "OPERATORS",
    "TOO_DEEP",
    "And",
    "AttributePath",
    "Compare",
    "Filter",
    "FilterSyntaxError",
    "Literal",
    "Not",
    "Or",
    "Parser",
    "Present",
    "ValuePath",
    "parse_filter",
]
