"""The OAuth 2 and OpenID Connect endpoints.

No endpoint looks at the method; parameters come from query and form alike. Source:
zitadel-platform.md 4.2 to 4.5, 8.2.
"""

import base64
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from simulator.clock import from_us
from simulator.events import JSON
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.platform import jwts
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.errors import GAP_TEXT
from simulator.zitadel.platform.fixed import NOT_FOUND
from simulator.zitadel.platform.gateway import Incoming
from simulator.zitadel.platform.oauth_clients import authorize, introspect, revoke
from simulator.zitadel.platform.oauth_errors import OAuthError
from simulator.zitadel.platform.oauth_form import bearer, form_of
from simulator.zitadel.platform.oauth_tokens import issue
from simulator.zitadel.platform.oidc_discovery import discovery
from simulator.zitadel.platform.reply import (
    JSON_TYPE,
    TEXT_TYPE,
    Headers,
    Reply,
    http_date,
)
from simulator.zitadel.platform.userinfo import userinfo
from simulator.zitadel.platform.web_keys import web_keys

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/oauth/v2/keys"
PREFIXES = ("/oauth/v2", "/oidc/v1", DISCOVERY)
_GAPS = {
    "/oauth/v2/device_authorization": "zitadel.device-authorization",
}
_CHUNKED = 2048
LOGOUT_LIFETIME = 3600
"""How long the token of a sign-out is good for, in seconds; nothing here reads it."""
HTML_TYPE = "text/html; charset=utf-8"


class OAuth:
    """Answer OAuth requests."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def reply(self, incoming: Incoming) -> Reply:
        """Answer one request."""
        path = incoming.path
        if path in _GAPS:
            return self._lacking(incoming, _GAPS[path])
        try:
            done = self._bare(incoming)
            answer = None if done is not None else self._answer(incoming)
        except OAuthError as error:
            if error.gap:
                return self._lacking(incoming, error.gap)
            return self._dress(incoming, error.status, dumps(error.body()) + b"\n")
        if self.platform.journal.dirty:
            await self.platform.journal.committed()
        if done is not None:
            return done
        if answer is None:
            return self._nothing(incoming)
        return self._dress(incoming, 200, dumps(answer) + b"\n")

    def _answer(self, incoming: Incoming) -> JSON:
        """Return the JSON of an endpoint, ``None`` where there is none."""
        authorization = incoming.headers.get("authorization", "")
        form = form_of(incoming)
        issuer = incoming.origin.base
        match incoming.path:
            case "/.well-known/openid-configuration":
                return discovery(issuer)
            case "/oauth/v2/keys":
                keys = web_keys(self.platform.ids, self.platform.secrets)
                return {"keys": [key.jwk() for key in keys]}
            case "/oauth/v2/token":
                return issue(self.platform, form, authorization, issuer=issuer)
            case "/oidc/v1/userinfo":
                token = bearer(authorization) or form.get("access_token", "")
                return userinfo(self.platform, token, incoming.now)
            case "/oauth/v2/introspect":
                return introspect(
                    self.platform, form, authorization, issuer=issuer, now=incoming.now
                )
        return None

    def _bare(self, incoming: Incoming) -> Reply | None:
        """Return the answer of an endpoint that has no JSON."""
        form = form_of(incoming)
        match incoming.path:
            case "/oauth/v2/authorize":
                return self._sent_to(incoming, authorize(self.platform, form))
            case "/oidc/v1/end_session":
                if form:
                    return self._lacking(incoming, "zitadel.end-session")
                return self._sent_to(incoming, self._logout(incoming))
            case "/oauth/v2/revoke":
                revoke(self.platform, form, incoming.headers.get("authorization", ""))
                return self._dress(incoming, 200, b"", kind="")
        return None

    def _sent_to(self, incoming: Incoming, location: str) -> Reply:
        body = f'<a href="{escape(location, quote=False)}">Found</a>.\n\n'.encode()
        reply = self._dress(incoming, 302, body, kind=HTML_TYPE)
        return reply.with_headers(("Location", location))

    def _logout(self, incoming: Incoming) -> str:
        """Return where a browser without a session is sent to end it."""
        ids, now = self.platform.ids, incoming.now // 1_000_000
        claims = {"iss": incoming.origin.base, "iat": now, "exp": now + LOGOUT_LIFETIME}
        token = jwts.sign(claims, web_keys(ids, self.platform.secrets)[0])
        query = urlencode({"logout_token": token, "post_logout_redirect": "/logout/done"})
        return f"/ui/v2/login/logout?{query}"

    def _lacking(self, incoming: Incoming, name: str) -> Reply:
        body = OAuthError("server_error", f"{GAP_TEXT} ({name})").body()
        return self._dress(incoming, 501, dumps(body) + b"\n").lacking(name)

    def _nothing(self, incoming: Incoming) -> Reply:
        headers = (("Content-Type", TEXT_TYPE), ("X-Content-Type-Options", "nosniff"))
        return Reply(404, (*headers, *self._common(incoming)), NOT_FOUND.encode())

    def _dress(
        self, incoming: Incoming, status: int, body: bytes, *, kind: str = JSON_TYPE
    ) -> Reply:
        if incoming.path == KEYS:
            cache: Headers = (("Cache-Control", "max-age=300, must-revalidate"),)
        else:
            hour_ago = from_us(incoming.now) - timedelta(hours=1)
            cache = (
                ("Cache-Control", "no-store"),
                ("Expires", http_date(hour_ago)),
                ("Pragma", "no-cache"),
            )
        typed = (("Content-Type", kind),) if kind else ()
        headers = (*typed, *cache, *self._common(incoming))
        return Reply(status, headers, body, chunked=len(body) > _CHUNKED)

    def _common(self, incoming: Incoming) -> Headers:
        value = self._cookie(incoming.now)
        attributes = (
            f"Path=/; Domain={incoming.origin.domain}; Max-Age=31536000; HttpOnly; SameSite=Lax"
        )
        return (
            ("Set-Cookie", f"zitadel.useragent={value}; {attributes}"),
            ("Vary", "Origin"),
            ("Vary", "Cookie"),
            ("X-Request-Id", self.platform.ids.request_id()),
            ("X-Robots-Tag", "none"),
        )

    def _cookie(self, now: int) -> str:
        rng = self.platform.ids.rng("zitadel/cookie")
        inner = base64.urlsafe_b64encode(rng.randbytes(64))
        raw = str(now // 1_000_000).encode() + b"|" + inner + b"|" + rng.randbytes(32)
        return base64.urlsafe_b64encode(raw).decode()


__all__ = ["PREFIXES", "OAuth"]
