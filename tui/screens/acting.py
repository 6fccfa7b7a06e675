"""Acting on the run: the tenant through a menu, the engine, the clock, the scenario."""

from collections.abc import Mapping, Sequence

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.formats import count_text, login
from simulator.journal.causes import Kind, Selection
from tui.panes.assignments import OFF, AssignmentRow
from tui.screens.base import LiveBase
from tui.screens.menus import Choice, Entry, Form, Menu, Question, Save
from tui.screens.timing import Timing
from tui.tenant import IGNORE_PASSWORD, Tenant

_NEW = {"login": "", "firstName": "", "lastName": "", "email": ""}
_CURE = "Apply the cure: ignore passwords on create (metadata on the service account)"
_ENTERABLE = ("STAGED", "DEPROVISIONED", "SUSPENDED")
_LEAVABLE = ("STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT", "RECOVERY")


def _why_not(status: str, allowed: Sequence[str]) -> str:
    return "" if status in allowed else f"is {status.lower() or 'unknown'}"


def _not_assigned(row: AssignmentRow | None) -> str:
    return "is not assigned" if row is not None and row.status in OFF else ""


class Acting(Timing, LiveBase, inherit_bindings=False):
    """Handlers of the group Act, and leaving."""

    def _can_act(self) -> bool:
        if self.past is not None:
            self.tell("Not while looking back: f returns to now.", warn=True)
            return False
        if not self.controls.can_act:
            self.tell(f"Not possible: {self.controls.reason}.", warn=True)
        return self.controls.can_act

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
        figures = self.state.run.figures
        before = {name: getattr(figures, name) for name in shown}

        def show(values: Mapping[str, JSON]) -> None:
            for name, value in values.items():
                setattr(figures, name, value)
            self.update_all()

        async def switch() -> None:
            args = {} if "held" in shown else shown
            if not await self._do(verb, said, args):
                show(before)

        show(shown)
        self.run_worker(switch(), group="control")

    async def try_to(self, verb: str, said: str, **args: JSON) -> str:
        """Do something; say so, or return why it was refused."""
        try:
            await self.controls.do(verb, **args)
        except SimulatorError as error:
            return str(error)
        self.poll()
        if said:
            self.tell(said)
        return ""

    # -- engine, clock, scenario ------------------------------------------------------------------

    def action_hold(self) -> None:
        """Continue the scenario if it waits for the person, else hold or release the engine."""
        if self.player is not None and self.player.waits:
            self.proceed()
        elif self._can_act():
            if self.state.run.figures.held:
                self.switch("lab.release", "Released: the engine takes jobs again.", held=False)
            else:
                self.switch("lab.hold", "Held: space releases, . lets one job through.", held=True)

    def proceed(self) -> None:
        """Let the scenario go on; what the app showed by itself makes room for what comes."""
        if self.player is None or not self.player.waits:
            return
        self.player.proceed()
        if self.shown_by_itself:
            self.shown_by_itself = self.by_hand = False
            self.tables["requests"].set_follow(True)
            if self.is_narrow:
                self.close_drawer()
        self.poll()

    def action_step(self) -> None:
        """Let exactly one job through."""
        if self._can_act():
            if not self.state.run.figures.held:
                self.tell("Hold the engine first (space), then . lets one job through.", warn=True)
                return
            self.do("lab.step", "")

    def action_speed(self, factor: float) -> None:
        """Change the speed of the simulated clock."""
        if self._can_act():
            speed = (self.state.run.figures.speed or 1.0) * factor
            self.switch("lab.speed", f"Clock ×{speed:g}.", speed=speed)

    def action_again(self) -> None:
        """Retry the failed task of the person the selection is about."""
        if not self._can_act():
            return
        row = self.state.subject()
        if row is None:
            self.tell("Select a person or a request first.", warn=True)
            return
        task = self.state.assignments.task_of(row.id)
        if task is None:
            self.tell(f"No task of {login(row.login)} waits for a retry.", warn=True)
            return
        self.do("okta.task.retry", f"Task of {login(row.login)} retried.", task=task)

    # -- the tenant -------------------------------------------------------------------------------

    @property
    def _tenant(self) -> Tenant:
        return Tenant(self.state.run.reader)

    def action_act(self) -> None:
        """Ask what to do to the tenant."""
        if not self._can_act():
            return
        row, cure = self.state.subject(), self._cure()
        menu = Menu("Act in Okta", self._entries(row, cure))
        self.app.push_screen(menu, lambda key: self._chosen(key, row, cure))

    def _entries(self, row: AssignmentRow | None, cure: str) -> list[Entry]:
        tenant = self._tenant
        who = "the person selected" if row is None else login(row.login)
        nobody = "" if row is not None else "select somebody first"
        task = row is not None and self.state.assignments.task_of(row.id)
        status = "" if row is None else tenant.status(row.user_id)
        entries = [
            Entry("a", "Assign somebody to the app …", "" if tenant.free_people() else "all are"),
            Entry("g", "Assign a group to the app …", "" if tenant.groups() else "no group yet"),
            Entry("n", "New person in Okta …"),
            Entry("t", f"Take {who} away from the app", nobody or _not_assigned(row)),
            Entry("e", f"Edit the profile of {who} …", nobody),
            Entry("d", f"Deactivate {who} in Okta", nobody or _why_not(status, _LEAVABLE)),
            Entry("c", f"Activate {who} in Okta", nobody or _why_not(status, _ENTERABLE)),
            Entry("r", f"Retry the task of {who}", nobody or ("" if task else "none is open")),
        ]
        return [Entry("i", _CURE), *entries] if cure else entries

    def _cure(self) -> str:
        """Return the service account to be cured, if the selection was refused for a password."""
        exchange = self.state.latest_exchange()
        if exchange is None or not self._tenant.refused_password(exchange.seq):
            return ""
        account = self._tenant.caller()
        return "" if self._tenant.ignores_passwords(account) else account

    def _chosen(self, key: str | None, row: AssignmentRow | None, cure: str) -> None:
        if key == "a":
            self._pick("Assign to the app", self._tenant.free_people(), "okta.assign", "user")
        elif key == "g":
            self._pick("Assign to the app", self._tenant.groups(), "okta.assign", "group")
        elif key == "n":
            self.app.push_screen(Form("New person", _NEW, save=self._create))
        elif key == "i":
            self._stay_with(row)
            told = "Passwords are ignored on create from now on: R retries."
            args = {"user": cure, "key": IGNORE_PASSWORD, "value": "true"}
            self.do("zitadel.metadata.set", told, **args)
        elif row is not None and key is not None:
            self._about(key, row)

    def _stay_with(self, row: AssignmentRow | None) -> None:
        """Keep the person selected while requests of an admin come in below."""
        self.by_hand = True
        if row is not None:
            self.select(Selection(Kind.ASSIGNMENT, row.id))

    def _about(self, key: str, row: AssignmentRow) -> None:
        name, user = login(row.login), row.user_id
        back = "unsuspend" if self._tenant.status(user) == "SUSPENDED" else "activate"
        simple = {
            "t": ("okta.unassign", f"{name} was taken away from the app."),
            "d": ("okta.user.deactivate", f"{name} is deactivated."),
            "c": (f"okta.user.{back}", f"{name} is active."),
        }
        if key in simple:
            verb, said = simple[key]
            self.do(verb, said, user=user)
        elif key == "r":
            self.action_again()
        elif key == "e":
            fields = self._tenant.profile(user)
            self.app.push_screen(Form(f"Profile of {name}", fields, save=self._save(user, name)))

    def _save(self, user: str, name: str) -> Save:
        async def save(changed: Mapping[str, str]) -> str:
            if not changed:
                return ""
            told = f"{', '.join(changed)} of {name} changed."
            return await self.try_to("okta.user.update", told, user=user, set=dict(changed))

        return save

    async def _create(self, given: Mapping[str, str]) -> str:
        if not given.get("login"):
            return "A person needs a login."
        args = {"email": given["login"], **{k: v for k, v in given.items() if v}}
        return await self.try_to("okta.user.create", f"{given['login']} was created.", **args)

    def _pick(self, title: str, choices: list[tuple[str, str]], verb: str, name: str) -> None:
        labels = dict(choices)

        def take(value: str | None) -> None:
            if value is not None:
                self.do(verb, f"{labels[value]} was assigned.", **{name: value})

        self.app.push_screen(Choice(title, choices), take)

    # -- leaving ----------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Quit; ask while a scenario or jobs are under way."""
        reason = self._under_way()
        if not reason:
            self.app.exit()
            return
        text = f"{reason} The run file stays and can be opened again. Quit?"

        def answer(key: str | None) -> None:
            if key:
                self.app.exit()

        self.app.push_screen(Question("Quit", text), answer)

    def action_leave_now(self) -> None:
        self.app.exit()

    def _under_way(self) -> str:
        if not self.controls.can_act:
            return ""
        if self.player is not None and not self.player.finished:
            return f"The scenario “{self.player.title}” is under way."
        jobs = len(self.state.assignments.under_way())
        return f"{count_text(jobs, 'job')} not done yet." if jobs else ""


__all__ = ["Acting"]
