"""Looking closer: drawer, tabs, size, filters, isolating, order, copying, help."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.widget import Widget

from simulator.errors import SimulatorError
from simulator.formats import count_text
from simulator.journal.causes import Kind, Selection
from tui.copying import copies
from tui.panes.assignments import ORDERS
from tui.screens.base import LiveBase
from tui.screens.filtering import Filtering
from tui.screens.forms import Form
from tui.screens.help import Help
from tui.screens.menus import Entry, Menu, Told
from tui.screens.timing import Timing
from tui.widgets.drawer import Drawer
from tui.widgets.pane import Pane
from tui.widgets.row_table import RowTable
from tui.widgets.say import SayPanel
from tui.writing import FORMS, default_name, exchanges, write_requests


class Looking(Filtering, Timing, LiveBase, inherit_bindings=False):
    """Handlers of the group Look."""

    # -- drawer -------------------------------------------------------------------------------

    _focus_to_keep: Widget | None = None

    def keep_focus(self, *, is_hidden: bool) -> None:
        """Give the focus back to what had it before the terminal became too small."""
        if is_hidden and self._focus_to_keep is None:
            self._focus_to_keep = self.focused
        elif not is_hidden and self._focus_to_keep is not None:
            kept, self._focus_to_keep = self._focus_to_keep, None
            self.call_after_refresh(self.set_focus, kept, scroll_visible=False)

    def stay(self) -> None:
        """Leave the follow mode: what is being read must not become another request's."""
        if self.tables["requests"].follow and not self.by_hand:
            self.by_hand = True
            self.tables["requests"].set_follow(False)

    def action_open(self) -> None:
        """Open the drawer; once more: full screen. A failure of the simulator comes first."""
        if self.bug is not None:
            data, self.bug = self.bug.data, None
            lines = [(line, "") for line in str(data.get("traceback", "")).splitlines()]
            head = (f"{data.get('where', '')}  {data.get('type')}: {data.get('text')}", "bold")
            self.app.push_screen(Told("The simulator failed", [head, *lines]))
            return
        self.stay()
        if not self.drawer.is_open:
            self.open_drawer()
        elif not self.drawer.has_class("-full"):
            self._size_drawer("-full")
            self.set_focus(self.drawer.view, scroll_visible=False)

    def open_drawer(self, *, tab: str = "") -> None:
        """Show the drawer, with a tab if one is named."""
        self.drawer.add_class("-open")
        self.set_class(True, "-drawer")
        if tab:
            self.drawer.wanted = tab
        self.update_drawer()
        self.update_all()
        if self.is_narrow:
            self.set_focus(self.drawer.view, scroll_visible=False)

    def action_drawer(self) -> None:
        """Show or hide the drawer."""
        if self.drawer.is_open:
            self.close_drawer()
        else:
            self.open_drawer()

    def close_drawer(self) -> None:
        """Hide the drawer and give the focus back to the list."""
        had_focus = self.focused is self.drawer.view
        self.compared = None
        self._size_drawer("")
        self.drawer.remove_class("-open")
        self.set_class(False, "-drawer")
        if had_focus:
            self.set_focus(self.last_pane.table, scroll_visible=False)
        self.update_all()

    def _size_drawer(self, size: str) -> None:
        for name in ("-half", "-full"):
            self.drawer.set_class(name == size, name)
            self.set_class(name == size, f"{name}-drawer")

    def on_drawer_tab_chosen(self, message: Drawer.TabChosen) -> None:
        self.drawer.choose(message.index)

    def on_row_table_opened(self, message: RowTable.Opened) -> None:
        message.stop()
        self.action_open()

    # -- tabs and size --------------------------------------------------------------------------

    def action_tab(self, step: int) -> None:
        """Next tab of the pane with the focus if it has tabs, else of the drawer."""
        pane = self.current_pane
        on_drawer = self.focused is self.drawer.view
        many = len(pane.tables) - len(pane.hidden_tabs) > 1
        if many and not on_drawer:
            self.choose_tab(pane, pane.tab_by(step))
        elif self.drawer.is_open:
            self.drawer.choose(self.drawer.active + step)

    def choose_tab(self, pane: Pane, index: int) -> None:
        """Show a tab because the person wants it; it stays."""
        self.tab_by_hand = True
        self.show_pane(pane, tab=index)
        self.update_all()

    def on_pane_tab_chosen(self, message: Pane.TabChosen) -> None:
        self.choose_tab(message.pane, message.index)

    tab_by_hand: bool

    def action_zoom(self, step: int) -> None:
        """Enlarge what has the focus, or make it smaller again."""
        if self.focused is self.drawer.view or (self.drawer.is_open and self.is_narrow):
            sizes = ["", "-half", "-full"]
            now = next((i for i, each in enumerate(sizes[1:], 1) if self.drawer.has_class(each)), 0)
            self._size_drawer(sizes[max(0, min(2, now + step))])
            return
        pane = self.current_pane
        on = step > 0
        for each in self.panes.values():
            each.set_class(on and each is pane, "-zoomed")
        self.set_class(on, "-zoomed")
        self.show_pane(pane)
        self.call_after_refresh(self.update_all)

    # -- the rest -------------------------------------------------------------------------------

    def action_order(self) -> None:
        """Order assignments or users by the next of name, state, last change."""
        pane = self.current_pane
        source = self.state.assignments if pane.id == "assignments" else self.state.users
        if pane.id == "requests":
            self.tell("Requests stay in the order they were sent.")
            return
        source.order = ORDERS[(ORDERS.index(source.order) + 1) % len(ORDERS)]
        source.refresh()
        self.tables["assignments" if pane.id == "assignments" else "users"].reload()
        self.tell(f"Ordered by {source.order}.")

    def action_unchanged(self) -> None:
        """Show or hide in Diff what did not change."""
        self.unchanged = not self.unchanged
        self.update_drawer(keep_place=True)

    def action_write(self) -> None:
        """Write the shown requests into a file."""
        keys = {form[0]: form for form in FORMS}
        entries = [Entry(key, FORMS[form]) for key, form in keys.items()]
        many = count_text(len(self.state.requests), "request")
        menu = Menu(f"Write {many}", entries)
        self.app.push_screen(menu, lambda key: self._name_file(keys[key]) if key else None)

    def _name_file(self, form: str) -> None:
        name = default_name(self.present.run.path, form)

        async def save(changed: Mapping[str, str]) -> str:
            return self._write(changed.get("file", name), form)

        title = f"Write {FORMS[form].partition(',')[0]}"
        self.app.push_screen(Form(title, {"file": name}, save=save))

    def _write(self, file: str, form: str) -> str:
        """Write the shown requests; return why that was not possible, if it was not."""
        path, seqs = Path(file).expanduser(), list(self.state.requests.shown)
        try:
            size = write_requests(path, form, exchanges(self.present.run.reader, seqs))
        except SimulatorError as error:
            return str(error)
        self.tell(f"{path}: {count_text(len(seqs), 'request')}, {size:,} bytes.")
        return ""

    def action_compare(self) -> None:
        """Compare two marked requests, or the marked one with the selected one."""
        marked = sorted(self.present.requests.marked)
        here = self.selected_exchange()
        if len(marked) == 1 and here is not None and here not in marked:
            marked = sorted([*marked, here])
        if len(marked) != 2:
            many = f"{len(marked)} are" if marked else "none is"
            self.tell(f"Two requests are compared, and {many} marked: m marks one.", warn=True)
            return
        self.compared = (marked[0], marked[1])
        self.open_drawer(tab="Requests")

    def action_copy(self) -> None:
        """Ask what to copy of the request the selection comes down to."""
        exchange = self.state.latest_exchange()
        if exchange is None:
            self.tell("Select a request first: only requests can be copied.", warn=True)
            return
        found = copies(exchange, start=self.state.run.start)
        texts = {key: (name, text) for key, name, text in found}

        def copy(key: str | None) -> None:
            if key is None:
                return
            name, text = texts[key]
            self.app.copy_to_clipboard(text)
            self.tell(f"Copied {name}, {len(text)} characters.")

        menu = Menu(f"Copy #{exchange.seq}", [Entry(key, name) for key, name, _ in found])
        self.app.push_screen(menu, copy)

    def action_scenarios(self) -> None:
        """Show the scenario player."""
        app: Any = self.app
        app.show_scenarios()

    def isolate_step(self, number: int, seqs: Sequence[int]) -> None:
        """Show what a scenario step caused alone, the newest request selected."""
        self.pick(Selection(Kind.EXCHANGE, seqs[-1]))
        related = self.state.related
        self.isolated = Selection(Kind.EXCHANGE, seqs[-1])
        self.isolated_set = replace(
            related, exchanges=frozenset(seqs), siblings=frozenset(), users=related.users
        )
        self.narrow_all()

    def action_help(self) -> None:
        app: Any = self.app
        self.app.push_screen(Help(self.glyphs, self.actions, keymap=app.own_keys))

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_back(self) -> None:
        """Go one step back: filter line, filter, isolation, size, drawer. Never quits."""
        if self.focused_filter is not None:
            self.clear_filter(self.focused_filter)
        elif self.drawer.is_open and self.drawer.is_searched:
            self.drawer.end_search()
        elif self.compared is not None:
            self.compared = None
            self.update_drawer()
        elif self.past is not None and (self.on_timeline or not self.drawer.is_open):
            self.to_now()
        elif self.has_class("-zoomed"):
            self.action_zoom(-1)
        elif self.drawer.is_open and (self.focused is self.drawer.view or not self.is_narrowed):
            self._back_from_drawer()
        elif self.isolated is not None:
            self.action_isolate()
        elif self.is_narrowed:
            self.clear_filter(self.current_pane)
        elif self.banner_text:
            self.bug = None
            self.dismiss_banner()
        elif self.player is not None and self.player.finished:
            self.query_one(SayPanel).close()
            self.update_all()

    def _back_from_drawer(self) -> None:
        if self.drawer.has_class("-full") and not self.is_narrow:
            self._size_drawer("")
            self.set_focus(self.last_pane.table, scroll_visible=False)
        else:
            self.close_drawer()


__all__ = ["Looking"]
