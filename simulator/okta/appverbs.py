"""Verbs on the app integration, as an administrator has them in the console."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import appchanges, apps
from simulator.okta.attributes import CREATE_AND_UPDATE, Attribute
from simulator.okta.connector import Connector
from simulator.okta.context import Context
from simulator.okta.tenant import Change

VERBS = {
    "app.create": "create_app",
    "app.provisioning": "save_provisioning",
    "app.provisioning_off": "provisioning_off",
    "app.test": "test_connector",
    "app.features": "set_features",
    "app.settings": "change_settings",
    "app.mappings": "show_mappings",
    "app.mapping": "change_mapping",
    "app.force_sync": "force_sync",
    "app.provision_users": "provision_users",
    "app.update_usernames": "update_usernames",
    "app.convert": "convert_assignments",
    "app.label": "rename_app",
    "app.broker_mode": "set_broker_mode",
    "app.activate": "activate_app",
    "app.deactivate": "deactivate_app",
}
_KINDS = ("AIW", "OIN", "OIW")
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


def _new_attribute(name: str, external_name: str | None) -> Attribute:
    """Make an attribute that the app profile does not have yet."""
    if external_name is None:
        raise UsageError(
            f"The app profile has no attribute {name}.",
            "Give external_name and namespace to add it; okta.app.mappings lists all.",
        )
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name of an attribute.",
            "It has letters, digits and _, and begins with a letter.",
        )
    return Attribute(name=name, external_name=external_name, namespace="", custom=True)


class AppVerbs(Connector):
    """Verbs on the app; ``app`` may be left out while there is one."""

    async def create_app(
        self,
        label: str,
        sign_on: str = "SAML_2_0",
        id: str | None = None,  # noqa: A002
        kind: str = "AIW",
    ) -> JSON:
        """Create an app integration: AIW (wizard), OIN (catalogue), OIW (newer wizard)."""
        if kind not in _KINDS:
            raise UsageError(f"There is no kind of app {kind!r}.", f"Choose {', '.join(_KINDS)}.")
        knobs = {"preset": kind} if kind == "OIW" else {"profile": kind}
        made, wanted = "", self.own_id(id)

        def make(ctx: Context) -> Change:
            nonlocal made
            subdomain = str(self.store.org()["subdomain"])
            made, change = apps.create_app(
                ctx, label, sign_on=sign_on, subdomain=subdomain, app_id=wanted, knobs=knobs
            )
            return change

        await self.apply(make)
        return {"id": made}

    async def change_settings(self, set: Mapping[str, JSON], app: str | None = None) -> JSON:  # noqa: A002
        """Change how this connector behaves where tenants differ."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.turn_knobs(ctx, found, set))
        return asdict(self.store.find_app(found.id).knobs)

    async def show_mappings(self, app: str | None = None) -> JSON:
        """Show the attributes of the app profile with their mappings."""
        return [asdict(each) for each in self.store.find_app(app).attributes]

    async def change_mapping(
        self,
        attribute: str,
        expression: str | None = None,
        apply_on: str | None = None,
        external_name: str | None = None,
        namespace: str | None = None,
        type: str | None = None,  # noqa: A002
        combine: bool | None = None,
        apply_now: bool = True,
        app: str | None = None,
    ) -> JSON:
        """Change one mapping, or add an attribute; changes are applied to everybody at once."""
        found = self.store.find_app(app)
        known = found.attribute(attribute)
        known = known or next((each for each in found.offered if each.name == attribute), None)
        if known is None:
            known = _new_attribute(attribute, external_name)
        given: dict[str, JSON] = {
            "expression": expression,
            "apply_on": apply_on,
            "external_name": external_name,
            "namespace": namespace,
            "type": type,
            "combine": combine,
        }
        fresh = replace(known, **{key: value for key, value in given.items() if value is not None})
        if fresh.apply_on not in ("create", CREATE_AND_UPDATE):
            raise UsageError(
                f"apply_on cannot be {fresh.apply_on!r}.", "Choose create or create_and_update."
            )
        await self.apply(lambda ctx: appchanges.set_mapping(ctx, found, fresh, apply_now=apply_now))
        return asdict(fresh)

    async def force_sync(self, app: str | None = None) -> JSON:
        """Do Force Sync: push everybody whose app profile changed since the last push."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: Change([], partial(appchanges.force_sync, ctx, found)))
        return {"id": found.id}

    async def provision_users(self, app: str | None = None) -> JSON:
        """Press Provision User: provision who was assigned before Create Users was on."""
        found = self.store.find_app(app)
        if not (found.provisions and found.features.create):
            raise UsageError(f"Create Users is off for {found.label}.", "Turn it on first.")
        await self.apply(lambda ctx: Change([], partial(appchanges.provision_users, ctx, found)))
        return {"id": found.id}

    async def update_usernames(self, app: str | None = None) -> JSON:
        """Press Update Now: push every application username that changed since."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: Change([], partial(appchanges.update_usernames, ctx, found)))
        return {"id": found.id}

    async def convert_assignments(self, app: str | None = None) -> JSON:
        """Press Convert assignments: direct ones become the group's where there is one."""
        found = self.store.find_app(app)
        await self.apply(
            lambda ctx: Change([], partial(appchanges.convert_assignments, ctx, found))
        )
        return {"id": found.id}

    async def rename_app(self, label: str, app: str | None = None) -> JSON:
        """Change the label of the app, which stands in all its texts."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.set_label(ctx, found, label))
        return {"id": found.id, "label": label}

    async def set_broker_mode(self, on: bool = True, app: str | None = None) -> JSON:
        """Turn Federation Broker Mode on or off; while it is on nothing is sent."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.set_broker_mode(ctx, found, on=on))
        return {"id": found.id, "broker_mode": on}

    async def activate_app(self, app: str | None = None) -> JSON:
        """Activate the app."""
        return await self._status(app, active=True)

    async def deactivate_app(self, app: str | None = None) -> JSON:
        """Deactivate the app; assignments stay and nothing is sent."""
        return await self._status(app, active=False)

    async def _status(self, app: str | None, *, active: bool) -> JSON:
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.set_status(ctx, found, active=active))
        return {"id": found.id, "status": self.store.find_app(found.id).status}


__all__ = ["VERBS", "AppVerbs"]
