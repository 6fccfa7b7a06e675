"""From an intent to the exact request: method, target, header lines in order, compact body.

Source: okta-provisioning.md 4.1, 4.2 (headers), 2.0 (targets), 4.3 (authentication).
"""

import base64
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

from simulator.okta import representation
from simulator.okta.intents import Create, Find, Intent, Patch, Purpose, Read, Replace, Test
from simulator.okta.model import App, Integration
from simulator.okta.planner import Work

USER_AGENT = "Okta SCIM Client 1.0.0"
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._")

HeaderLines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes onto the wire; ``base`` is scheme and authority."""

    method: str
    base: str
    target: str
    headers: HeaderLines
    body: bytes | None = None

    @property
    def url(self) -> str:
        """The whole address."""
        return self.base + self.target


def build(work: Work, intent: Intent, *, token: str, password: str | None = None) -> Request:
    """Make the request of an intent; ``password`` is the one a new account gets."""
    method, path, body = _parts(work, intent, password)
    return _request(work.app, method, path, body, token)


def build_test(app: App, *, token: str) -> Request:
    """Make the request behind Test Connector Configuration (1.3)."""
    return _request(app, "GET", "/Users?startIndex=1&count=2", None, token)


def build_groups_page(app: App, *, token: str) -> Request:
    """Make the first request of reading the app's groups (1.3, T3)."""
    return _request(app, "GET", "/Groups?startIndex=1&count=100", None, token)


def _parts(work: Work, intent: Intent, password: str | None) -> tuple[str, str, object]:
    app, snapshot = work.app, work.snapshot
    match intent:
        case Test():
            return "GET", "/Users?startIndex=1&count=2", None
        case Find(value):
            return "GET", f"/Users?{_filter(app, value)}&startIndex=1&count=100", None
        case Read(user_id):
            return "GET", _user(user_id), None
        case Create():
            body = representation.created(
                app, snapshot, external_id=work.user_id, password=password
            )
            return "POST", "/Users", body
        case Replace(user_id, stored, Purpose.PROFILE):
            body = representation.overlaid(app, snapshot, stored, external_id=work.user_id)
            return "PUT", _user(user_id), body
        case Replace(user_id, stored, purpose):
            if purpose is Purpose.DEACTIVATE and app.knobs.deactivate_overlays_profile:
                stored = representation.overlaid(app, snapshot, stored, external_id=work.user_id)
            active = purpose is Purpose.REACTIVATE
            return "PUT", _user(user_id), representation.activated(stored, active=active)
        case Patch(user_id, Purpose.PROFILE):
            changes = representation.changed_values(app, snapshot)
            return "PATCH", _user(user_id), representation.patch(changes)
        case Patch(user_id, purpose):
            active = purpose is Purpose.REACTIVATE
            return "PATCH", _user(user_id), representation.patch({"active": active})


def _user(user_id: str) -> str:
    return f"/Users/{encode(user_id)}"


def _filter(app: App, value: str) -> str:
    literal = value.replace("\\", "\\\\").replace('"', '\\"')
    return "filter=" + encode(f'userName eq "{literal}"', plus=app.knobs.space_as_plus)


def encode(text: str, *, plus: bool = False) -> str:
    """Percent-encode as Java's URLEncoder does, with ``%20`` for a blank unless told otherwise."""
    parts = [chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode()]
    encoded = "".join(parts)
    return encoded.replace("%20", "+") if plus else encoded


def _request(app: App, method: str, path: str, body: object, token: str) -> Request:
    parts = urlsplit(app.integration.base_url)
    content = None if body is None else compact(body)
    lines = [("Accept", "application/scim+json"), ("Accept-Charset", "utf-8")]
    if content is not None:
        lines.append(("Content-Type", "application/scim+json; charset=utf-8"))
    lines += [
        ("User-Agent", USER_AGENT),
        ("Authorization", authorization(app, token)),
    ]
    if content is not None:
        lines.append(("Content-Length", str(len(content))))
    lines += [
        ("Host", parts.netloc),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]
    return Request(
        method, f"{parts.scheme}://{parts.netloc}", parts.path + path, tuple(lines), content
    )


def compact(body: object) -> bytes:
    """Write JSON without blanks, keys in their order; anything another server sent goes back."""
    try:
        return orjson.dumps(body)
    except TypeError:  # a number beyond 64 bits, or half a surrogate pair
        text = json.dumps(body, separators=(",", ":"), ensure_ascii=True)
        return text.encode()


def authorization(app: App, secret: str) -> str:
    """Return the Authorization header.

    The wizard's HTTP Header mode puts ``Bearer`` in front of whatever was pasted, so a pasted
    ``Bearer x`` becomes ``Bearer Bearer x``; catalogue header apps send it as typed (4.3).
    """
    if app.integration.mode == "basic":
        return f"Basic {base64.b64encode(secret.encode()).decode()}"
    return secret if app.knobs.header_auth == "plain" else f"Bearer {secret}"


def host_of(integration: Integration) -> tuple[str, int]:
    """Return host and port of the connector, for texts."""
    parts = urlsplit(integration.base_url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


__all__ = [
    "USER_AGENT",
    "Request",
    "authorization",
    "build",
    "build_groups_page",
    "build_test",
    "compact",
    "encode",
    "host_of",
]
