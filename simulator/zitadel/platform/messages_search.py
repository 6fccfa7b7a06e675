"""Requests that search users, in both versions. Source: zitadel-platform.md 5.1, 5.5."""

from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    DEFINED,
    NAME,
    Enum,
    Field,
    Message,
    Rule,
    choice,
    enum,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.messages_common import (
    LIST_QUERY_V1,
    LIST_QUERY_V2,
    TEXT_QUERY_METHOD,
    USER_STATE_V1,
    USER_STATE_V2,
    USER_TYPE,
)
from simulator.zitadel.platform.messages_user import METADATA_KEY_FILTER, METADATA_VALUE_FILTER

COLUMNS = enum(
    "USER_FIELD_NAME_",
    "UNSPECIFIED USER_NAME FIRST_NAME LAST_NAME NICK_NAME DISPLAY_NAME EMAIL STATE TYPE"
    " CREATION_DATE",
)
TEXT_QUERIES = {
    "userNameQuery": ("UserNameQuery", "userName", "u.user_name", NAME),
    "firstNameQuery": ("FirstNameQuery", "firstName", "u.given_name", NAME),
    "lastNameQuery": ("LastNameQuery", "lastName", "u.family_name", NAME),
    "nickNameQuery": ("NickNameQuery", "nickName", "u.nick_name", NAME),
    "displayNameQuery": ("DisplayNameQuery", "displayName", "u.display_name", NAME),
    "emailQuery": ("EmailQuery", "emailAddress", "u.email", AT_MOST_200),
    "phoneQuery": ("PhoneQuery", "number", "u.phone", Rule(max=20)),
}
"""Queries that compare a text: message, field, column, rule."""


def _queries(package: str, states: Enum, *, old: bool = False) -> Message:
    """Make the queries of an edition; the old one lacks some, and takes empty texts."""

    def inner(name: str, *fields: Field) -> Message:
        return Message(package, name, *fields)

    def option(name: str, of: Message) -> Field:
        return part(name, of, oneof="query")

    def compared(name: str, key: str, rule: Rule) -> Message:
        asked = text(key, AT_MOST_200 if old else rule)
        return inner(name, asked, choice("method", TEXT_QUERY_METHOD, DEFINED))

    found = [
        option(name, compared(message, key, rule))
        for name, (message, key, _, rule) in TEXT_QUERIES.items()
        if not (old and name == "phoneQuery")
    ]
    nested = [
        option("loginNameQuery", compared("LoginNameQuery", "loginName", NAME)),
        option("stateQuery", inner("StateQuery", choice("state", states, DEFINED))),
        option("typeQuery", inner("TypeQuery", choice("type", USER_TYPE, DEFINED))),
        option("inUserIdsQuery", inner("InUserIDQuery", texts("userIds"))),
        option("inUserEmailsQuery", inner("InUserEmailsQuery", texts("userEmails"))),
    ]
    if not old:
        by_org = inner("OrganizationIdQuery", text("organizationId", NAME))
        nested += [
            option("organizationIdQuery", by_org),
            option("metadataKeyFilter", METADATA_KEY_FILTER),
            option("metadataValueFilter", METADATA_VALUE_FILTER),
        ]
    query = Message(package, "SearchQuery", *found, *nested, required=("query",))
    either, both = (
        inner("OrQuery", parts("queries", query)),
        inner("AndQuery", parts("queries", query)),
    )
    negated = inner("NotQuery", part("query", query))
    query.extend(option("orQuery", either), option("andQuery", both), option("notQuery", negated))
    return query


LIST_USERS = Message(
    "zitadel.user.v2",
    "ListUsersRequest",
    part("query", LIST_QUERY_V2),
    choice("sortingColumn", COLUMNS),
    parts("queries", _queries("zitadel.user.v2", USER_STATE_V2)),
)
LIST_USERS_V1 = Message(
    "zitadel.management.v1",
    "ListUsersRequest",
    part("query", LIST_QUERY_V1),
    choice("sortingColumn", COLUMNS),
    parts("queries", _queries("zitadel.user.v1", USER_STATE_V1, old=True)),
)

__all__ = ["COLUMNS", "LIST_USERS", "LIST_USERS_V1", "TEXT_QUERIES"]
