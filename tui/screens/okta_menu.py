"""Acting on the tenant as an administrator of Okta would: people, the app, its mappings."""

from collections.abc import Mapping, Sequence

from simulator.errors import SimulatorError
from simulator.formats import login
from tui.panes.assignments import OFF, AssignmentRow
from tui.screens.app_menu import AppMenu
from tui.screens.forms import Form, Save
from tui.screens.menus import Choice, Entry, Menu, Told
from tui.tenant import IGNORE_PASSWORD

_NEW = {"login": "", "firstName": "", "lastName": "", "email": ""}
_CURE = "Apply the cure: ignore passwords on create (metadata on the service account)"
_ENTERABLE = ("STAGED", "DEPROVISIONED", "SUSPENDED")
_LEAVABLE = ("STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT", "RECOVERY")
_SUSPENDABLE = ("ACTIVE",)


def _why_not(status: str, allowed: Sequence[str]) -> str:
    return "" if status in allowed else f"is {status.lower() or 'unknown'}"


def _not_assigned(row: AssignmentRow | None) -> str:
    return "is not assigned" if row is not None and row.status in OFF else ""


class OktaMenu(AppMenu, inherit_bindings=False):
    """The menu over Okta's side."""

    def okta_menu(self) -> None:
        """Ask what to do in Okta."""
        row, cure = self.state.subject(), self._cure()
        menu = Menu("Act in Okta", self._entries(row, cure))
        self.app.push_screen(menu, lambda key: self._chosen(key, row, cure))

    def action_in_okta(self, key: str) -> None:
        """Do what the menu does behind a key, from the palette; say why if it cannot be done."""
        if self.can_act():
            row, cure = self.state.subject(), self._cure()
            if self.is_open_for(key, self._entries(row, cure)):
                self._chosen(key, row, cure)

    def is_open_for(self, key: str, entries: Sequence[Entry]) -> bool:
        """Say whether an entry of a menu can be chosen; tell why not."""
        entry = next(each for each in entries if each.key == key)
        if entry.why_not:
            self.tell(f"{entry.label}: {entry.why_not}.", warn=True)
        return not entry.why_not

    def zitadel_menu(self) -> None:
        """Ask what to do at ZITADEL's side."""
        raise NotImplementedError

    def _entries(self, row: AssignmentRow | None, cure: str) -> list[Entry]:
        tenant = self.tenant
        who = "the person selected" if row is None else login(row.login)
        nobody = "" if row is not None else "select somebody first"
        task = row is not None and self.state.assignments.task_of(row.id)
        none_open = nobody or ("" if task else "none is open")
        status = "" if row is None else tenant.status(row.user_id)
        no_app = "" if tenant.app() else "there is no app"
        entries = [
            Entry("a", "Assign somebody to the app …", "" if tenant.free_people() else "all are"),
            Entry("g", "Assign a group to the app …", "" if tenant.groups() else "no group yet"),
            Entry("n", "New person in Okta …"),
            Entry("t", f"Take {who} away from the app", nobody or _not_assigned(row)),
            Entry("e", f"Edit the profile of {who} …", nobody),
            Entry("d", f"Deactivate {who} in Okta", nobody or _why_not(status, _LEAVABLE)),
            Entry("s", f"Suspend {who} in Okta", nobody or _why_not(status, _SUSPENDABLE)),
            Entry("c", f"Activate {who} in Okta", nobody or _why_not(status, _ENTERABLE)),
            Entry("r", f"Retry the task of {who}", none_open),
            Entry("k", f"Mark the task of {who} complete", none_open),
            Entry("w", f"Why is {who} like this?", nobody),
            Entry("m", "Edit a mapping of the app …", no_app),
            Entry("p", "App settings and toggles …", no_app),
            Entry("v", "Test Connector Configuration", no_app),
            Entry("f", "Force Sync", no_app),
            Entry("z", "At ZITADEL's side: lock, edit, delete …"),
        ]
        return [Entry("i", _CURE), *entries] if cure else entries

    def cure_keys(self) -> list[tuple[str, str]]:
        if self.player is not None and self.player.is_about_to("retry") and not self._cure():
            return [("again", "retry")]
        exchange = self.state.latest_exchange()
        if exchange is None or exchange.status != 400 or not self.controls.can_act:
            return []
        if self._cure():
            return [("cure", "apply the cure")]
        row = self.state.subject()
        task = row is not None and self.state.assignments.task_of(row.id)
        return [("again", "retry")] if task else []

    def action_cure(self) -> None:
        """Apply the cure of the refusal selected, if one is known that a key can apply."""
        if not self.can_act():
            return
        row, cure, exchange = self.state.subject(), self._cure(), self.state.latest_exchange()
        if cure and self.player is not None and self.player.is_about_to("metadata"):
            self.proceed()  # the story does it, and tells about it
        elif cure:
            self._apply(cure, row)
        elif exchange is not None and self.tenant.refused_password(exchange.seq):
            self.tell("It is applied already: R retries.")
        else:
            self.tell("No cure for this that a key could apply; Explain says why.", warn=True)

    def _apply(self, account: str, row: AssignmentRow | None) -> None:
        self.stay_with("" if row is None else row.id)
        told = "Passwords are ignored on create from now on: R retries."
        args = {"user": account, "key": IGNORE_PASSWORD, "value": "true"}
        self.do("zitadel.metadata.set", told, **args)

    def _cure(self) -> str:
        """Return the service account to be cured, if the selection was refused for a password."""
        exchange, tenant = self.state.latest_exchange(), self.tenant
        if exchange is None or not tenant.refused_password(exchange.seq):
            return ""
        account = tenant.caller()
        return "" if tenant.ignores_passwords(account) else account

    def _chosen(self, key: str | None, row: AssignmentRow | None, cure: str) -> None:
        tenant = self.tenant
        match key:
            case "a":
                self._pick("Assign to the app", tenant.free_people(), "user")
            case "g":
                self._pick("Assign to the app", tenant.groups(), "group")
            case "n":
                self.app.push_screen(Form("New person", _NEW, save=self._create))
            case "i":
                self._apply(cure, row)
            case "m":
                self.choose_mapping(row)
            case "p":
                self.edit_settings()
            case "v":
                self.run_worker(self.test_connector(), group="control")
            case "f":
                self.do("okta.app.force_sync", "Force Sync: what differs is pushed.")
            case "z":
                self.zitadel_menu()
            case str() if row is not None:
                self._about(key, row)

    def _about(self, key: str, row: AssignmentRow) -> None:
        name, user = login(row.login), row.user_id
        back = "unsuspend" if self.tenant.status(user) == "SUSPENDED" else "activate"
        simple = {
            "t": ("okta.unassign", f"{name} was taken away from the app."),
            "d": ("okta.user.deactivate", f"{name} is deactivated."),
            "s": ("okta.user.suspend", f"{name} is suspended; nothing is sent for that."),
            "c": (f"okta.user.{back}", f"{name} is active."),
        }
        if key in simple:
            verb, said = simple[key]
            self.do(verb, said, user=user)
        elif key == "r":
            self.action_again()
        elif key == "k":
            task = self.state.assignments.task_of(row.id)
            self.do("okta.task.complete", f"The task of {name} is complete.", task=task)
        elif key == "w":
            self.run_worker(self._why(row), group="control")
        elif key == "e":
            fields = self.tenant.profile(user)
            form = Form(
                f"Profile of {name} in Okta",
                fields,
                save=self._save_profile(user, name),
                preview=self.preview_for(user),
                glyphs=self.glyphs,
            )
            self.app.push_screen(form)

    # -- people -------------------------------------------------------------------------------

    def _save_profile(self, user: str, name: str) -> Save:
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

    def _pick(self, title: str, choices: list[tuple[str, str]], name: str) -> None:
        labels = dict(choices)

        def take(value: str | None) -> None:
            if value is not None:
                self.do("okta.assign", f"{labels[value]} was assigned.", **{name: value})

        self.app.push_screen(Choice(title, choices), take)

    async def _why(self, row: AssignmentRow) -> None:
        try:
            found = await self.controls.do("okta.why", user=row.user_id)
        except SimulatorError as error:
            self.tell(str(error), warn=True)
            return
        self.app.push_screen(Told(f"Why is {login(row.login)} like this?", [(found["answer"], "")]))


__all__ = ["OktaMenu"]
