"""What is never written down: tokens, passwords, keys, in headers, bodies, targets, texts.

Masks keep the length, and nothing else changes: the journal shows a message byte for byte as it
was, with stars where the secret stood. A body is masked in place by position; it is never
parsed and written again. Most bodies hold no secret: they cost one search per word of
:data:`_WORDS`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote_plus

import orjson

from simulator.wire.exchange import Headers
from simulator.wire.json_spans import secret_spans

_HEADERS = frozenset((b"authorization", b"proxy-authorization", b"cookie", b"x-api-key", b"dpop"))
_SCHEMES = "bearer|basic|ssws|digest|dpop|negotiate|apikey|token"
_CREDENTIALS = re.compile(rf"((?:(?:{_SCHEMES})(?:[ \t]+|\Z))*)(.*)", re.I | re.S)
_MASKED = re.compile(r"\*\*\* \([0-9]+\)\Z")

SECRET_NAMES = frozenset(
    f"{first}{glue}{second}".lower()
    for second, firsts in {
        "password": ("", "new", "old", "current", "initial", "hashed"),
        "hash": ("password", "encoded"),
        "secret": ("", "client", "hashed"),
        "token": ("", "access", "id", "refresh", "session", "subject", "actor", "api"),
        "assertion": ("", "client"),
        "details": ("key",),
        "content": ("key",),
        "key": ("private",),
    }.items()
    for first in firsts
    for glue in ("", "_")
) | {"idpintenttoken"}
_WORDS = (b"ass", b"secret", b"token", b"key", b"hash")
"""Every secret's name holds one of these; each costs a search through every body."""
_FORM_NAMES = SECRET_NAMES | {"code_verifier"}

_VALUE = re.compile(rb'\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([\[{0-9-]))', re.S)
_NAMES = r"(?:password|hash|secret|token|assertion|verifier|key_?details|key_?content|private_?key)"
_LOOSE = re.compile(
    rf"""({_NAMES}["']?\s*(?::|=>?)\s*)"""
    r"""(?:"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?|([^\s"',;&{}\[\]]+))""",
    re.I | re.S,
)
_SCHEME_IN_TEXT = re.compile(rf"(\b(?:{_SCHEMES})\s+)([^\s\"',]+)", re.I)
_TOKEN_IN_TEXT = re.compile(
    r"()(\beyJ[\w-]+\.[\w-]+\.[\w-]*|\b(?=[\w-]*[0-9])(?=[\w-]*[A-Z])[\w-]{32,})"
)


def redact_headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Decode raw header lines; credentials become their scheme and ``*** (length)``."""
    return _header_set(tuple(headers))


@lru_cache(maxsize=1024)
def _header_set(headers: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return tuple([_header(name, value) for name, value in headers])


@lru_cache(maxsize=2048)
def _header(name: bytes, value: bytes) -> tuple[str, str]:
    text = _decode(value)
    low = name.lower()
    if low in _HEADERS:
        text = _mask_credentials(text)
    elif low == b"set-cookie":
        text = _mask_set_cookie(text)
    return (_decode(name), text)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _mask_credentials(value: str) -> str:
    match = _CREDENTIALS.fullmatch(value)
    scheme, secret = match.groups() if match else ("", value)
    if not secret or _MASKED.match(secret):
        return value
    return f"{scheme}*** ({len(secret)})"


def _mask_set_cookie(value: str) -> str:
    cookie, semicolon, attributes = value.partition(";")
    name, equals, secret = cookie.partition("=")
    if not secret or _MASKED.match(secret):
        return value
    return f"{name}{equals}*** ({len(secret)}){semicolon}{attributes}"


def redact_body(body: bytes | None, content_type: str = "", *, whole: bool = True) -> bytes | None:
    """Mask the secrets of a JSON or form body by stars; the length stays.

    Never fails: what is no valid JSON is searched for names that look like a secret's. ``whole``
    tells whether the body was seen to its end: a PATCH that was cut may not say yet that it is
    about a password.
    """
    if not body:
        return body
    if body[:1] in (b"{", b"["):
        return _redact_json(body, whole=whole)
    if "form-urlencoded" in content_type or (not content_type and _looks_like_form(body)):
        return _redact_form(body)
    return _redact_json(body, whole=whole) if b'"' in body else body


def _redact_json(body: bytes, *, whole: bool) -> bytes:
    low = body.lower()
    hits = [low.find(word) for word in _WORDS]
    spelled_oddly = _spelled_oddly(low)
    if max(hits) < 0 and whole and not spelled_oddly:
        return body
    if not whole or not _valid(body):
        return _redact_loosely(_blot(body, secret_spans(body, is_secret)))
    spans = None if spelled_oddly or b'"path"' in low else _plain_spans(body, low, hits)
    return _blot(body, secret_spans(body, is_secret) if spans is None else spans)


def _spelled_oddly(low: bytes) -> bool:
    """Say whether a key may be escaped or hold one of the two letters that fold into ASCII."""
    if low.find(b"\\u") >= 0:
        return True
    return not low.isascii() and (b"\xc5\xbf" in low or b"\xe2\x84\xaa" in low)


def _valid(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _plain_spans(body: bytes, low: bytes, hits: list[int]) -> list[tuple[int, int]] | None:
    """Find secrets of valid JSON without reading all of it; ``None`` if it takes more."""
    spans = []
    for word, first in zip(_WORDS, hits, strict=True):
        at = first
        while at >= 0:
            end = low.find(b'"', at)
            if end >= 0 and is_secret(low[low.rfind(b'"', 0, at) + 1 : end]):
                match = _VALUE.match(body, end + 1)
                if match is not None and match.group(2):
                    return None
                if match is not None:
                    spans.append(match.span(1))
            at = low.find(word, at + 1)
    return spans


@lru_cache(maxsize=512)
def is_secret(name: bytes) -> bool:
    """Say whether the value under this JSON key or form field must not be written down.

    Case does not count, ZITADEL reads keys without it (and folds, as Go does, two letters beyond
    ASCII); nor does a URN in front.
    """
    return name[name.rfind(b":") + 1 :].decode("utf-8", "replace").casefold() in SECRET_NAMES


def _blot(body: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    out = bytearray(body)
    for start, end in spans:
        first = out[start : start + 1]
        number = out[start - 1 : start] != b'"' and (first.isdigit() or first == b"-")
        out[start:end] = _nines(out[start:end]) if number else b"*" * (end - start)
    return bytes(out)


def _nines(number: bytes | bytearray) -> bytes:
    return re.sub(rb"[0-9]", b"9", number)


def _redact_loosely(body: bytes) -> bytes:
    return _stars(_LOOSE, body.decode("latin-1")).encode("latin-1")


def _stars(pattern: re.Pattern[str], text: str) -> str:
    """Replace every group but the first by stars."""

    def star(match: re.Match[str]) -> str:
        secret = next(group for group in match.groups()[1:] if group is not None)
        end = match.group()[len(match[1]) :]
        return match[1] + end.replace(secret, "*" * len(secret), 1) if secret else match.group()

    return pattern.sub(star, text)


def _looks_like_form(body: bytes) -> bool:
    head = body[:200].split(b"&", 1)[0]
    return re.fullmatch(rb"[\w.%+~-]+=[^\s{}\"<>]*", head) is not None


def _redact_form(body: bytes) -> bytes:
    return _redact_pairs(body.decode("latin-1")).encode("latin-1")


def _redact_pairs(text: str) -> str:
    pairs = []
    for pair in text.split("&"):
        name, equals, value = pair.partition("=")
        hide = equals and _hides(name)
        pairs.append(f"{name}={'*' * len(value)}" if hide else pair)
    return "&".join(pairs)


@lru_cache(maxsize=512)
def _hides(name: str) -> bool:
    return unquote_plus(name).strip().lower() in _FORM_NAMES


def redact_target(target: str) -> str:
    """Mask secrets in the query of a target (``?access_token=…``)."""
    path, mark, query = target.partition("?")
    if not mark or "=" not in query:
        return target
    return f"{path}?{_redact_pairs(query)}"


def redact_text(text: str) -> str:
    """Mask what looks like a secret in free text, such as a traceback."""
    for pattern in (_LOOSE, _SCHEME_IN_TEXT, _TOKEN_IN_TEXT):
        text = _stars(pattern, text)
    return text


__all__ = [
    "SECRET_NAMES",
    "is_secret",
    "redact_body",
    "redact_headers",
    "redact_target",
    "redact_text",
]
