"""Causes, explanations and differences over a run that was written without either product."""

from collections.abc import Iterator

import pytest

from simulator.events import Links, Record, note
from simulator.journal.causes import NOTHING, Causes, Kind, Selection
from simulator.journal.differences import CHANGED, NEW, SAME, difference, value_at
from simulator.journal.explain import Line, explain
from simulator.journal.person import changes, path_order, person_at
from simulator.journal.phrases import phrase
from simulator.journal.reader import Reader
from simulator.wire.exchange import Exchange
from tests.tui.demo_journal import Story, tell_all


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    told = tell_all(running=False)
    yield told
    told.journal.close()


@pytest.fixture
def reader(story: Story) -> Reader:
    return Reader(story.journal.db)


@pytest.fixture
def causes(reader: Reader) -> Causes:
    return Causes(reader)


def requests(reader: Reader, **wanted: object) -> list[Exchange]:
    """Return the requests with some fields."""
    return [
        x
        for x in reader.exchanges_after(0)
        if all(getattr(x, name) == value for name, value in wanted.items())
    ]


def last_put(reader: Reader) -> Exchange:
    """Return cedar's second PUT, the one that was taken."""
    return requests(reader, method="PUT", status=200)[-1]


# -- causal sets ---------------------------------------------------------------------------------


def test_a_request_is_related_to_all_attempts_of_its_job(
    reader: Reader, causes: Causes, story: Story
) -> None:
    """Its own push, the throttled one before it, the person, and what it wrote."""
    put = last_put(reader)

    found = causes.of(Selection(Kind.EXCHANGE, put.seq))

    cedar = story.people["cedar"]
    assert found.exchanges == {put.seq}
    of_the_job = {x.seq for push in found.pushes for x in reader.exchanges_of(push=push)}
    assert found.siblings == of_the_job - {put.seq}
    assert len(found.pushes) == 2
    assert found.push == put.links.push
    assert found.assignments == {cedar.assignment}
    assert found.user == cedar.linked
    assert set(found.attributes) == {"displayName", "name.familyName", "metadata title"}


def test_an_assignment_is_related_to_its_latest_push(
    reader: Reader, causes: Causes, story: Story
) -> None:
    """Earlier pushes are siblings; the user is known by the link."""
    cedar = story.people["cedar"]

    found = causes.of(Selection(Kind.ASSIGNMENT, cedar.assignment))

    assert found.exchanges == {x.seq for x in reader.exchanges_of(push=found.push)}
    assert len(found.siblings) == 4
    assert found.user == cedar.linked


def test_a_user_is_related_to_everything_that_wrote_it(causes: Causes, story: Story) -> None:
    """Every attribute with its writer; the newest push direct."""
    cedar = story.people["cedar"]

    found = causes.of(Selection(Kind.USER, cedar.linked))

    assert found.assignments == {cedar.assignment}
    assert found.attributes["userName"] < found.attributes["metadata title"]


def test_an_attribute_is_related_to_its_last_writer(
    reader: Reader, causes: Causes, story: Story
) -> None:
    """Earlier writers are siblings."""
    user = story.people["cedar"].linked
    create = requests(reader, method="POST", status=201)[1]

    found = causes.of(Selection(Kind.ATTRIBUTE, "name.familyName", user))

    assert found.exchanges == {last_put(reader).seq}
    assert found.siblings == {create.seq}


def test_an_event_is_related_to_the_request_that_caused_it(reader: Reader, causes: Causes) -> None:
    """And to the attributes it wrote."""
    put = last_put(reader)
    event = next(r for r in reader.records_of(cause=put.seq) if r.kind.endswith("profile.changed"))

    found = causes.of(Selection(Kind.EVENT, event.seq))

    assert found.exchanges == {put.seq}
    assert "displayName" in found.attributes


def test_a_task_is_related_to_the_job_that_failed(causes: Causes, story: Story) -> None:
    """From the task to the refused request."""
    fern = story.people["fern"]

    found = causes.of(Selection(Kind.TASK, fern.task))

    assert found.assignments == {fern.assignment}
    assert len(found.exchanges) == 2


@pytest.mark.parametrize(
    "selection",
    [
        pytest.param(Selection(Kind.ASSIGNMENT, "0ua"), id="assignment"),
        pytest.param(Selection(Kind.PUSH, 4711), id="push"),
        pytest.param(Selection(Kind.JOB, 4711), id="job"),
        pytest.param(Selection(Kind.TASK, "aat"), id="task"),
        pytest.param(Selection(Kind.EVENT, 4711), id="event"),
    ],
)
def test_what_is_not_there_is_related_to_no_request(causes: Causes, selection: Selection) -> None:
    """Asking for something unknown is no failure."""
    found = causes.of(selection)

    assert found.exchanges == NOTHING.exchanges
    assert found.users == NOTHING.users


# -- the person ------------------------------------------------------------------------------------


def test_a_person_is_what_the_events_made_of_it(story: Story) -> None:
    """Each value with the request that wrote it, own fields first."""
    cedar = person_at(story.journal.db, story.people["cedar"].linked, until=1 << 62)

    assert cedar.name == "cedar@example.com"
    assert cedar.values["name.familyName"].text == "Grove"
    assert cedar.values["metadata title"].text == "Staff Engineer"
    assert cedar.paths()[:3] == ["userName", "active", "displayName"]
    assert len(cedar.writers("name.familyName")) == 2


def test_a_person_can_be_seen_as_of_earlier(reader: Reader, story: Story) -> None:
    """Up to the record before the change nothing of it shows."""
    user = story.people["cedar"].linked

    before = person_at(story.journal.db, user, until=last_put(reader).seq)

    assert before.values["name.familyName"].text == "Tree"
    assert "metadata title" not in before.values


def test_what_a_reset_undid_does_not_count() -> None:
    """A run that went back shows the person as it was then."""
    story = tell_all(running=False)
    user = story.people["cedar"].linked
    put = last_put(Reader(story.journal.db))

    story.journal.reset(put.seq - 1)
    person = person_at(story.journal.db, user, until=1 << 62)
    story.journal.close()

    assert person.values["name.familyName"].text == "Tree"


def test_a_deactivated_account_is_not_active(story: Story) -> None:
    """The last state counts."""
    person = person_at(story.journal.db, story.people["ginkgo"].linked, until=1 << 62)

    assert person.values["active"].text == "false"


@pytest.mark.source("zitadel-scim.md 6.6")
def test_removing_metadata_that_never_was_changes_nothing(story: Story) -> None:
    """ZITADEL writes the event all the same; it is no change of the person."""
    person = person_at(story.journal.db, story.people["cedar"].linked, until=1 << 62)

    assert "metadata locale" not in person.history


@pytest.mark.source("zitadel-scim.md 6.6")
def test_removing_a_phone_that_never_was_changes_nothing(story: Story) -> None:
    """Each replace without a phone writes the event; the person never had one."""
    person = person_at(story.journal.db, story.people["ginkgo"].linked, until=1 << 62)

    assert "phone" not in person.history


def test_a_note_about_nothing_lost_is_a_plain_line(reader: Reader, story: Story) -> None:
    """An empty list of groups is not read; nothing was lost by that."""
    create = requests(reader, method="POST", status=201)[0]
    story.tell(create, note("zitadel", "ZITADEL has no groups", attribute="groups"))

    lines = explain(reader, Selection(Kind.EXCHANGE, create.seq))

    assert [line.mark for line in lines if "has no groups" in line.text] == [""]


def test_paths_keep_their_order() -> None:
    """Own fields, then metadata in the order ZITADEL writes it, then what nobody knows."""
    paths = ["metadata zz", "metadata title", "phone", "userName", "metadata externalId", "zz"]

    assert sorted(paths, key=path_order) == [
        "userName",
        "phone",
        "zz",
        "metadata externalId",
        "metadata title",
        "metadata zz",
    ]


# -- explain ---------------------------------------------------------------------------------------


def told(lines: list[Line], side: str) -> list[str]:
    return [line.text for line in lines if line.side == side]


def test_an_explanation_tells_the_whole_job_in_order(reader: Reader) -> None:
    """The change that triggered it, both attempts, what ZITADEL made of it, and the end."""
    lines = explain(reader, Selection(Kind.EXCHANGE, last_put(reader).seq))

    assert [line.seq for line in lines] == sorted(line.seq for line in lines)
    first = "profile of cedar changed (lastName, title, department, displayName)"
    assert told(lines, "okta")[0] == first
    assert [text for text in told(lines, "wire") if "429" in text]
    assert told(lines, "okta")[-1] == "200 → in sync; the answer's values are not compared"


def test_what_was_dropped_is_a_line_of_its_own(reader: Reader) -> None:
    """With the reason, and marked."""
    lines = explain(reader, Selection(Kind.EXCHANGE, last_put(reader).seq))

    dropped = [line.text for line in lines if line.mark == "dropped"]
    assert dropped == ["the enterprise extension is not read: department"]


def test_a_refusal_says_which_setting_cures_it(reader: Reader) -> None:
    """Error id, setting and cure follow each other."""
    refused = requests(reader, status=400)[0]

    lines = explain(reader, Selection(Kind.EXCHANGE, refused.seq))

    place = next(i for i, line in enumerate(lines) if line.side == "zitadel")
    assert lines[place].text.endswith("(COMMA-ZDLwA)")
    assert lines[place + 1].text == "setting: password complexity policy: hasSymbol"
    assert lines[place + 2].text.startswith("what helps: switch `hasSymbol` off")


def test_many_metadata_events_are_one_line(reader: Reader) -> None:
    """Five removals of one request are told together."""
    lines = explain(reader, Selection(Kind.EXCHANGE, last_put(reader).seq))

    written = [line.text for line in lines if line.mark == "wrote"]
    assert len(written) == 3
    assert written[1].startswith("title → kept as user metadata urn:zitadel:scim:title")
    assert written[2].startswith("5 metadata keys without a value → removed")


def test_an_assignment_without_request_tells_why_nothing_was_sent(story: Story) -> None:
    """The queued job is the explanation."""
    oak = story.assign("oak")
    story.queue(oak, "CREATE", "oak was assigned to the app")

    lines = explain(Reader(story.journal.db), Selection(Kind.ASSIGNMENT, oak.assignment))

    assert [line.text for line in lines] == ["job j64 CREATE queued: oak was assigned to the app"]


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        pytest.param("decision", {"text": "so be it"}, "so be it", id="decision"),
        pytest.param(
            "note",
            {"text": "not read", "attribute": "urn:x:userType"},
            "userType: not read",
            id="a note names its attribute",
        ),
        pytest.param(
            "job.queued",
            {"kind": "UPDATE", "reason": "because"},
            "job j8 UPDATE queued: because",
            id="job",
        ),
        pytest.param("okta.log", {}, "", id="what only repeats"),
        pytest.param("fault.added", {"status": "503"}, "fault added 503", id="anything else"),
        pytest.param("control.speed", {"speed": 2.0}, "time runs at speed 2", id="the clock"),
        pytest.param(
            "okta.app.changed",
            {"label": "ZITADEL", "set": {"features": {"create": True, "update": False}}},
            "provisioning to ZITADEL: Create Users on, Update User Attributes off",
            id="features of an app",
        ),
        pytest.param(
            "okta.app.changed",
            {"label": "ZITADEL", "set": {"status": "INACTIVE"}},
            "app ZITADEL is inactive now",
            id="status of an app",
        ),
        pytest.param(
            "okta.app.changed",
            {"label": "ZITADEL", "set": {"knobs": {}, "sign_on_settings": {}}},
            "settings of app ZITADEL saved (sign on settings)",
            id="settings of an app",
        ),
        pytest.param(
            "okta.assignment.updated",
            {"login": "oak@example.com", "set": {"sync_state": "OUT_OF_SYNC"}},
            "assignment of oak: sync state OUT_OF_SYNC",
            id="state of an assignment",
        ),
        pytest.param(
            "okta.assignment.updated",
            {"login": "oak@example.com", "attributes": ["title"], "set": {}},
            "app profile of oak changed (title)",
            id="values of an assignment",
        ),
        pytest.param(
            "okta.group.member_added",
            {"login": "oak@example.com", "name": "Engineering"},
            "oak put into group Engineering",
            id="a member",
        ),
        pytest.param(
            "okta.group.created",
            {"name": "Engineering"},
            "group Engineering created",
            id="with its name",
        ),
    ],
)
def test_records_are_told_in_words(kind: str, data: dict[str, object], expected: str) -> None:
    """One line a record."""
    record = Record(seq=1, at=1, kind=kind, data=data, links=Links(job=8))

    assert phrase(record) == expected


# -- differences -----------------------------------------------------------------------------------


def test_a_difference_shows_before_and_after(reader: Reader) -> None:
    """New, changed and same attributes, and what was sent and not stored."""
    found = difference(reader, last_put(reader))

    rows = {row.path: row for row in found.rows}
    assert (rows["displayName"].mark, rows["displayName"].before) == (CHANGED, "Cedar Tree")
    assert (rows["metadata title"].mark, rows["metadata title"].after) == (NEW, "Staff Engineer")
    assert rows["userName"].mark == SAME
    assert [(row.path, row.after) for row in found.dropped] == [("department", "Payments")]
    assert found.nothing == ""
    assert len(found.changed) == 3


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({"method": "GET"}, "It only reads.", id="a read"),
        pytest.param(
            {"status": 409},
            "It was refused: User already exists (V3-DKcYh).",
            id="a refusal",
        ),
    ],
)
def test_a_request_without_change_says_why(
    reader: Reader, wanted: dict[str, object], expected: str
) -> None:
    """Nothing changed, for a reason."""
    found = difference(reader, requests(reader, **wanted)[0])

    assert found.changed == ()
    assert found.nothing == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("title", "Engineer", id="simple"),
        pytest.param("NAME.familyname", "Tree", id="without case"),
        pytest.param("urn:x:User:department", "Payments", id="extension"),
        pytest.param("emails.value", "a@example.com", id="first of several"),
        pytest.param("nickName", None, id="not there"),
    ],
)
def test_paths_are_looked_up_in_a_body(path: str, expected: object) -> None:
    """The way SCIM writes them."""
    body = {
        "title": "Engineer",
        "name": {"familyName": "Tree"},
        "emails": [{"value": "a@example.com"}],
        "urn:x:User": {"department": "Payments"},
    }

    assert value_at(body, path) == expected


def test_paths_are_looked_up_in_patch_operations() -> None:
    """With and without a path of the operation's own."""
    body = {
        "Operations": [
            {"op": "replace", "path": "title", "value": "Engineer"},
            {"op": "replace", "value": {"userType": "staff"}},
        ]
    }

    assert value_at(body, "title") == "Engineer"
    assert value_at(body, "userType") == "staff"
    assert value_at(body, "locale") is None


def test_events_name_the_attributes_they_change(reader: Reader, story: Story) -> None:
    """Whatever the event, each path has its new text, or nothing when it is taken away."""
    events = [r for r in reader.records(limit=10_000) if r.kind.startswith("zitadel.user.")]

    for event in events:
        for path, text in changes(event, known={}).items():
            assert path
            assert text is None or isinstance(text, str)
