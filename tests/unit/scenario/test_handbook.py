"""The handbook: made from the models, up to date, and every example in it is a scenario."""

import re
from pathlib import Path

import pytest

from simulator.scenario import chapters, examples
from simulator.scenario.loader import find, load_cases, read
from simulator.scenario.model import WORDS
from tests.docs.pages import ROOT, pages


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_an_example_that_loads(word: str) -> None:
    """It uses the word, and stands in the one story all examples share."""
    steps = examples.WORDS[word].replace("\n", "\n  ")

    file = read(f"{examples.SETTING}steps:\n  {steps}\n", "example.yaml")

    used = {step.word for step in file.scenario.steps}
    assert word in used or (word == "during" and {"fault", "remove_fault"} <= used)


def test_the_longer_examples_load(tmp_path: Path) -> None:
    """A file that others include, and a table of cases that includes it."""
    (tmp_path / "_ready.yaml").write_text(chapters.INCLUDED, "utf-8")
    (tmp_path / "titles.yaml").write_text(chapters.TABLE, "utf-8")

    files = load_cases(tmp_path / "titles.yaml")

    assert [file.name for file in files] == ["titles[plain]", "titles[empty]"]
    assert files[0].scenario.title == "A title of Lead arrives as Lead"


def test_the_made_pages_are_up_to_date() -> None:
    """``make docs`` writes them anew."""
    for path, text in pages().items():
        assert path.read_text("utf-8") == text, f"{path.name} is old: make docs"


def test_the_handbook_names_every_word_and_every_scenario() -> None:
    """Also those that a chapter forgot."""
    page = (ROOT / "docs" / "scenarios.md").read_text("utf-8")

    assert [word for word in WORDS if f"`{word}`" not in page and word != "expect"] == []
    shipped = [path.relative_to(ROOT).as_posix() for path in find([ROOT / "scenarios"])]
    assert [path for path in shipped if f"(../{path})" not in page] == []


def test_every_link_within_the_handbook_leads_somewhere() -> None:
    """A part that a table mentions has its section, and no reader is left with its name alone."""
    page = (ROOT / "docs" / "scenarios.md").read_text("utf-8")

    headings = re.findall(r"^#+ (.+)$", page, re.M)
    there = {heading.strip("`").lower().replace(" ", "-") for heading in headings}
    assert [link for link in re.findall(r"\]\(#([^)]*)\)", page) if link not in there] == []
