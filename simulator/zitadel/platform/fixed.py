"""Paths that answer the same whatever the state: probes, robots, the front page.

Source: zitadel-platform.md 8.1.
"""

from simulator.zitadel.platform.reply import JSON_TYPE, Reply, gap, plain

NOT_FOUND = "404 page not found\n"
_ROBOTS = ("X-Robots-Tag", "none")
_HTML = "text/html; charset=utf-8"


def fixed_reply(path: str) -> Reply | None:
    """Return the answer of a fixed path, ``None`` for any other."""
    match path:
        case "/":
            headers = (("Content-Type", _HTML), ("Location", "/ui/login"), _ROBOTS)
            return Reply(302, headers, b'<a href="/ui/login">Found</a>.\n\n')
        case "/debug/healthz":
            return plain(200, "ok")
        case "/debug/ready" | "/debug/validate":
            return Reply(200, (("Content-Type", JSON_TYPE), _ROBOTS), b'"ok"\n')
        case "/robots.txt":
            return plain(200, "User-agent: *\nDisallow: /\n")
        case "/ui/login":
            headers = (("Content-Type", _HTML), ("Location", "/ui/login/"), _ROBOTS)
            return Reply(301, headers, b'<a href="/ui/login/">Moved Permanently</a>.\n\n')
    if path.startswith("/debug/"):
        return plain(404, NOT_FOUND, ("X-Content-Type-Options", "nosniff"))
    for prefix, name in (
        ("/ui/console", "zitadel.console"),
        ("/ui/login/", "zitadel.login"),
        ("/assets/", "zitadel.assets"),
        ("/openapi", "zitadel.openapi"),
        ("/saml/v2", "zitadel.saml-idp"),
        ("/idps/", "zitadel.saml-sp"),
    ):
        if path.startswith(prefix):
            return gap(name)
    return None


__all__ = ["NOT_FOUND", "fixed_reply"]
