"""References in values."""

import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.variables import fill, references

SCOPE: dict[str, JSON] = {
    "sa": {"id": "42", "roles": ["a", "b"]},
    "n": 3,
    "none": None,
    "no": False,
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        pytest.param("${sa.id}", "42", id="whole"),
        pytest.param("${n}", 3, id="a whole reference keeps its kind"),
        pytest.param("id ${sa.id}, ${n} times", "id 42, 3 times", id="inside text"),
        pytest.param("a ${none}, ${no}", "a null, false", id="nothing and truth in text"),
        pytest.param("all of ${sa.roles}", 'all of ["a", "b"]', id="a list in text"),
        pytest.param("$${sa.id}", "${sa.id}", id="escaped"),
        pytest.param("a $${ alone", "a ${ alone", id="escaped, without an end"),
        pytest.param("${sa.roles.1}", "b", id="element of a list"),
        pytest.param({"${sa.id}": ["${n}"]}, {"42": [3]}, id="names and elements"),
        pytest.param(True, True, id="what is no text"),
    ],
)
def test_references_are_filled_in(value: JSON, filled: JSON) -> None:
    """A reference stands for what its capture holds."""
    assert fill(value, SCOPE) == filled


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param("${sb.id}", "${sb.id} is unknown. Known here: n, no, none, sa.", id="capture"),
        pytest.param("${sa.token}", "${sa.token} is unknown. sa has id, roles.", id="part"),
        pytest.param("${n.id}", "${n.id} is unknown. n has no parts.", id="part of a number"),
    ],
)
def test_an_unknown_reference_names_what_there_is(value: str, says: str) -> None:
    """The message lists what could have been meant."""
    with pytest.raises(UsageError) as caught:
        fill(value, SCOPE)

    assert str(caught.value) == says


def test_references_are_found_with_their_paths() -> None:
    """Checking a file needs to know where each reference stands."""
    found = list(references({"a": ["x", "${b.c} and ${d}"], "e": "$${f}"}))

    assert found == [("b.c", ("a", 1)), ("d", ("a", 1))]
