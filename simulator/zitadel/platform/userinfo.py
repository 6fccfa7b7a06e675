"""What the userinfo endpoint tells about the holder of a token. Source: zitadel-platform.md 4.5."""

import base64

from simulator.events import JSON
from simulator.zitadel.hashing import token_hash
from simulator.zitadel.platform.calls import Platform
from simulator.zitadel.platform.oauth_errors import OAuthError
from simulator.zitadel.platform.protojson import drop_empty
from simulator.zitadel.platform.rows import TokenRow, UserRow

_METADATA = "urn:zitadel:iam:user:metadata"
_OWNER = "urn:zitadel:iam:user:resourceowner"
ORG_SCOPE = "urn:zitadel:iam:org:id:"
"""Start of the scope that holds a token to one organization, named by id."""
DOMAIN_SCOPE = "urn:zitadel:iam:org:domain:primary:"
"""The same by the organization's primary domain."""


def userinfo(platform: Platform, token: str, now: int) -> JSON:
    """Return the claims that a token's scopes allow."""
    if not token:
        raise OAuthError("invalid_request", "access token missing", 401)
    found = _holder(platform, token, now)
    if found is None:
        raise OAuthError("access_denied", "access token invalid", 401)
    row, user = found
    scopes = row.doc.get("scopes") or row.doc.get("scope") or []
    claims: dict[str, JSON] = {"sub": user.id}
    if "profile" in scopes:
        claims |= profile_claims(platform, user)
    if "email" in scopes and user.human:
        claims |= drop_empty({"email": user.email, "email_verified": user.email_verified})
    if "phone" in scopes and user.human:
        phone = {"phone_number": user.phone, "phone_number_verified": user.phone_verified}
        claims |= drop_empty(phone)
    extra = extra_claims(platform, user, scopes)
    return dict(sorted({**claims, **extra}.items())) if extra else claims


def _holder(platform: Platform, token: str, now: int) -> tuple[TokenRow, UserRow] | None:
    for row in platform.state.tokens("hash=?", (token_hash(token),)):
        user = platform.state.user(row.user_id)
        if not row.dead and row.expires > now and user is not None:
            return row, user
    return None


def profile_claims(platform: Platform, user: UserRow) -> dict[str, JSON]:
    """Return what the scope ``profile`` allows."""
    claims: dict[str, JSON] = {"name": user.shown_name}
    if user.human:
        claims |= drop_empty(
            {
                "family_name": user.family_name,
                "given_name": user.given_name,
                "nickname": user.nick_name,
                "locale": "" if user.language == "und" else user.language,
            }
        )
    claims["updated_at"] = user.core_changed // 1_000_000
    claims["preferred_username"] = platform.state.login_names(user)[1]
    return claims


def extra_claims(platform: Platform, user: UserRow, scopes: list[str]) -> dict[str, JSON]:
    """Return ZITADEL's own claims, which make the others come alphabetically."""
    claims: dict[str, JSON] = {}
    if _METADATA in scopes:
        rows = platform.state.metadata(user.id)
        if rows:
            claims[_METADATA] = {
                row.key: base64.urlsafe_b64encode(row.value).rstrip(b"=").decode() for row in rows
            }
    held = ""
    for scope in scopes:
        if scope.startswith(DOMAIN_SCOPE):
            claims[DOMAIN_SCOPE.rstrip(":")] = scope.removeprefix(DOMAIN_SCOPE)
        if scope.startswith(ORG_SCOPE):
            held = scope.removeprefix(ORG_SCOPE)
            claims[ORG_SCOPE.rstrip(":")] = held
    org = platform.state.org(user.org_id) if held or _OWNER in scopes else None
    if org is not None:
        claims[f"{_OWNER}:id"] = org.id
        claims[f"{_OWNER}:name"] = org.name
        claims[f"{_OWNER}:primary_domain"] = org.primary_domain
    return claims


__all__ = ["DOMAIN_SCOPE", "ORG_SCOPE", "extra_claims", "profile_claims", "userinfo"]
