"""A push as JUnit XML: a suite a stage, a case a person. Pure."""

from xml.etree import ElementTree

from simulator.pushing.model import Result, Stage, State, Step
from simulator.pushing.report import step_lines, trouble_lines
from simulator.xmltext import xml_text


def junit(result: Result) -> str:
    """Write the report for a build server."""
    root = ElementTree.Element("testsuites", name="scimulator push")
    _connector(root, result)
    for stage in Stage:
        steps = [step for step in result.steps if step.stage is stage]
        if steps:
            _suite(root, stage, steps)
    for name in ("tests", "failures", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _connector(root: ElementTree.Element, result: Result) -> None:
    failed = result.trouble is not None
    suite = ElementTree.SubElement(
        root, "testsuite", name="connector", tests="1", failures=str(int(failed)), skipped="0"
    )
    case = ElementTree.SubElement(
        suite, "testcase", name=xml_text(result.url), classname="connector"
    )
    if result.trouble is not None:
        failure = ElementTree.SubElement(case, "failure", message=xml_text(result.trouble.message))
        failure.text = xml_text("\n".join(line.text for line in trouble_lines(result)))


def _suite(root: ElementTree.Element, stage: Stage, steps: list[Step]) -> None:
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=stage.value,
        tests=str(len(steps)),
        failures=str(sum(step.state is State.FAILED for step in steps)),
        skipped=str(sum(step.state is State.SKIPPED for step in steps)),
        time=f"{sum(step.seconds for step in steps):.3f}",
    )
    for step in steps:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            name=xml_text(step.login),
            classname=stage.value,
            time=f"{step.seconds:.3f}",
        )
        if step.state is State.SKIPPED:
            ElementTree.SubElement(case, "skipped", message=xml_text(step.outcome))
        elif step.state is State.FAILED:
            failure = ElementTree.SubElement(case, "failure", message=xml_text(_message(step)))
            failure.text = xml_text("\n".join(line.text for line in step_lines(step, calls=True)))


def _message(step: Step) -> str:
    told = (*step.tasks, *step.problems)
    return told[0] if told else f"{len(step.unlike)} attributes read back otherwise than sent"


__all__ = ["junit"]
