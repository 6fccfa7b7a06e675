"""Steps out of verbs: what a step told the lab is the step again."""

import pytest

from simulator.events import JSON
from simulator.scenario import examples
from simulator.scenario.inverse import step_of
from simulator.scenario.loader import read
from simulator.scenario.model import WORDS


@pytest.mark.parametrize("word", [word for word, body in WORDS.items() if body.verb])
def test_every_word_can_be_written_from_its_verb(word: str) -> None:
    """With exactly the same arguments; a file that holds it loads."""
    steps = examples.WORDS[word].replace("\n", "\n  ")
    file = read(f"{examples.SETTING}steps:\n  {steps}\n", "example.yaml")

    for step in file.scenario.steps:
        made = step_of(step.body.verb, step.body.args())

        assert made is not None
        [(found, body)] = made.items()
        assert found == step.word
        assert WORDS[found].model_validate(body).args() == step.body.args()


def test_what_a_verb_takes_for_granted_need_not_be_told() -> None:
    """The app and scripts create people without an address; Okta takes the login."""
    args = {"login": "elm@example.com", "firstName": "Elm", "lastName": "Grove"}

    assert step_of("okta.user.create", args) == {"user": args}


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        pytest.param("okta.assign", {"user": "cedar", "colour": "red"}, id="a strange argument"),
        pytest.param("okta.dance", {}, id="a strange verb"),
        pytest.param(
            "okta.user.update", {"user": "cedar", "set": {"a": [1]}}, id="a strange value"
        ),
    ],
)
def test_what_no_word_says_is_none(verb: str, args: dict[str, JSON]) -> None:
    """Rather than a step that does something else."""
    assert step_of(verb, args) is None
