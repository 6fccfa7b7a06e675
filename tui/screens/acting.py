"""Acting on the run: engine, clock, scenario, requests once more, undo, leaving."""

from collections.abc import Mapping

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.formats import count_text, login, method_text, path_text
from simulator.journal.causes import Kind, Selection
from simulator.wire.exchange import Exchange
from tui.player import Performance
from tui.screens.menus import Question
from tui.screens.timing import Timing
from tui.tenant import Tenant
from tui.undo import Undo, undo_figure, undo_of


class Acting(Timing, inherit_bindings=False):
    """What all handlers that act share, and those of the engine."""

    undos: list[Undo]

    @property
    def tenant(self) -> Tenant:
        """Questions to both products."""
        return Tenant(self.present.run.reader)

    def can_act(self) -> bool:
        """Say whether something can be done now; tell why not."""
        if self.past is not None:
            self.tell("Not while looking back: f returns to now.", warn=True)
            return False
        reason = "" if self.controls.can_act else self.controls.reason
        if self.present.run.is_lost:
            reason = "nobody answers there"
        if reason:
            self.tell(f"Not possible: {reason}.", warn=True)
        return not reason

    def do(self, verb: str, said: str, **args: JSON) -> None:
        """Do something and say how it went; the app never waits for it."""
        self.run_worker(self._do(verb, said, args), group="control")

    async def _do(self, verb: str, said: str, args: Mapping[str, JSON]) -> bool:
        refused = await self.try_to(verb, said, **args)
        if refused:
            self.tell(refused, warn=True)
        return not refused

    def switch(self, verb: str, said: str, **shown: JSON) -> None:
        """Show a figure of the engine as it will be, and as it was if that is refused."""
        figures = self.present.run.figures
        before = {name: getattr(figures, name) for name in shown}

        def show(values: Mapping[str, JSON]) -> None:
            for name, value in values.items():
                setattr(figures, name, value)
            self.update_all()

        async def switch() -> None:
            args = {} if "held" in shown else shown
            if not await self._do(verb, said, args):
                show(before)
            elif (back := undo_figure(verb, {"speed": before.get("speed") or 1.0})) is not None:
                self.undos.append(back)

        show(shown)
        self.run_worker(switch(), group="control")

    async def try_to(self, verb: str, said: str, **args: JSON) -> str:
        """Do something; say so, or return why it was refused."""
        back = undo_of(verb, args, self.tenant, said)
        try:
            await self.controls.do(verb, **args)
        except SimulatorError as error:
            return str(error)
        if back is not None:
            self.undos.append(back)
        self.poll()
        if said:
            self.tell(said)
        return ""

    def action_undo(self) -> None:
        """Take back my last change, on either side."""
        if not self.can_act():
            return
        if not self.undos:
            self.tell("Nothing of yours can be taken back.", warn=True)
            return
        self.run_worker(self._undo(self.undos.pop()), group="control")

    async def _undo(self, last: Undo) -> None:
        try:
            for each in (last, *last.more):
                await self.controls.do(each.verb, **each.args)
        except SimulatorError as error:
            self.tell(f"Not taken back: {error}", warn=True)
            return
        self.poll()
        self.tell(f"Taken back: {last.of}")

    # -- engine, clock, scenario ------------------------------------------------------------------

    def action_hold(self) -> None:
        """Continue or pause the scenario under way; without one hold or release the engine.

        An engine that is held in the middle of a scenario makes its expectations fail: whoever
        presses the key that continues once too often must not spoil the story.
        """
        playing, held = self._playing, self.present.run.figures.held
        if playing is not None and (playing.waits or playing.paused):
            self.proceed()
        elif playing is not None and not held:
            playing.pause()
            self.tell("The scenario waits before its next step: space continues.")
            self.update_all()
        elif self.can_act():
            if held:
                self.switch("lab.release", "Released: the engine takes jobs again.", held=False)
            else:
                self.switch("lab.hold", "Held: space releases, . lets one job through.", held=True)

    @property
    def _playing(self) -> Performance | None:
        """The scenario under way."""
        return None if self.player is None or self.player.finished else self.player

    def proceed(self) -> None:
        """Let the scenario go on; what the app showed by itself makes room for what comes."""
        if self.player is None or not (self.player.waits or self.player.paused):
            return
        self.player.go_on()
        if self.shown_by_itself:
            self.shown_by_itself = self.by_hand = False
            self.tables["requests"].set_follow(True)
            if self.is_narrow:
                self.close_drawer()
        self.poll()
        self.update_all()

    def action_step(self) -> None:
        """Let exactly one step of the scenario through, or one job of an engine that is held."""
        playing, held = self._playing, self.present.run.figures.held
        if playing is not None and not held:
            playing.one_step()
            self.update_all()
        elif self.can_act():
            if not held:
                self.tell("Hold the engine first (space), then . lets one job through.", warn=True)
                return
            self.do("lab.step", "")

    def action_speed(self, factor: float) -> None:
        """Change the speed of the simulated clock."""
        if self.can_act():
            speed = (self.present.run.figures.speed or 1.0) * factor
            self.switch("lab.speed", f"Clock ×{speed:g}.", speed=speed)

    def action_again(self) -> None:
        """Retry the failed task of the person, or send the selected request again."""
        if not self.can_act():
            return
        if self.player is not None and self.player.is_about_to("retry"):
            self.proceed()
            return
        row = self.state.subject()
        task = None if row is None else self.state.assignments.task_of(row.id)
        if row is not None and task is not None:
            self.do("okta.task.retry", f"Task of {login(row.login)} retried.", task=task)
            return
        selection = self.state.selection
        if selection is not None and selection.kind is Kind.EXCHANGE:
            self.send_again()
        elif row is None:
            self.tell("Select a person or a request first.", warn=True)
        else:
            self.tell(f"No task of {login(row.login)} waits for a retry.", warn=True)

    def send_again(self) -> None:
        """Send the selected request once more, after asking."""
        exchange = self.state.latest_exchange()
        if exchange is None or exchange.status is None:
            self.tell("Select a finished request first.", warn=True)
            return
        self.app.push_screen(
            Question("Send again", self._about_again(exchange)),
            lambda key: self._send_again(exchange, key),
        )

    def _about_again(self, exchange: Exchange) -> str:
        where = path_text(exchange.target, 50, glyphs=self.glyphs)
        text = f"#{exchange.seq} {method_text(exchange.method, short=False)} {where} goes out"
        text += f" once more to {exchange.base}, with the token of now and outside any job."
        if b'"password"' in (exchange.request_body or b""):
            text += " Its password is not kept: stars go in its place."
        return text

    def _send_again(self, exchange: Exchange, key: str | None) -> None:
        if not key:
            return
        self.by_hand = False
        self.tables["requests"].set_follow(True)
        self.do("lab.again", f"#{exchange.seq} was sent again.", exchange=exchange.seq)

    def stay_with(self, assignment: str) -> None:
        """Keep a person selected while requests of an admin come in below."""
        self.by_hand = True
        if assignment:
            self.select(Selection(Kind.ASSIGNMENT, assignment))

    # -- leaving ----------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Quit; ask while a scenario or jobs are under way."""
        reason = self._under_way()
        if not reason:
            self.app.exit()
            return
        text = f"{reason}\n{self.place_text()}\n\nQuit?"

        def answer(key: str | None) -> None:
            if key:
                self.app.exit()

        self.app.push_screen(Question("Quit", text), answer)

    def action_leave_now(self) -> None:
        self.app.exit()

    def place_text(self) -> str:
        """Say where the run is kept."""
        path = self.present.run.path
        if path is None:
            return "The run is in memory only and goes with the app."
        return f"The run file stays: {path}"

    def _under_way(self) -> str:
        if not self.controls.can_act:
            return ""
        if self.player is not None and not self.player.finished:
            return f"The scenario “{self.player.title}” is under way."
        jobs = len(self.state.assignments.under_way())
        return f"{count_text(jobs, 'job')} not done yet." if jobs else ""


__all__ = ["Acting"]
