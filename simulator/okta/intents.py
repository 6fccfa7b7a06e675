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


Intent: TypeAlias = Test | Find | Read | Create | Replace | Patch

__all__ = ["Create", "Find", "Intent", "Patch", "Purpose", "Read", "Replace", "Test"]
