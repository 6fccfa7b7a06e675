"""Moving: within a list, from cause to effect, between panes."""

from simulator.journal.causes import Kind
from tui.screens.base import LiveBase
from tui.screens.timing import Timing
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row_table import RowTable
from tui.widgets.table_model import Key


class Walking(Timing, LiveBase, inherit_bindings=False):
    """Handlers of the group Move; on the timeline they move the playhead."""

    def _scrolled(self) -> RowTable | LineView:
        """Return what the moving keys act on."""
        focused = self.focused
        if isinstance(focused, RowTable | LineView):
            return focused
        return self.current_pane.table

    def action_move(self, by: int) -> None:
        if self.on_timeline:
            self.playhead_by(by)
        else:
            self._scrolled().move(by)

    def action_page(self, by: float) -> None:
        if self.on_timeline:
            self.playhead_by(int(20 * by))
        else:
            self._scrolled().move_page(by)

    def action_first(self) -> None:
        if self.on_timeline:
            self.playhead_to_end(last=False)
        else:
            self._scrolled().go(0)

    def action_last(self) -> None:
        if self.on_timeline:
            self.playhead_to_end(last=True)
            return
        self._scrolled().go_to_end()
        self._follow_again()

    def action_follow(self) -> None:
        self.to_now()
        table = self.tables["requests"]
        if table.follow:
            table.set_follow(False)
            self.by_hand = True
        else:
            table.set_follow(True)
            table.place(len(table.source) - 1)
            self._follow_again()
        self.update_all()

    def _follow_again(self) -> None:
        if self.focused is self.tables["requests"]:
            self.by_hand = False

    def action_sideways(self, by: int) -> None:
        if self.on_timeline:
            self.playhead_step(1 if by > 0 else -1)
        elif isinstance(target := self._scrolled(), LineView):
            target.scroll_sideways(by)

    def action_related(self, step: int) -> None:
        if self.drawer.is_searched and self.focused is self.drawer.view:
            self.drawer.next_match(step)
            return
        self.current_pane.table.next_related(step)

    # -- panes --------------------------------------------------------------------------------

    def action_pane(self, number: int) -> None:
        """Go to a pane; in narrower terminals the fourth is a tab of the third."""
        panes = self.shown_panes()
        if number <= len(panes):
            self._enter(panes[number - 1])
        else:
            self._enter(self.panes["state"], tab=1)

    def action_cycle(self, step: int) -> None:
        """Go round the panes and the drawer."""
        stops: list[Pane | LineView] = [*self.shown_panes()]
        if self.drawer.is_open:
            stops.append(self.drawer.view)
        here = self.drawer.view if self.focused is self.drawer.view else self.current_pane
        target = stops[(stops.index(here) + step) % len(stops)]
        if isinstance(target, Pane):
            self._enter(target)
        else:
            self.set_focus(target, scroll_visible=False)

    def _enter(self, pane: Pane, *, tab: int | None = None) -> None:
        """Focus a pane with the cursor on what belongs to the selection, if something does."""
        self.show_pane(pane, tab=tab)
        table = pane.table
        if table.follow and not self.by_hand:
            return
        row = table.current
        if row is not None and table.marks.related(row.key):
            table.go(table.cursor)
            return
        related = sorted(
            index
            for key in (table.marks.direct or table.marks.siblings)
            if (index := table.source.index_of(key)) is not None
        )
        if related:
            table.go(related[-1] if table is self.tables["requests"] else related[0])
        elif table.cursor >= 0:
            table.go(table.cursor)
        elif len(table.source):
            table.go(len(table.source) - 1 if table.follow else 0)

    # -- cause and effect -----------------------------------------------------------------------

    def action_effect(self) -> None:
        """Go to what came of the selection, in the next pane."""
        if self.on_timeline:
            self.playhead_by(1)
            return
        pane = self.current_pane
        if pane.id == "assignments":
            self._to_requests(first=True)
        elif pane.id == "requests":
            self._to_state()
        elif pane.id == "state" and pane.table is self.tables["users"]:
            self._enter(self.panes["attributes" if self.is_wide else "state"], tab=1)
        else:
            self.tell("Nothing follows from here: this is what ZITADEL holds now.")

    def action_cause(self) -> None:
        """Go to what led to the selection, in the previous pane."""
        if self.on_timeline:
            self.playhead_by(-1)
            return
        pane = self.current_pane
        if pane.id == "requests":
            self._to_assignments()
        elif pane.id in ("state", "attributes"):
            self._to_requests(first=False)
        else:
            self.tell("This is where it begins: the assignment caused the requests.")

    def _to_requests(self, *, first: bool) -> None:
        table = self.tables["requests"]
        seqs = sorted(self.state.related.exchanges)
        places = [i for i in map(table.source.index_of, seqs) if i is not None]
        if not places:
            self.tell(self._no_request())
            return
        self.show_pane(self.panes["requests"])
        table.set_follow(False)
        table.go(places[0] if first else places[-1])

    def _no_request(self) -> str:
        if self.state.related.exchanges:
            return "The request is hidden by the filter: esc clears it."
        row = self.state.subject()
        if row is None:
            return "No request of this run led to it."
        for number, name, kind, what, _ in self.state.assignments.under_way():
            if row.login.startswith(name):
                return f"No request yet: job j{number} {kind} is {what}."
        return "No request yet: nothing was to be sent."

    def _to_assignments(self) -> None:
        keys = sorted(self.state.related.assignments)
        if not keys:
            exchange = self.state.latest_exchange()
            side = "" if exchange is None else exchange.side
            who = {"admin": "an admin of ZITADEL", "client": "somebody else's client"}.get(side)
            self.tell(f"No assignment caused it: {who or 'Okta tested the connection'} sent it.")
            return
        self._go_to("assignments", self.panes["assignments"], keys[0])

    def _to_state(self) -> None:
        related, state = self.state.related, self.panes["state"]
        if related.user is None:
            self.tell("This request touched no user.")
            return
        keys = [row.key for row in self.state.attributes.rows if self._is_lit(row.key)]
        if keys:
            name = "attributes-wide" if self.is_wide else "attributes"
            pane = self.panes["attributes"] if self.is_wide else state
            self._go_to(name, pane, keys[0], tab=1)
            return
        if self._go_to("users", state, related.user, tab=0) and self._wrote_nothing():
            self.tell("This request changed nothing of the user.")

    def _is_lit(self, key: Key) -> bool:
        return key in self.state.marks("attributes").direct

    def _wrote_nothing(self) -> bool:
        selection = self.state.selection
        return selection is not None and selection.kind is not Kind.USER

    def _go_to(self, name: str, pane: Pane, key: Key, *, tab: int | None = None) -> bool:
        table = self.tables[name]
        place = table.source.index_of(key)
        if place is None:
            self.tell("It is hidden by the filter: esc clears it.")
            return False
        self.show_pane(pane, tab=tab)
        table.go(place)
        return True


__all__ = ["Walking"]
