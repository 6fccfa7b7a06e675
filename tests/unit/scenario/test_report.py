"""Reports: text, JUnit XML, JSON, exit codes."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.loader import ScenarioErrors, read
from simulator.scenario.report import Report, as_json, junit, step_lines, text
from simulator.scenario.result import RunResult, StepState, StepView

PASS = StepView(
    number=1,
    word="say",
    title="Hello",
    line=4,
    source="  - say: Hello",
    state=StepState.PASSED,
    seconds=0.25,
)
FAIL = StepView(
    number=2,
    word="expect",
    title='expect <cedar> & "elm" \x00',
    line=6,
    source="  - expect: {}",
    state=StepState.FAILED,
    differences=(
        Difference(
            subject="user cedar",
            attribute="name.familyName",
            expected="Grove",
            found="Tree",
            line=8,
            column=13,
        ),
        Difference(
            subject="user cedar",
            attribute="metadata title",
            expected="Staff Engineer",
            found=MISSING,
            hint="never sent: not in the mapping",
            line=9,
            column=13,
        ),
    ),
)
SKIP = StepView(
    number=3, word="settle", title="settle", line=10, source="", state=StepState.SKIPPED
)


def run(*steps: StepView, error: str = "") -> RunResult:
    """Make a result."""
    return RunResult(
        scenario="story", title="A story", file="s/story.yaml", steps=steps, error=error
    )


def unusable() -> ScenarioErrors:
    """Make the mistakes of a file."""
    with pytest.raises(ScenarioErrors) as caught:
        read("scenario: x\ntitle: t\nsteps:\n  - asign: a\n  - wait: soon\n", "s/bad.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("report", "code"),
    [
        pytest.param(Report((run(PASS),)), 0, id="passed"),
        pytest.param(Report((run(PASS), run(PASS, FAIL))), 1, id="failed"),
        pytest.param(Report((run(error="no"),)), 1, id="given failed"),
        pytest.param(Report((run(PASS),), (unusable(),)), 2, id="unusable"),
        pytest.param(Report(), 0, id="nothing"),
    ],
)
def test_exit_codes(report: Report, code: int) -> None:
    """0 passed, 1 failed, 2 unusable input."""
    assert report.exit_code == code


def test_the_text_shows_expected_beside_found() -> None:
    """A difference is a row; the reason stands below it; the place can be clicked."""
    lines = list(text(Report((run(PASS, FAIL, SKIP),))))

    assert [line.text.rstrip() for line in lines] == [
        "✗ story                    A story  (1 of 3 steps, 0.25 s)",
        '  ✗ step 2  expect <cedar> & "elm" \x00',
        "    s/story.yaml:8:13",
        "    user cedar       expected        found",
        "    name.familyName  Grove           Tree",
        "    metadata title   Staff Engineer  -",
        "                     never sent: not in the mapping",
        "0 passed, 1 failed",
    ]
    assert [line.tone for line in lines[:3]] == ["bad", "bad", "dim"]


def test_a_reason_is_told_once() -> None:
    """Several attributes are often wrong for one reason."""
    twice = replace(
        FAIL, differences=tuple(replace(each, hint="refused") for each in FAIL.differences)
    )

    lines = [line.text.strip() for line in step_lines(twice, "s/story.yaml")]

    assert lines.count("refused") == 1


def test_the_text_of_a_success_is_one_line() -> None:
    """What is in order needs no words."""
    assert [line.text for line in text(Report((run(PASS),)))] == [
        "✓ story                    A story  (1 step, 0.25 s)",
        "1 passed",
    ]


def test_the_text_lists_mistakes_of_files() -> None:
    """They come with their places, and the total says so."""
    lines = [line.text for line in text(Report((), (unusable(),)))]

    assert lines[0].startswith("s/bad.yaml:4:5: There is no step asign.")
    assert lines[-1] == "0 passed, 1 unusable"


def test_junit_is_well_formed_whatever_the_titles_hold() -> None:
    """Markup is escaped; characters that XML cannot hold are replaced."""
    report = Report((run(PASS, FAIL, SKIP), run(error="a < b")), (unusable(),))

    root = ElementTree.fromstring(junit(report))

    assert root.attrib == {
        "name": "scimulator",
        "tests": "5",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
    }
    suite = root[0]
    assert suite.get("time") == "0.250"
    assert [case.get("name") for case in suite] == [
        "001 Hello",
        '002 expect <cedar> & "elm" \ufffd',
        "003 settle",
    ]
    failure = suite[1][0]
    assert failure.get("message") == "2 differences"
    assert "name.familyName  Grove" in (failure.text or "")
    assert suite[2][0].tag == "skipped"
    assert root[1][0][0].get("message") == "a < b"
    assert "s/bad.yaml:5:11" in (root[2][0][0].text or "")


def test_json_holds_everything_with_places() -> None:
    """Programs get states, differences and mistakes as values."""
    told = as_json(Report((run(PASS, FAIL),), (unusable(),)))

    assert told["verdict"] == "unusable"
    [scenario] = told["scenarios"]
    assert scenario["passed"] is False
    assert scenario["steps"][1]["differences"][1] == {
        "subject": "user cedar",
        "attribute": "metadata title",
        "expected": "Staff Engineer",
        "found": "-",
        "hint": "never sent: not in the mapping",
        "line": 9,
        "column": 13,
    }
    assert told["mistakes"][1]["line"] == 5
