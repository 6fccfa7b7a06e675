"""What is read back is compared with what was sent, as far as Okta has something to say."""

from typing import Any

import pytest

from simulator.okta.attributes import ENTERPRISE, default_attributes
from simulator.pushing.compare import sent_by, unlike

SENT: dict[str, Any] = {
    "schemas": ["x"],
    "userName": "ida@example.com",
    "name": {"givenName": "Ida", "formatted": "the server's own"},
    "emails": [{"primary": True, "value": "ida@example.com", "type": "work"}],
    "title": "",
    ENTERPRISE: {"department": "Sales"},
    "externalId": "00u1",
    "groups": [],
    "password": "secret",
    "meta": {"version": "1"},
}
BACK: dict[str, Any] = {
    "userName": "ida@example.com",
    "name": {"givenName": "Ida", "formatted": "Ida Elm"},
    "emails": [{"value": "ida@example.com", "type": "work", "primary": True}, {"value": "x"}],
    ENTERPRISE: {"department": "Sales", "more": 1},
    "externalId": "00u1",
    "active": True,
}


def paths(found: dict[str, Any], **more: Any) -> list[str]:
    """Return what differs."""
    given: dict[str, Any] = {"active": True, **more}
    return [each.path for each in unlike(default_attributes(), SENT, found, **given)]


def test_what_is_not_okta_s_is_not_compared() -> None:
    """Formatted names, meta, groups, passwords, more in an extension; a cleared value is gone."""
    assert paths(BACK) == []


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        pytest.param({"userName": "IDA@example.com"}, ["userName"], id="other-case"),
        pytest.param({"externalId": None}, ["externalId"], id="external-id-dropped"),
        pytest.param({"name": {}}, ["name.givenName"], id="part-dropped"),
        pytest.param({ENTERPRISE: None}, ["department"], id="extension-dropped"),
        pytest.param(
            {"emails": [{"value": "ida@example.com", "type": "work"}]},
            ["emails[primary].value", "emails[primary].type"],
            id="primary-dropped",
        ),
        pytest.param({"title": "Lead"}, ["title"], id="not-cleared"),
        pytest.param({"active": "true"}, ["active"], id="active-as-text"),
        pytest.param({"active": False}, ["active"], id="inactive"),
    ],
)
def test_a_difference_is_found(change: dict[str, Any], wanted: list[str]) -> None:
    """By the path of the attribute."""
    assert paths({**BACK, **change}) == wanted


def test_an_attribute_may_be_left_out() -> None:
    """With everything below it, and with no other that begins alike."""
    found = {**BACK, "emails": [], "externalId": None}

    assert paths(found, ignored={"emails"}) == ["externalId"]
    assert paths(found, ignored={"emails[primary].value", "externalId"}) == ["emails[primary].type"]


def test_a_patch_says_what_it_replaces() -> None:
    """The values of all its operations."""
    body = {"Operations": [{"op": "replace", "value": {"title": "a"}}, {"value": {"x": 1}}]}

    assert sent_by(body) == {"title": "a", "x": 1}
    assert sent_by("nonsense") == {}
