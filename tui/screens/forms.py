"""Fields to fill in over the live screen, with a preview of what would be sent."""

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from simulator.formats import clean, first_fitting
from simulator.glyphs import Glyphs
from tui.screens.menus import Dialog, Line, sign
from tui.widgets.line_view import LineView
from tui.widgets.lines import Document

Save: TypeAlias = Callable[[Mapping[str, str]], Awaitable[str]]
"""Takes the fields that were changed; returns why they were refused, or nothing."""
Preview: TypeAlias = Callable[[Mapping[str, str]], Awaitable[Document]]
"""Takes the fields that were changed; returns what would be sent."""
TYPING_SECONDS = 0.15
_KEYS = "tab next field · enter saves · esc back"


class Form(ModalScreen[None]):
    """Fields with their present values; what was changed is saved, and stays if it is refused."""

    DEFAULT_CSS = (
        Dialog.DEFAULT_CSS.replace("Dialog", "Form")
        + """
    Form > #box { width: 84; }
    Form .field Label { max-width: 55%; }
    Form #refused { display: none; height: auto; color: $text-error; }
    Form #refused.-shown { display: block; }
    Form #preview { height: auto; max-height: 12; border-top: solid $foreground 30%;
        border-title-color: $foreground 60%; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("down", "app.focus_next", "next field", show=False),
        Binding("up", "app.focus_previous", "previous field", show=False),
        Binding("pagedown", "preview_page(1)", "preview down", show=False),
        Binding("pageup", "preview_page(-1)", "preview up", show=False),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        title: str,
        fields: Mapping[str, str],
        *,
        save: Save,
        preview: Preview | None = None,
        ahead: str = "what would be sent",
        glyphs: Glyphs | None = None,
        help: Mapping[str, str] | None = None,  # noqa: A002
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._save = save
        self._preview = preview
        self._ahead = ahead
        self._glyphs = glyphs or Glyphs()
        self._help = help or {}
        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(sign(self, self._title))
            box.border_subtitle = Content(sign(self, _KEYS))
            widest = max(map(len, self._fields), default=0)
            with VerticalScroll(can_focus=False):
                for name, value in self._fields.items():
                    with Horizontal(classes="field"):
                        label = Label(Content(name))
                        label.styles.width = widest + 2
                        yield label
                        hint = self._help.get(name, "")
                        yield Line(value, id=_id(name), placeholder=hint)
            yield Static("", id="refused")
            if self._preview is not None:
                view = LineView(glyphs=self._glyphs, id="preview")
                view.border_title = Content(self._ahead)
                view.can_focus = False
                yield view

    def on_mount(self) -> None:
        self._look_ahead()

    @property
    def changed(self) -> dict[str, str]:
        """The fields that differ from what they were."""
        given = {name: self.query_one(f"#{_id(name)}", Input).value for name in self._fields}
        return {name: value for name, value in given.items() if value != self._fields[name]}

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say at the lower edge what the field takes; a placeholder is hidden by its value."""
        takes = next((self._help[n] for n in self._help if _id(n) == event.widget.id), "")
        box = self.query_one("#box")
        told = [f"{takes} · {_KEYS}", f"{takes} · enter saves", takes] if takes else [_KEYS]
        box.border_subtitle = Content(sign(self, first_fitting(told, box.size.width - 4)))

    def on_input_changed(self) -> None:
        if self._preview is None:
            return
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._look_ahead)

    def _look_ahead(self) -> None:
        if self._preview is not None and self.is_mounted:
            self.run_worker(self._show_preview(), group="preview", exclusive=True)

    async def _show_preview(self) -> None:
        assert self._preview is not None
        document = await self._preview(self.changed)
        view = self.query_one("#preview", LineView)
        view.styles.height = min(12, len(document) + 1)
        view.show(lambda _: document)

    def action_preview_page(self, by: int) -> None:
        """Scroll what would be sent."""
        if self._preview is not None:
            self.query_one("#preview", LineView).move_page(by)

    async def on_input_submitted(self) -> None:
        refused = await self._save(self.changed)
        if not refused:
            self.dismiss()
            return
        line = self.query_one("#refused", Static)
        line.update(Content(clean(refused)))
        line.set_class(True, "-shown")


def _id(name: str) -> str:
    return "field-" + name.replace(".", "-")


__all__ = ["Form", "Preview", "Save"]
