"""The discovery document of OpenID Connect. Source: zitadel-platform.md 4.2."""

from simulator.events import JSON
from simulator.zitadel.platform.settings_v2 import LANGUAGES

_ENDPOINTS = {
    "authorization_endpoint": "/oauth/v2/authorize",
    "token_endpoint": "/oauth/v2/token",
    "introspection_endpoint": "/oauth/v2/introspect",
    "userinfo_endpoint": "/oidc/v1/userinfo",
    "revocation_endpoint": "/oauth/v2/revoke",
    "end_session_endpoint": "/oidc/v1/end_session",
    "device_authorization_endpoint": "/oauth/v2/device_authorization",
    "jwks_uri": "/oauth/v2/keys",
}
_SIGNING = ["EdDSA", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
_CLIENT_AUTH = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
_GRANTS = [
    "authorization_code",
    "implicit",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
]
_CLAIMS = """
    sub aud exp iat iss auth_time nonce acr amr c_hash at_hash act scopes client_id azp
    preferred_username name family_name given_name locale email email_verified phone_number
    phone_number_verified
    """


def discovery(issuer: str) -> JSON:
    """Return the document for the origin a client used."""
    return {
        "issuer": issuer,
        **{name: issuer + path for name, path in _ENDPOINTS.items()},
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "offline_access"],
        "response_types_supported": ["code", "id_token", "id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": _GRANTS,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": _SIGNING,
        "request_object_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": _CLIENT_AUTH,
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "revocation_endpoint_auth_methods_supported": _CLIENT_AUTH,
        "revocation_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "private_key_jwt",
        ],
        "introspection_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "claims_supported": _CLAIMS.split(),
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": LANGUAGES,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


__all__ = ["discovery"]
