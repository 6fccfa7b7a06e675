"""JSON as ZITADEL prints it: compact, with ``<``, ``>``, ``&`` and U+2028/2029 escaped.

Source: zitadel-scim.md 1.8.
"""

import orjson

from simulator.events import JSON

_ESCAPES = (
    (b"&", b"\\u0026"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
)
_WIDE_ESCAPES = (
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def dumps(value: JSON) -> bytes:
    """Print a value whose texts hold no lone surrogates."""
    return escape(orjson.dumps(value))


def escape(raw: bytes) -> bytes:
    """Escape printed JSON the way ZITADEL does; every sign in question is inside a string."""
    # bytes look for a number at once; to look for bytes they raise and forget an error first
    if 0x26 in raw or 0x3C in raw or 0x3E in raw:
        for sign, escaped in _ESCAPES:
            raw = raw.replace(sign, escaped)
    if 0xE2 in raw:
        for sign, escaped in _WIDE_ESCAPES:
            raw = raw.replace(sign, escaped)
    return raw


__all__ = ["dumps", "escape"]
