"""Faults, latency, lag and the clock: a modal over any screen. Source: tui.md 10."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.formats import clean
from simulator.glyphs import PLAIN, Glyphs
from tui.actions import FAULT_ACTIONS, bindings
from tui.panes.rules import HELP, READY, RuleColumns, RuleRow, as_fields, as_rule
from tui.screens.forms import Form, Preview
from tui.screens.help import Help
from tui.screens.menus import Choice, Line, sign
from tui.widgets.row_table import RowTable
from tui.widgets.table_model import ListSource

Do: TypeAlias = Callable[..., Awaitable[JSON]]
_OWN = "own"
ALL_OFF = "all off"
"""Asked for like a verb: every rule that is on is switched off."""
_SWITCH = 5
"""How many cells on the left of a rule switch it when they are clicked."""
_FIELDS = (
    ("latency", "latency", "every request waits so long, like 300ms; 0: none"),
    ("jitter", "  give or take", "like 100ms"),
    ("lag", "lag", "ZITADEL's search sees a write only after this long, like 2s"),
    ("speed", "clock ×", "speed of Okta's waiting times; 1 is real"),
)


class FaultsScreen(ModalScreen[None], inherit_bindings=False):
    """Rules with how often they were at work; what is changed here is on record in the run."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FAULT_ACTIONS)]

    def __init__(
        self,
        do: Do,
        glyphs: Glyphs,
        *,
        speed: float | None,
        foresee: Callable[[Mapping[str, str]], Preview] | None = None,
    ) -> None:
        super().__init__()
        self._do = do
        self._glyphs = glyphs
        self._speed = speed
        self._foresee = foresee
        self.actions = FAULT_ACTIONS
        self.rules = RowTable(RuleColumns(glyphs), glyphs=glyphs)
        self.rules.placeholder = ["", "No fault rule.", "", "a  adds one"]
        self._kept: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(sign(self, "Faults and latency"))
            hint = "space on/off · a add · enter edit · x delete · Z all off · esc close"
            box.border_subtitle = Content(sign(self, hint))
            yield Static("", id="head")
            yield self.rules
            for name, label, hint in _FIELDS:
                with Horizontal(classes="field"):
                    yield Label(Content(label.replace("×", "x" if self._plain else "×")))
                    yield Line("", id=f"f-{name}", placeholder=hint)
            yield Static("", id="said")

    @property
    def _plain(self) -> bool:
        return self._glyphs is PLAIN

    def on_mount(self) -> None:
        self.set_focus(self.rules)
        self.run_worker(self._begin(), group="control")

    async def _begin(self) -> None:
        state = await self._ask("lab.state")
        speed = state.get("speed") if state.get("speed") is not None else self._speed
        self._put("lag", f"{state.get('lag') or 0:g}s" if state.get("lag") else "0")
        self._put("speed", "" if speed is None else f"{speed:g}")
        await self._list("lab.fault.list")

    def _put(self, name: str, text: str) -> None:
        self._kept[name] = text
        field = self.query_one(f"#f-{name}", Input)
        if not field.has_focus:
            field.value = text

    async def _ask(self, verb: str, **args: JSON) -> dict[str, Any]:
        """Do something; what is refused stands below, and the answer is empty."""
        try:
            answer = await self._do(verb, **args)
        except SimulatorError as error:
            self.say(str(error))
            return {}
        self.say("")
        return dict(answer or {})

    async def _list(self, verb: str, **args: JSON) -> bool:
        """Do something whose answer is the list of rules, and show it."""
        answer = await self._ask(verb, **args)
        if "faults" not in answer:
            return False
        rows = [RuleRow(rule) for rule in answer["faults"]]
        latency = next((r.rule for r in rows if r.key == "latency"), None)
        self._put_latency(latency)
        self.rules.set_source(ListSource(rows))
        self.rules.relayout()
        if verb == "lab.fault.add":
            self.rules.place(len(rows) - 1)
        elif self.rules.cursor < 0:
            self.rules.place(0)
        self.show_head()
        return True

    def _put_latency(self, rule: Mapping[str, Any] | None) -> None:
        delay = ((rule or {}).get("does") or {}).get("delay", 0)
        least, most = (delay, delay) if not isinstance(delay, list) else (delay[0], delay[-1])
        self._put("latency", f"{(least + most) * 500:g}ms" if most else "0")
        self._put("jitter", f"{(most - least) * 500:g}ms" if most != least else "0")

    def say(self, text: str) -> None:
        """Say what was refused."""
        self.query_one("#said", Static).update(Content(clean(text)))

    def show_head(self) -> None:
        """Write titles and how many rules are on."""
        source = self.rules.source
        rows: Any = source.window(0, len(source))
        on = sum(bool(row.rule.get("on")) for row in rows)
        title = f"Faults and latency   {on} of {len(rows)} active"
        self.query_one("#box").border_title = Content(sign(self, title))
        cells = self.rules.header(self.rules.size.width)
        self.query_one("#head", Static).update(Content("".join(text for text, _ in cells)))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_head)

    @property
    def rule(self) -> Mapping[str, Any] | None:
        """The rule under the cursor."""
        row = self.rules.current
        return row.rule if isinstance(row, RuleRow) else None

    # -- rules --------------------------------------------------------------------------------

    def on_row_table_opened(self, message: RowTable.Opened) -> None:
        """A second click on a rule edits it."""
        if message.x >= _SWITCH:
            self.action_edit()

    def on_click(self, event: Click) -> None:
        """A click on the first column switches the rule."""
        at = event.screen_offset - self.rules.region.offset
        if 0 <= at.x < _SWITCH and 0 <= at.y < len(self.rules.source):
            self.action_switch()

    def _work(self, verb: str, **args: JSON) -> None:
        self.run_worker(self._list(verb, **args), group="control")

    def action_switch(self) -> None:
        """Switch the rule on or off."""
        if self.rule is not None:
            self._work("lab.fault.switch", name=self.rule["name"])

    def action_add(self) -> None:
        """Add a prepared rule, or one of one's own."""
        choices = [(name, f"{name:<15} {what}") for name, what in READY]
        choices.append((_OWN, f"{'…':<15} a rule of your own"))

        def add(name: str | None) -> None:
            if name == _OWN:
                self._edit({"name": "", "does": {"status": 503}}, fresh=True)
            elif name is not None:
                self._work("lab.fault.add", ready=name)

        self.app.push_screen(Choice("Add a fault rule", choices), add)

    def action_edit(self) -> None:
        """Edit the rule, or take over what was typed into a field."""
        if isinstance(self.focused, Input):
            self._take_over(self.focused)
        elif self.rule is not None:
            self._edit(self.rule, fresh=False)

    def _edit(self, rule: Mapping[str, Any], *, fresh: bool) -> None:
        fields = as_fields(rule)

        async def save(changed: Mapping[str, str]) -> str:
            try:
                made = as_rule({**fields, **changed}, None if fresh else rule)
                if fresh:
                    answer = await self._do("lab.fault.add", **made)
                else:
                    name, old = made.pop("name"), rule["name"]
                    more = {"rename": name} if name != old else {}
                    on = bool(rule.get("on", True))
                    answer = await self._do("lab.fault.change", name=old, on=on, **made, **more)
            except SimulatorError as error:
                return str(error)
            del answer
            await self._list("lab.fault.list")
            return ""

        preview = None if self._foresee is None else self._foresee(fields)
        title = "A fault rule of your own" if fresh else f"Fault rule {rule['name']}"
        form = Form(
            title,
            fields,
            save=save,
            preview=preview,
            ahead="what it would have matched",
            glyphs=self._glyphs,
            help=HELP,
        )
        self.app.push_screen(form)

    def action_delete(self) -> None:
        """Take the rule off the list."""
        if self.rule is not None:
            self._work("lab.fault.remove", name=self.rule["name"])

    def action_all_off(self) -> None:
        """Switch every rule off; they stay on the list."""
        self._work(ALL_OFF)

    # -- figures ------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take_over(event.input)

    def _take_over(self, field: Input) -> None:
        """Let a figure be what was typed."""
        values = {name: self.query_one(f"#f-{name}", Input).value.strip() for name, _, _ in _FIELDS}

        async def set_figures() -> None:
            if any(values[name] != self._kept.get(name) for name in ("latency", "jitter")):
                latency = {"delay": values["latency"] or 0, "jitter": values["jitter"] or 0}
                if not await self._list("lab.latency", **latency):
                    return
            if values["lag"] != self._kept.get("lag"):
                if not await self._ask("lab.lag", lag=values["lag"] or 0):
                    return
                self._kept["lag"] = values["lag"]
            if values["speed"] and values["speed"] != self._kept.get("speed"):
                try:
                    speed = float(values["speed"].lstrip("×x"))
                except ValueError:
                    self.say(f"{values['speed']} is no speed. 2 is twice as fast, 0.5 half.")
                    return
                if not await self._ask("lab.speed", speed=speed):
                    return
                self._kept["speed"] = values["speed"]
            self.set_focus(self.rules)

        self.run_worker(set_figures(), group="control")

    # -- moving and leaving -----------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.rules.move(by)

    def action_cycle(self, step: int) -> None:
        """Go round the rules and the figures."""
        stops = [self.rules, *(self.query_one(f"#f-{name}", Input) for name, _, _ in _FIELDS)]
        here = next((i for i, each in enumerate(stops) if each is self.focused), 0)
        self.set_focus(stops[(here + step) % len(stops)])

    def action_back(self) -> None:
        self.dismiss()

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_help(self) -> None:
        own = getattr(self.app, "own_keys", None)
        more = {} if own is None else {"keymap": own}
        self.app.push_screen(Help(self._glyphs, self.actions, title="Keys of Faults", **more))


__all__ = ["ALL_OFF", "FaultsScreen"]
