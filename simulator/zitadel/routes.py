"""Find out what a SCIM request is for, before anything else is looked at.

The table is by hand: no automatic HEAD, OPTIONS or 405, no slash redirects. Matching looks at the
percent-decoded path. Source: zitadel-scim.md 1.1 to 1.3.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from simulator.events import of_parts
from simulator.zitadel.text import mend

PREFIX = "/scim/v2"

_PLAIN = re.compile(rb"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._:-]+)+/?")
_NO_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~$&+,/:;=@")


class Route(Enum):
    """What a request asks for; the value is its name with the permission it needs.

    ``permission`` is what a caller is asked for, empty where any known one may (3.3); ``public``
    says that no token is needed (discovery).
    """

    CREATE = ("create", "user.write")
    LIST = ("list", "user.read")
    SEARCH = ("search", "user.read")
    READ = ("read", "user.read")
    REPLACE = ("replace", "user.write")
    MODIFY = ("modify", "user.write")
    DELETE = ("delete", "user.delete")
    BULK = ("bulk", "")
    GROUP_CREATE = ("create group", "group.create")
    GROUP_LIST = ("list groups", "group.read")
    GROUP_SEARCH = ("search groups", "group.read")
    GROUP_READ = ("read group", "group.read")
    GROUP_REPLACE = ("replace group", "group.write")
    GROUP_MODIFY = ("modify group", "group.write")
    GROUP_DELETE = ("delete group", "group.delete")
    CONFIG = ("config", None)
    RESOURCE_TYPES = ("resource types", None)
    RESOURCE_TYPE = ("resource type", None)
    SCHEMAS = ("schemas", None)
    SCHEMA = ("schema", None)

    def __init__(self, _: str, permission: str | None) -> None:
        self.permission = permission or ""
        self.public = permission is None

    __hash__ = object.__hash__  # members are looked up by every request, and are what they are


class Match(NamedTuple):
    """A matched route; ``id`` is that of the user, group, resource type or schema."""

    route: Route
    org_id: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """301 to ``target``; ``routed`` tells the one of the SCIM router from that of the server."""

    target: str
    routed: bool


@dataclass(frozen=True, slots=True)
class NotFound:
    """404 of the router."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """405 of the router."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Not a path of SCIM."""


@dataclass(frozen=True, slots=True)
class BadTarget:
    """A target the HTTP server itself refuses."""


Found: TypeAlias = Match | Redirect | NotFound | NotAllowed | Elsewhere | BadTarget

_COLLECTION = {"GET": Route.LIST, "POST": Route.CREATE}
_MEMBER = {
    "GET": Route.READ,
    "PUT": Route.REPLACE,
    "PATCH": Route.MODIFY,
    "DELETE": Route.DELETE,
}
_SINGLE = {
    "Bulk": ("POST", Route.BULK),
    "ServiceProviderConfig": ("GET", Route.CONFIG),
    "ResourceTypes": ("GET", Route.RESOURCE_TYPES),
    "Schemas": ("GET", Route.SCHEMAS),
}
_OF_GROUPS = {
    Route.CREATE: Route.GROUP_CREATE,
    Route.LIST: Route.GROUP_LIST,
    Route.SEARCH: Route.GROUP_SEARCH,
    Route.READ: Route.GROUP_READ,
    Route.REPLACE: Route.GROUP_REPLACE,
    Route.MODIFY: Route.GROUP_MODIFY,
    Route.DELETE: Route.GROUP_DELETE,
}
"""What newer versions route like users (15.1)."""
_NAMED = {"ResourceTypes": Route.RESOURCE_TYPE, "Schemas": Route.SCHEMA}


def find(method: str, raw_path: bytes, query: bytes, *, groups: bool = False) -> Found:
    """Return what a request line means; ``groups`` are there in newer versions only."""
    usual = _usual(method, raw_path.split(b"/"))
    if usual is not None:
        return usual
    if _PLAIN.fullmatch(raw_path):
        path = raw_path.decode()
        if not path.startswith(PREFIX):
            return Elsewhere()
    else:
        if _BAD_ESCAPE.search(raw_path):
            return BadTarget()
        plain = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), raw_path)
        path = plain.decode(errors="surrogateescape")
        clean = clean_path(path)
        if clean != path:
            return Redirect(_target(clean, query), routed=False)
        if not path.startswith(PREFIX):
            return Elsewhere()
        if not raw_path.startswith(PREFIX.encode()):
            return NotFound()
    rest = path[len(PREFIX) :]
    if rest[:1] != "/":
        return Redirect(_target(clean_path(rest), query), routed=True)
    org, *more = rest[1:].split("/")
    segments = [_storable(org), *more]
    if groups and segments[1:2] == ["Groups"]:
        return _of_groups(_scim(method, [segments[0], "Users", *segments[2:]]))
    return _scim(method, segments)


def _usual(method: str, parts: list[bytes]) -> Match | None:
    """Return what nearly all requests ask for, whose paths mean what they say."""
    match parts:
        case [b"", b"scim", b"v2", org, b"Users"] if org.isalnum():
            route = _COLLECTION.get(method)
            return None if route is None else Match(route, org.decode())
        case [b"", b"scim", b"v2", org, b"Users", user] if org.isalnum() and user.isalnum():
            route = _MEMBER.get(method)
            if route is not None:
                return of_parts(Match, (route, org.decode(), user.decode()))
    return None


def _storable(segment: str) -> str:
    """Put NUL for what is no UTF-8: the database refuses both with the same words."""
    return segment if segment.isascii() else _NO_UTF8.sub("\0", segment)


def _of_groups(found: Found) -> Found:
    if isinstance(found, Match):
        return Match(_OF_GROUPS[found.route], found.org_id, found.id)
    return found


def _scim(method: str, segments: list[str]) -> Found:
    match segments:
        case [org, "Users"] if org:
            route = _COLLECTION.get(method)
            return NotFound() if route is None else Match(route, org)
        case [org, "Users", user] if org and user:
            if method == "POST" and user == ".search":
                return Match(Route.SEARCH, org)
            route = _MEMBER.get(method)
            return NotAllowed() if route is None else Match(route, org, _storable(user))
        case [org, name] if org and name in _SINGLE:
            allowed, route = _SINGLE[name]
            return Match(route, org) if method == allowed else NotAllowed()
        case [org, name, entry] if org and entry and name in _NAMED:
            return Match(_NAMED[name], org, mend(entry)) if method == "GET" else NotAllowed()
    return NotFound()


def clean_path(path: str) -> str:
    """Take ``//``, ``/./`` and ``/../`` out of a path; a slash at the end stays."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    clean = "/" + "/".join(parts)
    return clean + "/" if path.endswith("/") and parts else clean


def _target(path: str, query: bytes) -> str:
    raw = path.encode(errors="surrogateescape")
    escaped = "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in raw)
    return escaped + ("?" + query.decode("latin-1") if query else "")


__all__ = [
    "PREFIX",
    "BadTarget",
    "Elsewhere",
    "Found",
    "Match",
    "NotAllowed",
    "NotFound",
    "Redirect",
    "Route",
    "clean_path",
    "find",
]
