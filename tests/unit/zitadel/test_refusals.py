"""Refusals: their answers and their explanations."""

import json

import pytest

from simulator.zitadel.explanations import explain
from simulator.zitadel.refusals import ANSWERS, error_body, recover, refuse, untyped


@pytest.mark.source("zitadel-scim.md 4.1")
def test_an_error_has_a_fixed_form() -> None:
    """Keys in order, status as text, the translated message as detail."""
    assert error_body(refuse("V3-DKcYh")) == (
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error",'
        b'"urn:ietf:params:scim:api:zitadel:messages:2.0:ErrorDetail"],"scimType":"uniqueness",'
        b'"detail":"User already exists","status":"409",'
        b'"urn:ietf:params:scim:api:zitadel:messages:2.0:ErrorDetail":'
        b'{"id":"V3-DKcYh","message":"Errors.User.AlreadyExists"}}\n'
    )


@pytest.mark.source("zitadel-scim.md 4.1, 9.6")
def test_an_untyped_error_has_no_detail_object() -> None:
    """Only the first schema and no ErrorDetail, at most a scimType."""
    assert error_body(untyped()) == (
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],'
        b'"detail":"Unknown internal server error","status":"500"}\n'
    )
    assert json.loads(error_body(untyped("invalidFilter")))["scimType"] == "invalidFilter"


@pytest.mark.source("zitadel-scim.md 4.6")
def test_a_panic_has_no_scim_type() -> None:
    """RECOVER, an internal error."""
    shown = json.loads(error_body(recover()))

    assert "scimType" not in shown
    assert (shown["status"], shown["detail"]) == ("500", "An internal error occurred")


@pytest.mark.source("zitadel-scim.md 4.5, 4.7")
@pytest.mark.parametrize(
    ("error_id", "values", "status", "scim_type", "detail"),
    [
        pytest.param(
            "SCIM-opty1", {"op": "move"}, 400, "invalidValue", "Patch op move not supported"
        ),
        pytest.param(
            "SCIM-BOO1", {"raw": '"{x}"'}, 400, "invalidValue", 'bool expected, got "{x}"'
        ),
        pytest.param(
            "SCIM-FF433/sort",
            {"field": "nope"},
            400,
            "invalidValue",
            "Invalid filter expression: unknown or unsupported field nope",
        ),
        pytest.param("COMMAND-QXPGs", {}, 400, None, "Organisation not found"),
        pytest.param("V2-zzad3", {}, 400, "invalidValue", "Errors.Invalid.Argument"),
    ],
)
def test_messages_are_filled_and_translated(
    error_id: str, values: dict[str, str], status: int, scim_type: str | None, detail: str
) -> None:
    """A message without translation is its own detail."""
    refusal = refuse(error_id, **values)

    assert (refusal.status, refusal.scim_type, refusal.detail) == (status, scim_type, detail)
    assert refusal.error_id == error_id.partition("/")[0]


def test_every_refusal_can_be_explained() -> None:
    """Each id gives a decision in words, with what cures it where something does."""
    for error_id in ANSWERS:
        event = explain(refuse(error_id))
        assert event.kind == "decision"
        assert event.data["text"]
        assert event.data["error_id"] == error_id.partition("/")[0]

    okta = explain(refuse("COMMA-ZDLwA")).data
    assert "no symbol" in okta["text"]
    assert "ignorePasswordOnCreate" in okta["cure"]
    assert "policy" in okta["setting"]
    assert "error_id" not in explain(untyped()).data
