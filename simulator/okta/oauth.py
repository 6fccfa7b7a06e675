"""OAuth 2 of a connector: the token request, and what Okta reads from its answer.

With client credentials the scopes stand in the token URL, since the wizard has no field for them.
What the token request looks like on the wire is not published: body, header lines and the text
taken from an error are guesses. Source: okta-provisioning.md 5.
"""

import base64
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlencode, urlsplit

import orjson

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.answers import Answer, NoAnswer, Reply, detail_of
from simulator.okta.intents import Purpose
from simulator.okta.model import App
from simulator.okta.planner import Failure
from simulator.okta.requests import USER_AGENT, Request

_LONGEST = 10 * 365 * 86_400
_LIFETIME = 3600


@dataclass(frozen=True, slots=True)
class Token:
    """An access token with the seconds it lasts."""

    value: str
    lifetime: int


def token_request(app: App, secret: str) -> Request:
    """Make the request for an access token with the client's own credentials."""
    integration = app.integration
    parts = urlsplit(integration.token_url)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=?")
    form = {"grant_type": "client_credentials"}
    lines = [("Accept", "application/json"), ("Accept-Charset", "utf-8")]
    if app.knobs.oauth_client_auth == "body":
        form |= {"client_id": integration.client_id, "client_secret": secret}
    body = urlencode(form).encode()
    lines += [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("User-Agent", USER_AGENT),
    ]
    if app.knobs.oauth_client_auth == "basic":
        pair = f"{quote_plus(integration.client_id)}:{quote_plus(secret)}"
        lines.append(("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"))
    lines += [
        ("Content-Length", str(len(body))),
        ("Host", parts.netloc),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]
    return Request("POST", f"{parts.scheme}://{parts.netloc}", target, tuple(lines), body)


def read_token(reply: Reply, style: str) -> Token | Failure:
    """Return the token of an answer, or how everything that needs one fails."""
    if isinstance(reply, NoAnswer):
        return _failed(reply.text, 0)
    if reply.status != 200:
        phrase, said = texts.phrase(reply.status, reply.reason), _said(reply, style)
        return _failed(texts.remote_detail(phrase, said) if said else phrase, reply.status)
    body = _object(reply)
    value = body.get("access_token")
    if not isinstance(value, str) or not value:
        return _failed(texts.remote_detail("OK", _said(reply, style)), reply.status)
    lasts = body.get("expires_in")
    if isinstance(lasts, bool) or not isinstance(lasts, int | float) or lasts <= 0:
        lasts = _LIFETIME
    return Token(value, int(min(lasts, _LONGEST)))


def _object(reply: Answer) -> dict[str, JSON]:
    try:
        body = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _said(reply: Answer, style: str) -> str:
    """Return the endpoint's own words: RFC 6749 section 5.2 names two keys for them."""
    body = _object(reply)
    for name in ("error_description", "error"):
        if isinstance(body.get(name), str):
            return str(body[name])
    return detail_of(reply, style)


def _failed(detail: str, status: int) -> Failure:
    text = texts.while_getting_token(detail)
    return Failure(Purpose.TEST, text, text, status)


__all__ = ["Token", "read_token", "token_request"]
