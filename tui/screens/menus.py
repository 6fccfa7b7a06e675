"""Small questions over the live screen: a menu, a choice, a form, a yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from simulator.formats import cells, clean
from simulator.glyphs import PLAIN

_DIM = "$foreground 60%"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu: the key that chooses it, what it is called, why it cannot be chosen."""

    key: str
    label: str
    why_not: str = ""


def sign(widget: Widget, text: str) -> str:
    """Return a text as this terminal can show it."""
    plain = widget.app.has_class("-ascii")
    return PLAIN.plain(text.replace("…", "...")) if plain else text


class Line(Input):
    """A field whose cursor stands still: each blink would paint all that shines through again."""

    def on_mount(self) -> None:
        self.cursor_blink = False


class Dialog(ModalScreen[str | None]):
    """A box in the middle; ``esc`` leaves it without an answer."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > #box { width: 64; max-width: 92%; height: auto; max-height: 90%; padding: 0 1;
        border: heavy $primary; background: $surface; border-title-color: $text-primary;
        border-title-style: bold; border-subtitle-color: $foreground 60%; }
    Dialog OptionList { height: auto; max-height: 70vh; border: none; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis; background: $surface;
        &:focus { border: none; } }
    Dialog Input { border: none; height: 1; padding: 0 1; background: $panel; }
    Dialog Input:focus { border: none; }
    Dialog VerticalScroll { height: auto; max-height: 60vh; }
    Dialog .field { height: 1; }
    Dialog .field Label { width: 16; color: $foreground 60%; }
    Dialog .field Input { width: 1fr; }
    Dialog .hint { color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]
    AUTO_FOCUS = "Input, OptionList"

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(sign(self, self._title))
            box.border_subtitle = Content(sign(self, self._hint))
            yield from self.inside()

    def inside(self) -> ComposeResult:
        """Make what the box holds."""
        yield Static("")


class Menu(Dialog):
    """Entries, each chosen by its key, or by arrows and enter. Answers the key."""

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__(title, "a key chooses · esc back")
        self.entries = entries

    def on_mount(self) -> None:
        lines = (cells(f" {each.key} {each.label}  {each.why_not}") for each in self.entries)
        self.query_one("#box").styles.width = max(64, max(lines, default=0) + 6)

    def inside(self) -> ComposeResult:
        yield OptionList(
            *(
                Option(
                    Content.assemble(
                        (f" {entry.key} ", "bold $text-accent"),
                        (sign(self, entry.label), _DIM if entry.why_not else ""),
                        (f"  {entry.why_not}" if entry.why_not else "", _DIM),
                    ),
                    id=f"k{i}",
                    disabled=bool(entry.why_not),
                )
                for i, entry in enumerate(self.entries)
            )
        )

    def on_key(self, event: Key) -> None:
        for entry in self.entries:
            if event.character == entry.key and not entry.why_not:
                event.stop()
                self.dismiss(entry.key)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.entries[event.option_index].key)


class Choice(Dialog):
    """One of many: typing narrows, enter takes. Answers the value."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(title, "type to narrow · enter takes · esc back")
        self._choices = choices
        self._shown = list(choices)

    def inside(self) -> ComposeResult:
        yield Line(placeholder="name")
        yield OptionList(*(Option(Content(label)) for _, label in self._choices))

    def on_input_changed(self, event: Input.Changed) -> None:
        words = event.value.lower().split()
        self._shown = [
            each for each in self._choices if all(word in each[1].lower() for word in words)
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(label)) for _, label in self._shown])
        options.highlighted = 0 if self._shown else None

    def on_key(self, event: Key) -> None:
        options = self.query_one(OptionList)
        if event.key == "down":
            event.stop()
            options.action_cursor_down()
        elif event.key == "up":
            event.stop()
            options.action_cursor_up()

    def on_input_submitted(self) -> None:
        place = self.query_one(OptionList).highlighted
        if self._shown:
            self.dismiss(self._shown[place or 0][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index][0])


class Question(Dialog):
    """Yes or no. Answers ``y`` or nothing."""

    DEFAULT_CSS = "Question > #box { width: 76; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,q,enter", "dismiss('y')", "yes"),
        Binding("n", "dismiss(None)", "no"),
    ]
    AUTO_FOCUS = ""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, "y yes · n no")
        self.text = text

    def inside(self) -> ComposeResult:
        yield Static(Content(self.text))


class Told(Dialog):
    """Something to read, like a dialog of the product; any of ``esc enter q`` closes it."""

    DEFAULT_CSS = "Told > #box { width: 76; } Told VerticalScroll { max-height: 24; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q,space", "dismiss(None)", "close")]
    AUTO_FOCUS = ""

    def __init__(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        super().__init__(title, "esc closes")
        self.lines = lines

    def inside(self) -> ComposeResult:
        text = Content("\n").join(
            Content.styled(sign(self, clean(line)), style) for line, style in self.lines
        )
        with VerticalScroll(can_focus=False):
            yield Static(text)


__all__ = ["Choice", "Dialog", "Entry", "Line", "Menu", "Question", "Told", "sign"]
