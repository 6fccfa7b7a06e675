"""User resources as bytes: the answer to POST and PUT, and the one to GET and lists.

POST and PUT echo the request, GET shows the stored account. A stored account's document is
finished once per change and kept with two marks in it: the base of its location, and the member
``externalId``, which differs by the caller's provisioning domain. Control characters never occur
raw in JSON, so marks cannot be mistaken. Source: zitadel-scim.md 6.1, 6.3.
"""

import re
from typing import Any, NamedTuple

from simulator.scim import urns
from simulator.zitadel import attributes
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.instants import timestamp
from simulator.zitadel.mapping import printed, stored_fields
from simulator.zitadel.model import Human
from simulator.zitadel.scimuser import Elements, ScimName, ScimUser

BASE_MARK = b"\x01"
EXTERNAL_ID_MARK = b"\x02"

_HEAD = f'{{"schemas":["{urns.USER}"],"meta":{{"resourceType":"User","created":"'.encode()
_MODIFIED = b'","lastModified":"'
_VERSION = b'","version":"'
_LOCATION = b'","location":"'
_ID = b'"},"id":"'

_PLAIN = re.compile(r"[A-Za-z0-9:/._-]*")
_MAYBE_EMPTY = ("emails", "ims", "addresses", "photos", "entitlements", "roles")


class Echo(NamedTuple):
    """What POST and PUT answer: the request's user, but for these (6.3).

    ``phones`` is the number that was stored; POST shows what was sent where none was.
    """

    user: ScimUser
    language: str
    email: str
    phones: Elements


def location(base: str, org_id: str, user_id: str) -> str:
    """Return the URL of a user (1.6)."""
    return f"{base}/scim/v2/{org_id}/Users/{user_id}"


def _inner(text: str) -> bytes:
    """Print text the way it stands inside a JSON string."""
    return text.encode() if _PLAIN.fullmatch(text) else dumps(text)[1:-1]


def _head(
    *, created: str, modified: str, version: int, base: bytes, org_id: str, user_id: str
) -> bytes:
    user = _inner(user_id)
    path = b"/scim/v2/" + _inner(org_id) + b"/Users/" + user
    return (
        _HEAD
        + created.encode()
        + _MODIFIED
        + modified.encode()
        + _VERSION
        + str(version).encode()
        + _LOCATION
        + base
        + path
        + _ID
        + user
        + b'"'
    )


def echo(shown: Echo, *, user_id: str, org_id: str, number: int, at: int, base: str) -> bytes:
    """Return the answer to POST or PUT."""
    instant = timestamp(at)
    head = _head(
        created=instant,
        modified=instant,
        version=number,
        base=_inner(base),
        org_id=org_id,
        user_id=user_id,
    )
    return head + b"," + dumps(_echoed(shown))[1:] + b"\n"


def _echoed(shown: Echo) -> dict[str, Any]:
    user = shown.user
    found: dict[str, Any] = {}
    if user.external_id:
        found["externalId"] = user.external_id
    if user.user_name:
        found["userName"] = user.user_name
    if user.name is not None:
        found["name"] = _echoed_name(user)
    if user.display_name:
        found["displayName"] = user.display_name
    if user.nick_name:
        found["nickName"] = user.nick_name
    if user.profile_url is not None:
        found["profileUrl"] = user.profile_url
    if user.title:
        found["title"] = user.title
    found["preferredLanguage"] = shown.language
    if user.locale:
        found["locale"] = user.locale
    if user.timezone:
        found["timezone"] = user.timezone
    if user.active is not None:
        found["active"] = user.active
    found["emails"] = [{"value": shown.email, "primary": True}]
    for key, elements, parts in (
        ("phoneNumbers", shown.phones, attributes.PHONE_NUMBER),
        ("ims", user.ims, attributes.IM),
        ("addresses", user.addresses, attributes.ADDRESS),
        ("photos", user.photos, attributes.PHOTO),
        ("entitlements", user.entitlements, attributes.ENTITLEMENT),
        ("roles", user.roles, attributes.ROLE),
    ):
        if elements:
            found[key] = printed(elements, parts)
    return found


def _echoed_name(user: ScimUser) -> dict[str, str]:
    name = user.name or ScimName()
    parts = (
        ("formatted", user.display_name or name.formatted),
        ("familyName", name.family_name),
        ("givenName", name.given_name),
        ("middleName", name.middle_name),
        ("honorificPrefix", name.honorific_prefix),
        ("honorificSuffix", name.honorific_suffix),
    )
    return {key: value for key, value in parts if value}


def document(human: Human) -> bytes:
    """Return what GET shows, with marks, no line feed; ``externalId`` is the unscoped one."""
    head = _head(
        created=timestamp(human.created),
        modified=timestamp(human.core_changed),
        version=human.core_sequence,
        base=BASE_MARK,
        org_id=human.org_id,
        user_id=human.id,
    )
    shown = stored_fields(human, "")
    external_id = _external_id(shown.pop("externalId", ""))
    shown["name"] = {key: value for key, value in shown["name"].items() if value}
    for name in _MAYBE_EMPTY:
        if not shown.get(name, True):
            del shown[name]
    marked = EXTERNAL_ID_MARK + external_id + EXTERNAL_ID_MARK
    return head + marked + b"," + dumps(shown)[1:]


def _external_id(value: str) -> bytes:
    return b',"externalId":' + dumps(value) if value else b""


def finish(document: bytes, *, base: str, external_id: str | None = None) -> bytes:
    """Take the marks out of one or many documents.

    ``external_id`` replaces the unscoped one for a caller with a provisioning domain (empty for
    none); then only one document may be given.
    """
    if external_id is not None:
        before, _, after = document.partition(EXTERNAL_ID_MARK)
        document = before + _external_id(external_id) + after.partition(EXTERNAL_ID_MARK)[2]
    else:
        document = document.replace(EXTERNAL_ID_MARK, b"")
    return document.replace(BASE_MARK, _inner(base))


__all__ = [
    "BASE_MARK",
    "EXTERNAL_ID_MARK",
    "Echo",
    "document",
    "echo",
    "finish",
    "location",
]
