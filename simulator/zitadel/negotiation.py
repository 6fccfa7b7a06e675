"""Check the headers Content-Type and Accept: one media type each, never a list.

Source: zitadel-scim.md 2.1.
"""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from simulator.zitadel.refusals import refuse
from simulator.zitadel.text import SPACES

_ACCEPTED = frozenset({"application/scim+json", "application/json", "application/*", "*/*"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def check_headers(content_type: bytes | None, accept: bytes | None) -> None:
    """Refuse what is no media type that SCIM speaks; an absent or empty header passes."""
    if content_type and not _speaks(content_type):
        raise refuse("SMCM-12x4")
    if accept and not _speaks(accept):
        raise refuse("SMCM-12x5")


@lru_cache(maxsize=64)
def _speaks(raw: bytes) -> bool:
    text = raw.decode("latin-1").strip(" \t")
    if not text:
        return True
    found = parse_media_type(text)
    if found is None or found[0] not in _ACCEPTED:
        return False
    charset = found[1].get("charset")
    return charset is None or charset.lower() == "utf-8"


def parse_media_type(text: str) -> tuple[str, dict[str, str]] | None:
    """Return type and parameters, ``None`` for what is no media type (a list, a bare ``;``)."""
    base, _, _ = text.partition(";")
    media_type = base.lower().strip(SPACES)
    first = _TOKEN.match(media_type)
    if first is None:
        return None
    if first.end() < len(media_type) and not (
        media_type[first.end()] == "/" and _TOKEN.fullmatch(media_type, first.end() + 1)
    ):
        return None
    parameters = _parameters(text[len(base) :])
    return None if parameters is None else (media_type, parameters)


def _parameters(text: str) -> dict[str, str] | None:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[str, str]] = {}
    while text := text.lstrip(SPACES):
        found = _parameter(text)
        if found is None:
            if text.strip(SPACES) == ";":
                break
            return None
        key, value, text = found
        name, star, _ = key.partition("*")
        into = pieces.setdefault(name, {}) if star else plain
        if into.setdefault(key, value) != value:
            return None
    for name, parts in pieces.items():
        joined = _joined(name, parts)
        if joined is not None:
            plain[name] = joined
    return plain


def _parameter(text: str) -> tuple[str, str, str] | None:
    """Read one ``;key=value``; return it and what follows."""
    if text[:1] != ";":
        return None
    text = text[1:].lstrip(SPACES)
    key = _TOKEN.match(text)
    if key is None:
        return None
    text = text[key.end() :].lstrip(SPACES)
    if text[:1] != "=":
        return None
    text = text[1:].lstrip(SPACES)
    value = _quoted(text) if text[:1] == '"' else _bare(text)
    return None if value is None else (key[0].lower(), *value)


def _bare(text: str) -> tuple[str, str] | None:
    value = _TOKEN.match(text)
    return None if value is None else (value[0], text[value.end() :])


def _quoted(text: str) -> tuple[str, str] | None:
    shown: list[str] = []
    at = 1
    while at < len(text):
        sign = text[at]
        if sign == '"':
            return "".join(shown), text[at + 1 :]
        if sign == "\\" and at + 1 < len(text) and not _TOKEN.match(text[at + 1]):
            at += 1
            sign = text[at]
        elif sign in "\r\n":
            return None
        shown.append(sign)
        at += 1
    return None


def _joined(name: str, parts: dict[str, str]) -> str | None:
    """Join the pieces of a parameter (RFC 2231); ``None`` if there is nothing to join."""
    whole = parts.get(f"{name}*")
    if whole is not None:
        return _decoded(whole)
    joined: list[str] = []
    while True:
        key = f"{name}*{len(joined)}"
        if key in parts:
            joined.append(parts[key])
        elif f"{key}*" in parts:
            value = parts[f"{key}*"]
            joined.append((_decoded(value) or "") if not joined else _unescaped(value))
        else:
            return "".join(joined) if joined else None


def _decoded(value: str) -> str | None:
    charset, quote, rest = value.partition("'")
    _, second, encoded = rest.partition("'")
    if not quote or not second or charset.lower() not in ("us-ascii", "utf-8"):
        return None
    return _unescaped(encoded)


def _unescaped(value: str) -> str:
    return unquote_to_bytes(value).decode(errors="replace")


__all__ = ["check_headers", "parse_media_type"]
