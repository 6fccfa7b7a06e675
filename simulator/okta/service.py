"""The fake Okta tenant as its console shows it: one method a verb.

Every verb changes state in one unit of the journal and answers when that is in the file; what is
sent because of it is sent by the engine. ``VERBS`` maps the verbs (without ``okta.``) to methods.
"""

from collections.abc import Mapping, Sequence

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import editing, groups, lifecycle, tenant
from simulator.okta.appverbs import VERBS as APP_VERBS
from simulator.okta.appverbs import AppVerbs
from simulator.okta.context import Context
from simulator.okta.facts import facts_of
from simulator.okta.importverbs import VERBS as IMPORT_VERBS
from simulator.okta.importverbs import ImportVerbs
from simulator.okta.insight import preview
from simulator.okta.model import App, OktaUser
from simulator.okta.pushverbs import VERBS as PUSH_VERBS
from simulator.okta.pushverbs import PushVerbs
from simulator.okta.standing import Facts, why
from simulator.okta.taskverbs import VERBS as TASK_VERBS
from simulator.okta.taskverbs import TaskVerbs
from simulator.okta.tenant import Change

VERBS = {
    "user.create": "create_user",
    "user.update": "update_user",
    "user.suspend": "suspend_user",
    "user.unsuspend": "unsuspend_user",
    "user.lock": "lock_user",
    "user.unlock": "unlock_user",
    "user.deactivate": "deactivate_user",
    "user.activate": "activate_user",
    "user.delete": "delete_user",
    "user.password": "set_password",
    "group.create": "create_group",
    "group.update": "update_group",
    "group.delete": "delete_group",
    "group.add": "add_member",
    "group.remove": "remove_member",
    **APP_VERBS,
    **PUSH_VERBS,
    **IMPORT_VERBS,
    "assign": "assign",
    "unassign": "unassign",
    "assignment.update": "edit_assignment",
    "preview": "preview",
    "why": "why",
    **TASK_VERBS,
}


class OktaService(AppVerbs, PushVerbs, ImportVerbs, TaskVerbs):
    """All verbs of the tenant. People are named by login, by what stands before the @, or id."""

    # -- people --------------------------------------------------------------------------

    async def create_user(
        self,
        login: str,
        activate: bool = True,
        id: str | None = None,  # noqa: A002
        password: str | None = None,
        **profile: JSON,
    ) -> JSON:
        """Create an Okta user, active at once; attributes are named as in Okta (firstName)."""
        made, wanted = "", self.own_id(id)

        def make(ctx: Context) -> Change:
            nonlocal made
            given = {"email": login, **profile, "login": login}
            made, change = tenant.create_user(
                ctx, given, activate=activate, has_password=True, user_id=wanted
            )
            if password is not None:
                self.hold_password(made, password)
            return change

        await self.apply(make)
        return {"id": made}

    async def set_password(self, user: str, password: str | None = None) -> JSON:
        """Give an Okta user a password, made up unless given; pushed where it is synced."""
        found = self.store.find_user(user)
        self.hold_password(found.id, password or self._ids.okta_password())
        await self.apply(lambda ctx: lifecycle.set_password(ctx, found))
        return self._status_of(found)

    async def update_user(self, user: str, set: Mapping[str, JSON]) -> JSON:  # noqa: A002
        """Change attributes of an Okta user; null clears one."""
        found = self.store.find_user(user)
        await self.apply(lambda ctx: tenant.update_profile(ctx, found, set))
        return {"id": found.id}

    async def suspend_user(self, user: str) -> JSON:
        """Suspend an Okta user; assignments stay and nothing is sent."""
        return await self._moved(user, "suspend")

    async def unsuspend_user(self, user: str) -> JSON:
        """End the suspension of an Okta user."""
        return await self._moved(user, "unsuspend")

    async def lock_user(self, user: str) -> JSON:
        """Lock an Okta user out, as too many wrong passwords do; nothing is sent."""
        return await self._moved(user, "lock")

    async def unlock_user(self, user: str) -> JSON:
        """Unlock an Okta user; nothing is sent."""
        return await self._moved(user, "unlock")

    async def deactivate_user(self, user: str) -> JSON:
        """Deactivate an Okta user; every app is told."""
        found = self.store.find_user(user)
        await self.apply(lambda ctx: lifecycle.deactivate(ctx, found))
        return self._status_of(found)

    async def activate_user(self, user: str) -> JSON:
        """Activate an Okta user; assignments through groups come back."""
        found = self.store.find_user(user)
        await self.apply(lambda ctx: lifecycle.activate(ctx, found))
        return self._status_of(found)

    async def delete_user(self, user: str) -> JSON:
        """Delete a deactivated Okta user; another one is deactivated first."""
        found = self.store.find_user(user)
        await self.apply(lambda ctx: lifecycle.delete_user(ctx, found))
        return self._status_of(found)

    async def _moved(self, user: str, operation: str) -> JSON:
        found = self.store.find_user(user)
        await self.apply(lambda ctx: lifecycle.move(ctx, found, operation))
        return self._status_of(found)

    def _status_of(self, user: OktaUser) -> JSON:
        fresh = self.store.user(user.id)
        return {"id": user.id, "status": None if fresh is None else fresh.status.value}

    # -- groups --------------------------------------------------------------------------

    async def create_group(
        self,
        name: str,
        members: Sequence[str] = (),
        id: str | None = None,  # noqa: A002
    ) -> JSON:
        """Create an Okta group with its first members."""
        people = [self.store.find_user(each) for each in members]
        made, wanted = "", self.own_id(id)

        def make(ctx: Context) -> Change:
            nonlocal made
            made, change = groups.create_group(ctx, name, group_id=wanted)
            return change

        await self.apply(make)
        for person in people:
            group = self.store.find_group(made)
            await self.apply(lambda ctx, g=group, p=person: groups.add_member(ctx, g, p))  # type: ignore[misc]
        return {"id": made}

    async def update_group(
        self, group: str, name: str | None = None, description: str | None = None
    ) -> JSON:
        """Rename or describe an Okta group."""
        found = self.store.find_group(group)
        new, told = name or found.name, found.description if description is None else description
        await self.apply(lambda ctx: groups.update_group(ctx, found, name=new, description=told))
        return {"id": found.id, "name": new}

    async def delete_group(self, group: str) -> JSON:
        """Delete an Okta group; who had an app through it alone loses it."""
        found = self.store.find_group(group)
        await self.apply(lambda ctx: groups.delete_group(ctx, found))
        return {"id": found.id}

    async def add_member(self, group: str, user: str) -> JSON:
        """Put a user into an Okta group."""
        found, person = self.store.find_group(group), self.store.find_user(user)
        await self.apply(lambda ctx: groups.add_member(ctx, found, person))
        return {"group": found.id, "user": person.id}

    async def remove_member(self, group: str, user: str) -> JSON:
        """Take a user out of an Okta group."""
        found, person = self.store.find_group(group), self.store.find_user(user)
        await self.apply(lambda ctx: groups.remove_member(ctx, found, person))
        return {"group": found.id, "user": person.id}

    # -- assignments ---------------------------------------------------------------------

    async def assign(
        self,
        user: str | None = None,
        group: str | None = None,
        app: str | None = None,
        priority: int | None = None,
        profile: Mapping[str, JSON] | None = None,
    ) -> JSON:
        """Assign a person or a group to the app; a group has a priority, both may give values."""
        found = self.store.find_app(app)
        if (user is None) == (group is None):
            raise UsageError("Assign a person or a group.", "Give user or group.")
        if group is not None:
            wanted = self.store.find_group(group)
            await self.apply(
                lambda ctx: groups.assign_group(
                    ctx, found, wanted, priority=priority, profile=profile
                )
            )
            return {"group": wanted.id, "members": len(self.store.members(wanted.id))}
        person = self.store.find_user(str(user))
        await self.add(lambda ctx: editing.assign_user(ctx, found, person, own=profile))
        return self._assignment(found, person)

    async def unassign(
        self, user: str | None = None, group: str | None = None, app: str | None = None
    ) -> JSON:
        """Take a person or a group off the app."""
        found = self.store.find_app(app)
        if (user is None) == (group is None):
            raise UsageError("Unassign a person or a group.", "Give user or group.")
        if group is not None:
            wanted = self.store.find_group(group)
            if all(each.group_id != wanted.id for each in self.store.app_groups(found.id)):
                raise UsageError(f"Group {wanted.name} is not assigned to {found.label}.")
            await self.apply(lambda ctx: groups.unassign_group(ctx, found, wanted))
            return {"group": wanted.id}
        person = self.store.find_user(str(user))
        await self.add(lambda ctx: editing.unassign_user(ctx, found, person))
        return self._assignment(found, person)

    async def edit_assignment(
        self,
        user: str,
        set: Mapping[str, JSON],  # noqa: A002
        app: str | None = None,
    ) -> JSON:
        """Change the app profile of one assignment; mapped attributes are not editable."""
        found, person = self.store.find_app(app), self.store.find_user(user)
        await self.add(lambda ctx: editing.edit_assignment(ctx, found, person, set))
        return self._assignment(found, person)

    def _assignment(self, app: App, user: OktaUser) -> JSON:
        now = self.store.assignment_of(app.id, user.id)
        if now is None:
            return {"user": user.id}
        jobs = self.store.open_jobs(now.id)
        return {
            "id": now.id,
            "user": user.id,
            "status": now.status.value,
            "scope": now.scope.value,
            "jobs": [job.number for job in jobs],
        }

    # -- explaining ----------------------------------------------------------------------

    async def preview(self, user: str, app: str | None = None) -> JSON:
        """Show the next writing request for a person without sending it."""
        return preview(self._facts(user, app))

    async def why(self, user: str, app: str | None = None) -> JSON:
        """Say in plain words why a person is as they are."""
        return {"answer": why(self._facts(user, app))}

    def _facts(self, user: str, app: str | None) -> Facts:
        found, person = self.store.find_app(app), self.store.find_user(user)
        held, now = self._engine.held, self._journal.now()
        return facts_of(self.store, found, person, held=held, now=now)


__all__ = ["VERBS", "OktaService"]
