"""Pushed groups: mappings, rules, and the app's own groups as Okta knows them.

Source: okta-provisioning.md 1.8, 2.14, 2.15, 6.3; okta-management-api.md 6.1.
"""

from dataclasses import dataclass
from enum import StrEnum

from simulator.okta.model import App


class MappingStatus(StrEnum):
    """Whether a pushed group follows its Okta group."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    ERROR = "ERROR"


class GroupOp(StrEnum):
    """What a group job is for."""

    CREATE = "create"
    LINK = "link"
    PUSH = "push"
    CHANGE = "change"
    REFRESH = "refresh"
    RENAME = "rename"
    DELETE = "delete"


ABSORBED: dict[GroupOp, frozenset[GroupOp]] = {
    GroupOp.CREATE: frozenset((GroupOp.PUSH, GroupOp.CHANGE, GroupOp.REFRESH, GroupOp.RENAME)),
    GroupOp.LINK: frozenset((GroupOp.PUSH, GroupOp.CHANGE, GroupOp.REFRESH, GroupOp.RENAME)),
    GroupOp.PUSH: frozenset((GroupOp.PUSH, GroupOp.CHANGE, GroupOp.REFRESH, GroupOp.RENAME)),
    GroupOp.CHANGE: frozenset((GroupOp.CHANGE, GroupOp.REFRESH, GroupOp.RENAME)),
    GroupOp.REFRESH: frozenset((GroupOp.REFRESH,)),
    GroupOp.RENAME: frozenset((GroupOp.RENAME,)),
    GroupOp.DELETE: frozenset(GroupOp),
}
"""What a waiting group job does along with its own work: the list is read when it starts."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has an account; ``display`` is the app userName (2.14)."""

    id: str
    display: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteGroup:
    """A group of the app; ``id`` is Okta's own id for it, ``remote_id`` the app's."""

    id: str
    app_id: str
    remote_id: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushMapping:
    """An Okta group that is pushed.

    ``linked`` says that the app had the group before; ``error`` is Okta's text for a failed push.
    """

    id: str
    app_id: str
    group_id: str
    name: str
    app_group_id: str
    status: MappingStatus = MappingStatus.ACTIVE
    target_id: str | None = None
    linked: bool = False
    error: str = ""
    rule_id: str | None = None
    created: int = 0
    updated: int = 0
    last_push: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRule:
    """Push every group whose name or description is like this (1.8)."""

    id: str
    app_id: str
    attribute: str
    operator: str
    value: str

    def fits(self, name: str, description: str | None) -> bool:
        """Whether a group falls under the rule; letter case does not matter (I)."""
        text = ((name if self.attribute == "name" else description) or "").lower()
        value = self.value.lower()
        match self.operator:
            case "starts_with":
                return text.startswith(value)
            case "ends_with":
                return text.endswith(value)
        return value in text


def imports_groups(app: App) -> bool:
    """Whether Okta reads the app's groups; without the box it always does (1.2)."""
    box = app.knobs.import_groups_box == "present"
    return "import_groups" in app.integration.actions or not box


__all__ = [
    "ABSORBED",
    "GroupOp",
    "MappingStatus",
    "Member",
    "PushMapping",
    "PushRule",
    "RemoteGroup",
    "imports_groups",
]
