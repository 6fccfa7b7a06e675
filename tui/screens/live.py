"""The live screen: three panes from cause to effect, the drawer, the bars around them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static

from simulator.glyphs import Glyphs
from simulator.journal.causes import Kind, Selection
from tui.actions import ACTIONS, bindings
from tui.control import Controls
from tui.menu_actions import MENU_ACTIONS
from tui.panes.assignments import AssignmentColumns
from tui.panes.attributes import AttributeColumns
from tui.panes.events import EventColumns
from tui.panes.request_columns import RequestColumns
from tui.panes.users import UserColumns
from tui.player import Performance
from tui.screens.faulting import Faulting
from tui.screens.looking import Looking
from tui.screens.timing import Timing
from tui.screens.walking import Walking
from tui.screens.watching import Watching
from tui.screens.zitadel_menu import ZitadelMenu
from tui.state import State
from tui.widgets.bars import Banner, Footer, StatusBar, TabLine, TraceLine
from tui.widgets.drawer import Drawer
from tui.widgets.frugal import FrugalCompositor
from tui.widgets.pane import Pane
from tui.widgets.row_table import RowTable
from tui.widgets.say import SayPanel
from tui.widgets.table_model import Row
from tui.widgets.timeline import Timeline
from tui.widgets.work_list import WorkList

POLL_SECONDS = 0.1


class LiveScreen(Walking, Looking, ZitadelMenu, Faulting, Watching, Timing, inherit_bindings=False):
    """Where the app starts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(ACTIONS),
        Binding("ctrl+c,super+c", "screen.copy_text", "Copy selected text", show=False),
    ]
    actions = (*ACTIONS, *MENU_ACTIONS)
    """What help and palette know."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-narrow"),
        (60, "-narrow"),
        (100, "-medium"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-short"),
        (16, "-short"),
        (30, "-normal"),
        (50, "-tall"),
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in the base class, without painting the whole screen when the focus moves."""

    def __init__(
        self,
        state: State,
        controls: Controls,
        *,
        glyphs: Glyphs,
        player: Performance | None = None,
        target: str = "fake",
    ) -> None:
        super().__init__()
        self._compositor = FrugalCompositor()
        self.state = self.present = state
        self.controls = controls
        self.player = player
        self.glyphs = glyphs
        self.target = target
        self.unchanged = False
        self.by_hand = False
        self.tab_by_hand = False
        self.filters, self.mistakes = {}, {}
        self.undos = []
        self._make_panes()

    def _make_panes(self) -> None:
        s, g = self.state, self.glyphs
        attributes = AttributeColumns(g, self.digits)
        self.tables = {
            "assignments": RowTable(AssignmentColumns(g), source=s.assignments, glyphs=g, gap=1),
            "requests": RowTable(
                RequestColumns(lambda: self.state.requests, g),
                source=s.requests,
                follows=True,
                glyphs=g,
            ),
            "users": RowTable(UserColumns(g, self.digits), source=s.users, glyphs=g, gap=1),
            "attributes": RowTable(attributes, source=s.attributes, glyphs=g, gap=1),
            "events": RowTable(EventColumns(g, self.digits), source=s.events, glyphs=g, gap=1),
            "attributes-wide": RowTable(attributes, source=s.attributes, glyphs=g, gap=1),
        }
        for table in self.tables.values():
            table.moved = self.row_moved
        t = self.tables
        state_tables = [(name.capitalize(), t[name]) for name in ("users", "attributes", "events")]
        self.panes = {
            "assignments": Pane(
                1,
                "Assignments",
                [("", t["assignments"])],
                glyphs=g,
                below=[WorkList(classes="-empty")],
                id="assignments",
            ),
            "requests": Pane(2, "Requests", [("", t["requests"])], glyphs=g, id="requests"),
            "state": Pane(3, "User state", state_tables, glyphs=g, id="state"),
            "attributes": Pane(
                4, "Attributes", [("", t["attributes-wide"])], glyphs=g, id="attributes"
            ),
        }
        self.last_pane = self.panes["requests"]
        self.drawer = Drawer(glyphs=g, id="drawer")

    def compose(self) -> ComposeResult:
        yield Static("", id="too-small")
        yield StatusBar(id="status")
        yield Banner()
        yield TraceLine()
        yield TabLine(glyphs=self.glyphs, id="pane-tabs")
        yield SayPanel()
        with Horizontal(id="panes"):
            yield self.panes["assignments"]
            yield self.panes["requests"]
            with Vertical(id="right"):
                yield self.panes["state"]
                yield self.panes["attributes"]
        yield self.drawer
        yield Timeline(glyphs=self.glyphs)
        yield StatusBar(id="pane-status")
        yield Footer()

    def on_mount(self) -> None:
        self.show_pane(self.panes["requests"])
        for table in self.tables.values():
            table.reload()
        self.set_interval(POLL_SECONDS, self.tick)
        self.select_newest()
        self.call_after_refresh(self.update_all)

    # -- selection ----------------------------------------------------------------------------

    def row_moved(self, table: RowTable, row: Row) -> None:
        """Make the row under the cursor the question."""
        self.shown_by_itself = False
        follows = table is self.tables["requests"] and table.follow
        self.by_hand = not (follows and table.cursor == len(table.source) - 1)
        self.select(self.state.selection_of(row), source=table)

    def action_pick(self, kind: str, key: str | int) -> None:
        """Select something by name; the elements of the trace do."""
        self.by_hand = True
        self.pick(Selection(Kind(kind), key))

    def pick(self, selection: Selection) -> None:
        """Select something and put the cursor on it in its pane."""
        table = self.table_for(selection.kind)
        if table is not None and table.source.index_of(selection.key) is not None:
            pane = next(p for p in self.panes.values() if any(t is table for _, t in p.tables))
            tab = next(i for i, (_, t) in enumerate(pane.tables) if t is table)
            self.show_pane(pane, tab=tab)
            if table.follow:
                table.set_follow(False)
            table.place_key(selection.key)
        self.select(selection, source=table)

    def select(self, selection: Selection, *, source: RowTable | None = None) -> None:
        self.compared = None
        self.state.select(selection)
        self.show_selection(source=source)

    def show_selection(self, *, source: RowTable | None, reveal: bool = True) -> None:
        for name in ("attributes", "events", "attributes-wide"):
            self.tables[name].reload()
        self._choose_tab()
        self.show_marks()
        if reveal:
            for table in self.tables.values():
                marks = table.marks
                if table is not source and (marks.direct or marks.siblings):
                    table.reveal(marks.direct or marks.siblings)
        self.update_drawer()
        self.update_all()

    def _choose_tab(self) -> None:
        """Show the attributes of the person concerned unless the person chose a tab."""
        pane = self.panes["state"]
        if self.tab_by_hand or self.is_wide or self.current_pane is pane:
            return
        someone = self.state.attributes.person.exists or self.state.subject() is not None
        if someone and pane.active != 1:
            pane.show_tab(1)

    def show_marks(self) -> None:
        for name, table in self.tables.items():
            table.set_marks(self.state.marks(name.removesuffix("-wide")))

    def adopt(
        self,
        state: State,
        controls: Controls,
        *,
        player: Performance | None = None,
        target: str = "fake",
        listening: str = "",
    ) -> None:
        """Show another run from its beginning; nothing is left of the one before."""
        self.to_now()
        self.close_drawer()
        self.present, self.controls, self.player = state, controls, player
        self.target, self.listening = target, listening
        self.filters, self.mistakes, self.undos = {}, {}, []
        self.errors_only = self.marked_only = False
        self.isolated = self.isolated_set = None
        self.by_hand = self.tab_by_hand = self.shown_by_itself = False
        self.begin_watching()
        for pane in self.panes.values():
            pane.filter_line.value = ""
            pane.filter_line.remove_class("-shown")
        self.show_state(state)
        for table in self.tables.values():
            table.start_anew()
        self.tables["requests"].set_follow(True)
        self.select_newest()
        self.update_all()

    def show_state(self, state: State) -> None:
        self.state = state
        for name, table in self.tables.items():
            table.placeholder = []
            table.set_source(getattr(state, name.removesuffix("-wide")))
        self.narrow_all()

    # -- layout -------------------------------------------------------------------------------

    def show_pane(self, pane: Pane, *, tab: int | None = None) -> None:
        if tab is not None and tab < len(pane.tables) and tab != pane.active:
            pane.show_tab(tab)
        if self.is_narrow or self.has_class("-zoomed"):
            self._mark_current(pane)
        if self.has_class("-zoomed"):
            for each in self.panes.values():
                each.set_class(each is pane, "-zoomed")
        if self.is_narrow and self.drawer.is_open and self.focused is not self.drawer.view:
            self.close_drawer()
        self.last_pane = pane
        self.set_focus(pane.table, scroll_visible=False)
        self.update_all()

    def _mark_current(self, pane: Pane) -> None:
        """Let the style sheet know which pane is the one to see, where only one is."""
        for each in self.panes.values():
            each.set_class(each is pane, "-current")
        self.query_one("#right").set_class(pane.id in ("state", "attributes"), "-current")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        pane = self.focused_pane
        if pane is not None:
            self.last_pane = pane
        elif self.focused is self.drawer.view:
            self.stay()
        self.update_all()

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.action_pane(message.index + 1)

    def on_say_panel_continued(self) -> None:
        self.proceed()

    def on_resize(self) -> None:
        size = self.app.size
        self.keep_focus(is_hidden=size.width < 60 or size.height < 16)
        self.query_one("#too-small", Static).update(
            f"The terminal is {size.width} by {size.height}; at least 60 by 16 is needed."
        )
        self._mark_current(self.last_pane)
        pane = self.panes["state"]
        if self.is_wide and pane.active == 1:
            pane.show_tab(0)
        elif not self.is_wide and self.last_pane is self.panes["attributes"]:
            self.show_pane(pane, tab=1)
        self.call_after_refresh(self.update_all)


__all__ = ["POLL_SECONDS", "LiveScreen"]
