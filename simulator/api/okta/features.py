"""``/api/v1/apps/{id}/features``: the toggles of To App, the settings of To Okta.

Source: okta-management-api.md 4.5.
"""

from collections.abc import Mapping
from dataclasses import asdict

from simulator.api.okta.core import Core
from simulator.api.okta.featureobjects import inbound_provisioning, user_provisioning
from simulator.api.okta.http import Call, Reply, malformed
from simulator.events import JSON
from simulator.okta import apps
from simulator.okta.context import Context
from simulator.okta.importmodel import ImportSettings
from simulator.okta.importsettings import turned
from simulator.okta.knobs import Knobs, turn
from simulator.okta.model import App
from simulator.okta.refusals import gap, invalid, not_found
from simulator.okta.tenant import Change

_OUTBOUND, _INBOUND = "USER_PROVISIONING", "INBOUND_PROVISIONING"
_RULES: Mapping[str, str] = {
    "allowPartialMatch": "allow_partial",
    "autoConfirmPartialMatch": "auto_confirm_partial",
    "autoConfirmExactMatch": "auto_confirm_exact",
    "autoConfirmNewUsers": "auto_confirm_new",
    "autoActivateNewUsers": "auto_activate_new",
}
_CRITERIA: Mapping[str, str] = {"USERNAME": "user_name", "EMAIL": "email"}


class Features:
    """Handlers of both feature objects."""

    def __init__(self, core: Core) -> None:
        self._core = core
        for method, template, handler in (
            ("GET", "/api/v1/apps/{}/features", self.features),
            ("GET", "/api/v1/apps/{}/features/{}", self.feature),
            ("PUT", "/api/v1/apps/{}/features/{}", self.set_feature),
        ):
            core.routes.add(method, template, handler)

    async def features(self, call: Call) -> Reply:
        """Return both feature objects."""
        app = self._provisioned(call)
        both = [user_provisioning(app, call.base), inbound_provisioning(app, call.base)]
        return Reply(200, both)

    async def feature(self, call: Call) -> Reply:
        """Return one feature object."""
        return self._feature(call, self._provisioned(call))

    def _feature(self, call: Call, app: App) -> Reply:
        if call.keys[1] == _OUTBOUND:
            return Reply(200, user_provisioning(app, call.base))
        return Reply(200, inbound_provisioning(app, call.base))

    async def set_feature(self, call: Call) -> Reply:
        """Set capabilities; the body is the capabilities object itself, and partial."""
        app = self._provisioned(call)
        if not call.body.strip():
            raise malformed()
        body = call.json()
        if call.keys[1] == _INBOUND:
            settings = _inbound(app.imports, body)
            await self._core.apply(call, lambda ctx: apps.set_imports(ctx, app, settings))
        else:
            await self._core.apply(call, lambda ctx: _outbound(ctx, app, body))
        return self._feature(call, self._core.app(app.id))

    def _provisioned(self, call: Call) -> App:
        if len(call.keys) > 1 and call.keys[1] not in (_OUTBOUND, _INBOUND):
            raise not_found(call.keys[1], "PublicAppFeatureSetName")
        app = self._core.app(call.keys[0])
        if not app.integration.enabled:
            raise invalid("feature", "Provisioning is not supported.")
        return app


def _outbound(ctx: Context, app: App, body: Mapping[str, JSON]) -> Change:
    change = apps.set_features(
        ctx,
        app,
        {
            "create": _status(body, "create", "lifecycleCreate"),
            "update": _status(body, "update", "profile"),
            "deactivate": _status(body, "update", "lifecycleDeactivate"),
            "password": _status(body, "update", "password"),
        },
    )
    knobs = _seed(app.knobs, body)
    if knobs != app.knobs:
        change.events.append(apps.changed(app, knobs=asdict(knobs)))
    return change


def _seed(knobs: Knobs, body: Mapping[str, JSON]) -> Knobs:
    password = _at(body, "update", "password")
    given = password if isinstance(password, Mapping) else {}
    if given.get("change") == "CHANGE":
        raise gap("okta-password-change", "A new random password at every change")
    seed = given.get("seed")
    if seed is None:
        return knobs
    if seed not in ("OKTA", "RANDOM"):
        raise invalid("seed", "seed: must be OKTA or RANDOM")
    return turn(knobs, {"password_seed": str(seed).lower()})


def _inbound(settings: ImportSettings, body: Mapping[str, JSON]) -> ImportSettings:
    """Read import settings and rules, either spelling of the username format."""
    if _at(body, "importSettings", "schedule", "status") == "ENABLED":
        raise gap(
            "okta-import-schedule", "A schedule of imports", "Press Import Now: okta.import.now."
        )
    changes: dict[str, JSON] = {}
    rules = _at(body, "importRules", "userCreateAndMatch")
    for name, value in (rules if isinstance(rules, Mapping) else {}).items():
        if name in _RULES:
            changes[_RULES[name]] = value
        elif name == "exactMatchCriteria":
            if value not in _CRITERIA:
                raise invalid(name, f"{name}: must be USERNAME or EMAIL")
            changes["exact_match"] = [_CRITERIA[value]]
    for spelling in ("usernameFormat", "userNameFormat"):
        wanted = _at(body, "importSettings", "username", spelling)
        if wanted == "CUSTOM":
            raise gap("okta-import-username-expression", "A custom username of imported people")
        if wanted == "EMAIL":
            changes["username_format"] = "email"
    return turned(settings, changes)


def _status(body: Mapping[str, JSON], *path: str) -> bool | None:
    status = _at(body, *path, "status")
    return None if status is None else bool(status == "ENABLED")


def _at(value: JSON, *path: str) -> JSON:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


__all__ = ["Features"]
