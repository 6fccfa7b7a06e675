"""Grants of the token endpoint: client credentials and JWT bearer.

Source: zitadel-platform.md 4.3 to 4.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.events import JSON
from simulator.zitadel.hashing import token_hash, verify_secret
from simulator.zitadel.platform import jwts
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.events import Aggregate, Draft, numbered
from simulator.zitadel.platform.machine_keys import public_key
from simulator.zitadel.platform.oauth_clients import NEEDS_CLIENT, unusable_code
from simulator.zitadel.platform.oauth_errors import (
    NO_SCOPE,
    OAuthError,
    invalid_client,
    invalid_request,
)
from simulator.zitadel.platform.oauth_form import Form, credentials
from simulator.zitadel.platform.protojson import timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.tokens import access_token
from simulator.zitadel.platform.userinfo import DOMAIN_SCOPE, ORG_SCOPE, extra_claims
from simulator.zitadel.platform.web_keys import web_keys

LIFETIME = 43_200
"""How long an access token lives, in seconds."""
_PASSWORD, _PRIVATE_KEY = 4, 9
"""How an account proved itself, as events number it."""
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_AUDIENCE, _END = "urn:zitadel:iam:org:project:id:", ":aud"
_PREFIXES = (_AUDIENCE, "urn:zitadel:iam:org:idp:id:", "urn:zitadel:iam:org:project:role:")
_KNOWN = frozenset(
    (
        "openid",
        "profile",
        "email",
        "phone",
        "address",
        "offline_access",
        "urn:zitadel:iam:user:metadata",
        "urn:zitadel:iam:user:resourceowner",
        "urn:zitadel:iam:org:projects:roles",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token is issued for; ``password`` says how the account proved itself."""

    user: UserRow
    client_id: str
    scopes: list[str]
    password: bool


def issue(platform: Platform, form: Form, authorization: str, *, issuer: str) -> JSON:
    """Answer a token request."""
    kind = form.get("grant_type", "")
    if not kind:
        raise invalid_request("grant_type missing")
    if kind == "client_credentials":
        return _tokens(platform, _by_credentials(platform, form, authorization), issuer)
    if kind == JWT_BEARER:
        return _tokens(platform, _by_assertion(platform, form, issuer), issuer)
    if kind in NEEDS_CLIENT:
        raise unusable_code(platform, form, authorization)
    raise OAuthError("unsupported_grant_type", f"{kind} not supported")


def _by_credentials(platform: Platform, form: Form, authorization: str) -> Grant:
    client_id, secret = credentials(form, authorization)
    user = platform.state.user_by_login_name(client_id)
    if user is None:
        raise invalid_client("client not found")
    hashed = "" if user.human else str(user.doc.get("secret", ""))
    if not hashed:
        raise invalid_request("Errors.User.Machine.Secret.NotExisting")
    if not verify_secret(secret, hashed):
        raise invalid_request("Errors.User.Machine.Secret.Invalid")
    scopes = _scopes(platform, form, user)
    _active(user)
    preferred = platform.state.login_names(user)[1]
    return Grant(user=user, client_id=preferred, scopes=scopes, password=True)


def _by_assertion(platform: Platform, form: Form, issuer: str) -> Grant:
    assertion = form.get("assertion", "")
    if not assertion:
        raise invalid_request("assertion missing")
    now = platform.journal.now() // 1_000_000
    try:
        header, unproven = jwts.unverified(assertion)
        wanted = (str(header.get("kid", "")), str(unproven.get("sub", "")))
        keys = platform.state.keys("id=? AND user_id=?", wanted)
        if not keys or keys[0].expires // 1_000_000 <= now:
            raise jwts.BadAssertion("no key")
        jwts.check(assertion, public_key(keys[0]), issuer=issuer, now=now)
    except jwts.BadAssertion as error:
        raise OAuthError("invalid_grant", "invalid assertion") from error
    user = platform.state.user(wanted[1])
    if user is None:
        raise OAuthError("invalid_grant", "invalid assertion")
    scopes = _scopes(platform, form, user)
    _active(user)
    preferred = platform.state.login_names(user)[1]
    return Grant(user=user, client_id=preferred, scopes=scopes, password=False)


def _active(user: UserRow) -> None:
    if user.state not in ("active", "initial"):
        raise invalid_request("Errors.User.NotActive")


def _scopes(platform: Platform, form: Form, user: UserRow) -> list[str]:
    """Return the scopes that count; unknown ones and foreign organizations are dropped."""
    if "scope" not in form:
        raise invalid_request(NO_SCOPE)
    org = platform.state.org(user.org_id)
    found: list[str] = []
    for scope in form["scope"].split(" "):
        own_org = scope == ORG_SCOPE + user.org_id
        own_domain = org is not None and scope == DOMAIN_SCOPE + org.primary_domain
        if scope in _KNOWN or own_org or own_domain or scope.startswith(_PREFIXES):
            found.append(scope)
    return found


def _audience(platform: Platform, scopes: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for scope in scopes:
        if scope.startswith(_AUDIENCE) and scope.endswith(_END):
            project = scope[len(_AUDIENCE) : -len(_END)]
            own = platform.state.instance.project
            found[own if project == "zitadel" else project] = None
    return list(found)


def _tokens(platform: Platform, grant: Grant, issuer: str) -> JSON:
    user, ids = grant.user, platform.ids
    audience = _audience(platform, grant.scopes)
    session = Aggregate("oidc_session", f"V2_{ids.zitadel()}", user.org_id)
    access_id = f"at_{ids.zitadel()}"
    token_id = f"{session.id}-{access_id}"
    with platform.journal.unit() as at:
        now = at // 1_000_000
        if user.doc.get("accessTokenType"):
            claims = {
                "iss": issuer,
                "sub": user.id,
                "aud": audience or [grant.client_id],
                "exp": now + LIFETIME,
                "iat": now,
                "nbf": now,
                "client_id": grant.client_id,
                "jti": token_id,
            }
            token = jwts.sign(claims, web_keys(ids, platform.secrets)[0])
        else:
            token = access_token(ids, token_id, user.id, key_id=None)
        extra: dict[str, JSON] = {
            "user": user.id,
            "hash": token_hash(token),
            "expires": at + LIFETIME * 1_000_000,
            "api": platform.state.instance.project in audience,
        }
        drafts = _drafts(grant, session, access_id, audience, at, extra)
        events, _ = numbered(drafts, creator="", last={})
        platform.journal.emit(events)
    answer: dict[str, JSON] = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": LIFETIME - 1,
    }
    if "openid" in grant.scopes:
        answer["id_token"] = _id_token(platform, grant, token, audience, issuer=issuer, now=now)
    return answer


def _drafts(
    grant: Grant,
    session: Aggregate,
    access_id: str,
    audience: list[str],
    at: int,
    extra: Mapping[str, JSON],
) -> list[Draft]:
    reason = "client_credentials" if grant.password else "jwt_profile"
    return [
        Draft(
            session,
            "oidc_session.added",
            {
                "audience": audience or None,
                "authMethods": [_PASSWORD if grant.password else _PRIVATE_KEY],
                "authTime": timestamp(at),
                "clientID": grant.client_id,
                "scope": grant.scopes,
                "sessionID": "",
                "userID": grant.user.id,
                "userResourceOwner": grant.user.org_id,
            },
        ),
        Draft(
            session,
            "oidc_session.access_token.added",
            {
                "id": access_id,
                "scope": grant.scopes,
                "lifetime": LIFETIME * 1_000_000_000,
                "reason": reason,
            },
            extra,
        ),
    ]


def _id_token(
    platform: Platform,
    grant: Grant,
    token: str,
    audience: list[str],
    *,
    issuer: str,
    now: int,
) -> str:
    claims: dict[str, JSON] = {
        "iss": issuer,
        "sub": grant.user.id,
        "aud": [*audience, grant.client_id],
        "exp": now + LIFETIME if grant.password else now,
        "iat": now,
        "auth_time": now,
    }
    if grant.password:
        claims["amr"] = ["pwd"]
    claims |= {
        "azp": grant.client_id,
        "client_id": grant.client_id,
        "at_hash": jwts.at_hash(token),
    }
    extra = extra_claims(platform, grant.user, grant.scopes)
    if extra:
        claims = dict(sorted({**claims, **extra}.items()))
    return jwts.sign(claims, web_keys(platform.ids, platform.secrets)[0])


__all__ = ["LIFETIME", "issue"]
