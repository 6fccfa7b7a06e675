"""What must be true: the format of an ``expect`` step.

Everything is optional; what is not mentioned is not looked at. Values are compared as JSON; in
their place may stand ``{matches: regex}``, ``{contains: text}``, ``{present: true}``,
``{not: value}``, ``{any_of: [value, …]}`` or ``{exactly: value}`` (no attribute more), and
``null`` means that nothing is there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, get_args

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from simulator.alike import did_you_mean
from simulator.okta.model import AssignmentStatus, SyncState, UserStatus
from simulator.scenario.base import Body, Part
from simulator.scenario.requested import RequestIs, Span
from simulator.zitadel.model import UserState

SCIM_NAMES = frozenset(
    (
        *("schemas", "meta", "id", "externalId", "userName", "name", "displayName", "nickName"),
        *("profileUrl", "title", "preferredLanguage", "locale", "timezone", "active", "emails"),
        *("phoneNumbers", "ims", "addresses", "photos", "entitlements", "roles"),
    )
)
"""Top-level attributes that ZITADEL shows of a user. Source: zitadel-scim.md 6.1."""
OURS = frozenset({"state", "metadata"})
STATES: tuple[str, ...] = get_args(UserState)
STATUSES = tuple(status.value for status in AssignmentStatus)
USER_STATUSES = tuple(status.value for status in UserStatus)
SYNC_STATES = tuple(state.value for state in SyncState)
EVERYBODY = "*"
Count: TypeAlias = Annotated[int, Field(ge=0)]
JobState: TypeAlias = Literal["queued", "running", "waiting", "done", "failed"]


def _known_attributes(value: Any) -> Any:
    """Refuse names and states that ZITADEL never shows; they could only be misspelt."""
    if isinstance(value, dict) and (wrong := list(_misspelt(value))):
        raise PydanticCustomError("attributes", "{wrong}", {"wrong": wrong})
    return value


def _misspelt(attributes: dict[Any, Any]) -> Iterator[tuple[str, bool, str, str]]:
    """Yield the attribute, whether its name is wrong (or its value), what is, and what helps."""
    for path, value in attributes.items():
        first = re.split(r"[.\[]", str(path), maxsplit=1)[0]
        if first not in SCIM_NAMES | OURS:
            hint = did_you_mean(
                first, sorted(SCIM_NAMES | OURS), otherwise="See ZITADEL's User schema."
            )
            yield str(path), True, f"{path} is no attribute of a ZITADEL user.", hint
        elif path == "state" and not _may_be(value, STATES):
            yield path, False, f"state cannot be {value}.", f"Expected {_either(STATES)}."


def _may_be(value: Any, known: Iterable[str]) -> bool:
    """Return whether a value is known; with a variable in it, or as a matcher, it may be."""
    if isinstance(value, dict) or value is None:
        return True
    return isinstance(value, str) and (value in known or "${" in value)


def _either(known: Sequence[str]) -> str:
    return f"{', '.join(known[:-1])} or {known[-1]}"


def _one_of(known: Sequence[str]) -> BeforeValidator:
    """Refuse words that this field never shows."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and not _may_be(value, known):
            raise PydanticKnownError("literal_error", {"expected": _either(known)})
        return value

    return BeforeValidator(check)


def _shown(known: Sequence[str]) -> WithJsonSchema:
    """Offer those words in an editor."""
    return WithJsonSchema({"anyOf": [{"enum": list(known)}, {"type": "null"}]})


Attributes: TypeAlias = Annotated[dict[str, JsonValue], BeforeValidator(_known_attributes)]


class Account(Part):
    """A person's account in ZITADEL: ``absent``, or attributes as a SCIM GET shows them.

    Beside SCIM's attributes: ``state`` (active, inactive, locked, initial) and ``metadata``.
    """

    attributes: Attributes
    absent: bool = False

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if value in ("absent", "present"):
            return {"attributes": {}, "absent": value == "absent"}
        if isinstance(value, dict):
            return {"attributes": value}
        raise PydanticCustomError("account", "expected absent, present, or attributes with values")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Show what stands in a file: a word, or the attributes themselves."""
        known = "|".join(sorted(SCIM_NAMES | OURS))
        attributes = {
            "type": "object",
            "properties": {
                "state": {
                    "anyOf": [{"enum": list(STATES)}, {"type": ["object", "null"]}],
                    "description": "How ZITADEL has the account; an expectation's own word.",
                }
            },
            "patternProperties": {rf"^({known})(\.|\[|$)": {}},
            "additionalProperties": False,
        }
        return {
            "anyOf": [attributes, {"enum": ["absent", "present"]}],
            "description": cleandoc(cls.__doc__ or ""),
        }


class AssignmentIs(Part):
    """An assignment in Okta: ``absent``, or some of its facts."""

    short: ClassVar[str] = "presence"
    presence: Literal["absent", "present"] = "present"
    """``absent``: there is none."""
    status: Annotated[str | None, _one_of(STATUSES), _shown(STATUSES)] = None
    """Status of the assignment."""
    sync: Annotated[str | None, _one_of(SYNC_STATES), _shown(SYNC_STATES)] = None
    """How far ZITADEL has what Okta has."""
    scope: Literal["USER", "GROUP"] | None = None
    """Assigned directly, or through a group."""
    linked: bool | None = None
    """Whether Okta knows the id of the account in ZITADEL."""
    user_name: str | None = None
    """The application username."""
    task: JsonValue = None
    """Text of the open task; ``null`` says that none is open."""


class OktaUserIs(Part):
    """A user of the Okta tenant: ``absent``, or status, groups and attributes of the profile."""

    short: ClassVar[str] = "presence"
    presence: Literal["absent", "present"] = "present"
    """``absent``: there is none."""
    status: Annotated[str | None, _one_of(USER_STATUSES), _shown(USER_STATUSES)] = None
    """Status of the user."""
    groups: list[str] | None = None
    """Names of exactly the groups they are in, without Everyone."""
    profile: dict[str, JsonValue] = Field(default_factory=dict)
    """Attributes in Okta's own spelling."""


class TaskIs(Part):
    """An open task in Okta's Tasks page."""

    short: ClassVar[str] = "text"
    text: JsonValue = None
    """What the page says; all of it, or a matcher."""
    user: str | None = None
    """Login of whom it is about, or what stands before the ``@``."""
    kind: str | None = None
    """Kind of the push that failed, such as ``CREATE``."""


class LogIs(Part):
    """An entry of Okta's System Log: ``application.provision.user.push FAILURE``, or more."""

    short: ClassVar[str] = "event"
    event: str
    """Event type, with the outcome behind it if that matters."""
    outcome: str | None = None
    """``SUCCESS``, ``FAILURE``, ``SKIPPED``."""
    reason: JsonValue = None
    """The reason the entry gives."""

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str) and " " in value:
            event, _, outcome = value.partition(" ")
            return {"event": event, "outcome": outcome}
        return value


def _by_person(value: Any) -> Any:
    return {EVERYBODY: value} if isinstance(value, list) else value


class Expect(Body):
    """Compare both ends with what must be true, after all work is done."""

    gives: ClassVar[frozenset[str]] = frozenset({"users", "assignments", "okta_users"})
    now: bool = False
    """Look at once, while jobs may be queued or waiting."""
    users: dict[str, Account] = Field(default_factory=dict)
    """Accounts in ZITADEL, by user name or what stands before the @."""
    assignments: dict[str, AssignmentIs] = Field(default_factory=dict)
    """Assignments in Okta, by login or what stands before the @."""
    requests: Annotated[dict[str, list[RequestIs]] | None, BeforeValidator(_by_person)] = None
    """Exactly what Okta sent since the last look: a list for everybody, or one by person."""
    tasks: list[TaskIs] | None = None
    """Exactly the open tasks, oldest first."""
    log: list[LogIs] | None = None
    """Entries of the System Log since the last look, in this order; others may stand between."""
    events: dict[str, list[str]] | None = None
    """Exactly what ZITADEL wrote about a person since the last look, as event types."""
    jobs: dict[JobState, Count] = Field(default_factory=dict)
    """How many jobs are in a state."""
    okta_users: dict[str, OktaUserIs] = Field(default_factory=dict)
    """Users of the Okta tenant, by login or what stands before the @."""
    okta_groups: dict[str, list[str]] = Field(default_factory=dict)
    """Exactly who is in an Okta group, in any order."""
    latency: dict[str, Span] = Field(default_factory=dict)
    """Simulated time from the first change to a person since the last look until Okta was done."""
    faults: dict[str, Count] | None = None
    """How often a fault rule was at work since the last look, by its name."""

    @model_validator(mode="after")
    def _something(self) -> "Expect":
        if not self.model_fields_set - {"now"}:
            raise PydanticCustomError(
                "nothing", "expected something to look at, such as users or requests"
            )
        return self

    def widened(self, slack: float) -> "Expect":
        """Return the same with room for how long things take where time really runs."""
        requests = {
            who: [
                each
                if each.after is None
                else each.model_copy(update={"after": each.after.widened(slack)})
                for each in listed
            ]
            for who, listed in (self.requests or {}).items()
        }
        latency = {who: span.widened(slack) for who, span in self.latency.items()}
        found = {"requests": self.requests and requests, "latency": latency}
        return self.model_copy(update=found)

    @property
    def looks_back(self) -> bool:
        """Whether it uses up what happened so far."""
        looked = (self.requests, self.log, self.events, self.latency or None, self.faults)
        return any(each is not None for each in looked)


__all__ = [
    "EVERYBODY",
    "SCIM_NAMES",
    "Account",
    "AssignmentIs",
    "Expect",
    "JobState",
    "LogIs",
    "OktaUserIs",
    "RequestIs",
    "Span",
    "TaskIs",
]
