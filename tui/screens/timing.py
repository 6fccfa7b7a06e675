"""Looking back: a playhead on the timeline, and all panes as of it. Source: tui.md 12."""

from simulator.errors import JournalError
from simulator.formats import count_text, elapsed_text
from simulator.journal.causes import Kind, Selection
from tui.past import PastState, Playhead
from tui.screens.base import LiveBase
from tui.widgets.table_model import ListSource
from tui.widgets.timeline import Timeline

_FOLDED = ("assignments", "users", "attributes", "events", "attributes-wide")


class Timing(LiveBase, inherit_bindings=False):
    """Handlers of the playhead; while there is one, nothing can be done to the run."""

    past: PastState | None = None
    _goal: Playhead | None = None
    """Where a thread is folding to, or is to go next."""
    _folding = False

    @property
    def timeline(self) -> Timeline:
        """The strip the playhead is on."""
        return self.query_one(Timeline)

    @property
    def on_timeline(self) -> bool:
        """Whether the moving keys move the playhead."""
        return self.past is not None and self.focused is self.timeline

    def action_time(self) -> None:
        """Put the playhead on the moment of the selection, or return to now."""
        if self.past is not None:
            if self.on_timeline:
                self.to_now()
            else:
                self.set_focus(self.timeline, scroll_visible=False)
            return
        if not self.present.requests.total:
            self.tell("There is nothing to look back at yet.", warn=True)
            return
        seqs, wanted = self.present.requests.seqs, self.selected_exchange()
        self._begin(seqs[-1] if wanted is None else wanted)

    def selected_exchange(self) -> int | None:
        """Return the finished request the selection is, or comes down to."""
        selection = self.state.selection
        if selection is None:
            return None
        if selection.kind is Kind.EXCHANGE and selection.key not in self.present.run.running:
            return int(selection.key)
        return max(self.state.related.exchanges, default=None)

    def _begin(self, exchange: int) -> bool:
        if self.past is None:
            try:
                self.past = PastState(self.present)
            except JournalError as error:
                self.tell(str(error), warn=True)
                return False
            self.tables["requests"].set_follow(False)
            self.by_hand = True
            self.add_class("-past")
        self.set_focus(self.timeline, scroll_visible=False)
        self._go(self.past.at_exchange(exchange))
        return True

    def to_now(self) -> None:
        """Show the run as it is."""
        if self.past is None:
            return
        past, self.past, self._goal = self.past, None, None
        self.remove_class("-past")
        if self.on_timeline or self.focused is self.timeline:
            self.set_focus(self.last_pane.table, scroll_visible=False)
        selection = self.state.selection
        self.show_state(self.present)
        self.present.select(selection)
        self.show_selection(source=None)
        if not self._folding:
            past.close()

    # -- moving -------------------------------------------------------------------------------

    def playhead_by(self, by: int) -> None:
        """Go to the moment after a later or earlier request."""
        if self.past is not None and (there := self.past.beside(by)) is not None:
            self._go(there)

    def playhead_step(self, by: int) -> None:
        """Go to the beginning of a scenario step; without steps ten requests on."""
        if self.past is None:
            return
        if not self.present.run.figures.steps:
            self.playhead_by(10 * by)
        elif (there := self.past.at_step(by)) is not None:
            self._go(there)

    def playhead_to_end(self, *, last: bool) -> None:
        """Go to the first or the last request."""
        seqs = self.present.requests.seqs
        if self.past is not None and len(seqs):
            self._go(self.past.at_exchange(seqs[-1 if last else 0]))

    def on_timeline_clicked(self, message: Timeline.Clicked) -> None:
        """Look back at the second that was clicked."""
        message.stop()
        if self.past is None and not self.present.requests.total:
            return
        began = self.past is not None or self._begin(self.present.requests.seqs[-1])
        if began and self.past is not None:
            there = self.past.at_second(message.second)
            if there is not None:
                self._go(there)

    # -- going there ----------------------------------------------------------------------------

    def _go(self, playhead: Playhead) -> None:
        past = self.past
        if past is None:
            return
        self._goal = playhead
        if self._folding:
            past.cut(playhead)
            return
        if past.is_far(playhead):
            self._fold_beside(past, playhead)
            return
        past.fold(playhead)
        self._arrive(past, playhead)

    def _fold_beside(self, past: PastState, playhead: Playhead) -> None:
        """Fold in a thread; until it is done, requests alone are shown."""
        self._folding = True
        past.cut(playhead)
        past.playhead = playhead
        for name in _FOLDED:
            table = self.tables[name]
            many = count_text(past.past.distance(playhead.seq), "record")
            table.set_source(ListSource())
            table.placeholder = ["", f"Folding {many} …"]
            table.relayout()
        table = self.tables["requests"]
        table.set_source(past.requests)
        if playhead.exchange is not None:
            table.place_key(playhead.exchange)
        self.update_all()

        def fold() -> None:
            past.fold(playhead)
            self.app.call_from_thread(self._folded, past, playhead)

        self.run_worker(fold, thread=True, group="past", exit_on_error=False)

    def _folded(self, past: PastState, playhead: Playhead) -> None:
        self._folding = False
        if self.past is not past:
            past.close()
        elif self._goal is not None and self._goal != playhead:
            self._go(self._goal)
        else:
            self._arrive(past, playhead)

    def _arrive(self, past: PastState, playhead: Playhead) -> None:
        past.put(playhead)
        self.show_state(past)
        selection = self.state.selection
        if playhead.exchange is not None:
            selection = Selection(Kind.EXCHANGE, playhead.exchange)
        past.select(selection)
        table = self.tables["requests"]
        if playhead.exchange is not None:
            table.place_key(playhead.exchange)
        self.show_selection(source=table)

    @property
    def is_folding(self) -> bool:
        """Whether a moment is being folded in a thread."""
        return self._folding

    def past_text(self) -> str:
        """Say which moment is shown, for the status bar."""
        if self.past is None:
            return ""
        head = self.past.playhead
        text = f"AT {elapsed_text(max(0, head.at - self.present.run.start))}"
        return f"{text} step {head.step}" if head.step is not None else text


__all__ = ["Timing"]
