"""One request of Okta as an expectation describes it, and lengths of simulated time."""

import re
from typing import Any, ClassVar

from pydantic import Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.base import Duration, Part

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) +(?P<target>/[^ ?]*(?:\?.*?)?)(?: +(?P<status>\d{1,3}))?"
)
TOLERANCE = 0.01
"""Seconds by which two lengths of simulated time may differ and still be the same."""


class Span(Part):
    """A length of simulated time: exactly so long, or between bounds."""

    short: ClassVar[str] = "exactly"
    exactly: Duration | None = None
    """Just so long."""
    at_least: Duration | None = None
    """No shorter."""
    at_most: Duration | None = None
    """No longer."""

    @model_validator(mode="after")
    def _something(self) -> "Span":
        if self.exactly is None and self.at_least is None and self.at_most is None:
            raise PydanticCustomError("span", "expected a duration, at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise PydanticCustomError("span", "at_least is more than at_most")
        if self.exactly is not None and (self.at_least, self.at_most) != (None, None):
            raise PydanticCustomError("span", "exactly says all; leave out at_least and at_most")
        return self

    def holds(self, seconds: float) -> bool:
        """Return whether a length is so; a change takes a microsecond, which counts for nothing."""
        least = self.at_least if self.exactly is None else self.exactly
        most = self.at_most if self.exactly is None else self.exactly
        return (least is None or seconds > least - TOLERANCE) and (
            most is None or seconds < most + TOLERANCE
        )

    def widened(self, slack: float) -> "Span":
        """Return the span with so much room on both sides, for a clock that really runs."""
        least = self.at_least if self.exactly is None else self.exactly
        most = self.at_most if self.exactly is None else self.exactly
        return Span(
            at_least=None if least is None else max(0.0, least - slack),
            at_most=None if most is None else most + slack,
        )


class RequestIs(Part):
    """One request of Okta: ``POST /Users 201``, or with more to compare.

    ``{cedar}`` stands for the id of cedar's account, ``{id}`` for any id, ``*`` for any text.
    A query is compared only if one is written.
    """

    short: ClassVar[str] = "request"
    request: str = Field(json_schema_extra={"pattern": f"^({'|'.join(METHODS)}) +/"})
    """Method, path below the base URL, and the status if it matters."""
    status: int | None = Field(default=None, ge=0, le=599)
    """0: no answer came."""
    headers: dict[str, JsonValue] = Field(default_factory=dict)
    """Header lines of the request."""
    body: JsonValue = None
    """What the request body holds; further attributes do not matter."""
    answer: JsonValue = None
    """What the answer's body holds."""
    answer_headers: dict[str, JsonValue] = Field(default_factory=dict)
    """Header lines of the answer."""
    attempt: int | None = Field(default=None, ge=1)
    """1 for the first try of a job."""
    keys: list[str] | None = None
    """The attributes of the request body: exactly these, in this order."""
    after: Span | None = None
    """Simulated time since the request before it (of the same list)."""
    fault: str | None = None
    """The fault rule that had a hand in it; ``null``: none had."""

    @model_validator(mode="after")
    def _well_formed(self) -> "RequestIs":
        found = _REQUEST.fullmatch(self.request)
        if found is None or found["method"] not in METHODS:
            raise PydanticCustomError("request", "expected a request like POST /Users 201")
        if found["status"] and self.status is not None:
            raise PydanticCustomError("request", "the status is said twice")
        return self

    @property
    def method(self) -> str:
        return str(self._parts["method"])

    @property
    def target(self) -> str:
        return str(self._parts["target"])

    @property
    def wanted_status(self) -> int | None:
        return int(self._parts["status"]) if self._parts["status"] else self.status

    @property
    def _parts(self) -> dict[str, Any]:
        found = _REQUEST.fullmatch(self.request)
        assert found is not None
        return found.groupdict()


__all__ = ["METHODS", "TOLERANCE", "RequestIs", "Span"]
