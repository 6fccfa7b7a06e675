"""Refusals of ZITADEL's APIs and their bodies: REST gateway and Connect.

One :class:`ApiError` serves both; only the dress differs. Source: zitadel-platform.md 3.4.
"""

import base64
from dataclasses import dataclass

import orjson

from simulator.errors import SimulatorError
from simulator.events import JSON
from simulator.zitadel.golang_json import dumps

_CODES = {
    1: ("canceled", 499),
    2: ("unknown", 500),
    3: ("invalid_argument", 400),
    4: ("deadline_exceeded", 504),
    5: ("not_found", 404),
    6: ("already_exists", 409),
    7: ("permission_denied", 403),
    8: ("resource_exhausted", 429),
    9: ("failed_precondition", 400),
    10: ("aborted", 409),
    11: ("out_of_range", 400),
    12: ("unimplemented", 501),
    13: ("internal", 500),
    14: ("unavailable", 503),
    16: ("unauthenticated", 401),
}

GAP_TEXT = "The simulator does not have this part of ZITADEL"
DETAIL = "zitadel.v1.ErrorDetail"
CREDENTIALS = "zitadel.v1.CredentialsCheckError"


@dataclass(eq=False)
class ApiError(SimulatorError):
    """A call is refused.

    ``code`` is gRPC's number. ``error_id`` is ZITADEL's id, ``""`` for an error that shows
    empty brackets, ``None`` for one without details (missing header, validation, parsing,
    routing). ``failed_attempts`` turns the detail into that of a wrong password.
    """

    code: int
    text: str
    error_id: str | None = None
    failed_attempts: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return _CODES[self.code][1]

    @property
    def code_name(self) -> str:
        """Connect's name of the code."""
        return _CODES[self.code][0]

    @property
    def message(self) -> str:
        """The sentence with the id in brackets, as both dresses show it."""
        return self.text if self.error_id is None else f"{self.text} ({self.error_id})"

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class Gap(SimulatorError):
    """The product has this and the simulator does not; answered with 501 and a gap id."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def refusal(self) -> ApiError:
        """The refusal in which an API says so: unimplemented, with the gap's id."""
        return ApiError(12, GAP_TEXT, self.name)


def invalid(text: str, error_id: str) -> ApiError:
    """Make an invalid-argument refusal (400)."""
    return ApiError(3, text, error_id)


def not_found(text: str, error_id: str) -> ApiError:
    """Make a not-found refusal (404)."""
    return ApiError(5, text, error_id)


def already_exists(text: str, error_id: str) -> ApiError:
    """Make an already-exists refusal (409)."""
    return ApiError(6, text, error_id)


def denied(text: str, error_id: str) -> ApiError:
    """Make a permission-denied refusal (403)."""
    return ApiError(7, text, error_id)


def precondition(text: str, error_id: str) -> ApiError:
    """Make a failed-precondition refusal (400)."""
    return ApiError(9, text, error_id)


def validation(text: str) -> ApiError:
    """Make a refusal of the request's form; it has no details."""
    return ApiError(3, text)


def unauthenticated(text: str, error_id: str | None) -> ApiError:
    """Make a refusal of the credentials (401)."""
    return ApiError(16, text, error_id)


def rest_body(error: ApiError) -> bytes:
    """Render a refusal as the REST gateway does; ``details`` only where there is an id."""
    body: dict[str, JSON] = {"code": error.code, "message": error.message}
    detail = _detail(error)
    if detail is not None:
        kind = DETAIL if error.failed_attempts is None else CREDENTIALS
        body["details"] = [{"@type": f"type.googleapis.com/{kind}", **detail}]
    return orjson.dumps(body)


def connect_body(error: ApiError) -> bytes:
    """Render a refusal as Connect does: compact, ``& < >`` escaped."""
    body: dict[str, JSON] = {"code": error.code_name, "message": error.message}
    detail = _detail(error)
    if detail is not None:
        kind = DETAIL if error.failed_attempts is None else CREDENTIALS
        value = base64.b64encode(_protobuf(error)).rstrip(b"=").decode()
        body["details"] = [{"type": kind, "value": value, "debug": detail}]
    return dumps(body)


def _detail(error: ApiError) -> dict[str, JSON] | None:
    if error.error_id is None:
        return None
    detail: dict[str, JSON] = {"id": error.error_id} if error.error_id else {}
    detail["message"] = error.text
    if error.failed_attempts is not None:
        detail["failedAttempts"] = error.failed_attempts
    return detail


def _protobuf(error: ApiError) -> bytes:
    parts = [_field(1, error.error_id or ""), _field(2, error.text)]
    if error.failed_attempts:
        parts.append(b"\x18" + _varint(error.failed_attempts))
    return b"".join(parts)


def _field(number: int, text: str) -> bytes:
    raw = text.encode()
    return bytes([number << 3 | 2]) + _varint(len(raw)) + raw if raw else b""


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


__all__ = [
    "GAP_TEXT",
    "ApiError",
    "Gap",
    "already_exists",
    "connect_body",
    "denied",
    "invalid",
    "not_found",
    "precondition",
    "rest_body",
    "unauthenticated",
    "validation",
]
