"""Opening the modal of faults over a run, and what takes back what was done in it."""

from collections.abc import Mapping
from dataclasses import replace

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.formats import count_text
from tui.foreseeing import foreseen
from tui.screens.acting import Acting
from tui.screens.faults import ALL_OFF, FaultsScreen
from tui.screens.forms import Preview
from tui.undo import FAULT_VERBS, FIGURE_VERBS, Undo, undo_fault, undo_figure
from tui.widgets.lines import Document


class Faulting(Acting, inherit_bindings=False):
    """Handlers of fault rules."""

    def action_faults(self) -> None:
        """Show fault rules, latency, lag and the clock."""
        if self.can_act():
            speed = self.present.run.figures.speed
            self.app.push_screen(
                FaultsScreen(self._do_fault, self.glyphs, speed=speed, foresee=self._foresee),
                self._faults_closed,
            )

    def _faults_closed(self, _: None) -> None:
        self.poll()

    async def _do_fault(self, verb: str, **args: JSON) -> JSON:
        """Do something in the modal of faults, and remember what takes it back."""
        do = self.controls.do
        if verb == ALL_OFF:
            return await self._all_off()
        if verb in FIGURE_VERBS:
            state = await do("lab.state") or {}
            answer, back = await do(verb, **args), undo_figure(verb, state)
        elif verb in FAULT_VERBS:
            rules = await do("lab.fault.list") or {}
            answer = await do(verb, **args)
            back = undo_fault(verb, args, rules.get("faults") or [], answer)
        else:
            return await do(verb, **args)
        if back is not None:
            self.undos.append(back)
        return answer

    async def _all_off(self) -> JSON:
        """Switch every rule off; taking that back switches them all on again."""
        answer = await self.controls.do("lab.fault.list") or {}
        names = [str(rule["name"]) for rule in answer.get("faults") or [] if rule.get("on")]
        for name in names:
            answer = await self.controls.do("lab.fault.switch", name=name, on=False)
        back = [Undo("lab.fault.switch", {"name": name, "on": True}, "") for name in names]
        if back:
            said = f"{count_text(len(names), 'fault rule')} switched off"
            self.undos.append(replace(back[0], of=said, more=tuple(back[1:])))
        return answer

    def add_fault(self, ready: str) -> None:
        """Add a prepared fault rule; the palette does."""
        if self.can_act():
            self.run_worker(self._add_fault(ready), group="control")

    async def _add_fault(self, ready: str) -> None:
        try:
            await self._do_fault("lab.fault.add", ready=ready)
        except SimulatorError as error:
            self.tell(str(error), warn=True)
            return
        self.poll()
        self.tell(f"Fault rule {ready} is at work; F shows it.")

    def _foresee(self, fields: Mapping[str, str]) -> Preview:
        """Return what says which requests a rule being typed would have matched."""

        async def preview(changed: Mapping[str, str]) -> Document:
            return foreseen(self.present, {**fields, **changed}, self.glyphs)

        return preview


__all__ = ["Faulting"]
