"""URLs as ZITADEL reads and prints them: ``profileUrl`` and ``photos[].value``.

A URL is parsed and printed again: the scheme in lower case, path and fragment percent-encoded,
host and query as sent. Only http and https pass. Source: zitadel-scim.md 2.4.
"""

import ipaddress
import re
from dataclasses import dataclass

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


class UrlError(Exception):
    """The text is no URL at all."""


@dataclass(eq=False)
class SchemeError(Exception):
    """A URL, but neither http nor https; ``scheme`` is empty for a relative one."""

    scheme: str


def http_url(text: str) -> str:
    """Return the URL as ZITADEL prints it; raise :class:`UrlError` or :class:`SchemeError`."""
    if _SIMPLE.fullmatch(text):
        return text
    scheme, printed = _parse(text.encode())
    if scheme not in ("http", "https"):
        raise SchemeError(scheme)
    return printed.decode()


def _parse(raw: bytes) -> tuple[str, bytes]:
    raw, _, fragment = raw.partition(b"#")
    if _CONTROL.search(raw) or raw.startswith(b":"):
        raise UrlError
    found = _SCHEME.fullmatch(raw)
    scheme, rest = (found[1].lower(), found[2]) if found else (b"", raw)
    rest, mark, query = rest.partition(b"?")
    head = scheme + b":" if scheme else b""
    if not rest.startswith(b"/"):
        if not scheme and b":" in rest.partition(b"/")[0]:
            raise UrlError
        body = rest if scheme else _path(rest)
    elif rest.startswith(b"//"):
        authority, slash, path = rest[2:].partition(b"/")
        user, host = _authority(authority)
        path = _path(slash + path)
        body = b"//" + user + host + path if user or host or path else b""
    else:
        body = _path(rest)
    tail = mark + query
    if fragment:
        tail += b"#" + _printed(fragment, plain=_FRAGMENT, as_sent=_FRAGMENT_AS_SENT)
    return scheme.decode(), head + body + tail


def _path(path: bytes) -> bytes:
    return path if path == b"*" else _printed(path, plain=_PATH, as_sent=_PATH_AS_SENT)


def _authority(authority: bytes) -> tuple[bytes, bytes]:
    userinfo, at, host = authority.rpartition(b"@")
    printed = _host(host)
    if not at:
        return b"", printed
    if not _USERINFO.fullmatch(userinfo):
        raise UrlError
    name, colon, password = userinfo.partition(b":")
    user = _escape(_unescape(name), _USER)
    if colon:
        user += b":" + _escape(_unescape(password), _USER)
    return user + b"@", printed


def _host(host: bytes) -> bytes:
    bracket = host.rfind(b"[")
    if bracket > 0:
        raise UrlError
    if bracket == 0:
        return _literal(host)
    _, colon, port = host.rpartition(b":")
    if colon and not _PORT.fullmatch(colon + port):
        raise UrlError
    return _escape(_unescape_host(host), _HOST)


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
    return _escape(b"[" + name + b"]" + port, _HOST)


def _unescape_host(host: bytes) -> bytes:
    if any(byte < 0x80 and byte not in _HOST and byte != 0x25 for byte in host):
        raise UrlError
    if any(int(code, 16) < 0x80 and code != b"25" for code in _ESCAPE.findall(host)):
        raise UrlError
    return _unescape(host)


def _printed(sent: bytes, *, plain: frozenset[int], as_sent: frozenset[int]) -> bytes:
    meant = _unescape(sent)
    usual = _escape(meant, plain)
    if sent != usual and all(byte in as_sent for byte in sent):
        return sent
    return usual


def _unescape(text: bytes) -> bytes:
    if _BAD_ESCAPE.search(text):
        raise UrlError
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), text)


def _escape(text: bytes, plain: frozenset[int]) -> bytes:
    if plain.issuperset(text):
        return text
    return b"".join(bytes((byte,)) if byte in plain else b"%%%02X" % byte for byte in text)


__all__ = ["SchemeError", "UrlError", "http_url"]
