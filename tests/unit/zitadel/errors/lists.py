"""Errors of lists and filters. Source: zitadel-scim.md 4.7, 11."""

from tests.unit.zitadel.errors.asking import ENTERPRISE, Case, filtered, listed

VALUE = "invalidValue"
FILTER = "invalidFilter"
FIELD = "Invalid filter expression: unknown or unsupported field "
URN = "Invalid filter expression: unknown urn attribute prefix"
TEXT_OPERATOR = "Invalid filter expression: unsupported comparison operator for text fields"
INSTANT = "Invalid filter expression: the compare value for a timestamp has to be a RFC3339 string"

LISTS = (
    Case(
        "SCIM-ucr",
        400,
        VALUE,
        "Limit count exceeded, set a count <= 100",
        "11.2",
        listed("count=101"),
    ),
    Case("SCIM-ucx", 400, VALUE, "Invalid sort order", "11.2", listed("sortOrder=Ascending")),
    Case(
        "SCIM-SRT1",
        400,
        VALUE,
        "SortBy field is unknown or not supported",
        "11.3",
        listed("sortBy=active"),
    ),
    Case("SCIM-FF433/sort", 400, VALUE, FIELD + "NickName", "11.3", listed("sortBy=NickName")),
    Case("SCIM-FF433", 400, FILTER, FIELD + "nickname", "11.5", filtered('nickName eq "x"')),
    Case(
        "SCIM-ullform",
        400,
        VALUE,
        'Could not decode form: schema: error converting value for "count" (and 1 other error)',
        "11.2",
        listed("count=a&startIndex=b"),
    ),
    Case("FORM-lCC9zI", 500, None, "error parsing http form", "4.7", listed("count=%zz")),
    Case(
        "SCIM-filt13",
        400,
        FILTER,
        "filter exceeds maximum allowed length: 1000",
        "11.4",
        filtered(f'id eq "{"x" * 993}"'),
    ),
    Case("SCIM-filt14", 400, FILTER, "failed to parse filter", "11.4", filtered("id eq x")),
    Case("SCIM-FF412", 400, FILTER, "Invalid filter expression", "11.2", listed("filter=")),
    Case("SCIM-FF431", 400, FILTER, URN, "4.7", filtered(f"{ENTERPRISE}:department pr")),
    Case(
        "SCIM-FXX49",
        400,
        FILTER,
        "Unsupported attribute for unary filter operator",
        "11.5",
        filtered("externalId pr"),
    ),
    Case(
        "SCIM-FF429",
        400,
        FILTER,
        "Invalid filter expression: unsupported comparison value for text field",
        "11.4",
        filtered('userName eq "true"'),
    ),
    Case("SCIM-FF529", 400, FILTER, TEXT_OPERATOR, "11.5", filtered('userName gt "x"')),
    Case("SCIM-FF425", 400, FILTER, TEXT_OPERATOR, "11.5", filtered('name.givenName le "x"')),
    Case("SCIM-FF451", 400, FILTER, INSTANT, "11.5", filtered("meta.created gt 5")),
    Case("SCIM-FF421", 400, FILTER, INSTANT, "11.5", filtered('meta.created gt "today"')),
    Case(
        "SCIM-FF422",
        400,
        FILTER,
        "Invalid filter expression: unsupported comparison operator for timestamp fields",
        "11.5",
        filtered('meta.lastModified ne "2026-07-10T12:00:00Z"'),
    ),
    Case(
        "SCIM-EXid1",
        400,
        FILTER,
        "invalid filter expression: unsupported comparison value",
        "11.5",
        filtered("externalId eq 5"),
    ),
    Case(
        "SCIM-EXid1/operator",
        400,
        FILTER,
        "invalid filter expression: unsupported comparison operator",
        "11.5",
        filtered('externalId co "5"'),
    ),
    Case(
        "SCIM-MGdg",
        400,
        FILTER,
        "invalid filter expression: active unsupported comparison operator",
        "11.5",
        filtered("active gt true"),
    ),
    Case(
        "SCIM-MGdr",
        400,
        FILTER,
        "invalid filter expression: active unsupported comparison value",
        "11.4",
        filtered('active eq "True"'),
    ),
)

__all__ = ["LISTS"]
