"""The schema for editors, judged by a validator that is not ours."""

from functools import cache
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator, meta

from simulator.events import JSON
from simulator.scenario import chapters, examples
from simulator.scenario.document import parse
from simulator.scenario.editors import editor_schema

FILES = Path(__file__).parents[3] / "scenarios"
WRONG = Path(__file__).parent / "wrong"
HEAD = "scenario: story\ntitle: A story\n"


@cache
def _editor() -> Draft202012Validator:
    return Draft202012Validator(editor_schema())


def _underlined(text: str) -> list[str]:
    """Return what an editor would underline."""
    written: JSON = parse(text).value
    return [f"{each.instance_path}: {each.message}" for each in _editor().iter_errors(written)]


def test_the_schema_is_one() -> None:
    """It keeps to the dialect it names."""
    meta.validate(editor_schema())


@pytest.mark.parametrize(
    "path", sorted(FILES.rglob("*.yaml")), ids=lambda path: path.relative_to(FILES).as_posix()
)
def test_no_file_that_comes_along_is_underlined(path: Path) -> None:
    """Neither what includes another, nor what is there to be included, nor ``${name}``."""
    assert _underlined(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(chapters.INCLUDED, id="a file to include"),
        pytest.param(chapters.TABLE, id="a table of cases"),
        *(
            pytest.param(HEAD + "steps:\n  " + example.replace("\n", "\n  "), id=word)
            for word, example in examples.WORDS.items()
        ),
        pytest.param(HEAD + "steps: [{include: more.yaml}]", id="steps of another file"),
        pytest.param(HEAD + "steps: [{wait: '${long}'}]", id="a variable for a duration"),
        pytest.param(HEAD + "steps: [{broker_mode: '${on}'}]", id="a variable for a truth"),
        pytest.param(HEAD + "steps: '${steps}'", id="a variable for all steps"),
        pytest.param(HEAD + "given: {clock: '${then}'}", id="a variable for a moment"),
        pytest.param(
            HEAD + "steps: [{expect: {users: {a: {'${attribute}': 1}}}}]", id="a variable in a name"
        ),
    ],
)
def test_what_the_handbook_shows_is_not_underlined(text: str) -> None:
    """Every example of it, and a reference in the place of any value."""
    assert _underlined(text) == []


REFUSED = (
    *("duration", "lag", "expect-request", "request-method", "expect-state", "expect-sync"),
    *("expect-okta-user", "okta-setting", "import-setting", "profile-name", "drift-name"),
    *("no-title", "unknown-field", "step-word", "two-words", "needs-more", "fault-ready"),
    *("bare-word", "step-field", "version", "seed", "crash", "request-to", "case-list"),
)


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_underlined_as_one_types(name: str) -> None:
    """What ``check`` refuses and a schema can tell."""
    assert _underlined((WRONG / f"{name}.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("given: {okta: {app: {features: {create: true}}}}", id="no label"),
        pytest.param("given: {okta: {app: {label: A, provisioning: {}}}}", id="no authentication"),
    ],
)
def test_only_what_another_file_may_have_is_left_out(text: str) -> None:
    """What is needed is needed where nothing is included."""
    assert _underlined(HEAD + text)
    assert not _underlined(HEAD + "include: _ready.yaml\n" + text)
