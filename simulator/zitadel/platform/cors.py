"""Cross-origin headers. Source: zitadel-platform.md 8.2."""

from collections.abc import Mapping

from simulator.zitadel.platform.reply import QUOTA_COOKIE, Headers, Reply

_METHODS = ("OPTIONS", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_OAUTH = frozenset(
    ("origin", "content-type", "accept", "accept-language", "authorization", "x-requested-with")
)
_REST = _OAUTH | {
    "x-zitadel-orgid",
    "x-user-agent",
    "x-grpc-web",
    "connect-protocol-version",
    "connect-timeout-ms",
    "grpc-timeout",
}
_EXPOSED = "Location, Content-Length"
_EXPOSED_REST = f"{_EXPOSED}, Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin"
_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"


def preflight(headers: Mapping[str, str], *, oauth: bool, quota: bool) -> Reply:
    """Answer a preflight request; one that asks for too much gets no permission."""
    wanted = headers.get("access-control-request-headers", "")
    method = headers["access-control-request-method"]
    allowed = _OAUTH if oauth else _REST
    names = {name.strip().lower() for name in wanted.split(",") if name.strip()}
    common: Headers = (("Vary", _VARY), ("X-Robots-Tag", "none"))
    if quota:
        common = (("Set-Cookie", QUOTA_COOKIE), ("Vary", _VARY), ("Vary", "Cookie"), common[1])
    if "origin" not in headers or method.upper() not in _METHODS or not names <= allowed:
        return Reply(204, common)
    granted: Headers = (
        ("Access-Control-Allow-Credentials", "true"),
        *((("Access-Control-Allow-Headers", wanted),) if wanted else ()),
        ("Access-Control-Allow-Methods", method.upper()),
        ("Access-Control-Allow-Origin", headers["origin"]),
    )
    return Reply(204, (*granted, *common))


def is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request only asks what it may do."""
    return method == "OPTIONS" and "access-control-request-method" in headers


def allow(reply: Reply, headers: Mapping[str, str], *, oauth: bool) -> Reply:
    """Add what a cross-origin answer carries."""
    origin = headers.get("origin")
    if not origin:
        return reply
    exposed = _EXPOSED if oauth else _EXPOSED_REST
    return reply.with_headers(
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", exposed),
    )


__all__ = ["allow", "is_preflight", "preflight"]
