"""A group as a request says it and as it is stored. Source: zitadel-scim.md 15.2."""

from dataclasses import dataclass

from simulator.zitadel.reading import Fields
from simulator.zitadel.scimuser import Elements


@dataclass(frozen=True, slots=True)
class ScimGroup:
    """What a request says about a group; ``members`` may hold ``None`` where it had ``null``."""

    display_name: str = ""
    members: Elements | None = None

    @classmethod
    def of(cls, fields: Fields) -> "ScimGroup":
        """Make the group of what was read."""
        return cls(fields.get("displayName", ""), fields.get("members"))

    @property
    def member_ids(self) -> list[str]:
        """The ids of the members, each once, in the order they were sent."""
        return list(dict.fromkeys((one or {}).get("value", "") for one in self.members or ()))


@dataclass(frozen=True, slots=True)
class Group:
    """A stored group.

    ``changed`` and ``sequence`` are what reads show: those of its name. ``last_sequence`` is the
    last number of its stream, which members move, too.
    """

    id: str
    org_id: str
    name: str
    created: int
    changed: int
    sequence: int
    last_sequence: int


__all__ = ["Group", "ScimGroup"]
