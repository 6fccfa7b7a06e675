"""What applications ask: introspect and revoke tokens, send browsers to the login.

Source: zitadel-platform.md 4.4, 4.5.
"""

from urllib.parse import urlencode

from simulator.events import JSON
from simulator.zitadel.hashing import token_hash, verify_secret
from simulator.zitadel.instants import parse_rfc3339
from simulator.zitadel.platform.apps import GRANT_TYPES, RESPONSE_TYPES
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.errors import GAP_TEXT
from simulator.zitadel.platform.events import Aggregate, Draft, numbered
from simulator.zitadel.platform.oauth_errors import (
    NO_SCOPE,
    OAuthError,
    invalid_client,
    invalid_request,
)
from simulator.zitadel.platform.oauth_form import Form, credentials
from simulator.zitadel.platform.rows import AppRow, TokenRow, UserRow
from simulator.zitadel.platform.userinfo import extra_claims, profile_claims

_SECRETS = (0, 1)
_PRIVATE_KEY = 3
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_NEEDED = {
    "authorization_code": ("code", "redirect_uri"),
    "refresh_token": ("refresh_token",),
    _EXCHANGE: ("subject_token", "subject_token_type"),
    _DEVICE: ("device_code",),
}
NEEDS_CLIENT = frozenset(_NEEDED)
"""Grants of applications."""
_ASK = "If you have any questions, you may contact the administrator of the application."


def _app(platform: Platform, client_id: str) -> AppRow | None:
    found = platform.state.apps("client_id=?", (client_id,))
    return found[0] if found else None


def oidc_client(platform: Platform, form: Form, authorization: str) -> AppRow:
    """Return the OpenID Connect application that asks and may use the grant it names."""
    client_id, secret = credentials(form, authorization)
    app = _app(platform, client_id)
    if app is None or app.kind != "oidc":
        raise invalid_client("no active client not found")
    method = app.doc.get("authMethodType") or 0
    if method == _PRIVATE_KEY:
        kind = "invalid" if form.get("client_assertion") else "empty client"
        raise invalid_client(f"{kind} assertion")
    if method in _SECRETS and not secret:
        raise invalid_client("empty client secret")
    if method in _SECRETS and not verify_secret(secret, str(app.doc.get("hashedSecret", ""))):
        raise invalid_client("invalid secret")
    grant = form.get("grant_type", "")
    if grant and grant not in [GRANT_TYPES[kind] for kind in app.doc.get("grantTypes") or [0]]:
        raise OAuthError("unauthorized_client", f'grant_type "{grant}" not allowed')
    return app


def introspect(
    platform: Platform, form: Form, authorization: str, *, issuer: str, now: int
) -> JSON:
    """Tell an application what a token is worth; ``now`` in µs."""
    client_id, secret = credentials(form, authorization)
    if not secret and not form.get("client_assertion"):
        raise invalid_client("client must be authenticated")
    token = form.get("token", "")
    if not token:
        raise invalid_request("token missing")
    app = _app(platform, client_id)
    if app is None or not verify_secret(secret, str(app.doc.get("hashedSecret", ""))):
        raise OAuthError("unauthorized_client")
    row = _live(platform, token, now)
    user = platform.state.user(row.user_id) if row is not None else None
    if row is None or user is None:
        return {"active": False}
    if row.kind == "pat":
        return _pat(platform, app, row, user, issuer)
    return _access(platform, app, row, user, issuer)


def _live(platform: Platform, token: str, now: int) -> TokenRow | None:
    for row in platform.state.tokens("hash=?", (token_hash(token),)):
        if not row.dead and row.expires > now:
            return row
    return None


def _access(platform: Platform, app: AppRow, row: TokenRow, user: UserRow, issuer: str) -> JSON:
    session = platform.state.oidc_session(row.id.partition("-")[0])
    audience = session.get("audience") or []
    if app.project_id not in audience and app.client_id not in audience:
        return {"active": False}
    issued = row.created // 1_000_000
    scopes = row.doc.get("scope") or []
    claims: dict[str, JSON] = {
        "active": True,
        "scope": " ".join(scopes),
        "client_id": session.get("clientID", ""),
        "token_type": "Bearer",
        "exp": row.expires // 1_000_000,
        "iat": issued,
        "auth_time": (parse_rfc3339(str(session.get("authTime", ""))) or row.created) // 1_000_000,
        "nbf": issued,
        "sub": user.id,
        "aud": audience,
        "amr": ["pwd"],
        "iss": issuer,
        "jti": row.id,
    }
    if "profile" in scopes:
        claims["username"] = platform.state.login_names(user)[1]
        claims |= profile_claims(platform, user)
    extra = extra_claims(platform, user, scopes)
    return dict(sorted({**claims, **extra}.items())) if extra else claims


def _pat(platform: Platform, app: AppRow, row: TokenRow, user: UserRow, issuer: str) -> JSON:
    scopes = row.doc.get("scopes") or []
    issued = row.created // 1_000_000
    claims = {
        "active": True,
        "aud": [app.client_id, app.project_id],
        "exp": row.expires // 1_000_000,
        "iat": issued,
        "iss": issuer,
        "jti": row.id,
        "nbf": issued,
        "scope": " ".join(scopes),
        "sub": user.id,
        "token_type": "Bearer",
        "username": platform.state.login_names(user)[1],
        **profile_claims(platform, user),
        **extra_claims(platform, user, scopes),
    }
    return dict(sorted(claims.items()))


def revoke(platform: Platform, form: Form, authorization: str) -> None:
    """End a token of the application that asks; unknown tokens are fine, too."""
    app = oidc_client(platform, form, authorization)
    token = form.get("token", "")
    if not token:
        raise invalid_request("token missing")
    for row in platform.state.tokens("hash=?", (token_hash(token),)):
        session = platform.state.oidc_session(row.id.partition("-")[0])
        if session.get("clientID") != app.client_id:
            text = "token was not issued for this client"
            raise OAuthError("invalid_client", text, 401)
        _end(platform, row)


def _end(platform: Platform, row: TokenRow) -> None:
    session, _, access = row.id.partition("-")
    user = platform.state.user(row.user_id)
    aggregate = Aggregate("oidc_session", session, user.org_id if user is not None else "")
    last = platform.state.last_sequences([aggregate])
    draft = Draft(aggregate, "oidc_session.access_token.revoked", {"id": access})
    with platform.journal.unit():
        platform.journal.emit(numbered([draft], creator="", last=last)[0])


def authorize(platform: Platform, form: Form) -> str:
    """Return where a browser goes to sign in."""
    client_id = form.get("client_id", "")
    if not client_id:
        raise invalid_request("auth request is missing client_id")
    app = _app(platform, client_id)
    if app is None or app.kind != "oidc":
        raise invalid_request("Errors.App.NotFound")
    uri = form.get("redirect_uri", "")
    if not uri:
        raise invalid_request("auth request is missing redirect_uri")
    prompts = form.get("prompt", "").split(" ")
    if "none" in prompts and len(prompts) > 1:
        raise invalid_request("The prompt parameter `none` must only be used as a single value")
    if "scope" not in form:
        raise invalid_request(NO_SCOPE)
    if uri not in app.doc.get("redirectUris", []):
        text = "The requested redirect_uri is missing in the client configuration."
        raise invalid_request(f"{text} {_ASK}")
    kind = form.get("response_type", "")
    if not kind:
        raise invalid_request(f"The response type is missing in your request. {_ASK}")
    if kind not in [RESPONSE_TYPES[each] for each in app.doc.get("responseTypes") or [0]]:
        text = "The requested response type is missing in the client configuration."
        raise OAuthError("unauthorized_client", f"{text} {_ASK}")
    query = urlencode({"authRequest": f"V2_{platform.ids.zitadel()}"})
    return f"/ui/v2/login/login?{query}"


def unusable_code(platform: Platform, form: Form, authorization: str) -> OAuthError:
    """Return the refusal of grants that need a login, which the simulator does not have."""
    oidc_client(platform, form, authorization)
    grant = form["grant_type"]
    for name in _NEEDED[grant]:
        if not form.get(name):
            return invalid_request(f"{name} missing")
    if grant == "authorization_code":
        return invalid_request("Errors.User.Code.Invalid")
    return OAuthError("server_error", GAP_TEXT, 501, f"zitadel.grant {grant}")


__all__ = ["NEEDS_CLIENT", "authorize", "introspect", "revoke", "unusable_code"]
