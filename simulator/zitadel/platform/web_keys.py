"""The keys that sign tokens: two of them, the first signs. Source: zitadel-platform.md 4.2, 8.4.

They are made when they are first asked for and kept with the other secrets.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from simulator.events import JSON
from simulator.ids import Ids
from simulator.journal.secrets import Secrets
from simulator.zitadel.platform.rsa_keys import load_private, new_key_pair

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SECRET = "zitadel.web_keys"
COUNT = 2


@dataclass(frozen=True, slots=True)
class WebKey:
    """A signing key; ``id`` is its ``kid``."""

    id: str
    pem: str

    @property
    def private(self) -> "RSAPrivateKey":
        """The key itself."""
        return _loaded(self.pem)

    def jwk(self) -> JSON:
        """Show the public half as the key set does."""
        numbers = self.private.public_key().public_numbers()
        return {
            "use": "sig",
            "kty": "RSA",
            "kid": self.id,
            "alg": "RS256",
            "n": _number(numbers.n),
            "e": _number(numbers.e),
        }


@lru_cache(maxsize=8)
def _loaded(pem: str) -> "RSAPrivateKey":
    return load_private(pem)


def web_keys(ids: Ids, secrets: Secrets) -> list[WebKey]:
    """Return the keys, making them at the first time."""
    kept = secrets.get(SECRET)
    if kept is None:
        rng = ids.rng("zitadel/web-key")
        kept = orjson.dumps(
            [{"id": ids.zitadel(), "pem": new_key_pair(rng).private} for _ in range(COUNT)]
        ).decode()
        secrets.put(SECRET, kept)
    return [WebKey(entry["id"], entry["pem"]) for entry in orjson.loads(kept)]


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


__all__ = ["WebKey", "web_keys"]
