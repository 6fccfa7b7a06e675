"""What Okta takes from an answer, and its words when it cannot use one."""

import re

import orjson
import pytest

from simulator.events import JSON
from simulator.okta.answers import Answer, Throttled, detail_of, learn, users_of
from simulator.okta.failures import task_text
from simulator.okta.intents import Create, Find, Intent, Patch, Purpose, Read, Replace
from simulator.okta.jsontext import NotJson, parse
from simulator.okta.model import JobKind
from simulator.okta.planner import Failure, Known
from simulator.okta.texts import phrase
from tests.unit.okta.samples import LINKED, PRIYA, app, work

LOOK = Find(PRIYA.login)
READ = Read(LINKED, Purpose.PROFILE)
PUT = Replace(LINKED, {}, Purpose.PROFILE)


def answer(status: int, body: JSON = None, reason: str = "", raw: bytes = b"") -> Answer:
    return Answer(status, reason, raw if body is None else orjson.dumps(body))


def listed(*users: JSON, **more: JSON) -> JSON:
    return {"totalResults": len(users), "startIndex": 1, "Resources": list(users), **more}


def failure(intent: Intent, got: Answer, **knobs: JSON) -> Failure:
    """Return how a job fails after this answer."""
    kind = JobKind.UPDATE if intent is READ or intent is PUT else JobKind.CREATE
    lesson = learn(work(kind, of=app(**knobs)), Known(), intent, got)
    assert isinstance(lesson, Failure)
    return lesson


def text(intent: Intent, got: Answer, **knobs: JSON) -> str:
    """Return the task's text after this answer."""
    return task_text("Harborline", work().snapshot, failure(intent, got, **knobs))


# -- look-up -----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.1, 3.2")
@pytest.mark.parametrize(
    ("got", "ids"),
    [
        pytest.param(answer(200, listed()), [], id="none"),
        pytest.param(answer(404, {"detail": "no"}), [], id="404-is-none"),
        pytest.param(answer(200, listed({"id": "a", "active": True})), [("a", True)], id="active"),
        pytest.param(answer(200, listed({"id": "a"})), [("a", True)], id="no-active-is-active"),
        pytest.param(
            answer(200, listed({"id": "a", "active": False})), [("a", False)], id="inactive"
        ),
        pytest.param(
            answer(200, {"totalresults": 1, "resources": [{"id": "a"}]}),
            [("a", True)],
            id="lower-case-names",
        ),
        pytest.param(
            answer(200, {"totalResults": 1, "Resources": [{"id": "a"}, {"id": "a"}]}),
            [("a", True)],
            id="same-twice",
        ),
        pytest.param(
            answer(200, {"Resources": [{"id": "a"}]}), [("a", True)], id="no-paging-numbers"
        ),
    ],
)
def test_a_list_gives_matches(got: Answer, ids: list[tuple[str, bool]]) -> None:
    """Id and active are read from each user; paging numbers may be missing."""
    lesson = learn(work(), Known(), LOOK, got)

    assert isinstance(lesson, Known)
    assert [(each.id, each.active) for each in lesson.matches] == ids


@pytest.mark.source("okta-provisioning.md 3.1, 11 rows 1 and 2")
@pytest.mark.parametrize(
    ("got", "detail", "logged"),
    [
        pytest.param(answer(200), "No results for users returned", True, id="empty-body"),
        pytest.param(
            answer(200, {"totalResults": 0}), "No results for users returned", True, id="no-list"
        ),
        pytest.param(answer(200, listed(startIndex="1")), "null", False, id="number-as-string"),
        pytest.param(
            answer(200, {"totalResults": 1, "Resources": [None]}), "null", False, id="null-in-it"
        ),
    ],
)
def test_a_list_can_disappoint(got: Answer, detail: str, logged: bool) -> None:
    """A list without Resources is refused; numbers as text abort without a reason in the log."""
    found = users_of(got)

    assert isinstance(found, Failure)
    assert found.detail == detail
    assert (found.logged is not None) is logged


@pytest.mark.source("okta-provisioning.md 6.2: externalId up to 512 (the reaction is a guess)")
@pytest.mark.parametrize(
    ("intent", "got"),
    [
        pytest.param(LOOK, answer(200, listed({"id": "a" * 513})), id="look-up"),
        pytest.param(Create(), answer(201, {"id": "a" * 513}), id="create"),
    ],
)
def test_an_id_the_app_user_cannot_hold_fails_the_job(intent: Intent, got: Answer) -> None:
    """513 characters leave a task; a setting links all the same."""
    lenient = learn(work(of=app(long_ids="link")), Known(), intent, got)

    assert "externalId: String is too long" in text(intent, got)
    assert isinstance(lenient, Known)


@pytest.mark.source("okta-provisioning.md 2.2, 2.21: 201 without id (inferred)")
@pytest.mark.parametrize("key", [pytest.param({"a": 1}, id="object"), pytest.param([1], id="list")])
def test_an_id_that_is_none_leaves_an_empty_user(key: JSON) -> None:
    """An object where the id should be is no id; nobody is linked to its text."""
    assert "Create new user returned empty user." in text(Create(), answer(201, {"id": key}))


@pytest.mark.source("okta-provisioning.md 3.1: knob copy_remote_profile (F06)")
def test_a_copied_account_must_fit_the_schema() -> None:
    """With the setting on, a value of another kind stops the job with Okta's text."""
    got = answer(200, listed({"id": "a", "title": [{"value": "x"}]}))

    found = text(LOOK, got, copy_remote_profile=True)

    assert found == (
        "Automatic provisioning of user Priya Raman to app Harborline failed: Error while trying"
        f" to import user profile for {PRIYA.login}: Error setting property,"
        f" appUser={PRIYA.login} property=title error=[Invalid value data type, expected string]"
    )
    assert isinstance(learn(work(), Known(), LOOK, got), Known)


# -- texts -------------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.4")
@pytest.mark.parametrize(
    ("intent", "got", "wanted"),
    [
        pytest.param(
            Create(),
            answer(400, {"detail": "title is too long"}),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " creating user Priya Raman: Bad Request. Errors reported by remote server: title is"
            " too long",
            id="create-400",
        ),
        pytest.param(
            Create(),
            answer(409, {"detail": "User already exists"}),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " creating user Priya Raman: Conflict. Errors reported by remote server: User already"
            " exists",
            id="create-409",
        ),
        pytest.param(
            Create(),
            answer(422, {"detail": "VALIDATION_ERROR"}),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " creating user Priya Raman: Unprocessable Entity. Errors reported by remote server:"
            " VALIDATION_ERROR",
            id="create-422-F14",
        ),
        pytest.param(
            Create(),
            answer(201),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " creating user Priya Raman: Create new user returned empty user.",
            id="create-empty",
        ),
        pytest.param(
            LOOK,
            answer(500),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " verifying if user priya.raman@northwind.example exists: Internal Server Error."
            " Errors reported by remote server:",
            id="look-up-500-nothing-said",
        ),
        pytest.param(
            PUT,
            answer(502, raw=b"error: upstream"),
            "Automatic profile push of user Priya Raman to app Harborline failed: Error while"
            " trying to push profile update for priya.raman@northwind.example: Bad Gateway. Errors"
            " reported by remote server: Invalid JSON: Unrecognized token 'error': was expecting"
            " ('true', 'false' or 'null') at [Source: java.io.StringReader@3f989ed1; line: 1,"
            " column: 6]",
            id="put-502-text",
        ),
        pytest.param(
            READ,
            answer(404, {"detail": "gone"}),
            "Automatic profile push of user Priya Raman to app Harborline failed: Error while"
            " trying to push profile update for priya.raman@northwind.example: No user returned"
            f" for user {LINKED}",
            id="read-404",
        ),
        pytest.param(
            Patch(LINKED, Purpose.DEACTIVATE),
            answer(501),
            "Automatic deprovisioning of user Priya Raman from app Harborline failed: Error while"
            " deactivating user: Not Implemented. Errors reported by remote server:",
            id="patch-501",
        ),
        pytest.param(
            Patch(LINKED, Purpose.REACTIVATE),
            answer(403, {"detail": "no"}),
            "Automatic provisioning of user Priya Raman to app Harborline failed: Error while"
            " reactivating user: Forbidden. Errors reported by remote server: no",
            id="reactivate-403",
        ),
    ],
)
def test_task_texts_are_oktas(intent: Intent, got: Answer, wanted: str) -> None:
    """Headline, operation, reason phrase and the other side's words, to the letter."""
    assert text(intent, got) == wanted


@pytest.mark.source("okta-provisioning.md 3.4: trap 422")
@pytest.mark.parametrize(
    ("status", "sent", "wanted"),
    [
        pytest.param(422, "", "Unprocessable Entity", id="older-name"),
        pytest.param(422, "Unprocessable Content", "Unprocessable Content", id="as-sent"),
        pytest.param(404, "", "Not Found", id="usual"),
        pytest.param(599, "", "599", id="unknown"),
    ],
)
def test_the_reason_phrase_is_the_status_lines(status: int, sent: str, wanted: str) -> None:
    """Without a phrase in the status line the usual (older) one is shown."""
    assert phrase(status, sent) == wanted


@pytest.mark.source("okta-provisioning.md 3.4: json_error_style")
@pytest.mark.parametrize(
    ("style", "body", "wanted"),
    [
        pytest.param(
            "reader",
            b"<html>",
            "Invalid JSON: Unexpected character ('<' (code 60)): expected a valid value (number,"
            " String, array, object, 'true', 'false' or 'null') at [Source:"
            " java.io.StringReader@6a7b3c0c; line: 1, column: 2]",
            id="html",
        ),
        pytest.param(
            "redacted",
            b"Unsupported thing",
            "Invalid JSON: Unrecognized token 'Unsupported': was expecting (JSON String, Number,"
            " Array, Object or token 'null', 'true' or 'false') at [Source: REDACTED"
            " (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 12]",
            id="text-F09",
        ),
    ],
)
def test_a_body_that_is_no_json(style: str, body: bytes, wanted: str) -> None:
    """The sentences are those of the Java parser, in either generation."""
    with pytest.raises(NotJson) as found:
        parse(body, style=style)

    assert without_address(found.value.text) == without_address(wanted)


@pytest.mark.source("okta-provisioning.md 3.4: the wording of a Java parser (inferred)")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"[" * 100_000, "Document nesting depth (1001) exceeds", id="too-deep"),
        pytest.param(b'{"n":-%s}' % (b"9" * 5000), "Number value length (5000)", id="too-long"),
        pytest.param(b'{"n":NaN}', "Non-standard token 'NaN'", id="no-number"),
        pytest.param(b'{"n":1e400}', "Numeric value (1e400) out of range", id="too-big"),
    ],
)
def test_what_no_parser_takes_is_no_json(body: bytes, words: str) -> None:
    """A body made to break its reader fails the job and nothing else."""
    with pytest.raises(NotJson, match=re.escape(f"Invalid JSON: {words}")):
        parse(body)


def test_half_a_character_in_a_detail_is_kept_as_a_question_mark() -> None:
    """JSON can hold half a surrogate pair, and no record and no screen can."""
    assert detail_of(answer(400, raw=b'{"detail":"\\ud83d bad"}'), "reader") == "? bad"


@pytest.mark.source("okta-provisioning.md 3.2 (inferred)")
def test_a_detail_that_is_no_text_is_shown_as_json() -> None:
    """What the other side wrote stays recognisable."""
    assert detail_of(answer(400, {"detail": ["title", {"max": 9}]}), "reader") == (
        '["title", {"max": 9}]'
    )


def test_a_truncated_body_ends_unexpectedly() -> None:
    """A body that stops in the middle is named so."""
    with pytest.raises(NotJson, match="Unexpected end-of-input"):
        parse(b'{"id": "1", "name": ')


def without_address(text: str) -> str:
    head, _, tail = text.partition("StringReader@")
    return head + tail.partition(";")[2] if tail else head


# -- the others ----------------------------------------------------------------------------


@pytest.mark.source("okta-provisioning.md 3.2")
@pytest.mark.parametrize(
    ("intent", "got", "attribute", "wanted"),
    [
        pytest.param(Create(), answer(201, {"id": "n"}), "linked_id", "n", id="created"),
        pytest.param(Create(), answer(200, {"id": 7}), "linked_id", "7", id="created-200"),
        pytest.param(READ, answer(200, {"id": "x"}), "stored", {"id": "x"}, id="read"),
        pytest.param(PUT, answer(200, raw=b"<no json>"), "updated", True, id="body-not-parsed"),
        pytest.param(PUT, answer(204), "updated", True, id="put-204"),
        pytest.param(
            Read(LINKED, Purpose.DEACTIVATE), answer(404), "gone", True, id="off-404-is-done"
        ),
    ],
)
def test_what_is_learned(intent: Intent, got: Answer, attribute: str, wanted: JSON) -> None:
    """A PUT is judged by its status alone; a POST gives the id; a GET gives everything."""
    lesson = learn(work(JobKind.UPDATE), Known(), intent, got)

    assert getattr(lesson, attribute) == wanted


@pytest.mark.source("okta-provisioning.md 3.2: 406")
def test_a_refused_media_type_is_logged_without_a_reason() -> None:
    """406 fails the job; the log's reason is empty (F19)."""
    assert failure(LOOK, answer(406, {"detail": "no"})).logged is None


@pytest.mark.source("okta-provisioning.md 3.3")
def test_429_is_for_the_retry_rules() -> None:
    """429 is no failure yet, whatever it answers to."""
    got = Answer(429, "Too Many Requests", b"", {"retry-after": "3"})

    assert isinstance(learn(work(), Known(), Create(), got), Throttled)
