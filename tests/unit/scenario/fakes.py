"""A stage without a world: verbs are noted and answered from a table, the state is set by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.events import JSON, Event, Links, current_links
from simulator.scenario.loader import ScenarioFile, read
from simulator.scenario.questions import (
    AccountState,
    AssignmentState,
    LogState,
    PersonState,
    TaskState,
)
from simulator.scenario.stage import Stage
from simulator.wire.exchange import Exchange

HEAD = "scenario: story\ntitle: A story\n"


def story(steps: str, *, given: str = "") -> ScenarioFile:
    """Read a scenario from its steps."""
    return read(f"{HEAD}{given}steps:\n{steps}", "story.yaml")


@dataclass
class FakeControl:
    """Note verbs; answer from ``answers``; raise what is an exception there."""

    answers: dict[str, JSON] = field(default_factory=dict)
    done: list[tuple[str, dict[str, JSON]]] = field(default_factory=list)

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        self.done.append((verb, args))
        answer = self.answers.get(verb, {})
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.done]


@dataclass
class FakeState:
    """What both ends look like."""

    accounts: dict[str, dict[str, JSON]] = field(default_factory=dict)
    assignments: dict[str, AssignmentState] = field(default_factory=dict)
    sent: list[tuple[str, Exchange]] = field(default_factory=list)
    open_tasks: list[TaskState] = field(default_factory=list)
    logged: list[LogState] = field(default_factory=list)
    written: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    noted: list[tuple[str, str]] = field(default_factory=list)
    refused: str | None = None
    persons: dict[str, PersonState] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    spans: dict[str, float] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)
    last: int = 0

    def seq(self) -> int:
        return self.last

    def account(self, who: str) -> AccountState | None:
        document = self.accounts.get(who)
        if document is None:
            return None
        user_name = str(document.get("userName", who))
        return AccountState(id=str(document["id"]), user_name=user_name, document=document)

    def account_id(self, who: str) -> str | None:
        document = self.accounts.get(who)
        return None if document is None else str(document["id"])

    def assignment(self, who: str) -> AssignmentState | None:
        return self.assignments.get(who)

    def requests(self, after: int) -> list[tuple[str, Exchange]]:
        return [(login, each) for login, each in self.sent if each.seq > after]

    def tasks(self) -> list[TaskState]:
        return self.open_tasks

    def log(self, after: int) -> list[LogState]:
        return [entry for entry in self.logged if entry.seq > after]

    def events(self, user_id: str, after: int) -> list[str]:
        return self.written.get(user_id, [])

    def jobs(self) -> Mapping[str, int]:
        return self.counts

    def fired(self, after: int) -> Mapping[str, int]:
        return self.hits

    def person(self, who: str) -> PersonState | None:
        return self.persons.get(who)

    def members(self, group: str) -> list[str] | None:
        return self.groups.get(group)

    def took(self, who: str, after: int) -> float | None:
        return self.spans.get(who)

    def notes(self, who: str) -> list[tuple[str, str]]:
        return self.noted

    def refusal(self, who: str) -> str | None:
        return self.refused


@dataclass
class Sink:
    """Keep events, with what was known about their causes."""

    events: list[Event] = field(default_factory=list)
    links: list[Links] = field(default_factory=list)

    def __call__(self, event: Event) -> int:
        self.events.append(event)
        self.links.append(current_links())
        return len(self.events)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


FACTS = {
    "zitadel": {
        "url": "http://localhost:8080",
        "scim_base_url": "http://127.0.0.1:8080/scim/v2/310",
        "organization_id": "310",
        "instance_id": "309",
        "owner_id": "311",
    },
    "okta": {"url": "http://127.0.0.1:8081"},
}


def stage(control: FakeControl, state: FakeState | None = None, sink: Sink | None = None) -> Stage:
    """Make a stage of fakes."""
    return Stage(
        control=control,
        state=state if state is not None else FakeState(),
        sink=sink if sink is not None else Sink(),
        facts=FACTS,
    )


def exchange(
    seq: int,
    line: str,
    status: int,
    *,
    body: bytes | None = None,
    answer: bytes | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Exchange:
    """Make an exchange of Okta's; ``line`` is method and path below the base URL."""
    method, _, path = line.partition(" ")
    return Exchange(
        seq=seq,
        at=0,
        side="okta",
        method=method,
        target=f"/scim/v2/310{path}",
        status=status,
        request_body=body,
        request_headers=headers,
        response_body=answer,
    )


def assignment(**facts: JSON) -> AssignmentState:
    """Make an assignment that is in order, but for ``facts``."""
    usual: dict[str, JSON] = {
        "id": "0ua1",
        "login": "cedar@example.com",
        "status": "PROVISIONED",
        "sync": "SYNCHRONIZED",
        "scope": "USER",
        "user_name": "cedar@example.com",
        "linked_id": "42",
        "task": None,
    }
    return AssignmentState(**{**usual, **facts})
