"""Files that cannot be used: each gives exactly its messages, with line and column."""

from pathlib import Path

import pytest

from simulator.scenario.loader import ScenarioErrors, load

HERE = Path(__file__).parent / "wrong"


def _table() -> dict[str, list[str]]:
    """Read what each file must say: its name, then its messages, indented."""
    table: dict[str, list[str]] = {}
    told: list[str] = []
    for line in (HERE / "messages.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            told.append(line[2:])
        else:
            table[line] = told = []
    return table


MESSAGES = _table()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_wrong_file_says_where_and_what(name: str) -> None:
    """Every mistake is told at once, where it stands, and nothing else is."""
    with pytest.raises(ScenarioErrors) as caught:
        load(HERE / f"{name}.yaml")

    told = [str(each).removeprefix(f"{HERE}/") for each in caught.value.mistakes]
    assert told == MESSAGES[name]


def test_every_wrong_file_is_in_the_table() -> None:
    """A new file under ``wrong/`` needs its messages; ``_`` marks those that others include."""
    there = {path.stem for path in HERE.glob("*.yaml") if not path.name.startswith("_")}

    assert there == set(MESSAGES)
    assert len(there) >= 100
    assert all(MESSAGES.values())
