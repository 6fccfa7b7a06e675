"""The pieces a filter or a PATCH path is cut into, before any grammar.

A backslash always protects the quote behind it, even if it is itself protected: a text that ends
in a backslash goes on to the next quote, if there is one. Source: zitadel-scim.md 11.4, 17.
"""

import math
import re
from typing import NamedTuple


class FilterSyntaxError(Exception):
    """The text is no filter."""


_TOKEN = re.compile(
    r"(?P<urn>urn:(?:[\w()+,.=@;$!*'%/?#-]+:)+)"
    r"|(?P<float>[-+]?\d*\.\d+)"
    r"|(?P<integer>[-+]?\d+)"
    r"|(?P<sign>[()\[\].])"
    r'|(?P<text>"(?:\\"|[^"])*")'
    r"|(?P<name>[A-Za-z][\w-]*)"
    r"|(?P<space>[ \t\n\r]+)",
    re.ASCII,
)
"""What a filter is cut into; the first alternative that fits wins, not the longest."""
_ESCAPE = re.compile(
    r'\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|.?)|"',
    re.DOTALL,
)
_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Token(NamedTuple):
    """One piece; ``kind`` is the name of its alternative, a quoted text is unquoted."""

    kind: str
    text: str

    def is_word(self, word: str) -> bool:
        """Say whether this is a word of the grammar; in quotes it is one, too, in that case."""
        return self.text == word or (self.kind == "name" and self.text.lower() == word)


def cut(text: str) -> list[Token]:
    """Cut a filter into its pieces; raise :class:`FilterSyntaxError` if that fails."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FilterSyntaxError
        kind = found.lastgroup or ""
        part = found[0]
        tokens.append(Token(kind, _unquote(part[1:-1]) if kind == "text" else part))
        at = found.end()
    return tokens


def integer_of(text: str) -> int:
    """Read an integer of 64 bits; a zero in front makes it octal."""
    digits = text.lstrip("+-")
    try:
        size = int(digits, 8 if digits.startswith("0") else 10)
    except ValueError:
        raise FilterSyntaxError from None
    number = -size if text.startswith("-") else size
    if not -(2**63) <= number < 2**63:
        raise FilterSyntaxError
    return number


def float_of(text: str) -> float:
    """Read a number with a point, if 64 bits hold it."""
    number = float(text)
    if math.isinf(number):
        raise FilterSyntaxError
    return number


def _unquote(text: str) -> str:
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    letter, two, four, eight, octal = found.groups()
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


__all__ = ["FilterSyntaxError", "Token", "cut", "float_of", "integer_of"]
