"""Messages of verbs in the words of scenario files: who wrote ``push_group`` reads of it. Pure."""

import re

from simulator.scenario.model import WORDS

_VERB = re.compile(r"\b(?:okta|zitadel|lab)(?:\.[a-z_]+)+")


def in_words(text: str) -> str:
    """Return a message with the step's word in the place of each verb that has one."""
    return _VERB.sub(lambda found: _word(found[0]), text)


def _word(verb: str) -> str:
    return next((word for word, body in WORDS.items() if body.verb == verb), verb)


__all__ = ["in_words"]
