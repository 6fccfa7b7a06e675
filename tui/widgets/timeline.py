"""The strip over the footer: requests a second, durations, errors, steps, and the playhead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from simulator.formats import elapsed_text
from simulator.glyphs import UNICODE, Glyphs
from tui.figures import Figures
from tui.widgets.bars import DIM

_LEAD = 6
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """How seconds of a run become columns: ``step`` seconds each."""

    step: int
    columns: int

    @classmethod
    def of(cls, last: int, width: int) -> "Scale":
        """Return the finest scale on which second ``last`` still has a column."""
        step = last // max(1, width) + 1
        return cls(step, last // step + 1)

    def column(self, second: int) -> int:
        """Return the column of a second."""
        return min(self.columns - 1, max(0, second // self.step))


class Timeline(Widget, can_focus=True):
    """One column is a second, or as much as makes the run fit. With the focus it has a playhead."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Timeline { height: 2; width: 1fr; padding: 0 1; }"

    @dataclass
    class Clicked(Message):
        """A person pointed at a second of the run."""

        second: int

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self._lines = Content("")
        self._scale = Scale(1, 1)

    def render(self) -> Content:
        return self._lines

    def show(self, figures: Figures, elapsed: int, *, playhead: int | None = None) -> None:
        """Draw the run up to now; ``playhead`` is the moment looked at, in microseconds."""
        end = elapsed_text(elapsed)
        width = max(10, self.size.width - _LEAD - len(end) - 1)
        last = max(elapsed // _SECOND, *figures.seconds, 0) if figures.seconds else 0
        self._scale = Scale.of(last, width)
        self.set_class(bool(figures.steps or figures.switched), "-steps")
        height = max(1, self.size.height)
        named = list(self._rows(figures, end))
        # durations give way first
        rows = [row for name, row in named if name != "ms" or len(named) <= height]
        if playhead is not None:
            place = _LEAD + self._scale.column(playhead // _SECOND)
            rows = [_marked(row, place, self._glyphs) for row in rows]
        lines = Content("\n").join(rows[:height])
        if lines.plain != self._lines.plain or lines.spans != self._lines.spans:
            self._lines = lines
            self.refresh()

    def _rows(self, figures: Figures, end: str) -> Iterator[tuple[str, Content]]:
        scale, g = self._scale, self._glyphs
        counts = grouped(figures.seconds, scale.step, scale.columns)
        yield (
            "req",
            Content.assemble(("req/s ", DIM), (bars(counts, g), "$text-primary"), (f" {end}", DIM)),
        )
        took = grouped(figures.millis, scale.step, scale.columns)
        means = [int(ms / n) if n else 0 for ms, n in zip(took, counts, strict=True)]
        yield "ms", Content.assemble(("ms    ", DIM), (bars(means, g), "$text-secondary"))
        errors = {scale.column(second) for second in figures.bad_seconds}
        dots = "".join(g.failed if i in errors else " " for i in range(scale.columns))
        yield "error", Content.assemble(("error ", DIM), (dots, "$text-error"))
        if figures.steps or figures.switched:
            yield "steps", Content.assemble(("steps ", DIM), (self._steps(figures), ""))

    def _steps(self, figures: Figures) -> str:
        scale = self._scale
        cells = [" "] * (scale.columns + 3)
        for second in figures.switched:
            cells[scale.column(second)] = self._glyphs.fault
        for number, second in sorted(figures.steps.items()):
            place = second // scale.step
            text = str(number)
            around = cells[max(0, place - 1) : place + len(text)]
            if place + len(text) <= len(cells) and all(cell == " " for cell in around):
                cells[place : place + len(text)] = text
        return "".join(cells)

    def on_click(self, event: events.Click) -> None:
        column = event.get_content_offset_capture(self).x - _LEAD
        if 0 <= column < self._scale.columns:
            self.post_message(self.Clicked(column * self._scale.step))


def _marked(row: Content, place: int, glyphs: Glyphs) -> Content:
    """Draw the playhead through a row."""
    short = place + 1 - row.cell_length
    if short > 0:
        row = row + Content(" " * short)
    under = row.plain[place]
    head = glyphs.line if under == " " else under
    return Content.assemble(row[:place], (head, "reverse $text-accent"), row[place + 1 :])


def bars(counts: list[int], glyphs: Glyphs) -> str:
    """Return one bar a number, the highest for the greatest."""
    signs, most = glyphs.bars, max(counts, default=0)
    return "".join(
        signs[min(7, count * 7 // most)] if count and most else signs[0] for count in counts
    )


def grouped(seconds: Mapping[int, float], step: int, columns: int) -> list[int]:
    """Sum by column."""
    counts = [0.0] * columns
    for second, count in seconds.items():
        if 0 <= second // step < columns:
            counts[second // step] += count
    return [int(count) for count in counts]


__all__ = ["Scale", "Timeline", "bars", "grouped"]
