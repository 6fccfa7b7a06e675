"""What a Java JSON parser says about a body that is no JSON.

Okta shows these sentences in its task texts. Source: okta-provisioning.md 3.4, knob
``json_error_style``.
"""

import json
import math
import re
import zlib
from dataclasses import dataclass
from typing import NoReturn

from simulator.events import JSON

MAX_DEPTH = 1000
MAX_DIGITS = 1000
"""How far the Java parser goes by itself; it guards against what never comes to an end."""


@dataclass(frozen=True, slots=True)
class _Style:
    after_character: str
    after_token: str


_STYLES = {
    "reader": _Style(
        "expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
        "was expecting ('true', 'false' or 'null')",
    ),
    "redacted": _Style(
        "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or"
        " 'false')",
        "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
}


_HALF = re.compile(r"[\ud800-\udfff]")


class NotJson(Exception):
    """A body could not be read; ``text`` is the whole sentence, ``Invalid JSON: `` included."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def parse(body: bytes, *, style: str = "reader") -> JSON:
    """Read a body; raises :class:`NotJson` with the parser's own words."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise NotJson(f"Invalid JSON: {_complaint(text, error.pos, style)}") from None
    except RecursionError:
        raise NotJson(
            f"Invalid JSON: Document nesting depth ({MAX_DEPTH + 1}) exceeds the maximum allowed"
            f" ({MAX_DEPTH}, from `StreamReadConstraints.getMaxNestingDepth()`)"
        ) from None


def whole_text(text: str) -> str:
    """Return text that can be kept: half a surrogate pair, which JSON can hold, becomes ``?``."""
    return _HALF.sub("?", text)


def _whole(digits: str) -> int:
    length = len(digits.lstrip("-"))
    if length > MAX_DIGITS:
        raise NotJson(
            f"Invalid JSON: Number value length ({length}) exceeds the maximum allowed"
            f" ({MAX_DIGITS}, from `StreamReadConstraints.getMaxNumberLength()`)"
        )
    return int(digits)


def _fraction(digits: str) -> float:
    """Refuse what is more than any number here, lest it be sent back as null."""
    number = float(digits)
    if math.isinf(number):
        raise NotJson(f"Invalid JSON: Numeric value ({digits[:40]}) out of range of double")
    return number


def _no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise NotJson(
        f"Invalid JSON: Non-standard token '{name}': enable"
        " `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
    )


def _complaint(text: str, at: int, style: str) -> str:
    words = _STYLES[style]
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    if at >= len(text) or text[at] == '"':
        what, stop = "Unexpected end-of-input", len(text)
    elif text[at].isidentifier():
        stop = at
        while stop < len(text) and (text[stop].isalnum() or text[stop] in "_$"):
            stop += 1
        what = f"Unrecognized token '{text[at:stop]}': {words.after_token}"
    else:
        character = text[at]
        stop = at + 1
        what = (
            f"Unexpected character ('{character}' (code {ord(character)})): {words.after_character}"
        )
    line = text.count("\n", 0, stop) + 1
    column = stop - (text.rfind("\n", 0, stop) + 1) + 1
    return f"{what} at [Source: {_source(text, style)}; line: {line}, column: {column}]"


def _source(text: str, style: str) -> str:
    if style == "redacted":
        return "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)"
    return f"java.io.StringReader@{zlib.crc32(text.encode()):x}"


__all__ = ["NotJson", "parse", "whole_text"]
