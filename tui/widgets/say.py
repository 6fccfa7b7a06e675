"""The words of a scenario: what it tells the person, and that it waits for them."""

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from simulator.formats import clean
from tui.player import Performance


class SayPanel(Static):
    """A framed text over the panes; a click on it continues."""

    DEFAULT_CSS = """
    SayPanel { display: none; height: auto; max-height: 7; margin: 0; padding: 0 1;
        border: heavy $accent; border-title-color: $text-accent; border-title-style: bold;
        border-subtitle-color: $text-accent; border-subtitle-style: bold; }
    SayPanel.-shown { display: block; }
    SayPanel.-waits { background: $accent 15%; }
    """

    _shown: object = None
    _latest = ""
    _dismissed = ""

    class Continued(Message):
        """The person clicked to continue."""

    def show(self, player: Performance | None) -> None:
        """Show what the scenario says, if it says something that was not closed."""
        if player is None:
            return
        said, waits = player.said.strip(), player.waits
        if (said, waits, player.finished, self._dismissed) == self._shown:
            return
        self._shown = (said, waits, player.finished, self._dismissed)
        self._latest = said
        text = player.error if player.finished and player.error else said
        self.set_class(waits or bool(text and text != self._dismissed), "-shown")
        self.set_class(waits, "-waits")
        self.update(Content(clean_lines(text) or "The scenario waits for you."))
        self.border_title = Content(clean(player.title))
        hint = "press space to continue" if waits else "esc closes" if player.finished else ""
        self.border_subtitle = Content(hint)

    def close(self) -> None:
        """Take the present text away; the next one is shown again."""
        self._dismissed = self._latest

    def on_click(self) -> None:
        self.post_message(self.Continued())


def clean_lines(text: str) -> str:
    """Make text safe, lines kept."""
    return "\n".join(clean(line) for line in text.splitlines())


__all__ = ["SayPanel", "clean_lines"]
