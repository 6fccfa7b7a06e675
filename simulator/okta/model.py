"""What the tenant knows: people, groups, the app, assignments, jobs, tasks.

Statuses and their transitions are Okta's own. Source: okta-provisioning.md 6.1, 6.2;
okta-management-api.md 2.5, 5.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simulator.events import JSON
from simulator.okta.attributes import Attribute
from simulator.okta.importmodel import ImportSettings
from simulator.okta.jobmodel import Job, JobKind, JobState, Snapshot, Task, TaskKind
from simulator.okta.knobs import Knobs


class UserStatus(StrEnum):
    """Where an Okta user is in its life."""

    STAGED = "STAGED"
    PROVISIONED = "PROVISIONED"
    ACTIVE = "ACTIVE"
    RECOVERY = "RECOVERY"
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED"
    LOCKED_OUT = "LOCKED_OUT"
    SUSPENDED = "SUSPENDED"
    DEPROVISIONED = "DEPROVISIONED"


class Scope(StrEnum):
    """How an assignment came about: directly or through a group."""

    USER = "USER"
    GROUP = "GROUP"


class AssignmentStatus(StrEnum):
    """The statuses of an app user that this tenant reaches."""

    ACTIVE = "ACTIVE"
    STAGED = "STAGED"
    PROVISIONED = "PROVISIONED"
    DEPROVISIONED = "DEPROVISIONED"


class SyncState(StrEnum):
    """Whether the account is as Okta wants it."""

    DISABLED = "DISABLED"
    OUT_OF_SYNC = "OUT_OF_SYNC"
    SYNCING = "SYNCING"
    SYNCHRONIZED = "SYNCHRONIZED"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class OktaUser:
    """A person in the tenant. Instants are microseconds since 1970, 0 for never."""

    id: str
    login: str
    status: UserStatus
    profile: Mapping[str, JSON]
    has_password: bool = False
    created: int = 0
    updated: int = 0
    status_changed: int = 0
    activated: int = 0
    password_changed: int = 0

    @property
    def display_name(self) -> str:
        """The name that task texts and log targets use."""
        names = (self.profile.get("firstName"), self.profile.get("lastName"))
        return " ".join(str(name) for name in names if name) or self.login


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of the tenant; ``BUILT_IN`` is Everyone."""

    id: str
    name: str
    type: str = "OKTA_GROUP"
    description: str | None = None
    created: int = 0
    updated: int = 0
    members_changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Provisioning › Integration, as saved. ``token`` is a mask; the value is in the secrets.

    Source: okta-provisioning.md 1.2.
    """

    enabled: bool = False
    base_url: str = ""
    unique_identifier: str = "userName"
    actions: tuple[str, ...] = ()
    mode: str = "header"
    token: str = ""
    token_url: str = ""
    authorize_url: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The toggles of Provisioning › To App; all off after creation (1.4)."""

    create: bool = False
    update: bool = False
    deactivate: bool = False
    password: bool = False

    @property
    def any(self) -> bool:
        """Whether Okta does anything at all on an assignment."""
        return self.create or self.update or self.deactivate


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app integration with everything that decides what is sent.

    ``broker_mode`` is Federation Broker Mode: everybody may sign in, nobody is provisioned (1.1).
    ``offered`` are attributes of an imported user schema that could be added (2.19).
    """

    id: str
    label: str
    name: str = ""
    status: str = "ACTIVE"
    sign_on: str = "SAML_2_0"
    integration: Integration = field(default_factory=Integration)
    features: Features = field(default_factory=Features)
    knobs: Knobs = field(default_factory=Knobs)
    attributes: tuple[Attribute, ...] = ()
    sign_on_settings: Mapping[str, JSON] = field(default_factory=dict)
    presentation: Mapping[str, JSON] = field(default_factory=dict)
    imports: ImportSettings = field(default_factory=ImportSettings)
    broker_mode: bool = False
    offered: tuple[Attribute, ...] = ()
    schema_imported: bool = False
    created: int = 0
    updated: int = 0

    @property
    def provisions(self) -> bool:
        """Whether pushes may leave at all."""
        return self.connected and self.status == "ACTIVE"

    @property
    def connected(self) -> bool:
        """Whether there is a connector that may be used, be the app active or not."""
        return self.integration.enabled and not self.broker_mode

    def attribute(self, name: str) -> Attribute | None:
        """Return an attribute of the app user profile by name."""
        return next((each for each in self.attributes if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppGroup:
    """A group assigned to the app; 0 is the highest priority."""

    app_id: str
    group_id: str
    priority: int
    profile: Mapping[str, JSON] = field(default_factory=dict)
    updated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An app user: an Okta user linked to the app.

    ``profile`` is the app user profile after mapping, ``own`` the values set on this assignment
    alone, ``pushed`` the profile of the last successful push with its ``pushed_name``; ``resent``
    says that it was a retry. ``linked_id`` is the account's id on the other side (Okta's field
    ``externalId``), ``had`` the one it was linked to when it ended; ``gone`` is who did not find
    that account any more, an import or the job that was to switch it off.
    """

    id: str
    app_id: str
    user_id: str
    scope: Scope
    status: AssignmentStatus
    sync_state: SyncState
    user_name: str
    linked_id: str | None = None
    group_id: str | None = None
    profile: Mapping[str, JSON] = field(default_factory=dict)
    own: Mapping[str, JSON] = field(default_factory=dict)
    pushed: Mapping[str, JSON] | None = None
    pushed_name: str | None = None
    resent: bool = False
    gone: str = ""
    had: str | None = None
    last_push: int | None = None
    last_kind: str | None = None
    created: int = 0
    changed: int = 0
    status_changed: int = 0
    last_sync: int = 0

    @property
    def live(self) -> bool:
        """Whether the person has the app; an ended assignment is kept for its history."""
        return self.status is not AssignmentStatus.DEPROVISIONED


__all__ = [
    "App",
    "AppGroup",
    "Assignment",
    "AssignmentStatus",
    "Features",
    "Group",
    "Integration",
    "Job",
    "JobKind",
    "JobState",
    "OktaUser",
    "Scope",
    "Snapshot",
    "SyncState",
    "Task",
    "TaskKind",
    "UserStatus",
]
