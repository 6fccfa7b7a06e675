"""Requests of the session service. Source: zitadel-platform.md 5.6, 5.8."""

from simulator.zitadel.platform.descriptors import (
    AT_MOST_200,
    BYTES,
    DEFINED,
    MAP,
    NAME,
    Field,
    Message,
    Rule,
    choice,
    enum,
    moment,
    part,
    parts,
    span,
    text,
    texts,
)
from simulator.zitadel.platform.messages_common import LIST_QUERY_V2

PACKAGE = "zitadel.session.v2"


def _message(name: str, *fields: Field, required: tuple[str, ...] = ()) -> Message:
    return Message(PACKAGE, name, *fields, required=required)


_CHECKS = _message(
    "Checks",
    part(
        "user",
        _message(
            "CheckUser",
            text("userId", NAME, oneof="search"),
            text("loginName", NAME, oneof="search"),
            required=("search",),
        ),
        optional=True,
    ),
    part("password", _message("CheckPassword", text("password", NAME)), optional=True),
    part("webAuthN", _message("CheckWebAuthN"), optional=True),
    part(
        "idpIntent",
        _message("CheckIDPIntent", text("idpIntentId", NAME), text("idpIntentToken", NAME)),
        optional=True,
    ),
    part("totp", _message("CheckTOTP", text("code", Rule(min=6, max=6))), optional=True),
    part("otpSms", _message("CheckOTP", text("code", Rule(min=1))), optional=True),
    part("otpEmail", _message("CheckOTP", text("code", Rule(min=1))), optional=True),
    part("recoveryCode", _message("CheckRecoveryCode"), optional=True),
)
_CHALLENGES = _message(
    "RequestChallenges",
    part("webAuthN", _message("RequestChallenges_WebAuthN"), optional=True),
    part("otpSms", _message("RequestChallenges_OTPSMS"), optional=True),
    part("otpEmail", _message("RequestChallenges_OTPEmail"), optional=True),
)
_AGENT = _message(
    "UserAgent",
    text("fingerprintId", optional=True),
    text("ip", optional=True),
    text("description", optional=True),
    Field(name="header", kind=MAP, of=_message("UserAgent_HeaderValues", texts("values"))),
)
_METADATA = Field(name="metadata", kind=MAP, of=BYTES)
_ID, _TOKEN = text("sessionId", NAME), text("sessionToken", optional=True)
_METHOD = choice(
    "method",
    enum("TIMESTAMP_QUERY_METHOD_", "EQUALS GREATER GREATER_OR_EQUALS LESS LESS_OR_EQUALS"),
    DEFINED,
)
_QUERY = _message(
    "SearchQuery",
    part("idsQuery", _message("IDsQuery", texts("ids")), oneof="query"),
    part("userIdQuery", _message("UserIDQuery", text("id")), oneof="query"),
    part(
        "creationDateQuery",
        _message("CreationDateQuery", moment("creationDate"), _METHOD),
        oneof="query",
    ),
    part(
        "creatorQuery",
        _message("CreatorQuery", text("id", AT_MOST_200, optional=True)),
        oneof="query",
    ),
    part(
        "userAgentQuery",
        _message("UserAgentQuery", text("fingerprintId", AT_MOST_200, optional=True)),
        oneof="query",
    ),
    part(
        "expirationDateQuery",
        _message("ExpirationDateQuery", moment("expirationDate"), _METHOD),
        oneof="query",
    ),
    required=("query",),
)
CREATE = _message(
    "CreateSessionRequest",
    part("checks", _CHECKS),
    _METADATA,
    part("challenges", _CHALLENGES),
    part("userAgent", _AGENT),
    span("lifetime", Rule(positive=True)),
)
GET = _message("GetSessionRequest", text("sessionId"), _TOKEN)
SET = _message(
    "SetSessionRequest",
    _ID,
    text("sessionToken", Rule(min=0, max=200)),
    part("checks", _CHECKS),
    _METADATA,
    part("challenges", _CHALLENGES),
    span("lifetime", Rule(positive=True)),
)
DELETE = _message("DeleteSessionRequest", _ID, _TOKEN)
LIST = _message(
    "ListSessionsRequest",
    part("query", LIST_QUERY_V2),
    parts("queries", _QUERY),
    choice("sortingColumn", enum("SESSION_FIELD_NAME_", "UNSPECIFIED CREATION_DATE")),
)

__all__ = ["CREATE", "DELETE", "GET", "LIST", "PACKAGE", "SET"]
