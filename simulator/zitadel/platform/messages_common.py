"""Messages and enumerations that several services share. Source: zitadel-platform.md 5.1, 5.4."""

from simulator.zitadel.platform.descriptors import (
    DEFINED,
    NAME,
    UINT64,
    Message,
    choice,
    enum,
    flag,
    moment,
    number,
    text,
)

TEXT_QUERY_METHOD = enum(
    "TEXT_QUERY_METHOD_",
    "EQUALS EQUALS_IGNORE_CASE STARTS_WITH STARTS_WITH_IGNORE_CASE CONTAINS "
    "CONTAINS_IGNORE_CASE ENDS_WITH ENDS_WITH_IGNORE_CASE",
)
TEXT_FILTER_METHOD = enum(
    "TEXT_FILTER_METHOD_",
    "EQUALS EQUALS_IGNORE_CASE STARTS_WITH STARTS_WITH_IGNORE_CASE CONTAINS "
    "CONTAINS_IGNORE_CASE ENDS_WITH ENDS_WITH_IGNORE_CASE",
)
BYTE_FILTER_METHOD = enum("BYTE_FILTER_METHOD_", "EQUALS NOT_EQUALS")
TIMESTAMP_FILTER_METHOD = enum(
    "TIMESTAMP_FILTER_METHOD_", "EQUALS AFTER AFTER_OR_EQUALS BEFORE BEFORE_OR_EQUALS"
)
USER_STATE_V2 = enum("USER_STATE_", "UNSPECIFIED ACTIVE INACTIVE DELETED LOCKED INITIAL")
USER_STATE_V1 = enum("USER_STATE_", "UNSPECIFIED ACTIVE INACTIVE DELETED LOCKED SUSPEND INITIAL")
USER_TYPE = enum("TYPE_", "UNSPECIFIED HUMAN MACHINE")
GENDER = enum("GENDER_", "UNSPECIFIED FEMALE MALE DIVERSE")
ACCESS_TOKEN_TYPE = enum("ACCESS_TOKEN_TYPE_", "BEARER JWT")
KEY_TYPE = enum("KEY_TYPE_", "UNSPECIFIED JSON")

OBJECT_V2, OBJECT_V1, FILTER = "zitadel.object.v2", "zitadel.v1", "zitadel.filter.v2"

EMPTY = Message("google.protobuf", "Empty")
LIST_QUERY_V2 = Message(
    OBJECT_V2, "ListQuery", number("offset", UINT64), number("limit"), flag("asc")
)
LIST_QUERY_V1 = Message(
    OBJECT_V1, "ListQuery", number("offset", UINT64), number("limit"), flag("asc")
)
PAGINATION = Message(
    FILTER, "PaginationRequest", number("offset", UINT64), number("limit"), flag("asc")
)
ID_FILTER = Message(FILTER, "IDFilter", text("id", NAME))
TIMESTAMP_FILTER = Message(
    FILTER,
    "TimestampFilter",
    moment("timestamp"),
    choice("method", TIMESTAMP_FILTER_METHOD, DEFINED),
)

__all__ = [
    "ACCESS_TOKEN_TYPE",
    "BYTE_FILTER_METHOD",
    "EMPTY",
    "FILTER",
    "GENDER",
    "ID_FILTER",
    "KEY_TYPE",
    "LIST_QUERY_V1",
    "LIST_QUERY_V2",
    "OBJECT_V1",
    "OBJECT_V2",
    "PAGINATION",
    "TEXT_FILTER_METHOD",
    "TEXT_QUERY_METHOD",
    "TIMESTAMP_FILTER",
    "TIMESTAMP_FILTER_METHOD",
    "USER_STATE_V1",
    "USER_STATE_V2",
    "USER_TYPE",
]
