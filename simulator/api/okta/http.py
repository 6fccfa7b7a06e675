"""Requests and answers of the management API: error objects, headers, dates, pages.

Source: okta-management-api.md 1.1, 1.4, 1.5, 1.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import orjson

from simulator.clock import from_us
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.refusals import Gap, OktaRefusal, gap, invalid

GAP_HEADER = "X-Scimulator-Gap"
NONSTANDARD = "X-Sim-Nonstandard"
_DIGITS = 18
"""What fits into a number of the journal."""
_CURSOR = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``base`` is the org URL as the caller wrote it; ``key`` parts of the path."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str
    request_id: str
    admin_id: str
    keys: tuple[str, ...] = ()

    def json(self) -> dict[str, JSON]:
        """Return the body, which must be an object (E0000003)."""
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise malformed()
        return value

    def json_or_empty(self) -> dict[str, JSON]:
        """Return the body; none at all is an empty object."""
        return self.json() if self.body.strip() else {}

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a query parameter that says yes or no."""
        value = self.query.get(name, "")
        return default if value == "" else value.lower() == "true"

    def not_built(self, *names: str) -> None:
        """Refuse parameters that the real API knows and this one does not."""
        for name in names:
            if self.query.get(name):
                raise gap(f"okta-api-{name}", f"The parameter {name} of {self.path}")

    def limit(self, *, default: int, most: int) -> int:
        """Return how many objects a page may have; more than the most is the most."""
        given = self.query.get("limit", "")
        if given == "":
            return default
        if not given.isdigit() or int(given) < 1:
            raise invalid("limit", "limit: must be a positive number")
        return min(int(given), most)

    def after(self) -> int:
        """Return the cursor as a number; 0 is the beginning."""
        given = self.query.get("after", "")
        if given == "":
            return 0
        if not set(given) <= _CURSOR or not given.isdigit() or len(given) > _DIGITS:
            raise bad_cursor()
        return int(given)

    @property
    def debug(self) -> dict[str, JSON]:
        """What the System Log keeps of the request."""
        url = f"{self.path}?{urlencode(self.query)}"
        return {"requestId": self.request_id, "requestUri": self.path, "url": url}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``None`` has no body."""

    status: int = 200
    body: JSON = None
    headers: tuple[tuple[str, str], ...] = ()
    empty: bool = field(default=False)


NO_CONTENT = Reply(204, empty=True)


def page(
    call: Call,
    found: list[JSON],
    *,
    limit: int,
    following: str | None,
    default_query: Mapping[str, str] | None = None,
) -> Reply:
    """Return one page with its Link lines: ``self``, then ``next`` if there is more (1.5)."""
    query = {**(default_query or {}), **call.query, "limit": str(limit)}
    links = [("Link", f'<{_url(call, query)}>; rel="self"')]
    if following is not None:
        query["after"] = following
        links.append(("Link", f'<{_url(call, query)}>; rel="next"'))
    return Reply(200, found, tuple(links))


def _url(call: Call, query: Mapping[str, str]) -> str:
    return f"{call.base}{quote(call.path)}?{urlencode(query)}"


def error(failure: UsageError, error_id: str) -> Reply:
    """Return Okta's error object."""
    code, status, summary, causes = _shape(failure)
    body = {
        "errorCode": code,
        "errorSummary": summary,
        "errorLink": code,
        "errorId": error_id,
        "errorCauses": [{"errorSummary": cause} for cause in causes],
    }
    headers = ((GAP_HEADER, failure.gap),) if isinstance(failure, Gap) else ()
    return Reply(status, body, headers)


def _shape(failure: UsageError) -> tuple[str, int, str, tuple[str, ...]]:
    match failure:
        case OktaRefusal(code="E0000059"):
            return failure.code, failure.status, _UNTESTED, (failure.message,)
        case OktaRefusal():
            return failure.code, failure.status, failure.message, failure.causes
        case Gap():
            return "E0000060", 501, "Unsupported operation.", (str(failure),)
    return "E0000001", 400, "Api validation failed: request", (str(failure),)


_UNTESTED = (
    "The connector configuration could not be tested. Make sure that the URL, Authentication"
    " Parameters are correct and that there is an implementation available at the URL provided."
)


def part(body: Mapping[str, JSON], name: str) -> dict[str, JSON]:
    """Return an object inside a body, empty if it is not there; another kind is E0000003."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise malformed()
    return value


def malformed() -> OktaRefusal:
    """The body is no JSON object."""
    return OktaRefusal("The request body was not well-formed.", code="E0000003")


def bad_cursor() -> OktaRefusal:
    """The page asked for cannot be found."""
    return OktaRefusal("Invalid paging request.", code="E0000029", causes=("Invalid cursor.",))


def date(us: int) -> str | None:
    """Return an instant as the API shows it, without its milliseconds; 0 is null."""
    return from_us(us).strftime("%Y-%m-%dT%H:%M:%S.000Z") if us else None


def exact_date(us: int) -> str:
    """Return an instant with its milliseconds, as the System Log shows it."""
    moment = from_us(us)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


__all__ = [
    "GAP_HEADER",
    "NONSTANDARD",
    "NO_CONTENT",
    "Call",
    "Reply",
    "bad_cursor",
    "date",
    "error",
    "exact_date",
    "malformed",
    "page",
]
