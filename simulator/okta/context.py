"""What commands on the tenant need from outside: look-ups, ids, the time, who is acting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from simulator.events import JSON, Event
from simulator.okta.mapping import scope_of
from simulator.okta.model import App, AppGroup, Assignment, Group, OktaUser, Task
from simulator.okta.operators import Scope
from simulator.okta.pushmodel import PushMapping, PushRule, RemoteGroup
from simulator.okta.syslog import SUCCESS, Origin, entry


class Lookups(Protocol):
    """Questions about the tenant as it is now, including what this unit already changed."""

    def org(self) -> Mapping[str, JSON]: ...

    def user(self, user_id: str) -> OktaUser | None: ...

    def user_by_login(self, login: str) -> OktaUser | None: ...

    def group(self, group_id: str) -> Group | None: ...

    def group_named(self, name: str) -> Group | None: ...

    def app(self, app_id: str) -> App | None: ...

    def apps(self) -> Sequence[App]: ...

    def members(self, group_id: str) -> Sequence[str]: ...

    def is_member(self, group_id: str, user_id: str) -> bool: ...

    def groups_of(self, user_id: str) -> Sequence[tuple[str, str]]: ...

    def app_groups(self, app_id: str) -> Sequence[AppGroup]:
        """Return the groups assigned to the app, highest priority first."""
        ...

    def assigning_groups(self, app_id: str, user_id: str) -> Sequence[AppGroup]:
        """Return the assigned groups a person is in, highest priority first."""
        ...

    def assignment_of(self, app_id: str, user_id: str) -> Assignment | None:
        """Return a person's assignment, an ended one too."""
        ...

    def assignments_of_app(self, app_id: str) -> Sequence[Assignment]: ...

    def open_tasks(self, assignment: str) -> Sequence[Task]:
        """Return the open tasks of an assignment, newest first."""
        ...

    def busy(self, assignment: str) -> bool:
        """Return whether a job of the assignment is queued, running or waiting."""
        ...

    def mappings_of_group(self, group_id: str) -> Sequence[PushMapping]: ...

    def mappings_of_app(self, app_id: str) -> Sequence[PushMapping]: ...

    def pushed_members(self, mapping_id: str) -> Sequence[str]:
        """Return the members of the last successful push of a mapping."""
        ...

    def rules_of_app(self, app_id: str) -> Sequence[PushRule]: ...

    def remote_group_named(self, app_id: str, name: str) -> RemoteGroup | None:
        """Return the app's group of this name that Okta knows of, if any."""
        ...

    def remote_groups(self, app_id: str) -> Sequence[RemoteGroup]: ...

    def waiting_ops(self, key: str) -> Sequence[str]:
        """Return what the group jobs of a mapping are for that have not begun yet."""
        ...

    def match_user(self, *, user_name: str | None, email: str | None) -> str | None:
        """Return the only person for whom everything given is equal, in any letter case."""
        ...

    def users_named(self, given: str, family: str) -> Sequence[str]:
        """Return the people of this name, at most two."""
        ...

    def groups(self) -> Sequence[Group]:
        """Return the groups of the tenant, without Everyone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One command's surroundings. ``now`` is the unit's instant in microseconds.

    ``transaction`` and ``app_name`` are those of the job that does the command, if one does.
    """

    lookups: Lookups
    new_id: Callable[[str], str]
    new_job: Callable[[], int]
    now: int
    actor: Mapping[str, JSON] | None = None
    debug: Mapping[str, JSON] | None = None
    delay_scale: float = 1.0
    transaction: str = ""
    app_name: str = ""

    def scope(self, user: OktaUser) -> Scope:
        """Return what expressions about a person may refer to."""
        lookups = self.lookups
        return scope_of(user, partial(lookups.groups_of, user.id), lookups.org)

    def log(
        self,
        event_type: str,
        *targets: Mapping[str, JSON],
        result: str = SUCCESS,
        reason: str | None = None,
        debug: Mapping[str, JSON] | None = None,
    ) -> Event:
        """Make a System Log entry of what this command does."""
        origin = Origin(
            actor=self.actor,
            debug=self.debug,
            transaction=self.transaction,
            app_name=self.app_name,
        )
        return entry(event_type, targets, origin=origin, result=result, reason=reason, debug=debug)


__all__ = ["Context", "Lookups"]
