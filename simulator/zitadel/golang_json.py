"""JSON as ZITADEL prints it: compact, with ``<``, ``>``, ``&`` and U+2028/2029 escaped.

Source: zitadel-scim.md 1.8.
"""

import orjson

from simulator.events import JSON

_ESCAPES = (
    (b"&", b"\\u0026"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)
_WIDE = b"\xe2\x80"


def dumps(value: JSON) -> bytes:
    """Print a value whose texts hold no lone surrogates."""
    return escape(orjson.dumps(value))


def escape(raw: bytes) -> bytes:
    """Escape printed JSON the way ZITADEL does; every sign in question is inside a string."""
    for sign, escaped in _ESCAPES[:3]:
        if sign in raw:
            raw = raw.replace(sign, escaped)
    if _WIDE in raw:
        for sign, escaped in _ESCAPES[3:]:
            raw = raw.replace(sign, escaped)
    return raw


__all__ = ["dumps", "escape"]
