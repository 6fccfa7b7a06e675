"""URLs as ZITADEL reads and prints them: ``profileUrl`` and ``photos[].value``.

A URL is parsed and printed again: the scheme in lower case, path and fragment percent-encoded,
host and query as sent. Only http and https pass. PATCH can reach the parts themselves, by an
accident of how ZITADEL looks attributes up. Source: zitadel-scim.md 2.4.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulator.zitadel.text import from_bytes

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_PATH = frozenset(_UNRESERVED + b"$&+,/:;=@")
_PATH_AS_SENT = _PATH | frozenset(b"!'()*[]%")
_FRAGMENT = frozenset(_UNRESERVED + b"$&+,/:;=?@!()*")
_FRAGMENT_AS_SENT = _FRAGMENT | frozenset(b"'[]%")
_USER = frozenset(_UNRESERVED + b"$&+,;=")
_HOST = frozenset(_UNRESERVED + b"!$&'()*+,;=:[]<>\"")
_USERINFO = re.compile(rb"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_SCHEME = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_PORT = re.compile(rb"(?::[0-9]*)?")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_SIMPLE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]*)?(?:/[A-Za-z0-9\-_.~$&+,/:;=@]*)?")


_FIELDS = {
    "rawPath": "raw_path",
    "omitHost": "omit_host",
    "forceQuery": "force_query",
    "rawQuery": "raw_query",
    "rawFragment": "raw_fragment",
    **{name: name for name in ("scheme", "opaque", "user", "host", "path", "fragment")},
}


class UrlError(Exception):
    """The text is no URL at all."""


@dataclass(eq=False)
class SchemeError(Exception):
    """A URL, but neither http nor https; ``scheme`` is empty for a relative one."""

    scheme: str


class WebUrl(NamedTuple):
    """What a URL consists of.

    ``user`` is printed already, ``None`` for none; the raw parts say how path and fragment were
    written where that is not the usual way.
    """

    scheme: bytes = b""
    opaque: bytes = b""
    user: bytes | None = None
    host: bytes = b""
    path: bytes = b""
    raw_path: bytes = b""
    omit_host: bool = False
    force_query: bool = False
    raw_query: bytes = b""
    fragment: bytes = b""
    raw_fragment: bytes = b""

    def part(self, name: str) -> str | bool | None:
        """Return a part as a comparison sees it; ``name`` is SCIM's way of writing it."""
        value: bytes | bool | None = getattr(self, _FIELDS[name])
        return from_bytes(value) if isinstance(value, bytes) else value

    def with_part(self, name: str, value: object) -> "WebUrl":
        """Change a part, text or a boolean, whatever comes of it."""
        raw: Any = value.encode() if isinstance(value, str) else value
        return self._replace(**{_FIELDS[name]: raw})

    def without(self, name: str) -> "WebUrl":
        """Take a part away."""
        nothing: Any = getattr(WebUrl(), _FIELDS[name])
        return self._replace(**{_FIELDS[name]: nothing})

    def __bytes__(self) -> bytes:
        """Print it; parts that were changed one by one may give what is no URL any more."""
        head = self.scheme + b":" if self.scheme else b""
        body = self.opaque or self._authority() + self._printed_path(not head)
        query = b"?" + self.raw_query if self.force_query or self.raw_query else b""
        return head + body + query + self._printed_fragment()

    def _authority(self) -> bytes:
        hidden = self.omit_host and not self.host and self.user is None
        if hidden or not (self.host or self.path or self.user is not None):
            return b""
        if not (self.scheme or self.host or self.user is not None):
            return b""
        user = b"" if self.user is None else self.user + b"@"
        return b"//" + user + _escape(self.host, _HOST)

    def _printed_path(self, first: bool) -> bytes:
        if self.path == b"*" and not self.raw_path:
            path = self.path
        else:
            path = _printed(self.path, self.raw_path, plain=_PATH, as_sent=_PATH_AS_SENT)
        if path and not path.startswith(b"/") and self.host:
            return b"/" + path
        alone = first and not self.host and self.user is None
        return b"./" + path if alone and b":" in path.partition(b"/")[0] else path

    def _printed_fragment(self) -> bytes:
        if not self.fragment:
            return b""
        return b"#" + _printed(
            self.fragment, self.raw_fragment, plain=_FRAGMENT, as_sent=_FRAGMENT_AS_SENT
        )


def http_url(text: str) -> str:
    """Return the URL as ZITADEL prints it; raise :class:`UrlError` or :class:`SchemeError`."""
    if _SIMPLE.fullmatch(text):
        return text
    url = parse_url(text)
    if url.scheme not in (b"http", b"https"):
        raise SchemeError(url.scheme.decode())
    return bytes(url).decode()


def parse_url(text: str) -> WebUrl:
    """Return what a URL of any scheme consists of, or raise :class:`UrlError`."""
    raw, _, fragment = text.encode().partition(b"#")
    if _CONTROL.search(raw) or raw.startswith(b":"):
        raise UrlError
    found = _SCHEME.fullmatch(raw)
    scheme, rest = (found[1].lower(), found[2]) if found else (b"", raw)
    rest, mark, query = rest.partition(b"?")
    url = WebUrl(scheme, force_query=bool(mark) and not query, raw_query=query)
    if not rest.startswith(b"/"):
        if not scheme and b":" in rest.partition(b"/")[0]:
            raise UrlError
        url = url._replace(opaque=rest) if scheme else _with_path(url, rest)
    elif rest.startswith(b"//") and (scheme or not rest.startswith(b"///")):
        authority, slash, path = rest[2:].partition(b"/")
        user, host = _authority(authority)
        url = _with_path(url._replace(user=user, host=host), slash + path)
    else:
        url = _with_path(url._replace(omit_host=bool(scheme)), rest)
    plain, raw_fragment = _meant(fragment, _FRAGMENT)
    return url._replace(fragment=plain, raw_fragment=raw_fragment)


def _with_path(url: WebUrl, sent: bytes) -> WebUrl:
    path, raw_path = _meant(sent, _PATH)
    return url._replace(path=path, raw_path=raw_path)


def _meant(sent: bytes, plain: frozenset[int]) -> tuple[bytes, bytes]:
    """Return what escaped text means, and how it was written unless that is the usual way."""
    meant = _unescape(sent)
    return meant, b"" if sent == _escape(meant, plain) else sent


def _authority(authority: bytes) -> tuple[bytes | None, bytes]:
    userinfo, at, host = authority.rpartition(b"@")
    meant = _host(host)
    if not at:
        return None, meant
    if not _USERINFO.fullmatch(userinfo):
        raise UrlError
    name, colon, password = userinfo.partition(b":")
    user = _escape(_unescape(name), _USER)
    if colon:
        user += b":" + _escape(_unescape(password), _USER)
    return user, meant


def _host(host: bytes) -> bytes:
    bracket = host.rfind(b"[")
    if bracket > 0:
        raise UrlError
    if bracket == 0:
        return _literal(host)
    _, colon, port = host.rpartition(b":")
    if colon and not _PORT.fullmatch(colon + port):
        raise UrlError
    return _unescape_host(host)


def _literal(host: bytes) -> bytes:
    inside, bracket, port = host[1:].rpartition(b"]")
    if not bracket or not _PORT.fullmatch(port):
        raise UrlError
    address, zone_mark, zone = inside.partition(b"%25")
    name = _unescape_host(address)
    if zone_mark:
        name += b"%" + _unescape(zone)
    try:
        ipaddress.IPv6Address(name.decode())
    except ValueError:
        raise UrlError from None
    return b"[" + name + b"]" + port


def _unescape_host(host: bytes) -> bytes:
    if any(byte < 0x80 and byte not in _HOST and byte != 0x25 for byte in host):
        raise UrlError
    if any(int(code, 16) < 0x80 and code != b"25" for code in _ESCAPE.findall(host)):
        raise UrlError
    return _unescape(host)


def _printed(meant: bytes, sent: bytes, *, plain: frozenset[int], as_sent: frozenset[int]) -> bytes:
    """Print text the way it was written, if that is allowed and still means the same."""
    allowed = sent and as_sent.issuperset(sent) and not _BAD_ESCAPE.search(sent)
    if allowed and _unescape(sent) == meant:
        return sent
    return _escape(meant, plain)


def _unescape(text: bytes) -> bytes:
    if _BAD_ESCAPE.search(text):
        raise UrlError
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), text)


def _escape(text: bytes, plain: frozenset[int]) -> bytes:
    if plain.issuperset(text):
        return text
    return b"".join(bytes((byte,)) if byte in plain else b"%%%02X" % byte for byte in text)


__all__ = ["SchemeError", "UrlError", "WebUrl", "http_url", "parse_url"]
