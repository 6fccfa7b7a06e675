"""Filter expressions of the management API: ``search``, ``filter``, and that of the log.

Source: okta-management-api.md 2.3 (grammar), 3, 8.1. ``and`` binds tighter than ``or``; operators
are read in any case; a list-valued path matches if any element does.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from simulator.events import JSON
from simulator.okta.refusals import OktaRefusal

Test = Callable[[JSON], bool]

_TOKEN = re.compile(
    r'\s*(?:(?P<sign>[()])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()"]+)|(?P<bad>\S))'
)
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one kind of expression allows.

    ``operators`` gives the operators of an attribute, none for an unknown one. ``code`` is the
    error for what cannot be read. ``same_case`` compares texts as they are.
    """

    operators: Callable[[str], frozenset[str]]
    code: str = "E0000031"
    summary: str = "Invalid search criteria."
    same_case: bool = False
    negation: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. ``only`` is set if it is one plain ``attribute eq "text"``."""

    test: Test
    only: tuple[str, str] | None = None


def compile_filter(source: str, rules: Rules) -> Expression:
    """Read an expression; raises :class:`OktaRefusal` with the code of its kind."""
    parser = _Parser(source, rules)
    test = parser.either()
    parser.end()
    return Expression(test, parser.only)


class _Parser:
    def __init__(self, source: str, rules: Rules) -> None:
        self._rules = rules
        self._tokens = [
            (match.lastgroup or "", match[match.lastgroup or 0])
            for match in _TOKEN.finditer(source)
            if match.lastgroup
        ]
        self._at = 0
        self._comparisons = 0
        self.only: tuple[str, str] | None = None

    def either(self) -> Test:
        tests = [self._both()]
        while self._word("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda value: any(t(value) for t in tests)

    def _both(self) -> Test:
        tests = [self._term()]
        while self._word("and"):
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda value: all(t(value) for t in tests)

    def _term(self) -> Test:
        if self._rules.negation and self._word("not"):
            inner = self._term()
            return lambda value: not inner(value)
        kind, token = self._next()
        if token == "(" and kind == "sign":
            inner = self.either()
            if self._next() != ("sign", ")"):
                raise self._wrong()
            return inner
        if kind != "word" or not _ATTRIBUTE.fullmatch(token):
            raise self._wrong()
        return self._comparison(token)

    def _comparison(self, attribute: str) -> Test:
        kind, token = self._next()
        operator = token.lower()
        if kind != "word" or operator not in self._rules.operators(attribute):
            raise self._wrong()
        path = attribute.split(".")
        self._comparisons += 1
        if operator == "pr":
            return lambda value: any(each is not None for each in _values(value, path))
        wanted = self._value()
        if operator == "eq" and isinstance(wanted, str):
            self.only = (attribute, wanted)
        test = _comparing(operator, wanted, same_case=self._rules.same_case)
        if operator == "ne":
            return lambda value: not any(not test(each) for each in _values(value, path))
        return lambda value: any(test(each) for each in _values(value, path))

    def _value(self) -> JSON:
        kind, token = self._next()
        if kind == "text":
            try:
                return orjson.loads(token)
            except orjson.JSONDecodeError:
                raise self._wrong() from None
        if kind == "word" and token.lower() in ("true", "false"):
            return token.lower() == "true"
        try:
            return float(token)
        except ValueError:
            raise self._wrong() from None

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._wrong()
        if self._comparisons != 1:
            self.only = None

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self._wrong()
        self._at += 1
        return self._tokens[self._at - 1]

    def _word(self, word: str) -> bool:
        if self._at < len(self._tokens):
            kind, token = self._tokens[self._at]
            if kind == "word" and token.lower() == word:
                self._at += 1
                return True
        return False

    def _wrong(self) -> OktaRefusal:
        return OktaRefusal(self._rules.summary, code=self._rules.code)


def _values(value: JSON, path: list[str]) -> Iterator[JSON]:
    if isinstance(value, list):
        for each in value:
            yield from _values(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _comparing(operator: str, wanted: JSON, *, same_case: bool) -> Test:
    folded = wanted if same_case or not isinstance(wanted, str) else wanted.casefold()
    moment = _moment(wanted)

    def test(value: JSON) -> bool:
        if value is None:
            return False
        if moment is not None and (other := _moment(value)) is not None:
            return _ordered(operator, other, moment)
        if isinstance(value, str) and not same_case:
            value = value.casefold()
        if isinstance(value, str) and isinstance(folded, str):
            return _textual(operator, value, folded)
        if isinstance(value, bool) or isinstance(folded, bool):
            return bool(value is folded) if operator == "eq" else bool(value is not folded)
        if isinstance(value, int | float) and isinstance(folded, int | float):
            return _ordered(operator, value, folded)
        return operator == "ne"

    return test


def _textual(operator: str, value: str, wanted: str) -> bool:
    match operator:
        case "sw":
            return value.startswith(wanted)
        case "ew":
            return value.endswith(wanted)
        case "co":
            return wanted in value
    return _ordered(operator, value, wanted)


def _ordered(operator: str, value: JSON, wanted: JSON) -> bool:
    match operator:
        case "eq":
            return bool(value == wanted)
        case "ne":
            return bool(value != wanted)
        case "gt":
            return bool(value > wanted)
        case "ge":
            return bool(value >= wanted)
        case "lt":
            return bool(value < wanted)
        case "le":
            return bool(value <= wanted)
    return False


def _moment(value: JSON) -> datetime | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)


__all__ = ["Expression", "Rules", "Test", "compile_filter"]
