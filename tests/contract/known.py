"""What ZITADEL itself does that strict readers and suites refuse: the one place that lists it.

Each entry names the section of zitadel-scim.md that describes it; all of it was recorded from a
running ZITADEL. What is not listed here is a fault of the fake.
"""

from tests.contract.reader import Objection

_URI = "Value error, Invalid URI"
_NOT_PERMITTED = "Extra inputs are not permitted"
_DETAIL = "urn:ietf:params:scim:api:zitadel:messages:2.0:ErrorDetail"


def _no_object(model: str) -> str:
    return f"Input should be a valid dictionary or instance of {model}"


OBJECTIONS: dict[Objection, str] = {
    Objection("ResourceType", "endpoint", _URI): (
        "5.2: the endpoint of a resource type has no slash in front"
    ),
    Objection("BulkResponse", f"Operations.*.response.{_DETAIL}", _NOT_PERMITTED): (
        "4.1: an error carries ZITADEL's own object with id and message"
    ),
    Objection(
        "BulkResponse",
        "Operations.*.method",
        "Input should be 'POST', 'PUT', 'PATCH' or 'DELETE'",
    ): "12.3: a method nobody knows is repeated as it was sent",
    Objection("BulkResponse", "Operations.*", "bulkId is required for POST operations"): (
        "12.4: POST needs no bulkId, and an absent one is not in the answer"
    ),
    Objection("User", "emails.*.value", "value is not a valid email address"): (
        "7.1: Go's mail parser decides (a@intranet, quotes, an IP address), and about the chosen"
        " element alone"
    ),
    Objection(
        "User",
        "",
        "Field 'emails' has 2 items marked as primary, but only one is allowed per RFC 7643",
    ): "6.5: several elements marked primary are stored as sent",
    Objection("User", "photos.*.value", _URI): (
        "2.4: a photo without value is stored as an empty text"
    ),
    Objection("User", "profileUrl", _URI): "2.4: an address with a scheme and nothing else is fine",
    **{
        Objection("User", f"{name}.*", _no_object(model)): (
            "2.4: null in a list is accepted, stored and returned"
        )
        for name, model in (
            ("roles", "Role"),
            ("ims", "Im"),
            ("photos", "Photo"),
            ("addresses", "Address"),
        )
    },
}
"""What scim2-models refuses in 2xx bodies."""

Failure = tuple[str, str]
"""A check of scim2-tester, and a regular expression that its reason matches."""

PUBLISHED: dict[Failure, str] = {
    ("query_all_resource_types", r"Resources\.0\.endpoint\s.*Invalid URI: Users"): (
        "5.2: the endpoint of a resource type has no slash in front"
    ),
    ("access_invalid_(resource_type|schema)", "answered 404 without a SCIM error"): (
        "4.1: an error names a second schema, and this suite takes only those with one"
    ),
    ("random_url", "answered 404 without a SCIM error"): (
        "1.3: what is no route is answered by the router, as plain text"
    ),
    (
        "object_.*|check_.*",
        "'formatted' has returnability 'always'.*'type' has returnability 'always'",
    ): "5.3, 6.1, 6.3: the schema says always, but what is empty is left out",
    ("check_remove_attribute", "answered 400 without a SCIM error"): (
        "4.1: an error names a second schema; 2.4: a profileUrl must be http"
    ),
}
"""Failures of scim2-tester when it believes every word of the discovery documents."""

CORRECTED: dict[Failure, str] = {
    ("random_url", "answered 404 without a SCIM error"): (
        "1.3: what is no route is answered by the router, as plain text"
    ),
    ("object_(query|list)_with_attributes", "excluded attribute .* still present"): (
        "1.1, 11.1: attributes and excludedAttributes are ignored"
    ),
    ("search_with_attributes", "answered 404 without a SCIM error"): (
        "1.1: there is no .search at the root"
    ),
    (
        "check_(add|replace)_attribute",
        "Attribute '(addresses|entitlements|roles)' was not .*primary=False",
    ): "6.1: there a primary that is false is left out",
    ("check_remove_attribute", "Attribute 'displayName' was not removed"): (
        "9.7: displayName falls back to the formatted name, which is the same field"
    ),
    ("check_remove_attribute", "Attribute 'active' was not removed"): (
        "9.7: removing active leaves the state as it is"
    ),
    ("check_replace_attribute", "Attribute 'name' was not replaced"): (
        "9.7: name.formatted alone changes nothing"
    ),
}
"""Failures of scim2-tester when it knows what the discovery documents get wrong."""

FREE_TEXT = {
    "profileUrl": "2.4: an http address, though the schema says text",
    "photos": "2.4: an http address, though the schema says text",
    "preferredLanguage": "2.4: a language tag; 6.4: never written",
    "locale": "7.1: a language tag",
    "timezone": "7.1: the name of a time zone",
    "password": "7.3: a policy decides",
    "phoneNumbers": "7.2: kept in international form",
}
"""Attributes that the schema calls text, but that take no random text."""

__all__ = ["CORRECTED", "FREE_TEXT", "OBJECTIONS", "PUBLISHED", "Failure"]
