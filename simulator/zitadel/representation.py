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
from simulator.zitadel.mapping import printed, shown_fields
from simulator.zitadel.model import Human
from simulator.zitadel.scimuser import Elements, ScimName, ScimUser

BASE_MARK = b"\x01"
EXTERNAL_ID_MARK = b"\x02"

_HEAD = (
    f'{{"schemas":["{urns.USER}"],"meta":{{"resourceType":"User","created":"%b",'
    '"lastModified":"%b","version":"%d","location":"%b/scim/v2/%b/Users/%b"},"id":"%b"'
).encode()

_PLAIN = re.compile(r"[A-Za-z0-9:/._-]*")
_MAYBE_EMPTY = frozenset(("emails", "ims", "addresses", "photos", "entitlements", "roles"))


class Echo(NamedTuple):
    """What POST and PUT answer: the request's user, but for these (6.3).

    ``phones``, as it is printed, is the number that was stored; POST shows what was sent where
    none was.
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
    if text.isalnum() or _PLAIN.fullmatch(text):
        return text.encode()
    return dumps(text)[1:-1]


def _head(
    *, created: str, modified: str, version: int, base: bytes, org_id: str, user_id: str
) -> bytes:
    user = _inner(user_id)
    times = created.encode(), modified.encode()
    return _HEAD % (*times, version, base, _inner(org_id), user, user)


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
    return b"%b,%b\n" % (head, dumps(_echoed(shown))[1:])


def _echoed(shown: Echo) -> dict[str, Any]:
    user = shown.user
    display = user.display_name
    found: dict[str, Any] = {}
    if user.external_id:
        found["externalId"] = user.external_id
    if user.user_name:
        found["userName"] = user.user_name
    if user.name is not None:
        found["name"] = _echoed_name(user.name, display)
    if display:
        found["displayName"] = display
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
    if shown.phones:
        found["phoneNumbers"] = shown.phones
    if user.ims:
        found["ims"] = printed(user.ims, attributes.IM)
    if user.addresses:
        found["addresses"] = printed(user.addresses, attributes.ADDRESS)
    if user.photos:
        found["photos"] = printed(user.photos, attributes.PHOTO)
    if user.entitlements:
        found["entitlements"] = printed(user.entitlements, attributes.ENTITLEMENT)
    if user.roles:
        found["roles"] = printed(user.roles, attributes.ROLE)
    return found


_NAME_PARTS = (
    "formatted",
    "familyName",
    "givenName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
)


def _echoed_name(name: ScimName, display: str) -> dict[str, str]:
    parts = (display or name.formatted, *name[1:])
    return {key: value for key, value in zip(_NAME_PARTS, parts, strict=True) if value}


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
    shown = shown_fields(human, "")
    external_id = _external_id(shown.pop("externalId", ""))
    if not human.given_name or not human.family_name:
        shown["name"] = {key: value for key, value in shown["name"].items() if value}
    for name in _MAYBE_EMPTY & shown.keys():
        if not shown[name]:
            del shown[name]
    return b"%b%b%b%b,%b" % (
        head,
        EXTERNAL_ID_MARK,
        external_id,
        EXTERNAL_ID_MARK,
        dumps(shown)[1:],
    )


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
