"""Make and read RSA keys. The library is loaded at first use: it takes its time.

Keys follow the seed like every other secret of the lab, so that two runs write the same
journal; they are for nothing but a lab. Source: zitadel-platform.md 2.4.
"""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

BITS = 2048
_EXPONENT = 65537
_ROUNDS = 8
_SIEVE = 2000
_SMALL = [n for n in range(3, _SIEVE, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves, PEM: the private one PKCS#1, the public one PKIX."""

    private: str
    public: bytes


def new_key_pair(rng: random.Random) -> KeyPair:
    """Make a key pair from a generator."""
    from cryptography.hazmat.primitives import serialization

    key = _private_key(rng)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return KeyPair(pem.decode(), public_pem(key))


def public_pem(key: "RSAPrivateKey") -> bytes:
    """Return the public half of a key."""
    from cryptography.hazmat.primitives import serialization

    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _private_key(rng: random.Random) -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric import rsa

    p, q = _prime(rng), _prime(rng)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        public,
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)  # both primes were just tested


def _prime(rng: random.Random) -> int:
    """Return a prime of half the key's length whose two highest bits are set."""
    size = BITS // 2
    while True:
        start = rng.getrandbits(size) | 3 << size - 2 | 1
        rests = [(small, start % small) for small in _SMALL]
        for step in range(0, 4096, 2):
            if any((rest + step) % small == 0 for small, rest in rests):
                continue
            candidate = start + step
            if candidate % _EXPONENT != 1 and _is_prime(candidate, rng):
                return candidate


def _is_prime(number: int, rng: random.Random) -> bool:
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(_ROUNDS):
        x = pow(rng.randrange(2, number - 1), odd, number)
        if x in (1, number - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True


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


__all__ = ["KeyPair", "is_public_key", "load_private", "load_public", "new_key_pair", "public_pem"]
