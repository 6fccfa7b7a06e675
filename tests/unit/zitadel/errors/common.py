"""Errors of transport, discovery, caller and instance. Source: zitadel-scim.md 2, 3, 5."""

from simulator.scim import urns
from simulator.zitadel.model import IGNORE_PASSWORD
from tests.unit.zitadel.errors.asking import (
    Case,
    as_account,
    expired_session,
    get,
    posted,
    raw,
    session_without_second_factor,
    unproven_session,
    unreadable_flag,
    viewer_in_bulk,
)

VALUE = "invalidValue"
SYNTAX = "invalidSyntax"
INSTANCE = "Errors.Instance.NotFound"

COMMON = (
    Case(
        "SMCM-12x4",
        400,
        VALUE,
        "Invalid content type header",
        "2.1",
        get("/Users", headers={"content-type": "text/html"}),
    ),
    Case(
        "SMCM-12x5",
        400,
        VALUE,
        "Invalid accept header",
        "2.1",
        get("/Users", headers={"accept": "application/scim+json, application/json"}),
    ),
    Case(
        "SMCM-yvw2rt",
        400,
        VALUE,
        f"Invalid value for metadata key {IGNORE_PASSWORD}: yes",
        "7.5",
        unreadable_flag,
    ),
    Case(
        "SCIM-hmaxb1",
        413,
        VALUE,
        "Request payload too large, max 1000000 bytes allowed.",
        "2.3",
        raw(b'{"title":"' + b"x" * 1_000_000),
    ),
    Case("SCIM-ucrjson", 400, SYNTAX, "Could not deserialize json", "2.4", raw(b"{")),
    Case(
        "SCIM-xxrschema",
        400,
        SYNTAX,
        f"Expected schema {urns.USER} is not provided",
        "2.4",
        posted(schemas=[]),
    ),
    Case("SCIM-BOO1", 400, VALUE, 'bool expected, got "nope"', "2.4", posted(active="Nope")),
    Case(
        "SCIM-htturl1",
        400,
        VALUE,
        "HTTP URL expected, got ftp",
        "2.4",
        posted(profileUrl="ftp://files.example"),
    ),
    Case("RECOVER", 500, None, "Errors.Internal", "4.6", raw(b"null")),
    Case(
        "SCIMSP-148z",
        404,
        None,
        "Scim resource type Device not found",
        "5.2",
        get("/ResourceTypes/Device"),
    ),
    Case("SCIMSP-148y", 404, None, "Scim schema urn:x not found", "5.3", get("/Schemas/urn:x")),
    Case("AUT-1179", 401, None, "auth header missing", "3.2", get("/Users", token=None)),
    Case(
        "AUTH-toLo1",
        401,
        None,
        "invalid auth header",
        "3.2",
        get("/Users", headers={"authorization": "Basic eDp5"}),
    ),
    Case("AUTH-7fs1e", 401, None, "Errors.Token.Invalid", "3.2", get("/Users", token="unknown")),
    Case("AUTHZ-EGDo3", 403, None, "session expired", "3.2", expired_session),
    Case("AUTHZ-Kl3p0", 403, None, "authentication required", "3.2", unproven_session),
    Case("AUTHZ-Kl3p0/mfa", 403, None, "mfa required", "3.2", session_without_second_factor),
    Case("AUTH-Bs7Ds", 403, None, "Organisation doesn't exist", "3.2", get("/Users", org="42")),
    Case("AUTHZ-cdgFk", 404, None, "membership not found", "3.2", as_account()),
    Case(
        "AUTH-5mWD2",
        403,
        None,
        "No matching permissions found",
        "3.2",
        as_account("ORG_SETTINGS_MANAGER"),
    ),
    Case("AUTH-AWfge", 403, None, "No matching permissions found", "3.3", viewer_in_bulk),
    Case("QUERY-1kIjX", 404, None, INSTANCE, "3.5", get("/Users", headers={"host": "x.test"})),
    Case("INST-zWq7X", 404, None, INSTANCE, "3.5", get("/Users", headers={"host": ""})),
    Case(
        "QUERY-IuGh1",
        404,
        None,
        INSTANCE,
        "3.5",
        get("/Users", headers={"x-zitadel-public-host": "x.test"}),
    ),
)

__all__ = ["COMMON"]
