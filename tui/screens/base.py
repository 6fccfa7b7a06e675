"""What all parts of the live screen share: its panes, its state, its way of saying things."""

from collections.abc import Sequence

from textual.screen import Screen

from simulator.events import Record
from simulator.glyphs import Glyphs
from simulator.journal.causes import Kind, Selection
from tui.action import Action
from tui.control import Controls
from tui.player import Performance
from tui.sheets import Contents, compared
from tui.state import State
from tui.widgets.bars import Footer
from tui.widgets.drawer import Drawer
from tui.widgets.pane import Pane
from tui.widgets.row_table import RowTable
from tui.widgets.timeline import Timeline

TABLES = ("assignments", "requests", "users", "attributes", "events")


class LiveBase(Screen[None], inherit_bindings=False):
    """Fields and small helpers; the behaviour is in the classes that build on it."""

    state: State
    """What is shown: the run as it is, or as it was."""
    present: State
    """The run as it is."""
    controls: Controls
    player: Performance | None
    glyphs: Glyphs
    drawer: Drawer
    panes: dict[str, Pane]
    tables: dict[str, RowTable]
    unchanged: bool
    actions: Sequence[Action]
    by_hand: bool
    shown_by_itself: bool = False
    """Whether the app, not the person, chose what is selected and opened the drawer."""

    # -- layout -------------------------------------------------------------------------------

    @property
    def is_narrow(self) -> bool:
        """Whether only one pane fits."""
        return self.app.size.width < 100

    @property
    def is_wide(self) -> bool:
        """Whether users and attributes are both visible."""
        return self.app.size.width >= 160

    def shown_panes(self) -> list[Pane]:
        """Return the panes there are in this width, from cause to effect."""
        names = ["assignments", "requests", "state"] + (["attributes"] if self.is_wide else [])
        return [self.panes[name] for name in names]

    @property
    def focused_pane(self) -> Pane | None:
        """The pane with the focus, if it is on one."""
        focused = self.focused
        if focused is None:
            return None
        return next((pane for pane in self.panes.values() if pane in focused.ancestors), None)

    @property
    def current_pane(self) -> Pane:
        """The pane with the focus, or the one that had it last."""
        pane = self.focused_pane
        if pane is None or pane not in self.shown_panes():
            return self.last_pane
        return pane

    last_pane: Pane

    def name_of(self, table: RowTable) -> str:
        """Return which list a table shows."""
        return next(name for name, each in self.tables.items() if each is table)

    def source_name(self, table: RowTable) -> str:
        """Return which source a table shows; two of them may show one."""
        name = self.name_of(table)
        return "attributes" if name == "attributes-wide" else name

    def table_for(self, kind: Kind) -> RowTable | None:
        """Return the list that shows things of a kind."""
        name = {
            Kind.ASSIGNMENT: "assignments",
            Kind.EXCHANGE: "requests",
            Kind.USER: "users",
            Kind.ATTRIBUTE: "attributes-wide" if self.is_wide else "attributes",
            Kind.EVENT: "events",
        }.get(kind)
        return self.tables[name] if name else None

    def digits(self) -> int:
        """Return how many digits the numbers of requests have by now."""
        return self.present.run.digits

    # -- to be provided -------------------------------------------------------------------------

    def select(self, selection: Selection, *, source: RowTable | None = None) -> None:
        """Make something the question."""
        raise NotImplementedError

    def update_all(self) -> None:
        """Write titles, bars and drawer again."""
        raise NotImplementedError

    def update_drawer(self, *, keep_place: bool = False) -> None:
        """Fill the drawer for the selection."""
        raise NotImplementedError

    def show_pane(self, pane: Pane, *, tab: int | None = None) -> None:
        """Bring a pane on screen and give it the focus."""
        raise NotImplementedError

    def poll(self) -> bool:
        """Look for news at once; say whether there are any."""
        raise NotImplementedError

    def show_marks(self) -> None:
        """Light up what belongs to the selection."""
        raise NotImplementedError

    def show_selection(self, *, source: RowTable | None, reveal: bool = True) -> None:
        """Let every pane answer for the selection."""
        raise NotImplementedError

    def pick(self, selection: Selection) -> None:
        """Select something and put the cursor on it."""
        raise NotImplementedError

    def open_drawer(self, *, tab: str = "") -> None:
        """Show the drawer."""
        raise NotImplementedError

    compared: tuple[int, int] | None = None
    """The two requests the drawer compares."""

    def compared_contents(self) -> Contents | None:
        """Return what the drawer shows while it compares."""
        if self.compared is None:
            return None
        first, second = (self.state.exchange(seq) for seq in self.compared)
        if first is None or second is None:
            return None
        return compared(self.state, first, second, self.glyphs)

    def close_drawer(self) -> None:
        """Hide the drawer."""
        raise NotImplementedError

    def cure_keys(self) -> list[tuple[str, str]]:
        """Return the key that does what helps next against the refusal selected."""
        raise NotImplementedError

    def proceed(self) -> None:
        """Let the scenario go on."""
        raise NotImplementedError

    def show_state(self, state: State) -> None:
        """Let every pane show another state."""
        raise NotImplementedError

    banner_text: str = ""
    bug: Record | None = None
    """A failure of the simulator itself that nobody has looked at."""

    def dismiss_banner(self) -> None:
        """Take the banner away."""
        raise NotImplementedError

    def tell(self, text: str, *, warn: bool = False) -> None:
        """Say the result of something the person did."""
        self.app.notify(
            text, severity="warning" if warn else "information", timeout=3, markup=False
        )

    def footer_part(self) -> str:
        """Return which keys the footer should show."""
        if self.focused is self.drawer.view:
            return "drawer"
        if isinstance(self.focused, Timeline):
            return "time"
        pane = self.current_pane
        return "state" if pane.id in ("state", "attributes") else str(pane.id)

    def footer(self) -> Footer:
        """Return the footer."""
        return self.query_one(Footer)


__all__ = ["TABLES", "LiveBase"]
