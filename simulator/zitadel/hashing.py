"""Hashes of tokens, client secrets and passwords, in the shapes ZITADEL's events show.

A token is looked up by a plain SHA-256 of its text. Secrets and passwords look like bcrypt
(``$2a$04$`` and 53 characters), but are PBKDF2 inside: real bcrypt at the product's cost takes
two seconds a password, and nothing outside can tell the difference. Source:
zitadel-platform.md 1.6, 2.3, 6.4.
"""

import base64
import hashlib
import hmac

SECRET_COST = 4
"""Cost of the hash of a client secret (2.3)."""
PASSWORD_COST = 14
"""Cost of the hash of a password (6.4)."""

_ROUNDS = 600
_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BCRYPT = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TO_BCRYPT = bytes.maketrans(_STANDARD, _BCRYPT)


def token_hash(token: str) -> str:
    """Return what the journal keeps of a bearer token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_secret(secret: str, *, cost: int, salt: bytes) -> str:
    """Return a hash in bcrypt's dress; ``salt`` are 16 random bytes from the caller."""
    salt_text = _encode(salt)[:22]
    return f"$2a${cost:02d}${salt_text}{_digest(secret, salt_text)}"


def verify_secret(secret: str, hashed: str) -> bool:
    """Return whether :func:`hash_secret` made ``hashed`` from ``secret``."""
    head, _, rest = hashed.rpartition("$")
    if not head or len(rest) != 53:
        return False
    return hmac.compare_digest(_digest(secret, rest[:22]), rest[22:])


def _digest(secret: str, salt_text: str) -> str:
    raw = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt_text.encode(), _ROUNDS)
    return _encode(raw)[:31]


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).translate(_TO_BCRYPT).decode().rstrip("=")


__all__ = ["PASSWORD_COST", "SECRET_COST", "hash_secret", "token_hash", "verify_secret"]
