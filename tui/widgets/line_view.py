"""A scrolling view of lines that colours only what is on screen; its text can be selected."""

from collections.abc import Callable

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from simulator.formats import clean
from simulator.glyphs import UNICODE, Glyphs
from tui.theme import Colours
from tui.widgets.lines import EMPTY, Document


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """Show a document: explained decisions, a message, a difference."""

    ALLOW_SELECT = True
    DEFAULT_CSS = "LineView { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Scrolled(Message):
        """Other lines are on screen now."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self.document: Document = EMPTY
        self._make: Callable[[int], Document] = lambda _: EMPTY
        self._made_for = -1
        self._fresh = True
        self._moved = False
        self._colours = Colours(self)
        self._text = ""
        self._matches: list[int] = []
        self._match = -1

    def show(self, make: Callable[[int], Document], *, keep_place: bool = False) -> None:
        """Show what ``make`` gives for a width; it is asked again when the width changes.

        With ``keep_place`` it is the same as before, with more in it: who has moved stays there.
        """
        self._make = make
        self._made_for = -1
        self._fresh = self._fresh or not keep_place
        self._remake()

    def _remake(self) -> None:
        width = self.size.width
        if width <= 0 or width == self._made_for:
            return
        self._made_for = width
        self.document = self._make(width)
        self.virtual_size = Size(self.document.width, len(self.document))
        self._look_for_matches()
        if self._fresh:
            self._fresh = self._moved = False
        if not self._moved:
            self._to_top()
            self.call_after_refresh(self._to_top)
        self.refresh()
        self.post_message(self.Scrolled())

    def _to_top(self) -> None:
        if not self._moved:
            self.scroll_to(x=0, y=self.document.top, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Make the lines anew if the width is another; who has not moved stays where it began."""
        self._remake()
        self._to_top()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    @property
    def place(self) -> str:
        """Which lines are on screen, empty if all are."""
        top, height, lines = self.scroll_offset.y, self.size.height, len(self.document)
        if height <= 0 or lines <= height:
            return ""
        return f"lines {top + 1}-{min(lines, top + height)} of {lines}"

    # -- searching ----------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Look for a text; lines with it light up, and the next one comes on screen."""
        self._text = text.lower()
        self._look_for_matches()
        if self._matches:
            top = self.scroll_offset.y
            self._match = next((i for i, at in enumerate(self._matches) if at >= top), 0)
            self._show_match()
        self.refresh()

    def next_match(self, step: int) -> None:
        """Go to the next line with the text; after the last comes the first."""
        if self._matches:
            self._match = (self._match + step) % len(self._matches)
            self._show_match()
            self.refresh()

    @property
    def found(self) -> str:
        """Which match this is, and of how many."""
        if not self._text:
            return ""
        many = len(self._matches)
        return f"match {self._match + 1} of {many}" if many else f"no {self._text} here"

    def _look_for_matches(self) -> None:
        self._match = -1
        self._matches = []
        if self._text:
            for i in range(len(self.document)):
                line = "".join(text for text, _ in self.document.line(i))
                if self._text in line.lower():
                    self._matches.append(i)
            self._match = 0 if self._matches else -1

    def _show_match(self) -> None:
        at, top = self._matches[self._match], self.scroll_offset.y
        if not top <= at < top + self.size.height:
            self.go(max(0, at - self.size.height // 2))

    # -- moving -------------------------------------------------------------------------------

    def on_mouse_scroll_up(self) -> None:
        self._moved = True

    def on_mouse_scroll_down(self) -> None:
        self._moved = True

    def move(self, by: int) -> None:
        """Scroll by lines."""
        self._moved = True
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, immediate=True)

    def move_page(self, by: float) -> None:
        """Scroll by pages."""
        self.move(int(by * max(1, self.size.height - 1)))

    def go(self, index: int) -> None:
        """Scroll to a line."""
        self._moved = True
        self.scroll_to(y=index, animate=False, immediate=True)

    def go_to_end(self) -> None:
        """Scroll to the last line."""
        self.go(len(self.document))

    def scroll_sideways(self, by: int) -> None:
        """Scroll to the side."""
        self._moved = True
        self.scroll_to(x=self.scroll_offset.x + by, animate=False, immediate=True)

    # -- painting -----------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached and self._colours.changed():
            self.refresh()

    def render_line(self, y: int) -> Strip:
        x, top = self.scroll_offset
        index, width = top + y, self.size.width
        if index >= len(self.document):
            return Strip.blank(width, self.rich_style)
        parts = self.document.line(index)
        plain, colour = self._glyphs.plain, self._colours.style
        ground = ""
        if self._text and index in self._matches:
            ground = "cursor" if index == self._matches[self._match] else "direct"
        strip = Strip([Segment(plain(clean(text)), colour(style, ground)) for text, style in parts])
        strip = self._with_selection(strip, index)
        return strip.crop_extend(x, x + width, self.rich_style).apply_offsets(x, index)

    def _with_selection(self, strip: Strip, index: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(index) if selection is not None else None
        if span is None:
            return strip
        start, end = span
        length = strip.cell_length
        end = length if end == -1 else min(end, length)
        if start >= end:
            return strip
        style = self.screen.get_component_rich_style("screen--selection")
        before, inside, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
        return Strip.join([before, inside.apply_style(style), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract(self.plain_text()), "\n"

    def plain_text(self) -> str:
        """Return all lines without colour."""
        return "\n".join(
            "".join(text for text, _ in self.document.line(i)) for i in range(len(self.document))
        )

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


__all__ = ["LineView"]
