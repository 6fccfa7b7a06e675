"""Groups as bytes: what POST echoes, what GET and lists show, what a user shows of its groups.

A user's part is kept finished, with the mark of :mod:`simulator.zitadel.representation` for the
origin. Source: zitadel-scim.md 15.2, 15.3.
"""

from collections.abc import Iterable

from simulator.events import JSON
from simulator.scim import urns
from simulator.zitadel import attributes
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.instants import timestamp
from simulator.zitadel.mapping import printed
from simulator.zitadel.representation import BASE_MARK
from simulator.zitadel.representation import location as user_location
from simulator.zitadel.scimgroup import Group, ScimGroup


def location(base: str, org_id: str, group_id: str) -> str:
    """Return the URL of a group."""
    return f"{base}/scim/v2/{org_id}/Groups/{group_id}"


def echo(group: ScimGroup, *, group_id: str, org_id: str, at: int, base: str) -> bytes:
    """Return the answer to POST: members as they were sent, version that of the bare group."""
    stored = Group(group_id, org_id, group.display_name, at, at, 1, 1)
    members = printed(group.members or [], attributes.GROUP_MEMBER)
    return dumps(_document(stored, base, members)) + b"\n"


def read(group: Group, members: Iterable[tuple[str, str]], *, base: str) -> bytes:
    """Return the answer to GET and PUT; ``members`` are ids with display names."""
    shown = [_member(base, group.org_id, *member) for member in members]
    return dumps(_document(group, base, shown)) + b"\n"


def listed(groups: Iterable[Group], *, base: str, count: int, total: int, start: int) -> bytes:
    """Return the ListResponse; it leaves members out."""
    answer = {
        "schemas": [urns.LIST_RESPONSE],
        "itemsPerPage": count,
        "totalResults": total,
        "startIndex": start,
        "Resources": [_document(group, base, []) for group in groups],
    }
    return dumps(answer) + b"\n"


def membership(group: Group) -> str:
    """Return what a member shows of the group, with a mark."""
    shown = {
        "value": group.id,
        "$ref": location("", group.org_id, group.id),
        "display": group.name,
        "type": "direct",
    }
    return dumps(shown).decode().replace('"$ref":"', f'"$ref":"{BASE_MARK.decode()}', 1)


def _document(group: Group, base: str, members: JSON) -> dict[str, JSON]:
    shown: dict[str, JSON] = {
        "schemas": [urns.GROUP],
        "meta": {
            "resourceType": "Group",
            "created": timestamp(group.created),
            "lastModified": timestamp(group.changed),
            "version": str(group.sequence),
            "location": location(base, group.org_id, group.id),
        },
        "id": group.id,
        "displayName": group.name,
    }
    if members:
        shown["members"] = members
    return shown


def _member(base: str, org_id: str, user_id: str, display: str) -> dict[str, JSON]:
    shown: dict[str, JSON] = {"value": user_id}
    if display:
        shown["display"] = display
    shown["$ref"] = user_location(base, org_id, user_id)
    shown["type"] = "User"
    return shown


__all__ = ["echo", "listed", "location", "membership", "read"]
