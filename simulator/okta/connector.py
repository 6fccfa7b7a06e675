"""The connector of an app: saving it, testing it, the toggles of To App.

Source: okta-provisioning.md 1.2, 1.3, 1.4, 2.1 (T1-T3, T29, T42).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta import apps, texts
from simulator.okta.answers import Answer, NoAnswer, Page, Reply, detail_of, listed, page_of
from simulator.okta.grouppush import check_pushes, groups_read
from simulator.okta.importplan import next_start
from simulator.okta.intents import Purpose
from simulator.okta.model import App, Integration
from simulator.okta.planner import Failure
from simulator.okta.pushmodel import imports_groups
from simulator.okta.refusals import OktaRefusal
from simulator.okta.requests import Request, build_discovery, build_page, build_test
from simulator.okta.syslog import FAILURE, app_target
from simulator.okta.tabs import check_shown
from simulator.okta.tenant import Change
from simulator.okta.tokens import token_name
from simulator.okta.userschema import read_schema
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


class Connector(Tenant):
    """Verbs on the connector; ``app`` may be left out while there is one."""

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
        integration, secret = _authenticated(authentication)
        integration = replace(
            integration,
            enabled=True,
            base_url=base_url,
            unique_identifier=unique_identifier,
            actions=tuple(_DEFAULT_ACTIONS if actions is None else actions),
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
        self._engine.tokens.forget(app.id)
        if secret is not None:
            self._secrets.put(name, secret)
            integration = replace(integration, token=f"*** ({len(secret)})")
        wanted = replace(app, integration=integration)
        result = await self._checked(wanted) if check else None
        if result is not None and not result["ok"]:
            self._engine.tokens.forget(app.id)
            if before is None:
                self._secrets.drop(name)
            else:
                self._secrets.put(name, before)
            raise OktaRefusal(str(result["reason"]), code="E0000059")
        await self.apply(lambda ctx: apps.save_integration(ctx, app, integration))
        if check and app.knobs.profile == "OIN" and _reads_groups(wanted):
            await self._read_groups(wanted)
        if check and app.knobs.import_user_schema:
            await self._read_schema(wanted)

    async def provisioning_off(self, app: str | None = None) -> JSON:
        """Switch provisioning off; assignments stay and nothing more is sent."""
        found = self.store.find_app(app)
        await self.apply(lambda ctx: apps.switch_off(ctx, found))
        return {"id": found.id}

    async def test_connector(self, app: str | None = None) -> JSON:
        """Do Test Connector Configuration: one request, and what the dialog shows."""
        found = self.store.find_app(app)
        check_shown(found, "Provisioning")
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
        password: bool | None = None,
        app: str | None = None,
    ) -> JSON:
        """Switch the toggles of To App; nothing is caught up by turning one on."""
        found = self.store.find_app(app)
        check_shown(found, "Provisioning")
        wanted = {"create": create, "update": update, "deactivate": deactivate}
        wanted["password"] = password
        await self.apply(lambda ctx: apps.set_features(ctx, found, wanted))
        fresh = self.store.find_app(found.id)
        checked = await self._checked(fresh)
        if checked["ok"] and _reads_groups(fresh):
            await self._read_groups(fresh)
        return {**asdict(fresh.features), "ok": checked["ok"], "reason": checked["reason"]}

    # -- the check -----------------------------------------------------------------------

    async def _checked(self, app: App) -> dict[str, JSON]:
        """Ask for two users and say what the dialog says (1.3); a failure is logged (7.1)."""
        reply = await self._asked(app, lambda token: build_test(app, token=token))
        reason = _disappointment(reply, app.knobs.json_error_style)
        if reason is None:
            rows = [
                {"name": name, "ok": action in app.integration.actions} for name, action in _ROWS
            ]
            return {"ok": True, "title": texts.CONNECTOR_OK, "rows": rows, "reason": None}
        text = texts.not_tested(reason)
        kinds = ["application.configuration.update"]
        if isinstance(reply, Answer) and reply.status == 401:
            kinds.insert(0, "application.integration.authentication_failure")
        await self.apply(
            lambda ctx: Change(
                [ctx.log(kind, app_target(app), result=FAILURE, reason=reason) for kind in kinds],
            )
        )
        return {"ok": False, "title": None, "rows": [], "reason": text}

    async def _asked(self, app: App, build: Callable[[str], Request]) -> Reply | Failure:
        return await self._engine.tokens.ask_with(app, build, self._engine.ask)

    async def _read_schema(self, app: App) -> None:
        """Read the server's user schema; a failure leaves the app profile as it is (2.19, I)."""
        types = await self._read_list(app, "ResourceTypes")
        schemas = types if isinstance(types, Failure) else await self._read_list(app, "Schemas")
        if isinstance(types, Failure) or isinstance(schemas, Failure):
            reason = next(each.detail for each in (types, schemas) if isinstance(each, Failure))
            kind, target = "application.configuration.import_schema", app_target(app)
            await self.apply(
                lambda ctx: Change([ctx.log(kind, target, result=FAILURE, reason=reason)])
            )
            return
        schema, fresh = read_schema(types, schemas), self.store.find_app(app.id)
        await self.apply(lambda ctx: apps.import_schema(ctx, fresh, schema))

    async def _read_list(self, app: App, kind: str) -> list[dict[str, JSON]] | Failure:
        reply = await self._asked(app, lambda token: build_discovery(app, kind, token=token))
        page = _page(reply, app.knobs.json_error_style)
        return page if isinstance(page, Failure) else page.resources

    # -- the app's groups ------------------------------------------------------------------

    async def refresh_app_groups(self, app: str | None = None) -> JSON:
        """Press Refresh App Groups: read all groups of the app anew."""
        found = self.store.find_app(app)
        check_pushes(found)
        failure = await self._read_groups(found)
        if failure:
            raise UsageError(failure, "Test the connector with okta.app.test.")
        groups = self.store.remote_groups(found.id)
        return [{"id": each.id, "name": each.name, "remote_id": each.remote_id} for each in groups]

    async def _read_groups(self, app: App) -> str:
        """Read the app's groups page by page; returns Okta's text if that fails (1.3, 2.16)."""
        found: list[dict[str, JSON]] = []
        start = 1
        while start:
            reply = await self._asked(
                app,
                lambda token, at=start: build_page(app, "Groups", at, token=token),  # type: ignore[misc]
            )
            page = _page(reply, app.knobs.json_error_style)
            if isinstance(page, Failure):
                return texts.while_downloading("groups", page.detail)
            found += page.resources
            following = next_start(start, page, purpose=Purpose.IMPORT_GROUPS)
            if isinstance(following, Failure):
                return texts.while_downloading("groups", following.detail)
            start = following
        await self.apply(lambda ctx: groups_read(ctx, app, found))
        return ""


def _reads_groups(app: App) -> bool:
    return "push_groups" in app.integration.actions and imports_groups(app)


def _page(reply: Reply | Failure, style: str) -> Page | Failure:
    if isinstance(reply, Failure):
        return reply
    if isinstance(reply, NoAnswer):
        return Failure(Purpose.IMPORT_GROUPS, reply.text, reply.text)
    return page_of(reply, style, purpose=Purpose.IMPORT_GROUPS)


def _authenticated(given: Mapping[str, JSON]) -> tuple[Integration, str]:
    """Return the mode with what belongs to it, and the secret."""
    mode = str(given.get("mode", "header"))
    _check_fields(mode, given)
    integration = Integration(mode=mode)
    if mode == "basic":
        for name in _FIELDS[mode]:
            if not given.get(name):
                raise UsageError(f"Basic Auth needs a {name}.", f"Give authentication.{name}.")
        return integration, f"{given['username']}:{given['password']}"
    if mode == "oauth2":
        secret = str(given.get("client_secret") or "")
        if not secret:
            raise UsageError("OAuth 2 needs a secret.", "Give authentication.client_secret.")
        integration = replace(
            integration,
            token_url=str(given.get("token_url") or ""),
            authorize_url=str(given.get("authorize_url") or ""),
            client_id=str(given.get("client_id") or ""),
        )
        return integration, secret
    token = given.get("token")
    if mode == "header" and not token:
        raise UsageError("The authentication needs a token.", "Give authentication.token.")
    if not str(token or "").isascii():
        raise UsageError("A token has ASCII characters alone.", "Copy it once more.")
    return integration, str(token or "")


def _check_fields(mode: str, given: Mapping[str, JSON]) -> None:
    """Refuse a field the mode has not: mistyped, it would be missing without a word."""
    known = _FIELDS.get(mode)
    strange = sorted(set(given) - {"mode", *known}) if known else []
    if strange:
        told = f"The authentication mode {mode} has no field {strange[0]}."
        raise UsageError(told, f"It has {', '.join(known or ())}.")


_FIELDS: Mapping[str, tuple[str, ...]] = {
    "header": ("token",),
    "basic": ("username", "password"),
    "oauth2": ("token_url", "authorize_url", "client_id", "client_secret"),
}
"""What each mode of 1.2 asks for."""


def _disappointment(reply: Reply | Failure, style: str) -> str | None:
    """Return ``<reason>`` of the dialog, or ``None`` if the connector works."""
    if isinstance(reply, Failure):
        return reply.detail
    if isinstance(reply, NoAnswer):
        return reply.text
    if reply.status != 200:
        phrase = texts.phrase(reply.status, reply.reason)
        said = detail_of(reply, style)
        return texts.remote_detail(phrase, said) if said else phrase
    found = listed(reply, style, purpose=Purpose.LOOKUP, looks=False)
    return found.detail if isinstance(found, Failure) else None


__all__ = ["Connector"]
