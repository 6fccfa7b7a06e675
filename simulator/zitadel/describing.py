"""The discovery routes: what is public about ZITADEL's SCIM. Source: zitadel-scim.md 5."""

from simulator.zitadel import discovery
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.routes import Match, Route
from simulator.zitadel.scimhttp import Answer, located, scim_answer

CONTENT_LOCATION = b"Content-Location"


def describe(found: Match, settings: ZitadelSettings, base: str) -> Answer:
    """Answer a route that needs no token, or refuse a name that is unknown."""
    org, name, groups = found.org_id, found.id, settings.groups
    match found.route:
        case Route.CONFIG:
            return scim_answer(200, discovery.service_provider_config(settings, base=base, org=org))
        case Route.RESOURCE_TYPES:
            return scim_answer(200, discovery.resource_types(base=base, org=org, groups=groups))
        case Route.SCHEMAS:
            return scim_answer(200, discovery.schemas(base=base, org=org, groups=groups))
        case Route.RESOURCE_TYPE:
            kind, body = (
                "ResourceTypes",
                discovery.resource_type(name, base=base, org=org, groups=groups),
            )
        case _:
            kind, body = "Schemas", discovery.schema(name, base=base, org=org, groups=groups)
    where = discovery.content_location(base, org, kind, name)
    return located(200, CONTENT_LOCATION, where, body)


__all__ = ["CONTENT_LOCATION", "describe"]
