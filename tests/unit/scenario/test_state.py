"""What expectations read from a run: views, traffic, records."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from simulator.clock import ManualClock
from simulator.errors import UsageError
from simulator.events import JSON, Event, Links, decision, note, tracing
from simulator.journal.reader import Reader
from simulator.journal.writer import Journal
from simulator.okta.view import OktaView
from simulator.scenario.match import attribute
from simulator.scenario.state import JournalState
from simulator.zitadel.store import ZitadelView

from .fakes import exchange

START = datetime(2026, 7, 10, 12, tzinfo=UTC)
ORG = "100000000000000001"
ACCOUNT = "200000000000000001"
LOGIN = "cedar@example.com"


class Story:
    """Write records as both products do."""

    def __init__(self) -> None:
        self.journal = Journal(None, clock=ManualClock(START), views=[OktaView(), ZitadelView()])
        self.state = JournalState(Reader(self.journal.db))
        self.numbers: dict[str, int] = {}
        self.zitadel("org.added", ORG, {"name": "Northwind"})

    def emit(self, kind: str, data: dict[str, JSON], **links: JSON) -> None:
        self.journal.emit([Event(kind=kind, data=data, links=Links(**links))])

    def zitadel(self, kind: str, aggregate: str, payload: dict[str, JSON] | None = None) -> None:
        number = self.numbers[aggregate] = self.numbers.get(aggregate, 0) + 1
        data = {"id": aggregate, "org": ORG, "sequence": number, "creator": "1", "payload": payload}
        user = aggregate if kind.startswith("user.") else None
        self.emit(f"zitadel.{kind}", data, user=user)

    def account(self, user_id: str = ACCOUNT, user_name: str = LOGIN) -> None:
        self.zitadel(
            "user.human.added",
            user_id,
            {
                "userName": user_name,
                "firstName": "Cedar",
                "lastName": "Tree",
                "displayName": "Cedar Tree",
                "preferredLanguage": "en",
                "email": user_name,
            },
        )
        for key, value in (("title", "Gardener"), ("externalId", "00u1"), ("D:externalId", "x")):
            encoded = base64.b64encode(value.encode()).decode()
            payload = {"key": f"urn:zitadel:scim:{key}", "value": encoded}
            self.zitadel("user.metadata.set", user_id, payload)

    def person(self, login: str = LOGIN, user_id: str = "00u1") -> None:
        data = {"id": user_id, "login": login, "status": "ACTIVE", "profile": {"login": login}}
        self.emit("okta.user.created", data)

    def assignment(self, key: str = "0ua1", user_id: str = "00u1", login: str = LOGIN) -> None:
        data = {
            "id": key,
            "app_id": "0oa1",
            "user_id": user_id,
            "login": login,
            "scope": "USER",
            "group_id": None,
            "status": "STAGED",
            "sync_state": "DISABLED",
            "user_name": login,
            "profile": {},
            "own": {},
        }
        self.emit("okta.assignment.added", data, assignment=key)

    def task(self, key: str, text: str, assignment: str = "0ua1") -> None:
        data = {
            "id": key,
            "app_id": "0oa1",
            "assignment": assignment,
            "job": 1,
            "kind": "Application assignments encountered errors",
            "text": text,
            "login": LOGIN,
        }
        self.emit("task.opened", data, assignment=assignment)


@pytest.fixture
def story() -> Iterator[Story]:
    """A run without people."""
    made = Story()
    yield made
    made.journal.close()


@pytest.mark.parametrize(
    "who", [LOGIN, "Cedar@Example.COM", "cedar", ACCOUNT], ids=["name", "case", "short", "id"]
)
def test_an_account_is_what_a_get_shows_and_more(story: Story, who: str) -> None:
    """SCIM's attributes, the state in words, and all metadata as text."""
    story.account()

    account = story.state.account(who)

    assert account is not None
    assert (account.id, account.user_name) == (ACCOUNT, LOGIN)
    document = account.document
    assert attribute(document, "name.familyName") == "Tree"
    assert document["title"] == "Gardener"
    assert document["externalId"] == "00u1"
    assert document["active"] is True
    assert document["state"] == "active"
    assert document["metadata"]["urn:zitadel:scim:D:externalId"] == "x"
    assert attribute(document, "meta.location") == f"/scim/v2/{ORG}/Users/{ACCOUNT}"


def test_a_locked_account_is_shown_so(story: Story) -> None:
    """The state is ZITADEL's, where SCIM has active alone."""
    story.account()
    story.zitadel("user.locked", ACCOUNT)

    account = story.state.account("cedar")

    assert account is not None
    assert (account.document["state"], account.document["active"]) == ("locked", False)


def test_a_deleted_account_is_absent_but_still_has_an_id(story: Story) -> None:
    """Requests and events about it can still be named."""
    story.account()
    story.zitadel("user.removed", ACCOUNT)

    assert story.state.account("cedar") is None
    assert story.state.account_id("cedar") == ACCOUNT


def test_an_account_that_was_renamed_is_no_longer_found_by_the_old_name(story: Story) -> None:
    """The old name stands for nobody, unless somebody else takes it."""
    story.account()
    story.zitadel("user.username.changed", ACCOUNT, {"userName": "birch@example.com"})

    assert story.state.account_id("cedar") is None
    assert story.state.account_id("birch") == ACCOUNT


def test_an_account_under_another_name_is_found_by_its_link(story: Story) -> None:
    """Okta knows the id, whatever the account is called by now."""
    story.account(user_name="somebody@else.example")
    story.person()
    story.assignment()
    story.emit("okta.assignment.updated", {"id": "0ua1", "set": {"linked_id": ACCOUNT}})

    assert story.state.account_id("cedar") == ACCOUNT


def test_a_short_name_of_two_people_is_refused(story: Story) -> None:
    """Guessing would compare the wrong person."""
    story.person()
    story.person("cedar@other.example", "00u2")

    with pytest.raises(UsageError, match=r"cedar may be cedar@example.com or cedar@other.example"):
        story.state.assignment("cedar")


def test_an_assignment_with_its_open_task(story: Story) -> None:
    """A task that was dealt with is not shown any more."""
    story.person()
    story.assignment()
    story.emit("okta.assignment.updated", {"id": "0ua1", "set": {"sync_state": "ERROR"}})
    story.task("aat1", "first")
    story.emit("task.completed", {"id": "aat1"})
    story.task("aat2", "second")

    found = story.state.assignment("cedar")

    assert found is not None
    assert (found.status, found.sync, found.scope) == ("STAGED", "ERROR", "USER")
    assert (found.linked_id, found.task) == (None, "second")
    assert [(task.text, task.login) for task in story.state.tasks()] == [("second", LOGIN)]


def test_nobody_has_no_assignment(story: Story) -> None:
    """Neither does a person who is not assigned."""
    story.person()

    assert story.state.assignment("cedar") is None
    assert story.state.assignment("elm") is None
    assert story.state.account("elm") is None


def test_requests_carry_the_login_of_whom_they_are_about(story: Story) -> None:
    """What others sent is left out, and so is what came before."""
    story.person()
    story.assignment()
    first, second = story.journal.next_seq(), story.journal.next_seq()
    for seq, side in ((first, "okta"), (second, "client")):
        sent = exchange(seq, "GET /Users", 200)
        with tracing(assignment="0ua1") as links:
            pass
        story.journal.finish(sent._replace(side=side, links=links))

    found = story.state.requests(0)

    assert [(login, sent.seq) for login, sent in found] == [(LOGIN, first)]
    assert story.state.requests(first) == []
    assert story.state.seq() == second


def test_events_and_log_of_a_run(story: Story) -> None:
    """Events are those of one account, the log is the tenant's."""
    story.account()
    story.account("200000000000000002", "elm@example.com")
    before = story.state.seq()
    story.zitadel("user.deactivated", ACCOUNT)
    push = "application.provision.user.push"
    entry = {"event_type": push, "outcome": "FAILURE", "reason": "Bad Request.", "target": []}
    story.emit("okta.log", entry)

    [logged] = story.state.log(before)
    assert (logged.event, logged.outcome, logged.reason) == (push, "FAILURE", "Bad Request.")
    assert story.state.events(ACCOUNT, before) == ["user.deactivated"]
    assert story.state.events(ACCOUNT, 0)[0] == "user.human.added"


def test_reasons_are_those_of_the_person(story: Story) -> None:
    """Notes and refusals of others do not count; the newest comes first."""
    story.person()
    story.assignment()
    story.person("elm@example.com", "00u2")
    story.assignment("0ua2", "00u2", "elm@example.com")
    with tracing(assignment="0ua1"):
        story.journal.emit(
            [
                note("zitadel", "not read", attribute="urn:x:department"),
                decision("zitadel", "no symbol", error_id="COMMA-ZDLwA", cure="set metadata"),
                decision("okta", "nothing to do"),
            ]
        )

    assert story.state.notes("cedar") == [("urn:x:department", "not read")]
    assert story.state.refusal("cedar") == "no symbol → set metadata"
    assert story.state.notes("elm") == []
    assert story.state.refusal("elm") is None
