"""The OAuth 2 and OpenID Connect endpoints.

No endpoint looks at the method; parameters come from query and form alike. Source:
zitadel-platform.md 4.2 to 4.5, 8.2.
"""

import base64
from datetime import timedelta
from urllib.parse import parse_qsl

from simulator.clock import from_us
from simulator.events import JSON
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.fixed import NOT_FOUND
from simulator.zitadel.platform.gateway import Incoming
from simulator.zitadel.platform.oauth_errors import (
    OAuthError,
    invalid_client,
    invalid_request,
)
from simulator.zitadel.platform.oauth_tokens import credentials, issue
from simulator.zitadel.platform.oidc_discovery import discovery
from simulator.zitadel.platform.reply import JSON_TYPE, TEXT_TYPE, Headers, Reply, gap, http_date
from simulator.zitadel.platform.userinfo import userinfo
from simulator.zitadel.platform.web_keys import web_keys

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/oauth/v2/keys"
PREFIXES = ("/oauth/v2", "/oidc/v1", DISCOVERY)
_GAPS = {
    "/oauth/v2/device_authorization": "zitadel.device-authorization",
    "/oidc/v1/end_session": "zitadel.end-session",
}
_CHUNKED = 2048


class OAuth:
    """Answer OAuth requests."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def reply(self, incoming: Incoming) -> Reply:
        """Answer one request."""
        path = incoming.path
        if path in _GAPS:
            return gap(_GAPS[path])
        try:
            answer = self._answer(incoming)
        except OAuthError as error:
            return self._dress(incoming, error.status, dumps(error.body()) + b"\n")
        if answer is None:
            return self._nothing(incoming)
        if self.platform.journal.dirty:
            await self.platform.journal.committed()
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
                scheme, _, token = authorization.partition("Bearer ")
                if scheme or not token:
                    token = form.get("access_token", "")
                return userinfo(self.platform, token, incoming.now)
            case "/oauth/v2/authorize":
                if not form.get("client_id"):
                    raise invalid_request("auth request is missing client_id")
                raise invalid_request("Errors.App.NotFound")
            case "/oauth/v2/introspect":
                credentials(form, authorization)
                raise OAuthError("unauthorized_client")
            case "/oauth/v2/revoke":
                credentials(form, authorization)
                raise invalid_client("no active client not found")
        return None

    def _nothing(self, incoming: Incoming) -> Reply:
        headers = (("Content-Type", TEXT_TYPE), ("X-Content-Type-Options", "nosniff"))
        return Reply(404, (*headers, *self._common(incoming)), NOT_FOUND.encode())

    def _dress(self, incoming: Incoming, status: int, body: bytes) -> Reply:
        if incoming.path == KEYS:
            cache: Headers = (("Cache-Control", "max-age=300, must-revalidate"),)
        else:
            hour_ago = from_us(incoming.now) - timedelta(hours=1)
            cache = (
                ("Cache-Control", "no-store"),
                ("Expires", http_date(hour_ago)),
                ("Pragma", "no-cache"),
            )
        headers = (("Content-Type", JSON_TYPE), *cache, *self._common(incoming))
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


def form_of(incoming: Incoming) -> dict[str, str]:
    """Return the parameters of form and query; the form's come first."""
    found: dict[str, str] = {}
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded" and incoming.method in ("POST", "PUT", "PATCH"):
        for name, value in parse_qsl(incoming.body.decode("utf-8", "replace"), True):
            found.setdefault(name, value)
    for name, value in parse_qsl(incoming.query, True):
        found.setdefault(name, value)
    return found


__all__ = ["PREFIXES", "OAuth"]
