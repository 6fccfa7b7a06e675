"""Expectations against the journal: what differs, and why as far as the journal knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from simulator.events import JSON
from simulator.scenario import tenant
from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.expectation import Account, AssignmentIs, Expect, JobState, LogIs, TaskIs
from simulator.scenario.match import attribute, mismatches
from simulator.scenario.questions import LogState, State, TaskState
from simulator.scenario.sent import is_named, joined, requests


def differences(expected: Expect, state: State, *, after: int) -> list[Difference]:
    """Compare; requests, log entries and events count only past the number ``after``."""
    return [
        *_users(expected.users, state),
        *_assignments(expected.assignments, state),
        *(requests(expected.requests, state, after) if expected.requests is not None else ()),
        *(_tasks(expected.tasks, state.tasks()) if expected.tasks is not None else ()),
        *(_log(expected.log, state.log(after)) if expected.log is not None else ()),
        *(_events(expected.events, state, after) if expected.events is not None else ()),
        *_jobs(expected.jobs, state.jobs()),
        *(_faults(expected.faults, state.fired(after)) if expected.faults else ()),
        *tenant.people(expected.okta_users, state),
        *tenant.groups(expected.okta_groups, state),
        *tenant.latency(expected.latency, state, after),
    ]


def seen(expected: Expect, state: State) -> dict[str, JSON]:
    """Return what an expectation looked at, for later ``${capture.users.cedar.id}``."""
    users: dict[str, JSON] = {}
    for who in expected.users:
        account = state.account(who)
        if account is not None:
            users[who.partition("@")[0]] = {"id": account.id, **account.document}
    assignments: dict[str, JSON] = {}
    for who in expected.assignments:
        found = state.assignment(who)
        if found is not None:
            facts = {name: getattr(found, name) for name in ("id", "status", "scope", "linked_id")}
            assignments[who.partition("@")[0]] = facts
    people: dict[str, JSON] = {}
    for who in expected.okta_users:
        person = state.person(who)
        if person is not None:
            people[who.partition("@")[0]] = {"status": person.status, **person.profile}
    return {"users": users, "assignments": assignments, "okta_users": people}


# -- accounts ----------------------------------------------------------------------------


def _users(expected: Mapping[str, Account], state: State) -> Iterator[Difference]:
    for who, wanted in expected.items():
        subject, path = f"user {who}", ("users", who)
        account = state.account(who)
        if wanted.absent or account is None:
            if wanted.absent != (account is None):
                yield Difference(
                    subject=subject,
                    attribute="account",
                    expected="absent" if wanted.absent else "present",
                    found="present" if wanted.absent else "absent",
                    hint="" if wanted.absent else _why_missing(who, state),
                    path=path,
                )
            continue
        for name, value in wanted.attributes.items():
            there = attribute(account.document, name)
            for where, should, found in mismatches(value, there):
                shown = joined(name, where)
                yield Difference(
                    subject=subject,
                    attribute=shown,
                    expected=should,
                    found=found,
                    hint=_why_different(who, shown, state),
                    path=(*path, name),
                )


def _why_missing(who: str, state: State) -> str:
    assignment = state.assignment(who)
    if assignment is None:
        return "not assigned to the app"
    return state.refusal(who) or assignment.task or ""


def _why_different(who: str, name: str, state: State) -> str:
    last = name.rpartition(".")[2].partition("[")[0].casefold()
    for noted, text in state.notes(who):
        if noted.rpartition(".")[2].rpartition(":")[2].casefold() == last:
            return text
    assignment = state.assignment(who)
    return assignment.task or "" if assignment else ""


# -- assignments -------------------------------------------------------------------------


def _assignments(expected: Mapping[str, AssignmentIs], state: State) -> Iterator[Difference]:
    for who, wanted in expected.items():
        subject, path = f"assignment {who}", ("assignments", who)
        found = state.assignment(who)
        absent = wanted.presence == "absent"
        if found is None or "presence" in wanted.model_fields_set:
            gone = found is None or found.status == "DEPROVISIONED"
            if absent != gone:
                there = "absent" if gone else "present"
                there += f", {found.status}" if found is not None else ""
                yield Difference(
                    subject=subject,
                    attribute="assignment",
                    expected=wanted.presence,
                    found=there,
                    path=path,
                )
        if absent or found is None:
            continue
        facts: dict[str, JSON] = {
            "status": found.status,
            "sync": found.sync,
            "scope": found.scope,
            "linked": found.linked_id is not None,
            "user_name": found.user_name,
            "task": found.task,
        }
        for name in sorted(wanted.model_fields_set - {"presence"}, key=list(facts).index):
            for _, should, there in mismatches(getattr(wanted, name), facts[name]):
                yield Difference(
                    subject=subject,
                    attribute=name,
                    expected=should,
                    found=there,
                    hint=found.task or "" if name != "task" else "",
                    path=(*path, name),
                )


# -- the rest ----------------------------------------------------------------------------


def _tasks(expected: Sequence[TaskIs], found: Sequence[TaskState]) -> Iterator[Difference]:
    def wrong(wanted: TaskIs, task: TaskState) -> Iterator[tuple[str, JSON, JSON]]:
        if wanted.user is not None and not is_named(wanted.user, task.login):
            yield "user", wanted.user, task.login
        if wanted.kind is not None and wanted.kind != task.kind:
            yield "kind", wanted.kind, task.kind
        if wanted.text is not None:
            for _, should, there in mismatches(wanted.text, task.text):
                yield "text", should, there

    for index in range(max(len(expected), len(found))):
        wanted = expected[index] if index < len(expected) else None
        task = found[index] if index < len(found) else None
        named = f"task {index + 1}"
        if wanted is None or task is None:
            told: JSON = MISSING if wanted is None else wanted.model_dump(exclude_unset=True)
            yield Difference(
                subject="open tasks",
                attribute=named,
                expected=told,
                found=task.text if task else MISSING,
                path=("tasks",) if wanted is None else ("tasks", index),
            )
            continue
        for name, should, there in wrong(wanted, task):
            yield Difference(
                subject="open tasks",
                attribute=f"{named} {name}",
                expected=should,
                found=there,
                path=("tasks", index),
            )


def _log(expected: Sequence[LogIs], found: Sequence[LogState]) -> Iterator[Difference]:
    rest = list(found)
    for index, wanted in enumerate(expected):
        position = next((i for i, entry in enumerate(rest) if _logged(wanted, entry)), None)
        if position is not None:
            rest = rest[position + 1 :]
            continue
        alike = [entry for entry in found if entry.event == wanted.event]
        yield Difference(
            subject="System Log",
            attribute=f"entry {index + 1}",
            expected=" ".join(filter(None, (wanted.event, wanted.outcome))),
            found=", ".join(_entry(entry) for entry in alike) if alike else MISSING,
            hint="" if alike else _all_of(entry.event for entry in found),
            path=("log", index),
        )


def _logged(wanted: LogIs, entry: LogState) -> bool:
    return (
        wanted.event == entry.event
        and wanted.outcome in (None, entry.outcome)
        and (wanted.reason is None or not list(mismatches(wanted.reason, entry.reason)))
    )


def _entry(entry: LogState) -> str:
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"{entry.event} {entry.outcome}{reason}"


def _all_of(names: Iterable[str]) -> str:
    listed = list(names)
    return f"logged: {', '.join(listed)}" if listed else "nothing was logged"


def _events(
    expected: Mapping[str, Sequence[str]], state: State, after: int
) -> Iterator[Difference]:
    for who, wanted in expected.items():
        user_id = state.account_id(who)
        found = state.events(user_id, after) if user_id is not None else []
        if list(wanted) != found:
            yield Difference(
                subject=f"events of {who}",
                attribute="event types",
                expected=list(wanted),
                found=found,
                path=("events", who),
            )


def _jobs(expected: Mapping[JobState, int], found: Mapping[str, int]) -> Iterator[Difference]:
    for name, number in expected.items():
        if found.get(name, 0) != number:
            yield Difference(
                subject="jobs",
                attribute=name,
                expected=number,
                found=found.get(name, 0),
                path=("jobs", name),
            )


def _faults(expected: Mapping[str, int], found: Mapping[str, int]) -> Iterator[Difference]:
    others = ", ".join(f"{name} {count}" for name, count in found.items() if name not in expected)
    for name, number in expected.items():
        if found.get(name, 0) != number:
            yield Difference(
                subject="fault rules",
                attribute=name,
                expected=number,
                found=found.get(name, 0),
                hint=f"at work besides: {others}" if others else "",
                path=("faults", name),
            )


__all__ = ["differences", "seen"]
