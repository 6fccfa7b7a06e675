"""The app, its connection, features and assignments as the API shows them.

Source: okta-management-api.md 4.1, 4.3, 4.4, 4.5, 5.1, 5.3.
"""

import base64
import hashlib
from collections.abc import Mapping

from simulator.api.okta.http import date
from simulator.events import JSON
from simulator.okta.model import App, AppGroup, Assignment, Scope

_SIGN_ON: Mapping[str, JSON] = {
    "defaultRelayState": None,
    "ssoAcsUrl": "http://localhost/saml/acs",
    "idpIssuer": "http://www.okta.com/${org.externalKey}",
    "audience": "urn:example:sp",
    "recipient": None,
    "destination": None,
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "responseSigned": True,
    "assertionSigned": True,
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "honorForceAuthn": True,
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "spIssuer": None,
    "requestCompressed": False,
    "attributeStatements": [],
    "inlineHooks": [],
    "assertionEncryption": {"enabled": False},
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "samlSignedRequestEnabled": False,
    "slo": {"enabled": False},
}
_OVERRIDES = ("ssoAcsUrlOverride", "audienceOverride", "recipientOverride", "destinationOverride")
TEMPLATES: Mapping[str, str] = {
    "okta_username": "${source.login}",
    "okta_username_prefix": '${fn:substringBefore(source.login, "@")}',
    "email": "${source.email}",
    "email_prefix": '${fn:substringBefore(source.email, "@")}',
}


_ACCESSIBILITY: Mapping[str, JSON] = {
    "selfService": False,
    "errorRedirectUrl": None,
    "loginRedirectUrl": None,
}
_VISIBILITY: Mapping[str, JSON] = {
    "autoLaunch": False,
    "autoSubmitToolbar": False,
    "hide": {"iOS": False, "web": False},
}


def app_object(app: App, org: Mapping[str, JSON], base: str) -> dict[str, JSON]:
    """Return an app with all that clients of Okta look for."""
    url = f"{base}/api/v1/apps/{app.id}"
    link = f"{app.name}_link"
    return {
        "id": app.id,
        "orn": f"orn:okta:idp:{org['id']}:apps:{app.name}:{app.id}",
        "name": app.name,
        "label": app.label,
        "status": app.status,
        "lastUpdated": date(app.updated),
        "created": date(app.created),
        "accessibility": {**_ACCESSIBILITY, **app.presentation.get("accessibility", {})},
        "visibility": {
            **_VISIBILITY,
            "appLinks": {link: True},
            **app.presentation.get("visibility", {}),
        },
        "features": feature_names(app),
        "signOnMode": app.sign_on,
        "credentials": {"userNameTemplate": _template(app), "signing": {"kid": key_id(app)}},
        "universalLogout": None,
        "settings": _settings(app),
        "_links": _links(app, org, base, url),
    }


def key_id(app: App) -> str:
    """Return the id of the app's signing key: 43 characters, the same at every look."""
    digest = hashlib.sha256(app.id.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _template(app: App) -> dict[str, JSON]:
    known = TEMPLATES.get(app.knobs.username_format)
    if known is None:
        status = "PUSH" if app.knobs.username_update == "create_and_update" else "DONT_PUSH"
        return {
            "template": app.knobs.username_expression,
            "type": "CUSTOM",
            "pushStatus": status,
        }
    return {"template": known, "type": "BUILT_IN"}


def _settings(app: App) -> dict[str, JSON]:
    given = {k: v for k, v in app.sign_on_settings.items() if k not in _OVERRIDES}
    sign_on = {**_SIGN_ON, **given}
    for name in ("recipient", "destination"):
        sign_on[name] = sign_on[name] or sign_on["ssoAcsUrl"]
    vpn = {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}
    return {
        "app": {},
        "notifications": {"vpn": vpn},
        "manualProvisioning": False,
        "implicitAssignment": False,
        "emOptInStatus": "NONE",
        "notes": {"admin": None, "enduser": None},
        "signOn": sign_on,
    }


def _links(app: App, org: Mapping[str, JSON], base: str, url: str) -> dict[str, JSON]:
    turn = "deactivate" if app.status == "ACTIVE" else "activate"
    guide = f"{base}/app/{app.name}/{app.id}/setup/help/{app.sign_on}/instructions"
    home = f"{base}/home/{app.name}/{app.id}/aln{app.id[3:]}"
    policy = f"{base}/api/v1/policies/{org['policy']}"
    return {
        "help": {"href": guide, "type": "text/html"},
        "metadata": {"href": f"{url}/sso/saml/metadata", "type": "application/xml"},
        "uploadLogo": {"href": f"{url}/logo", "hints": {"allow": ["POST"]}},
        "appLinks": [{"name": f"{app.name}_link", "href": home, "type": "text/html"}],
        "profileEnrollment": {"href": policy},
        "policies": {"href": f"{url}/policies", "hints": {"allow": ["PUT"]}},
        "groups": {"href": f"{url}/groups"},
        "logo": [{"name": "medium", "href": f"{base}/assets/app-default.png", "type": "image/png"}],
        "accessPolicy": {"href": policy},
        "users": {"href": f"{url}/users"},
        turn: {"href": f"{url}/lifecycle/{turn}"},
    }


def feature_names(app: App) -> list[str]:
    """Return the ``features`` of an app in the recorded order (4.4)."""
    if not app.integration.enabled:
        return []
    features, actions = app.features, app.integration.actions
    present = {
        "IMPORT_PROFILE_UPDATES": "import_new_users" in actions,
        "PUSH_NEW_USERS": features.create,
        "PUSH_USER_DEACTIVATION": features.deactivate,
        "SCIM_PROVISIONING": True,
        "GROUP_PUSH": "push_groups" in actions,
        "REACTIVATE_USERS": features.deactivate,
        "IMPORT_NEW_USERS": "import_new_users" in actions,
        "PUSH_PROFILE_UPDATES": features.update,
        "PUSH_PASSWORD_UPDATES": features.password,
    }
    return [name for name, there in present.items() if there]


def connection_object(app: App, base: str) -> dict[str, JSON]:
    """Return the provisioning connection (4.3); the token is never shown."""
    if not app.integration.base_url:
        return {"status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
    url = f"{base}/api/v1/apps/{app.id}/connections/default"
    enabled = app.integration.enabled
    turn = "deactivate" if enabled else "activate"
    if app.integration.mode != "header":  # the API has no word for it (4.8)
        status = "ENABLED" if enabled else "DISABLED"
        return {"status": status, "profile": {"authScheme": "UNKNOWN"}}
    return {
        "authScheme": "TOKEN",
        "status": "ENABLED" if enabled else "DISABLED",
        "baseUrl": app.integration.base_url,
        "profile": {"authScheme": "TOKEN"},
        "_links": {
            "self": {"href": url, "hints": {"allow": ["POST", "GET"]}},
            turn: {"href": f"{url}/lifecycle/{turn}", "hints": {"allow": ["POST"]}},
        },
    }


def app_user_object(app: App, assignment: Assignment, base: str) -> dict[str, JSON]:
    """Return an app user; its id is the Okta user's (5.1)."""
    links: dict[str, JSON] = {
        "app": {"href": f"{base}/api/v1/apps/{app.id}"},
        "user": {"href": f"{base}/api/v1/users/{assignment.user_id}"},
    }
    if assignment.scope is Scope.GROUP and assignment.group_id:
        links["group"] = {"href": f"{base}/api/v1/groups/{assignment.group_id}"}
    shown = {each.name: None for each in app.attributes if each.expression}
    synced = {"lastSync": date(assignment.last_sync)} if assignment.last_sync else {}
    return {
        "id": assignment.user_id,
        "externalId": assignment.linked_id,
        "created": date(assignment.created),
        "lastUpdated": date(assignment.changed),
        "scope": assignment.scope.value,
        "status": assignment.status.value,
        "statusChanged": date(assignment.status_changed),
        "passwordChanged": None,
        "syncState": assignment.sync_state.value,
        **synced,
        "credentials": {"userName": assignment.user_name},
        "profile": {**shown, **assignment.profile},
        "_links": links,
    }


def app_group_object(found: AppGroup, base: str) -> dict[str, JSON]:
    """Return the assignment of a group (5.3)."""
    app, group = f"{base}/api/v1/apps/{found.app_id}", found.group_id
    return {
        "id": group,
        "lastUpdated": date(found.updated),
        "priority": found.priority,
        "profile": dict(found.profile),
        "_links": {
            "app": {"href": app},
            "self": {"href": f"{app}/groups/{group}"},
            "group": {"href": f"{base}/api/v1/groups/{group}"},
        },
    }


__all__ = [
    "TEMPLATES",
    "app_group_object",
    "app_object",
    "app_user_object",
    "connection_object",
    "feature_names",
    "key_id",
]
