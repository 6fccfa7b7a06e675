"""What ZITADEL's SCIM interface says no with: one table from error id to answer.

Everything that refuses does ``raise refuse("SCIM-EM19")``; the one place that renders uses
:func:`error_body`. Where one id has two answers, the second one's key has a suffix
(``SCIM-BLK19/path``). Source: zitadel-scim.md 4.
"""

from dataclasses import dataclass
from typing import Final

from simulator.errors import Refusal
from simulator.events import JSON
from simulator.scim import urns
from simulator.zitadel.golang_json import dumps

VALUE: Final = "invalidValue"
SYNTAX: Final = "invalidSyntax"
FILTER: Final = "invalidFilter"
PATH: Final = "invalidPath"
NO_TARGET: Final = "noTarget"
UNIQUENESS: Final = "uniqueness"

INTERNAL = "Errors.Internal"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    scim_type: str | None
    message: str


_A = _Answer
_POLICY = "Errors.User.PasswordComplexityPolicy."
_FIELD = "Invalid filter expression: unknown or unsupported field {field}"
_URN = "Invalid filter expression: unknown urn attribute prefix"
_TEXT_OPERATOR = "Invalid filter expression: unsupported comparison operator for text fields"
_TEXT_VALUE = "Invalid filter expression: unsupported comparison value for text field"
_RFC3339 = "Invalid filter expression: the compare value for a timestamp has to be a RFC3339 string"
_TIME_OPERATOR = "Invalid filter expression: unsupported comparison operator for timestamp fields"
_EVALUATE = "Failed to evaluate path"

ANSWERS: dict[str, _Answer] = {
    # transport and common (2, 3, 4.6)
    "SMCM-12x4": _A(400, VALUE, "Invalid content type header"),
    "SMCM-12x5": _A(400, VALUE, "Invalid accept header"),
    "SMCM-yvw2rt": _A(
        400,
        VALUE,
        "Invalid value for metadata key urn:zitadel:scim:ignorePasswordOnCreate: {value}",
    ),
    "SCIM-hmaxb1": _A(413, VALUE, "Request payload too large, max {limit} bytes allowed."),
    "SCIM-ucrjson": _A(400, SYNTAX, "Could not deserialize json"),
    "SCIM-xxrschema": _A(400, SYNTAX, "Expected schema {urn} is not provided"),
    "SCIM-BOO1": _A(400, VALUE, "bool expected, got {raw}"),
    "SCIM-htturl1": _A(400, VALUE, "HTTP URL expected, got {scheme}"),
    "RECOVER": _A(500, None, INTERNAL),
    "SCIMSP-148z": _A(404, None, "Scim resource type {name} not found"),
    "SCIMSP-148y": _A(404, None, "Scim schema {name} not found"),
    "AUT-1179": _A(401, None, "auth header missing"),
    "AUTH-toLo1": _A(401, None, "invalid auth header"),
    "AUTH-7fs1e": _A(401, None, "Errors.Token.Invalid"),
    "AUTHZ-EGDo3": _A(403, None, "session expired"),
    "AUTHZ-Kl3p0": _A(403, None, "authentication required"),
    "AUTHZ-Kl3p0/mfa": _A(403, None, "mfa required"),
    "AUTH-Bs7Ds": _A(403, None, "Organisation doesn't exist"),
    "AUTHZ-cdgFk": _A(404, None, "membership not found"),
    "AUTH-5mWD2": _A(403, None, "No matching permissions found"),
    "AUTH-AWfge": _A(403, None, "No matching permissions found"),
    "QUERY-1kIjX": _A(404, None, "Errors.Instance.NotFound"),
    "INST-zWq7X": _A(404, None, "Errors.Instance.NotFound"),
    "QUERY-IuGh1": _A(404, None, "Errors.Instance.NotFound"),
    # users (7, 8, 10)
    "SCIM-EM19": _A(400, VALUE, "Errors.User.Email.Empty"),
    "SCIM-MD11": _A(400, VALUE, "Could not parse locale"),
    "SCIM-MD12": _A(400, VALUE, "Could not parse timezone"),
    "SCIM-USN2": _A(400, VALUE, "The name of a user is mandatory"),
    "SCIM-USN1": _A(400, VALUE, "The name of a user is mandatory"),
    "SCIM-USRT1": _A(404, None, "Errors.Users.NotFound"),
    "QUERY-Dfbg2": _A(404, None, "Errors.User.NotFound"),
    "COMMAND-ugjs0upun6": _A(404, None, "Errors.User.NotFound"),
    "COMMAND-bd4ir1mblj": _A(404, None, "Errors.User.NotFound"),
    "EMAIL-spblu": _A(400, VALUE, "Errors.User.Email.Empty"),
    "EMAIL-599BI": _A(400, VALUE, "Errors.User.Email.Invalid"),
    "EMAIL-599GV": _A(400, VALUE, "Errors.User.Email.Invalid"),
    "V2-zzad3": _A(400, VALUE, "Errors.Invalid.Argument"),
    "USER-UCej2": _A(400, VALUE, "Errors.User.Profile.FirstNameEmpty"),
    "USER-4hB7d": _A(400, VALUE, "Errors.User.Profile.LastNameEmpty"),
    "PHONE-so0wa": _A(400, VALUE, "Errors.User.Phone.Invalid"),
    "COMMAND-SFd21": _A(400, VALUE, "Errors.User.DomainNotAllowedAsUsername"),
    "COMMA-HuJf6": _A(400, VALUE, _POLICY + "MinLength"),
    "COMMA-co3Xw": _A(400, VALUE, _POLICY + "HasLower"),
    "COMMA-VoaRj": _A(400, VALUE, _POLICY + "HasUpper"),
    "COMMA-ZBv4H": _A(400, VALUE, _POLICY + "HasNumber"),
    "COMMA-ZDLwA": _A(400, VALUE, _POLICY + "HasSymbol"),
    "DOMAIN-HuJf6": _A(400, VALUE, _POLICY + "MinLength"),
    "DOMAIN-co3Xw": _A(400, VALUE, _POLICY + "HasLower"),
    "DOMAIN-VoaRj": _A(400, VALUE, _POLICY + "HasUpper"),
    "DOMAIN-ZBv4H": _A(400, VALUE, _POLICY + "HasNumber"),
    "DOMAIN-ZDLwA": _A(400, VALUE, _POLICY + "HasSymbol"),
    "COMMAND-3klek4sbns": _A(400, VALUE, "Errors.User.Password.Empty"),
    "COMMAND-M9dse": _A(400, None, "Errors.User.NotInitialised"),
    "COMMAND-CahN2": _A(500, None, INTERNAL),
    "SQL-KyeAx": _A(500, None, "unable to filter events"),
    "V3-DKcYh": _A(409, UNIQUENESS, "Errors.User.AlreadyExists"),
    "COMMAND-QXPGs": _A(400, None, "Errors.Org.NotFound"),
    "USER2-statex1": _A(400, VALUE, "Errors.User.State.Invalid"),
    "USER2-statex2": _A(400, VALUE, "Errors.User.State.Invalid"),
    "QUERY-AG4gs": _A(500, None, INTERNAL),
    # lists and filters (11)
    "SCIM-ucr": _A(400, VALUE, "Limit count exceeded, set a count <= 100"),
    "SCIM-ucx": _A(400, VALUE, "Invalid sort order"),
    "SCIM-SRT1": _A(400, VALUE, "SortBy field is unknown or not supported"),
    "SCIM-FF433": _A(400, FILTER, _FIELD),
    "SCIM-FF433/sort": _A(400, VALUE, _FIELD),
    "SCIM-ullform": _A(
        400,
        VALUE,
        'Could not decode form: schema: error converting value for "{name}" (and 1 other error)',
    ),
    "FORM-lCC9zI": _A(500, None, "error parsing http form"),
    "SCIM-filt13": _A(400, FILTER, "filter exceeds maximum allowed length: 1000"),
    "SCIM-filt14": _A(400, FILTER, "failed to parse filter"),
    "SCIM-FF412": _A(400, FILTER, "Invalid filter expression"),
    "SCIM-FF431": _A(400, FILTER, _URN),
    "SCIM-FF431/path": _A(400, PATH, _URN),
    "SCIM-FXX49": _A(400, FILTER, "Unsupported attribute for unary filter operator"),
    "SCIM-FF429": _A(400, FILTER, _TEXT_VALUE),
    "SCIM-FF529": _A(400, FILTER, _TEXT_OPERATOR),
    "SCIM-FF425": _A(400, FILTER, _TEXT_OPERATOR),
    "SCIM-FF451": _A(400, FILTER, _RFC3339),
    "SCIM-FF421": _A(400, FILTER, _RFC3339),
    "SCIM-FF422": _A(400, FILTER, _TIME_OPERATOR),
    "SCIM-EXid1": _A(400, FILTER, "invalid filter expression: unsupported comparison value"),
    "SCIM-EXid1/operator": _A(
        400, FILTER, "invalid filter expression: unsupported comparison operator"
    ),
    "SCIM-MGdg": _A(
        400, FILTER, "invalid filter expression: active unsupported comparison operator"
    ),
    "SCIM-MGdr": _A(400, FILTER, "invalid filter expression: active unsupported comparison value"),
    # PATCH (9)
    "SCIM-opty1": _A(400, VALUE, "Patch op {op} not supported"),
    "SCIM-ozzy54": _A(400, NO_TARGET, "Remove patch without path is not supported"),
    "SCIM-ioyl1": _A(400, VALUE, "Invalid patch value"),
    "SCIM-opty9": _A(400, VALUE, "Invalid patch value"),
    "SCIM-opxx8": _A(400, VALUE, "Invalid patch values"),
    "SCIM-E345X": _A(400, VALUE, "Cannot apply array patch value to single value attribute"),
    "SCIM-1d23": _A(400, VALUE, "Cannot add multiple primary values in one patch operation"),
    "SCIM-opzz8": _A(400, PATH, _EVALUATE),
    "SCIM-i2o3": _A(400, PATH, _EVALUATE),
    "SCIM-sd41": _A(400, PATH, _EVALUATE),
    "SCIM-opty8": _A(400, PATH, "Filtered paths are not allowed for add patch operations"),
    "SCIM-4513": _A(400, NO_TARGET, "Path evaluation resulted in no matches"),
    # Bulk (12)
    "SCIM-BLK19": _A(413, VALUE, "Too many bulk operations in one request, max {limit} allowed."),
    "SCIM-BLK19/path": _A(400, VALUE, "Invalid path: has to start with a /"),
    "SCIM-BLK20": _A(400, VALUE, "Invalid resource path"),
    "SCIM-BLK13": _A(400, VALUE, "Unknown resource {segment}"),
    "SCIM-BLK14": _A(400, VALUE, "Unsupported operation {method}"),
    "SCIM-BLK16": _A(400, VALUE, "To patch a resource, a resourceID is required"),
    "SCIM-BLK17": _A(400, VALUE, "To delete a resource, a resourceID is required"),
    "SCIM-BLK56": _A(400, VALUE, "Cannot post with a resourceID"),
    "SCIM-BLK4": _A(400, VALUE, "Could not resolve bulkID {bulk_id} to created ID"),
    "SCIM-BLK12": _A(500, None, "Internal error while processing bulk operation"),
}
"""Status, scimType and message of every error id."""

TRANSLATIONS: dict[str, str] = {
    INTERNAL: "An internal error occurred",
    "Errors.User.NotFound": "User could not be found",
    "Errors.User.AlreadyExists": "User already exists",
    "Errors.User.Email.Empty": "Email is empty",
    "Errors.User.Email.Invalid": "Email is invalid",
    "Errors.User.Phone.Invalid": "Phone is invalid",
    "Errors.User.Profile.FirstNameEmpty": "First name in profile is empty",
    "Errors.User.Profile.LastNameEmpty": "Last name in profile is empty",
    _POLICY + "MinLength": "Password is too short",
    _POLICY + "HasLower": "Password must contain lower case",
    _POLICY + "HasUpper": "Password must contain upper case",
    _POLICY + "HasNumber": "Password must contain number",
    _POLICY + "HasSymbol": "Password must contain symbol",
    "Errors.User.Password.Empty": "Password is empty",
    "Errors.User.NotInitialised": "User is not yet initialized",
    "Errors.User.DomainNotAllowedAsUsername": "Domain is already reserved and cannot be used",
    "Errors.Org.NotFound": "Organisation not found",
    "Errors.Token.Invalid": "Token is invalid",
    "Errors.Instance.NotFound": (
        "Instance not found. Make sure you got the domain right. Check out"
        " https://zitadel.com/docs/apis/introduction#domains"
    ),
}
"""English texts of message keys; a message without one is its own detail (4.5)."""

UNTYPED = "Unknown internal server error"


def refuse(error_id: str, **values: object) -> Refusal:
    """Make the refusal of an id; ``values`` fill the gaps of its message."""
    answer = ANSWERS[error_id]
    message = answer.message.format(**values) if values else answer.message
    return Refusal(
        status=answer.status,
        error_id=error_id.partition("/")[0],
        message=message,
        detail=TRANSLATIONS.get(message, message),
        scim_type=answer.scim_type,
    )


def recover() -> Refusal:
    """Make the answer to a panic (4.6)."""
    return refuse("RECOVER")


def untyped(scim_type: str | None = None) -> Refusal:
    """Make the answer to an error that ZITADEL gives no id: 500, no ErrorDetail (4.1)."""
    return Refusal(status=500, error_id=None, message=None, detail=UNTYPED, scim_type=scim_type)


def error_object(refusal: Refusal) -> dict[str, JSON]:
    """Return the SCIM error as JSON, keys in wire order (4.1)."""
    schemas = [urns.ERROR]
    if refusal.error_id is not None:
        schemas.append(urns.ZITADEL_ERROR_DETAIL)
    found: dict[str, JSON] = {"schemas": schemas}
    if refusal.scim_type:
        found["scimType"] = refusal.scim_type
    if refusal.detail:
        found["detail"] = refusal.detail
    found["status"] = str(refusal.status)
    if refusal.error_id is not None:
        found[urns.ZITADEL_ERROR_DETAIL] = {"id": refusal.error_id, "message": refusal.message}
    return found


def error_body(refusal: Refusal) -> bytes:
    """Return the body of the answer, line feed included."""
    return dumps(error_object(refusal)) + b"\n"


__all__ = [
    "ANSWERS",
    "FILTER",
    "NO_TARGET",
    "PATH",
    "SYNTAX",
    "TRANSLATIONS",
    "UNIQUENESS",
    "VALUE",
    "error_body",
    "error_object",
    "recover",
    "refuse",
    "untyped",
]
