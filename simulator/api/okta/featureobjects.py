"""The feature objects of an app as the API shows them. Source: okta-management-api.md 4.5."""

from simulator.events import JSON
from simulator.okta.model import App


def user_provisioning(app: App, base: str) -> dict[str, JSON]:
    """Return the feature USER_PROVISIONING (4.5)."""

    def status(on: bool) -> dict[str, JSON]:
        return {"status": "ENABLED" if on else "DISABLED"}

    name = "USER_PROVISIONING"
    return {
        "name": name,
        "status": "ENABLED",
        "description": "Outbound user provisioning",
        "capabilities": {
            "create": {"lifecycleCreate": status(app.features.create)},
            "update": {
                "profile": status(app.features.update),
                "lifecycleDeactivate": status(app.features.deactivate),
                "password": {
                    **status(app.features.password),
                    "seed": _seed(app),
                    "change": "KEEP_EXISTING",
                },
            },
        },
        "_links": _feature_links(app, base, name),
    }


def _seed(app: App) -> str:
    """Return what kind of password is synced; RANDOM while none is (4.5)."""
    return app.knobs.password_seed.upper() if app.features.password else "RANDOM"


def inbound_provisioning(app: App, base: str) -> dict[str, JSON]:
    """Return the feature INBOUND_PROVISIONING as it is after set-up (4.5)."""
    name = "INBOUND_PROVISIONING"
    imports = "import_new_users" in app.integration.actions
    exact = app.imports.exact_match
    return {
        "name": name,
        "status": "ENABLED" if imports else "DISABLED",
        "description": "Inbound provisioning and imports",
        "capabilities": {
            "importSettings": {
                "username": {"userNameFormat": "EMAIL", "usernameFormat": "EMAIL"},
                "schedule": {
                    "status": "DISABLED",
                    "fullImport": None,
                    "incrementalImport": None,
                },
            },
            "importRules": {
                "userCreateAndMatch": {
                    "exactMatchCriteria": "EMAIL" if "email" in exact else "USERNAME",
                    "allowPartialMatch": app.imports.allow_partial,
                    "autoConfirmPartialMatch": app.imports.auto_confirm_partial,
                    "autoConfirmExactMatch": app.imports.auto_confirm_exact,
                    "autoConfirmNewUsers": app.imports.auto_confirm_new,
                    "autoActivateNewUsers": app.imports.auto_activate_new,
                }
            },
        },
        "_links": _feature_links(app, base, name),
    }


def _feature_links(app: App, base: str, name: str) -> dict[str, JSON]:
    href = f"{base}/api/v1/apps/{app.id}/features/{name}"
    return {"self": {"href": href, "hints": {"allow": ["GET", "PUT"]}}}


__all__ = ["inbound_provisioning", "user_provisioning"]
