"""The drawer: what the selection is made of, in tabs; the last tab used stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from simulator.formats import cells, clean
from simulator.glyphs import PLAIN, UNICODE, Glyphs
from tui.theme import draw_frame, edge
from tui.widgets.bars import TabLine
from tui.widgets.line_view import LineView
from tui.widgets.lines import Document


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab: its name and what makes its lines for a width."""

    name: str
    make: Callable[[int], Document]


class SearchLine(Input):
    """Where the text to find is typed."""

    def on_mount(self) -> None:
        self.cursor_blink = False


class Drawer(Vertical):
    """Tabs over a view of lines."""

    DEFAULT_CSS = """
    Drawer { display: none; height: 12; width: 1fr; border: round $foreground 30%;
        border-title-color: $foreground; border-subtitle-color: $foreground 60%; padding: 0 1; }
    Drawer.-open { display: block; }
    Drawer SearchLine { display: none; height: 1; border: none; padding: 0; background: $panel; }
    Drawer SearchLine:focus { border: none; }
    Drawer SearchLine.-shown { display: block; }
    """

    @dataclass
    class TabChosen(Message):
        """A tab was clicked."""

        index: int

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.glyphs = glyphs
        self.sheets: Sequence[Sheet] = ()
        self.wanted = "Explain"
        self._title = ("", "")
        self._frame: tuple[object, ...] = ()
        self._tabs = TabLine(glyphs=glyphs)
        self.view = LineView(glyphs=glyphs)
        self._search = SearchLine(placeholder="text to find; n and N go on")

    def compose(self) -> ComposeResult:
        yield self._tabs
        yield self.view
        yield self._search

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    @property
    def active(self) -> int:
        """The tab that is shown: the one wanted if there is one of that name."""
        names = [sheet.name for sheet in self.sheets]
        return names.index(self.wanted) if self.wanted in names else 0

    def show(
        self, sheets: Sequence[Sheet], *, title: str, right: str = "", keep_place: bool = False
    ) -> None:
        """Show the tabs of another selection."""
        self.sheets = sheets
        self._title = (title, right)
        self._update(keep_place=keep_place)

    def choose(self, index: int) -> None:
        """Open a tab; it stays the one wanted for later selections."""
        if self.sheets:
            self.wanted = self.sheets[index % len(self.sheets)].name
            self._update()

    def want(self, name: str) -> None:
        """Open a tab by name as soon as there is one."""
        self.wanted = name
        self._update()

    # -- searching ------------------------------------------------------------------------------

    @property
    def is_searched(self) -> bool:
        """Whether a text is looked for."""
        return self._search.has_class("-shown")

    def begin_search(self) -> None:
        """Open the line in which the text to find is typed."""
        self._search.add_class("-shown")
        self.screen.set_focus(self._search, scroll_visible=False)

    def end_search(self) -> None:
        """Find nothing any more."""
        self._search.value = ""
        self._search.remove_class("-shown")
        self.view.find("")
        self.screen.set_focus(self.view, scroll_visible=False)
        self.update_frame()

    def next_match(self, step: int) -> None:
        """Go to the next line with the text."""
        self.view.next_match(step)
        self.update_frame()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.view.find(event.value)
        self.update_frame()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self.screen.set_focus(self.view, scroll_visible=False)
        else:
            self.end_search()

    def _update(self, *, keep_place: bool = False) -> None:
        if not self.sheets:
            return
        self._tabs.show([sheet.name for sheet in self.sheets], self.active)
        self.view.show(self.sheets[self.active].make, keep_place=keep_place)
        self.update_frame()

    def update_frame(self) -> None:
        """Write the title: what is shown, and at the right end where it belongs."""
        left, right = clean(self._title[0]), clean(self._title[1])
        width = self.size.width
        draw_frame(self, focused=self.view.has_focus, plain=self.glyphs is PLAIN)
        focused = self.view.has_focus
        style = "$primary not bold" if focused else "$foreground 30% not bold"
        fill = width - cells(left) - cells(right) - 6
        middle = (f" {edge(self.glyphs, focused=focused) * max(1, fill)} ", style)
        keys = ["d closes", "+ enlarges", "[ ] tab"]
        found = [self.view.found] if self.view.found else []
        parts = [*found, self.view.place, *keys] if self.view.place else [*found, *keys]
        below = f" {self.glyphs.dot} ".join(parts)
        frame = (left, middle, right, below)
        if frame != self._frame:
            self._frame = frame
            has_room = bool(right) and fill > 0
            self.border_title = Content.assemble(left, *((middle, right) if has_room else ()))
            self.border_subtitle = Content(below)

    def on_line_view_scrolled(self) -> None:
        self.update_frame()

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        message.stop()
        self.post_message(self.TabChosen(message.index))

    def on_resize(self) -> None:
        self.update_frame()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.update_frame()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self.call_later(self.update_frame)


__all__ = ["Drawer", "Sheet"]
