"""JSON text as ZITADEL's decoder reads it, before any attribute has a meaning.

Only the first value counts, whatever follows it. Objects keep every member in order, repeated
names included (a tuple of pairs), numbers keep their text (:class:`Number`), half a surrogate
pair becomes U+FFFD. :func:`parse` is the fast way; :func:`skip`, :func:`members` and
:func:`elements` walk over the raw text where that is needed, too. Source: zitadel-scim.md 2.4.
"""

import json
import re
from typing import NoReturn, TypeAlias

from simulator.zitadel.text import from_bytes, mend

Pairs: TypeAlias = "tuple[tuple[str, Tree], ...]"
Tree: TypeAlias = "bool | str | Number | list[Tree] | Pairs | None"

DEEPEST = 10_000
"""How deep arrays and objects may be nested."""

_BLANK = re.compile(r"[ \t\n\r]*")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NUMBER_BEGUN = re.compile(r"-|-?(?:0|[1-9][0-9]*)(?:\.|[.0-9]*[eE][+-]?)")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_STRING_BEGUN = re.compile(
    r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*(?:\\(?:u[0-9a-fA-F]{0,3})?)?'
)
_WORDS = ("true", "false", "null")


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class Malformed(Exception):
    """No JSON; ``incomplete`` if the text may just have been cut off."""

    def __init__(self, *, incomplete: bool) -> None:
        super().__init__()
        self.incomplete = incomplete


def _constant(_: str) -> NoReturn:
    raise Malformed(incomplete=False)


_decoder = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=Number, parse_float=Number, parse_constant=_constant
)


def decode_text(body: bytes) -> str:
    """Turn a body into text; bytes that are no UTF-8 become U+FFFD."""
    return from_bytes(body)


def parse(text: str) -> Tree:
    """Read the first value; raise :class:`Malformed`, or RecursionError if it is very deep."""
    return parse_first(text)[0]


def parse_first(text: str) -> tuple[Tree, int]:
    """Read the first value, as :func:`parse` does, and return where it ends, too."""
    start = 0 if text[:1] == "{" else _blank(text, 0)
    try:
        found: tuple[Tree, int] = _decoder.raw_decode(text, start)
    except ValueError:
        skip(text, start)
        raise Malformed(incomplete=False) from None
    if "\\u" in text and _HALF_PAIR.search(text):
        return _mended(found[0]), found[1]
    return found


def _mended(tree: Tree) -> Tree:
    match tree:
        case Number():
            return tree
        case str():
            return mend(tree)
        case list():
            return [_mended(element) for element in tree]
        case tuple():
            return tuple((mend(name), _mended(value)) for name, value in tree)
        case _:
            return tree


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def skip(text: str, at: int) -> int:
    """Return where the value that begins at or after ``at`` ends."""
    closing: list[str] = []
    at = _blank(text, at)
    while True:
        opened = text[at : at + 1]
        if opened in ("{", "["):
            closing.append("}" if opened == "{" else "]")
            if len(closing) > DEEPEST:
                raise Malformed(incomplete=False)
            at = _blank(text, at + 1)
            if text[at : at + 1] != closing[-1]:
                at = _name(text, at) if opened == "{" else at
                continue
        else:
            at = _scalar(text, at)
        at = _close(text, at, closing)
        if not closing:
            return at


def _close(text: str, at: int, closing: list[str]) -> int:
    """Close what ends here, go on to the next value of what does not."""
    while closing:
        sign = text[at : at + 1] if text[at : at + 1] == closing[-1] else ""
        if not sign:
            at = _blank(text, at)
            sign = text[at : at + 1]
        if sign == closing[-1]:
            closing.pop()
            at += 1
        elif sign == ",":
            at = _blank(text, at + 1)
            return _name(text, at) if closing[-1] == "}" else at
        else:
            raise Malformed(incomplete=not sign)
    return at


def _name(text: str, at: int) -> int:
    """Pass a member's name and colon."""
    if text[at : at + 1] != '"':
        raise Malformed(incomplete=at >= len(text))
    at = _blank(text, _scalar(text, at))
    if text[at : at + 1] != ":":
        raise Malformed(incomplete=at >= len(text))
    return _blank(text, at + 1)


def _scalar(text: str, at: int) -> int:
    for pattern, begun in ((_STRING, _STRING_BEGUN), (_NUMBER, _NUMBER_BEGUN)):
        found = pattern.match(text, at)
        if found:
            return found.end()
        part = begun.match(text, at)
        if part and part.end() == len(text):
            raise Malformed(incomplete=True)
    for word in _WORDS:
        if text.startswith(word, at):
            return at + len(word)
        if word.startswith(text[at:]):
            raise Malformed(incomplete=True)
    raise Malformed(incomplete=False)


def members(text: str, at: int = 0) -> list[tuple[str, str]]:
    """Return names and raw values of the object that begins here (nothing if it is none)."""
    at = _blank(text, at)
    found: list[tuple[str, str]] = []
    if text[at : at + 1] != "{":
        return found
    at = _blank(text, at + 1)
    while text[at : at + 1] == '"':
        name: str = json.loads(text[at : _scalar(text, at)])
        start = _name(text, at)
        end = skip(text, start)
        found.append((mend(name), text[start:end]))
        at = _blank(text, end)
        if text[at : at + 1] != ",":
            break
        at = _blank(text, at + 1)
    return found


def elements(text: str, at: int = 0) -> list[str]:
    """Return the raw elements of the array that begins here (nothing if it is none)."""
    at = _blank(text, at)
    found: list[str] = []
    if text[at : at + 1] != "[":
        return found
    at = _blank(text, at + 1)
    while text[at : at + 1] not in ("]", ""):
        end = skip(text, at)
        found.append(text[at:end])
        at = _blank(text, end)
        if text[at : at + 1] == ",":
            at = _blank(text, at + 1)
    return found


__all__ = [
    "Malformed",
    "Number",
    "Pairs",
    "Tree",
    "decode_text",
    "elements",
    "members",
    "parse",
    "parse_first",
    "skip",
]
