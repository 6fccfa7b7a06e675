"""Verbs of the Import tab and of To Okta. Source: okta-provisioning.md 1.5, 1.9, 2.16."""

from collections.abc import Mapping
from dataclasses import asdict

from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.okta.apps import set_imports
from simulator.okta.confirming import confirmed, row_changed
from simulator.okta.importing import SYSTEM_IMPORT
from simulator.okta.importmodel import Found, ImportState, MatchType
from simulator.okta.importsettings import turned
from simulator.okta.jobs import queued_job
from simulator.okta.model import App, JobKind, Snapshot
from simulator.okta.syslog import app_target
from simulator.okta.tabs import check_shown
from simulator.okta.tenant import Change
from simulator.okta.verbs import Tenant

VERBS = {
    "app.imports": "change_imports",
    "import.now": "import_now",
    "import.list": "import_results",
    "import.confirm": "confirm_import",
    "import.ignore": "ignore_import",
    "import.clear": "clear_imports",
}


class ImportVerbs(Tenant):
    """Verbs on imports; an account is named by its userName or id."""

    async def change_imports(
        self,
        set: Mapping[str, JSON] | None = None,  # noqa: A002
        app: str | None = None,
    ) -> JSON:
        """Change the settings of To Okta: matching, confirmation, safeguard; or show them."""
        found = self.store.find_app(app)
        settings = turned(found.imports, set or {})
        if set:
            await self.apply(lambda ctx: set_imports(ctx, found, settings))
        return asdict(settings)

    async def import_now(self, full: bool = False, app: str | None = None) -> JSON:
        """Press Import Now; full goes on where the safeguards stopped an import."""
        found = self.store.find_app(app)
        check_shown(found, "Import")
        if not found.provisions or "import_new_users" not in found.integration.actions:
            raise UsageError(
                f"{found.label} has no Import tab.",
                "Tick the action import_new_users with okta.app.provisioning first.",
            )
        snapshot = Snapshot(
            login=found.label,
            display_name=found.label,
            user_name=found.label,
            profile={},
            op="full" if full else "import",
        )
        kind, reason = JobKind.IMPORT, "Import Now"
        target = app_target(found)
        await self.apply(
            lambda ctx: Change(
                [
                    ctx.log(f"{SYSTEM_IMPORT}schedule", target),
                    ctx.log(f"{SYSTEM_IMPORT}start", target),
                ],
                lambda: [
                    queued_job(ctx, found, found.id, kind=kind, snapshot=snapshot, reason=reason)
                ],
            )
        )
        return {"id": found.id, "jobs": [job.number for job in self.store.open_jobs(found.id)]}

    async def import_results(self, app: str | None = None) -> JSON:
        """Show the rows of the Import tab, the numbers of the last import, or why it failed."""
        found = self.store.find_app(app)
        return {
            "counts": self.store.import_counts(found.id),
            "error": self.store.import_error(found.id),
            "rows": [_shown(row) for row in self.store.imports(found.id)],
        }

    async def confirm_import(
        self, account: str | None = None, user: str | None = None, app: str | None = None
    ) -> JSON:
        """Confirm an account, with another Okta user if given; unnamed, all that match one."""
        found = self.store.find_app(app)
        if account is None:
            if user is not None:
                raise UsageError("Say which account is that user's.", "Give account.")
            return await self._confirm_matches(found)
        row = self._row(found, account)
        chosen = None if user is None else self.store.find_user(user).id
        await self.add(lambda ctx: confirmed(ctx, found, row, user_id=chosen))
        return {"confirmed": [row.remote.user_name]}

    async def _confirm_matches(self, app: App) -> JSON:
        """Confirm what fits an Okta user; who is new to Okta must be named, lest all be taken.

        An account of the app's own, like its administrator's, is new as well.
        """
        taken: list[str] = []
        left: dict[str, str] = {}
        for row in self.store.imports(app.id):
            name = row.remote.user_name
            if row.state is not ImportState.UNCONFIRMED:
                continue
            if row.match not in (MatchType.EXACT, MatchType.PARTIAL):
                left[name] = row.match.value
                continue
            try:
                await self.add(lambda ctx, row=row: confirmed(ctx, app, row))  # type: ignore[misc]
            except UsageError as error:
                left[name] = str(error)
            else:
                taken.append(name)
        return {"confirmed": taken, "left": left}

    async def ignore_import(self, account: str, app: str | None = None) -> JSON:
        """Ignore an account; later imports do not offer it again."""
        found = self.store.find_app(app)
        row = self._row(found, account)
        state = ImportState.IGNORED.value
        await self.add(lambda _: [row_changed(found, row.remote, state=state)])
        return {"ignored": row.remote.user_name}

    async def clear_imports(self, app: str | None = None) -> JSON:
        """Clear unconfirmed users."""
        found = self.store.find_app(app)
        rows = self.store.imports(found.id)
        count = sum(row.state is ImportState.UNCONFIRMED for row in rows)
        data = {"app_id": found.id, "text": f"{count} unconfirmed accounts cleared"}
        log = ("system.import.clear.unconfirmed.users.summary", app_target(found))
        await self.add(lambda ctx: [Event(kind="okta.import.cleared", data=data), ctx.log(*log)])
        return {"cleared": count}

    def _row(self, app: App, account: str) -> Found:
        for row in self.store.imports(app.id):
            if account in (row.remote.id, row.remote.user_name):
                if row.state is ImportState.CONFIRMED:
                    raise UsageError(f"{account} is confirmed already.")
                return row
        raise UsageError(
            f"The import of {app.label} found no account {account}.",
            "Press Import Now: okta.import.now.",
        )


def _shown(row: Found) -> JSON:
    return {
        "account": row.remote.user_name,
        "id": row.remote.id,
        "match": row.match.value,
        "user": row.user_id,
        "state": row.state.value,
    }


__all__ = ["VERBS", "ImportVerbs"]
