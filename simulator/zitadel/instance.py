"""Find out which instance a request is for and how its answers name it.

The *instance host* selects the instance, the *public host* is only checked and shown. Both may come
from headers that a proxy sets. Source: zitadel-scim.md 1.6, 3.5.
"""

import re
from collections.abc import Iterable, Mapping

from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.refusals import refuse

Headers = Mapping[bytes, bytes]
"""The first line of each header, names in lower case."""

_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[^\s,/?#@:\[\]\\%\"]+)(?::[0-9]*)?")
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PAIR = re.compile(rf'[ \t]*({_TOKEN})=({_TOKEN}|"(?:[^"\\]|\\.)*")[ \t]*')
_OF_PROXIES = frozenset(
    (
        b"forwarded",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-zitadel-instance-host",
        b"x-zitadel-public-host",
    )
)
"""Headers that say more of the host than ``Host``."""
_SCHEMES = ("http", "https")
_HOSTS = 64
"""How many origins are remembered."""


def base_url(headers: Headers, settings: ZitadelSettings, forwarded: Iterable[bytes] = ()) -> str:
    """Return the origin that locations show, or refuse a host that is not this instance's.

    ``forwarded`` are all lines of the header ``Forwarded``.
    """
    host = _text(headers.get(b"host"))
    public = scheme = ""
    if not headers.keys().isdisjoint(_OF_PROXIES):
        proxied = forwarded_pairs(forwarded)
        host = (
            _usable(_text(headers.get(b"x-zitadel-instance-host")))
            or _usable(proxied.get("host", ""))
            or _usable(_text(headers.get(b"x-forwarded-host")))
            or host
        )
        public = _usable(_text(headers.get(b"x-zitadel-public-host")))
        protocols = (proxied.get("proto", ""), _text(headers.get(b"x-forwarded-proto")))
        scheme = next((each for each in protocols if each in _SCHEMES), "")
    if settings.external_secure:
        scheme = "https"
    _check(host, public, settings)
    return f"{scheme or 'http'}://{public or host}"


class Origins:
    """Say what :func:`base_url` does; of a host alone it is always the same."""

    def __init__(self, settings: ZitadelSettings) -> None:
        self._settings = settings
        self._known: dict[bytes, str] = {}

    def of(self, headers: Headers, forwarded: Iterable[bytes]) -> str:
        """Return the origin that locations show, or refuse a host that is not this instance's."""
        host = headers.get(b"host", b"")
        alone = headers.keys().isdisjoint(_OF_PROXIES)
        if alone and host in self._known:
            return self._known[host]
        origin = base_url(headers, self._settings, forwarded)
        if alone and len(self._known) < _HOSTS:
            self._known[host] = origin
        return origin


def _check(host: str, public: str, settings: ZitadelSettings) -> None:
    if not host:
        raise refuse("INST-zWq7X")
    if _domain(host) not in settings.domains:
        raise refuse("QUERY-1kIjX")
    if public and _domain(public) not in (*settings.domains, *settings.trusted_domains):
        raise refuse("QUERY-IuGh1")


def forwarded_pairs(lines: Iterable[bytes]) -> dict[str, str]:
    """Return the first value of each parameter of ``Forwarded``; none if one line is malformed."""
    found: dict[str, str] = {}
    for line in lines:
        text = line.decode("latin-1")
        at = 0
        while at < len(text):
            pair = _PAIR.match(text, at)
            if pair is None or text[pair.end() : pair.end() + 1] not in (";", ",", ""):
                return {}
            value = pair[2]
            if value[0] == '"':
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            found.setdefault(pair[1].lower(), value)
            at = pair.end() + 1
    return found


def _usable(authority: str) -> str:
    return authority if _AUTHORITY.fullmatch(authority) else ""


def _domain(authority: str) -> str:
    return authority.partition(":")[0]


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode("latin-1").strip(" \t")


__all__ = ["Headers", "Origins", "base_url", "forwarded_pairs"]
