"""Groups of newer versions: pure functions from request to events.

Off unless the settings say version ``next``; released versions answer 404. A command may write
and refuse all the same: ZITADEL makes several changes one after the other, and what came before
the one that fails stays. Source: zitadel-scim.md 15.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.errors import Refusal
from simulator.events import JSON, Event
from simulator.scim import urns
from simulator.zitadel.attributes import fold
from simulator.zitadel.grouprefusals import refuse_group
from simulator.zitadel.model import UserEvent
from simulator.zitadel.patch import Operation, check_operations
from simulator.zitadel.platform.errors import Gap
from simulator.zitadel.refusals import recover
from simulator.zitadel.scimgroup import Group, ScimGroup
from simulator.zitadel.text import blank

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    **{chr(code): f"\\{letter}" for code, letter in enumerate("abtnvfr", 7)},
}


class GroupLookups(Protocol):
    """What commands ask of the stored state."""

    def group(self, group_id: str) -> Group | None:
        """Return any group of the instance."""
        ...

    def members(self, group_id: str) -> Sequence[str]:
        """Return the ids of a group's members."""
        ...

    def name_taken(self, org_id: str, name: str, *, but: str = "") -> bool:
        """Return whether another group of the organization has that name, case ignored."""
        ...

    def account_type(self, org_id: str, user_id: str) -> str | None:
        """Return ``human`` or ``machine``; ``None`` for nobody of that organization."""
        ...

    def org_exists(self, org_id: str) -> bool:
        """Return whether an organization is there and not removed."""
        ...


def _anything(permission: str) -> None:
    del permission


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupContext:
    """Who asks for what, where, and with which means; ``permit`` raises the refusal."""

    org_id: str
    caller_id: str
    lookups: GroupLookups
    new_id: Callable[[], str]
    permit: Callable[[str], None] = _anything


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What a command decided; ``refusal`` is the answer although ``events`` are written."""

    group_id: str
    sequence: int = 0
    events: tuple[UserEvent, ...] = ()
    refusal: Refusal | None = None

    def records(self, ctx: GroupContext) -> list[Event]:
        """Return what goes to the journal: the numbered events."""
        found = []
        for number, event in enumerate(self.events, self.sequence + 1):
            data: dict[str, JSON] = {
                "id": self.group_id,
                "org": ctx.org_id,
                "sequence": number,
                "creator": ctx.caller_id,
                "payload": event.payload,
            }
            found.append(Event(kind=f"zitadel.{event.type}", data=data))
        return found

    def finish(self) -> None:
        """Raise the refusal that follows a write, if there is one."""
        if self.refusal is not None:
            raise self.refusal


def create(ctx: GroupContext, group: ScimGroup) -> GroupOutcome:
    """Create a group; one with an unknown member is created without any, and refused."""
    _check(group, "SCIM-GRP1m")
    if blank(group.display_name):
        raise refuse_group("GROUP-m177lN")
    ctx.permit("group.create")
    if not ctx.lookups.org_exists(ctx.org_id):
        raise refuse_group("CMDGRP-j1mH8l")
    _check_name(ctx, group.display_name)
    events = [UserEvent("group.added", {"name": group.display_name})]
    refusal = _change_members(ctx, (), group.member_ids, events)
    return GroupOutcome(ctx.new_id(), 0, tuple(events), refusal)


def replace(ctx: GroupContext, group_id: str, group: ScimGroup) -> GroupOutcome:
    """Rename a group if the name is another one, then make the members exactly those sent.

    Every part is checked and written for itself, so that a new name stays although the members
    are refused.
    """
    _check(group, "SCIM-GRP2r")
    stored = load(ctx.lookups, ctx.org_id, group_id)
    events: list[UserEvent] = []
    if stored.name != group.display_name:
        if blank(group.display_name):
            raise refuse_group("GROUP-dUNd3r")
        ctx.permit("group.write")
        _check_name(ctx, group.display_name, but=group_id)
        events.append(UserEvent("group.changed", {"name": group.display_name}))
    members = ctx.lookups.members(group_id)
    refusal = _change_members(ctx, members, group.member_ids, events)
    return GroupOutcome(group_id, stored.last_sequence, tuple(events), refusal)


def modify(operations: Sequence[Operation | None]) -> None:
    """Refuse every PATCH with operations, whatever the group; without any nothing happens."""
    check_operations(operations)
    if operations:
        raise refuse_group("SCIM-GRP3p")


def delete(ctx: GroupContext, group_id: str) -> GroupOutcome:
    """Remove a group; there are no grants to groups here that could end with it."""
    stored = load(ctx.lookups, ctx.org_id, group_id)
    ctx.permit("group.delete")
    removed = UserEvent("group.removed", {"name": stored.name})
    return GroupOutcome(group_id, stored.last_sequence, (removed,))


def load(lookups: GroupLookups, org_id: str, group_id: str) -> Group:
    """Return a group of that organization, or refuse."""
    if "\0" in group_id:
        raise Gap("zitadel.scim.group-nul")
    stored = lookups.group(group_id)
    if stored is None:
        raise refuse_group("QUERY-SG4WbR")
    if stored.org_id != org_id:
        raise refuse_group("SCIM-GRP5o")
    return stored


def _check(group: ScimGroup, missing: str) -> None:
    """Check what needs no stored state; ``missing`` refuses a group without a name."""
    if not group.display_name:
        raise refuse_group(missing)
    for member in group.members or ():
        if member is None:
            raise recover()
        of_type = member.get("type", "")
        if of_type == "Group":
            raise refuse_group("SCIM-GRP6n")
        if of_type not in ("", "User"):
            raise refuse_group("SCIM-GRP7t", type=_quoted(of_type))


def _quoted(text: str) -> str:
    """Quote text as Go does: what does not print is escaped."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if char == " " or unicodedata.category(char)[0] in "LMNPS":
        return char
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _check_name(ctx: GroupContext, name: str, *, but: str = "") -> None:
    if "\0" in name:
        raise Gap("zitadel.scim.group-nul")
    if ctx.lookups.name_taken(ctx.org_id, name, but=but):
        raise refuse_group("V3-DKcYh")


def _change_members(
    ctx: GroupContext, known: Collection[str], wanted: list[str], events: list[UserEvent]
) -> Refusal | None:
    """Add what is new, then remove what is gone; return the refusal that ended it."""
    added = [user_id for user_id in wanted if user_id not in known]
    removed = [user_id for user_id in known if user_id not in wanted]
    try:
        if added:
            ctx.permit("group.user.write")
            _check_accounts(ctx, added)
            events.append(UserEvent("group.users.added", {"userIds": added}))
        if removed:
            ctx.permit("group.user.delete")
            events.append(UserEvent("group.users.removed", {"userIds": removed}))
    except Refusal as refusal:
        return refusal
    return None


def _check_accounts(ctx: GroupContext, user_ids: Iterable[str]) -> None:
    """Refuse who is not of this organization; what a service account shows is not known."""
    for user_id in user_ids:
        of_type = ctx.lookups.account_type(ctx.org_id, user_id)
        if of_type is None:
            raise refuse_group("COMMAND-uXHNj")
        if of_type != "human":
            raise Gap("zitadel.scim.group-service-account")


def check_user_patch(operations: Sequence[Operation | None]) -> None:
    """Give up on a PATCH of a user's ``groups``: what newer versions do then is not known."""
    for operation in check_operations(operations):
        named: list[str] = []
        if operation.path is not None:
            attribute = operation.path.attribute
            named = [attribute.name] if attribute.urn in (None, urns.USER + ":") else []
        elif type(operation.value) is tuple:
            named = [name for name, _ in operation.value]
        if "groups" in map(fold, named):
            raise Gap("zitadel.scim.user-groups-patch")


__all__ = [
    "GroupContext",
    "GroupLookups",
    "GroupOutcome",
    "check_user_patch",
    "create",
    "delete",
    "load",
    "modify",
    "replace",
]
