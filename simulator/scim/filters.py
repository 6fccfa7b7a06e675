"""SCIM filters (RFC 7644 §3.4.2.2): a tree, and a parser with ZITADEL's reading of white space.

White space is required around operators and around ``and`` and ``or``, and allowed everywhere
else; ``not`` needs parentheses; the words of the grammar match in any case, and in quotes as they
are (``"true"`` is the keyword). What an attribute means, and which comparisons it allows, is the
business of whoever walks the tree. Source: zitadel-scim.md 11.4.
"""

from dataclasses import dataclass
from typing import TypeAlias

from simulator.scim.tokens import FilterSyntaxError, cut, float_of, integer_of

OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

Literal: TypeAlias = str | int | float | bool | None

TOO_DEEP = "nested too deeply"
"""Within ZITADEL's bounds only parentheses that never close and brackets in brackets go that deep,
and no attribute has even two brackets."""


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


def parse_filter(text: str) -> Filter:
    """Read a whole filter; raise :class:`FilterSyntaxError` if it is none."""
    parser = Parser(text)
    try:
        found = parser.expression()
    except RecursionError:
        raise FilterSyntaxError(TOO_DEEP) from None
    parser.end()
    return found


class Parser:
    """A position in a filter; also reads the filter inside a PATCH path.

    White space is passed over wherever the grammar does not ask for it.
    """

    def __init__(self, text: str) -> None:
        self._tokens = cut(text)
        self._at = 0

    def end(self) -> None:
        """Insist that nothing is left."""
        if self._next() < len(self._tokens):
            raise FilterSyntaxError

    def word(self, *words: str) -> str:
        """Skip the first of these words or signs that is next and return it, or nothing."""
        at = self._next()
        if at < len(self._tokens):
            for word in words:
                if self._tokens[at].is_word(word):
                    self._at = at + 1
                    return word
        return ""

    def attribute(self) -> AttributePath:
        """Read an attribute path."""
        urn = self._take("urn")
        name = self.name()
        return AttributePath(name=name, sub=self.name() if self.word(".") else None, urn=urn)

    def name(self) -> str:
        """Read one name."""
        name = self._take("name")
        if name is None:
            raise FilterSyntaxError
        return name

    def expression(self) -> Filter:
        """Read alternatives up to whatever cannot continue them."""
        alternatives: list[Filter] = []
        parts: list[Filter] = []
        while True:
            negated = self._negated()
            if negated or self.word("("):
                inner = self.expression()
                self._insist(")")
                parts.append(Not(inner) if negated else inner)
            else:
                parts.append(self._comparison())
            word = self._joint()
            if word != "and":
                alternatives.append(parts[0] if len(parts) == 1 else And(tuple(parts)))
                parts = []
            if not word:
                return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def bracketed(self) -> Filter | None:
        """Read ``[filter]`` if that is next."""
        if not self.word("["):
            return None
        found = self.expression()
        self._insist("]")
        return found

    def _next(self) -> int:
        """Return where the next token is that is no white space."""
        at = self._at
        if at < len(self._tokens) and self._tokens[at].kind == "space":
            at += 1
        return at

    def _take(self, kind: str) -> str | None:
        at = self._next()
        if at == len(self._tokens) or self._tokens[at].kind != kind:
            return None
        self._at = at + 1
        return self._tokens[at].text

    def _space(self) -> bool:
        """Skip white space that must be there; return whether there was any."""
        there = self._next() > self._at
        self._at += there
        return there

    def _insist(self, sign: str) -> None:
        if not self.word(sign):
            raise FilterSyntaxError

    def _negated(self) -> bool:
        """Skip ``not (``; without its parenthesis, ``not`` is a name."""
        start = self._at
        if self.word("not") and self.word("("):
            return True
        self._at = start
        return False

    def _joint(self) -> str:
        """Read ``and`` or ``or`` with the white space around it, if that is next."""
        start = self._at
        if self._space():
            word = self.word("and", "or")
            if word and self._space():
                return word
        self._at = start
        return ""

    def _comparison(self) -> Filter:
        attribute = self.attribute()
        inner = self.bracketed()
        if inner is not None:
            return ValuePath(attribute, inner)
        if not self._space():
            raise FilterSyntaxError
        operator = self.word("pr", *OPERATORS)
        if operator == "pr":
            return Present(attribute)
        if not operator or not self._space():
            raise FilterSyntaxError
        return Compare(attribute, operator, self._value())

    def _value(self) -> Literal:
        keyword = self.word(*KEYWORDS)
        if keyword:
            return KEYWORDS[keyword]
        integer = self._take("integer")
        if integer is not None:
            return integer_of(integer)
        number = self._take("float")
        if number is not None:
            return float_of(number)
        text = self._take("text")
        if text is None:
            raise FilterSyntaxError
        return text


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
