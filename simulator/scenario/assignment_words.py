"""Steps that act on assignments and on the tasks they leave.

Source: okta-provisioning.md 1.7, 2.1 (T4-T15), 2.11, 3.5.
"""

from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.events import JSON
from simulator.scenario.base import Body, Scalar
from simulator.scenario.in_app import InApp
from simulator.scenario.okta_words import OneUser


class Assign(Body):
    """Assign a person or a group to the app."""

    short: ClassVar[str] = "user"
    verb: ClassVar[str] = "okta.assign"
    people: ClassVar[tuple[str, ...]] = ("user",)
    groups: ClassVar[tuple[str, ...]] = ("group",)
    user: str | None = None
    """Login, or what stands before the ``@``."""
    group: str | None = None
    """Name of a group; each of its people is assigned."""

    @model_validator(mode="after")
    def _one(self) -> "Assign":
        if (self.user is None) == (self.group is None):
            raise PydanticCustomError("one_of", "expected either user or group")
        return self


class AssignTo(InApp, Assign):
    """Assign a person or a group to the app."""

    priority: int | None = Field(default=None, ge=0)
    """Place of a group among the assigned ones; 0 is the highest and the default."""
    profile: dict[str, Scalar | list[Scalar]] | None = None
    """Values of the app profile: of this person, or of all people of the group."""


class Unassign(InApp, Assign):
    """Take a person or a group off the app."""

    verb: ClassVar[str] = "okta.unassign"


class EditAssignment(InApp, OneUser):
    """Change the app profile of one assignment (the pencil in the Assignments tab)."""

    short: ClassVar[str] = ""
    verb: ClassVar[str] = "okta.assignment.update"
    set: dict[str, Scalar] = Field(min_length=1)
    """Attributes of the app profile with their new values."""

    def args(self) -> dict[str, JSON]:
        app = {} if self.app is None else {"app": self.app}
        return {"user": self.user, "set": dict(self.set), **app}


class Preview(InApp, OneUser):
    """Show the next request for a person, without sending it."""

    verb: ClassVar[str] = "okta.preview"
    gives: ClassVar[frozenset[str]] = frozenset({"method", "path", "body"})


class Why(InApp, OneUser):
    """Ask why a person is as they are."""

    verb: ClassVar[str] = "okta.why"
    gives: ClassVar[frozenset[str]] = frozenset({"answer"})


class Retry(Body):
    """Retry the failed task of a person, or one task by its id."""

    short: ClassVar[str] = "user"
    verb: ClassVar[str] = "okta.task.retry"
    people: ClassVar[tuple[str, ...]] = ("user",)
    user: str | None = None
    """Login of whom the task is about."""
    task: str | None = None
    """Id of the task."""

    @model_validator(mode="after")
    def _one(self) -> "Retry":
        if (self.user is None) == (self.task is None):
            raise PydanticCustomError("one_of", "expected either user or task")
        return self


class Complete(Retry):
    """Mark the task of a person as complete."""

    verb: ClassVar[str] = "okta.task.complete"


WORDS: dict[str, type[Body]] = {
    "assign": AssignTo,
    "unassign": Unassign,
    "assignment": EditAssignment,
    "preview": Preview,
    "why": Why,
    "retry": Retry,
    "complete": Complete,
}


__all__ = ["WORDS", "Assign"]
