"""Errors carry values; sentences are built for whoever reads them."""

import pytest

from simulator import errors


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(errors.UsageError("No such user."), "No such user.", id="usage"),
        pytest.param(
            errors.UsageError("Port 80 is in use.", "Choose another one."),
            "Port 80 is in use. Choose another one.",
            id="usage with help",
        ),
        pytest.param(
            errors.ScenarioError("expected a number.", file="a.yaml", line=3, column=7),
            "a.yaml:3:7: expected a number.",
            id="scenario",
        ),
        pytest.param(errors.ScenarioError("is empty."), "is empty.", id="scenario without place"),
        pytest.param(
            errors.FilterError("expected a value.", position=4), "expected a value.", id="filter"
        ),
        pytest.param(
            errors.ScimError(400, "no such path", "invalidPath"),
            "400 invalidPath: no such path",
            id="scim",
        ),
        pytest.param(errors.ScimError(404, "not found"), "404 -: not found", id="untyped scim"),
        pytest.param(
            errors.Refusal(403, "AUTH-Bs7Ds", "Errors.Org", "unknown"),
            "403 AUTH-Bs7Ds: unknown",
            id="refusal",
        ),
        pytest.param(errors.TimedOut("no byte came"), "no byte came", id="delivery"),
        pytest.param(
            errors.JournalError("run.db", "is locked.", "Stop the other one."),
            "run.db: is locked. Stop the other one.",
            id="journal",
        ),
    ],
)
def test_an_error_is_a_sentence(error: errors.SimulatorError, sentence: str) -> None:
    """What is shown says what happened, where, and what to do."""
    assert str(error) == sentence


def test_everything_foreseen_has_one_root() -> None:
    """Whatever is not below the root is a bug."""
    named = [getattr(errors, name) for name in errors.__all__]

    assert all(issubclass(kind, errors.SimulatorError) for kind in named)


@pytest.mark.parametrize("kind", [errors.Unreachable, errors.TimedOut, errors.ConnectionLost])
def test_no_answer_is_one_family(kind: type[errors.DeliveryError]) -> None:
    """Whoever does not care why no answer came can say so."""
    assert issubclass(kind, errors.DeliveryError)


def test_errors_are_told_apart() -> None:
    """Two errors with the same words are two errors."""
    assert errors.UsageError("x") != errors.UsageError("x")
