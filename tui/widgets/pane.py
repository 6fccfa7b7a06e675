"""A framed pane: title with count, tabs if it has several lists, column titles, a filter line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Self

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from simulator.errors import FilterError
from simulator.formats import cells, clean, cut, first_fitting
from simulator.glyphs import PLAIN, UNICODE, Glyphs
from tui.theme import draw_frame, edge
from tui.widgets.bars import DIM, Bar, TabLine
from tui.widgets.row_table import RowTable


class FilterLine(Input):
    """Where a filter is typed; the pane above changes while it is."""

    DEFAULT_CSS = """
    FilterLine { display: none; height: 1; border: none; padding: 0 1; background: $panel;
                 &:focus { border: none; } }
    FilterLine.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", show=False),
        Binding("up", "earlier(-1)", "earlier", show=False),
        Binding("down", "earlier(1)", "later", show=False),
    ]

    @dataclass
    class Completed(Message):
        """A person asks for the rest of the word."""

        line: "FilterLine"

    def on_mount(self) -> None:
        self._kept: list[str] = []
        self._place = 0
        self.cursor_blink = False

    def remember(self) -> None:
        """Keep what is typed, to be brought back."""
        text = self.value.strip()
        if text:
            self._kept = [*(each for each in self._kept if each != text), text]
        self._place = len(self._kept)

    def action_complete(self) -> None:
        self.post_message(self.Completed(self))

    def action_earlier(self, step: int) -> None:
        """Bring an earlier filter back."""
        self._place = max(0, min(len(self._kept), self._place + step))
        self.value = self._kept[self._place] if self._place < len(self._kept) else ""
        self.cursor_position = len(self.value)


class HeaderLine(Bar):
    """The titles of a table's columns."""

    DEFAULT_CSS = "HeaderLine { height: 1; }"

    def __init__(self, table: RowTable) -> None:
        super().__init__()
        self._table = table

    def on_resize(self) -> None:
        self.update()

    def update(self) -> None:
        """Look at the columns again."""
        cells_ = self._table.header(self.size.width)
        self.line = Content.assemble(*((text, DIM) for text, _ in cells_))


class Pane(Vertical):
    """One of the panes of the live screen."""

    DEFAULT_CSS = """
    Pane {
        border: round $foreground 30%; border-title-color: $foreground;
        border-subtitle-color: $foreground 60%; width: 1fr; height: 1fr; padding: 0;
        & > .-hidden { display: none; }
    }
    """

    @dataclass
    class TabChosen(Message):
        """A person chose another tab."""

        pane: "Pane"
        index: int

    def __init__(
        self,
        number: int,
        title: str,
        tables: Sequence[tuple[str, RowTable]],
        *,
        glyphs: Glyphs = UNICODE,
        below: Sequence[Widget] = (),
        id: str,  # noqa: A002
    ) -> None:
        self._only_edges = False
        super().__init__(id=id)
        self._more = below
        self.number = number
        self.heading = title
        self.tables = tables
        self.glyphs = glyphs
        self.active = 0
        self.count = ""
        self._frame: tuple[object, ...] = ()
        self.below = ""
        self._mistake: FilterError | None = None
        self.tab_names = [name for name, _ in tables]
        self.hidden_tabs: frozenset[int] = frozenset()
        self._tabs = TabLine(glyphs=glyphs) if len(tables) > 1 else None
        self._headers = [HeaderLine(table) for _, table in tables]
        self._filter = FilterLine(placeholder="words, status:4xx, user:cedar, is:retry …")

    def compose(self) -> ComposeResult:
        if self._tabs is not None:
            yield self._tabs
        for header, (_, table) in zip(self._headers, self.tables, strict=True):
            yield header
            yield table
        yield from self._more
        yield self._filter

    def on_mount(self) -> None:
        self.show_tab(0)

    @property
    def table(self) -> RowTable:
        """The list that is shown."""
        return self.tables[self.active][1]

    @property
    def filter_line(self) -> FilterLine:
        """Where its filter is typed."""
        return self._filter

    def show_tab(self, index: int) -> None:
        """Show one of the lists."""
        had_focus = self.is_attached and self.screen.focused is self.table
        self.active = index
        for i, (header, (_, table)) in enumerate(zip(self._headers, self.tables, strict=True)):
            header.set_class(i != index, "-hidden")
            table.set_class(i != index, "-hidden")
        if had_focus:
            self.screen.set_focus(self.table, scroll_visible=False)
        self.update_tabs()

    def tab_by(self, step: int) -> int:
        """Return the tab before or after the open one."""
        shown = [i for i in range(len(self.tables)) if i not in self.hidden_tabs]
        place = shown.index(self.active) if self.active in shown else 0
        return shown[(place + step) % len(shown)]

    def update_tabs(self) -> None:
        """Write the names of the tabs again."""
        if self._tabs is None:
            return
        shown = [i for i in range(len(self.tables)) if i not in self.hidden_tabs]
        names = [self.tab_names[i] for i in shown]
        place = shown.index(self.active) if self.active in shown else -1
        self._tabs.show(names, place)
        self._tabs.set_class(len(shown) < 2, "-hidden")

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        message.stop()
        shown = [i for i in range(len(self.tables)) if i not in self.hidden_tabs]
        self.post_message(self.TabChosen(self, shown[message.index]))

    # -- frame --------------------------------------------------------------------------------

    def show_count(self, count: str, *, title: str = "", below: str = "") -> None:
        """Write the title with the count at the right end, and a note on the lower edge."""
        self.count, self.below = count, below
        self.heading = title or self.heading
        self.update_frame()

    def update_frame(self) -> None:
        """Draw title and lower edge for the present width and focus."""
        width = self.size.width
        focused = self.is_focused
        draw_frame(self, focused=focused, plain=self.glyphs is PLAIN)
        name = clean(f"{self.number} {self.heading}")
        if cells(name) > width // 2:
            name = cut(name, max(width // 2, width - 7 - cells(self.count)), glyphs=self.glyphs)
        count = self._fitting(clean(self.count), width - 7 - cells(name))
        fill = width - 4 - cells(name) - cells(count) - 2
        # the frame's own colour, so that title and edge look like one line
        style = "$primary not bold" if focused else "$foreground 30% not bold"
        middle = (f" {edge(self.glyphs, focused=focused) * max(1, fill)} ", style)
        frame = (name, middle, count, clean(self.below), width)
        if frame == self._frame:
            return
        self._frame = frame
        title = Content.assemble(name, middle, count) if width > 4 else Content(name)
        with self._edges_alone():
            self.border_title = title
        self._show_below()

    def _fitting(self, count: str, room: int) -> str:
        """Cut what stands before the figures, a long filter above all, and keep them."""
        notes, dot, figures = count.rpartition(f" {self.glyphs.dot} ")
        left = room - cells(dot + figures)
        if not notes or cells(notes) <= left:
            return count
        return cut(notes, left, glyphs=self.glyphs) + dot + figures if left > 3 else figures

    @contextmanager
    def _edges_alone(self) -> Iterator[None]:
        """Have titles painted without all that is between them."""
        self._only_edges = True
        try:
            yield
        finally:
            self._only_edges = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        if self._only_edges and not regions:
            (left, top), (width, height) = self.content_offset, self.outer_size
            lines = (0, height - 1)
            regions = tuple(Region(-left, y - top, width, 1) for y in lines)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def show_mistake(self, mistake: FilterError | None) -> None:
        """Put a caret under the place in the filter line where something is wrong, and say what."""
        if mistake != self._mistake:
            self._mistake = mistake
            self._show_below()

    def _show_below(self) -> None:
        if self._mistake is None:
            self.styles.border_subtitle_align = "right"
            with self._edges_alone():
                self.border_subtitle = Content(clean(self.below))
            return
        text, hint = clean(f"^ {self._mistake.message}"), clean(self._mistake.help or "")
        width, place = self.size.width - 2, self._mistake.position
        text = first_fitting([f"{text} {hint}", f"^ {hint}" if hint else text, text], width)
        place = max(0, min(place, width - cells(text)))
        self.styles.border_subtitle_align = "left"
        line = edge(self.glyphs, focused=True) * place
        self.border_subtitle = Content.assemble(
            (line, "$primary not bold"), (cut(text, width), "bold $text-warning")
        )

    @property
    def is_focused(self) -> bool:
        """Whether the focus is on something inside."""
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors

    def on_resize(self) -> None:
        self.update_frame()
        self.update_tabs()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.update_frame()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self.call_later(self.update_frame)


__all__ = ["FilterLine", "HeaderLine", "Pane"]
