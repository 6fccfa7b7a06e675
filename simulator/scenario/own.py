"""Ids, tokens and secrets that a file fixes itself, so that they survive a new start.

They are taken as written, and no mistake ever repeats a token. Source: field-cases.md F41.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_ID = r"[!-.0-~]{1,200}"
_OKTA_ID = r"[0-9A-Za-z]{20}"
_TOKEN = r"[!-~]{8,}"


def _written(pattern: str, what: str, *also_not: str) -> tuple[Callable[[str], str], Any]:
    """Return a check against a pattern, and the same for editors."""
    whole = re.compile(pattern)

    def check(value: str) -> str:
        if "${" in value:
            raise PydanticCustomError("as_written", "expected it written out, without ${…}")
        if whole.fullmatch(value) is None or value in also_not:
            raise PydanticCustomError("own", "expected {what}", {"what": what})
        return value

    return check, {"type": "string", "pattern": f"^{pattern}$"}


_id, _id_schema = _written(_ID, "1 to 200 printable characters without blanks and /", ".", "..")
_okta_id, _okta_id_schema = _written(_OKTA_ID, "20 characters, letters and digits, as in Okta")
_token, _token_schema = _written(_TOKEN, "at least 8 printable characters without blanks")

ZitadelId: TypeAlias = Annotated[str, AfterValidator(_id), WithJsonSchema(_id_schema)]
"""An id ZITADEL takes; it stands in addresses and headers."""
OktaId: TypeAlias = Annotated[str, AfterValidator(_okta_id), WithJsonSchema(_okta_id_schema)]
"""An id in the shape of Okta's (okta-provisioning.md 0.4)."""
Token: TypeAlias = Annotated[str, AfterValidator(_token), WithJsonSchema(_token_schema)]
"""The text of a token or secret; a field with one has ``repr=False``."""


__all__ = ["OktaId", "Token", "ZitadelId"]
