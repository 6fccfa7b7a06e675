"""The format itself: words, titles, configuration, schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.errors import ScenarioError, UsageError
from simulator.scenario.base import seconds
from simulator.scenario.loader import find, load, read
from simulator.scenario.model import BARE, STEPS, WORDS
from simulator.scenario.okta_words import ATTRIBUTES
from simulator.scenario.schema import json_schema
from simulator.scenario.setup import configure
from simulator.scenario.summary import Known, text, title
from simulator.zitadel.model import ZitadelSettings

from .fakes import HEAD, story

FILES = Path(__file__).parents[3] / "scenarios"


def test_every_word_is_a_step_with_a_docstring() -> None:
    """The docstring is what an editor and the generated help show."""
    assert set(STEPS) == set(WORDS)
    assert all((body.__doc__ or "").strip().endswith(".") for body in WORDS.values())


@pytest.mark.parametrize("word", BARE)
def test_bare_words_may_stand_alone(word: str) -> None:
    """``- settle`` is the whole step."""
    steps = story(f"  - snapshot\n  - {word}\n").scenario.steps

    assert steps[-1].word == word


@pytest.mark.source("okta-management-api.md 2.6")
def test_profiles_take_every_base_attribute_of_okta() -> None:
    """All 31 attributes of the default Okta profile may be given."""
    assert len(ATTRIBUTES) == 31


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        pytest.param("assign: cedar", "assign cedar", id="short"),
        pytest.param("assign: {group: Staff}", "assign Staff", id="group"),
        pytest.param(
            "profile: {user: 00u1, set: {lastName: Grove, title: Staff Engineer}}",
            "profile 00u1, lastName Grove, title Staff Engineer",
            id="attributes",
        ),
        pytest.param("features: {create: true}", "features create on", id="switch"),
        pytest.param(
            "provisioning: {authentication: {token: abc}}", "provisioning token •••", id="token"
        ),
        pytest.param("say: |\n      One\n      two.\n\n      Three.", "One two.", id="paragraph"),
        pytest.param("pause", "pause", id="bare"),
        pytest.param("broker_mode: true", "broker mode on", id="nothing but a switch"),
        pytest.param("wait: 90", "wait 1m30s", id="time"),
        pytest.param(
            "fault: {ready: throttle, when: {path: /Users, times: 2}}",
            "fault throttle: /Users → 429 Retry-After 2",
            id="rule",
        ),
        pytest.param(
            "expect: {users: {a: absent}, requests: [POST /Users], tasks: [], "
            "log: [user.account.lock, user.account.lock]}",
            "expect users a; 1 request; no tasks; 2 log entries",
            id="expectation",
        ),
        pytest.param("say: " + "long " * 40, "long " * 19 + "long…", id="long"),
    ],
)
def test_a_step_in_one_line(step: str, shown: str) -> None:
    """Without a name of its own a step is summed up; secrets are masked."""
    given = (
        "given: {okta: {users: [{login: cedar@example.com, firstName: C, lastName: T}],"
        " groups: [{name: Staff}]}}\n"
    )

    assert title(story(f"  - {step}\n", given=given).scenario.steps[0]) == shown


def test_an_id_that_is_said_stays_an_id() -> None:
    """Elsewhere a person's name stands for it; who says an id wants to see it."""
    known = Known({"okta": {"url": "00u1", "token": "hush"}}, {"00u1": "elm@example.com"})
    steps = story("  - say: '${okta.url}'\n  - say: a ${okta.token}\n").scenario.steps

    assert [title(step, known) for step in steps] == ["00u1", "a •••"]


def test_a_name_replaces_the_summary() -> None:
    """The author's words win."""
    assert title(story("  - settle:\n    name: Wait\n").scenario.steps[0]) == "Wait"


def test_spoken_text_flows() -> None:
    """Line breaks inside a paragraph are the file's, not the reader's."""
    [step] = story("  - say: |\n      One\n      two.\n\n      Three.\n").scenario.steps

    assert text(step) == "One two.\n\nThree."


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("90s", 90.0, id="seconds"),
        pytest.param("5m", 300.0, id="minutes"),
        pytest.param("250ms", 0.25, id="milliseconds"),
        pytest.param("1h30m", 5400.0, id="mixed"),
        pytest.param(2, 2.0, id="number"),
    ],
)
def test_durations(written: object, value: float) -> None:
    """Durations are written with units; a bare number is seconds."""
    assert seconds(written) == value


@pytest.mark.parametrize("written", ["", "5", "m5", "-1s", -1, True, None, "1.5m"])
def test_what_is_no_duration(written: object) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match="duration"):
        seconds(written)


@dataclass(frozen=True)
class Engine:
    """Stands for the engine's settings."""

    workers: int = 5


@dataclass(frozen=True)
class Config:
    """Stands for the configuration of a world."""

    seed: int = 1
    start: datetime | None = None
    zitadel: ZitadelSettings = field(default_factory=ZitadelSettings)
    engine: Engine = Engine()
    okta_org_id: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)


def test_given_configures_the_world() -> None:
    """Seed, clock, organization and settings must be there before the world starts."""
    given = """\
given:
  seed: 7
  clock: 2026-07-10T10:00:00+02:00
  zitadel: {organization: Northwind, settings: {lag: 250ms, email_verified: false}}
  okta: {engine: {workers: 1}}
"""

    config = configure(Config(), read(HEAD + given, "s.yaml").scenario.given)

    assert config.seed == 7
    assert config.start == datetime(2026, 7, 10, 8, tzinfo=UTC)
    assert config.zitadel.first_org == "Northwind"
    assert config.zitadel.lag_ms == 250
    assert config.zitadel.email_verified is False
    assert config.zitadel.phone_verified is True
    assert config.engine.workers == 1


@pytest.mark.source("zitadel-scim.md 15")
def test_given_chooses_the_version_of_zitadel() -> None:
    """Groups are there with the next one alone; another word is no version."""
    given = "given: {zitadel: {settings: {version: next}}}\n"

    config = configure(Config(), read(HEAD + given, "s.yaml").scenario.given)

    assert config.zitadel.groups
    assert not Config().zitadel.groups
    with pytest.raises(ScenarioError, match="released"):
        read(HEAD + given.replace("next", "newest"), "s.yaml")


def test_an_empty_given_leaves_the_configuration() -> None:
    """What is not said stays as it was; only the seed has a value of its own."""
    config = configure(Config(), read(HEAD, "s.yaml").scenario.given)

    assert config == Config()


def test_the_schema_knows_every_word() -> None:
    """Editors complete step words, short forms and bare words."""
    schema = json_schema()

    steps = schema["properties"]["steps"]["items"]["oneOf"]
    named = {each["$ref"].rpartition("/")[2] for each in steps if "$ref" in each}
    words = {
        word
        for name in named
        for word in schema["$defs"][name]["properties"]
        if word not in ("name", "capture", "refused")
    }
    assert words == set(WORDS)
    assert {"enum": list(BARE)} in steps
    assert schema["$defs"]["During"]["properties"]["steps"]["items"]["oneOf"] == steps
    assert "lost" in schema["$defs"]["FaultDoes"]["anyOf"][1]["enum"]
    assert "status" not in schema["$defs"]["FaultDoes"]["anyOf"][1]["enum"]
    assert schema["$defs"]["Wait"]["anyOf"][1]["type"] == ["number", "string"]
    assert schema["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("path", find([FILES]), ids=lambda path: path.stem)
def test_the_scenarios_that_come_along_are_without_mistakes(path: Path) -> None:
    """Each file is named as the scenario in it and says where its story is known from."""
    file = load(path)

    assert file.scenario.scenario == path.stem
    assert file.scenario.source
    assert file.scenario.about


def test_a_mistyped_path_is_told() -> None:
    """``find`` raises what the command line shows."""
    with pytest.raises(UsageError):
        find([FILES / "none.yaml"])
