"""Where the push goes: is this a base URL, and may a token travel there?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, quote, urlsplit

from simulator.errors import UsageError


@dataclass(frozen=True, slots=True)
class Target:
    """A SCIM base URL that can be used, exactly as it was written.

    ``warnings`` say what will go wrong, and with what Okta would do the same.
    """

    url: str
    host: str
    port: int
    secure: bool
    warnings: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Host and port as one reads them."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{shown}:{self.port}"


def target(url: str, *, plain: bool) -> Target:
    """Read a base URL; raises :class:`UsageError`.

    Without ``plain`` a token goes over plain HTTP to this machine only.
    """
    host, port, secure = _authority(url)
    warnings = [*_doubts(url), *_in_the_clear(url, host, secure, plain)]
    return Target(url, host, port, secure, tuple(warnings))


def token_endpoint(url: str, scopes: Sequence[str], *, plain: bool) -> Target:
    """Read an access token endpoint; ``scopes`` go where Okta's wizard has them, into the URL.

    Raises :class:`UsageError`. Source: okta-provisioning.md 5.
    """
    hint = "Write the access token endpoint, like https://idp.example.com/oauth/v2/token."
    host, port, secure = _place(url, "token endpoint", hint)
    parts = urlsplit(url)
    if parts.fragment or "#" in url:
        raise UsageError(f"{url!r} is no token endpoint: it has a fragment.", hint)
    if scopes and "scope" in parse_qs(parts.query, keep_blank_values=True):
        raise UsageError("--scope and the token URL both name scopes.", "Say them once.")
    if scopes:
        url += ("&" if parts.query else "?") + f"scope={quote(' '.join(scopes))}"
    return Target(url, host, port, secure, tuple(_in_the_clear(url, host, secure, plain)))


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine for certain."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _authority(url: str) -> tuple[str, int, bool]:
    hint = "Write what stands before /Users, like https://scim.example.com/scim/v2."
    host, port, secure = _place(url, "base URL", hint)
    parts = urlsplit(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UsageError(f"{url!r} is no base URL: it has a query or fragment.", hint)
    return host, port, secure


def _place(url: str, what: str, hint: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no {what}: {error}.", hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no {what}.", hint)
    if any(each.isspace() or not each.isprintable() for each in url):
        raise UsageError(f"{url!r} is no {what}: it holds a blank or a control character.", hint)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"The {what} holds a user name or password.",
            "Leave it out and use --auth basic --user NAME with --token-file.",
        )
    secure = parts.scheme == "https"
    return parts.hostname, port or (443 if secure else 80), secure


def _in_the_clear(url: str, host: str, secure: bool, plain: bool) -> Iterator[str]:
    if secure or is_loopback(host):
        return
    if not plain:
        raise UsageError(
            f"{url} is plain HTTP: everybody on the way to {host} could read the token.",
            "Use https://, or say --allow-plain-http to send it all the same.",
        )
    yield f"The token goes to {host} over plain HTTP: others can read it."


def _doubts(url: str) -> list[str]:
    """Say what Okta would make of an odd base URL: nothing is mended (11, no. 32)."""
    if url.endswith("/"):
        return ["The base URL ends with a slash, so Okta asks for …//Users."]
    last = url.rpartition("/")[2]
    if last.lower() in ("users", "groups", "serviceproviderconfig"):
        return [f"The base URL ends with /{last}; Okta puts /Users behind it."]
    return []


__all__ = ["Target", "is_loopback", "target", "token_endpoint"]
