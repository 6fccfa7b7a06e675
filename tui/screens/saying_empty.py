"""What a list says when it has no rows: why, and what to do. Source: tui.md 13."""

from simulator.formats import login
from tui.screens.filtering import Filtering
from tui.widgets.pane import Pane


class SayingEmpty(Filtering, inherit_bindings=False):
    """Texts in the place of rows."""

    listening: str = ""

    def show_placeholders(self, pane: Pane) -> None:
        name = str(pane.id)
        if all(len(table.source) for _, table in pane.tables):
            return
        texts = self._empty_texts(name)
        for _, table in pane.tables:
            if table.placeholder != texts:
                table.placeholder = texts
                table.relayout()

    def _empty_texts(self, name: str) -> list[str]:
        if self.searching and name == "requests":
            return ["", f"Nothing yet, looking further back {self.glyphs.cut}"]
        if self.is_narrowed and name != "attributes":
            what = self.filters.get(name) or (
                "errors only"
                if self.errors_only
                else "marked only"
                if self.marked_only
                else "the selection"
            )
            noun = {"requests": "request", "assignments": "assignment"}.get(name, "user")
            return ["", f"No {noun} matches {what}.", "", "esc clears the filter"]
        if self.present.run.is_opening:
            return ["", "Reading the run …"]
        org = self._organization()
        row = self.state.subject()
        nobody = ["", "Select a person or a request."]
        if row is not None and row.linked is None:
            nobody = ["", f"{login(row.login)} has no account", "in ZITADEL that Okta knows of."]
        if self.state.users.total and name == "state":
            return nobody
        if self.past is not None:
            then = {
                "assignments": ["", "Nobody was assigned then."],
                "requests": ["", "No request had been sent."],
                "state": ["", "ZITADEL held no user."],
            }
            return then.get(name, nobody)
        return {
            "assignments": [
                "",
                "Nobody is assigned yet.",
                *(["", "a  assign somebody"] if self.controls.can_act else []),
            ],
            "requests": [
                "",
                "No request has been sent.",
                "",
                "Okta sends one as soon as an",
                "assignment changes.",
                *(["", f"listening on {self.listening}"] if self.listening else []),
            ],
            "state": ["", "ZITADEL holds no user.", *(["", "organization", org] if org else [])],
        }.get(name, nobody)

    def _organization(self) -> str:
        row = self.state.run.db.execute("SELECT id FROM zitadel_org LIMIT 1").fetchone()
        return f"{row[0]} is ready." if row else ""


__all__ = ["SayingEmpty"]
