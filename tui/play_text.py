"""One step of a scenario in lines: its place and text in the file, what failed, what it caused."""

from collections.abc import Sequence

from simulator.errors import ScenarioError
from simulator.formats import exchange_line
from simulator.glyphs import Glyphs
from simulator.scenario.report import difference_lines
from simulator.scenario.result import StepState, StepView
from simulator.wire.exchange import Exchange
from tui.widgets.lines import Document, Lines, StyledLine, wrap

_TONES = {"plain": "text", "good": "success", "bad": "error", "dim": "dim"}


def step_text(
    step: StepView,
    file: str,
    caused: Sequence[Exchange],
    width: int,
    *,
    start: int,
    waiting: Sequence[str],
    glyphs: Glyphs,
) -> Document:
    """Return everything about a step; ``waiting`` says what it waits for now."""
    lines: list[StyledLine] = []
    if step.text:
        lines += [*wrap(((step.text.strip(), "strong"),), width), ()]
    if step.state is StepState.FAILED:
        if step.error:
            lines += wrap(((step.error, "error"),), width)
        for each in difference_lines(step.differences):
            style = _TONES[each.tone] if each.tone != "plain" else "warning"
            lines.append(((each.text, style),))
        lines.append(())
    lines.append(((f"{file} line {step.line}", "dim"),))
    lines += [((f"  {line}", "text"),) for line in step.source.splitlines()]
    lines += [((each, "info"),) for each in waiting]
    if caused:
        lines += [(), (("caused", "heading"),)]
        for exchange in caused:
            bad = exchange.status is not None and (exchange.status >= 400 or not exchange.status)
            text = exchange_line(exchange, start=start, glyphs=glyphs)
            lines.append(((f"  {text}", "warning" if bad else "text"),))
    return Lines(lines)


def mistakes_text(mistakes: Sequence[ScenarioError], width: int) -> Document:
    """Return what is wrong with a file, each mistake with its place."""
    lines: list[StyledLine] = [
        (("This file cannot be played; it is read again when it changes.", "warning"),),
        (),
    ]
    for mistake in mistakes:
        place = f"line {mistake.line}, column {mistake.column}: "
        lines += wrap(((place, "dim"), (mistake.message, "error")), width, indent=4)
        if mistake.help:
            lines += wrap(((f"    {mistake.help}", "text"),), width, indent=4)
    return Lines(lines)


__all__ = ["mistakes_text", "step_text"]
