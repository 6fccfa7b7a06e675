"""Make and read RSA keys. The library is loaded at first use: it takes its time.

Key material is the one thing here that does not follow the seed: a key that can be guessed is
none. Source: zitadel-platform.md 2.4.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

BITS = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves, PEM: the private one PKCS#1, the public one PKIX."""

    private: str
    public: bytes


def new_key_pair() -> KeyPair:
    """Make a key pair."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return KeyPair(pem.decode(), public)


def load_private(pem: str) -> "RSAPrivateKey":
    """Read a private key."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def load_public(pem: bytes) -> "RSAPublicKey | None":
    """Read a public key; ``None`` for anything else."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except ValueError:
        return None
    return key if isinstance(key, RSAPublicKey) else None


def is_public_key(pem: bytes) -> bool:
    """Return whether this is an RSA public key as the API takes them."""
    return pem.lstrip().startswith(b"-----BEGIN PUBLIC KEY-----") and load_public(pem) is not None


__all__ = ["KeyPair", "is_public_key", "load_private", "load_public", "new_key_pair"]
