"""What the engine may want to send, before it is a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from simulator.events import JSON


class Purpose(StrEnum):
    """What a request is for; decides Okta's words when it fails."""

    TEST = "test"
    LOOKUP = "lookup"
    CREATE = "create"
    PROFILE = "profile"
    REACTIVATE = "reactivate"
    DEACTIVATE = "deactivate"
    PASSWORD = "password"
    GROUP_LOOKUP = "group lookup"
    GROUP_CREATE = "group create"
    GROUP_NAME = "group name"
    GROUP_MEMBERS = "group members"
    GROUP_DELETE = "group delete"
    IMPORT_USERS = "import users"
    IMPORT_GROUPS = "import groups"


@dataclass(frozen=True, slots=True)
class Test:
    """Ask for two users, to see whether the connector works."""

    purpose: Purpose = Purpose.TEST


@dataclass(frozen=True, slots=True)
class Find:
    """Look for an account by userName."""

    value: str
    purpose: Purpose = Purpose.LOOKUP


@dataclass(frozen=True, slots=True)
class Read:
    """Read the stored representation before changing it."""

    user_id: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Create:
    """Make an account."""

    purpose: Purpose = Purpose.CREATE


@dataclass(frozen=True, slots=True)
class Replace:
    """Send the whole representation back, changed."""

    user_id: str
    stored: Mapping[str, JSON]
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Patch:
    """Send the changed part alone."""

    user_id: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class FindGroup:
    """Look for a group by its name."""

    name: str
    purpose: Purpose = Purpose.GROUP_LOOKUP


@dataclass(frozen=True, slots=True)
class CreateGroup:
    """Make a group."""

    purpose: Purpose = Purpose.GROUP_CREATE


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """Read the stored group before changing it."""

    group_id: str
    purpose: Purpose = Purpose.GROUP_MEMBERS


@dataclass(frozen=True, slots=True)
class ReplaceGroup:
    """Send the group back: with the new list (``full``), or renamed with the members it has."""

    group_id: str
    stored: Mapping[str, JSON]
    full: bool
    purpose: Purpose = Purpose.GROUP_MEMBERS


@dataclass(frozen=True, slots=True)
class PatchGroup:
    """Send the name, or one batch of the membership change."""

    group_id: str
    purpose: Purpose
    batch: int = 0


@dataclass(frozen=True, slots=True)
class DeleteGroup:
    """Delete the group."""

    group_id: str
    purpose: Purpose = Purpose.GROUP_DELETE


@dataclass(frozen=True, slots=True)
class ListUsers:
    """Read one page of accounts."""

    start: int
    purpose: Purpose = Purpose.IMPORT_USERS


@dataclass(frozen=True, slots=True)
class ListGroups:
    """Read one page of groups."""

    start: int
    purpose: Purpose = Purpose.IMPORT_GROUPS


GroupIntent: TypeAlias = (
    FindGroup | CreateGroup | ReadGroup | ReplaceGroup | PatchGroup | DeleteGroup
)
Intent: TypeAlias = (
    Test | Find | Read | Create | Replace | Patch | GroupIntent | ListUsers | ListGroups
)

__all__ = [
    "Create",
    "CreateGroup",
    "DeleteGroup",
    "Find",
    "FindGroup",
    "GroupIntent",
    "Intent",
    "ListGroups",
    "ListUsers",
    "Patch",
    "PatchGroup",
    "Purpose",
    "Read",
    "ReadGroup",
    "Replace",
    "ReplaceGroup",
    "Test",
]
