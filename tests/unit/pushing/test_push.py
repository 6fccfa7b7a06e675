"""The whole run against servers on loopback: good ones, and those of the field's bad habits."""

from typing import Any

import pytest

from simulator.pushing.model import Result, Stage, State
from simulator.pushing.report import call_text, step_lines
from tests.unit.pushing.conftest import pushed
from tests.unit.pushing.servers import Alter, Asked, Said, listening, lookups, only

pytestmark = pytest.mark.anyio


def told(result: Result) -> str:
    """Return everything a failed push says."""
    parts = [] if result.trouble is None else [result.trouble.message, result.trouble.help]
    for step in result.steps:
        parts += [*step.tasks, *step.problems]
        parts += [each.path for each in step.unlike]
        parts += [call.meaning.text for call in step.calls]
        parts += [each for call in step.calls for each in call.meaning.remarks]
    return "\n".join(parts)


@pytest.mark.parametrize("app_type", ["AIW", "OIN"])
async def test_a_good_server_passes_with_everybody(app_type: str) -> None:
    """Everybody is created, changed, switched off and on again, and stays behind by id."""
    async with listening() as server:
        result = await pushed(server.url, users=4, app_type=app_type)

        assert (result.exit_code, told(result).count("Okta's task")) == (0, 0)
    assert {step.state for step in result.steps} == {State.PASSED}
    assert len(result.steps) == 4 * len(Stage)
    assert {(each.id, each.state) for each in result.left} == {
        (user_id, "active")
        for user_id in server.scim.users  # in any order: workers share the work
    }
    assert len(result.left) == 4


@pytest.mark.source("okta-provisioning.md 2.2 (observed), 2.4 (observed), 2.5, 2.6 (observed)")
async def test_the_requests_are_those_of_a_wizard_app() -> None:
    """In Okta's order; the reading back and the look-up before are the only ones of ours."""
    async with listening() as server:
        await pushed(server.url)

    asked = [(each.method, "filter" in each.query) for each in server.scim.asked]
    get, find, read_back = ("GET", False), ("GET", True), ("GET", False)
    assert asked == [
        *(get, get, find),  # two tests of the connector, and the look-up for nobody
        *(find, ("POST", False), read_back),
        *(get, ("PUT", False), read_back),
        *(get, ("PUT", False), read_back),
        *(find, get, ("PUT", False), get, ("PUT", False), read_back),
    ]


@pytest.mark.source("okta-provisioning.md 2.5 (observed: LAB-C)")
async def test_a_put_keeps_the_servers_order_and_what_it_does_not_know() -> None:
    """Unmapped attributes go back as they came, the keys in the server's own order."""
    async with listening() as server:
        await pushed(server.url)

    first = next(each.json for each in server.scim.asked if each.method == "PUT")
    assert list(first)[:2] == ["costCode", "active"]
    assert (first["costCode"], first["meta"]) == ("K-7", {"version": "1"})


async def test_nothing_on_the_wire_tells_of_us() -> None:
    """Whoever logs his requests sees Okta's headers and nothing else."""
    async with listening() as server:
        await pushed(server.url)

    agents = {each.headers["user-agent"] for each in server.scim.asked}
    names = {name for each in server.scim.asked for name in each.headers}
    assert agents == {"Okta SCIM Client 1.0.0"}
    assert not [name for name in names if name.startswith("x-")]


async def test_a_second_push_links_the_people_of_the_first() -> None:
    """The names are fixed, so nobody is created twice."""
    async with listening() as server:
        await pushed(server.url)
        result = await pushed(server.url)

    assert result.exit_code == 0
    assert len(server.scim.users) == 1
    assert result.steps[0].outcome == "was there already, linked, id u1"


async def test_people_of_ones_own_who_are_there_are_not_touched_unasked() -> None:
    """A list of real people does no harm to their accounts; nothing but GET was sent."""
    async with listening() as server:
        await pushed(server.url)
        before = len(server.scim.asked)
        refused = await pushed(server.url, existing=False)

    assert (refused.exit_code, refused.steps) == (2, ())
    assert "ada.birch@example.com is there already" in told(refused)
    assert {each.method for each in server.scim.asked[before:]} == {"GET"}


def without(name: str) -> Any:
    """Return a list without one of its members."""
    return lambda body: {key: value for key, value in body.items() if key != name}


def hides_inactive(asked: Asked, said: Said) -> Said:
    """Find those only who are switched on."""
    if "filter" not in asked.query:
        return said
    found = [each for each in said.body["Resources"] if each["active"]]
    return Said(200, {**said.body, "Resources": found, "totalResults": len(found)})


def drops_title(asked: Asked, said: Said) -> Said:
    """Accept a title and forget it."""
    if isinstance(said.body, dict):
        said.body.pop("title", None)
    return said


def refuses_leavers(asked: Asked, said: Said) -> Said:
    """Fail when somebody is switched off."""
    leaves = asked.method == "PUT" and asked.json["active"] is False
    return Said(500, {"detail": "boom"}) if leaves else said


def says_active_as_text(asked: Asked, said: Said) -> Said:
    """Show ``active`` as a text."""
    if isinstance(said.body, dict) and "active" in said.body:
        return Said(said.status, {**said.body, "active": str(said.body["active"]).lower()})
    return said


def answers_reads_with_lists(asked: Asked, said: Said) -> Said:
    """Wrap the account that is read in a list."""
    alone = asked.method == "GET" and isinstance(said.body, dict) and "userName" in said.body
    return Said(200, [said.body]) if alone else said


HTML = Said(502, b"<html><body>Bad gateway</body></html>", (("Content-Type", "text/html"),))


@pytest.mark.parametrize(
    ("alter", "stage", "words"),
    [
        pytest.param(
            lookups(without("Resources")),
            Stage.JOINER,
            "Okta found no Resources in the list",
            id="no-resources",
            marks=pytest.mark.source("okta-provisioning.md 3.1 (documented), 11 no. 2"),
        ),
        pytest.param(
            lookups(lambda body: {**body, "totalResults": "0"}),
            Stage.JOINER,
            "totalResults is '0', which is no number",
            id="number-as-text",
            marks=pytest.mark.source("okta-provisioning.md 3.1, 11 no. 1 (documented)"),
        ),
        pytest.param(
            only("POST", Said(201, {"userName": "x"})),
            Stage.JOINER,
            "id missing in 201",
            id="no-id",
            marks=pytest.mark.source("okta-provisioning.md 2.21 (inferred)"),
        ),
        pytest.param(
            only("POST", Said(201, {"id": {"a": 1}})),
            Stage.JOINER,
            "which is none: the account exists",
            id="odd-id",
            marks=pytest.mark.source("okta-provisioning.md 2.21 (inferred)"),
        ),
        pytest.param(
            only("POST", Said(201, {"id": "x" * 513})),
            Stage.JOINER,
            "id has 513 characters",
            id="long-id",
            marks=pytest.mark.source("okta-provisioning.md 6.2 (documented; the reaction: guess)"),
        ),
        pytest.param(
            only("POST", Said(201)),
            Stage.JOINER,
            "Create new user returned empty user.",
            id="empty-201",
            marks=pytest.mark.source("okta-provisioning.md 3.4 (documented)"),
        ),
        pytest.param(
            only("POST", HTML),
            Stage.JOINER,
            "Bad Gateway. Errors reported by remote server: Invalid JSON",
            id="html",
            marks=pytest.mark.source("okta-provisioning.md 11 no. 20 (observed)"),
        ),
        pytest.param(
            only("POST", Said(400, {"detail": "Password must contain symbol"})),
            Stage.JOINER,
            "--set post_password=policy",
            id="password",
            marks=pytest.mark.source("field-cases.md F23"),
        ),
        pytest.param(
            only("PUT", Said(405, {"detail": "use PATCH"})),
            Stage.MOVER,
            "no second try with PATCH",
            id="no-put",
            marks=pytest.mark.source("field-cases.md F25"),
        ),
        pytest.param(
            refuses_leavers,
            Stage.LEAVER,
            "only 429 is tried again by itself",
            id="leaver-keeps-access",
            marks=pytest.mark.source("okta-provisioning.md 11 no. 28 (observed)"),
        ),
        pytest.param(
            hides_inactive,
            Stage.RETURNER,
            "does the filter find switched-off accounts",
            id="hides-inactive",
            marks=pytest.mark.source("okta-provisioning.md 11 no. 3 (documented)"),
        ),
        pytest.param(
            drops_title,
            Stage.JOINER,
            "title",
            id="drops-an-attribute",
            marks=pytest.mark.source("field-cases.md F17, F21"),
        ),
        pytest.param(
            answers_reads_with_lists,
            Stage.JOINER,
            "the answer is no JSON object: Okta stops",
            id="read-is-a-list",
            marks=pytest.mark.source("okta-provisioning.md 3.1 (inferred)"),
        ),
        pytest.param(
            only("GET", Said(301, None, (("Location", "https://scim.example.com/"),)), path="/u1"),
            Stage.JOINER,
            "does not follow to https://scim.example.com/",
            id="redirect",
            marks=pytest.mark.source("okta-provisioning.md 3.2 (unknown: assumed)"),
        ),
        pytest.param(
            only("POST", Said(raw=b"* OK IMAP4 ready\r\n\r\n")),
            Stage.JOINER,
            "no HTTP answer",
            id="garbage",
        ),
        pytest.param(
            only("POST", Said(201, {"id": "x", "note": "cut"}, cut=True)),
            Stage.JOINER,
            "in the middle of the answer",
            id="closing",
        ),
        pytest.param(
            only("POST", Said(429, {"detail": "slow down"}, (("Retry-After", "40"),))),
            Stage.JOINER,
            "Okta would wait 40 s more",
            id="throttled",
            marks=pytest.mark.source("okta-provisioning.md 3.3 (documented)"),
        ),
    ],
)
async def test_what_goes_wrong_is_said_at_its_stage(alter: Alter, stage: Stage, words: str) -> None:
    """In plain words, with the failing exchange; the run goes on to its end and fails."""
    async with listening(alter) as server:
        result = await pushed(server.url)

    failed = next(step for step in result.steps if step.state is State.FAILED)
    assert (result.exit_code, failed.stage) == (1, stage)
    assert words in told(result)
    assert failed.unlike or failed.failing is not None or failed.problems


@pytest.mark.source("okta-provisioning.md 2.4 (observed)")
async def test_a_returner_is_read_to_be_switched_on_and_then_to_be_changed() -> None:
    """The report tells the two reads apart, as their PUTs differ."""
    async with listening() as server:
        result = await pushed(server.url, users=1)

    reads = [each.meaning.text for each in result.steps[3].calls if "/Users/" in call_text(each)]
    assert reads[0] == "read: Okta sends it back with active: true"
    assert reads[2] == "read: Okta sends it back with its own values laid over"


@pytest.mark.source("okta-provisioning.md 3.3 (documented)")
async def test_who_waits_to_be_created_does_not_count_as_created() -> None:
    """The step says that Okta would wait, not what it would have done."""
    async with listening(only("POST", Said(429, {}))) as server:
        result = await pushed(server.url, users=1)

    assert result.steps[0].outcome == "not done: Okta would wait"


@pytest.mark.source("okta-provisioning.md 3.1 (inferred)")
async def test_values_that_differ_in_kind_alone_look_different() -> None:
    """``"true"`` is not true: the text gets its quotes."""
    async with listening(says_active_as_text) as server:
        result = await pushed(server.url)

    shown = "\n".join(line.text for step in result.steps for line in step_lines(step, calls=True))
    assert 'active     true  "true"' in shown


@pytest.mark.source("okta-provisioning.md 3.6 (documented)")
async def test_a_silent_server_ends_one_job_and_no_other() -> None:
    """The time-out is Okta's own, its text too; the second person is pushed all the same."""

    def alter(asked: Asked, said: Said) -> Said | None:
        return None if asked.method == "POST" and b"ada.birch" in asked.body else said

    async with listening(alter) as server:
        result = await pushed(server.url, users=2, timeout=0.3)

    ada, zoe = (
        [step.state for step in result.steps if step.login.startswith(name)]
        for name in ("ada", "zoe")
    )
    assert "Read timed out" in told(result)
    assert ada == [State.FAILED, *[State.SKIPPED] * 3]
    assert zoe == [State.PASSED] * 4


async def test_a_server_that_ignores_filters_is_not_written_to() -> None:
    """Okta would take the first account it is shown and overwrite it; so the push stops before."""
    someone = {"id": "boss", "userName": "boss@example.com", "active": True}
    stuck = lookups(lambda body: {**body, "Resources": [someone], "totalResults": 1})
    async with listening(stuck) as server:
        result = await pushed(server.url)

    assert (result.exit_code, result.steps) == (1, ())
    assert result.trouble is not None
    assert result.trouble.kind == "filter_ignored"
    assert {each.method for each in server.scim.asked} == {"GET"}


async def test_a_list_with_nothing_in_it_but_null_is_no_account() -> None:
    """Okta stops at it, so it is told as a broken answer and not as somebody who was found."""
    broken = lookups(lambda body: {**body, "Resources": [None], "totalResults": 1})
    async with listening(broken) as server:
        result = await pushed(server.url)

    assert result.trouble is not None
    assert result.trouble.kind == "broken_list"
    assert "no account: None" in result.trouble.message


async def test_a_token_the_server_repeats_is_not_shown() -> None:
    """Neither the report nor the journal behind it holds the token."""

    def alter(asked: Asked, said: Said) -> Said:
        echo = {"detail": f"got {asked.headers['authorization']}"}
        return Said(400, echo) if asked.method == "POST" else said

    async with listening(alter) as server:
        result = await pushed(server.url)

    body = result.steps[0].calls[-1].exchange.response_body
    assert body is not None
    assert b"got Bearer ***" in body
    assert "sesame" not in told(result)


async def test_basic_authentication_signs_in() -> None:
    """User name and password, sent at once."""
    async with listening() as server:
        given = {"mode": "basic", "username": "okta", "password": "open"}
        result = await pushed(server.url, authentication=given)

    assert result.exit_code == 0
