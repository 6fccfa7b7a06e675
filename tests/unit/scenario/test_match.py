"""Comparing values, paths and requests."""

import pytest

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.difference import MISSING
from simulator.scenario.match import align, attribute, mismatches, short_target, target_fits
from simulator.scenario.requested import Span

USER: JSON = {
    "userName": "cedar@example.com",
    "name": {"familyName": "Tree"},
    "emails": [{"value": "h@x", "type": "home"}, {"value": "w@x", "type": "work"}],
    "metadata": {"urn:zitadel:scim:title": "Gardener"},
}


@pytest.mark.parametrize(
    ("expected", "found", "wrong"),
    [
        pytest.param("a", "a", [], id="equal"),
        pytest.param("a", "b", [((), "a", "b")], id="different"),
        pytest.param(True, 1, [((), True, 1)], id="true is not one"),
        pytest.param(1, 1.0, [], id="one is one"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, [], id="more attributes do not matter"),
        pytest.param({"a": 1}, {}, [(("a",), 1, MISSING)], id="missing attribute"),
        pytest.param({"a": None}, {}, [], id="null is absent"),
        pytest.param({"a": None}, {"a": 1}, [(("a",), None, 1)], id="null is not there"),
        pytest.param([1, 2], [1], [((), [1, 2], [1])], id="lists have the same length"),
        pytest.param([{"a": 1}], [{"a": 2}], [((0, "a"), 1, 2)], id="inside a list"),
        pytest.param({"matches": "^00u"}, "00u1", [], id="pattern"),
        pytest.param({"matches": "^00u"}, None, [((), {"matches": "^00u"}, None)], id="no text"),
        pytest.param({"contains": "symbol"}, "a symbol", [], id="part"),
        pytest.param({"present": True}, "", [], id="present"),
        pytest.param({"present": False}, "x", [((), {"present": False}, "x")], id="not absent"),
        pytest.param({"a": 1}, [], [((), {"a": 1}, [])], id="a list is no mapping"),
    ],
)
def test_values_are_compared_as_json(expected: JSON, found: JSON, wrong: list[object]) -> None:
    """Only what is mentioned is compared, and it is compared exactly."""
    assert list(mismatches(expected, found)) == wrong


def test_a_pattern_that_is_none_is_told() -> None:
    """A variable may have made it so."""
    with pytest.raises(UsageError, match="no regular expression"):
        list(mismatches({"matches": "("}, "x"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("userName", "cedar@example.com", id="simple"),
        pytest.param("name.familyName", "Tree", id="sub-attribute"),
        pytest.param("emails[work].value", "w@x", id="element by type"),
        pytest.param("emails[other].value", MISSING, id="no such type"),
        pytest.param("metadata.urn:zitadel:scim:title", "Gardener", id="metadata"),
        pytest.param("name.givenName", MISSING, id="absent"),
        pytest.param("userName.x", MISSING, id="below a text"),
    ],
)
def test_attributes_are_found_by_path(path: str, value: JSON) -> None:
    """Paths are dotted; brackets pick an element by its type."""
    assert attribute(USER, path) == value


def test_a_metadata_key_with_dots_is_found_as_a_whole() -> None:
    """Names of ZITADEL's metadata hold dots themselves."""
    metadata = {"urn:zitadel:scim:name.middleName": "J."}

    assert attribute({"metadata": metadata}, "metadata.urn:zitadel:scim:name.middleName") == "J."


@pytest.mark.parametrize(
    ("template", "target", "fits"),
    [
        pytest.param("/Users", "/scim/v2/1/Users", True, id="below the base URL"),
        pytest.param("/Users", "/scim/v2/1/Users?count=2", True, id="query does not matter"),
        pytest.param("/Users?count=2", "/scim/v2/1/Users?count=2", True, id="query"),
        pytest.param("/Users?count=2", "/scim/v2/1/Users", False, id="query missing"),
        pytest.param(
            '/Users?filter=userName eq "a+b@x"',
            "/scim/v2/1/Users?filter=userName%20eq%20%22a%2Bb%40x%22",
            True,
            id="readable query",
        ),
        pytest.param("/Users/{cedar}", "/scim/v2/1/Users/42", True, id="a person's account"),
        pytest.param("/Users/{cedar}", "/scim/v2/1/Users/43", False, id="another's account"),
        pytest.param("/Users/{id}", "/scim/v2/1/Users/43", True, id="any id"),
        pytest.param("/Users/{id}", "/scim/v2/1/Users/43/x", False, id="an id is one segment"),
        pytest.param("/Users?filter=*", "/Users?filter=a&count=1", True, id="any text"),
        pytest.param("/scim/v2/1/Users", "/scim/v2/1/Users", True, id="whole path"),
        pytest.param("/Groups", "/scim/v2/1/Users", False, id="another resource"),
    ],
)
def test_targets_fit_their_templates(template: str, target: str, fits: bool) -> None:
    """A template names what matters and leaves the rest open."""
    assert target_fits(template, target, {"cedar": "42"}.get) is fits


def test_a_foreign_target_is_shown_whole() -> None:
    """What is no SCIM resource has no short form."""
    assert short_target("/oauth/v2/token?a=%20b") == "/oauth/v2/token?a= b"


def test_sequences_are_paired_as_far_as_they_agree() -> None:
    """One request too many shifts nothing."""
    pairs = align("abcd", "axbd", lambda wanted, found: wanted == found)

    assert pairs == [("a", "a"), (None, "x"), ("b", "b"), ("c", None), ("d", "d")]


@pytest.mark.parametrize(
    ("span", "seconds", "holds"),
    [
        pytest.param(Span(exactly=300), 301.5, True, id="a bit late"),
        pytest.param(Span(exactly=300), 303, False, id="too late"),
        pytest.param(Span(at_most=1), 2.5, True, id="longer than allowed"),
        pytest.param(Span(at_least=1), 0, True, id="never less than nothing"),
    ],
)
def test_a_span_has_room_where_time_really_runs(span: Span, seconds: float, holds: bool) -> None:
    """A machine that is busy misses a moment by what it needs itself."""
    assert span.widened(2).holds(seconds) is holds
