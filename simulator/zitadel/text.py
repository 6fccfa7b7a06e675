"""Text the way ZITADEL's language treats it, where Python does it differently.

Lower case is letter by letter, without looking at neighbours; white space is Unicode's
``White_Space``, without the four separators Python adds; bytes that are no UTF-8 become one
U+FFFD each. Source: zitadel-scim.md 2.4, 7.1, 7.4.
"""

import re

SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What :func:`trim` takes away."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def lower(text: str) -> str:
    """Lower-case letter by letter: ``İ`` gives ``i``, a final ``Σ`` gives ``σ``."""
    if text.isascii():
        return text.lower()
    return "".join("i" if letter == "İ" else letter.lower() for letter in text)


def trim(text: str) -> str:
    """Take white space away at both ends."""
    return text.strip(SPACES)


def blank(text: str) -> bool:
    """Return whether there is nothing but white space."""
    return not text.strip(SPACES)


def mend(text: str) -> str:
    """Replace what no UTF-8 can hold (lone surrogates) by U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def from_bytes(raw: bytes) -> str:
    """Read UTF-8; each byte that is none becomes U+FFFD."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return mend(raw.decode(errors="surrogateescape"))


__all__ = ["SPACES", "blank", "from_bytes", "lower", "mend", "trim"]
