"""``/api/v1/apps``: the integration, its connection and its features.

Source: okta-management-api.md 4. A wizard app's SCIM connection cannot be set by Okta's API; here
it can, in the form of the other apps, and the answer says so in a header (4.3, 4.8).
"""

from dataclasses import asdict, replace

from simulator.api.okta.appobjects import (
    TEMPLATES,
    app_object,
    connection_object,
    key_id,
)
from simulator.api.okta.core import Core
from simulator.api.okta.expression import Rules, compile_filter
from simulator.api.okta.http import NO_CONTENT, NONSTANDARD, Call, Reply, page, part
from simulator.events import JSON
from simulator.okta import apps
from simulator.okta.context import Context
from simulator.okta.knobs import turn
from simulator.okta.model import App, Integration
from simulator.okta.refusals import gap, invalid
from simulator.okta.syslog import app_target
from simulator.okta.tenant import Change

_LIMIT, _MOST = 20, 200
_LENIENT = ((NONSTANDARD, "Okta's API cannot set the connection of a wizard app"),)
_EQ = frozenset({"eq"})
_FILTERED = frozenset({"id", "status", "name", "credentials.signing.kid", "user.id", "group.id"})
FILTER = Rules(operators=lambda name: _EQ if name in _FILTERED else frozenset(), same_case=True)


class Apps:
    """Handlers of apps."""

    def __init__(self, core: Core) -> None:
        self._core = core
        connection = "/api/v1/apps/{}/connections/default"
        for method, template, handler in (
            ("POST", "/api/v1/apps", self.create),
            ("GET", "/api/v1/apps", self.list_all),
            ("GET", "/api/v1/apps/{}", self.read),
            ("PUT", "/api/v1/apps/{}", self.replace),
            ("DELETE", "/api/v1/apps/{}", self.delete),
            ("POST", "/api/v1/apps/{}/lifecycle/{}", self.move),
            ("GET", connection, self.connection),
            ("POST", connection, self.connect),
            ("POST", f"{connection}/lifecycle/{{}}", self.switch_connection),
        ):
            core.routes.add(method, template, handler)

    # -- the app -------------------------------------------------------------------------

    async def create(self, call: Call) -> Reply:
        """Create a custom app; 200 with the object."""
        body = call.json()
        if body.get("name"):
            raise gap("okta-catalogue-apps", "An app from the catalogue", "Leave name out.")
        made = ""

        def make(ctx: Context) -> Change:
            nonlocal made
            made, change = apps.create_app(
                ctx,
                str(body.get("label") or ""),
                sign_on=str(body.get("signOnMode") or "SAML_2_0"),
                subdomain=str(self._core.org["subdomain"]),
                settings=_sign_on(body),
                presentation=_presentation(body),
                knobs=_user_name(body),
                active=call.flag("activate", default=True),
            )
            return change

        await self._core.apply(call, make)
        return self._shown(call, made)

    async def list_all(self, call: Call) -> Reply:
        """List apps."""
        call.not_built("expand")
        limit, after = call.limit(default=_LIMIT, most=_MOST), call.query.get("after", "")
        q = call.query.get("q", "").lower()
        wanted = call.query.get("filter", "")
        expression = compile_filter(wanted, FILTER) if wanted else None
        found = [
            app
            for app in sorted(self._core.store.apps(), key=lambda each: each.id)
            if app.id > after
            and (app.label.lower().startswith(q) or app.name.lower().startswith(q))
            and (expression is None or expression.test(self._searchable(app)))
        ]
        shown = [app_object(app, self._core.org, call.base) for app in found[:limit]]
        following = found[limit - 1].id if len(found) > limit else None
        return page(call, shown, limit=limit, following=following)

    def _searchable(self, app: App) -> dict[str, JSON]:
        store = self._core.store
        return {
            "id": app.id,
            "status": app.status,
            "name": app.name,
            "credentials": {"signing": {"kid": key_id(app)}},
            "user": [
                {"id": each.user_id} for each in store.assignments_of_app(app.id) if each.live
            ],
            "group": [{"id": each.group_id} for each in store.app_groups(app.id)],
        }

    async def read(self, call: Call) -> Reply:
        """Return one app."""
        call.not_built("expand")
        return self._shown(call, call.keys[0])

    async def replace(self, call: Call) -> Reply:
        """Replace label and sign-on settings; provisioning is never touched by it."""
        app, body = self._core.app(call.keys[0]), call.json()
        label = str(body.get("label") or "")
        if not label:
            raise invalid("label", "label: The field cannot be left blank")
        sections: dict[str, JSON] = {
            "label": label,
            "sign_on_settings": _sign_on(body),
            "presentation": _presentation(body),
        }
        if changes := _user_name(body):
            sections["knobs"] = asdict(turn(app.knobs, changes))
        await self._core.apply(
            call,
            lambda ctx: Change(
                [
                    apps.changed(app, **sections),
                    ctx.log("application.lifecycle.update", app_target(app)),
                ]
            ),
        )
        return self._shown(call, app.id)

    async def delete(self, call: Call) -> Reply:
        """Delete an inactive app."""
        app = self._core.app(call.keys[0])
        await self._core.apply(call, lambda ctx: apps.delete_app(ctx, app))
        return NO_CONTENT

    async def move(self, call: Call) -> Reply:
        """Activate or deactivate an app; doing it twice is fine."""
        app, operation = self._core.app(call.keys[0]), call.keys[1]
        if operation not in ("activate", "deactivate"):
            raise self._core.unknown_path()
        active = operation == "activate"
        await self._core.apply(call, lambda ctx: apps.set_status(ctx, app, active=active))
        return Reply(200, {})

    # -- the connection ------------------------------------------------------------------

    async def connection(self, call: Call) -> Reply:
        """Return the provisioning connection; never its token."""
        return Reply(200, connection_object(self._core.app(call.keys[0]), call.base))

    async def connect(self, call: Call) -> Reply:
        """Store base URL and token; ``activate=true`` checks and enables at once."""
        app, body = self._core.app(call.keys[0]), call.json()
        profile = part(body, "profile")
        if profile.get("authScheme") != "TOKEN":
            raise gap(
                "okta-api-oauth2",
                "A connection by this API that is no TOKEN connection",
                "Use okta.app.provisioning with mode oauth2 or basic.",
            )
        base_url = str(body.get("baseUrl") or app.integration.base_url).rstrip("/")
        enabled = app.integration.enabled or call.flag("activate", default=False)
        integration = Integration(
            enabled=enabled,
            base_url=base_url,
            actions=app.integration.actions or apps.ACTIONS,
        )
        await self._core.service.save_integration(
            app, integration, secret=str(profile.get("token") or ""), check=enabled
        )
        fresh = self._core.app(app.id)
        return Reply(200, connection_object(fresh, call.base), _LENIENT)

    async def switch_connection(self, call: Call) -> Reply:
        """Enable the connection after a check, or disable it; features are kept."""
        app, operation = self._core.app(call.keys[0]), call.keys[1]
        if operation not in ("activate", "deactivate"):
            raise self._core.unknown_path()
        if not app.integration.base_url:
            raise invalid("connection", "The app has no provisioning connection.")
        if operation == "deactivate":
            await self._core.apply(call, lambda ctx: apps.switch_off(ctx, app))
            return NO_CONTENT
        integration = replace(app.integration, enabled=True)
        await self._core.service.save_integration(app, integration, secret=None, check=True)
        return Reply(204, headers=_LENIENT, empty=True)

    def _shown(self, call: Call, app_id: str) -> Reply:
        return Reply(200, app_object(self._core.app(app_id), self._core.org, call.base))


def _sign_on(body: dict[str, JSON]) -> dict[str, JSON]:
    settings = body.get("settings")
    found = settings.get("signOn") if isinstance(settings, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def _presentation(body: dict[str, JSON]) -> dict[str, JSON]:
    parts = {name: body.get(name) for name in ("visibility", "accessibility")}
    return {name: value for name, value in parts.items() if isinstance(value, dict)}


def _user_name(body: dict[str, JSON]) -> dict[str, JSON]:
    """Return the setting behind a username template; only the built-in ones are known."""
    given = part(part(body, "credentials"), "userNameTemplate")
    template = given.get("template")
    if template is None:
        return {}
    for name, known in TEMPLATES.items():
        if template == known:
            return {"username_format": name}
    raise gap(
        "okta-api-username-templates",
        f"The username template {template}",
        "Set username_format to custom with okta.app.settings.",
    )


__all__ = ["Apps"]
