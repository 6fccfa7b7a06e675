"""The terminal app: one live screen over one run."""

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.message_pump import MessagePump
from textual.screen import Screen

from simulator.errors import SimulatorError
from simulator.glyphs import PLAIN, UNICODE, Glyphs
from tui.control import Controls
from tui.keymap import NO_KEYMAP, Keymap
from tui.palette import ActionProvider, ThingProvider
from tui.player import Performance
from tui.run import Run
from tui.scenarios import Catalogue
from tui.screens.live import LiveScreen
from tui.screens.scenarios import ScenariosScreen
from tui.state import State
from tui.theatre import Show, Theatre
from tui.typing import Typist


class ScimulatorApp(App[None], inherit_bindings=False):
    """Show a run; the panes read it, ``controls`` acts on it."""

    CSS_PATH = Path(__file__).with_name("tui.tcss")
    TITLE = "scimulator"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = ""
    COMMANDS = App.COMMANDS | {ActionProvider, ThingProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave_now", "quit at once", show=False, priority=True)
    ]

    def __init__(
        self,
        run: Run,
        controls: Controls,
        *,
        player: Performance | None = None,
        target: str = "fake",
        listening: str = "",
        glyphs: Glyphs = UNICODE,
        freeze: bool = False,
        theatre: Theatre | None = None,
        scenarios: Sequence[Path] = (),
        keymap: Keymap = NO_KEYMAP,
    ) -> None:
        super().__init__()
        self.own_keys = keymap
        self.theatre = theatre
        self.catalogue = Catalogue(scenarios)
        self._glyphs = glyphs
        self._freeze = freeze
        self.set_class(glyphs is PLAIN, "-ascii")
        self._player = player
        self.live = LiveScreen(State(run), controls, glyphs=glyphs, player=player, target=target)
        self.live.listening = listening
        self.typist = Typist(super().on_event, self._listeners, self._paint)

    def get_default_screen(self) -> Screen[None]:
        return self.live

    def on_mount(self) -> None:
        self.run_worker(self.typist.run(), group="typist")
        self._use_own_keys()
        if self._player is not None:
            self.run_worker(self._player.run(), group="player", exit_on_error=False)
        if self._freeze:
            self.call_after_refresh(_freeze_memory)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key) and not event.is_forwarded:
            self.typist.add(event)
        else:
            await super().on_event(event)

    def _listeners(self) -> Iterable[MessagePump]:
        """Return who hears a key, in the order in which they do."""
        return (self.focused or self.screen).ancestors_with_self

    def _paint(self) -> None:
        """Paint what the keys did now; the toolkit would wait up to a sixtieth of a second."""
        paint = getattr(self.screen, "_on_timer_update", None)
        if paint is not None:
            self.screen.call_later(paint)

    def _use_own_keys(self) -> None:
        own = self.own_keys
        if own.keys:
            self.set_keymap({name: ",".join(keys) for name, keys in own.keys.items()})
        if own.mistakes:
            told = "\n".join(map(str, own.mistakes[:4]))
            self.notify(told, severity="warning", timeout=12, markup=False)

    # -- scenarios --------------------------------------------------------------------------------

    def look_for_scenarios(self) -> bool:
        """Look at the disk, and read beside what is new or has changed; say whether something has.

        Reading a hundred files takes seconds, in which keys must be heard.
        """
        changed = self.catalogue.refresh()
        unread = [piece for piece in self.catalogue.pieces if not piece.is_read]
        reading = any(each.group == "reading" and each.is_running for each in self.workers)
        if unread and not reading:

            def read() -> None:
                for piece in unread:
                    piece.read()

            self.run_worker(read, thread=True, group="reading")
        return changed

    def show_scenarios(self) -> None:
        """Show the scenario player over the live screen."""
        self.push_screen(ScenariosScreen(self.catalogue, self._glyphs))

    def play(self, path: Path, *, case: str = "", paused: bool = False) -> None:
        """Play a scenario in a world of its own; the live screen shows that one from now on."""
        if self.theatre is None:
            self.notify("Scenarios cannot be played here.", severity="warning", timeout=3)
            return
        self.run_worker(self._perform(self.theatre, path, case, paused), group="world")

    async def _perform(self, theatre: Theatre, path: Path, case: str, paused: bool) -> None:
        def opened(show: Show) -> None:
            self.workers.cancel_group(self, "player")
            if paused:
                show.performance.one_step()
            self.live.adopt(
                State(Run.of_journal(show.journal)),
                Controls(show.control),
                player=show.performance,
                listening=show.listening,
            )

        try:
            await theatre.perform(path, opened, case)
        except SimulatorError as error:
            self.notify(str(error), severity="error", timeout=8, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Theme", "Choose other colours", self.search_themes)
        yield SystemCommand("Screenshot", "Save a picture of the screen", self.action_screenshot)

    def action_leave_now(self) -> None:
        """Quit without asking."""
        self.exit()


def _freeze_memory() -> None:
    """Keep what is there out of garbage collection: appends become twice as fast."""
    gc.collect()
    gc.freeze()


__all__ = ["ScimulatorApp"]
