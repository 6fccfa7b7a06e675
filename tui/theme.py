"""Colours of lists and lines: names of meanings, taken from the variables of the theme.

Looked up here instead of in style sheets, because a component class costs a style node a widget
each time the focus moves, and lists have many. Source: tui.md 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.color import Color, ColorParseError
from textual.css.types import EdgeType

from simulator.glyphs import PLAIN, Glyphs

if TYPE_CHECKING:
    from textual.widget import Widget

_MEANINGS: Final[Mapping[str, tuple[str, float, str]]] = {
    "text": ("foreground", 1.0, ""),
    "dim": ("foreground", 0.6, ""),
    "strong": ("foreground", 1.0, "bold"),
    "success": ("text-success", 1.0, ""),
    "info": ("text-secondary", 1.0, ""),
    "warning": ("text-warning", 1.0, ""),
    "error": ("text-error", 1.0, "bold"),
    "change": ("text-primary", 1.0, ""),
    "accent": ("text-accent", 1.0, ""),
    "dropped": ("text-warning", 1.0, "strike"),
    "heading": ("foreground", 0.6, "italic"),
    "mark": ("text-accent", 1.0, "bold"),
}
"""Meaning: variable of the theme, how much of it, attributes of the text."""
_GROUNDS: Final[Mapping[str, str]] = {
    "cursor": "block-cursor-background",
    "cursor-blurred": "surface-lighten-1",
    "direct": "primary-muted",
}
"""What a whole line stands on."""
_NO_COLOUR: Final = {
    "cursor": Style(reverse=True),
    "cursor-blurred": Style(underline=True),
    "direct": Style(bold=True),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a look is made from; equal ones need no new colours."""

    theme: str
    background: Color
    no_color: bool


class Colours:
    """Styles by meaning for one widget; made anew when theme or background change."""

    def __init__(self, widget: "Widget") -> None:
        self._widget = widget
        self._look: Look | None = None
        self._styles: dict[tuple[str, str], Style] = {}

    def changed(self) -> bool:
        """Look at theme and background; say whether earlier styles are out of date."""
        app = self._widget.app
        look = Look(app.theme, self._widget.background_colors[1], app.no_color)
        if look == self._look:
            return False
        self._look = look
        self._styles.clear()
        return True

    def style(self, meaning: str, ground: str = "") -> Style:
        """Return the style of a meaning, on a ground if the whole line has one."""
        found = self._styles.get((meaning, ground))
        if found is None:
            if self._look is None:
                self.changed()
            found = self._styles[(meaning, ground)] = self._make(meaning or "text", ground)
        return found

    def _make(self, meaning: str, ground: str) -> Style:
        assert self._look is not None
        variable, share, attributes = _MEANINGS[meaning]
        below = self._look.background
        if ground:
            below = below + self._variable(_GROUNDS[ground], below)
        color = self._variable(variable, below)
        if ground == "cursor":
            color = below.get_contrast_text()
        shown = (below + color) if share == 1.0 else below.blend(color, share, alpha=1.0)
        style = Style(color=shown.rich_color, bgcolor=below.rich_color) + Style.parse(attributes)
        if ground == "cursor":
            style += Style(bold=True)
        if self._look.no_color and ground:
            style += _NO_COLOUR[ground]
        return style

    def _variable(self, name: str, below: Color) -> Color:
        """Read a variable of the theme; ``auto`` means what can be read on the ground."""
        value = self._widget.app.theme_variables.get(name, "")
        try:
            return Color.parse(value)
        except ColorParseError:
            return below.get_contrast_text()


def draw_frame(widget: "Widget", *, focused: bool, plain: bool) -> None:
    """Draw the frame of a pane: heavy where the focus is, ``plain`` for terminals without signs.

    Set here and not by ``:focus-within`` in a style sheet, which would look up the styles of all
    that is inside each time the focus moves.
    """
    variables = widget.app.theme_variables
    name = "primary" if focused else "foreground"
    color = Color.parse(variables[name])
    if not focused:
        color = color.multiply_alpha(0.3)
    styles = widget.styles
    kind: EdgeType = "ascii" if plain else "heavy" if focused else "round"
    if styles.border_top != (kind, color):
        styles.border = (kind, color)
        title = variables["text-primary" if focused else "foreground"]
        styles.border_title_color = Color.parse(title)
        styles.border_title_style = Style(bold=focused)


def edge(glyphs: Glyphs, *, focused: bool) -> str:
    """Return what a frame's edge is drawn with; plain frames know one kind only."""
    return glyphs.heavy_edge if focused and glyphs is not PLAIN else glyphs.edge


MEANINGS: Final = frozenset(_MEANINGS)

__all__ = ["MEANINGS", "Colours", "draw_frame", "edge"]
