"""What reads of ZITADEL's tables give."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """A token and the account it belongs to, as far as authentication needs them.

    ``usable`` says that neither token, account nor organization was ended; expiration and
    audience (``api``) are for the caller to judge. ``lacks`` is the refusal of a session that has
    not proven enough.
    """

    token_id: str
    kind: str
    expires: int
    api: bool
    usable: bool
    user_id: str
    org_id: str
    type: str
    metadata: Mapping[str, str]
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization; ``state`` is active, inactive or removed."""

    id: str
    name: str
    state: str
    primary_domain: str
    created: int
    changed: int
    sequence: int
    last_sequence: int


__all__ = ["Organization", "TokenHolder"]
