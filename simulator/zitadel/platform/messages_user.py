"""Requests of ZITADEL's user service, version 2. Source: zitadel-platform.md 2, 5.1 to 5.4."""

from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    DEFINED,
    NAME,
    REQUIRED,
    Field,
    Message,
    Rule,
    choice,
    data,
    enum,
    flag,
    moment,
    part,
    parts,
    text,
    texts,
)
from simulator.zitadel.platform.messages_common import (
    ACCESS_TOKEN_TYPE,
    BYTE_FILTER_METHOD,
    FILTER,
    GENDER,
    ID_FILTER,
    PAGINATION,
    TEXT_FILTER_METHOD,
    TIMESTAMP_FILTER,
)

PACKAGE = "zitadel.user.v2"
METADATA_BYTES = 500_000


def message(name: str, *fields: Field, required: tuple[str, ...] = ()) -> Message:
    """Make a message of this service."""
    return Message(PACKAGE, name, *fields, required=required)


_EMAIL = Rule(min=1, max=200, email=True)
SEND_EMAIL_CODE = message("SendEmailVerificationCode", text("urlTemplate", NAME, optional=True))
RETURN_EMAIL_CODE = message("ReturnEmailVerificationCode")
SET_EMAIL = message(
    "SetHumanEmail",
    text("email", _EMAIL),
    part("sendCode", SEND_EMAIL_CODE, oneof="verification"),
    part("returnCode", RETURN_EMAIL_CODE, oneof="verification"),
    flag("isVerified", oneof="verification"),
)
SET_PHONE = message(
    "SetHumanPhone",
    text("phone", Rule(min=0, max=200)),
    part("sendCode", message("SendPhoneVerificationCode"), oneof="verification"),
    part("returnCode", message("ReturnPhoneVerificationCode"), oneof="verification"),
    flag("isVerified", Rule(true=True), oneof="verification"),
)
SET_PROFILE = message(
    "SetHumanProfile",
    text("givenName", NAME),
    text("familyName", NAME),
    text("nickName", AT_MOST_200, optional=True),
    text("displayName", AT_MOST_200, optional=True),
    text("preferredLanguage", Rule(max=10), optional=True),
    choice("gender", GENDER, optional=True),
)
UPDATE_PROFILE = message(
    "UpdateUserRequest_Human_Profile",
    text("givenName", NAME, optional=True),
    text("familyName", NAME, optional=True),
    text("nickName", NAME, optional=True),
    text("displayName", NAME, optional=True),
    text("preferredLanguage", Rule(min=1, max=10), optional=True),
    choice("gender", GENDER, DEFINED, optional=True),
)
PASSWORD = message("Password", text("password", NAME), flag("changeRequired"))
HASHED_PASSWORD = message("HashedPassword", text("hash", NAME), flag("changeRequired"))
_PASSWORDS = (
    part("password", PASSWORD, oneof="password_type"),
    part("hashedPassword", HASHED_PASSWORD, oneof="password_type"),
)
_VERIFIED_BY = (
    text("currentPassword", NAME, oneof="verification"),
    text("verificationCode", Rule(min=1, max=20), oneof="verification"),
)
SET_PASSWORD = message("SetPassword", *_PASSWORDS, *_VERIFIED_BY)
SET_PASSWORD_REQUEST = message(
    "SetPasswordRequest",
    text("userId", NAME),
    part("newPassword", PASSWORD, REQUIRED),
    *_VERIFIED_BY,
)
IDP_LINK = message("IDPLink", text("idpId", NAME), text("userId", NAME), text("userName", NAME))
SET_METADATA = message(
    "SetMetadataEntry", text("key", NAME), data("value", Rule(min=1, size=METADATA_BYTES))
)
METADATA = Message(
    "zitadel.metadata.v2", "Metadata", text("key", NAME), data("value", Rule(size=METADATA_BYTES))
)

CREATE_HUMAN = message(
    "CreateUserRequest_Human",
    part("profile", SET_PROFILE, REQUIRED),
    part("email", SET_EMAIL, REQUIRED),
    part("phone", SET_PHONE, optional=True),
    *_PASSWORDS,
    parts("idpLinks", IDP_LINK),
    text("totpSecret", NAME, optional=True),
    parts("metadata", METADATA),
)
CREATE_MACHINE = message(
    "CreateUserRequest_Machine",
    text("name", NAME),
    text("description", Rule(min=1, max=500), optional=True),
    choice("accessTokenType", ACCESS_TOKEN_TYPE),
)
CREATE_USER = message(
    "CreateUserRequest",
    text("organizationId", NAME),
    text("userId", NAME, optional=True),
    text("username", NAME, optional=True),
    part("human", CREATE_HUMAN, oneof="user_type"),
    part("machine", CREATE_MACHINE, oneof="user_type"),
    parts("metadata", METADATA),
    required=("user_type",),
)
UPDATE_USER = message(
    "UpdateUserRequest",
    text("userId", NAME),
    text("username", NAME, optional=True),
    part(
        "human",
        message(
            "UpdateUserRequest_Human",
            part("profile", UPDATE_PROFILE, optional=True),
            part("email", SET_EMAIL, optional=True),
            part("phone", SET_PHONE, optional=True),
            part("password", SET_PASSWORD, optional=True),
        ),
        oneof="user_type",
    ),
    part(
        "machine",
        message(
            "UpdateUserRequest_Machine",
            text("name", AT_MOST_200, optional=True),
            text("description", Rule(max=500), optional=True),
            choice("accessTokenType", ACCESS_TOKEN_TYPE, optional=True),
        ),
        oneof="user_type",
    ),
    parts("metadata", METADATA),
)
ORGANIZATION = Message(
    "zitadel.object.v2",
    "Organization",
    text("orgId", oneof="org"),
    text("orgDomain", oneof="org"),
)
ADD_HUMAN = message(
    "AddHumanUserRequest",
    part("organization", ORGANIZATION),
    part("profile", SET_PROFILE, REQUIRED),
    part("email", SET_EMAIL, REQUIRED),
    part("phone", SET_PHONE),
    parts("metadata", SET_METADATA),
    *_PASSWORDS,
    parts("idpLinks", IDP_LINK),
    text("userId", NAME, optional=True),
    text("username", NAME, optional=True),
    text("totpSecret", NAME, optional=True),
)
UPDATE_HUMAN = message(
    "UpdateHumanUserRequest",
    text("userId", NAME),
    text("username", NAME, optional=True),
    part("profile", SET_PROFILE, optional=True),
    part("email", SET_EMAIL, optional=True),
    part("phone", SET_PHONE, optional=True),
    part("password", SET_PASSWORD, optional=True),
)


def by_id(name: str) -> Message:
    """Make a request that names a user and nothing else."""
    return message(name, text("userId", NAME))


ADD_PAT = message(
    "AddPersonalAccessTokenRequest", text("userId", NAME), moment("expirationDate", REQUIRED)
)
REMOVE_PAT = message(
    "RemovePersonalAccessTokenRequest", text("userId", NAME), text("tokenId", NAME)
)
ADD_KEY = message(
    "AddKeyRequest", text("userId", NAME), moment("expirationDate", REQUIRED), data("publicKey")
)
REMOVE_KEY = message("RemoveKeyRequest", text("userId", NAME), text("keyId", NAME))


def _token_search(name: str, filters: str, own: str, columns: str, words: str) -> Message:
    element = message(
        filters,
        part(own, ID_FILTER, oneof="filter"),
        part("userIdFilter", ID_FILTER, oneof="filter"),
        part("organizationIdFilter", ID_FILTER, oneof="filter"),
        part("createdDateFilter", TIMESTAMP_FILTER, oneof="filter"),
        part("expirationDateFilter", TIMESTAMP_FILTER, oneof="filter"),
        required=("filter",),
    )
    return message(
        name,
        part("pagination", PAGINATION, optional=True),
        choice("sortingColumn", enum(columns, words), DEFINED, optional=True),
        parts("filters", element),
    )


_COLUMNS = "UNSPECIFIED CREATED_DATE ID USER_ID ORGANIZATION_ID EXPIRATION_DATE"
LIST_PATS = _token_search(
    "ListPersonalAccessTokensRequest",
    "PersonalAccessTokensSearchFilter",
    "tokenIdFilter",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_",
    _COLUMNS,
)
LIST_KEYS = _token_search(
    "ListKeysRequest", "KeysSearchFilter", "keyIdFilter", "KEY_FIELD_NAME_", _COLUMNS
)

SET_USER_METADATA = message(
    "SetUserMetadataRequest", text("userId", NAME), parts("metadata", METADATA)
)
METADATA_KEY_FILTER = Message(
    "zitadel.metadata.v2",
    "MetadataKeyFilter",
    text("key", NAME),
    choice("method", TEXT_FILTER_METHOD, DEFINED),
)
METADATA_VALUE_FILTER = Message(
    "zitadel.metadata.v2",
    "MetadataValueFilter",
    data("value", Rule(min=1, size=METADATA_BYTES)),
    choice("method", BYTE_FILTER_METHOD, DEFINED),
)
LIST_USER_METADATA = message(
    "ListUserMetadataRequest",
    text("userId", NAME),
    part("pagination", PAGINATION, optional=True),
    parts(
        "filters",
        Message(
            "zitadel.metadata.v2",
            "MetadataSearchFilter",
            part("keyFilter", METADATA_KEY_FILTER, oneof="filter"),
            required=("filter",),
        ),
    ),
)
DELETE_USER_METADATA = message(
    "DeleteUserMetadataRequest", text("userId"), texts("keys", items=NAME)
)

__all__ = [
    "ADD_HUMAN",
    "ADD_KEY",
    "ADD_PAT",
    "CREATE_USER",
    "DELETE_USER_METADATA",
    "FILTER",
    "IDP_LINK",
    "LIST_KEYS",
    "LIST_PATS",
    "LIST_USER_METADATA",
    "METADATA_BYTES",
    "METADATA_KEY_FILTER",
    "METADATA_VALUE_FILTER",
    "PACKAGE",
    "REMOVE_KEY",
    "REMOVE_PAT",
    "RETURN_EMAIL_CODE",
    "SEND_EMAIL_CODE",
    "SET_PASSWORD_REQUEST",
    "SET_USER_METADATA",
    "UPDATE_HUMAN",
    "UPDATE_USER",
    "by_id",
    "message",
]
