"""What the made pages hold, by path."""

from pathlib import Path

from simulator.scenario.handbook import Shipped, handbook
from simulator.scenario.loader import find, load
from tests import fidelity

ROOT = Path(__file__).parents[2]


def shipped() -> list[Shipped]:
    """Return the headers of the scenarios that come along."""
    found = []
    for path in find([ROOT / "scenarios"]):
        scenario = load(path).scenario
        name = path.relative_to(ROOT).as_posix()
        found.append(Shipped(name, scenario.title, scenario.about, scenario.source))
    return found


def pages() -> dict[Path, str]:
    """Return every page with its text."""
    return {
        ROOT / "docs" / "scenarios.md": handbook(shipped()),
        fidelity.PAGE: fidelity.page(),
    }
