"""From an intent to the exact request: method, target, header lines in order, compact body.

Source: okta-provisioning.md 4.1, 4.2 (headers), 2.0 (targets), 4.3 (authentication).
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

from simulator.events import JSON
from simulator.okta import groupbody, representation
from simulator.okta.groupplan import GroupKnown, GroupWork, operations
from simulator.okta.intents import (
    Create,
    CreateGroup,
    DeleteGroup,
    Find,
    FindGroup,
    Intent,
    Patch,
    PatchGroup,
    Purpose,
    Read,
    ReadGroup,
    Replace,
    ReplaceGroup,
    Test,
)
from simulator.okta.model import App, Integration
from simulator.okta.planner import Work
from simulator.okta.pushmodel import Member

PAGE = 100
"""How many resources Okta asks for at a time; 2 when it only tests (9)."""
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
    """Make the request of an intent; ``password`` is the one an account gets."""
    method, path, body = _parts(work, intent, password)
    return request(work.app, method, path, body, token)


def build_test(app: App, *, token: str) -> Request:
    """Make the request behind Test Connector Configuration (1.3)."""
    return request(app, "GET", "/Users?startIndex=1&count=2", None, token)


def build_page(app: App, kind: str, start: int, *, token: str) -> Request:
    """Make the request of one page of ``Users`` or ``Groups`` (1.3, 2.16)."""
    return request(app, "GET", f"/{kind}?startIndex={start}&count={PAGE}", None, token)


def build_discovery(app: App, kind: str, *, token: str) -> Request:
    """Make the request of ``ResourceTypes`` or ``Schemas``, for Import User Schema (2.19)."""
    return request(app, "GET", f"/{kind}", None, token)


def build_group(work: GroupWork, known: GroupKnown, intent: Intent, *, token: str) -> Request:
    """Make the request of an intent about a group."""
    method, path, body = _group_parts(work, known, intent)
    return request(work.app, method, path, body, token)


def _parts(work: Work, intent: Intent, password: str | None) -> tuple[str, str, object]:
    app, snapshot = work.app, work.snapshot
    match intent:
        case Test():
            return "GET", "/Users?startIndex=1&count=2", None
        case Find(value):
            return "GET", f"/Users?{_filter(app, value)}&startIndex=1&count={PAGE}", None
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
        case Replace(user_id, stored, Purpose.PASSWORD):
            return "PUT", _user(user_id), {**stored, "password": password}
        case Patch(user_id, Purpose.PASSWORD):
            return "PATCH", _user(user_id), representation.patch({"password": password})
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
    raise AssertionError(f"no user request for {intent}")


def _group_parts(work: GroupWork, known: GroupKnown, intent: Intent) -> tuple[str, str, object]:
    match intent:
        case FindGroup(name):
            wanted = _filter(work.app, name, attribute="displayName")
            return "GET", f"/Groups?{wanted}&startIndex=1&count={PAGE}", None
        case CreateGroup():
            setting = work.app.knobs.group_post_members
            empty = setting == "empty" or (
                setting == "by_profile" and work.app.knobs.profile == "OIN"
            )
            return "POST", "/Groups", groupbody.group(work.name, () if empty else work.members)
        case ReadGroup(group_id):
            return "GET", _group(group_id), None
        case ReplaceGroup(group_id, stored, full):
            return "PUT", _group(group_id), _replaced(work, group_id, stored, full=full)
        case PatchGroup(group_id, Purpose.GROUP_NAME):
            return "PATCH", _group(group_id), groupbody.renamed(group_id, work.name)
        case PatchGroup(group_id, _, batch):
            part = operations(work, known)[batch]
            return "PATCH", _group(group_id), groupbody.patched(part)
        case DeleteGroup(group_id):
            return "DELETE", _group(group_id), None
    raise AssertionError(f"no group request for {intent}")


def _replaced(
    work: GroupWork, group_id: str, stored: Mapping[str, JSON], *, full: bool
) -> dict[str, JSON]:
    name = work.name
    if not work.app.knobs.rename_app_groups and work.linked:
        name = str(stored.get("displayName") or work.name)
    if not full:
        members: Sequence[Member] = groupbody.members_of(stored)
    elif work.linked and work.app.knobs.link_merges_remote_members:
        members = groupbody.merged(stored, work.members, work.pushed)
    else:
        members = work.members
    return groupbody.group(name, members, remote_id=group_id)


def _group(group_id: str) -> str:
    return f"/Groups/{encode(group_id)}"


def _user(user_id: str) -> str:
    return f"/Users/{encode(user_id)}"


def _filter(app: App, value: str, *, attribute: str = "userName") -> str:
    literal = value.replace("\\", "\\\\").replace('"', '\\"')
    return "filter=" + encode(f'{attribute} eq "{literal}"', plus=app.knobs.space_as_plus)


def encode(text: str, *, plus: bool = False) -> str:
    """Percent-encode as Java's URLEncoder does, with ``%20`` for a blank unless told otherwise."""
    parts = [chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode()]
    encoded = "".join(parts)
    return encoded.replace("%20", "+") if plus else encoded


def request(app: App, method: str, path: str, body: object, token: str) -> Request:
    """Make a request with Okta's header lines; a DELETE has a type and no body (4.2)."""
    parts = urlsplit(app.integration.base_url)
    content = None if body is None else compact(body)
    lines = [("Accept", "application/scim+json"), ("Accept-Charset", "utf-8")]
    if content is not None or method == "DELETE":
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
    "PAGE",
    "USER_AGENT",
    "Request",
    "authorization",
    "build",
    "build_discovery",
    "build_group",
    "build_page",
    "build_test",
    "compact",
    "encode",
    "host_of",
    "request",
]
