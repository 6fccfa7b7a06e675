"""Reports of a run: text for people, JUnit XML for build servers, JSON for programs. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree import ElementTree

from simulator.errors import ScenarioError
from simulator.events import JSON
from simulator.scenario.difference import Difference, shown
from simulator.scenario.linediff import shortened
from simulator.scenario.loader import ScenarioErrors
from simulator.scenario.result import RunResult, StepState, StepView
from simulator.xmltext import xml_text

PASSED, FAILED, UNUSABLE = 0, 1, 2
"""Exit codes."""

Tone: TypeAlias = Literal["plain", "good", "bad", "dim"]
_WIDEST = 48
MOST_OF_A_DIFF = 60
"""Lines of a diff that are printed; the JSON report has all of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text report; whoever prints it turns the tone into a colour."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one call of the runner came to."""

    results: tuple[RunResult, ...] = ()
    unusable: tuple[ScenarioErrors, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 passed, 1 something failed, 2 some input could not be used."""
        if self.unusable:
            return UNUSABLE
        return PASSED if all(result.passed for result in self.results) else FAILED


# -- text --------------------------------------------------------------------------------


def text(report: Report) -> Iterator[Line]:
    """Write the report for a person: a line a scenario, more where something failed."""
    for result in report.results:
        yield from scenario_lines(result)
    yield from unusable(report)
    yield total(report)


def unusable(report: Report) -> Iterator[Line]:
    """Write every mistake of the files that cannot be used."""
    for errors in report.unusable:
        yield from (Line(str(each), "bad") for each in errors.mistakes)


def scenario_lines(result: RunResult) -> Iterator[Line]:
    """Write how one scenario ended."""
    passed = result.count(StepState.PASSED)
    sign, tone = ("✓", "good") if result.passed else ("✗", "bad")
    steps = f"{passed} of {len(result.steps)} steps" if not result.passed else _steps(passed)
    yield Line(
        f"{sign} {result.scenario:<24} {result.title}  ({steps}, {result.seconds:.2f} s)",
        tone,  # type: ignore[arg-type]
    )
    if result.error:
        yield Line(f"    {result.place or result.file}: given: {result.error}", "bad")
    for step in result.steps:
        if step.state is StepState.FAILED:
            yield from step_lines(step, result.file)
    yield from _diff_lines(result.differs)


def _diff_lines(differs: Sequence[str]) -> Iterator[Line]:
    """Write a diff of transcripts, its beginning at least."""
    if differs:
        yield Line("  ✗ the transcript differs", "bad")
    for line in shortened(differs[:MOST_OF_A_DIFF]):
        tone: Tone = "bad" if line[:1] == "-" else "good" if line[:1] == "+" else "dim"
        yield Line(f"    {line}", tone)
    if len(differs) > MOST_OF_A_DIFF:
        yield Line(f"    … {len(differs) - MOST_OF_A_DIFF} more lines", "dim")


def step_lines(step: StepView, file: str) -> Iterator[Line]:
    """Write why one step failed."""
    yield Line(f"  ✗ step {step.number}  {step.title}", "bad")
    place = next((each for each in step.differences if each.line), step)
    yield Line(f"    {place.file or file}:{place.line}:{place.column}", "dim")
    if step.error:
        yield Line(f"    {step.error}")
    yield from difference_lines(step.differences)


def difference_lines(differences: Sequence[Difference]) -> Iterator[Line]:
    """Write differences as tables of expected and found; a reason stands there once."""
    told: set[str] = set()
    subjects = list(dict.fromkeys(each.subject for each in differences))
    for subject in subjects:
        mine = [each for each in differences if each.subject == subject]
        rows = [(each.attribute, shown(each.expected), shown(each.found)) for each in mine]
        head = (subject, "expected", "found")
        first, second = (
            min(_WIDEST, max(len(row[column]) for row in [head, *rows])) for column in (0, 1)
        )
        yield Line(f"    {subject:<{first}}  {'expected':<{second}}  found", "dim")
        for difference, (name, expected, found) in zip(mine, rows, strict=True):
            yield Line(f"    {name:<{first}}  {expected:<{second}}  {found}")
            if difference.hint and difference.hint not in told:
                told.add(difference.hint)
                yield Line(f"    {'':<{first}}  {difference.hint}", "dim")


def total(report: Report, *, left: int = 0) -> Line:
    """Write what all of it came to; ``left`` scenarios were not played."""
    passed = sum(result.passed for result in report.results)
    failed = len(report.results) - passed
    parts = [f"{passed} passed"]
    if failed:
        parts.append(f"{failed} failed")
    if report.unusable:
        parts.append(f"{len(report.unusable)} unusable")
    if left:
        parts.append(f"{left} not played")
    return Line(", ".join(parts), "good" if report.exit_code == PASSED else "bad")


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


# -- JUnit XML ---------------------------------------------------------------------------


def junit(report: Report) -> str:
    """Write JUnit XML: a suite a scenario, a case a step."""
    root = ElementTree.Element("testsuites", name="scimulator")
    for result in report.results:
        _suite(root, result)
    for errors in report.unusable:
        suite = ElementTree.SubElement(
            root, "testsuite", name=xml_text(errors.file), tests="1", failures="0", errors="1"
        )
        case = ElementTree.SubElement(
            suite, "testcase", name="load", classname=xml_text(errors.file)
        )
        error = ElementTree.SubElement(case, "error", message=xml_text(errors.message))
        error.text = xml_text(str(errors))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(root: ElementTree.Element, result: RunResult) -> None:
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=xml_text(result.scenario),
        file=xml_text(result.file),
        tests=str(len(result.steps) + bool(result.error) + bool(result.differs)),
        failures=str(result.count(StepState.FAILED) + bool(result.differs)),
        errors=str(int(bool(result.error))),
        skipped=str(result.count(StepState.SKIPPED)),
        time=f"{result.seconds:.3f}",
    )
    if result.error:
        case = ElementTree.SubElement(
            suite, "testcase", name="given", classname=xml_text(result.scenario)
        )
        ElementTree.SubElement(case, "error", message=xml_text(result.error))
    for step in result.steps:
        _case(suite, step, result)
    if result.differs:
        case = ElementTree.SubElement(
            suite, "testcase", name="transcript", classname=xml_text(result.scenario)
        )
        failure = ElementTree.SubElement(case, "failure", message="the transcript differs")
        failure.text = xml_text("\n".join(result.differs))


def _case(suite: ElementTree.Element, step: StepView, result: RunResult) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=xml_text(f"{step.number:03} {step.title}"),
        classname=xml_text(result.scenario),
        file=xml_text(step.file or result.file),
        line=str(step.line),
        time=f"{step.seconds:.3f}",
    )
    if step.state is StepState.SKIPPED:
        ElementTree.SubElement(case, "skipped")
    elif step.state is StepState.FAILED:
        told = "\n".join(line.text for line in step_lines(step, result.file))
        message = step.error or f"{len(step.differences)} differences"
        failure = ElementTree.SubElement(case, "failure", message=xml_text(message))
        failure.text = xml_text(told)


# -- JSON --------------------------------------------------------------------------------


def as_json(report: Report) -> JSON:
    """Return the report for programs."""
    return {
        "verdict": ("passed", "failed", "unusable")[report.exit_code],
        "scenarios": [_scenario_json(result) for result in report.results],
        "mistakes": list(mistakes_json(report.unusable)),
    }


def mistakes_json(unusable: Iterable[ScenarioErrors]) -> Iterator[JSON]:
    """Return every mistake with its place."""
    for errors in unusable:
        yield from (_mistake(each) for each in errors.mistakes)


def _mistake(error: ScenarioError) -> JSON:
    return {
        "file": error.file,
        "line": error.line,
        "column": error.column,
        "message": error.message,
        "help": error.help,
    }


def _scenario_json(result: RunResult) -> JSON:
    told: dict[str, JSON] = {
        "scenario": result.scenario,
        "title": result.title,
        "file": result.file,
        "passed": result.passed,
        "seconds": round(result.seconds, 3),
        "steps": [_step_json(step) for step in result.steps],
    }
    if result.differs:
        told["transcript"] = list(result.differs)
    if result.error:
        told["error"] = result.error
        told["place"] = result.place or result.file
    return told


def _step_json(step: StepView) -> JSON:
    told: dict[str, JSON] = {
        "number": step.number,
        "word": step.word,
        "title": step.title,
        "line": step.line,
        "column": step.column,
        "state": step.state.value,
        "seconds": round(step.seconds, 3),
    }
    if step.error:
        told["error"] = step.error
    if step.differences:
        told["differences"] = [_difference_json(each) for each in step.differences]
    return told


def _difference_json(difference: Difference) -> JSON:
    return {
        "subject": difference.subject,
        "attribute": difference.attribute,
        "expected": shown(difference.expected),
        "found": shown(difference.found),
        "hint": difference.hint,
        "line": difference.line,
        "column": difference.column,
    }


__all__ = [
    "FAILED",
    "PASSED",
    "UNUSABLE",
    "Line",
    "Report",
    "as_json",
    "difference_lines",
    "junit",
    "mistakes_json",
    "scenario_lines",
    "step_lines",
    "text",
    "total",
    "unusable",
]
