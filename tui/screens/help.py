"""All keys on one page, from the same table as the bindings."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from simulator.glyphs import Glyphs
from tui.actions import ACTIONS, GROUPS, Action
from tui.keymap import NO_KEYMAP, Keymap
from tui.widgets.line_view import LineView
from tui.widgets.lines import Document, Lines, StyledLine


def help_lines(
    glyphs: Glyphs, actions: Sequence[Action] = ACTIONS, *, keymap: Keymap = NO_KEYMAP
) -> list[StyledLine]:
    """Return one line an action, grouped, and what the signs mean."""
    lines: list[StyledLine] = _own_keys(keymap)
    for group in GROUPS:
        mine = [action for action in actions if action.group == group]
        if not mine:
            continue
        lines.append(((group, "strong"),))
        width = max(len(a.help) for a in actions)
        lines += [
            (
                (f"  {keymap.shown(a):<10}", "accent"),
                (f"{a.help:<{width}}", "text"),
                (f"  {a.id}", "dim"),
            )
            for a in mine
        ]
        lines.append(())
    lines.append((("Signs", "strong"),))
    lines += [((f"  {sign:<10}", "accent"), (text, "text")) for sign, text in _signs(glyphs)]
    lines += [(), (("Filter", "strong"),)]
    lines += [((f"  {term:<22}", "accent"), (text, "text")) for term, text in _TERMS]
    return lines


def _own_keys(keymap: Keymap) -> list[StyledLine]:
    """Say where keys of one's own come from, and what is wrong there."""
    if keymap.path is None:
        return []
    lines: list[StyledLine] = [
        ((f"{len(keymap.keys)} keys of your own from {keymap.path}", "dim"),)
    ]
    lines += [((str(mistake), "warning"),) for mistake in keymap.mistakes]
    return [*lines, ()]


def _signs(g: Glyphs) -> list[tuple[str, str]]:
    return [
        (g.selected, "selected"),
        (g.direct, "made it so, or came of it"),
        (g.sibling, "part of the same push"),
        (g.ok, "in sync"),
        (g.unequal, "out of sync"),
        (g.failed, "refused or failed"),
        (g.queued, "queued or waiting"),
        (g.sending, f"sending; {g.retry}2 is the second attempt"),
        (g.dropped, "sent by Okta, not stored by ZITADEL"),
        (g.fault, "a fault rule was at work"),
        (f"{g.active} {g.inactive}", "active, deactivated"),
        (g.machine, "service account"),
    ]


_TERMS = (
    ("cedar", "the word in path, user or error"),
    ("user:cedar push:41", "of one person, of one push"),
    ("method:PUT,PATCH", "a comma means or, a leading - negates"),
    ("status:4xx ms:>200", "by answer, by duration"),
    ("is:error is:dropped", "also is:retry is:fault is:write"),
    ("body:department", "text in either body"),
    ("attr:title", "requests that wrote an attribute"),
    ("at:9..12", "seconds since the start"),
)


class Help(ModalScreen[None]):
    """The page; any of ``? q esc`` closes it."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background 60%; }
    Help > LineView { width: 94; max-width: 96%; height: 90%; padding: 0 1;
        border: heavy $primary; background: $surface; border-title-style: bold;
        border-title-color: $text-primary; border-subtitle-color: $foreground 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "close"),
        Binding("j,down", "scroll(1)", "down"),
        Binding("k,up", "scroll(-1)", "up"),
        Binding("pagedown,space,ctrl+d", "scroll(15)", "page down"),
        Binding("pageup,ctrl+u", "scroll(-15)", "page up"),
    ]

    def __init__(
        self,
        glyphs: Glyphs,
        actions: Sequence[Action] = ACTIONS,
        *,
        title: str = "Keys",
        keymap: Keymap = NO_KEYMAP,
    ) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._actions = actions
        self._title = title
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        view = LineView(glyphs=self._glyphs)
        view.border_title = Content(self._title)
        view.border_subtitle = Content("esc closes · j k scroll")
        yield view

    def on_mount(self) -> None:
        self.query_one(LineView).show(self._lines)

    def _lines(self, _width: int) -> Document:
        return Lines(help_lines(self._glyphs, self._actions, keymap=self._keymap))

    def action_scroll(self, by: int) -> None:
        self.query_one(LineView).move(by)


__all__ = ["Help", "help_lines"]
