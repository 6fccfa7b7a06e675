"""Putting a scenario together: included files, variables, a table of cases."""

from pathlib import Path

import pytest

from simulator.scenario.loader import ScenarioErrors, ScenarioFile, find, load, load_cases

from .fakes import HEAD

READY = """\
variables: {domain: example.com, count: 3}
given:
  seed: 1
  okta:
    users:
      - {login: "cedar@${domain}", firstName: Cedar, lastName: Tree}
    app: {label: ZITADEL}
steps:
  - say: First of all.
"""


def written(directory: Path, **files: str) -> None:
    """Write files by name; ``_`` marks those that are included."""
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text, "utf-8")


def loaded(directory: Path, text: str) -> ScenarioFile:
    """Load a scenario that may include ``_ready``."""
    written(directory, story=HEAD + text, _ready=READY)
    return load(directory / "story.yaml")


def test_what_is_included_comes_first_and_what_stands_here_wins(tmp_path: Path) -> None:
    """Mappings join, lists follow each other, of two single values this file's counts."""
    file = loaded(
        tmp_path,
        "include: _ready.yaml\n"
        "given:\n"
        "  seed: 9\n"
        "  okta:\n"
        "    users:\n"
        "      - {login: elm@example.com, firstName: Elm, lastName: Grove}\n"
        "steps:\n"
        "  - assign: cedar\n",
    )

    given = file.scenario.given
    assert given.seed == 9
    assert [user.login for user in given.okta.users] == ["cedar@example.com", "elm@example.com"]
    assert given.okta.app is not None
    assert [step.word for step in file.scenario.steps] == ["say", "assign"]


def test_an_included_step_knows_where_it_stands(tmp_path: Path) -> None:
    """Its file, its line, and its own text, for reports and the terminal app."""
    file = loaded(tmp_path, "include: _ready.yaml\nsteps:\n  - assign: cedar\n")

    assert file.place(0).file == str(tmp_path / "_ready.yaml")
    assert file.place(0).line == 9
    assert file.source(0) == "  - say: First of all."
    assert file.place(1).file == ""
    assert file.source(1) == "  - assign: cedar"


def test_steps_are_included_where_they_are_named(tmp_path: Path) -> None:
    """Between two steps, from a directory of their own, as often as one likes."""
    (tmp_path / "parts").mkdir()
    written(tmp_path / "parts", _leave="steps:\n  - unassign: cedar\n  - include: _wait.yaml\n")
    written(tmp_path / "parts", _wait="steps:\n  - wait: 5m\n")

    file = loaded(
        tmp_path,
        "include: _ready.yaml\n"
        "steps:\n"
        "  - include: parts/_leave.yaml\n"
        "  - assign: cedar\n"
        "  - include: parts/_leave.yaml\n",
    )

    words = [step.word for step in file.scenario.steps]
    assert words == ["say", "unassign", "wait", "assign", "unassign", "wait"]


def test_a_variable_that_is_all_of_a_value_keeps_its_kind(tmp_path: Path) -> None:
    """Inside other text it is written out; a variable may use those before it."""
    file = loaded(
        tmp_path,
        "include: _ready.yaml\n"
        "variables: {address: 'cedar@${domain}', on: true}\n"
        "given: {seed: '${count}'}\n"
        "steps:\n"
        "  - features: {create: '${on}'}\n"
        "  - say: ${count} people, ${address}, ${on}, $${count}\n",
    )

    features, said = (step.body.args() for step in file.scenario.steps[1:])
    assert file.scenario.given.seed == 3
    assert features["create"] is True
    assert said["text"] == "3 people, cedar@example.com, true, $${count}"


def test_each_case_has_its_own_values(tmp_path: Path) -> None:
    """Also in names and in the title; a variable is the value of cases that have none."""
    written(
        tmp_path,
        _ready=READY,
        table=(
            "scenario: table\ntitle: The case of ${who}\ninclude: _ready.yaml\n"
            "variables: {state: active}\n"
            "cases:\n"
            "  here: {who: cedar}\n"
            "  gone: {who: elm, state: inactive}\n"
            "steps:\n"
            "  - expect:\n"
            "      users: {'${who}': {state: '${state}'}}\n"
        ),
    )

    files = load_cases(tmp_path / "table.yaml")

    assert [file.name for file in files] == ["table[here]", "table[gone]"]
    assert [file.scenario.title for file in files] == ["The case of cedar", "The case of elm"]
    [gone] = [each for each in files if each.case == "gone"]
    assert gone.document.value["steps"][1]["expect"]["users"] == {"elm": {"state": "inactive"}}
    assert load(tmp_path / "table.yaml", "gone").case == "gone"


def test_a_case_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With those there are."""
    written(tmp_path, table=HEAD + "cases: {one: {a: 1}, two: {a: 2}}\n")

    with pytest.raises(ScenarioErrors, match=r"There is no case three. There is one, two."):
        load(tmp_path / "table.yaml", "three")


def test_a_mistake_of_all_cases_is_told_once(tmp_path: Path) -> None:
    """One place in the file, one message."""
    written(tmp_path, table=HEAD + "cases: {one: {a: 1}, two: {a: 2}}\nsteps:\n  - asign: x\n")

    with pytest.raises(ScenarioErrors) as caught:
        load(tmp_path / "table.yaml")

    assert len(caught.value.mistakes) == 1


def test_files_to_be_included_are_not_played_by_themselves(tmp_path: Path) -> None:
    """Unless somebody names one."""
    loaded(tmp_path, "include: _ready.yaml\n")

    assert find([tmp_path]) == [tmp_path / "story.yaml"]
    assert find([tmp_path / "_ready.yaml"]) == [tmp_path / "_ready.yaml"]


@pytest.mark.parametrize("depth", [9, 12])
def test_files_include_each_other_only_so_deep(tmp_path: Path, depth: int) -> None:
    """A chain that never ends would otherwise be read for ever."""
    chain = {f"_f{n}": f"include: _f{n + 1}.yaml\n" for n in range(depth)}
    written(tmp_path, **chain, **{f"_f{depth}": "given: {seed: 1}\n"})
    written(tmp_path, story=HEAD + "include: _f0.yaml\n")

    with pytest.raises(ScenarioErrors, match="is included too deep"):
        load(tmp_path / "story.yaml")
