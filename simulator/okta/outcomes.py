"""How a push ends well, or waits: what it changes and what the System Log says.

Source: okta-provisioning.md 2.21, 6.2 (statuses), 7.1 (log), 3.3 (waiting).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from simulator.events import JSON, Event, decision
from simulator.okta.behind import Behind, behind
from simulator.okta.model import (
    App,
    Assignment,
    AssignmentStatus,
    Job,
    JobKind,
    Snapshot,
    SyncState,
)
from simulator.okta.planner import Done, Known
from simulator.okta.retry import Wait
from simulator.okta.syslog import FAILURE, SUCCESS, SYSTEM, Origin, app_target, entry

PROVISION = "application.provision.user."


class Ends(Protocol):
    """The end of any push, as far as its records are always the same."""

    @property
    def job(self) -> Job: ...

    @property
    def push(self) -> int: ...

    @property
    def app(self) -> App: ...

    @property
    def login(self) -> str: ...

    def log(
        self, event_type: str, *, result: str = SUCCESS, reason: str | None = None
    ) -> Event: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known when a push ends. ``now`` is the assignment as it is now, if it still is.

    ``before`` is its sync state before the push, ``more`` whether other jobs of it are open.
    """

    job: Job
    push: int
    app: App
    snapshot: Snapshot
    known: Known
    now: Assignment | None
    before: SyncState
    more: bool
    actor: Mapping[str, JSON] | None = None

    @property
    def login(self) -> str:
        """The name lists show for the job."""
        return self.snapshot.login

    def log(self, event_type: str, *, result: str = SUCCESS, reason: str | None = None) -> Event:
        """Make a System Log entry of the job."""
        origin = Origin(
            actor=self.actor or SYSTEM,
            transaction=self.job.transaction,
            app_name=self.app.name,
        )
        return entry(event_type, self._targets(), origin=origin, result=result, reason=reason)

    def _targets(self) -> list[dict[str, JSON]]:
        name = self.snapshot.display_name
        app_user = {
            "id": self.job.assignment,
            "type": "AppUser",
            "alternateId": self.snapshot.user_name,
            "displayName": name,
        }
        user = {
            "id": self.job.user_id,
            "type": "User",
            "alternateId": self.snapshot.login,
            "displayName": name,
        }
        return [app_user, app_target(self.app), user]


# -- success -------------------------------------------------------------------------------


def succeeded(end: Ending, done: Done) -> list[Event]:
    """Return the records of a push that did its work (or had none)."""
    facts = _facts(end, done)
    events = [decision("okta", _told(done, facts), outcome=done.outcome)]
    if late := _late(end):
        names = ", ".join(each.name for each in late)
        told = f"the values stored with the job were sent → {names} is another value in Okta by now"
        events.append(decision("okta", told))
    events.append(push_finished(end, SUCCESS, done.kind, facts, reason=done.reason))
    events += [end.log(event_type) for event_type in _logged(end, done)]
    events.append(job_finished(end, "done", done.reason))
    if end.job.task is not None:
        events.append(Event(kind="task.completed", data={"id": end.job.task}))
        events.append(end.log("task.lifecycle.delete"))
    return events


def _told(done: Done, facts: Mapping[str, JSON]) -> str:
    state = facts.get("sync_state")
    return f"{done.reason}; sync state {state}" if state else done.reason


def _facts(end: Ending, done: Done) -> dict[str, JSON]:
    """Return what changes on the assignment (6.2)."""
    if end.now is None:
        return {}
    if done.outcome in ("nothing", "password"):
        return {"sync_state": end.before.value}
    if done.kind is JobKind.DEACTIVATE:
        if end.now.live:  # assigned again meanwhile: the next job looks the account up
            return {"sync_state": SyncState.DISABLED.value}
        gone = "job" if done.outcome == "gone" else ""
        return {"sync_state": SyncState.SYNCHRONIZED.value, "linked_id": None, "gone": gone}
    late = end.more or bool(_late(end))
    state = SyncState.OUT_OF_SYNC if late else SyncState.SYNCHRONIZED
    facts: dict[str, JSON] = {"linked_id": done.linked_id, "sync_state": state.value}
    if end.now.live:
        facts["status"] = AssignmentStatus.PROVISIONED.value
    if end.known.created or end.known.updated:
        facts["pushed"] = _pushed(end, end.now)
        facts["pushed_name"] = end.snapshot.user_name
        facts["resent"] = end.job.task is not None
    return facts


def _late(end: Ending) -> tuple[Behind, ...]:
    """Return what the push sent that is another value by now (2.11, 8.1)."""
    if end.now is None or not end.now.live or not (end.known.created or end.known.updated):
        return ()
    pushed = _pushed(end, end.now)
    return behind(end.app, replace(end.now, pushed=pushed, pushed_name=end.snapshot.user_name))


def _pushed(end: Ending, now: Assignment) -> dict[str, JSON]:
    """Return the app profile as the account has it now; a PATCH brings the changed part only."""
    sent = end.snapshot.profile
    if end.known.created or not end.app.knobs.patches_profile or now.pushed is None:
        return dict(sent)
    changed = end.snapshot.changed
    kept = {name: value for name, value in now.pushed.items() if name not in changed}
    return {**kept, **{name: sent[name] for name in changed if name in sent}}


def _logged(end: Ending, done: Done) -> list[str]:
    """Name the System Log entries of a success, in order (7.1)."""
    match done.outcome:
        case "created":
            return [
                f"{PROVISION}push",
                f"{PROVISION}sync",
                "app.user_management.push_new_user_success",
            ]
        case "reactivated" | "linked":
            found = [f"{PROVISION}verify_exists"]
            if end.known.reactivated:
                found.append(f"{PROVISION}reactivate")
            profile = end.known.updated
            return [*found, f"{PROVISION}push_profile" if profile else f"{PROVISION}sync"]
        case "updated":
            return [f"{PROVISION}push_profile"]
        case "password":
            return [f"{PROVISION}push_okta_password"]
        case "deactivated" | "gone":
            return [f"{PROVISION}deactivate"]
    return []


# -- waiting -------------------------------------------------------------------------------


LIMITED = ("application.integration.rate_limit_exceeded", "API rate limit exceeded.")


def throttled(
    end: Ends, wait: Wait, *, due: int, logged: tuple[str, str | None] = LIMITED
) -> list[Event]:
    """Return the records of a push that must wait and start over (3.3).

    ``logged`` are type and reason of the System Log entry.
    """
    data: dict[str, JSON] = {
        "job": end.job.number,
        "kind": end.job.kind.value,
        "due": due,
        "delay": wait.seconds,
        "blind_waits": end.job.blind_waits + int(wait.blind),
        "reason": wait.reason,
    }
    if wait.limited and end.app.knobs.rate_limit_scope == "app":
        data["whole_app"] = end.app.id
    return [
        decision("okta", wait.reason, outcome="waiting"),
        push_finished(end, "WAITING", end.job.kind, {}, reason=wait.reason),
        end.log(logged[0], result=FAILURE, reason=logged[1]),
        Event(kind="job.waiting", data=data),
    ]


def interrupted(push: int, job: Job) -> list[Event]:
    """Return the records of a push whose process ended; the job is queued again."""
    reason = "the simulator stopped while this was under way → the job starts over"
    return [
        Event(
            kind="push.finished",
            data={
                "push": push,
                "job": job.number,
                "kind": job.kind.value,
                "outcome": "INTERRUPTED",
                "reason": reason,
            },
        ),
        again(job, reason=reason, due=job.due, attempt=max(0, job.attempt - 1)),
    ]


def again(job: Job, *, reason: str, due: int, attempt: int = 0) -> Event:
    """Put a job back into the queue with the snapshot it has."""
    data = {
        "job": job.number,
        "kind": job.kind.value,
        "again": True,
        "due": due,
        "attempt": attempt,
        "reason": reason,
        "login": job.snapshot.login,
    }
    return Event(kind="job.queued", data=data)


def push_finished(
    end: Ends, outcome: str, kind: JobKind, facts: Mapping[str, JSON], *, reason: str
) -> Event:
    """Make the record of the end of a push; ``facts`` change on the assignment."""
    data: dict[str, JSON] = {
        "push": end.push,
        "job": end.job.number,
        "kind": kind.value,
        "outcome": outcome,
        "reason": reason,
    }
    if facts:
        data["set"] = {**facts, "last_kind": kind.value}
    return Event(kind="push.finished", data=data)


def job_finished(end: Ends, state: str, reason: str) -> Event:
    """Make the record of the end of a job."""
    data = {
        "job": end.job.number,
        "kind": end.job.kind.value,
        "state": state,
        "reason": reason,
        "login": end.login,
    }
    return Event(kind="job.finished", data=data)


__all__ = [
    "LIMITED",
    "PROVISION",
    "Ending",
    "Ends",
    "again",
    "interrupted",
    "job_finished",
    "push_finished",
    "succeeded",
    "throttled",
]
