"""What an answer says, in few and safe words: of use to all that report on answers. Pure."""

import json

import orjson

from simulator.events import JSON
from simulator.formats import clean, cut
from simulator.okta import texts
from simulator.wire.exchange import Exchange

_LONGEST = 160


def header(exchange: Exchange, name: str) -> str:
    """Return a header of the answer; empty if it has none."""
    return next((v for k, v in exchange.response_headers if k.lower() == name), "")


def body_of(exchange: Exchange) -> JSON:
    """Return the answer's JSON, or ``None`` if it is none."""
    try:
        return orjson.loads(exchange.response_body or b"")
    except orjson.JSONDecodeError:
        return None


def is_page(exchange: Exchange) -> bool:
    """Say whether the answer is a web page."""
    start = (exchange.response_body or b"").lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith(b"<") and "html" in header(exchange, "content-type").lower()
    )


def said(exchange: Exchange) -> str:
    """Return the server's own words about a refusal, in quotes; empty if it has none."""
    body = body_of(exchange)
    text = ""
    if isinstance(body, dict):
        found = body.get("detail") or body.get("message") or body.get("error_description")
        found = found or body.get("error") or ""
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    elif not is_page(exchange):
        text = (exchange.response_body or b"").decode("utf-8", "replace")
    text = clean(text).strip()
    return f'"{cut(text, _LONGEST)}"' if text else ""


def status(exchange: Exchange) -> str:
    """Return status and phrase, as Okta writes them."""
    code = exchange.status or 0
    phrase = clean(texts.phrase(code, exchange.reason))
    return phrase if phrase == str(code) else f"{code} {phrase}"


def refusal(exchange: Exchange) -> str:
    """Return status, phrase and the server's words."""
    words = said(exchange)
    return f"{status(exchange)}, {words}" if words else status(exchange)


__all__ = ["body_of", "header", "is_page", "refusal", "said", "status"]
