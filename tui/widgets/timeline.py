"""The strip over the footer: requests a second as bars, errors below, scenario steps."""

from collections.abc import Mapping

from textual.content import Content
from textual.widget import Widget

from simulator.formats import elapsed_text
from simulator.glyphs import UNICODE, Glyphs
from tui.run import Figures
from tui.widgets.bars import DIM


class Timeline(Widget):
    """One column is a second, or as much as makes the run fit."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Timeline { height: 2; width: 1fr; padding: 0 1; }"
    _lines = Content("")

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs

    def render(self) -> Content:
        return self._lines

    def show(self, figures: Figures, elapsed: int) -> None:
        """Draw the run up to now."""
        end = elapsed_text(elapsed)
        width = max(10, self.size.width - 6 - len(end) - 1)
        last = max(elapsed // 1_000_000, *figures.seconds, 0) if figures.seconds else 0
        step = last // width + 1
        columns = last // step + 1
        counts = grouped(figures.seconds, step, columns)
        bars = self._bars(counts)
        errors = {second // step for second in figures.bad_seconds}
        dots = "".join(self._glyphs.failed if i in errors else " " for i in range(columns))
        rows = [
            Content.assemble(("req/s ", DIM), (bars, "$text-primary"), (f" {end}", DIM)),
            Content.assemble(("error ", DIM), (dots, "$text-error")),
        ]
        self.set_class(bool(figures.steps), "-steps")
        if figures.steps:
            rows.append(
                Content.assemble(("steps ", DIM), (self._steps(figures, step, columns), ""))
            )
        lines = Content("\n").join(rows[: max(1, self.size.height)])
        if lines.plain != self._lines.plain:
            self._lines = lines
            self.refresh()

    def _bars(self, counts: list[int]) -> str:
        bars, most = self._glyphs.bars, max(counts, default=0)
        return "".join(bars[min(7, count * 7 // most)] if count else bars[0] for count in counts)

    def _steps(self, figures: Figures, step: int, columns: int) -> str:
        cells = [" "] * (columns + 3)
        for number, second in sorted(figures.steps.items()):
            place = second // step
            text = str(number)
            around = cells[max(0, place - 1) : place + len(text)]
            if place + len(text) <= len(cells) and all(cell == " " for cell in around):
                cells[place : place + len(text)] = text
        return "".join(cells)


def grouped(seconds: Mapping[int, int], step: int, columns: int) -> list[int]:
    """Sum requests by column."""
    counts = [0] * columns
    for second, count in seconds.items():
        if 0 <= second // step < columns:
            counts[second // step] += count
    return counts


__all__ = ["Timeline", "grouped"]
