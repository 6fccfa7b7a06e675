"""What the platform reads, as small frozen values. Source: zitadel-platform.md 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from simulator.events import JSON
from simulator.zitadel.platform.events import Aggregate

USER_COLUMNS = (
    "id,org_id,type,user_name,state,given_name,family_name,nick_name,display_name,language,"
    "email,email_verified,phone,phone_verified,created,core_changed,core_sequence,sequence,"
    "changed,doc"
)


@dataclass(frozen=True, slots=True)
class UserRow:
    """A human or service account; ``sequence`` and ``changed`` are the last event's."""

    id: str
    org_id: str
    type: str
    user_name: str
    state: str
    given_name: str
    family_name: str
    nick_name: str
    display_name: str
    language: str
    email: str
    email_verified: bool
    phone: str
    phone_verified: bool
    created: int
    core_changed: int
    core_sequence: int
    sequence: int
    changed: int
    doc: Mapping[str, JSON]

    @property
    def human(self) -> bool:
        """Whether this is a person."""
        return self.type == "human"

    @property
    def aggregate(self) -> Aggregate:
        """The user's aggregate."""
        return Aggregate("user", self.id, self.org_id)

    @property
    def shown_name(self) -> str:
        """The name lists show: a service account's name, a person's display name."""
        return self.display_name if self.human else str(self.doc.get("name", ""))


@dataclass(frozen=True, slots=True)
class OrgRow:
    """An organization."""

    id: str
    name: str
    state: str
    primary_domain: str
    created: int
    changed: int
    sequence: int
    domains: tuple[str, ...]

    @property
    def aggregate(self) -> Aggregate:
        """The organization's aggregate."""
        return Aggregate("org", self.id, self.id)


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """The instance."""

    id: str
    created: int
    doc: Mapping[str, JSON]

    @property
    def default_org(self) -> str:
        """The default organization's id."""
        return str(self.doc.get("defaultOrg", ""))

    @property
    def language(self) -> str:
        """The language of those who ask for none."""
        return str(self.doc.get("language", "en"))

    @property
    def project(self) -> str:
        """The id of the project ZITADEL, the audience of ZITADEL's own APIs."""
        return str(self.doc.get("project", ""))


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Roles of a user on an organization, a project (``project_id``) or the instance (``''``)."""

    org_id: str
    project_id: str
    user_id: str
    roles: tuple[str, ...]
    created: int
    changed: int
    sequence: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token that was given out; ``doc`` holds what its event said."""

    id: str
    user_id: str
    kind: str
    hash: str
    expires: int
    created: int
    sequence: int
    api: bool
    dead: bool
    doc: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A policy of an organization or (``org_id`` empty) the instance."""

    org_id: str
    doc: Mapping[str, JSON]
    created: int
    changed: int
    sequence: int


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """A key and its value."""

    key: str
    value: bytes
    created: int
    changed: int
    sequence: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of a service account."""

    id: str
    user_id: str
    org_id: str
    expires: int
    public_key: str
    created: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project."""

    id: str
    org_id: str
    name: str
    created: int
    changed: int
    sequence: int


@dataclass(frozen=True, slots=True)
class AppRow:
    """An application; ``kind`` is ``api`` or ``oidc``."""

    id: str
    project_id: str
    org_id: str
    name: str
    kind: str
    client_id: str
    doc: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of the session API."""

    id: str
    created: int
    changed: int
    sequence: int
    token_id: str
    user_id: str
    creator: str
    doc: Mapping[str, JSON] = field(default_factory=dict)


def user_from(row: Sequence[Any]) -> UserRow:
    """Make a user of a row of :data:`USER_COLUMNS` columns."""
    values = list(row)
    values[11], values[13] = bool(values[11]), bool(values[13])
    values[-1] = orjson.loads(values[-1])
    return UserRow(*values)


__all__ = [
    "USER_COLUMNS",
    "AppRow",
    "InstanceRow",
    "KeyRow",
    "MemberRow",
    "MetadataRow",
    "OrgRow",
    "ProjectRow",
    "SessionRow",
    "SettingRow",
    "TokenRow",
    "UserRow",
    "user_from",
]
