"""The scenario player: choose, play, step through, see why a step failed. Source: tui.md 11."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from simulator.errors import SimulatorError
from simulator.scenario.loader import ScenarioFile
from simulator.scenario.result import StepView
from tui.actions import PLAYER_ACTIONS, bindings
from tui.scenarios import Piece, open_steps
from tui.screens.help import Help
from tui.screens.menus import Choice
from tui.screens.player_base import PlayerBase
from tui.widgets.line_view import LineView
from tui.widgets.row_table import RowTable


class ScenariosScreen(PlayerBase, inherit_bindings=False):
    """The handlers of the scenario player."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLAYER_ACTIONS)]

    def _scrolled(self) -> RowTable | LineView:
        return self.focused if isinstance(self.focused, RowTable | LineView) else self.pieces

    def action_move(self, by: int) -> None:
        self._scrolled().move(by)

    def action_page(self, by: float) -> None:
        self._scrolled().move_page(by)

    def action_first(self) -> None:
        self._scrolled().go(0)

    def action_last(self) -> None:
        self._scrolled().go_to_end()

    def action_cycle(self, step: int) -> None:
        """Go round list, steps and text."""
        stops = [self.pieces, self.steps, self.view]
        here = next((i for i, each in enumerate(stops) if each is self.focused), 0)
        self.set_focus(stops[(here + step) % 3], scroll_visible=False)
        self.update()

    def on_row_table_opened(self, message: RowTable.Opened) -> None:
        """A second click on a file plays it."""
        if message.table is self.pieces:
            self.action_play()

    def action_play(self) -> None:
        """Play the scenario under the cursor, in a world of its own; ask for the row of a table."""
        piece = self.piece
        if piece is None:
            return
        if piece.file is None:
            self.notify("This file cannot be played: see below.", severity="warning", timeout=3)
            return
        self._begin(piece)

    def _begin(self, piece: Piece, *, paused: bool = False) -> None:
        """Play a file; of a table of cases the row a person chooses."""
        rows = piece.cases

        def chosen(case: str | None) -> None:
            if case is not None:
                self.host.play(piece.path, case=case, paused=paused)

        if len(rows) < 2:
            chosen("")
            return
        self.app.push_screen(Choice(f"Cases of {piece.name}", _named(rows)), chosen)

    def action_pause(self) -> None:
        """Wait before the next step, or go on."""
        on = self.performance
        if on is None or on.finished:
            self.notify("Nothing is under way: enter plays.", severity="warning", timeout=3)
        elif on.waits or on.paused:
            on.go_on()
        else:
            on.pause()
        self.update()

    def action_one(self) -> None:
        """Play one step; nothing under way begins with the first one."""
        on = self.performance
        if on is None or on.finished or (self.piece is not None and not self.plays(self.piece)):
            if self.piece is not None and self.piece.file is not None:
                self._begin(self.piece, paused=True)
            return
        on.one_step()
        self.update()

    def action_restart(self) -> None:
        """Begin again, in a clean world, with the file as it is now."""
        on = self.performance
        if on is not None and (self.piece is None or self.plays(self.piece)):
            self.host.play(Path(on.file), case=on.case)
        else:
            self.action_play()

    def action_all(self) -> None:
        """Play all scenarios in a moment, one after the other."""
        self._rehearse(self.catalogue.pieces)

    def action_failed(self) -> None:
        """Play the failed ones again."""
        failed = [piece for piece in self.catalogue.pieces if piece.state == "failed"]
        if not failed:
            self.notify("None has failed.", timeout=3)
        self._rehearse(failed)

    def _rehearse(self, pieces: Sequence[Piece]) -> None:
        if self.host.theatre is None:
            self.notify("Scenarios cannot be played here.", severity="warning", timeout=3)
            return
        self.run_worker(self._rehearse_all(pieces), group="rehearsal", exclusive=True)

    async def _rehearse_all(self, pieces: Sequence[Piece]) -> None:
        theatre = self.host.theatre
        assert theatre is not None
        for piece in pieces:
            if piece.file is None:
                continue
            piece.steps, piece.playing = open_steps(piece.file), True

            def changed(step: StepView, piece: Piece = piece) -> None:
                piece.steps[step.number - 1] = step

            try:
                piece.result = await theatre.rehearse(piece.path, changed)
            except SimulatorError as error:
                self.notify(str(error), severity="warning", timeout=5, markup=False)
            finally:
                piece.playing = False

    def action_speed(self, factor: float) -> None:
        """Change the speed of the clock of the scenario under way."""
        self.host.live.action_speed(factor)

    def action_live(self) -> None:
        """See the same moment in the live screen, with what the step caused alone."""
        piece, step = self.piece, self.step
        self.dismiss()
        if piece is not None and step is not None and self.plays(piece):
            caused = [exchange.seq for exchange in self._caused(step)]
            if caused:
                self.host.live.isolate_step(step.number, caused)

    def action_find(self) -> None:
        """Put the cursor on a scenario whose name a person knows a part of."""
        named = [
            (str(piece.path), f"{piece.name}  {piece.folder}".rstrip())
            for piece in self.catalogue.pieces
        ]

        def chosen(path: str | None) -> None:
            place = None if path is None else self.pieces.source.index_of(path)
            if place is not None:
                self.set_focus(self.pieces, scroll_visible=False)
                self.pieces.go(place)

        self.app.push_screen(Choice("Find a scenario", named), chosen)

    def action_edit(self) -> None:
        """Open the file in the editor of ``VISUAL`` or ``EDITOR``."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        piece = self.piece
        if piece is None:
            return
        if not editor:
            self.notify(f"Set EDITOR to open it here: {piece.path}", timeout=5, markup=False)
            return
        import subprocess

        with self.app.suspend():
            subprocess.run([*shlex.split(editor), str(piece.path)], check=False)
        self._read()

    def action_faults(self) -> None:
        """Show the fault rules of the run that is played."""
        self.host.live.action_faults()

    def action_back(self) -> None:
        self.dismiss()

    def action_help(self) -> None:
        title, own = "Keys of the scenario player", self.host.own_keys
        self.app.push_screen(Help(self.glyphs, self.actions, title=title, keymap=own))

    def action_palette(self) -> None:
        self.app.action_command_palette()


def _named(rows: Sequence[ScenarioFile]) -> list[tuple[str, str]]:
    """Return each row with its name, and its title where those differ."""
    titles = [row.scenario.title for row in rows]
    differ = len(set(titles)) > 1
    return [
        (row.case, f"{row.case}  {title}" if differ else row.case)
        for row, title in zip(rows, titles, strict=True)
    ]


__all__ = ["ScenariosScreen"]
