"""Verbs of the Push Groups tab. Source: okta-provisioning.md 1.8, 2.1 (T32-T42)."""

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import grouppush
from simulator.okta.connector import Connector
from simulator.okta.context import Context
from simulator.okta.model import App
from simulator.okta.pushmodel import PushMapping, RemoteGroup
from simulator.okta.tenant import Change

VERBS = {
    "push.group": "push_group",
    "push.now": "push_now",
    "push.activate": "activate_push",
    "push.deactivate": "deactivate_push",
    "push.unlink": "unlink_group",
    "push.rule": "push_rule",
    "push.rule_delete": "delete_push_rule",
    "push.refresh": "refresh_app_groups",
    "push.list": "pushed_groups",
}


class PushVerbs(Connector):
    """Verbs on pushed groups, named by their Okta group."""

    async def push_group(
        self,
        group: str,
        target: str | None = None,
        now: bool = True,
        app: str | None = None,
    ) -> JSON:
        """Push an Okta group by name; an app group of that name, or target, is linked."""
        found, wanted = self.store.find_app(app), self.store.find_group(group)
        aim = None if target is None else self._remote(found, target)
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            mapping, change = grouppush.create_mapping(ctx, found, wanted, target=aim, now=now)
            made = mapping.id
            return change

        await self.apply(make)
        return self._shown(self._mapping_by_id(made))

    async def push_now(self, group: str, app: str | None = None) -> JSON:
        """Press Push now: the whole group goes out again."""
        found, mapping = self._pushed(group, app)
        await self.apply(lambda ctx: grouppush.push_now(ctx, found, mapping))
        return self._shown(self._mapping_by_id(mapping.id))

    async def activate_push(self, group: str, app: str | None = None) -> JSON:
        """Activate the push of a group; it is pushed at once."""
        return await self._turned(group, app, active=True)

    async def deactivate_push(self, group: str, app: str | None = None) -> JSON:
        """Deactivate the push of a group; nothing is sent."""
        return await self._turned(group, app, active=False)

    async def unlink_group(self, group: str, delete: bool = True, app: str | None = None) -> JSON:
        """Unlink a pushed group; delete also deletes it in the app."""
        found, mapping = self._pushed(group, app)
        await self.apply(lambda ctx: grouppush.unlink(ctx, found, mapping, delete=delete))
        return {"id": mapping.id, "delete": delete}

    async def push_rule(
        self,
        value: str,
        attribute: str = "name",
        operator: str = "starts_with",
        app: str | None = None,
    ) -> JSON:
        """Push groups by rule: those that fit now and every later one."""
        found = self.store.find_app(app)
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            made, change = grouppush.create_rule(
                ctx, found, attribute=attribute, operator=operator, value=value
            )
            return change

        await self.apply(make)
        mine = [each for each in self.store.mappings_of_app(found.id) if each.rule_id == made]
        return {"id": made, "groups": [each.name for each in mine]}

    async def delete_push_rule(self, rule: str, delete: bool = False) -> JSON:
        """Delete a push rule; delete also deletes its groups in the app."""
        known = self.store.rule(rule)
        if known is None:
            raise UsageError(f"There is no push rule {rule}.", "okta.push.rule gave its id.")
        found = self.store.find_app(known.app_id)
        await self.apply(lambda ctx: grouppush.delete_rule(ctx, found, known, delete=delete))
        return {"id": rule}

    async def pushed_groups(self, app: str | None = None) -> JSON:
        """Show the pushed groups with their state."""
        found = self.store.find_app(app)
        return [self._shown(each) for each in self.store.mappings_of_app(found.id)]

    # -- parts ---------------------------------------------------------------------------

    async def _turned(self, group: str, app: str | None, *, active: bool) -> JSON:
        found, mapping = self._pushed(group, app)
        await self.apply(
            lambda ctx: grouppush.set_mapping_status(ctx, found, mapping, active=active)
        )
        return self._shown(self._mapping_by_id(mapping.id))

    def _pushed(self, group: str, app: str | None) -> tuple[App, PushMapping]:
        found, wanted = self.store.find_app(app), self.store.find_group(group)
        for mapping in self.store.mappings_of_group(wanted.id):
            if mapping.app_id == found.id:
                return found, mapping
        raise UsageError(
            f"Group {wanted.name} is not pushed to {found.label}.", "Push it with okta.push.group."
        )

    def _mapping_by_id(self, key: str) -> PushMapping:
        """Return a mapping just changed; a deletion that was under way may have ended it."""
        mapping = self.store.mapping(key)
        if mapping is None:
            raise UsageError("The push of this group ended meanwhile: it was being unlinked.")
        return mapping

    def _remote(self, app: App, key: str) -> RemoteGroup:
        for each in self.store.remote_groups(app.id):
            if key in (each.id, each.name, each.remote_id):
                return each
        raise UsageError(
            f"{app.label} has no group {key} that Okta knows of.",
            "Read its groups with okta.push.refresh first.",
        )

    def _shown(self, mapping: PushMapping) -> JSON:
        group = self.store.group(mapping.group_id)
        return {
            "id": mapping.id,
            "group": group.name if group else mapping.group_id,
            "name": mapping.name,
            "status": mapping.status.value,
            "target_id": mapping.target_id,
            "members": len(self.store.pushed_members(mapping.id)),
            "error": mapping.error or None,
        }


__all__ = ["VERBS", "PushVerbs"]
