"""Parameters and credentials of OAuth requests. Source: zitadel-platform.md 4.2, 4.3."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from simulator.zitadel.platform.gateway import Incoming
from simulator.zitadel.platform.oauth_errors import (
    NO_CREDENTIALS,
    invalid_client,
    invalid_request,
)

Form = Mapping[str, str]
_URLENCODED = "application/x-www-form-urlencoded"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def form_of(incoming: Incoming) -> dict[str, str]:
    """Return the parameters of form and query.

    Of a name that is there twice the last counts, the query's after the form's; of
    ``grant_type``, which is read apart, the first. Broken percent-encoding and semicolons are
    refused.
    """
    found: dict[str, str] = {}
    texts = [incoming.query]
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _URLENCODED and incoming.method in ("POST", "PUT", "PATCH"):
        texts.insert(0, incoming.body.decode("utf-8", "replace"))
    for text in texts:
        if ";" in text or not _encoded(text):
            raise invalid_request("error parsing form")
        for name, value in parse_qsl(text, keep_blank_values=True):
            if name == "grant_type":
                found.setdefault(name, value)
            else:
                found[name] = value
    return found


def bearer(authorization: str) -> str:
    """Return the token of an ``Authorization`` header, ``""`` if there is none."""
    pieces = authorization.split("Bearer ")
    return pieces[1].strip(" ") if len(pieces) == 2 else ""


def credentials(form: Form, authorization: str) -> tuple[str, str]:
    """Return client id and secret: of the Basic header, else of the form."""
    basic = _basic(authorization)
    if basic is not None:
        return basic
    kind = form.get("client_assertion_type", "")
    if form.get("client_assertion") and kind != _ASSERTION:
        raise invalid_request(f"invalid client_assertion_type {kind}")
    if not form.get("client_id") and not form.get("client_assertion"):
        raise invalid_request(NO_CREDENTIALS)
    return form.get("client_id", ""), form.get("client_secret", "")


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    name, colon, secret = text.partition(":")
    if not colon:
        return None
    if not (_encoded(name) and _encoded(secret)):
        raise invalid_client("invalid basic auth header")
    return unquote_plus(name), unquote_plus(secret)


def _encoded(text: str) -> bool:
    pieces = text.split("%")[1:]
    return all(
        len(piece) >= 2 and all(c in "0123456789abcdefABCDEF" for c in piece[:2])
        for piece in pieces
    )


__all__ = ["Form", "bearer", "credentials", "form_of"]
