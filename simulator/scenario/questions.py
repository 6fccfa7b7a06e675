"""What an expectation asks about both ends; :mod:`simulator.scenario.state` answers from a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from simulator.events import JSON
from simulator.wire.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """A person's account in ZITADEL; ``document`` is what a SCIM GET shows, and a bit more.

    The bit more is ``state`` in words and ``metadata`` as text.
    """

    id: str
    user_name: str
    document: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """A user of the Okta tenant with the names of their groups."""

    login: str
    status: str
    profile: Mapping[str, JSON]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentState:
    """An assignment in Okta with the text of its open task."""

    id: str
    login: str
    status: str
    sync: str
    scope: str
    user_name: str
    linked_id: str | None
    task: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """An open task in Okta."""

    id: str
    kind: str
    text: str
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """An entry of Okta's System Log."""

    seq: int
    event: str
    outcome: str
    reason: str | None


class State(Protocol):
    """Questions an expectation asks. People are named by login, what stands before @, or id."""

    def seq(self) -> int:
        """Return the last number used so far."""
        ...

    def account(self, who: str) -> AccountState | None: ...

    def account_id(self, who: str) -> str | None:
        """Return the id of a person's account, even if it is deleted meanwhile."""
        ...

    def assignment(self, who: str) -> AssignmentState | None: ...

    def requests(self, after: int) -> list[tuple[str, Exchange]]:
        """Return what Okta sent past a number, with the login of whom it was about."""
        ...

    def tasks(self) -> list[TaskState]: ...

    def log(self, after: int) -> list[LogState]: ...

    def events(self, user_id: str, after: int) -> list[str]: ...

    def jobs(self) -> Mapping[str, int]: ...

    def fired(self, after: int) -> Mapping[str, int]:
        """Return how often each fault rule was at work past a number."""
        ...

    def person(self, who: str) -> PersonState | None: ...

    def members(self, group: str) -> list[str] | None:
        """Return the logins of an Okta group; ``None`` if there is no such group."""
        ...

    def took(self, who: str, after: int) -> float | None:
        """Return the simulated seconds from the first job queued for a person to the last end."""
        ...

    def notes(self, who: str) -> list[tuple[str, str]]:
        """Return what was left out on the way for a person: attribute and reason, newest first."""
        ...

    def refusal(self, who: str) -> str | None:
        """Return why ZITADEL last refused something for a person, with the cure if known."""
        ...


__all__ = ["AccountState", "AssignmentState", "LogState", "PersonState", "State", "TaskState"]
