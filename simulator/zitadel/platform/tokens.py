"""Make opaque tokens in the shape of a current ZITADEL.

Five base64url parts like those of an encrypted token; the text means nothing, the journal
keeps its hash. Source: zitadel-platform.md 2.2, 4.3.
"""

import base64

import orjson

from simulator.ids import Ids


def access_token(ids: Ids, token_id: str, user_id: str, *, key_id: str | None = "oidcKey") -> str:
    """Return a token for an id; access tokens of OpenID Connect name no key."""
    rng = ids.rng("zitadel/token")
    header: dict[str, str] = {"alg": "A256GCMKW", "enc": "A256GCM", "iv": _text(rng.randbytes(12))}
    if key_id is not None:
        header["kid"] = key_id
    header["tag"] = _text(rng.randbytes(16))
    length = len(f"{token_id}:{user_id}".encode())
    return ".".join(
        (
            _text(orjson.dumps(header)),
            *(_text(rng.randbytes(size)) for size in (32, 12, length, 16)),
        )
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


__all__ = ["access_token"]
