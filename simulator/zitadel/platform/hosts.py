"""Which instance a request is for, and how the client calls it.

Source: zitadel-platform.md 4.1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NOT_FOUND = (
    "unable to set instance using origin &{{{host} {public} {scheme}}}"
    " (ExternalDomain is {domain}): ID=QUERY-1kIjX Message=Instance not found. Make sure you got"
    " the domain right. Check out https://zitadel.com/docs/apis/introduction#domains"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme and authorities of a request: ``host`` selects the instance, ``public`` is shown."""

    scheme: str
    host: str
    public: str

    @property
    def base(self) -> str:
        """The origin as the issuer and links show it."""
        return f"{self.scheme}://{self.public or self.host}"

    @property
    def name(self) -> str:
        """The host name that selects the instance, without port."""
        return without_port(self.host)

    @property
    def domain(self) -> str:
        """The public host name, without port."""
        return without_port(self.public or self.host)


def without_port(authority: str) -> str:
    """Return the host of an authority."""
    if authority.startswith("["):
        return authority.partition("]")[0][1:]
    return authority.rpartition(":")[0] if authority.count(":") == 1 else authority


def origin_of(headers: Mapping[str, str], *, secure: bool) -> Origin:
    """Read where a request was sent to, from forwarded headers or ``Host``."""
    forwarded = _forwarded(headers.get("forwarded", ""))
    host = (
        headers.get("x-zitadel-instance-host")
        or forwarded.get("host")
        or headers.get("x-forwarded-host")
        or headers.get("host", "")
    )
    scheme = forwarded.get("proto") or headers.get("x-forwarded-proto") or ""
    if scheme not in ("http", "https"):
        scheme = "https" if secure else "http"
    return Origin(scheme, host, headers.get("x-zitadel-public-host", ""))


def _forwarded(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in re.split(r"[;,]", text):
        name, _, value = pair.strip().partition("=")
        found.setdefault(name.lower(), value.strip('"'))
    return found


def known(origin: Origin, domains: Sequence[str]) -> bool:
    """Return whether the instance answers to this origin; compared case-sensitively (1.1)."""
    return origin.name in domains and (not origin.public or origin.domain in domains)


def unknown_instance(origin: Origin, domain: str) -> str:
    """Return the sentence about an instance that does not exist."""
    return _NOT_FOUND.format(
        host=origin.host, public=origin.public, scheme=origin.scheme, domain=domain
    )


__all__ = ["Origin", "known", "origin_of", "unknown_instance", "without_port"]
