"""Scenario words against the tenant's verbs."""

import inspect

import pytest

from simulator.okta.service import VERBS, OktaService
from simulator.scenario.app_words import WORDS as APP_WORDS
from simulator.scenario.base import Body
from simulator.scenario.okta_words import WORDS as OKTA_WORDS

_OURS = {"show"}
"""Fields that only make a word readable."""


@pytest.mark.parametrize(("word", "body"), [*OKTA_WORDS.items(), *APP_WORDS.items()])
def test_a_word_fits_its_verb(word: str, body: type[Body]) -> None:
    """Its verb exists and knows every field by name; what the verb needs, the word has."""
    verb = body.verb.removeprefix("okta.")

    parameters = inspect.signature(getattr(OktaService, VERBS[verb])).parameters.values()

    names = {each.name for each in parameters if each.kind is not each.VAR_KEYWORD} - {"self"}
    needed = {each.name for each in parameters if each.default is each.empty} & names
    free = any(each.kind is each.VAR_KEYWORD for each in parameters)
    fields = set(body.model_fields) - _OURS
    assert needed <= fields
    assert free or fields <= names


def test_every_verb_of_the_console_has_a_word_or_a_reason() -> None:
    """What scenarios cannot say is listed here."""
    said = {body.verb.removeprefix("okta.") for body in (*OKTA_WORDS.values(), *APP_WORDS.values())}

    assert set(VERBS) - said == {"app.test", "app.label", "push.list", "import.list"}
