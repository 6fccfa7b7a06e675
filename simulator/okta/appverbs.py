"""Verbs on the app integration, as an administrator has them in the console."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import apps, texts
from simulator.okta.answers import Answer, NoAnswer, Reply, detail_of, users_of
from simulator.okta.attributes import CREATE_AND_UPDATE, Attribute
from simulator.okta.context import Context
from simulator.okta.model import App, Integration
from simulator.okta.planner import Failure
from simulator.okta.push import token_name, token_of
from simulator.okta.refusals import OktaRefusal
from simulator.okta.requests import build_groups_page, build_test
from simulator.okta.syslog import FAILURE, app_target
from simulator.okta.tenant import Change
from simulator.okta.verbs import Tenant

_ROWS = (
    ("User Import", "import_new_users"),
    ("Import Profile Updates", "import_new_users"),
    ("Create Users", "push_new_users"),
    ("Update User Attributes", "push_profile_updates"),
    ("Push Groups", "push_groups"),
    ("Import Groups", "import_groups"),
)
"""Rows of the result dialog with the action each follows (1.3)."""
_DEFAULT_ACTIONS = ("push_new_users", "push_profile_updates")

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
    "app.activate": "activate_app",
    "app.deactivate": "deactivate_app",
}


class AppVerbs(Tenant):
    """Verbs on the app; ``app`` may be left out while there is one."""

    async def create_app(
        self,
        label: str,
        sign_on: str = "SAML_2_0",
        id: str | None = None,  # noqa: A002
    ) -> JSON:
        """Create an app integration with the wizard; every toggle is off."""
        made, wanted = "", self.own_id(id)

        def make(ctx: Context) -> Change:
            nonlocal made
            subdomain = str(self.store.org()["subdomain"])
            made, change = apps.create_app(
                ctx, label, sign_on=sign_on, subdomain=subdomain, app_id=wanted
            )
            return change

        await self.apply(make)
        return {"id": made}

    async def save_provisioning(
        self,
        base_url: str,
        authentication: Mapping[str, JSON],
        unique_identifier: str = "userName",
        actions: Sequence[str] | None = None,
        check: bool = True,
        app: str | None = None,
    ) -> JSON:
        """Save Provisioning › Integration; the connector is checked first and must answer."""
        found = self.store.find_app(app)
        mode, secret = _secret(authentication)
        integration = Integration(
            enabled=True,
            base_url=base_url,
            unique_identifier=unique_identifier,
            actions=tuple(_DEFAULT_ACTIONS if actions is None else actions),
            mode=mode,
        )
        await self.save_integration(found, integration, secret=secret, check=check)
        return {"id": found.id, "actions": list(integration.actions)}

    async def save_integration(
        self, app: App, integration: Integration, *, secret: str | None, check: bool
    ) -> None:
        """Store a connector with its secret; ``check`` asks it first, ``None`` keeps the secret.

        Raises :class:`OktaRefusal` with the dialog's text if the check fails; nothing is kept
        then.
        """
        apps.check_integration(app, integration)
        name = token_name(app.id)
        before = self._secrets.get(name)
        if secret is not None:
            self._secrets.put(name, secret)
            integration = replace(integration, token=f"*** ({len(secret)})")
        result = await self._checked(replace(app, integration=integration)) if check else None
        if result is not None and not result["ok"]:
            if before is None:
                self._secrets.drop(name)
            else:
                self._secrets.put(name, before)
            raise OktaRefusal(str(result["reason"]), code="E0000059")
        await self.apply(lambda ctx: apps.save_integration(ctx, app, integration))

    async def provisioning_off(self, app: str | None = None) -> JSON:
        """Switch provisioning off; assignments stay and nothing more is sent."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.switch_off(ctx, found))
        return {"id": found.id}

    async def test_connector(self, app: str | None = None) -> JSON:
        """Do Test Connector Configuration: one request, and what the dialog shows."""
        found = self.store.find_app(app)
        if not found.integration.enabled:
            raise UsageError(
                f"{found.label} has no provisioning integration.",
                "Save one with okta.app.provisioning.",
            )
        return await self._checked(found)

    async def set_features(
        self,
        create: bool | None = None,
        update: bool | None = None,
        deactivate: bool | None = None,
        app: str | None = None,
    ) -> JSON:
        """Switch the toggles of To App; nothing is caught up by turning one on."""
        found = self.store.find_app(app)
        wanted = {"create": create, "update": update, "deactivate": deactivate}
        await self.apply(lambda ctx: apps.set_features(ctx, found, wanted))
        fresh = self.store.find_app(found.id)
        checked = await self._checked(fresh)
        if {"push_groups", "import_groups"} <= set(fresh.integration.actions):
            token = token_of(fresh, self._secrets)
            await self._engine.ask(build_groups_page(fresh, token=token))
        return {**asdict(fresh.features), "ok": checked["ok"], "reason": checked["reason"]}

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
        apply_now: bool = True,
        app: str | None = None,
    ) -> JSON:
        """Change one mapping, or add an attribute; changes are applied to everybody at once."""
        found = self.store.find_app(app)
        known = found.attribute(attribute)
        if known is None:
            if external_name is None:
                raise UsageError(
                    f"The app profile has no attribute {attribute}.",
                    "Give external_name and namespace to add it; okta.app.mappings lists all.",
                )
            known = Attribute(
                name=attribute, external_name=external_name, namespace="", custom=True
            )
        given: dict[str, JSON] = {
            "expression": expression,
            "apply_on": apply_on,
            "external_name": external_name,
            "namespace": namespace,
            "type": type,
        }
        fresh = replace(known, **{key: value for key, value in given.items() if value is not None})
        if fresh.apply_on not in ("create", CREATE_AND_UPDATE):
            raise UsageError(
                f"apply_on cannot be {fresh.apply_on!r}.", "Choose create or create_and_update."
            )
        await self.apply(lambda ctx: apps.set_mapping(ctx, found, fresh, apply_now=apply_now))
        return asdict(fresh)

    async def force_sync(self, app: str | None = None) -> JSON:
        """Do Force Sync: push everybody whose app profile changed since the last push."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: Change([], partial(apps.force_sync, ctx, found)))
        return {"id": found.id}

    async def provision_users(self, app: str | None = None) -> JSON:
        """Press Provision User: provision who was assigned before Create Users was on."""
        found = self.store.find_app(app)
        if not (found.provisions and found.features.create):
            raise UsageError(f"Create Users is off for {found.label}.", "Turn it on first.")
        await self.apply(lambda ctx: Change([], partial(apps.provision_users, ctx, found)))
        return {"id": found.id}

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

    # -- the check -----------------------------------------------------------------------

    async def _checked(self, app: App) -> dict[str, JSON]:
        """Ask for two users and say what the dialog says (1.3)."""
        token = token_of(app, self._secrets)
        reply = await self._engine.ask(build_test(app, token=token))
        reason = _disappointment(reply, app.knobs.json_error_style)
        if reason is None:
            rows = [
                {"name": name, "ok": action in app.integration.actions} for name, action in _ROWS
            ]
            return {"ok": True, "title": texts.CONNECTOR_OK, "rows": rows, "reason": None}
        text = texts.not_tested(reason)
        refused = isinstance(reply, Answer) and reply.status in (401, 403)
        kind = (
            "application.integration.authentication_failure"
            if refused
            else "application.configuration.update"
        )
        await self.apply(
            lambda ctx: Change(
                [ctx.log(kind, app_target(app), result=FAILURE, reason=reason)],
            )
        )
        return {"ok": False, "title": None, "rows": [], "reason": text}


def _secret(authentication: Mapping[str, JSON]) -> tuple[str, str]:
    mode = str(authentication.get("mode", "header"))
    if mode == "basic":
        return mode, f"{authentication.get('username')}:{authentication.get('password')}"
    token = authentication.get("token")
    if mode == "header" and not token:
        raise UsageError("The authentication needs a token.", "Give authentication.token.")
    return mode, str(token or "")


def _disappointment(reply: Reply, style: str) -> str | None:
    """Return ``<reason>`` of the dialog, or ``None`` if the connector works."""
    if isinstance(reply, NoAnswer):
        return reply.text
    if reply.status != 200:
        phrase = texts.phrase(reply.status, reply.reason)
        said = detail_of(reply, style)
        return texts.remote_detail(phrase, said) if said else phrase
    listed = users_of(reply, style)
    return listed.detail if isinstance(listed, Failure) else None


__all__ = ["VERBS", "AppVerbs"]
