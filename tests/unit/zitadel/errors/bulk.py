"""Errors of Bulk. Source: zitadel-scim.md 4.7, 12."""

from tests.unit.zitadel.errors.asking import Case, in_bulk, too_many_operations

VALUE = "invalidValue"

BULK = (
    Case(
        "SCIM-BLK19",
        413,
        VALUE,
        "Too many bulk operations in one request, max 100 allowed.",
        "12.1",
        too_many_operations,
    ),
    Case(
        "SCIM-BLK19/path",
        400,
        VALUE,
        "Invalid path: has to start with a /",
        "4.7",
        in_bulk("POST", "Users"),
    ),
    Case(
        "SCIM-BLK20", 400, VALUE, "Invalid resource path", "12.3", in_bulk("DELETE", "/Users/1/2")
    ),
    Case(
        "SCIM-BLK13", 400, VALUE, "Unknown resource Groups", "12.3", in_bulk("DELETE", "/Groups/1")
    ),
    Case("SCIM-BLK14", 400, VALUE, "Unsupported operation post", "12.3", in_bulk("post", "/Users")),
    Case(
        "SCIM-BLK16",
        400,
        VALUE,
        "To patch a resource, a resourceID is required",
        "4.7",
        in_bulk("PATCH", "/Users"),
    ),
    Case(
        "SCIM-BLK17",
        400,
        VALUE,
        "To delete a resource, a resourceID is required",
        "4.7",
        in_bulk("DELETE", "/Users/"),
    ),
    Case(
        "SCIM-BLK56",
        400,
        VALUE,
        "Cannot post with a resourceID",
        "4.7",
        in_bulk("POST", "/Users/1", data={}),
    ),
    Case(
        "SCIM-BLK4",
        400,
        VALUE,
        "Could not resolve bulkID user1 to created ID",
        "12.4",
        in_bulk("DELETE", "/Users/bulkId:User1"),
    ),
    Case(
        "SCIM-BLK12",
        500,
        None,
        "Internal error while processing bulk operation",
        "12.3",
        in_bulk("POST", "/Users", data=None),
    ),
)

__all__ = ["BULK"]
