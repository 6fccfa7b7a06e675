"""Messages speak in the words a scenario file is written in."""

import pytest

from simulator.scenario.verbwords import in_words


@pytest.mark.parametrize(
    ("told", "worded"),
    [
        pytest.param(
            "Push it with okta.push.group.", "Push it with push_group.", id="end of a sentence"
        ),
        pytest.param("okta.why tells how it stands.", "why tells how it stands.", id="beginning"),
        pytest.param("zitadel is up. lab.crash first", "zitadel is up. crash first", id="lab"),
        pytest.param("okta.whatif tells", "okta.whatif tells", id="no step does this"),
        pytest.param("okta.example.com", "okta.example.com", id="an address"),
    ],
)
def test_a_verb_is_called_by_its_step(told: str, worded: str) -> None:
    """Who wrote push_group never saw okta.push.group."""
    assert in_words(told) == worded
