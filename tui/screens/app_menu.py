"""The app integration in Okta as an administrator changes it: mappings, settings, the test."""

from collections.abc import Mapping

from simulator.errors import SimulatorError
from simulator.formats import login
from tui.panes.assignments import AssignmentRow
from tui.previews import preview_lines
from tui.screens.acting import Acting
from tui.screens.forms import Form, Preview
from tui.screens.menus import Choice, Told
from tui.settings import as_fields, as_values, what_they_take
from tui.widgets.lines import Document


class AppMenu(Acting, inherit_bindings=False):
    """What the menu over Okta's side offers for the app."""

    def choose_mapping(self, row: AssignmentRow | None) -> None:
        """Ask which mapping to edit."""
        known = self.tenant.app().get("attributes") or []
        choices = [
            (each["name"], f"{each['name']:<20} {each['expression'] or '(not mapped)'}")
            for each in known
        ]

        def edit(name: str | None) -> None:
            if name is not None:
                self._edit_mapping(name, row)

        self.app.push_screen(Choice("Mapping: Okta profile to app profile", choices), edit)

    def _edit_mapping(self, name: str, row: AssignmentRow | None) -> None:
        known = self.tenant.mapping(name)
        if known is None:
            return
        fields = {"expression": known["expression"] or "", "apply_on": known["apply_on"]}

        async def save(changed: Mapping[str, str]) -> str:
            if not changed:
                return ""
            args = {"attribute": name, **changed}
            return await self.try_to("okta.app.mapping", f"Mapping of {name} changed.", **args)

        title = f"Mapping of {name}"
        preview = None
        if row is not None:
            title += f", shown for {login(row.login)}"
            preview = self.preview_for(row.user_id, attribute=name)
        form = Form(
            title,
            fields,
            save=save,
            preview=preview,
            glyphs=self.glyphs,
            help={"expression": "like user.title; empty maps nothing"},
        )
        self.app.push_screen(form)

    def edit_settings(self) -> None:
        """Edit the settings and toggles of the app."""
        app = self.tenant.app()
        features = {f"to_app.{name}": value for name, value in (app.get("features") or {}).items()}
        before = {**features, **(app.get("knobs") or {})}

        async def save(changed: Mapping[str, str]) -> str:
            values = as_values(changed, before)
            toggles = {k.removeprefix("to_app."): v for k, v in values.items() if "to_app." in k}
            knobs = {k: v for k, v in values.items() if "to_app." not in k}
            refused = ""
            if toggles:
                said = ", ".join(toggles)
                refused = await self.try_to("okta.app.features", f"{said} switched.", **toggles)
            if knobs and not refused:
                said = f"{', '.join(knobs)} changed."
                refused = await self.try_to("okta.app.settings", said, set=knobs)
            return refused

        form = Form("App settings", as_fields(before), save=save, help=what_they_take(before))
        self.app.push_screen(form)

    async def test_connector(self) -> None:
        """Press the button of that name and show what came of it."""
        try:
            found = await self.controls.do("okta.app.test")
        except SimulatorError as error:
            self.tell(str(error), warn=True)
            return
        g = self.glyphs
        lines = [(str(found.get("title") or found.get("reason") or ""), "bold")]
        for each in found.get("rows") or ():
            sign = g.ok if each["ok"] else g.failed
            lines.append((f"  {sign} {each['name']}", "" if each["ok"] else "$foreground 60%"))
        self.app.push_screen(Told("Test Connector Configuration", lines))

    # -- looking ahead --------------------------------------------------------------------------

    def preview_for(self, user: str, *, attribute: str = "") -> Preview:
        """Return what asks for the request that changed fields would lead to."""
        before: list[object] = []

        async def preview(changed: Mapping[str, str]) -> Document:
            args: dict[str, object] = {"set": dict(changed)}
            if attribute:
                mapping = self.tenant.mapping(attribute) or {}
                now = str(mapping.get("expression") or "")
                args = {"attribute": attribute, "expression": changed.get("expression", now)}
            try:
                if not before:
                    before.append(await self.controls.do("okta.preview", user=user))
                found = await self.controls.do("okta.whatif", user=user, **args)
            except SimulatorError as error:
                return preview_lines(None, None, str(error), self.glyphs)
            return preview_lines(found, before[0], "", self.glyphs)

        return preview


__all__ = ["AppMenu"]
