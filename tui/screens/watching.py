"""Looking for news ten times a second, and saying what is wrong with the run."""

import sqlite3
from collections.abc import Iterable

from simulator.formats import is_error
from simulator.journal.causes import Kind, Selection
from simulator.journal.differences import refusal_text
from simulator.wire.exchange import Exchange
from tui.run import News
from tui.screens.painting import Painting
from tui.screens.timing import Timing

_SECOND = 10
"""How many ticks a second has."""
_STREAM = 3
"""After so many looks in a row that found something, every second one is enough."""


class Watching(Painting, Timing, inherit_bindings=False):
    """Keep the lists up to date while they are read."""

    _shown_failure = False
    _trouble = ""
    _ticks = 0
    _stream = 0
    """How many looks in a row found something new."""
    _shown_at: tuple[int, object] = (0, None)

    def begin_watching(self) -> None:
        """Forget what was noticed of another run."""
        self._shown_failure = False
        self._trouble = ""
        self.show_banner("")

    def tick(self) -> None:
        """Look for news ten times a second, or once while something lies over the screen.

        While news come without a pause, every second time: nobody reads faster, and painting takes
        time from the engine. A dialog is painted again with all that shines through it whenever
        that changes.
        """
        self._ticks += 1
        every = _SECOND if not self.is_active else 2 if self._stream > _STREAM else 1
        if self._ticks % every == 0:
            self._stream = self._stream + 1 if self.poll() else 0

    def poll(self) -> bool:
        """Take in what is new, if there is; bars and ages go on once a second without news."""
        try:
            news = self.present.run.poll()
            changed = self.present.take(news) | self.present.overdue()
        except sqlite3.Error as error:
            self.show_banner(f"The run file cannot be read: {error}.")
            return False
        if self.state is not self.present or self.is_folding:
            changed = frozenset()
        for name in changed - {"related"}:
            self.tables[name].reload()
        if "attributes" in changed:
            self.tables["attributes-wide"].reload()
        if "related" in changed:
            self.show_marks()
            self.update_drawer(keep_place=True)
        self._watch(news)
        if not self.by_hand and "requests" in changed:
            self.select_newest()
        second = self._ticks // _SECOND
        acted = None if self.player is None else self.player.stand
        if news or (second, acted) != self._shown_at:
            if second != self._shown_at[0]:
                self._age()
            self._shown_at = second, acted
            self.update_all()
        return bool(news)

    def _age(self) -> None:
        """Let ages grow once a second."""
        if self.state.run.is_live:
            for name in ("assignments", "users"):
                self.tables[name].reload()

    def select_newest(self) -> None:
        """While nobody chose anything, the newest request is what is shown."""
        table = self.tables["requests"]
        if not table.follow or not len(table.source):
            return
        table.place(len(table.source) - 1)
        row = table.current
        selection = None if row is None else self.state.selection_of(row)
        if selection is not None and selection != self.state.selection:
            self.state.select(selection)
            self.show_selection(source=table, reveal=False)

    def _watch(self, news: News) -> None:
        """Say what is wrong with the run, and show a scenario's first refusal."""
        trouble = self.present.run.trouble()
        if trouble or self.banner_text == self._trouble:
            self.show_banner(trouble)
        if trouble != self._trouble:
            self.update_all()
        self._trouble = trouble
        for record in news.records:
            if record.kind == "bug":
                said = f"{record.data.get('type', '')}: {record.data.get('text', '')}"
                self.bug = record
                self.show_banner(
                    f"The simulator failed, not ZITADEL. {said}   (enter: the rest, esc: close)",
                    "bold $text-error",
                )
        for exchange in news.exchanges:
            if exchange.side == "okta":
                self._watch_delivery(exchange)
        self._watch_refusals(news.exchanges)

    def _watch_delivery(self, exchange: Exchange) -> None:
        if exchange.status == 0:
            host = exchange.base or self.target
            reason = exchange.error or "no reason is known"
            said = f"{self.glyphs.failed} No answer from {host}: {reason}."
            self.show_banner(f"{said} {self._next_try()}".rstrip())
        elif exchange.status == 401:
            whole = self.present.run.reader.exchange(exchange.seq) or exchange
            said = refusal_text(whole) or "401"
            self.show_banner(
                f"ZITADEL refuses the token: {said}. It comes from the app's Provisioning settings."
            )
        elif self.banner_text.startswith((f"{self.glyphs.failed} No answer", "ZITADEL refuses")):
            self.show_banner("")

    def _next_try(self) -> str:
        """Say when Okta tries again by itself, if it does."""
        due = self.present.assignments.next_try()
        if due is None:
            return ""
        return f"Next try in {max(0, (due - self.present.run.now()) // 1_000_000)} s."

    def _watch_refusals(self, exchanges: Iterable[Exchange]) -> None:
        if self.player is None or self._shown_failure or self.past is not None:
            return
        for exchange in exchanges:
            if exchange.side == "okta" and is_error(exchange):
                self._shown_failure = self.by_hand = True
                self.tables["requests"].set_follow(False)
                self.pick(Selection(Kind.EXCHANGE, exchange.seq))
                self.open_drawer(tab="Explain")
                self.shown_by_itself = True
                return


__all__ = ["Watching"]
