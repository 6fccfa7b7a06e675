"""What would be sent if something were changed: done as a whole, looked at, and taken back.

A preview that built the request by rules of its own would sooner or later differ from what is
sent; this one lets the tenant do the change itself inside a unit of the journal that is undone.
"""

from collections.abc import Mapping
from dataclasses import replace

from simulator.errors import UsageError
from simulator.events import JSON, tracing
from simulator.journal.writer import Journal
from simulator.okta import appchanges, tenant
from simulator.okta.service import OktaService
from simulator.okta.tenant import Change

VERBS = {"whatif": "whatif"}


class WhatIf:
    """Previews of changes to one tenant."""

    def __init__(self, *, journal: Journal, okta: OktaService) -> None:
        self._journal = journal
        self._okta = okta

    async def whatif(
        self,
        user: str,
        set: Mapping[str, JSON] | None = None,  # noqa: A002
        attribute: str | None = None,
        expression: str | None = None,
        app: str | None = None,
    ) -> JSON:
        """Show what a changed profile or mapping would send for a person; nothing is changed."""
        answer: JSON = {}
        try:
            with self._journal.unit() as at:
                change = self._change(at, user, set or {}, attribute, expression, app)
                if change is not None:
                    records = self._journal.emit(change.events)
                    with tracing(cause=records[0].seq if records else None):
                        self._journal.emit(list(change.follow()))
                # nothing in there waits for anything, so the unit is still ours afterwards
                answer = await self._okta.preview(user, app)
                raise _TakenBack
        except _TakenBack:
            return answer

    def _change(
        self,
        at: int,
        user: str,
        changes: Mapping[str, JSON],
        attribute: str | None,
        expression: str | None,
        app: str | None,
    ) -> Change | None:
        ctx, store = self._okta.context(at), self._okta.store
        if changes:
            return tenant.update_profile(ctx, store.find_user(user), changes)
        if attribute is None:
            return None
        found = store.find_app(app)
        known = found.attribute(attribute)
        if known is None:
            raise UsageError(f"The app profile has no attribute {attribute}.")
        fresh = replace(known, expression=expression or "")
        return appchanges.set_mapping(ctx, found, fresh, apply_now=True)


class _TakenBack(Exception):
    """Ends a unit that must leave nothing behind."""


__all__ = ["VERBS", "WhatIf"]
