"""What the bars and frames of the live screen say."""

from collections.abc import Iterator

from simulator.formats import (
    count_text,
    elapsed_text,
    login,
    ms_text,
    rate_text,
    short_id,
)
from tui.actions import ACTIONS
from tui.explain_text import related_text
from tui.screens.saying_empty import SayingEmpty
from tui.screens.timing import Timing
from tui.sheets import contents
from tui.trace import Trace
from tui.widgets.bars import DIM, Banner, Piece, StatusBar, TabLine, TraceLine
from tui.widgets.pane import Pane
from tui.widgets.say import SayPanel
from tui.widgets.timeline import Timeline
from tui.widgets.work_list import WorkList

_BAR = 9
_PLAYHEAD = [
    ("cause", "earlier"),
    ("effect", "later"),
    ("follow", "now"),
    ("scroll-right", "step"),
    ("row-first", "start"),
]
"""What the keys do while the timeline has the focus."""


class Painting(SayingEmpty, Timing, inherit_bindings=False):
    """Write titles, bars and drawer from the state."""

    target: str = "fake"
    banner_text: str = ""

    _due = False

    def update_all(self) -> None:
        """Write everything around the lists again, once however often it is asked for."""
        if self.is_mounted and not self._due:
            self._due = True
            self.call_next(self._update_all)

    def _update_all(self) -> None:
        self._due = False
        self._update_status()
        self._update_trace()
        for pane in self.panes.values():
            self._update_pane(pane)
        self._update_timeline()
        self._update_pane_status()
        self.footer().show(self.footer_part(), disabled=self._disabled(), first=self._first_keys())
        panel = self.query_one(SayPanel)
        cures = [f"{self.footer().key_of(name)} {label}" for name, label in self.cure_keys()]
        panel.show(self.player, self.glyphs, cures=cures)
        self.set_class(panel.has_class("-shown"), "-saying")

    def _first_keys(self) -> list[tuple[str, str]]:
        """Return the keys that matter more than all others now."""
        if self.past is not None:
            return _PLAYHEAD if self.on_timeline else [("follow", "now"), ("time", "timeline")]
        if self.present.run.figures.held:
            return [("hold", "release"), ("step", "one job")]
        playing = self.player
        if playing is None or playing.finished:
            return self.cure_keys()
        if playing.waits or playing.paused:
            more = [] if playing.waits else [("step", "one step")]
            return [("hold", "continue"), *more, *self.cure_keys()]
        return [("hold", "pause"), *self.cure_keys()]

    def _update_timeline(self) -> None:
        run = self.present.run
        head = None if self.past is None else self.past.playhead.at - run.start
        self.query_one(Timeline).show(run.figures, run.elapsed(), playhead=head)

    def _disabled(self) -> frozenset[str]:
        if self.controls.can_act and self.past is None and not self.present.run.is_lost:
            return frozenset()
        return frozenset(action.id for action in ACTIONS if action.acts)

    # -- status bar ---------------------------------------------------------------------------

    def _update_status(self) -> None:
        run, g = self.present.run, self.glyphs
        figures = run.figures
        if self.past is not None:
            state: Piece = (f"{g.past} {self.past_text()}", "bold $text-accent")
        elif run.is_opening:
            state = (f"{g.queued} OPENING", "bold $text-secondary")
        elif run.is_lost:
            state = (f"{g.failed} NO ANSWER", "bold $text-error")
        elif figures.held:
            state = (f"{g.held} HELD", "bold $text-warning")
        elif run.is_live:
            state = (f"{g.active} LIVE", "bold $text-success")
        else:
            state = (f"{g.past} FINISHED", "bold $text-secondary")
        left: list[Piece] = [state, ("  ", ""), *self._scenario()]
        if not self.is_narrow:
            left.insert(0, (f"okta {g.leads} zitadel  ", DIM))
        self.query_one(StatusBar).show(left, list(self._figures()))

    def _scenario(self) -> Iterator[Piece]:
        player, g = self.player, self.glyphs
        if player is None:
            return
        done, total = player.done, player.total
        step = f"{'' if self.is_narrow else 'step '}{player.current}/{total}"
        yield (f"{player.title} {g.then} {step} ", "bold" if player.waits else "")
        if not self.is_narrow and total:
            full = done * _BAR // total
            yield (g.full * full + g.empty * (_BAR - full), "$text-primary")
        if player.paused and not player.finished:
            yield (f" {g.held} waits", "bold $text-warning")
        elif player.failed:
            yield (f" {g.failed} failed", "bold $text-error")
        elif player.finished:
            yield (f" {g.ok} done", "$text-success")

    def _figures(self) -> Iterator[tuple[int, Piece]]:
        """Yield figures with their importance; the highest number goes first when room is short."""
        run = self.present.run
        figures = run.figures
        yield 5, (f"{self.state.requests.total} req", "")
        if not self.is_narrow:
            yield 7, (rate_text(figures.rate(run.now())), DIM)
        if self.is_wide and (middle := figures.percentile(0.5)) is not None:
            high = figures.percentile(0.95)
            yield 9, (f"p50 {ms_text(middle)} ms  p95 {ms_text(high)} ms", DIM)
        yield 1, (f"! {figures.errors}", "bold $text-warning" if figures.errors else DIM)
        if active := figures.active_faults:
            which = f" {active[0]}" if self.is_wide and len(active) == 1 else ""
            yield 2, (f"{self.glyphs.fault} {len(active)}{which}", "bold $text-accent")
        if figures.speed is not None and figures.speed != 1:
            yield 8, (f"clock ×{figures.speed:g}", "$text-accent")
        yield 3, (self.target, DIM)
        yield 6, (elapsed_text(run.elapsed()), "")

    # -- trace and tabs -------------------------------------------------------------------------

    def _update_trace(self) -> None:
        trace = Trace(self.state, self.glyphs, wide=self.is_wide)
        if not self.is_narrow:
            self.query_one(TraceLine).show(trace.elements(), self.glyphs)
            return
        names = ["Assignments", "Requests", "Users"]
        state = self.state
        counts = (state.assignments.total, state.requests.total, state.users.total)
        tabs = [f"{i} {n} {c}" for i, (n, c) in enumerate(zip(names, counts, strict=True), 1)]
        panes = self.shown_panes()
        place = panes.index(self.last_pane) if self.last_pane in panes else 1
        self.query_one("#pane-tabs", TabLine).show(tabs, place, right=trace.short())

    # -- panes --------------------------------------------------------------------------------

    def _update_pane(self, pane: Pane) -> None:
        match pane.id:
            case "assignments":
                pane.show_count(self._count("assignments"), below=self._assignments_below())
            case "requests":
                pane.show_count(self._count("requests"), below=self._requests_below())
            case "state":
                self._update_state_pane(pane)
            case _:
                person = self.state.attributes.person
                name = login(person.name) if person.exists else ""
                title = f"Attributes {self.glyphs.dot} {name}" if name else "Attributes"
                pane.show_count(count_text(person.events, "event"), title=title)
        pane.show_mistake(self.mistakes.get(str(pane.id)))
        self.show_placeholders(pane)

    def _count(self, name: str) -> str:
        source = getattr(self.state, "users" if name == "state" else name)
        notes = [f"{len(source)} of {source.total}" if source.narrowed else str(source.total)]
        if self.filters.get(name):
            notes.insert(0, f"filter {self.filters[name]}")
        if self.errors_only:
            notes.insert(0, "errors only")
        if self.marked_only and name == "requests":
            notes.insert(0, "marked only")
        if self.searching and name == "requests":
            notes[-1] = f"{len(source)}+ {self.glyphs.cut}"
        if self.isolated is not None:
            notes.insert(0, f"isolated: {self.isolated_name()}")
        return f" {self.glyphs.dot} ".join(notes)

    def _requests_below(self) -> str:
        table, g = self.tables["requests"], self.glyphs
        if table.unseen:
            return f"{g.newest} {table.unseen} new"
        return f"following {g.newest}" if table.follow else ""

    def _assignments_below(self) -> str:
        waiting = self.state.assignments.under_way()
        tasks = self.state.assignments.tasks()
        self.query_one(WorkList).show(waiting, tasks)
        parts = []
        if waiting:
            parts.append(f"{len(waiting)} under way")
        if tasks:
            parts.append(count_text(len(tasks), "task"))
        return f" {self.glyphs.dot} ".join(parts)

    def _update_state_pane(self, pane: Pane) -> None:
        person, g = self.state.attributes.person, self.glyphs
        pane.hidden_tabs = frozenset({1}) if self.is_wide else frozenset()
        pane.tab_names = [
            f"Users {self.state.users.total}",
            "Attributes",
            f"Events {person.events}",
        ]
        pane.update_tabs()
        if pane.active == 0 or not person.exists:
            title = "Users" if self.is_wide else "User state"
            count = "-" if pane.active else self._count("state")
        else:
            number = short_id(person.user, glyphs=g)
            title, count = f"{login(person.name)}", number
        pane.show_count(count, title=title)

    def _update_pane_status(self) -> None:
        table, g = self.tables["requests"], self.glyphs
        texts = [count_text(self.state.requests.total, "request")]
        texts.append("following the newest" if table.follow else "not following, f follows")
        texts.append("filter on" if self.is_narrowed else "no filter")
        left = f" {g.dot} ".join(texts)
        right = related_text(self.state.related)
        bar = self.query_one("#pane-status", StatusBar)
        bar.show([(left, DIM)], [(1, (right, DIM))] if right else [])

    # -- drawer and banner ----------------------------------------------------------------------

    def update_drawer(self, *, keep_place: bool = False) -> None:
        if self.drawer.is_open:
            found = self.compared_contents() or contents(
                self.state, self.glyphs, unchanged=self.unchanged, wide=self.is_wide
            )
            self.drawer.show(
                found.sheets, title=found.title, right=found.right, keep_place=keep_place
            )

    def show_banner(self, text: str, style: str = "bold") -> None:
        """Say what is wrong with the run; an empty text takes the banner away."""
        if text != self.banner_text:
            self.banner_text = text
            self.query_one(Banner).show([(text, style)] if text else [])

    def dismiss_banner(self) -> None:
        self.show_banner("")


__all__ = ["Painting"]
