"""Jobs of the engine, what they send, and the tasks they leave.

Source: okta-provisioning.md 2.11, 3.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simulator.events import JSON


class JobKind(StrEnum):
    """What a provisioning job is for; a push may turn out to be of another kind."""

    CREATE = "CREATE"
    LINK = "LINK"
    UPDATE = "UPDATE"
    DEACTIVATE = "DEACTIVATE"
    REACTIVATE = "REACTIVATE"
    IMPORT = "IMPORT"
    PASSWORD = "PASSWORD"
    GROUP_PUSH = "GROUP_PUSH"


class JobState(StrEnum):
    """Where a job is on its way through the engine."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class TaskKind(StrEnum):
    """The cards of the Tasks page that user jobs lead to. Source: okta-provisioning.md 3.5."""

    ASSIGNMENT = "Application assignments encountered errors"
    PROFILE_PUSH = "Profile push updates encountered errors"
    DEPROVISIONING = "Application accounts need deprovisioning"
    PASSWORD = "Application accounts need password syncing"
    GROUP_PUSH = "Group push mapping encountered errors"
    SAFEGUARD = "All imports paused pending threshold review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a job sends, taken when it was queued; a retry sends the same again (2.11).

    ``op`` says what a job is for that has no person; ``returning`` that the Okta user was
    activated again.
    """

    login: str
    display_name: str
    user_name: str
    profile: Mapping[str, JSON]
    linked_id: str | None = None
    changed: tuple[str, ...] = ()
    op: str = ""
    returning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One provisioning action in the queue, shown as ``j88``.

    A job of a pushed group has its mapping in ``assignment``, an import the app.
    """

    number: int
    kind: JobKind
    app_id: str
    assignment: str
    user_id: str
    snapshot: Snapshot
    state: JobState = JobState.QUEUED
    attempt: int = 0
    due: int = 0
    push: int | None = None
    reason: str = ""
    transaction: str = ""
    blind_waits: int = 0
    task: str | None = None
    actor: Mapping[str, JSON] | None = None
    step: int | None = None
    cause: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a failed job leaves for a person, with Okta's own text."""

    id: str
    app_id: str
    assignment: str
    job: int
    kind: TaskKind
    text: str
    state: str


__all__ = ["Job", "JobKind", "JobState", "Snapshot", "Task", "TaskKind"]
