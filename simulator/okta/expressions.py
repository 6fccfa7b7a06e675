"""The Okta expression language, as far as profile mappings need it.

Text becomes a closure once (:func:`compile_expression` keeps it); evaluating one costs a few
microseconds. What the language has and we have not raises a gap when the expression is saved,
never a wrong value later. Source: okta-provisioning.md 8.2.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.functions import FUNCTIONS, GAPS, ExpressionError, absent
from simulator.okta.operators import (
    Compiled,
    Reference,
    Scope,
    app_attribute,
    app_user_attribute,
    attribute,
    both,
    compare,
    either,
    indexed,
    internal,
    member,
    plus,
    truth,
)
from simulator.okta.refusals import gap

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>[A-Za-z_$][\w$]*)|(?P<sign>\?:|==|!=|<=|>=|&&|\|\||[-+<>!?:.,(){}\[\]])|(?P<bad>\S))"
)
_SHOWN = 200
"""How much of an expression stands in a message."""
_NOT_IN_CONDITIONS = ("Convert.", "Iso3166Convert.", "Time.")
_LITERALS: Mapping[str, JSON] = {"true": True, "false": False, "null": None}


def compile_expression(source: str) -> Compiled:
    """Read an expression.

    Raises :class:`UsageError` if it cannot be read, :class:`~.refusals.Gap` for what is not
    built.
    """
    return _read(source)[0]


def references(source: str) -> tuple[Reference, ...]:
    """Return what an expression refers to; raises as :func:`compile_expression` does."""
    return _read(source)[1]


@lru_cache(maxsize=1024)
def _read(source: str) -> tuple[Compiled, tuple[Reference, ...]]:
    parser = _Parser(source)
    try:
        compiled = parser.choice()
    except RecursionError:
        raise UsageError(
            "The expression cannot be read: too much stands inside each other.", _start(source)
        ) from None
    parser.end()
    return compiled, tuple(parser.references)


def evaluate(source: str, scope: Scope) -> JSON:
    """Evaluate an expression; raises :class:`ExpressionError` if it has no value."""
    try:
        return compile_expression(source)(scope)
    except RecursionError:
        raise ExpressionError("the expression is too long to be evaluated") from None


def _start(source: str) -> str:
    return source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"


class _Parser:
    """Recursive descent, one method a level, lowest binding first."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = [
            (match.lastgroup or "", match[match.lastgroup or 0], match.start(match.lastgroup or 0))
            for match in _TOKEN.finditer(source)
            if match.lastgroup
        ]
        self._at = 0
        self.references: list[Reference] = []
        self._converting: list[str] = []

    # -- tokens --------------------------------------------------------------------------

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _accept(self, *signs: str) -> str:
        if self._kind() in ("sign", "name") and self._peek() in signs:
            return self._take()
        return ""

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            raise self._wrong(f"{sign} is missing")

    def _wrong(self, what: str, where: int | None = None) -> UsageError:
        if where is None:
            ended = self._at >= len(self._tokens)
            where = len(self._source) if ended else self._tokens[self._at][2]
        return UsageError(
            f"The expression cannot be read at position {where + 1}: {what}.",
            _start(self._source),
        )

    def end(self) -> None:
        """Check that nothing is left."""
        if self._at < len(self._tokens):
            raise self._wrong(f"{self._peek()} was not expected")

    # -- levels --------------------------------------------------------------------------

    def choice(self) -> Compiled:
        """``a ? b : c`` and ``a ?: b``."""
        before = len(self._converting)
        condition = self._either()
        if self._accept("?:"):
            other = self.choice()
            return lambda s: value if not absent(value := condition(s)) else other(s)
        if not self._accept("?"):
            return condition
        if len(self._converting) > before:
            raise self._wrong(f"Okta takes no {self._converting[before]} in a condition")
        then = self.choice()
        self._expect(":")
        otherwise = self.choice()
        return lambda s: then(s) if truth(condition(s)) else otherwise(s)

    def _either(self) -> Compiled:
        left = self._both()
        while self._accept("OR", "or", "||"):
            left = either(left, self._both())
        return left

    def _both(self) -> Compiled:
        left = self._compared()
        while self._accept("AND", "and", "&&"):
            left = both(left, self._compared())
        return left

    def _compared(self) -> Compiled:
        left = self._sum()
        while sign := self._accept("==", "!=", "<", ">", "<=", ">=", "matches"):
            left = compare(sign, left, self._sum())
        return left

    def _sum(self) -> Compiled:
        left = self._unary()
        while self._accept("+"):
            left = plus(left, self._unary())
        return left

    def _unary(self) -> Compiled:
        if self._accept("!", "not", "NOT"):
            inner = self._unary()
            return lambda s: not truth(inner(s))
        if self._accept("-"):
            number = self._unary()
            return lambda s: -number(s)
        value = self._primary()
        while self._accept("["):
            index = self.choice()
            self._expect("]")
            value = indexed(value, index)
        return value

    def _primary(self) -> Compiled:
        kind, token = self._kind(), self._take()
        if kind == "number":
            number: JSON = float(token) if "." in token else int(token)
            return lambda _: number
        if kind == "text":
            literal = re.sub(r"\\(.)", r"\1", token[1:-1])
            return lambda _: literal
        if token == "(":
            inner = self.choice()
            self._expect(")")
            return inner
        if token == "{":
            return self._list()
        if kind == "name":
            return self._named(token)
        self._at -= 1
        if token in ("'", '"'):
            raise self._wrong(f"the text is not closed with {token}")
        raise self._wrong("a value is missing" if not token else f"{token} was not expected")

    def _list(self) -> Compiled:
        parts = self._arguments("}")
        return lambda s: [part(s) for part in parts]

    def _arguments(self, closing: str) -> list[Compiled]:
        found: list[Compiled] = []
        if self._accept(closing):
            return found
        found.append(self.choice())
        while self._accept(","):
            found.append(self.choice())
        self._expect(closing)
        return found

    def _named(self, name: str) -> Compiled:
        if name in _LITERALS:
            literal = _LITERALS[name]
            return lambda _: literal
        path, at = [name], self._tokens[self._at - 1][2]
        while self._accept("."):
            if self._kind() != "name":
                raise self._wrong("a name is missing after the dot")
            path.append(self._take())
        if not self._accept("("):
            self.references.append(Reference(tuple(path), at + 1))
            return self._reference(path, at)
        found = self._call(".".join(path), self._arguments(")"))
        while self._accept("."):  # findDirectoryUser().managerUpn
            if self._kind() != "name":
                raise self._wrong("a name is missing after the dot")
            found = member(found, self._take())
        return found

    def _call(self, name: str, arguments: list[Compiled]) -> Compiled:
        if name == "user.getInternalProperty":
            return internal(arguments)
        for prefix, missing in GAPS.items():
            if name.startswith(prefix):
                raise gap(missing, f"The expression function {name}")
        if name.startswith(_NOT_IN_CONDITIONS):
            self._converting.append(name)
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._wrong(f"there is no function {name}")
        if not function.least <= len(arguments) <= function.most:
            raise self._wrong(f"{name} takes {function.counts}")
        if function.of_groups:
            of_groups = function.call
            return lambda s: of_groups(s.groups(), *(part(s) for part in arguments))
        call = function.call
        return lambda s: call(*(part(s) for part in arguments))

    def _reference(self, path: list[str], at: int) -> Compiled:
        match path:
            case ["user" | "source", name]:
                return lambda s: attribute(s, name)
            case ["appuser", name]:
                return lambda s: app_user_attribute(s, name)
            case ["app", name]:
                return lambda s: app_attribute(s, name)
            case ["org", "name" | "subDomain" as name]:
                key = name.lower()
                return lambda s: s.org().get(key)
            case [app, name] if "_" in app:  # Okta's own names of apps have one
                return lambda s: app_user_attribute(s, name, app=app)
        raise self._wrong(f"{'.'.join(path)} is unknown", at)


__all__ = [
    "Compiled",
    "ExpressionError",
    "Reference",
    "Scope",
    "compile_expression",
    "evaluate",
    "references",
]
