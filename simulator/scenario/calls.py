"""The step ``request``: any request to either product, as a script or another client sends it.

ZITADEL's side records it like every stranger's request; what Okta's API changes is in the journal
as its events.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, Literal, NamedTuple, TypeAlias

import orjson
from pydantic import Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from simulator.events import JSON
from simulator.scenario.base import Body
from simulator.scenario.difference import MISSING, Difference
from simulator.scenario.match import mismatches
from simulator.scenario.requested import METHODS
from simulator.scenario.sent import joined

To: TypeAlias = Literal["scim", "zitadel", "okta"]
_METHODS = (*METHODS, "HEAD", "OPTIONS")
_SEND = re.compile(r"(?P<method>[A-Z]+) +(?P<target>/\S.*|/)")
_WRITE_OUT = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_DUMP = {"scim": "application/scim+json", "zitadel": "application/json", "okta": "application/json"}


class Outgoing(NamedTuple):
    """A request as it leaves; ``token`` empty: the one that the other side gave its owner."""

    to: To
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    token: str | None = None


class Incoming(NamedTuple):
    """The answer to it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Sender: TypeAlias = Callable[[Outgoing], Awaitable[Incoming]]


class Call(Body):
    """Send any request to ZITADEL or to Okta's API, as a script or another client would.

    ``request: GET /Users`` goes to the SCIM base URL with the owner's token.
    """

    short: ClassVar[str] = "send"
    gives: ClassVar[frozenset[str]] = frozenset({"status", "headers", "body"})
    send: str = Field(json_schema_extra={"pattern": f"^({'|'.join(_METHODS)}) +/"})
    """Method and path: ``POST /Users``."""
    to: To = "scim"
    """Below the SCIM base URL, ZITADEL's own APIs, or Okta's API."""
    token: str | None = Field(default=None, repr=False)
    """The bearer token, ``\"\"`` for none; the owner's (in Okta the API token) if left out."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Header lines beside ``Authorization`` and ``Content-Type``; one of these replaces it."""
    body: JsonValue = None
    """JSON, or the text itself."""
    status: int | None = Field(default=None, ge=100, le=599)
    """What the answer must be."""
    answer: JsonValue = None
    """What its body must hold."""
    answer_headers: dict[str, JsonValue] = Field(default_factory=dict)
    """What its header lines must hold."""

    @model_validator(mode="after")
    def _well_formed(self) -> "Call":
        found = _SEND.fullmatch(self.send)
        if found is None or found["method"] not in _METHODS:
            raise PydanticCustomError("send", "expected a request like POST /Users")
        return self


def outgoing(values: Mapping[str, JSON]) -> Outgoing:
    """Make the request of a step whose variables are filled in."""
    call = Call.model_validate(dict(values))
    found = _SEND.fullmatch(call.send)
    assert found is not None
    headers = dict(call.headers)
    named = {name.lower() for name in headers}
    body: bytes | None = None
    if call.body is not None:
        body = call.body.encode() if isinstance(call.body, str) else orjson.dumps(call.body)
        if "content-type" not in named:
            headers["Content-Type"] = _DUMP[call.to]
    token = "" if "authorization" in named else call.token
    target = _WRITE_OUT.sub(lambda each: _percent(each[0]), found["target"])
    return Outgoing(call.to, found["method"], target, tuple(headers.items()), body, token)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def captured(answer: Incoming) -> dict[str, JSON]:
    """Return what ``${capture.…}`` finds of an answer; header names in lower case."""
    return {
        "status": answer.status,
        "headers": {name.lower(): value for name, value in answer.headers},
        "body": _json(answer.body),
    }


def _json(body: bytes) -> JSON:
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def judged(call: Call, found: Mapping[str, JSON]) -> list[Difference]:
    """Compare an answer with what the step says of it."""
    wrong: list[tuple[str, JSON, JSON, str]] = []
    if call.status is not None and call.status != found["status"]:
        wrong.append(("status", call.status, found["status"], "status"))
    if call.answer is not None:
        for where, should, there in mismatches(call.answer, found["body"]):
            wrong.append((joined("answer", where), should, there, "answer"))
    for name, value in call.answer_headers.items():
        there = found["headers"].get(name.lower(), MISSING)
        for _, should, held in mismatches(value, there):
            wrong.append((f"header {name}", should, held, "answer_headers"))
    hint = _detail(found["body"]) if wrong else ""
    return [
        Difference(
            subject=call.send,
            attribute=attribute,
            expected=should,
            found=there,
            hint=hint,
            path=("request", key),
        )
        for attribute, should, there, key in wrong
    ]


def _detail(body: JSON) -> str:
    if not isinstance(body, Mapping):
        return ""
    told = (body.get(name) for name in ("detail", "message", "errorSummary"))
    return next((each for each in told if isinstance(each, str)), "")


WORDS: dict[str, type[Body]] = {"request": Call}


__all__ = ["WORDS", "Call", "Incoming", "Outgoing", "Sender", "captured", "judged", "outgoing"]
