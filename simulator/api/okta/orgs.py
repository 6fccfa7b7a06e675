"""The org itself, and what exists in Okta's API and not here.

Source: okta-management-api.md 9, 0.3.
"""

from collections.abc import Iterator

from simulator.api.okta.core import Core
from simulator.api.okta.http import Call, Reply
from simulator.api.okta.routing import Handler
from simulator.okta.refusals import gap

WELL_KNOWN = "/.well-known/okta-organization"
GAPS: tuple[tuple[str, str, str], ...] = (
    ("GET POST PUT DELETE", "/api/v1/groups/rules", "group-rules"),
    ("GET PUT DELETE", "/api/v1/groups/rules/{}", "group-rules"),
    ("POST", "/api/v1/groups/rules/{}/lifecycle/{}", "group-rules"),
    ("GET", "/api/v1/users/{}/appLinks", "app-links"),
    ("POST", "/api/v1/users/{}/credentials/{}", "credentials"),
    ("DELETE", "/api/v1/users/{}/sessions", "sessions"),
    ("PATCH", "/api/v1/apps/{}/groups/{}", "app-group-patch"),
    ("GET", "/api/v1/apps/{}/connections/default/jwks", "oauth2"),
    ("GET", "/api/v1/apps/{}/sso/saml/metadata", "saml"),
    ("GET", "/api/v1/apps/{}/credentials/keys", "app-keys"),
    ("GET", "/api/v1/apps/{}/credentials/keys/{}", "app-keys"),
    ("POST", "/api/v1/apps/{}/credentials/keys/generate", "app-keys"),
    ("PUT", "/api/v1/apps/{}/policies/{}", "policies"),
    ("GET", "/api/v1/policies", "policies"),
    ("GET", "/api/v1/mappings", "mappings"),
    ("GET POST", "/api/v1/mappings/{}", "mappings"),
    ("GET POST", "/api/v1/meta/schemas/user/{}", "schemas"),
    ("GET POST", "/api/v1/meta/schemas/apps/{}/default", "schemas"),
    ("GET POST", "/api/v1/meta/schemas/group/default", "schemas"),
    ("GET", "/api/v1/meta/types/user", "user-types"),
    ("GET", "/api/v1/meta/types/user/{}", "user-types"),
    ("POST", "/oauth2/v1/token", "oauth2"),
    ("PUT", "/api/internal/v1/mappings/reapply", "mappings"),
    ("GET POST", "/app/{}/{}/sso/saml", "saml"),
    ("GET", "/app/{}/sso/saml/metadata", "saml"),
    ("GET", "/home/{}/{}/{}", "saml"),
)
"""Methods, path, and the gap they belong to (``okta-api-…``)."""


class Orgs:
    """Handlers of the org, and of the known gaps."""

    def __init__(self, core: Core) -> None:
        self._core = core
        core.routes.add("GET", "/api/v1/org", self.settings)
        core.routes.add("GET", WELL_KNOWN, self.well_known)
        for methods, template, name in GAPS:
            for method in methods.split():
                core.routes.add(method, template, _missing(name, f"{method} {template}"))

    async def settings(self, call: Call) -> Reply:
        """Return the settings of the org."""
        org = self._core.org
        blank = (
            "expiresAt website phoneNumber endUserSupportHelpURL supportPhoneNumber address1 "
            "address2 city state country postalCode"
        )
        links = "preferences uploadLogo oktaCommunication logo oktaSupport contacts"
        return Reply(
            200,
            {
                "id": org["id"],
                "subdomain": org["subdomain"],
                "companyName": org["name"],
                "status": "ACTIVE",
                **dict.fromkeys(blank.split()),
                "_links": {
                    name: {"href": f"{call.base}/api/v1/org/{name}"} for name in links.split()
                },
            },
        )

    async def well_known(self, call: Call) -> Reply:
        """Say who this org is, to anybody."""
        return Reply(
            200,
            {
                "id": self._core.org["id"],
                "cell": "local",
                "_links": {"organization": {"href": call.base}},
                "pipeline": "idx",
                "settings": dict(_settings()),
            },
        )


def _settings() -> Iterator[tuple[str, bool]]:
    for name in (
        "analyticsCollectionEnabled",
        "bugReportingEnabled",
        "omEnabled",
        "pssoEnabled",
        "desktopMFAEnabled",
        "itpEnabled",
        "op4wEnabled",
    ):
        yield name, name == "bugReportingEnabled"


def _missing(name: str, what: str) -> Handler:
    async def refuse(_call: Call) -> Reply:
        raise gap(f"okta-api-{name}", what)

    return refuse


__all__ = ["GAPS", "WELL_KNOWN", "Orgs"]
