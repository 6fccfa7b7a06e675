"""How ``scimulator demo`` ends after the app: 1 for a scenario that failed, else 0."""

from pathlib import Path
from typing import Any

import pytest

import tui.__main__
from simulator.cli.demo import _in_app, shipped
from simulator.scenario.loader import load

pytestmark = pytest.mark.anyio

WRONG = "  - expect: {users: {hazel: {state: inactive}}}\n"


async def played(*, player: Any, **_: Any) -> None:
    """Stand for a person who watches to the end."""
    await player.run()


async def left(**_: Any) -> None:
    """Stand for a person who quits at once."""


@pytest.mark.parametrize(
    ("person", "more", "code"),
    [
        pytest.param(played, "", 0, id="passed"),
        pytest.param(played, WRONG, 1, id="failed"),
        pytest.param(left, WRONG, 0, id="left early"),
    ],
)
async def test_the_exit_code_says_how_the_scenario_ended(
    person: Any,
    more: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A failed one is also told in words once the app is gone."""
    path = tmp_path / "story.yaml"
    path.write_text(shipped("first-steps/one-person.yaml").read_text() + more)
    monkeypatch.setattr(tui.__main__, "run_app", person)

    assert await _in_app(load(path), tmp_path / "run.db", 1000.0) == code

    told = capsys.readouterr().out
    assert ("inactive" in told) is bool(code)
