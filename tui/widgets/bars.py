"""Single lines of the live screen: status, trace, tabs, pane status, footer, banner."""

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from simulator.formats import cells, clean, fit
from simulator.glyphs import UNICODE, Glyphs
from tui.actions import ALWAYS_SHOWN, BY_ID, FOOTERS, PLAYER_ALWAYS

DIM = "$foreground 60%"
Piece = tuple[str, str]
"""Text with a style of the theme; an empty style is plain text."""


def assemble(pieces: Sequence[Piece]) -> Content:
    """Join pieces; nothing in them is taken for markup."""
    return Content.assemble(*((clean(text), style) for text, style in pieces))


def link(text: str, action: str, style: str = "") -> Content:
    """Return text that does something when it is clicked."""
    made = Content.styled(clean(text), Style.from_meta({"@click": action}))
    return made.stylize(style) if style else made


class Bar(Widget):
    """One line that is painted again when what it shows changes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; link-style: none; link-background: transparent;
          link-color: $foreground; link-style-hover: underline;
          link-background-hover: transparent; link-color-hover: $text-accent; }
    """
    _line = Content("")

    @property
    def line(self) -> Content:
        """What is shown."""
        return self._line

    @line.setter
    def line(self, line: Content) -> None:
        """Show something; it is painted only if text or style differ."""
        if line.plain != self._line.plain or line.spans != self._line.spans:
            self._line = line
            self.refresh()

    def render(self) -> Content:
        return self._line


class StatusBar(Bar):
    """Run state on the left; figures on the right, the least important left out first."""

    DEFAULT_CSS = "StatusBar { background: $panel; color: $foreground; padding: 0 1; }"

    def show(self, left: Sequence[Piece], right: Sequence[tuple[int, Piece]]) -> None:
        """Show pieces; those of ``right`` carry their importance, 1 is the last to go."""
        width = max(0, self.size.width)
        used = sum(cells(clean(text)) for text, _ in left)
        kept = list(right)
        while kept and used + sum(cells(piece[0]) + 2 for _, piece in kept) > width:
            kept.remove(max(kept, key=lambda each: each[0]))
        shown = [(f"  {text}", style) for _, (text, style) in kept]
        gap = width - used - sum(cells(text) for text, _ in shown)
        self.line = assemble([*left, (" " * max(0, gap), ""), *shown])


class TraceLine(Bar):
    """The chain from cause to effect; each element can be clicked."""

    DEFAULT_CSS = "TraceLine { padding: 0 1; }"

    def show(self, elements: Sequence[tuple[str, str, str]], glyphs: Glyphs) -> None:
        """Show elements: text, action on click (may be empty), style; requests stand together."""
        line = Content("")
        for i, (text, action, style) in enumerate(elements):
            if i:
                together = text.startswith("#") and elements[i - 1][0].startswith("#")
                line += Content.styled(f" {glyphs.dot if together else glyphs.then} ", DIM)
            line += link(text, action, style) if action else Content.styled(clean(text), style)
        self.line = line


class TabLine(Bar):
    """Names of tabs, the open one in brackets."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tabs: "TabLine", index: int) -> None:
            super().__init__()
            self.tabs = tabs
            self.index = index

        @property
        def control(self) -> "TabLine":
            return self.tabs

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs

    def show(self, names: Sequence[str], active: int, *, right: str = "") -> None:
        """Show the names, and something at the right end."""
        line = Content("")
        for i, name in enumerate(names):
            if i:
                line += Content.styled(self._glyphs.line, DIM)
            text = f"[{name}]" if i == active else f" {name} "
            line += link(text, f"choose({i})", "bold" if i == active else DIM)
        room = self.size.width - line.cell_length
        if right and room > 8:
            line += Content.styled(
                fit(right, room - 1, right=True, glyphs=self._glyphs) + " ", "$text-accent"
            )
        self.line = line

    def action_choose(self, index: int) -> None:
        self.post_message(self.Chosen(self, index))


class Footer(Bar):
    """The keys that matter most for what has the focus, help at the right end."""

    DEFAULT_CSS = "Footer { background: $panel; padding: 0 1; }"
    _asked: object = None

    def show(
        self,
        part: str,
        *,
        disabled: frozenset[str] = frozenset(),
        first: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show the keys of a part of the screen; what cannot be done now is dimmed.

        ``first`` names actions that matter more than all others now, with their label.
        """
        asked = (part, disabled, tuple(first), self.size.width)
        if asked == self._asked:
            return
        self._asked = asked
        always = PLAYER_ALWAYS if part == "player" else ALWAYS_SHOWN
        end = self._keys(always, disabled)
        room = self.size.width - end.cell_length
        labels = dict(first)
        line = Content("")
        for name in [*labels, *(each for each in FOOTERS.get(part, ()) if each not in labels)]:
            more = self._keys([name], disabled, labels.get(name, ""))
            if line.cell_length + more.cell_length > room:
                break
            line += more
        self.line = line + Content(" " * max(0, room - line.cell_length)) + end

    def key_of(self, name: str) -> str:
        """Return the first key of an action, the person's own if there is one."""
        action, own = BY_ID[name], getattr(self.app, "own_keys", None)
        return str(own.shown(action) if own is not None else action.display).split(" ")[0]

    def _keys(self, names: Sequence[str], disabled: frozenset[str], label: str = "") -> Content:
        line = Content("")
        for name in names:
            action, key = BY_ID[name], self.key_of(name)
            style = DIM if name in disabled else "bold $text-accent"
            line += link(key, f"screen.{action.handler}", style)
            line += Content.styled(f" {label or action.label}  ", DIM)
        return line


class Banner(Static):
    """One line that says what is wrong with the run, until it is over."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    Banner { display: none; height: auto; max-height: 3; padding: 0 1;
             background: $warning-muted; color: $foreground; }
    Banner.-shown { display: block; }
    """

    def show(self, pieces: Sequence[Piece]) -> None:
        """Show a text, or nothing for none."""
        self.set_class(bool(pieces), "-shown")
        self.update(assemble(pieces))


__all__ = [
    "DIM",
    "Banner",
    "Bar",
    "Footer",
    "Piece",
    "StatusBar",
    "TabLine",
    "TraceLine",
    "assemble",
    "link",
]
