"""What protobuf's own JSON reader says of a text that is none, token by token.

It is stricter than Go's: bytes that are no UTF-8 and halves of surrogate pairs are refused.
Source: protobuf-go, internal/encoding/json/decode.go and decode_string.go.
"""

import re
from dataclasses import dataclass

_SPACE = re.compile(rb"[ \n\r\t]*")
_WORD = re.compile(rb"(?:null|true|false)(?![-+._a-zA-Z0-9])")
_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![-+._a-zA-Z0-9])")
_ODD = re.compile(r"[-+._a-zA-Z0-9]{1,32}|.", re.DOTALL)
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_HEX = re.compile(rb"[0-9A-Fa-f]{4}")
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_NAMED = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_OPEN = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Fault:
    """The token with which a text stops being JSON, and why; no ``text`` where it breaks off."""

    at: int
    text: str = ""


def fault(data: bytes) -> Fault | None:
    """Return the first fault of a text, if it has any."""
    last, open_ = "", list[str]()
    at = 0
    while True:
        found = _SPACE.match(data, at)
        assert found is not None
        at = found.end()
        if at == len(data):
            return Fault(at) if open_ else None
        kind, end = _token(data, at)
        if isinstance(kind, Fault):
            return kind
        if kind == "string" and not _value_next(last, open_) and last in ("{", ","):
            colon = _SPACE.match(data, end)
            assert colon is not None
            end = colon.end()
            if end == len(data):
                return Fault(end)
            if data[end : end + 1] != b":":
                seen = _text(data[end:])[0]
                return Fault(end, f'unexpected character {seen}, missing ":" after field name')
            kind, end = "name", end + 1
        elif not _in_place(kind, last, open_):
            return Fault(at, f"unexpected token {_text(data[at:end])}")
        if kind in _OPEN:
            open_.append(kind)
        elif kind in "}]":
            open_.pop()
        last, at = kind, end


def suspicious(data: bytes) -> bool:
    """Tell a text that Go reads and protobuf may not."""
    if _HALF.search(data):
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _value_next(last: str, open_: list[str]) -> bool:
    if not open_:
        return not last
    return last == "name" if open_[-1] == "{" else last in ("[", ",")


def _in_place(kind: str, last: str, open_: list[str]) -> bool:
    if kind in "}]":
        return bool(open_) and last not in (",", "name") and _OPEN[open_[-1]] == kind
    if kind == ",":
        return bool(open_) and last in ("scalar", "string", "}", "]")
    return _value_next(last, open_)


def _token(data: bytes, at: int) -> tuple[str | Fault, int]:
    first = chr(data[at])
    if first in "{}[],":
        return first, at + 1
    if first == '"':
        return _string(data, at)
    found = _WORD.match(data, at) or _NUMBER.match(data, at)
    if found:
        return "scalar", found.end()
    odd = _ODD.match(_text(data[at : at + 40]))
    assert odd is not None
    return Fault(at, f"invalid value {odd[0]}"), at


def _string(data: bytes, start: int) -> tuple[str | Fault, int]:
    at = start + 1
    while True:
        plain = _PLAIN.match(data, at)
        assert plain is not None
        if suspicious(plain[0]):
            return Fault(start, "invalid UTF-8 in string"), at
        at = plain.end()
        if at == len(data):
            return Fault(start), at
        if data[at] == ord('"'):
            return "string", at + 1
        if data[at] != ord("\\"):
            named = _NAMED.get(data[at], f"\\x{data[at]:02x}")
            return Fault(start, f"invalid character '{named}' in string"), at
        after = _escape(data, at, start)
        if isinstance(after, Fault):
            return after, at
        at = after


def _escape(data: bytes, at: int, start: int) -> int | Fault:
    """Return where an escape ends."""
    if at + 2 > len(data):
        return Fault(start)
    if data[at + 1 : at + 2] != b"u":
        known = data[at + 1 : at + 2] in (b'"', b"\\", b"/", b"b", b"f", b"n", b"r", b"t")
        return at + 2 if known else _bad_escape(data[at : at + 2], start)
    if at + 6 > len(data):
        return Fault(start)
    if not _HEX.fullmatch(data[at + 2 : at + 6]):
        return _bad_escape(data[at : at + 6], start)
    unit = int(data[at + 2 : at + 6], 16)
    if not 0xD800 <= unit < 0xE000:
        return at + 6
    if at + 12 > len(data):
        return Fault(start)
    other = data[at + 6 : at + 12]
    low = int(other[2:], 16) if other[:2] == b"\\u" and _HEX.fullmatch(other[2:]) else 0
    paired = unit < 0xDC00 <= low < 0xE000
    return at + 12 if paired else _bad_escape(other, start)


def _bad_escape(code: bytes, start: int) -> Fault:
    return Fault(start, f"invalid escape code {_quoted(code)} in string")


def _quoted(raw: bytes) -> str:
    """Quote text as Go does."""
    text = ""
    for char in raw.decode("utf-8", "surrogateescape"):
        code = ord(char)
        if char in '"\\':
            text += "\\" + char
        elif 0xDC80 <= code <= 0xDCFF:
            text += f"\\x{code - 0xDC00:02x}"
        elif char.isprintable():
            text += char
        else:
            text += _NAMED.get(code) or (f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}")
    return f'"{text}"'


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


__all__ = ["Fault", "fault", "suspicious"]
