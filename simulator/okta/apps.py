"""Commands on the app integration: creating it, its settings, who has it.

Source: okta-provisioning.md 1.1-1.7, 2.1 (T10, T13, T23, T25, T26, T29), 2.12, 2.13;
okta-management-api.md 4.1, 4.2, 5.2.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from simulator.errors import UsageError
from simulator.events import JSON, Event
from simulator.okta.attributes import default_attributes
from simulator.okta.context import Context
from simulator.okta.importmodel import ImportSettings
from simulator.okta.knobs import Knobs, check_grant, turn
from simulator.okta.model import (
    App,
    Integration,
)
from simulator.okta.references import check_references
from simulator.okta.refusals import OktaRefusal, gap, invalid
from simulator.okta.syslog import app_target
from simulator.okta.tenant import Change
from simulator.okta.urls import url_fault
from simulator.okta.userschema import UserSchema, taken

ACTIONS = (
    "import_new_users",
    "push_new_users",
    "push_profile_updates",
    "push_groups",
    "import_groups",
)
"""The five tick boxes of Provisioning › Integration (1.2)."""
_LONGEST_URL = 1024
MODES = ("header", "basic", "oauth2")
SIGN_ON = ("SAML_2_0", "AUTO_LOGIN", "OPENID_CONNECT")


def create_app(
    ctx: Context,
    label: str,
    *,
    sign_on: str,
    subdomain: str,
    settings: Mapping[str, JSON] | None = None,
    presentation: Mapping[str, JSON] | None = None,
    knobs: Mapping[str, JSON] | None = None,
    active: bool = True,
    app_id: str | None = None,
) -> tuple[str, Change]:
    """Create an app with the integration wizard; returns its id. All toggles are off.

    ``presentation`` is how people see it, and has nothing to do with provisioning.
    """
    if not label:
        raise invalid("label", "label: The field cannot be left blank")
    if sign_on not in SIGN_ON:
        raise gap("okta-sign-on-modes", f"The sign-on mode {sign_on}", f"Use {', '.join(SIGN_ON)}.")
    plain = re.sub(r"[^a-z0-9]", "", label.lower())
    number = len(ctx.lookups.apps()) + 1
    app = App(
        id=app_id or ctx.new_id("0oa"),
        label=label,
        name=f"{subdomain}_{plain}_{number}",
        sign_on=sign_on,
        status="ACTIVE" if active else "INACTIVE",
        attributes=default_attributes(),
        sign_on_settings=dict(settings or {}),
    )
    data = {
        "id": app.id,
        "label": label,
        "name": app.name,
        "sign_on": sign_on,
        "status": app.status,
        "attributes": [asdict(each) for each in app.attributes],
        "sign_on_settings": dict(app.sign_on_settings),
        "presentation": dict(presentation or {}),
        "knobs": asdict(turn(Knobs(), dict(knobs or {}))),
    }
    events = [
        Event(kind="okta.app.created", data=data),
        ctx.log("application.lifecycle.create", app_target(app)),
    ]
    return app.id, Change(events)


def changed(app: App, **sections: JSON) -> Event:
    """Make the record of changed settings of an app."""
    return Event(kind="okta.app.changed", data={"id": app.id, "label": app.label, "set": sections})


# -- provisioning --------------------------------------------------------------------------


def check_integration(app: App, integration: Integration) -> None:
    """Refuse what the console would not save (1.1, 1.2)."""
    if app.sign_on == "OPENID_CONNECT" and app.knobs.preset != "OIW":
        raise invalid(
            "provisioning",
            "SCIM provisioning cannot be added to an OIDC app of the classic wizard",
        )
    if integration.mode not in MODES:
        raise UsageError(
            f"There is no authentication mode {integration.mode}.", f"Choose {', '.join(MODES)}."
        )
    if integration.mode == "basic" and app.knobs.preset == "OIW":
        raise UsageError("The newer wizard offers no Basic Auth.", "Use header or oauth2.")
    if integration.mode == "oauth2":
        _check_oauth(app, integration)
    if fault := url_fault(integration.base_url):
        shown = "This" if "password" in fault else repr(integration.base_url)
        raise UsageError(f"{shown} is no base URL: {fault}.", "Write https://host/scim/v2/…")
    if "_" in integration.base_url:
        raise UsageError(
            f"{integration.base_url} has an underscore.", "Okta takes none in a base URL."
        )
    if app.knobs.preset == "OIW" and len(integration.base_url) > _LONGEST_URL:
        raise UsageError("The base URL is too long.", f"{_LONGEST_URL} characters at most.")
    unknown = [each for each in integration.actions if each not in ACTIONS]
    if unknown:
        raise UsageError(
            f"There is no provisioning action {unknown[0]}.", f"There is {', '.join(ACTIONS)}."
        )


def _check_oauth(app: App, integration: Integration) -> None:
    check_grant(app.knobs)
    if fault := url_fault(integration.token_url, query=True):
        shown = "This" if "password" in fault else repr(integration.token_url)
        raise UsageError(
            f"{shown} is no access token endpoint: {fault}.",
            "Write https://host/oauth/v2/token?scope=… in authentication.token_url.",
        )
    if not integration.client_id:
        raise UsageError("OAuth 2 needs a client id.", "Give authentication.client_id.")


def save_integration(ctx: Context, app: App, integration: Integration) -> Change:
    """Save Provisioning › Integration (T2); jobs of earlier assignments do not start (T23)."""
    events = [
        changed(app, integration=asdict(integration)),
        ctx.log("application.lifecycle.update", app_target(app)),
    ]
    return Change(events)


def switch_off(ctx: Context, app: App) -> Change:
    """Switch provisioning off: assignments stay, nothing is sent (T29)."""
    integration = replace(app.integration, enabled=False)
    events = [
        changed(app, integration=asdict(integration)),
        ctx.log("application.lifecycle.update", app_target(app)),
    ]
    return Change(events)


def set_features(ctx: Context, app: App, wanted: Mapping[str, bool | None]) -> Change:
    """Switch the toggles of To App (1.4); nothing is caught up by turning one on."""
    if not app.integration.enabled:
        raise UsageError(
            f"{app.label} has no provisioning integration.", "Save one with okta.app.provisioning."
        )
    taken = {name: value for name, value in wanted.items() if value is not None}
    features = replace(app.features, **taken)
    for on, action, name in (
        (features.create, "push_new_users", "Create Users"),
        (features.update, "push_profile_updates", "Update User Attributes"),
    ):
        if on and action not in app.integration.actions:
            raise UsageError(
                f"{name} needs the provisioning action {action}.",
                "Tick it with okta.app.provisioning first.",
            )
    debug = None
    if features.deactivate != app.features.deactivate:
        verb = "Deprovisioning" if features.deactivate else "Stop deprovisioning"
        debug = {"customMessage": f"{verb} unassigned users"}
    events = [
        changed(app, features=asdict(features)),
        ctx.log("application.lifecycle.update", app_target(app), debug=debug),
    ]
    return Change(events)


def turn_knobs(ctx: Context, app: App, changes: Mapping[str, JSON]) -> Change:
    """Change how this connector behaves where tenants differ (12)."""
    knobs: Knobs = turn(app.knobs, dict(changes))
    if "oauth_grant" in changes and app.integration.enabled and app.integration.mode == "oauth2":
        check_grant(knobs)
    if knobs.username_format == "custom":
        check_references(knobs.username_expression, app)
    sections: dict[str, JSON] = {"knobs": asdict(knobs)}
    if "apply_on" in changes:
        sections["attributes"] = [
            {**asdict(each), "apply_on": knobs.apply_on} for each in app.attributes
        ]
    events = [
        changed(app, **sections),
        ctx.log("application.lifecycle.update", app_target(app)),
    ]
    return Change(events)


def set_imports(ctx: Context, app: App, settings: ImportSettings) -> Change:
    """Save Provisioning › To Okta (1.5)."""
    events = [
        changed(app, imports=asdict(settings)),
        ctx.log("application.lifecycle.update", app_target(app)),
    ]
    return Change(events)


def import_schema(ctx: Context, app: App, schema: UserSchema) -> Change:
    """Take the server's user schema over (2.19)."""
    profile, offered = taken(schema, app.attributes, first=not app.schema_imported)
    sections: dict[str, JSON] = {
        "attributes": [asdict(each) for each in profile],
        "offered": [asdict(each) for each in offered],
        "schema_imported": True,
    }
    log = ctx.log("application.configuration.import_schema", app_target(app))
    return Change([changed(app, **sections), log])


def set_broker_mode(ctx: Context, app: App, *, on: bool) -> Change:
    """Turn Federation Broker Mode on or off; while it is on nothing is sent (1.1)."""
    if app.sign_on == "AUTO_LOGIN":
        raise UsageError(f"{app.label} has no Federation Broker Mode.", "SAML and OIDC apps do.")
    if app.broker_mode == on:
        return Change([])
    what = "enable" if on else "disable"
    events = [
        changed(app, broker_mode=on),
        ctx.log(f"application.configuration.{what}_fed_broker_mode", app_target(app)),
    ]
    return Change(events)


def set_label(ctx: Context, app: App, label: str) -> Change:
    """Rename the app; every text about it says the new name from now on (1.1)."""
    if not label:
        raise invalid("label", "label: The field cannot be left blank")
    return Change(
        [changed(app, label=label), ctx.log("application.lifecycle.update", app_target(app))]
    )


def set_status(ctx: Context, app: App, *, active: bool) -> Change:
    """Activate or deactivate the app; assignments stay and nothing is sent (T26)."""
    status = "ACTIVE" if active else "INACTIVE"
    if status == app.status:
        return Change([])
    what = "activate" if active else "deactivate"
    events = [
        changed(app, status=status),
        ctx.log(f"application.lifecycle.{what}", app_target(app)),
    ]
    return Change(events)


def delete_app(ctx: Context, app: App) -> Change:
    """Delete an inactive app; nothing is sent."""
    if app.status == "ACTIVE":
        raise OktaRefusal(
            "Delete application forbidden.",
            code="E0000056",
            status=403,
            causes=("The application must be deactivated before deletion.",),
        )
    events = [
        Event(kind="okta.app.deleted", data={"id": app.id, "label": app.label}),
        ctx.log("application.lifecycle.delete", app_target(app)),
    ]
    return Change(events)


__all__ = [
    "ACTIONS",
    "MODES",
    "SIGN_ON",
    "check_integration",
    "create_app",
    "delete_app",
    "import_schema",
    "save_integration",
    "set_broker_mode",
    "set_features",
    "set_imports",
    "set_label",
    "set_status",
    "switch_off",
    "turn_knobs",
]
