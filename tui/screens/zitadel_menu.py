"""Acting at ZITADEL's side, behind Okta's back: what an admin there could do by hand."""

from collections.abc import Mapping

from simulator.formats import login
from simulator.journal.causes import Kind
from tui.screens.forms import Form
from tui.screens.menus import Entry, Menu, Question
from tui.screens.okta_menu import OktaMenu
from tui.settings import as_fields, as_values

_NEW = {"user_name": "", "given_name": "", "family_name": "", "email": ""}


class ZitadelMenu(OktaMenu, inherit_bindings=False):
    """The menu over ZITADEL's side, and which of both opens."""

    def action_act(self) -> None:
        """Ask what to do: at ZITADEL's side from its panes, in Okta from all others."""
        if not self.can_act():
            return
        if self.current_pane.id in ("state", "attributes"):
            self.zitadel_menu()
        else:
            self.okta_menu()

    def _account(self) -> str:
        """Return the ZITADEL user the selection is about."""
        related = self.state.related
        if self.state.selection is not None and self.state.selection.kind is Kind.USER:
            return str(self.state.selection.key)
        if related.user is not None:
            return related.user
        row = self.state.subject()
        return "" if row is None else row.linked or ""

    def action_in_zitadel(self, key: str) -> None:
        """Do what the menu does behind a key, from the palette; say why if it cannot be done."""
        if self.can_act():
            user, who, entries = self._there()
            if self.is_open_for(key, entries):
                self._done_there(key, user, who)

    def zitadel_menu(self) -> None:
        user, who, entries = self._there()
        menu = Menu("Act in ZITADEL, behind Okta's back", entries)
        self.app.push_screen(menu, lambda key: self._done_there(key, user, who))

    def _there(self) -> tuple[str, str, list[Entry]]:
        """Return the user the selection is about, their name, and what can be done."""
        user, tenant = self._account(), self.tenant
        state, person = tenant.user_state(user), tenant.person(user)
        who = login(tenant.user_name(user)) if state else "the user selected"
        nobody = "" if state else "select a user first"
        machine = nobody or ("" if person else "is a service account")

        def only(*states: str) -> str:
            return nobody or ("" if state in states else f"is {state}")

        entries = [
            Entry("l", f"Lock {who}", only("active", "initial")),
            Entry("u", f"Unlock {who}", only("locked")),
            Entry("d", f"Deactivate {who}", only("active", "locked", "initial")),
            Entry("c", f"Reactivate {who}", only("inactive")),
            Entry("e", f"Edit {who} …", machine),
            Entry("m", f"Set metadata of {who} …", nobody),
            Entry("x", f"Delete {who} …", nobody),
            Entry("n", "New person in ZITADEL …"),
            Entry("p", "Password policy …"),
            Entry("o", "In Okta …"),
        ]
        return user, who, entries

    def _done_there(self, key: str | None, user: str, who: str) -> None:
        told = "Okta does not know of it."
        simple = {
            "l": ("zitadel.user.lock", f"{who} is locked. {told}"),
            "u": ("zitadel.user.unlock", f"{who} is unlocked. {told}"),
            "d": ("zitadel.user.deactivate", f"{who} is deactivated. {told}"),
            "c": ("zitadel.user.reactivate", f"{who} is active. {told}"),
        }
        if key is None:
            return
        if key in simple:
            verb, said = simple[key]
            self.by_hand = True
            self.do(verb, said, user=user)
        elif key == "o":
            self.okta_menu()
        elif key == "e":
            self._edit_person(user, who)
        elif key == "m":
            self._set_metadata(user, who)
        elif key == "x":
            self._delete(user, who)
        elif key == "n":
            self.app.push_screen(Form("New person in ZITADEL", _NEW, save=self._create_there))
        elif key == "p":
            self._policy()

    def _edit_person(self, user: str, who: str) -> None:
        async def save(changed: Mapping[str, str]) -> str:
            if not changed:
                return ""
            told = f"{', '.join(changed)} of {who} changed at ZITADEL's side."
            return await self.try_to("zitadel.user.update", told, user=user, set=dict(changed))

        self.by_hand = True
        self.app.push_screen(Form(f"{who} in ZITADEL", self.tenant.person(user), save=save))

    def _set_metadata(self, user: str, who: str) -> None:
        async def save(given: Mapping[str, str]) -> str:
            if not given.get("key"):
                return "Metadata needs a key."
            told = f"Metadata {given['key']} of {who} was set."
            args = {"user": user, "key": given["key"], "value": given.get("value", "")}
            return await self.try_to("zitadel.metadata.set", told, **args)

        self.app.push_screen(Form(f"Metadata of {who}", {"key": "", "value": ""}, save=save))

    def _delete(self, user: str, who: str) -> None:
        text = f"{who} is deleted from ZITADEL for good; U cannot bring an account back. Delete?"

        def answer(key: str | None) -> None:
            if key:
                self.do("zitadel.user.delete", f"{who} was deleted in ZITADEL.", user=user)

        self.app.push_screen(Question(f"Delete {who}", text), answer)

    async def _create_there(self, given: Mapping[str, str]) -> str:
        if not given.get("user_name"):
            return "A person needs a user_name."
        args = {
            "given_name": "",
            "family_name": "",
            **{name: value for name, value in given.items() if value},
        }
        told = f"{given['user_name']} was created in ZITADEL."
        return await self.try_to("zitadel.user.create", told, **args)

    def _policy(self) -> None:
        before = self.tenant.password_policy()

        async def save(changed: Mapping[str, str]) -> str:
            if not changed:
                return ""
            values = as_values(changed, before)
            return await self.try_to(
                "zitadel.password_policy", "The password policy changed.", set=values
            )

        self.app.push_screen(Form("Password policy", as_fields(before), save=save))


__all__ = ["ZitadelMenu"]
