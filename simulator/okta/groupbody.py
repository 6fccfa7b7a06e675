"""Bodies of group requests. Key order is Okta's.

Source: okta-provisioning.md 2.14 (POST, PUT), 2.15 (PATCH, batches, linking).
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from simulator.events import JSON
from simulator.okta.pushmodel import Member
from simulator.scim.urns import GROUP, PATCH_OP

Operations: TypeAlias = list[dict[str, JSON]]


def entry(member: Member) -> dict[str, JSON]:
    """Return a member as it is written: no type, no ``$ref``."""
    return {"value": member.id, "display": member.display}


def group(name: str, members: Sequence[Member], *, remote_id: str | None = None) -> dict[str, JSON]:
    """Return a whole group; ``externalId`` is never sent."""
    named = {} if remote_id is None else {"id": remote_id}
    return {
        "schemas": [GROUP],
        **named,
        "displayName": name,
        "members": [entry(each) for each in members],
    }


def members_of(stored: Mapping[str, JSON]) -> list[Member]:
    """Return the members the other side shows; nobody twice, a missing ``display`` is null."""
    listed = stored.get("members")
    seen: dict[str, Member] = {}
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and each.get("value"):
            shown = each.get("display")
            key = str(each["value"])
            seen.setdefault(key, Member(key, None if shown is None else str(shown)))
    return list(seen.values())


def merged(
    stored: Mapping[str, JSON], members: Sequence[Member], pushed: Sequence[str]
) -> list[Member]:
    """Join the list of a linked group with Okta's: strangers stay, nobody is listed twice.

    Whom Okta pushed before and does not have any more goes out.
    """
    mine = {each.id: each for each in members}
    left = set(pushed) - set(mine)
    kept = [mine.pop(each.id, each) for each in members_of(stored) if each.id not in left]
    return [*kept, *mine.values()]


def renamed(remote_id: str, name: str) -> dict[str, JSON]:
    """Return the PATCH of the name, which also precedes every membership PATCH."""
    operation = {"op": "replace", "value": {"id": remote_id, "displayName": name}}
    return patched([operation])


def patched(operations: Operations) -> dict[str, JSON]:
    """Return a PATCH body."""
    return {"schemas": [PATCH_OP], "Operations": operations}


def batches(
    members: Sequence[Member], pushed: Sequence[str], *, whole: bool, limit: int, pathless: bool
) -> tuple[Operations, ...]:
    """Cut a membership change into PATCHes of at most ``limit`` entries.

    Counted are the entries of add and replace and the single removes; how the product cuts a full
    list is not published, so this is a guess.
    """
    if whole or pathless:
        return _whole([entry(each) for each in members], limit=limit, pathless=pathless)
    before, now = set(pushed), {each.id for each in members}
    removes = [each for each in pushed if each not in now]
    adds = [entry(each) for each in members if each.id not in before]
    changes: list[JSON] = [*removes, *adds]
    return tuple(
        _changes(changes[start : start + limit]) for start in range(0, len(changes), limit)
    )


def _changes(part: Sequence[JSON]) -> Operations:
    """Return one request's operations: removes first, then one add."""
    operations: Operations = [
        {"op": "remove", "path": f'members[value eq "{each}"]'}
        for each in part
        if isinstance(each, str)
    ]
    added = [each for each in part if not isinstance(each, str)]
    if added:
        operations.append({"op": "add", "path": "members", "value": added})
    return operations


def _whole(entries: Sequence[JSON], *, limit: int, pathless: bool) -> tuple[Operations, ...]:
    parts = [list(entries[start : start + limit]) for start in range(0, len(entries), limit)]
    made: list[Operations] = []
    for number, part in enumerate(parts or [[]]):
        op = "add" if number else "replace"
        if pathless:
            made.append([{"op": op, "value": {"members": part}}])
        else:
            made.append([{"op": op, "path": "members", "value": part}])
    return tuple(made)


__all__ = ["Operations", "batches", "entry", "group", "members_of", "merged", "patched", "renamed"]
