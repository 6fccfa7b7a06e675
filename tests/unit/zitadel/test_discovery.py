"""What ZITADEL says about its SCIM interface."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.zitadel import discovery
from simulator.zitadel.model import ZitadelSettings

from .lab import BASE, ORG

ROOT = f"{BASE}/scim/v2/{ORG}"


def shown(body: bytes) -> Any:
    """Return a document as JSON; bodies end with a line feed."""
    assert body.endswith(b"}\n")
    return json.loads(body)


@pytest.mark.source("zitadel-scim.md 5.1")
def test_the_configuration_is_in_zitadels_order() -> None:
    """Keys stand in a fixed order; etag alone is unsupported."""
    config = shown(discovery.service_provider_config(ZitadelSettings(), base=BASE, org=ORG))

    assert list(config) == [
        "schemas",
        "meta",
        "documentationUri",
        "patch",
        "bulk",
        "filter",
        "changePassword",
        "sort",
        "etag",
        "authenticationSchemes",
    ]
    assert config["schemas"] == [urns.SERVICE_PROVIDER_CONFIG]
    assert config["meta"] == {
        "resourceType": "ServiceProviderConfig",
        "location": f"{ROOT}/ServiceProviderConfig",
    }
    assert config["bulk"] == {
        "supported": True,
        "maxOperations": 100,
        "maxPayloadSize": 1_000_000,
    }
    assert config["filter"] == {"supported": True, "maxResults": 100}
    assert config["etag"] == {"supported": False}
    assert list(config["authenticationSchemes"][0]) == [
        "name",
        "description",
        "specUri",
        "documentationUri",
        "type",
        "primary",
    ]


@pytest.mark.source("zitadel-scim.md 14")
def test_the_configuration_follows_the_settings() -> None:
    """Limits and the address of the documentation are advertised as they are set."""
    settings = ZitadelSettings(
        bulk_max=3, max_body=2000, documentation_url="https://d.example/?a&b"
    )
    body = discovery.service_provider_config(settings, base=BASE, org=ORG)

    assert b'"bulk":{"supported":true,"maxOperations":3,"maxPayloadSize":2000}' in body
    assert b'"documentationUri":"https://d.example/?a\\u0026b"' in body


@pytest.mark.source("zitadel-scim.md 5.2")
def test_the_only_resource_type_is_the_user() -> None:
    """Its resourceType is its own name, its endpoint has no slash."""
    body = discovery.resource_type("User", base=BASE, org=ORG)

    assert body.decode() == (
        '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"meta":{"resourceType":'
        f'"User","location":"{ROOT}/ResourceTypes/User"}},"id":"User","name":"User","endpoint":'
        '"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","description":"User '
        'Account"}\n'
    )
    types = shown(discovery.resource_types(base=BASE, org=ORG))
    assert list(types) == ["schemas", "itemsPerPage", "totalResults", "startIndex", "Resources"]
    assert (types["itemsPerPage"], types["totalResults"], types["startIndex"]) == (100, 1, 1)
    assert types["Resources"] == [json.loads(body)]


@pytest.mark.source("zitadel-scim.md 5.3")
def test_the_schema_describes_the_users_attributes() -> None:
    """Nineteen attributes in order; id, meta and schemas are not among them."""
    schema = shown(discovery.schema(urns.USER, base=BASE, org=ORG))
    attributes = {one["name"]: one for one in schema["attributes"]}

    assert list(schema) == ["schemas", "meta", "id", "name", "description", "attributes"]
    assert schema["meta"] == {"resourceType": "Schema", "location": f"{ROOT}/Schemas/{urns.USER}"}
    assert " ".join(attributes) == (
        "externalId userName name displayName nickName profileUrl title preferredLanguage locale "
        "timezone active emails phoneNumbers password ims addresses photos entitlements roles"
    )
    assert {one["description"] for one in schema["attributes"]} == {"For details see RFC7643"}
    assert shown(discovery.schemas(base=BASE, org=ORG))["Resources"] == [schema]


@pytest.mark.source("zitadel-scim.md 5.3")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "userName", {"required": True, "caseExact": False, "uniqueness": "server"}, id="name"
        ),
        pytest.param("password", {"mutability": "writeOnly", "returned": "never"}, id="password"),
        pytest.param("active", {"type": "boolean"}, id="active"),
        pytest.param(
            "emails", {"type": "complex", "multiValued": True, "required": True}, id="emails"
        ),
        pytest.param("roles", {"type": "complex", "multiValued": True}, id="roles"),
        pytest.param("title", {}, id="title"),
    ],
)
def test_attributes_differ_from_the_common_ones_in_few_ways(
    name: str, expected: dict[str, object]
) -> None:
    """What is not named is as with a plain text attribute."""
    usual = {
        "name": name,
        "description": "For details see RFC7643",
        "type": "string",
        "multiValued": False,
        "required": False,
        "caseExact": True,
        "mutability": "readWrite",
        "returned": "always",
        "uniqueness": "none",
    }
    schema = shown(discovery.schema(urns.USER, base=BASE, org=ORG))
    found = next(one for one in schema["attributes"] if one["name"] == name)

    parts = found.pop("subAttributes", [])
    assert found == {**usual, **expected}
    assert bool(parts) == (found["type"] == "complex")


@pytest.mark.source("zitadel-scim.md 5.2, 5.3")
@pytest.mark.parametrize(
    ("read", "name", "error_id", "message"),
    [
        pytest.param(
            discovery.resource_type,
            "user",
            "SCIMSP-148z",
            "Scim resource type user not found",
            id="type-case",
        ),
        pytest.param(
            discovery.resource_type,
            "{b}",
            "SCIMSP-148z",
            "Scim resource type {b} not found",
            id="type-braces",
        ),
        pytest.param(
            discovery.schema,
            urns.ENTERPRISE_USER,
            "SCIMSP-148y",
            f"Scim schema {urns.ENTERPRISE_USER} not found",
            id="enterprise",
        ),
        pytest.param(
            discovery.schema,
            urns.USER.lower(),
            "SCIMSP-148y",
            f"Scim schema {urns.USER.lower()} not found",
            id="schema-case",
        ),
    ],
)
def test_what_is_unknown_is_not_found(
    read: Callable[..., bytes], name: str, error_id: str, message: str
) -> None:
    """Case counts, and the name is repeated as it was asked for."""
    with pytest.raises(Refusal) as caught:
        read(name, base=BASE, org=ORG)

    refusal = caught.value
    assert (refusal.status, refusal.error_id, refusal.message) == (404, error_id, message)
    assert refusal.scim_type is None


@pytest.mark.source("zitadel-scim.md 1.5")
def test_any_organization_is_echoed() -> None:
    """It is not looked up; escaped in the document, as it is in the header."""
    body = discovery.resource_types(base=BASE, org="<ä>")

    assert f"{BASE}/scim/v2/\\u003cä\\u003e/ResourceTypes/User".encode() in body
    where = discovery.content_location(BASE, "<ä>", "ResourceTypes", "User")
    assert where == f"{BASE}/scim/v2/<ä>/ResourceTypes/User"
