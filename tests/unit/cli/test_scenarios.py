"""``run`` and ``check``: verdicts, exit codes, reports."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from simulator.journal.reader import open_reader
from tests.commands import Run

PASSING = """\
scenario: passing
title: One person
given:
  okta:
    users:
      - {login: maple@example.com, firstName: Maple, lastName: Leaf}
    app: {label: Our app}
steps:
  - assign: maple
  - expect:
      users: {maple: absent}
"""
FAILING = PASSING.replace("scenario: passing", "scenario: failing").replace(
    "{maple: absent}", "{maple: {state: active}}"
)
BROKEN = PASSING.replace("assign: maple", "asign: maple")


@pytest.fixture
def passing(tmp_path: Path) -> Path:
    """A scenario whose expectations hold."""
    return written(tmp_path, "passing", PASSING)


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """A scenario that expects what does not come."""
    return written(tmp_path, "failing", FAILING)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with a mistyped word in line 9."""
    return written(tmp_path, "broken", BROKEN)


def written(directory: Path, name: str, text: str) -> Path:
    """Write a scenario file."""
    path = directory / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_scenario_that_holds_exits_0(scimulator: Run, passing: Path) -> None:
    """And the run is kept where it says."""
    ended = scimulator("run", passing)

    assert (ended.code, ended.err) == (0, "")
    assert "1 passed" in ended.out
    assert "kept in " in ended.out


def test_a_scenario_that_does_not_hold_exits_1(scimulator: Run, failing: Path) -> None:
    """The report names file and line of the expectation."""
    ended = scimulator("run", failing)

    assert ended.code == 1
    assert "1 failed" in ended.out
    assert "failing.yaml:11" in ended.out


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_file_that_cannot_be_used_exits_2(
    scimulator: Run, command: str, passing: Path, broken: Path
) -> None:
    """Each mistake with file, line, column; the other files are used all the same."""
    ended = scimulator(command, passing, broken)

    assert ended.code == 2
    assert f"{broken}:9:5: " in ended.out
    assert "assign" in ended.out


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("missing.yaml", "There is no file missing.yaml.", id="no file"),
        pytest.param(".", "There is no scenario in .", id="nothing in a directory"),
    ],
)
def test_a_path_with_nothing_in_it_exits_2(
    scimulator: Run, command: str, name: str, message: str
) -> None:
    """One line says so."""
    ended = scimulator(command, name)

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert message in line


def test_the_json_report_has_a_verdict_a_file(
    scimulator: Run, passing: Path, failing: Path
) -> None:
    """Several files, each in a world of its own; the worst decides the exit code."""
    ended = scimulator("run", passing, failing, "--json")

    report = json.loads(ended.out)
    assert ended.code == 1
    assert len(report["runs"]) == 2
    assert all(Path(run).is_file() for run in report["runs"])


def test_the_junit_report_counts_the_same(
    scimulator: Run, passing: Path, failing: Path, tmp_path: Path
) -> None:
    """A build server sees what failed, and why."""
    target = tmp_path / "report.xml"

    ended = scimulator("run", passing, failing, "--junit", target)

    root = ElementTree.fromstring(target.read_text("utf-8"))
    assert ended.code == 1
    assert len(root.findall(".//failure")) == 1


def test_a_run_can_be_kept_by_name(scimulator: Run, passing: Path, tmp_path: Path) -> None:
    """The file is a whole run that can be looked at."""
    target = tmp_path / "kept.db"

    ended = scimulator("run", passing, "--keep", target)

    open_reader(target).close()
    assert ended.code == 0
    assert "kept.db" in ended.out


def test_two_runs_cannot_have_one_name(scimulator: Run, passing: Path, failing: Path) -> None:
    """--keep names one file, so it takes one scenario."""
    ended = scimulator("run", passing, failing, "--keep", "kept.db")

    assert ended.code == 2
    assert "--keep takes a file for exactly one scenario, or a directory." in ended.err


def test_several_runs_are_kept_in_a_directory(
    scimulator: Run, passing: Path, failing: Path, tmp_path: Path
) -> None:
    """Each under the scenario's name; several processes play at a time."""
    ended = scimulator("run", passing, failing, "--keep", tmp_path / "runs", "--jobs", "2")

    assert ended.code == 1
    assert {path.name for path in (tmp_path / "runs").glob("*.db")} == {"passing.db", "failing.db"}


def test_results_come_in_the_order_of_the_files(
    scimulator: Run, passing: Path, failing: Path
) -> None:
    """However many play at a time, and whichever ends first; steps stand above their scenario."""
    ended = scimulator("run", failing, passing, "-v", "--jobs", "2")

    assert ended.out.index("✗ failing") < ended.out.index("✓ passing")
    assert ended.out.index("2  expect users maple") < ended.out.index("✗ failing")


def test_only_some_are_played(scimulator: Run, passing: Path, failing: Path) -> None:
    """By name, with * for any text."""
    ended = scimulator("run", passing, failing, "--only", "pass*")

    assert ended.code == 0
    assert "1 passed\n" in ended.out


def test_a_name_that_nothing_has_exits_2(scimulator: Run, passing: Path) -> None:
    """A misspelt name must not look like success."""
    ended = scimulator("run", passing, "--only", "pasing")

    assert ended.code == 2
    assert "There is no scenario pasing here. Did you mean passing?" in ended.err


def test_nothing_begins_after_a_failure(scimulator: Run, passing: Path, failing: Path) -> None:
    """--fail-fast leaves the rest, and says how many that are."""
    ended = scimulator("run", failing, passing, "--fail-fast", "--jobs", "1")

    assert ended.code == 1
    assert "0 passed, 1 failed, 1 not played" in ended.out


def test_each_case_of_a_table_is_a_scenario(scimulator: Run, tmp_path: Path) -> None:
    """It has a name of its own, by which it can be chosen."""
    table = PASSING.replace("given:", "cases:\n  one: {who: maple}\n  two: {who: maple}\ngiven:")
    path = written(tmp_path, "table", table.replace("assign: maple", "assign: ${who}"))

    every, one = scimulator("run", path), scimulator("run", path, "--only", "passing[two]")

    assert "passing[one]" in every.out
    assert "2 passed" in every.out
    assert "passing[one]" not in one.out
    assert "1 passed" in one.out


def test_the_schema_goes_into_a_file(scimulator: Run, tmp_path: Path) -> None:
    """Where an editor finds it; without a name it is printed."""
    printed = scimulator("schema")
    ended = scimulator("schema", "-o", tmp_path / "format.json")

    assert (printed.code, ended.code, ended.out) == (0, 0, "")
    assert (tmp_path / "format.json").read_text("utf-8") == printed.out
    assert json.loads(printed.out)["title"] == "Scimulator scenario"


def test_a_file_that_cannot_be_written_exits_2(scimulator: Run, tmp_path: Path) -> None:
    """One line says so."""
    ended = scimulator("schema", "-o", tmp_path / "nowhere" / "format.json")

    assert ended.code == 2
    assert "format.json cannot be written: no such file or directory." in ended.err


def test_a_kept_run_is_not_played_into_again(
    scimulator: Run, passing: Path, tmp_path: Path
) -> None:
    """What is in a run file stays; a second scenario needs a file of its own."""
    target = tmp_path / "kept.db"
    scimulator("run", passing, "--keep", target)

    ended = scimulator("run", passing, "--keep", target)

    assert ended.code == 2
    assert "kept.db" in ended.err


def test_check_plays_nothing(scimulator: Run, failing: Path, tmp_path: Path) -> None:
    """A file that would fail is fine as a file, and no run is made."""
    ended = scimulator("check", failing)

    assert (ended.code, ended.out) == (0, "1 file is fine.\n")
    assert not (tmp_path / "scimulator").exists()


def test_check_gives_mistakes_as_json(scimulator: Run, broken: Path) -> None:
    """For an editor."""
    ended = scimulator("check", broken, "--json")

    [mistake] = json.loads(ended.out)["mistakes"]
    assert ended.code == 2
    assert (mistake["line"], mistake["column"]) == (9, 5)


@pytest.mark.parametrize("option", ["--clean", "--existing", "--real-pauses"])
def test_what_belongs_to_another_server_is_told_by_name(
    scimulator: Run, passing: Path, option: str
) -> None:
    """Without ``--target`` it would say nothing, and nothing is played."""
    ended = scimulator("run", passing, option)

    assert ended.code == 2
    assert f"{option} belongs to --target URL." in ended.err


def test_nothing_that_is_said_steers_the_terminal(scimulator: Run, tmp_path: Path) -> None:
    """Titles, steps and answers may hold escape sequences; they are shown, not obeyed."""
    path = written(tmp_path, "failing", FAILING.replace("One person", r'"One \e]0;mine\a"'))

    ended = scimulator("run", path, "-v")

    assert ended.code == 1
    assert r"One \x1b]0;mine\x07" in ended.out
    assert not any(ord(each) < 32 and each not in "\n\t" for each in ended.out)
