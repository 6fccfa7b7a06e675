"""Sign and check the JWTs of ZITADEL's OAuth endpoints. Source: zitadel-platform.md 4.3, 4.5."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.zitadel.platform.web_keys import WebKey

LONGEST_ASSERTION = 3600
"""How old an assertion may be, in seconds."""


class BadAssertion(SimulatorError):
    """An assertion that proves nothing."""


def sign(claims: Mapping[str, JSON], key: WebKey) -> str:
    """Return a signed token; header and claims keep their order."""
    import jwt

    return jwt.encode(
        dict(claims), key.private, algorithm="RS256", headers={"kid": key.id}, sort_headers=True
    )


def at_hash(token: str) -> str:
    """Return the half hash by which an id token names its access token."""
    half = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def unverified(assertion: str) -> tuple[Mapping[str, JSON], Mapping[str, JSON]]:
    """Return header and claims of a token without believing them."""
    import jwt

    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise BadAssertion(str(error)) from error
    return header, claims


def check(assertion: str, public_key: bytes, *, issuer: str, now: int) -> Mapping[str, JSON]:
    """Return the claims of an assertion that proves who sent it; ``now`` in seconds."""
    import jwt

    try:
        claims = jwt.decode(
            assertion,
            public_key,
            algorithms=["RS256"],
            options={
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise BadAssertion(str(error)) from error
    audience = claims.get("aud")
    named: Sequence[JSON] = audience if isinstance(audience, list) else [audience]
    issued, expires = claims.get("iat"), claims.get("exp")
    if issuer not in named or claims.get("iss") != claims.get("sub"):
        raise BadAssertion("audience or issuer")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise BadAssertion("iat or exp")
    if expires <= now or issued > now + 1 or issued < now - LONGEST_ASSERTION:
        raise BadAssertion("too old")
    return claims


__all__ = ["BadAssertion", "at_hash", "check", "sign", "unverified"]
