"""The words of a scenario: what it tells the person, and that it waits for them."""

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from simulator.formats import clean
from simulator.glyphs import UNICODE, Glyphs
from tui.player import Performance
from tui.widgets.bars import DIM

_TONES = {"plain": "", "good": "$text-success", "bad": "bold $text-error", "dim": DIM}


class SayPanel(Static):
    """A framed text over the panes; a click on it continues."""

    DEFAULT_CSS = """
    SayPanel { display: none; height: auto; max-height: 7; margin: 0; padding: 0 1;
        border: heavy $accent; border-title-color: $text-accent; border-title-style: bold;
        border-subtitle-color: $text-accent; border-subtitle-style: bold; }
    SayPanel.-shown { display: block; }
    SayPanel.-failed { max-height: 14; border: heavy $error; border-title-color: $text-error;
        border-subtitle-color: $text-error; }
    SayPanel.-waits { background: $accent 15%; }
    """

    _shown: object = None
    _latest = ""
    _dismissed = ""

    class Continued(Message):
        """The person clicked to continue."""

    def show(
        self,
        player: Performance | None,
        glyphs: Glyphs = UNICODE,
        *,
        cures: Sequence[str] = (),
    ) -> None:
        """Show what the scenario says and what failed, unless that was closed.

        ``cures`` are keys that help against what is told; they come before the one that goes on.
        """
        if player is None:
            return
        waits, told = player.waits, self._told(player, glyphs)
        is_held = waits or (player.paused and not player.finished)
        keys = f" {glyphs.dot} ".join([*cures, "press space to continue"])
        state = (told.plain, waits, is_held and keys, player.finished, self._dismissed)
        if state == self._shown:
            return
        self._shown = state
        self._latest = told.plain
        self.set_class(waits or bool(told.plain and told.plain != self._dismissed), "-shown")
        self.set_class(waits, "-waits")
        self.set_class(player.failed, "-failed")
        self.update(told if told.plain else Content("The scenario waits for you."))
        self.border_title = Content(clean(player.title))
        closes = "esc closes"
        if player.failed:
            closes += f" {glyphs.dot} it is printed when you quit"
        hint = keys if is_held else closes if player.finished else ""
        self.border_subtitle = Content(hint)

    def _told(self, player: Performance, glyphs: Glyphs) -> Content:
        lines = [Content(glyphs.plain(clean(line))) for line in player.said.strip().splitlines()]
        reasons = player.reasons()
        if lines and reasons:
            lines.append(Content(""))
        lines += [
            Content.styled(glyphs.plain(clean(each.text)), _TONES[each.tone]) for each in reasons
        ]
        return Content("\n").join(lines)

    def close(self) -> None:
        """Take the present text away; the next one is shown again."""
        self._dismissed = self._latest

    def on_click(self) -> None:
        self.post_message(self.Continued())


__all__ = ["SayPanel"]
