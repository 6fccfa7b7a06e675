"""Expectations: what differs, and the reason the journal gives."""

import pytest

from simulator.events import JSON
from simulator.scenario.difference import MISSING, Difference, shown
from simulator.scenario.expect import differences, seen
from simulator.scenario.expectation import Expect
from simulator.scenario.questions import LogState, PersonState, TaskState
from simulator.wire.exchange import Exchange

from .fakes import FakeState, assignment, exchange

CEDAR = {"id": "42", "userName": "cedar@example.com", "name": {"familyName": "Tree"}}
FIND = 'GET /Users?filter=userName eq "cedar@example.com"&startIndex=1&count=100'
FOUND = "GET /Users?filter=userName%20eq%20%22cedar%40example.com%22&startIndex=1&count=100"
LOGIN = "cedar@example.com"


def compared(state: FakeState, after: int = 0, **expected: JSON) -> list[Difference]:
    """Compare and check that every difference says whose and what it is."""
    found = differences(Expect.model_validate(expected), state, after=after)
    assert all(each.subject and each.attribute and each.path for each in found)
    return found


def rows(found: list[Difference]) -> list[tuple[str, str, str]]:
    """Return differences as they are shown."""
    return [(each.attribute, shown(each.expected), shown(each.found)) for each in found]


def test_what_is_as_expected_makes_no_difference() -> None:
    """Both ends as they should be."""
    state = FakeState(
        accounts={"cedar": {**CEDAR, "state": "active", "metadata": {"k": "v"}}},
        assignments={"cedar": assignment()},
        sent=[(LOGIN, exchange(7, FOUND, 200)), (LOGIN, exchange(8, "POST /Users", 201))],
        counts={"done": 1},
    )

    found = compared(
        state,
        users={"cedar": {"name": {"familyName": "Tree"}, "state": "active", "metadata.k": "v"}},
        assignments={"cedar": {"status": "PROVISIONED", "linked": True, "task": None}},
        requests=[f"{FIND} 200", "POST /Users 201"],
        jobs={"done": 1, "waiting": 0},
    )

    assert found == []


# -- accounts


def test_a_wrong_attribute_shows_both_values() -> None:
    """The path of the attribute stands in the difference, to the sub-attribute."""
    found = compared(
        FakeState(accounts={"cedar": CEDAR}), users={"cedar": {"name": {"familyName": "Grove"}}}
    )

    assert rows(found) == [("name.familyName", "Grove", "Tree")]
    assert found[0].subject == "user cedar"
    assert found[0].path == ("users", "cedar", "name")


def test_a_dropped_attribute_is_explained_by_its_note() -> None:
    """Where the journal noted that something was left out, the note is the hint."""
    state = FakeState(
        accounts={"cedar": CEDAR},
        noted=[("urn:x:User:title", "other"), ("name.middleName", "not in the mapping")],
    )

    [found] = compared(state, users={"cedar": {"name.middleName": "J."}})

    assert found.found is MISSING
    assert found.hint == "not in the mapping"


def test_a_missing_account_is_explained_by_the_refusal() -> None:
    """What ZITADEL last refused for this person is the most likely reason."""
    state = FakeState(
        assignments={"cedar": assignment(linked_id=None, task="failed: …")},
        refused="the password sent has no symbol set ignorePasswordOnCreate",
    )

    [found] = compared(state, users={"cedar": "present"})

    assert (found.expected, found.found) == ("present", "absent")
    assert found.hint == "the password sent has no symbol set ignorePasswordOnCreate"


def test_somebody_who_is_not_assigned_cannot_be_there() -> None:
    """Without an assignment that is the reason."""
    [found] = compared(FakeState(), users={"cedar": {"state": "active"}})

    assert found.hint == "not assigned to the app"


def test_an_account_that_should_not_be_there() -> None:
    """absent is checked, too."""
    found = compared(FakeState(accounts={"cedar": CEDAR}), users={"cedar": "absent"})

    assert rows(found) == [("account", "absent", "present")]


# -- assignments


def test_a_failed_assignment_shows_its_task() -> None:
    """Okta's own text says why an assignment is not in sync."""
    state = FakeState(assignments={"cedar": assignment(sync="ERROR", task="Bad Request.")})

    found = compared(state, assignments={"cedar": {"sync": "SYNCHRONIZED", "task": None}})

    assert rows(found) == [("sync", "SYNCHRONIZED", "ERROR"), ("task", "nothing", "Bad Request.")]
    assert [each.hint for each in found] == ["Bad Request.", ""]


def test_an_ended_assignment_counts_as_absent() -> None:
    """The record of an ended assignment stays, the assignment is gone."""
    state = FakeState(assignments={"cedar": assignment(status="DEPROVISIONED")})

    assert compared(state, assignments={"cedar": "absent"}) == []
    assert compared(state, assignments={"cedar": {"status": "DEPROVISIONED"}}) == []


@pytest.mark.parametrize(
    ("state", "expected", "row"),
    [
        pytest.param(
            FakeState(assignments={"cedar": assignment()}),
            "absent",
            ("assignment", "absent", "present, PROVISIONED"),
            id="there",
        ),
        pytest.param(FakeState(), "present", ("assignment", "present", "absent"), id="not there"),
        pytest.param(
            FakeState(assignments={"cedar": assignment(status="DEPROVISIONED")}),
            "present",
            ("assignment", "present", "absent, DEPROVISIONED"),
            id="ended",
        ),
    ],
)
def test_presence_of_an_assignment(
    state: FakeState, expected: str, row: tuple[str, str, str]
) -> None:
    """Presence alone can be asked for."""
    assert rows(compared(state, assignments={"cedar": expected})) == [row]


# -- requests


def test_requests_are_compared_as_a_sequence() -> None:
    """A missing and an unexpected request show side by side with what is right."""
    state = FakeState(
        accounts={"cedar": CEDAR},
        sent=[
            (LOGIN, exchange(5, FOUND, 200)),
            (LOGIN, exchange(6, "GET /Users/42", 404)),
            (LOGIN, exchange(7, "PATCH /Users/42", 204)),
        ],
    )

    found = compared(
        state, requests=[f"{FIND} 200", "GET /Users/{cedar} 200", "PUT /Users/{cedar} 200"]
    )

    assert rows(found) == [
        ("request 2", "GET /Users/{cedar} 200", "GET /Users/42 404"),
        ("request 3", "PUT /Users/{cedar} 200", "-"),
        ("request 4", "-", "PATCH /Users/42 204"),
    ]
    assert [each.hint for each in found] == ["", "not sent", "not expected"]
    assert [each.path[-1] for each in found] == [1, 2, "requests"]


def test_requests_before_the_last_look_do_not_count() -> None:
    """An expectation is about what happened since the one before it."""
    state = FakeState(sent=[(LOGIN, exchange(5, "POST /Users", 201))])

    assert compared(state, after=5, requests=[]) == []


def test_requests_can_be_compared_person_by_person() -> None:
    """With several workers there is no order across people."""
    state = FakeState(
        sent=[
            ("elm@example.com", exchange(5, "POST /Users", 201)),
            (LOGIN, exchange(6, "POST /Users", 409)),
        ]
    )

    found = compared(state, requests={"cedar": ["POST /Users 201"], "elm": ["POST /Users 201"]})

    assert [each.subject for each in found] == ["requests of cedar"]


def test_bodies_and_headers_are_compared_where_named() -> None:
    """What is not mentioned of a body does not matter; header names have no case."""
    sent = exchange(
        5,
        "POST /Users",
        400,
        body=b'{"userName":"cedar","active":true}',
        answer=b'{"detail":"no"}',
        headers=(("Accept", "application/json"),),
    )
    request: JSON = {
        "request": "POST /Users",
        "status": 400,
        "body": {"active": False},
        "answer": {"detail": {"contains": "symbol"}},
        "headers": {"accept": "application/scim+json"},
        "attempt": 2,
    }

    found = compared(FakeState(sent=[(LOGIN, sent)]), requests=[request])

    assert rows(found) == [
        ("request 1 attempt", "2", "1"),
        ("request 1 body active", "false", "true"),
        ("request 1 answer detail", "contains symbol", "no"),
        ("request 1 header accept", "application/scim+json", "application/json"),
    ]


def test_a_request_without_an_answer_shows_its_reason() -> None:
    """Status 0 is the expectation for it."""
    sent = exchange(5, "POST /Users", 0)

    assert compared(FakeState(sent=[(LOGIN, sent)]), requests=["POST /Users 0"]) == []
    assert rows(compared(FakeState(sent=[(LOGIN, sent)]), requests=["POST /Users 201"])) == [
        ("request 1", "POST /Users 201", "POST /Users no answer")
    ]


# -- tasks, log, events, jobs


def test_open_tasks_are_compared_exactly() -> None:
    """A task too many is a difference, and a wrong text is one."""
    tasks = [
        TaskState(id="aat1", kind="k", text="first", login=LOGIN),
        TaskState(id="aat2", kind="k", text="second", login=LOGIN),
    ]

    found = compared(FakeState(open_tasks=tasks), tasks=[{"user": "elm", "text": "first"}])

    assert rows(found) == [("task 1 user", "elm", LOGIN), ("task 2", "-", "second")]


def test_a_task_may_be_of_another_kind_or_text() -> None:
    """Kind and text are compared where they are named."""
    tasks = [TaskState(id="aat1", kind="push", text="first", login=LOGIN)]

    found = compared(FakeState(open_tasks=tasks), tasks=[{"kind": "assign", "text": "second"}])

    assert rows(found) == [("task 1 kind", "assign", "push"), ("task 1 text", "second", "first")]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(MISSING, "-", id="missing"),
        pytest.param(None, "nothing", id="null"),
        pytest.param("", "''", id="empty text"),
        pytest.param(" a", "' a'", id="blank in front"),
        pytest.param({"a": [1, True]}, "{a: [1, true]}", id="nested"),
        pytest.param({"matches": "^a"}, "matches ^a", id="pattern"),
        pytest.param({"present": True}, "anything", id="presence"),
    ],
)
def test_values_are_written_for_people(value: JSON, written: str) -> None:
    """Kinds that look alike can be told apart."""
    assert shown(value) == written


def test_log_entries_may_stand_apart_but_in_order() -> None:
    """Others may stand between; the order counts."""
    logged = [
        LogState(seq=5, event="a.one", outcome="SUCCESS", reason=None),
        LogState(seq=6, event="b.two", outcome="FAILURE", reason="Bad Request."),
        LogState(seq=7, event="c.three", outcome="SUCCESS", reason=None),
    ]
    state = FakeState(logged=logged)

    assert compared(state, log=["a.one", "c.three SUCCESS"]) == []
    assert compared(state, log=[{"event": "b.two", "reason": {"contains": "Bad"}}]) == []
    assert rows(compared(state, log=["c.three", "a.one"])) == [
        ("entry 2", "a.one", "a.one SUCCESS")
    ]
    assert rows(compared(state, log=["b.two SUCCESS"])) == [
        ("entry 1", "b.two SUCCESS", "b.two FAILURE (Bad Request.)")
    ]
    assert compared(state, after=6, log=["d.four"])[0].hint == "logged: c.three"


def test_events_of_a_person_are_compared_exactly() -> None:
    """ZITADEL's own account of what it wrote."""
    state = FakeState(accounts={"cedar": CEDAR}, written={"42": ["user.human.added"]})

    assert compared(state, events={"cedar": ["user.human.added"]}) == []
    assert rows(compared(state, events={"cedar": []})) == [
        ("event types", "[]", "[user.human.added]")
    ]


def test_jobs_are_counted() -> None:
    """While the engine is held or waits, the queue can be looked at."""
    found = compared(FakeState(counts={"queued": 2}), jobs={"queued": 1, "waiting": 1})

    assert rows(found) == [("queued", "1", "2"), ("waiting", "1", "0")]


def test_what_was_seen_can_be_referred_to_later() -> None:
    """A capture of an expectation holds the accounts and assignments by short name."""
    state = FakeState(accounts={LOGIN: CEDAR}, assignments={"cedar": assignment()})
    expect = Expect.model_validate(
        {"users": {LOGIN: "present"}, "assignments": {"cedar": "present"}}
    )

    found = seen(expect, state)

    assert found["users"]["cedar"]["id"] == "42"
    assert found["assignments"]["cedar"]["linked_id"] == "42"


# -- the tenant, spacing, shape


def later(each: Exchange, seconds: float, **facts: JSON) -> Exchange:
    """Move an exchange to a later moment."""
    return each._replace(at=round(seconds * 1_000_000), **facts)


def test_requests_may_have_to_be_apart() -> None:
    """Simulated time since the request before it, exactly or within bounds."""
    sent = [exchange(1, "POST /Users", 429), later(exchange(2, "POST /Users", 201), 30)]
    state = FakeState(sent=[(LOGIN, each) for each in sent])

    def gap(after: JSON) -> list[tuple[str, str, str]]:
        wanted = ["POST /Users 429", {"request": "POST /Users 201", "after": after}]
        return rows(compared(state, requests=wanted))

    assert gap("30s") == gap({"at_least": "10s", "at_most": "1m"}) == []
    assert gap("1m30s") == [("request 2 after", "1m30s", "30s")]
    assert gap({"at_most": "500ms"}) == [("request 2 after", "at most 500ms", "30s")]


def test_the_first_request_has_none_before_it() -> None:
    """So nothing can be said about the time since."""
    state = FakeState(sent=[(LOGIN, exchange(1, "POST /Users", 201))])

    found = compared(state, requests=[{"request": "POST /Users", "after": "1s"}])

    assert rows(found) == [("request 1 after", "1s", "-")]


def test_the_shape_of_a_body_is_its_attributes_in_order() -> None:
    """One too many, one too few, or another order is a difference."""
    body = b'{"schemas":[],"userName":"cedar","active":true}'
    state = FakeState(sent=[(LOGIN, exchange(1, "POST /Users", 201, body=body))])

    def shape(*keys: str) -> list[tuple[str, str, str]]:
        return rows(compared(state, requests=[{"request": "POST /Users", "keys": list(keys)}]))

    assert shape("schemas", "userName", "active") == []
    assert shape("userName", "schemas", "active") == [
        ("request 1 keys", "[userName, schemas, active]", "[schemas, userName, active]")
    ]


def test_a_request_tells_the_fault_that_had_a_hand_in_it() -> None:
    """By the rule's name; null says that none had."""
    faulty = later(exchange(1, "POST /Users", 429), 0, fault="throttle")
    state = FakeState(sent=[(LOGIN, faulty)])

    named, none = (
        rows(compared(state, requests=[{"request": "POST /Users", "fault": name}]))
        for name in ("throttle", None)
    )

    assert named == []
    assert none == [("request 1 fault", "nothing", "throttle")]


def test_people_and_groups_of_the_tenant_are_compared() -> None:
    """Status, groups, profile; members in any order."""
    cedar = PersonState(
        login=LOGIN, status="ACTIVE", profile={"lastName": "Tree"}, groups=("Engineering",)
    )
    state = FakeState(persons={"cedar": cedar}, groups={"Engineering": [LOGIN]})

    fine = compared(
        state,
        okta_users={
            "cedar": {"status": "ACTIVE", "groups": ["Engineering"]},
            "elm": "absent",
        },
        okta_groups={"Engineering": ["cedar"]},
    )
    wrong = compared(
        state,
        okta_users={
            "cedar": {"status": "SUSPENDED", "groups": [], "profile": {"lastName": "Grove"}},
            "elm": "present",
        },
        okta_groups={"Engineering": ["elm"], "Sales": []},
    )

    assert fine == []
    assert rows(wrong) == [
        ("status", "SUSPENDED", "ACTIVE"),
        ("groups", "[]", "[Engineering]"),
        ("lastName", "Grove", "Tree"),
        ("user", "present", "absent"),
        ("members", "[elm]", "[cedar@example.com]"),
        ("group", "present", "absent"),
    ]


def test_latency_is_how_long_okta_took_for_a_person() -> None:
    """In simulated time; a person for whom nothing was done has none."""
    state = FakeState(spans={"cedar": 300.0})

    found = compared(state, latency={"cedar": {"at_most": "1m"}, "birch": "1s"})

    assert compared(state, latency={"cedar": "5m"}) == []
    assert rows(found) == [
        ("simulated time", "at most 1m", "5m"),
        ("simulated time", "1s", "-"),
    ]


@pytest.mark.parametrize(
    ("matcher", "found", "fits"),
    [
        pytest.param({"not": "Tree"}, "Grove", True, id="not, other"),
        pytest.param({"not": "Tree"}, "Tree", False, id="not, same"),
        pytest.param({"any_of": ["a", {"contains": "b"}]}, "abc", True, id="any of"),
        pytest.param({"any_of": ["a", "b"]}, "c", False, id="none of"),
        pytest.param({"exactly": {"a": 1}}, {"a": 1}, True, id="exactly"),
        pytest.param({"exactly": {"a": 1}}, {"a": 1, "b": 2}, False, id="one more"),
        pytest.param({"exactly": [1]}, [True], False, id="truth is no number"),
    ],
)
def test_a_matcher_stands_in_the_place_of_a_value(matcher: JSON, found: JSON, fits: bool) -> None:
    """Another value, one of several, or this and nothing more."""
    state = FakeState(accounts={"cedar": {"id": "42", "nickName": found}})

    assert (compared(state, users={"cedar": {"nickName": matcher}}) == []) is fits
