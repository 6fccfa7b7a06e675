"""Read JSON text the way Go's scanner does: first value, its complaints, byte positions.

The REST gateway takes the first value of a body and ignores what follows; positions in later
messages count from the beginning of that value. Source: zitadel-platform.md 3.4.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from simulator.errors import SimulatorError


@dataclass(eq=False)
class GoSyntaxError(SimulatorError):
    """The text is no JSON; ``text`` is the scanner's own sentence, ``at`` a byte position."""

    text: str
    at: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: ``raw`` is its first token as written.

    ``value`` is a str, an int or float as text (``raw``), a bool, None, a list of nodes, or a
    list of :class:`Member`.
    """

    at: int
    kind: str
    raw: str
    value: "Value" = None


@dataclass(frozen=True, slots=True)
class Member:
    """A key with its value."""

    at: int
    raw: str
    key: str
    node: Node


Value: TypeAlias = "str | bool | list[Node] | list[Member] | None"

_SPACE = re.compile(rb"[ \t\r\n]*")
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ESCAPES = {
    ord('"'): '"',
    ord("\\"): "\\",
    ord("/"): "/",
    ord("b"): "\b",
    ord("f"): "\f",
    ord("n"): "\n",
    ord("r"): "\r",
    ord("t"): "\t",
}
DEEPEST = 10_000
"""How deep Go's scanner follows."""
_Key = tuple[int, str, str]
_NO_KEY: _Key = (0, "", "")
_CLOSING = {"object": b"}", "array": b"]"}
_AFTER = {"object": "after object key:value pair", "array": "after array element"}
_HEX = b"0123456789abcdefABCDEF"


def first_value(body: bytes) -> tuple[Node, bytes] | None:
    """Return the first value of a body and its text, in which positions count, if there is any."""
    start = _space(body, 0)
    if start == len(body):
        return None
    node, end = _Scanner(body[start:]).value(0)
    return node, body[start : start + end]


def whole_value(body: bytes) -> tuple[Node, int]:
    """Return the first value and where the text after it begins."""
    node, end = _Scanner(body).value(_space(body, 0))
    return node, _space(body, end)


def _space(data: bytes, at: int) -> int:
    if at < len(data) and data[at] > 0x20:
        return at
    match = _SPACE.match(data, at)
    assert match is not None
    return match.end()


def _quoted(byte: int) -> str:
    if byte == 0x27:
        return "'\\''"
    if byte == 0x22:
        return "'\"'"
    text = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}.get(byte)
    if text is None:
        char = chr(byte)
        text = "\\\\" if char == "\\" else char
        if byte < 0x20 or byte == 0x7F:
            text = f"\\x{byte:02x}"
        elif 0x80 <= byte < 0xA1 or byte == 0xAD:
            text = f"\\u{byte:04x}"
    return f"'{text}'"


class _Scanner:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def _bad(self, at: int, where: str) -> GoSyntaxError:
        if at >= len(self.data):
            return GoSyntaxError("unexpected EOF", at)
        return GoSyntaxError(f"invalid character {_quoted(self.data[at])} {where}", at)

    def value(self, at: int) -> tuple[Node, int]:
        """Return a value and where it ends; what is open lies on a stack, not in calls."""
        open_: list[tuple[Node, _Key]] = []
        here, key = at, _NO_KEY
        while True:
            start, parent_key = here, key
            node, here = self._start(start)
            if isinstance(node.value, list):
                if len(open_) >= DEEPEST:
                    raise GoSyntaxError("exceeded max depth", start)
                here = _space(self.data, here)
                if self.data[here : here + 1] != _CLOSING[node.kind]:
                    open_.append((node, parent_key))
                    key, here = self._key(here) if node.kind == "object" else (_NO_KEY, here)
                    continue
                here += 1
            key = parent_key
            while open_:
                parent, outer_key = open_[-1]
                items: Any = parent.value
                items.append(node if parent.kind == "array" else Member(*key, node))
                here = _space(self.data, here)
                mark = self.data[here : here + 1]
                if mark == b",":
                    here = _space(self.data, here + 1)
                    key, here = self._key(here) if parent.kind == "object" else (_NO_KEY, here)
                    break
                if mark != _CLOSING[parent.kind]:
                    raise self._bad(here, _AFTER[parent.kind])
                node, key = parent, outer_key
                here += 1
                open_.pop()
            else:
                return node, here

    def _start(self, at: int) -> tuple[Node, int]:
        """Return a scalar and where it ends, or an empty container and where its inside begins."""
        first = self.data[at : at + 1]
        match first:
            case b"{":
                return Node(at, "object", "{", []), at + 1
            case b"[":
                return Node(at, "array", "[", []), at + 1
            case b'"':
                text, end = self._string(at)
                return Node(at, "string", self._raw(at, end), text), end
            case b"t":
                return self._literal(at, b"true", True)
            case b"f":
                return self._literal(at, b"false", False)
            case b"n":
                return self._literal(at, b"null", None)
        if first and first in b"-0123456789":
            return self._number(at)
        raise self._bad(at, "looking for beginning of value")

    def _key(self, at: int) -> tuple[_Key, int]:
        """Return a member's key and where its value begins."""
        if self.data[at : at + 1] != b'"':
            raise self._bad(at, "looking for beginning of object key string")
        key, end = self._string(at)
        colon = _space(self.data, end)
        if self.data[colon : colon + 1] != b":":
            raise self._bad(colon, "after object key")
        return (at, self._raw(at, end), key), _space(self.data, colon + 1)

    def _raw(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8", "replace")

    def _literal(self, at: int, word: bytes, value: bool | None) -> tuple[Node, int]:
        for i, expected in enumerate(word):
            if self.data[at + i : at + i + 1] != bytes([expected]):
                where = f"in literal {word.decode()} (expecting {_quoted(expected)})"
                raise self._bad(at + i, where)
        kind = "null" if value is None else "bool"
        return Node(at, kind, word.decode(), value), at + len(word)

    def _number(self, at: int) -> tuple[Node, int]:
        found = _NUMBER.match(self.data, at)
        if found is None:
            raise self._bad(at + 1, "in numeric literal")
        end = found.end()
        rest = self.data[end : end + 1]
        text = found.group().decode()
        if rest == b"." and "." not in text and "e" not in text.lower():
            raise self._bad(end + 1, "after decimal point in numeric literal")
        if rest in (b"e", b"E") and "e" not in text.lower():
            sign = self.data[end + 1 : end + 2] in (b"+", b"-")
            raise self._bad(end + 1 + sign, "in exponent of numeric literal")
        return Node(at, "number", text, text), end

    def _string(self, at: int) -> tuple[str, int]:
        data = self.data
        parts: list[str] = []
        here = at + 1
        while True:
            plain = _PLAIN.match(data, here)
            assert plain is not None
            if plain.end() > here:
                parts.append(data[here : plain.end()].decode("utf-8", "replace"))
            here = plain.end()
            match data[here : here + 1]:
                case b'"':
                    return "".join(parts), here + 1
                case b"\\":
                    text, here = self._escape(here)
                    parts.append(text)
                case _:
                    raise self._bad(here, "in string literal")

    def _escape(self, at: int) -> tuple[str, int]:
        code = self.data[at + 1 : at + 2]
        if code == b"u":
            unit = self._unit(at)
            if 0xD800 <= unit < 0xDC00 and self.data[at + 6 : at + 8] == b"\\u":
                low = self._unit(at + 6)
                if 0xDC00 <= low < 0xE000:
                    return chr(0x10000 + (unit - 0xD800 << 10) + low - 0xDC00), at + 12
            return ("�" if 0xD800 <= unit < 0xE000 else chr(unit)), at + 6
        if not code or code[0] not in _ESCAPES:
            raise self._bad(at + 1, "in string escape code")
        return _ESCAPES[code[0]], at + 2

    def _unit(self, at: int) -> int:
        for i in range(at + 2, at + 6):
            if i >= len(self.data) or self.data[i] not in _HEX:
                raise self._bad(i, "in \\u hexadecimal character escape")
        return int(self.data[at + 2 : at + 6], 16)


__all__ = ["GoSyntaxError", "Member", "Node", "first_value", "whole_value"]
