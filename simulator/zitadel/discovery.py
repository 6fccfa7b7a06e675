"""What ZITADEL says about its SCIM interface: capabilities, resource types, schemas.

Public and the same for everybody; the organization is not looked up, only echoed. Source:
zitadel-scim.md 5.
"""

from simulator.events import JSON
from simulator.scim import urns
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.model import ZitadelSettings
from simulator.zitadel.refusals import refuse

MAX_RESULTS = 100
"""How many users a list answers at most, and when nothing else is asked for."""

USER_TYPE = "User"
GROUP_TYPE = "Group"

_BEARER = "https://www.rfc-editor.org/info/rfc6750"
_SUPPORTED: JSON = {"supported": True}
_UNSUPPORTED: JSON = {"supported": False}


def content_location(base: str, org: str, kind: str, name: str = "") -> str:
    """Return the URL of a discovery document; ``kind`` is its path segment (1.6).

    Unlike the location inside the document, the header of that name carries it unescaped.
    """
    path = f"{base}/scim/v2/{org}/{kind}"
    return f"{path}/{name}" if name else path


def service_provider_config(settings: ZitadelSettings, *, base: str, org: str) -> bytes:
    """Return what the server can do (5.1)."""
    return _body(
        {
            "schemas": [urns.SERVICE_PROVIDER_CONFIG],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": content_location(base, org, "ServiceProviderConfig"),
            },
            "documentationUri": settings.documentation_url,
            "patch": _SUPPORTED,
            "bulk": {
                "supported": True,
                "maxOperations": settings.bulk_max,
                "maxPayloadSize": settings.max_body,
            },
            "filter": {"supported": True, "maxResults": MAX_RESULTS},
            "changePassword": _SUPPORTED,
            "sort": _SUPPORTED,
            "etag": _UNSUPPORTED,
            "authenticationSchemes": [
                {
                    "name": "Zitadel authentication token",
                    "description": "Authentication scheme using the OAuth Bearer Token Standard",
                    "specUri": _BEARER,
                    "documentationUri": settings.authentication_url,
                    "type": "oauthbearertoken",
                    "primary": False,
                }
            ],
        }
    )


def resource_types(*, base: str, org: str, groups: bool = False) -> bytes:
    """Return the list of resource types (5.2); newer versions have ``groups``, too (15.2)."""
    return _list(*_types(base, org, groups).values())


def resource_type(name: str, *, base: str, org: str, groups: bool = False) -> bytes:
    """Return one resource type, or refuse; the name's case counts (5.2)."""
    found = _types(base, org, groups).get(name)
    if found is None:
        raise refuse("SCIMSP-148z", name=name)
    return _body(found)


def schemas(*, base: str, org: str, groups: bool = False) -> bytes:
    """Return the list of schemas (5.3)."""
    return _list(*_schemas(base, org, groups).values())


def schema(urn: str, *, base: str, org: str, groups: bool = False) -> bytes:
    """Return one schema, or refuse; the URN's case counts (5.3)."""
    found = _schemas(base, org, groups).get(urn)
    if found is None:
        raise refuse("SCIMSP-148y", name=urn)
    return _body(found)


_KINDS = {
    USER_TYPE: ("Users", urns.USER, "User Account"),
    GROUP_TYPE: ("Groups", urns.GROUP, "Group"),
}
"""Endpoint, schema and description of each resource type."""


def _types(base: str, org: str, groups: bool) -> dict[str, dict[str, JSON]]:
    return {
        name: {
            "schemas": [urns.RESOURCE_TYPE],
            "meta": {
                "resourceType": name,
                "location": content_location(base, org, "ResourceTypes", name),
            },
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "schema": urn,
            "description": description,
        }
        for name, (endpoint, urn, description) in _KINDS.items()
        if groups or name == USER_TYPE
    }


def _schemas(base: str, org: str, groups: bool) -> dict[str, dict[str, JSON]]:
    attributes = {USER_TYPE: _ATTRIBUTES}
    if groups:
        attributes = {USER_TYPE: [*_ATTRIBUTES, _USER_GROUPS], GROUP_TYPE: _GROUP}
    return {
        _KINDS[name][1]: {
            "schemas": [urns.SCHEMA],
            "meta": {
                "resourceType": "Schema",
                "location": content_location(base, org, "Schemas", _KINDS[name][1]),
            },
            "id": _KINDS[name][1],
            "name": name,
            "description": _KINDS[name][2],
            "attributes": listed,
        }
        for name, listed in attributes.items()
    }


def _attribute(
    name: str,
    *parts: JSON,
    of_type: str = "string",
    many: bool = False,
    required: bool = False,
    exact: bool = True,
    mutability: str = "readWrite",
    returned: str = "always",
    uniqueness: str = "none",
) -> JSON:
    found: dict[str, JSON] = {
        "name": name,
        "description": "For details see RFC7643",
        "type": "complex" if parts else of_type,
    }
    if parts:
        found["subAttributes"] = list(parts)
    return {
        **found,
        "multiValued": many,
        "required": required,
        "caseExact": exact,
        "mutability": mutability,
        "returned": returned,
        "uniqueness": uniqueness,
    }


def _texts(*names: str) -> list[JSON]:
    return [_attribute(name) for name in names]


_PRIMARY = _attribute("primary", of_type="boolean")

_ATTRIBUTES: list[JSON] = [
    _attribute("externalId"),
    _attribute("userName", required=True, exact=False, uniqueness="server"),
    _attribute(
        "name",
        _attribute("formatted"),
        _attribute("familyName", required=True),
        _attribute("givenName", required=True),
        *_texts("middleName", "honorificPrefix", "honorificSuffix"),
        required=True,
    ),
    *_texts("displayName", "nickName", "profileUrl", "title"),
    *_texts("preferredLanguage", "locale", "timezone"),
    _attribute("active", of_type="boolean"),
    _attribute(
        "emails",
        _attribute("value", required=True),
        _PRIMARY,
        _attribute("type"),
        many=True,
        required=True,
    ),
    _attribute("phoneNumbers", _attribute("value"), _PRIMARY, many=True),
    _attribute("password", mutability="writeOnly", returned="never"),
    _attribute("ims", *_texts("value", "type"), many=True),
    _attribute(
        "addresses",
        *_texts(
            "type", "streetAddress", "locality", "region", "postalCode", "country", "formatted"
        ),
        _PRIMARY,
        many=True,
    ),
    *(
        _attribute(name, *_texts("value", "display", "type"), _PRIMARY, many=True)
        for name in ("photos", "entitlements", "roles")
    ),
]


_USER_GROUPS = _attribute(
    "groups",
    *(_attribute(name, mutability="readOnly") for name in ("value", "display", "type")),
    many=True,
    mutability="readOnly",
)
"""What users show of groups; its place and its flags are not known (15.3), so it comes last."""
_GROUP: list[JSON] = [
    _attribute("displayName", required=True),
    _attribute("members", *_texts("value", "display", "type"), many=True),
]


def _list(*elements: dict[str, JSON]) -> bytes:
    return _body(
        {
            "schemas": [urns.LIST_RESPONSE],
            "itemsPerPage": MAX_RESULTS,
            "totalResults": len(elements),
            "startIndex": 1,
            "Resources": list(elements),
        }
    )


def _body(document: dict[str, JSON]) -> bytes:
    return dumps(document) + b"\n"


__all__ = [
    "GROUP_TYPE",
    "MAX_RESULTS",
    "USER_TYPE",
    "content_location",
    "resource_type",
    "resource_types",
    "schema",
    "schemas",
    "service_provider_config",
]
