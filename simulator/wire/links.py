"""Find out which user of ZITADEL an exchange is about, from the exchange alone."""

import re
from urllib.parse import unquote

import orjson

_MEMBER = re.compile(r"/(?:Users/(?!\.search)([^/?#]+)|users/(?:human/|machine/)?([0-9]{10,}))")
_MAKES_USER = re.compile(r"/(?:Users|users|users/(?:human|machine|new|import|human/_import))\Z")
_ONE = re.compile(rb'"totalResults"\s*:\s*1\b')
_OWN_ID = re.compile(rb'"\},"id":"([0-9A-Za-z_-]+)"')
_HEAD = 2048
"""So near the beginning an answer of our own has the total of a list and the id of the first."""
_READ_UP_TO = 64 * 1024


def user_in_target(target: str) -> str | None:
    """Return the user a path speaks of: ``/Users/{id}``, or ``/users/{id}`` of the other APIs."""
    before, users, rest = target.partition("/Users/")
    if users and rest.isalnum() and "/users/" not in before:
        return rest  # the usual case, at a fifth of the price
    match = _MEMBER.search(target)
    if match is None:
        return None
    return unquote(match[1]) if match[1] else match[2]


def user_in_answer(method: str, target: str, status: int, body: bytes | None) -> str | None:
    """Return the user an answer speaks of: the one just made, or the only one in a list."""
    if status not in (200, 201) or not body or len(body) > _READ_UP_TO:
        return None
    path = target.partition("?")[0]
    if method == "POST" and _MAKES_USER.search(path):
        return _text(_object(body), "id", "userId")
    if (method == "GET" and path.endswith("/Users")) or path.endswith("/Users/.search"):
        return _only(body) if _ONE.search(body) else None
    return None


def user_in_own_answer(method: str, target: str, status: int, body: bytes) -> str | None:
    """Say the same of an answer of our own SCIM, whose parts are always in the same place."""
    if status != 201:
        path = target.partition("?")[0]
        lists = path.endswith("/.search") if method == "POST" else path.endswith("/Users")
        if status != 200 or not lists or not _ONE.search(body, 0, _HEAD):
            return None
    found = _OWN_ID.search(body, 0, _HEAD)
    return found[1].decode() if found else None


def _only(body: bytes) -> str | None:
    resources = _object(body).get("Resources")
    if isinstance(resources, list) and len(resources) == 1 and isinstance(resources[0], dict):
        return _text(resources[0], "id")
    return None


def _object(body: bytes) -> dict[str, object]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: dict[str, object], *names: str) -> str | None:
    for name in names:
        found = value.get(name)
        if isinstance(found, str) and found:
            return found
    return None


__all__ = ["user_in_answer", "user_in_own_answer", "user_in_target"]
