"""Errors of PATCH. Source: zitadel-scim.md 4.7, 9."""

from tests.unit.zitadel.errors.asking import ENTERPRISE, Case, patched
from tests.unit.zitadel.lab import operation

VALUE = "invalidValue"
PATH = "invalidPath"
TARGET = "noTarget"
URN = "Invalid filter expression: unknown urn attribute prefix"
EVALUATE = "Failed to evaluate path"

PATCHES = (
    Case(
        "SCIM-opty1",
        400,
        VALUE,
        "Patch op move not supported",
        "9.1",
        patched(operation("MOVE", "title", value="x")),
    ),
    Case(
        "SCIM-ozzy54",
        400,
        TARGET,
        "Remove patch without path is not supported",
        "9.4",
        patched(operation("remove")),
    ),
    Case(
        "SCIM-ioyl1",
        400,
        VALUE,
        "Invalid patch value",
        "9.4",
        patched(operation("replace", value="x")),
    ),
    Case(
        "SCIM-opty9", 400, VALUE, "Invalid patch value", "9.4", patched(operation("add", "title"))
    ),
    Case(
        "SCIM-opxx8",
        400,
        VALUE,
        "Invalid patch values",
        "4.7",
        patched(operation("replace", "roles", value=["admin", 5])),
    ),
    Case(
        "SCIM-E345X",
        400,
        VALUE,
        "Cannot apply array patch value to single value attribute",
        "9.6",
        patched(operation("replace", "title", value=["x"])),
    ),
    Case(
        "SCIM-1d23",
        400,
        VALUE,
        "Cannot add multiple primary values in one patch operation",
        "9.4",
        patched(
            operation(
                "add",
                "roles",
                value=[{"value": "a", "primary": True}, {"value": "b", "primary": True}],
            )
        ),
    ),
    Case(
        "SCIM-opzz8", 400, PATH, EVALUATE, "9.3", patched(operation("add", "userType", value="x"))
    ),
    Case(
        "SCIM-i2o3",
        400,
        PATH,
        EVALUATE,
        "9.5",
        patched(operation("replace", 'roles[primary eq "True"].value', value="x")),
    ),
    Case("SCIM-sd41", 400, PATH, EVALUATE, "9.3", patched(operation("remove", "groups"))),
    Case(
        "SCIM-opty8",
        400,
        PATH,
        "Filtered paths are not allowed for add patch operations",
        "9.4",
        patched(operation("add", 'emails[type eq "work"].value', value="x@example.com")),
    ),
    Case(
        "SCIM-4513",
        400,
        TARGET,
        "Path evaluation resulted in no matches",
        "9.4",
        patched(operation("replace", 'emails[type eq "work"].value', value="x@example.com")),
    ),
    Case(
        "SCIM-FF431/path",
        400,
        PATH,
        URN,
        "9.6",
        patched(operation("replace", f"{ENTERPRISE}:department", value="x")),
    ),
)

__all__ = ["PATCHES"]
