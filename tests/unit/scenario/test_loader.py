"""Loading scenario files: every mistake at once, each with its place and a way out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import UsageError
from simulator.scenario.loader import MAX_BYTES, ScenarioErrors, find, load, read
from simulator.scenario.model import WORDS

from .fakes import HEAD

STEP = HEAD + "steps:\n  - "
CEDAR = HEAD + (
    "given: {okta: {users: [{login: cedar@example.com, firstName: Cedar, lastName: Tree}]}}\n"
    "steps:\n  - "
)


def told(text: str | bytes) -> list[str]:
    """Return the mistakes of a scenario as they are printed."""
    with pytest.raises(ScenarioErrors) as caught:
        read(text, "s.yaml")
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        pytest.param("", (1, 1), "The file is empty. It begins with scenario: NAME.", id="empty"),
        pytest.param("# hm\n", (1, 1), "The file is empty.", id="comment only"),
        pytest.param("- a", (1, 1), "The file is no mapping.", id="list"),
        pytest.param("scenario: a b\ntitle: t", (1, 11), "scenario cannot be a b.", id="name"),
        pytest.param("scenario: a", (1, 1), "title is missing.", id="no title"),
        pytest.param(HEAD + "version: 2", (3, 10), "version cannot be 2. Expected 1.", id="newer"),
        pytest.param(
            HEAD + "stepz: []",
            (3, 1),
            "There is no field stepz here. Did you mean steps?",
            id="field",
        ),
        pytest.param(
            HEAD + "steps: {}", (3, 8), "steps must be a list, not a mapping.", id="steps"
        ),
        pytest.param(
            STEP + "asign: cedar",
            (4, 5),
            "There is no step asign. Did you mean assign?",
            id="step word",
        ),
        pytest.param(
            STEP + "settl",
            (4, 5),
            "A step is a word with what belongs to it, like assign: cedar. Did you mean settle?",
            id="bare word",
        ),
        pytest.param(
            STEP + "say: a\n    settle:",
            (5, 5),
            "say and settle are two steps. Give each its own dash.",
            id="two words",
        ),
        pytest.param(STEP + "name: x", (4, 5), "This step does nothing.", id="no word"),
        pytest.param(
            STEP + "assign: {usr: a}",
            (4, 14),
            "There is no field usr here. Did you mean user?",
            id="step field",
        ),
        pytest.param(
            STEP + "role: {user: a}",
            (4, 5),
            "roles is missing. role needs user, roles.",
            id="missing field",
        ),
        pytest.param(
            STEP + "metadata: {user: a, key: k, value: true}",
            (4, 40),
            'value must be text. Write "true", in quotes.',
            id="text wanted",
        ),
        pytest.param(
            STEP + "wait: soon",
            (4, 11),
            "duration: expected a duration like 90s, 5m or 1h30m.",
            id="duration",
        ),
        pytest.param(
            STEP + "features: {create: yes}",
            (4, 24),
            "create must be true or false, not yes.",
            id="boolean",
        ),
        pytest.param(
            STEP + "test_connection: maybe",
            (4, 22),
            "expect cannot be maybe. Expected ok or failed.",
            id="choice",
        ),
        pytest.param(
            STEP + "expect: {users: {a: {username: b}}}",
            (4, 26),
            "username is no attribute of a ZITADEL user. Did you mean userName?",
            id="attribute",
        ),
        pytest.param(
            STEP + "expect: {users: {a: {state: actve}}}",
            (4, 33),
            "state cannot be actve. Expected active, inactive, locked or initial.",
            id="state",
        ),
        pytest.param(
            STEP + "expect: {assignments: {a: {sync: DONE}}}",
            (4, 38),
            "sync cannot be DONE. Expected DISABLED, OUT_OF_SYNC, SYNCING, SYNCHRONIZED or ERROR.",
            id="sync state",
        ),
        pytest.param(
            STEP + "expect: {requests: [FETCH /Users]}",
            (4, 25),
            "requests: expected a request like POST /Users 201.",
            id="request",
        ),
        pytest.param(
            STEP + "expect: {assignments: {a: gone}}",
            (4, 31),
            "presence cannot be gone. Expected absent or present.",
            id="presence",
        ),
        pytest.param(
            HEAD + "given: {clock: yesterday}",
            (3, 16),
            "clock: expected a moment like 2026-07-10T08:00:00Z.",
            id="clock",
        ),
        pytest.param(
            HEAD + "given: {clock: 2026-07-10T08:00:00}",
            (3, 16),
            "clock: expected a moment",
            id="clock without zone",
        ),
        pytest.param(
            STEP + "say: ''",
            (4, 10),
            "text must not be empty.",
            id="empty text",
        ),
        pytest.param(
            STEP + "hold: {now: true}",
            (4, 12),
            "There is no field now here. Nothing belongs here.",
            id="nothing belongs here",
        ),
        pytest.param(
            STEP + "assign: {}",
            (4, 13),
            "assign: expected either user or group.",
            id="either or",
        ),
        pytest.param(
            CEDAR + "expect: {assignments: {ceder: absent}}",
            (5, 28),
            "There is no Okta user ceder. Did you mean cedar?",
            id="person of an assignment",
        ),
        pytest.param(
            STEP + "expect: {now: true}",
            (4, 13),
            "expect: expected something to look at",
            id="empty expectation",
        ),
        pytest.param(
            STEP + "expect: {tasks: []}\n    refused: no",
            (5, 14),
            "An expectation is not refused.",
            id="refused expectation",
        ),
        pytest.param(
            STEP + "expect: {requests: [{request: GET /Users 200, status: 200}]}",
            (4, 25),
            "requests: the status is said twice.",
            id="status twice",
        ),
        pytest.param(
            STEP + "provisioning: {authentication: {mode: basic, token: a}}",
            (4, 36),
            "authentication: mode basic takes username and password",
            id="credentials",
        ),
        pytest.param(
            STEP + "expect: {users: {a: {title: {matches: '('}}}}",
            (4, 43),
            "( is no regular expression:",
            id="pattern",
        ),
        pytest.param(
            CEDAR + "assign: ceder",
            (5, 13),
            "There is no Okta user ceder. Did you mean cedar?",
            id="person",
        ),
        pytest.param(
            CEDAR + "assign: {group: Staff}",
            (5, 21),
            "There is no Okta group Staff. Create the group first, with a step or in given.",
            id="group",
        ),
        pytest.param(
            STEP + "pat: ${sa.id}",
            (4, 10),
            "${sa.id} is unknown here. Known here: okta, zitadel.",
            id="variable",
        ),
        pytest.param(
            STEP + "pat: a\n    capture: p\n  - say: ${p.tokn}",
            (6, 10),
            "${p.tokn} is unknown. Did you mean ${p.token}?",
            id="part of a capture",
        ),
        pytest.param(
            STEP + "say: ${zitadel.urll}",
            (4, 10),
            "${zitadel.urll} is unknown. Did you mean ${zitadel.url}?",
            id="fact",
        ),
        pytest.param(
            STEP + "say: ${a b}", (4, 10), "${a b} is no reference.", id="malformed reference"
        ),
        pytest.param(
            STEP + "pat: a\n    capture: okta", (5, 14), "okta is taken.", id="taken name"
        ),
        pytest.param(
            HEAD.encode() + b"about: \xff", (3, 8), "Byte 0xff is no UTF-8.", id="not UTF-8"
        ),
        pytest.param(
            "a: " + "x" * MAX_BYTES, (1, 1), "The file is larger than 1 MiB.", id="too large"
        ),
    ],
)
def test_a_mistake_says_where_and_what_instead(
    text: str | bytes, place: tuple[int, int], says: str
) -> None:
    """Each message has file, line, column, what is wrong, and what was expected."""
    line, column = place

    assert told(text)[0].startswith(f"s.yaml:{line}:{column}: {says}")


def test_all_mistakes_are_told_at_once() -> None:
    """A file with several mistakes needs one look, not several; they come in order of place."""
    lines = told(HEAD + "steps:\n  - wait: soon\n  - asign: a\n  - pat: {usr: a}\nabout: 3\n")

    assert [line.split(" ")[0] for line in lines] == [
        "s.yaml:4:11:",
        "s.yaml:5:5:",
        "s.yaml:6:5:",
        "s.yaml:6:11:",
        "s.yaml:7:8:",
    ]


def test_mistakes_are_values_too() -> None:
    """A program reads file, line and column as attributes."""
    with pytest.raises(ScenarioErrors) as caught:
        read(HEAD + "steps:\n  - wait: soon\n", "s.yaml")

    [error] = caught.value.mistakes
    assert (error.file, error.line, error.column) == ("s.yaml", 4, 11)
    assert (caught.value.line, caught.value.column) == (4, 11)


def test_a_person_created_by_an_earlier_step_is_known() -> None:
    """Names need not stand in given; a step may create them."""
    file = read(
        HEAD + "steps:\n  - user: {login: ash@example.com, firstName: Ash, lastName: Tree}\n"
        "  - assign: ash\n  - assign: ash@example.com\n",
        "s.yaml",
    )

    assert [step.word for step in file.scenario.steps] == ["user", "assign", "assign"]


def test_a_person_under_a_new_login_is_known() -> None:
    """Who was renamed by a step is named so in the steps after it."""
    renamed = "profile: {user: cedar, set: {login: cedar.tree@example.com}}\n  - assign: "

    assert read(CEDAR + renamed + "cedar.tree", "s.yaml").scenario.steps
    assert told(CEDAR + renamed + "cedar.grove")[0].startswith(
        "s.yaml:6:13: There is no Okta user cedar.grove."
    )


def test_a_group_under_a_new_name_is_known() -> None:
    """The same for groups."""
    steps = "group: {name: Sales}\n  - edit_group: {group: Sales, name: Trade}\n  - assign: "

    assert read(STEP + steps + "{group: Trade}", "s.yaml").scenario.steps
    assert "There is no Okta group Trad." in told(STEP + steps + "{group: Trad}")[0]


def test_a_step_knows_its_lines() -> None:
    """The player shows a step as it stands in the file, without the comment that follows."""
    file = read(
        STEP
        + "say: one\n  - role:\n      user: a\n      roles: [ORG_OWNER]\n\n  # next\n  - settle",
        "s.yaml",
    )

    assert file.source(1) == "  - role:\n      user: a\n      roles: [ORG_OWNER]"
    assert file.source(2) == "  - settle"
    assert file.place(1).line == 5


def test_a_missing_file_is_a_mistake_of_the_scenario(tmp_path: Path) -> None:
    """Reading errors of the system come out as the same kind of error."""
    with pytest.raises(ScenarioErrors, match="cannot be read: no such file"):
        load(tmp_path / "none.yaml")


def test_directories_are_searched_in_order(tmp_path: Path) -> None:
    """A directory stands for all scenarios below it."""
    for name in ("b/two.yaml", "a/one.yml", "a/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", "utf-8")

    found = find([tmp_path / "b", tmp_path])

    assert [path.name for path in found] == ["two.yaml", "one.yml"]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_path_without_scenarios_is_told(tmp_path: Path, name: str) -> None:
    """A mistyped path is an error, not an empty success."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError, match="There is no"):
        find([tmp_path / name])


def _yaml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(each) for each in value) + "]"
    return str(value)


_NAMES = st.sampled_from(
    ["scenario", "title", "given", "steps", "okta", "users", "set", "capture", *sorted(WORDS)]
)
_VALUES = st.recursive(
    st.sampled_from(
        ["a", "cedar", "1", "true", "~", "-1", "5m", "'${a.b}'", "absent", "POST /Users"]
    )
    | _NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=20,
)


def lines_of_mistakes(raw: str | bytes) -> list[int]:
    """Return the lines of what is wrong, none for a usable file."""
    try:
        read(raw, "s.yaml")
    except ScenarioErrors as errors:
        return [error.line for error in errors.mistakes]
    return []


@given(st.text(max_size=120) | st.binary(max_size=120))
def test_arbitrary_input_raises_scenario_errors_alone(raw: str | bytes) -> None:
    """Whatever a file holds, it is a scenario or it is told off."""
    assert all(line >= 1 for line in lines_of_mistakes(raw))


@given(_VALUES, st.lists(_VALUES, max_size=4))
def test_arbitrary_structures_raise_scenario_errors_alone(
    value: object, steps: list[object]
) -> None:
    """The same for files that look like scenarios."""
    for text in (_yaml(value), HEAD + "steps: " + _yaml(steps), HEAD + "given: " + _yaml(value)):
        assert all(line >= 1 for line in lines_of_mistakes(text))


def test_mistakes_of_one_expectation_are_all_told() -> None:
    """A misspelt state beside a misspelt attribute and a misspelt step."""
    steps = "  - asign: a\n  - expect: {users: {a: {state: actve, usrName: x}}}\n"

    with pytest.raises(ScenarioErrors) as caught:
        read(HEAD + "steps:\n" + steps, "story.yaml")

    assert [(each.line, each.message) for each in caught.value.mistakes] == [
        (4, "There is no step asign."),
        (5, "state cannot be actve."),
        (5, "usrName is no attribute of a ZITADEL user."),
    ]
