"""Before anything is written: is there a SCIM server, and does it take our word?

The first request is the one of Okta's Test Connector Configuration; what it comes to is told in
the words of somebody who has to mend it. Pure. Source: okta-provisioning.md 1.3, 3.6, 4.4, 11.
"""

from dataclasses import dataclass

from simulator.formats import clean, count_text
from simulator.pushing.target import Target
from simulator.pushing.words import body_of, header, is_page, refusal, said, status
from simulator.wire.exchange import Exchange

_PUBLIC = "Okta takes certificates of public authorities only."


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be pushed: a short name for programs, words, and what to do."""

    kind: str
    message: str
    help: str = ""


def trouble(exchange: Exchange, target: Target, *, oauth: bool = False) -> Trouble | None:
    """Say what is wrong with the answer to the first request, ``None`` if nothing is.

    ``oauth`` says that the token came from a token endpoint.
    """
    if not exchange.status:
        return _unanswered(exchange.error or "", target)
    if oauth and exchange.status == 401:
        told = f"{target.place} refuses the access token: {refusal(exchange)}."
        return Trouble("unauthorized", told, _SCOPES)
    if exchange.status != 200:
        return _refused(exchange, exchange.status, target)
    return _unusable(exchange, target)


def token_trouble(exchange: Exchange, endpoint: Target) -> Trouble:
    """Say why there is no access token."""
    if not exchange.status:
        return _unanswered(exchange.error or "", endpoint)
    told = f"The token endpoint gave no token: {refusal(exchange)}."
    if exchange.status == 200:
        return Trouble("no_token", "The token endpoint answers 200 without access_token.", _TOKEN)
    if 300 <= exchange.status < 400:
        return Trouble("no_token", told, "Okta does not follow: give the address it leads to.")
    low = said(exchange).lower()
    if "scope" in low:
        return Trouble("no_token", told, "Name scopes with --scope; Okta puts them into the URL.")
    if exchange.status in (400, 401):
        return Trouble("no_token", told, _CLIENT)
    return Trouble("no_token", told, _TOKEN)


_SCOPES = (
    "The token was given, and is not for this server: its scope or audience lacks something"
    " (--scope; for ZITADEL openid and urn:zitadel:iam:org:project:id:zitadel:aud)."
)
_CLIENT = (
    "Check --client-id and the secret; Okta sends both in the body (--set oauth_client_auth=basic"
    " in a header)."
)
_TOKEN = "Check --token-url."


# -- no answer -----------------------------------------------------------------------------

_SILENCES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "unknown_host",
        (
            *("name or service not known", "nodename nor servname", "no address associated"),
            *("temporary failure in name resolution", "getaddrinfo failed"),
        ),
        "There is no host {host}.",
        "Check the name.",
    ),
    (
        "nobody_listens",
        ("connection refused", "all connection attempts failed", "connect call failed"),
        "Nothing listens on {place}.",
        "Is the server up, and on this port?",
    ),
    (
        "no_tls",
        ("wrong_version_number", "wrong version number", "record layer"),
        "What listens on {place} does not speak TLS.",
        "Try {other}.",
    ),
    (
        "tls",
        ("ssl", "tls", "alert"),
        "No secure connection to {place}: {error}.",
        "Okta needs TLS 1.2 or newer.",
    ),
    (
        "silent",
        (
            *("no connection within", "no byte came", "timed out", "timeout"),
            *("not complete after", "no answer within"),
        ),
        "{place} does not answer in time: {error}.",
        "--timeout SECONDS waits longer.",
    ),
    (
        "no_http",
        ("ended", "no http answer", "reset", "disconnected"),
        "{place} gave no HTTP answer: {error}.",
        "If it speaks something else, try {other}.",
    ),
)
"""What the system's own words come to: name, signs, message, what to do; the first one counts."""


def _unanswered(error: str, target: Target) -> Trouble:
    low, place = error.lower(), target.place
    if "certificate" in low:
        return _certificate(error, target)
    for kind, signs, message, help_ in _SILENCES:
        if any(sign in low for sign in signs):
            other = f"http{'' if target.secure else 's'}://{place}"
            words = message.format(host=target.host, place=place, error=clean(error))
            return Trouble(kind, words, help_.format(other=other))
    return Trouble("no_answer", f"{place} gave no answer: {clean(error) or 'no reason is known'}.")


def _certificate(error: str, target: Target) -> Trouble:
    low, reason = error.lower(), clean(error)
    if "hostname mismatch" in low or "ip address mismatch" in low:
        why, help_ = "it is for another name", "Use the name that is in it."
    elif "has expired" in low:
        why, help_ = "it has expired", "Renew it."
    elif "self-signed" in low or "self signed" in low or "unable to get" in low:
        why = "nobody this machine trusts has signed it"
        help_ = f"--ca-file FILE names a CA of your own; {_PUBLIC}"
    else:
        why, help_ = reason.rpartition("failed: ")[2], _PUBLIC
    return Trouble("certificate", f"The certificate of {target.place} is refused: {why}.", help_)


# -- an answer that is no success ----------------------------------------------------------


def _refused(exchange: Exchange, code: int, target: Target) -> Trouble:
    told = refusal(exchange)
    if code in (401, 407):
        return Trouble("unauthorized", f"The token is refused: {told}.", _token_help(exchange))
    if code == 403:
        return Trouble("forbidden", f"The token may not list users: {told}.")
    if 300 <= code < 400:
        where = clean(header(exchange, "location"))
        to = f" to {where}" if where else ""
        return Trouble(
            "redirect", f"{target.url} sends elsewhere{to} ({code}).", _redirect_help(where)
        )
    path = exchange.target.partition("?")[0]
    if code == 404 and _scim_error(exchange):
        return Trouble("refused", f"{target.place} does not list users: {told}.", _ROLE)
    if code in (404, 410, 405):
        slash = " Leave out the slash at its end." if target.url.endswith("/") else ""
        return Trouble(
            "wrong_path",
            f"There is no SCIM at {path}: {told}.",
            f"The base URL is what stands before /Users.{slash}",
        )
    if code == 406:
        return Trouble("not_acceptable", f"Okta asks for application/scim+json: {told}.")
    if code == 429:
        return Trouble("throttled", f"The server wants less: {told}.", "Try again later.")
    if code >= 500:
        return Trouble("server_error", f"The server failed at the very first request: {told}.")
    return Trouble("refused", f"The server refuses the first request: {told}.")


_ROLE = (
    "It speaks SCIM, so the path may name another tenant, or the token's account has no role there"
    " (ZITADEL: ORG_USER_MANAGER of the organization)."
)


def _scim_error(exchange: Exchange) -> bool:
    body = body_of(exchange)
    named = body.get("schemas") if isinstance(body, dict) else None
    return isinstance(named, list) and "urn:ietf:params:scim:api:messages:2.0:Error" in named


def _token_help(exchange: Exchange) -> str:
    scheme = clean(header(exchange, "www-authenticate"))
    asked = f' The server asks for "{scheme}".' if scheme else ""
    return f"Okta sends: Authorization: Bearer TOKEN (--auth, --set header_auth=plain).{asked}"


def _redirect_help(where: str) -> str:
    if "login" in where.lower() or "signin" in where.lower():
        return (
            "That is a sign-in page for people: the path is wrong, or the token is not looked at."
        )
    return "Okta does not follow: give the address it leads to."


# -- 200, but ------------------------------------------------------------------------------


def _unusable(exchange: Exchange, target: Target) -> Trouble | None:
    path = exchange.target.partition("?")[0]
    base = "The base URL is what stands before /Users."
    if not (exchange.response_body or b"").strip():
        return Trouble("empty", "200 without a body: Okta found no Resources.", base)
    if is_page(exchange):
        return Trouble("web_page", f"{path} is a web page (HTML), not SCIM.", base)
    body = body_of(exchange)
    if not isinstance(body, dict):
        return Trouble(
            "no_json", f"{path} does not answer with SCIM's JSON: {said(exchange)}.", base
        )
    if not any(str(key).lower() == "resources" for key in body):
        return Trouble(
            "no_resources",
            f"Okta found no Resources in the list of users ({status(exchange)}).",
            'An empty list is "totalResults": 0, "Resources": [].',
        )
    for key, value in body.items():
        if key.lower() in ("totalresults", "startindex", "itemsperpage") and isinstance(value, str):
            return Trouble("no_number", f"{key} is {value!r}, a text: Okta takes a number only.")
    return None


def stranger(exchange: Exchange, name: str) -> Trouble | None:
    """Say that a look-up for nobody found somebody: Okta would overwrite that account."""
    body = body_of(exchange)
    if exchange.status != 200 or not isinstance(body, dict):
        return None
    named = {str(key).lower(): value for key, value in body.items()}
    found = named.get("resources")
    if not isinstance(found, list) or not found or named.get("totalresults") == 0:
        return None
    if not all(isinstance(each, dict) for each in found):
        return Trouble(
            "broken_list",
            f"A look-up for {name}, whom nobody has, is answered with Resources that hold"
            f" something that is no account: {clean(str(found[0]))}.",
            'An empty list is "totalResults": 0, "Resources": []; Okta stops at this one.',
        )
    return Trouble(
        "filter_ignored",
        f"A look-up for {name}, whom nobody has, found {count_text(len(found), 'account')}: the"
        " server does not apply the filter.",
        "Okta would take one of them for each person and overwrite it, so nothing was pushed.",
    )


__all__ = ["Trouble", "stranger", "token_trouble", "trouble"]
