"""Narrowing lists: the filter line of a pane, errors only, and the causal set alone."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual.timer import Timer
from textual.widgets import Input

from simulator.errors import FilterError, JournalError
from simulator.formats import login
from simulator.journal.causes import CausalSet, Selection
from simulator.journal.reader import Reader, open_reader
from simulator.journal.search import Query, compile_query
from tui.filters import completed, own_terms
from tui.screens.base import LiveBase
from tui.screens.timing import Timing
from tui.widgets.pane import FilterLine, Pane

TYPING_SECONDS = 0.12
"""How long after the last key a filter is applied."""
IN_THREAD = 20_000
"""From this many requests on a filter runs beside the app."""


class Filtering(Timing, LiveBase, inherit_bindings=False):
    """Filter, errors only, isolate."""

    errors_only: bool = False
    marked_only: bool = False
    searching: bool = False
    """Whether a filter is running beside the app."""
    isolated: Selection | None = None
    isolated_set: CausalSet | None = None
    filters: dict[str, str]
    mistakes: dict[str, FilterError]
    _typing: Timer | None = None
    _asked: Query | None = None
    """What the search beside the app is for."""

    @property
    def is_narrowed(self) -> bool:
        """Whether any list hides rows."""
        return bool(any(self.filters.values()) or self._narrows)

    @property
    def _narrows(self) -> bool:
        return bool(self.errors_only or self.marked_only or self.isolated)

    @property
    def focused_filter(self) -> Pane | None:
        """The pane whose filter is being typed."""
        focused = self.focused
        if not isinstance(focused, FilterLine):
            return None
        return next(pane for pane in self.panes.values() if pane.filter_line is focused)

    # -- the filter line ------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the filter line of the pane with the focus, or search in the drawer."""
        if self.focused is self.drawer.view:
            self.drawer.begin_search()
            return
        pane = self.current_pane
        if pane.id == "attributes" or (pane.id == "state" and pane.active):
            pane = self.panes["state"]
            self.show_pane(pane, tab=0)
        pane.filter_line.add_class("-shown")
        self.set_focus(pane.filter_line, scroll_visible=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        if isinstance(event.input, FilterLine):
            if self._typing is not None:
                self._typing.stop()
            self._typing = self.set_timer(TYPING_SECONDS, self._apply_typed)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        pane = self.focused_filter
        if isinstance(event.input, FilterLine) and pane is not None:
            self._apply_typed()
            pane.filter_line.remember()
            self._leave(pane)
            self._ask_what_is_shown(pane)

    def _ask_what_is_shown(self, pane: Pane) -> None:
        """Let the row under the cursor be the question if the filter kept hides the one there was.

        While it is typed nothing changes, so that ``esc`` leads back.
        """
        table, selection = pane.table, self.state.selection
        if selection is None or self.table_for(selection.kind) is not table:
            return
        if len(table.source) and table.source.index_of(selection.key) is None:
            table.go(table.cursor)

    def on_filter_line_completed(self, message: FilterLine.Completed) -> None:
        """Complete the last word: names of terms, of people."""
        names = [login(name) for name in self.state.assignments.names()]
        line = message.line
        requests = line is self.panes["requests"].filter_line
        line.value = completed(line.value, requests=requests, names=names)
        line.cursor_position = len(line.value)

    def _apply_typed(self) -> None:
        pane = self.focused_filter
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        if pane is not None:
            self.filters[str(pane.id)] = pane.filter_line.value.rstrip()
            self.narrow(str(pane.id))

    def clear_filter(self, pane: Pane) -> None:
        """Show everything again in a pane."""
        pane.filter_line.value = ""
        self.filters[str(pane.id)] = ""
        self.errors_only = self.marked_only = False
        self.narrow_all()
        self._leave(pane)

    def _leave(self, pane: Pane) -> None:
        pane.filter_line.set_class(bool(self.filters.get(str(pane.id))), "-shown")
        self.set_focus(pane.table, scroll_visible=False)
        self.update_all()

    # -- what is shown ----------------------------------------------------------------------------

    def action_errors(self) -> None:
        """Show what went wrong only, in all panes, or everything again."""
        self.errors_only = not self.errors_only
        self.narrow_all()

    def action_mark(self) -> None:
        """Mark the request the selection is, to compare it or to find it again."""
        seq = self.selected_exchange()
        if seq is None:
            self.tell("Select a request first: only requests are marked.", warn=True)
            return
        self.present.requests.mark(seq)
        if self.marked_only or "is:marked" in self.filters.get("requests", ""):
            self.narrow("requests")
        self.tables["requests"].relayout()
        self.update_all()

    def action_marked(self) -> None:
        """Show the marked requests only, or all again."""
        if not self.marked_only and not self.present.requests.marked:
            self.tell("Nothing is marked: m marks a request.", warn=True)
            return
        self.marked_only = not self.marked_only
        self.narrow("requests")

    def action_isolate(self) -> None:
        """Show the causal set of the selection only, or everything again."""
        if self.isolated is not None:
            self.isolated = self.isolated_set = None
        elif self.state.selection is None:
            self.tell("Select something first.", warn=True)
            return
        else:
            self.isolated, self.isolated_set = self.state.selection, self.state.related
        self.narrow_all()

    def isolated_name(self) -> str:
        """Return what is isolated, in a word."""
        row = self.state.subject()
        if row is not None:
            return login(row.login)
        return f"#{self.isolated.key}" if self.isolated else ""

    def narrow_all(self) -> None:
        """Apply all narrowing to all lists."""
        for name in ("requests", "assignments", "state"):
            self.narrow(name)

    def narrow(self, name: str) -> None:
        """Apply filter, errors only and isolation to one pane."""
        self.mistakes.pop(name, None)
        try:
            if name == "requests":
                self._narrow_requests()
            else:
                self._narrow_list(name)
        except FilterError as error:
            self.mistakes[name] = error
        self.update_all()

    def _narrow_list(self, name: str) -> None:
        source = self.state.assignments if name == "assignments" else self.state.users
        found = self.isolated_set
        source.filter = source.compile(self.filters.get(name, ""))
        source.errors_only = self.errors_only
        source.only = None
        if found is not None:
            source.only = found.assignments if name == "assignments" else found.users
        source.refresh()
        self.tables["assignments" if name == "assignments" else "users"].reload()

    def _narrow_requests(self) -> None:
        state, typed = self.state, self.filters.get("requests", "")
        only = self.isolated_set
        seqs = None if only is None else only.exchanges | only.siblings
        own = own_terms(typed)
        if self.marked_only:
            own = replace(own, marked=True)
        mine = None if own.is_plain else own
        self._asked = None
        self.searching = False
        if not own.text and not self.errors_only:
            state.requests.narrow(None, seqs, mine)
            self._show_requests()
            return
        query = compile_query(own.text, start=state.run.start, errors_only=self.errors_only)
        path = state.run.path
        in_thread = path is not None and state.requests.total > IN_THREAD
        if in_thread and seqs is None and mine is None and path is not None:
            self.searching, self._asked = True, query
            self.run_worker(
                lambda: self._search(path, query),
                thread=True,
                exclusive=True,
                group="filter",
            )
            return
        state.requests.narrow(query, seqs, mine)
        self._show_requests()

    def _search(self, path: Path, query: Query) -> None:
        """Run a filter beside the app, over a connection of its own; the newest come first."""
        try:
            db = open_reader(path)
        except JournalError as error:
            self.app.call_from_thread(self._not_found, query, str(error))
            return
        try:
            until, found = Reader(db).last_pos(), list[int]()
            for part in query.slices(db, until):
                found = sorted(part + found)
                if not self.app.call_from_thread(self._found, query, found, until):
                    return
            self.app.call_from_thread(self._found, query, found, until, whole=True)
        except sqlite3.Error as error:
            self.app.call_from_thread(self._not_found, query, f"The run cannot be read: {error}.")
        finally:
            db.close()

    def _found(self, query: Query, seqs: Sequence[int], until: int, *, whole: bool = False) -> bool:
        """Show what was found so far; say whether anybody still wants to know more."""
        if query != self._asked:  # a newer question is on its way
            return False
        self.state.requests.show(seqs, query, until=until)
        self._show_requests()
        self.searching = not whole
        self.update_all()
        return True

    def _not_found(self, query: Query, why: str) -> None:
        """Give up; what was shown before stays."""
        if query == self._asked:
            self.searching, self._asked = False, None
            self.tell(why, warn=True)
            self.update_all()

    def _show_requests(self) -> None:
        """Show the list anew; the cursor stays on its request or goes to the nearest."""
        table, requests = self.tables["requests"], self.state.requests
        key = table.cursor_key
        table.reload()
        if isinstance(key, int) and len(requests) and requests.index_of(key) is None:
            table.place(requests.nearest(key))


__all__ = ["Filtering"]
