"""What the scenario player shows: files by folder, the steps of one, what each step caused."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen

from simulator.formats import count_text
from simulator.glyphs import PLAIN, Glyphs
from simulator.scenario.result import StepState, StepView
from simulator.wire.exchange import Exchange
from tui.actions import PLAYER_ACTIONS
from tui.panes.plays import PieceColumns, StepColumns, StepRow, piece_rows
from tui.play_text import mistakes_text, step_text
from tui.player import Performance
from tui.scenarios import Catalogue, Piece, open_steps
from tui.theme import draw_frame
from tui.widgets.bars import DIM, Footer, StatusBar
from tui.widgets.bars import Piece as BarPiece
from tui.widgets.line_view import LineView
from tui.widgets.lines import EMPTY, Document
from tui.widgets.pane import Pane
from tui.widgets.row_table import RowTable
from tui.widgets.table_model import ListSource, Row

if TYPE_CHECKING:
    from tui.app import ScimulatorApp

TICK_SECONDS = 0.1
_READ_EVERY = 10
"""Ticks between two looks at the disk."""
_BAR = 40


class PlayerBase(Screen[None], inherit_bindings=False):
    """Lists, text and bars of the scenario player; what keys do is added by the screen."""

    DEFAULT_CSS = """
    PlayerBase { layout: vertical; background: $background; }
    PlayerBase #plays { height: 1fr; }
    PlayerBase #pieces { width: 28%; min-width: 30; max-width: 48; }
    PlayerBase #chosen { width: 1fr; }
    PlayerBase #steps { height: 1fr; }
    PlayerBase #step { height: 40%; min-height: 6; border: round $foreground 30%;
        padding: 0 1; }
    PlayerBase #progress { padding: 0 1; }
    """

    def __init__(self, catalogue: Catalogue, glyphs: Glyphs) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.glyphs = glyphs
        self.actions = PLAYER_ACTIONS
        self._ticks = 0
        self._shown: object = None
        g = glyphs
        self.pieces = RowTable(PieceColumns(g), glyphs=g)
        self.steps = RowTable(StepColumns(g), glyphs=g)
        for table in (self.pieces, self.steps):
            table.moved = self._moved
        self.panes = (
            Pane(1, "Scenarios", [("", self.pieces)], glyphs=g, id="pieces"),
            Pane(2, "Steps", [("", self.steps)], glyphs=g, id="steps"),
        )
        self.view = LineView(glyphs=g, id="step")

    @property
    def host(self) -> "ScimulatorApp":
        """The app, which plays."""
        app: Any = self.app
        return app  # type: ignore[no-any-return]

    def compose(self) -> ComposeResult:
        yield StatusBar(id="player-status")
        with Horizontal(id="plays"):
            yield self.panes[0]
            with Vertical(id="chosen"):
                yield self.panes[1]
                yield self.view
        yield StatusBar(id="progress")
        yield Footer()

    def on_mount(self) -> None:
        self.host.look_for_scenarios()
        self.pieces.set_source(self._rows())
        self.set_focus(self.pieces)
        piece = next(filter(self.plays, self.catalogue.pieces), None)
        if piece is None or not self.pieces.place_key(str(piece.path)):
            self.pieces.go(0)
        self.show_piece()
        self.set_interval(TICK_SECONDS, self._tick)

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def performance(self) -> Performance | None:
        """The scenario that is played in the live screen."""
        return self.host.live.player

    @property
    def piece(self) -> Piece | None:
        """The file under the cursor."""
        row = self.pieces.current
        return None if row is None else self.catalogue.piece(str(row.key))

    def plays(self, piece: Piece) -> bool:
        """Say whether a file is the one that is played live."""
        on = self.performance
        if on is None or Path(on.file).name != piece.path.name:
            return False
        return Path(on.file).resolve() == piece.path.resolve()

    def _rows(self) -> ListSource:
        """Return the files, the one that is played live as it stands there."""
        on = self.performance
        piece = None if on is None else next(filter(self.plays, self.catalogue.pieces), None)
        if on is None or piece is None or piece.playing:
            return piece_rows(self.catalogue)
        state = "running" if not on.finished else "failed" if on.failed else "passed"
        return piece_rows(self.catalogue, (piece, state))

    def step_views(self, piece: Piece) -> Sequence[StepView]:
        """Return the steps of a file as they stand: live, as they ended last, or open."""
        on = self.performance
        if on is not None and self.plays(piece):
            return on.steps
        if piece.playing:
            return piece.steps
        if piece.result is not None:
            return piece.result.steps
        return [] if piece.file is None else open_steps(piece.file)

    def _moved(self, table: RowTable, row: Row) -> None:
        if table is self.pieces:
            self.steps.cursor, self.steps.cursor_key = -1, None
            self.show_piece()
        else:
            self.show_step()
        self.update()

    def show_piece(self) -> None:
        """Show the steps of the file under the cursor."""
        piece = self.piece
        if piece is None:
            self.steps.set_source(ListSource())
            self.view.show(lambda _: EMPTY)
            return
        rows = [StepRow(step) for step in self.step_views(piece)]
        self.steps.set_source(ListSource(rows))
        self._to_running(rows)
        self.steps.relayout()
        self.show_step()

    def _to_running(self, rows: Sequence[StepRow]) -> None:
        """Follow the step that runs, until a person moves in the list."""
        if self.focused is self.steps:
            return
        at = next((i for i, r in enumerate(rows) if r.step.state is StepState.RUNNING), None)
        failed = next((i for i, r in enumerate(rows) if r.step.state is StepState.FAILED), None)
        place = at if at is not None else failed if failed is not None else 0
        if rows:
            self.steps.place(place)

    @property
    def step(self) -> StepView | None:
        """The step under the cursor."""
        row = self.steps.current
        return row.step if isinstance(row, StepRow) else None

    def show_step(self) -> None:
        """Show the step under the cursor, or what is wrong with the file."""
        piece, step = self.piece, self.step
        if piece is None:
            return

        def make(width: int) -> Document:
            if piece.file is None:
                return mistakes_text(piece.mistakes, width)
            if step is None:
                return EMPTY
            live = self.plays(piece)
            run = self.host.live.present.run
            return step_text(
                step,
                piece.path.name,
                self._caused(step) if live else (),
                width,
                start=run.start,
                waiting=self._waiting() if live and step.state is StepState.RUNNING else (),
                glyphs=self.glyphs,
            )

        self.view.show(make, keep_place=True)

    def _caused(self, step: StepView) -> list[Exchange]:
        reader = self.host.live.present.run.reader
        sql = "SELECT seq FROM exchange WHERE step=? ORDER BY seq LIMIT 200"
        return reader.exchanges([row[0] for row in reader.db.execute(sql, (step.number,))])

    def _waiting(self) -> list[str]:
        assignments = self.host.live.present.assignments
        return [
            f"  {self.glyphs.queued} job j{number} {kind} of {name} is {state}"
            for number, name, kind, state, _ in assignments.under_way()[:8]
        ]

    # -- news -----------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._ticks += 1
        self.host.live.poll()
        if self._ticks % _READ_EVERY == 0:
            self._read()
        on = self.performance
        stand = None if on is None else (on.stand, tuple(step.state for step in on.steps))
        now = (stand, [(p.name, p.state, len(p.steps)) for p in self.catalogue.pieces])
        if now != self._shown:
            self._shown = now
            self.pieces.set_source(self._rows())
            self.show_piece()
            self.update()
        elif on is not None and not on.finished and self._ticks % 5 == 0:
            self.show_step()

    def _read(self) -> None:
        """Look at the disk; files that changed are read again."""
        if self.host.look_for_scenarios():
            self.pieces.set_source(self._rows())
            self.show_piece()
            self.update()

    # -- bars -----------------------------------------------------------------------------------

    def update(self) -> None:
        """Write titles and bars again."""
        if not self.is_mounted:
            return
        piece, on, g = self.piece, self.performance, self.glyphs
        self.panes[0].show_count(str(len(self.catalogue.pieces)))
        title = (
            "Steps" if piece is None else f"{piece.name} {g.dot} {piece.title}".rstrip(f" {g.dot}")
        )
        views = [] if piece is None else self.step_views(piece)
        self.panes[1].show_count(count_text(len(views), "step"), title=title)
        plain = g is PLAIN
        draw_frame(self.view, focused=self.focused is self.view, plain=plain)
        step = self.step
        self.view.border_title = Content(
            "" if step is None or piece is None else f"step {step.number} {g.dot} {piece.path.name}"
        )
        self._update_status(on)
        self._update_progress(views)
        first = []
        if on is not None and not on.finished:
            first = [("play-pause", "continue" if on.waits or on.paused else "pause")]
        self.query_one(Footer).show("player", first=first)

    def _update_status(self, on: Performance | None) -> None:
        g = self.glyphs
        left: list[BarPiece] = [("scenarios  ", DIM)]
        if on is None:
            left.append(("nothing is played", DIM))
        else:
            word, style = f"{g.selected} RUNNING", "bold $text-success"
            if on.finished:
                word, style = f"{g.ok} DONE", "bold $text-success"
                if on.failed:
                    word, style = f"{g.failed} FAILED", "bold $text-error"
            elif on.waits or on.paused:
                word, style = f"{g.held} WAITS", "bold $text-warning"
            left += [(word, style), (f"  {on.title}  step {on.current}/{on.total}", "")]
        figures = self.host.live.present.run.figures
        right: list[tuple[int, BarPiece]] = []
        if figures.speed is not None and figures.speed != 1:
            right.append((2, (f"clock ×{figures.speed:g}", "$text-accent")))
        self.query_one("#player-status", StatusBar).show(left, right)

    def _update_progress(self, views: Sequence[StepView]) -> None:
        over = (StepState.PASSED, StepState.FAILED, StepState.SKIPPED)
        done = sum(view.state in over for view in views)
        g, total = self.glyphs, max(1, len(views))
        full = done * _BAR // total
        left = [
            (g.full * full + g.empty * (_BAR - full), "$text-primary"),
            (f" {done * 100 // total} %", ""),
        ]
        c = self.catalogue
        parts = [count_text(len(c.pieces), "scenario"), f"{c.count('passed')} passed"]
        parts += [f"{c.count(s)} {s}" for s in ("failed", "unusable") if c.count(s)]
        self.query_one("#progress", StatusBar).show(left, [(1, (f" {g.dot} ".join(parts), DIM))])


__all__ = ["PlayerBase"]
