"""Acting on the run: the tenant through a menu, the engine, the clock, the scenario."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.formats import count_text, login
from tui.panes.assignments import AssignmentRow
from tui.screens.base import LiveBase
from tui.screens.menus import Choice, Entry, Form, Menu, Question

_EDITABLE = ("firstName", "lastName", "displayName", "email", "title", "department", "mobilePhone")
_NEW = {"login": "", "firstName": "", "lastName": "", "email": ""}


class Acting(LiveBase, inherit_bindings=False):
    """Handlers of the group Act, and leaving."""

    def _can_act(self) -> bool:
        if not self.controls.can_act:
            self.tell(f"Not possible: {self.controls.reason}.", warn=True)
        return self.controls.can_act

    def do(self, verb: str, said: str, **args: JSON) -> None:
        """Do something and say how it went; the app never waits for it."""
        self.run_worker(self._do(verb, said, args), group="control")

    async def _do(self, verb: str, said: str, args: Mapping[str, JSON]) -> JSON:
        try:
            result = await self.controls.do(verb, **args)
        except SimulatorError as error:
            self.tell(str(error), warn=True)
            return None
        self.poll()
        if said:
            self.tell(said)
        return result

    # -- engine, clock, scenario ------------------------------------------------------------------

    def action_hold(self) -> None:
        """Continue the scenario if it waits for the person, else hold or release the engine."""
        if self.player is not None and self.player.waits:
            self.proceed()
        elif self._can_act():
            held = self.state.run.figures.held
            self.state.run.figures.held = not held
            self.update_all()
            if held:
                self.do("lab.release", "Released: the engine takes jobs again.")
            else:
                self.do("lab.hold", "Held: space releases, . lets one job through.")

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
            self.state.run.figures.speed = speed
            self.do("lab.speed", f"Clock ×{speed:g}.", speed=speed)

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

    def action_act(self) -> None:
        """Ask what to do to the tenant."""
        if not self._can_act():
            return
        row = self.state.subject()
        menu = Menu("Act in Okta", self._entries(row))
        self.app.push_screen(menu, lambda key: self._chosen(key, row))

    def _entries(self, row: AssignmentRow | None) -> list[Entry]:
        who = "the person selected" if row is None else login(row.login)
        nobody = "" if row is not None else "select somebody first"
        task = row is not None and self.state.assignments.task_of(row.id)
        return [
            Entry("a", "Assign somebody to the app …", "" if self._free_people() else "all are"),
            Entry("g", "Assign a group to the app …", "" if self._groups() else "no group yet"),
            Entry("n", "New person in Okta …"),
            Entry("t", f"Take {who} away from the app", nobody),
            Entry("e", f"Edit the profile of {who} …", nobody),
            Entry("d", f"Deactivate {who} in Okta", nobody),
            Entry("c", f"Activate {who} in Okta", nobody),
            Entry("r", f"Retry the task of {who}", nobody or ("" if task else "none is open")),
        ]

    def _chosen(self, key: str | None, row: AssignmentRow | None) -> None:
        if key == "a":
            self._pick("Assign to the app", self._free_people(), "okta.assign", "user")
        elif key == "g":
            self._pick("Assign to the app", self._groups(), "okta.assign", "group")
        elif key == "n":
            self.app.push_screen(Form("New person", _NEW), self._create)
        elif row is not None and key is not None:
            self._about(key, row)

    def _about(self, key: str, row: AssignmentRow) -> None:
        name, user = login(row.login), row.user_id
        simple = {
            "t": ("okta.unassign", f"{name} was taken away from the app."),
            "d": ("okta.user.deactivate", f"{name} is deactivated."),
            "c": ("okta.user.activate", f"{name} is active."),
        }
        if key in simple:
            verb, said = simple[key]
            self.do(verb, said, user=user)
        elif key == "r":
            self.action_again()
        elif key == "e":
            fields = self._profile(user)
            self.app.push_screen(Form(f"Profile of {name}", fields), self._save(user, name))

    def _save(self, user: str, name: str) -> Callable[[Mapping[str, str] | None], None]:
        def save(changed: Mapping[str, str] | None) -> None:
            if changed:
                told = f"{', '.join(changed)} of {name} changed."
                self.do("okta.user.update", told, user=user, set=dict(changed))

        return save

    def _create(self, given: Mapping[str, str] | None) -> None:
        if given and given.get("login"):
            args = {"email": given["login"], **{k: v for k, v in given.items() if v}}
            self.do("okta.user.create", f"{given['login']} was created.", **args)

    def _pick(self, title: str, choices: list[tuple[str, str]], verb: str, name: str) -> None:
        labels = dict(choices)

        def take(value: str | None) -> None:
            if value is not None:
                self.do(verb, f"{labels[value]} was assigned.", **{name: value})

        self.app.push_screen(Choice(title, choices), take)

    def _free_people(self) -> list[tuple[str, str]]:
        sql = (
            "SELECT id, login FROM okta_user WHERE id NOT IN (SELECT user_id FROM okta_assignment"
            " WHERE status NOT IN ('DEPROVISIONED','DELETED')) AND status<>'DEPROVISIONED'"
            " ORDER BY login LIMIT 500"
        )
        return [(row[0], row[1]) for row in self._ask(sql)]

    def _groups(self) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self._ask("SELECT id, name FROM okta_group")]

    def _profile(self, user: str) -> dict[str, str]:
        rows = self._ask("SELECT doc FROM okta_user WHERE id=?", user)
        profile = orjson.loads(rows[0][0]).get("profile", {}) if rows and rows[0][0] else {}
        return {name: str(profile.get(name) or "") for name in _EDITABLE}

    def _ask(self, sql: str, *parameters: object) -> list[Any]:
        return self.state.run.db.execute(sql, parameters).fetchall()

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
