"""The ``given`` of a scenario: how the world looks before the first step.

``scimulator serve --with FILE`` uses only this part, so it may stand alone in a file. Ids and
tokens given here are the same at every start; what is left out the simulator makes up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from simulator.events import JSON
from simulator.scenario.app_words import (
    Assign,
    Features,
    Mapping,
    NewApp,
    Provisioning,
    Settings,
)
from simulator.scenario.base import Body, Duration, Part
from simulator.scenario.okta_words import NewGroup, NewUser
from simulator.scenario.own import OktaId, Token, ZitadelId
from simulator.scenario.zitadel_words import (
    CreateAccount,
    DomainPolicy,
    LockoutPolicy,
    PasswordPolicy,
    ScopedUserNames,
    ServiceAccount,
)

_FIRST, _LAST = 1970, 9000
"""Years a clock may begin in; tokens that never end do so at the end of 9999."""


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise PydanticCustomError("moment", "expected a moment like 2026-07-10T08:00:00Z")
    moment = moment.astimezone(UTC)
    if not _FIRST <= moment.year <= _LAST:
        raise PydanticCustomError("moment", "expected a moment from 1970 to 9000")
    return moment


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class GivenAccount(CreateAccount):
    """An account that is in ZITADEL already, with its metadata."""

    id: ZitadelId | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    """Metadata entries as text."""
    deactivated: bool = False
    """Whether it is switched off."""


class GivenServiceAccount(ServiceAccount):
    """A service account, made ready for SCIM; ``serve --json`` prints the token of the first."""

    id: ZitadelId | None = None
    token: Token | None = Field(default=None, repr=False)
    """Its personal access token, instead of one that is made up."""
    client_secret: Token | None = Field(default=None, repr=False)
    """Its client secret; without it there is none."""
    roles: list[str] = Field(default_factory=lambda: ["ORG_USER_MANAGER"])
    """Manager roles in the organization."""
    metadata: dict[str, str] = Field(default_factory=dict)
    """Metadata entries, such as ``urn:zitadel:scim:ignorePasswordOnCreate``."""
    capture: str | None = None
    """Name for ``${name.id}`` and ``${name.token}``."""


class ZitadelSettings(Part):
    """How this ZITADEL is configured. Source: zitadel-scim.md 14."""

    email_verified: bool | None = None
    """Whether e-mail addresses that SCIM brings count as verified."""
    phone_verified: bool | None = None
    """The same for phone numbers."""
    lag: Duration | None = None
    """How long GET, lists and searches trail behind writes. Source: zitadel-scim.md 7.7."""
    max_body: int | None = Field(default=None, ge=1)
    """Bytes a request body may have."""
    bulk_max: int | None = Field(default=None, ge=1)
    """Operations a bulk request may have."""
    version: Literal["released", "next"] | None = None
    """Whether SCIM has groups: next turns them on. Source: zitadel-scim.md 15."""


class GivenOrganization(Part):
    """The first organization; its name alone will do."""

    short: ClassVar[str] = "name"
    name: str | None = Field(default=None, min_length=1)
    id: ZitadelId | None = None


class GivenOwner(Part):
    """The machine user that owns the instance."""

    id: ZitadelId | None = None
    token: Token | None = Field(default=None, repr=False)
    """Its personal access token, instead of one that is made up."""


class GivenZitadel(Part):
    """ZITADEL before the first step."""

    organization: GivenOrganization = GivenOrganization()
    owner: GivenOwner = GivenOwner()
    settings: ZitadelSettings = ZitadelSettings()
    password_policy: PasswordPolicy | None = None
    lockout_policy: LockoutPolicy | None = None
    domain_policy: DomainPolicy | None = None
    scoped_user_names: ScopedUserNames | None = None
    service_accounts: list[GivenServiceAccount] = Field(default_factory=list)
    users: list[GivenAccount] = Field(default_factory=list)


class GivenUser(NewUser):
    """A user of the Okta tenant."""

    id: OktaId | None = None


class GivenGroup(NewGroup):
    """A group of the Okta tenant, with its members."""

    id: OktaId | None = None


class GivenApp(NewApp):
    """An app integration that is set up already."""

    id: OktaId | None = None
    provisioning: Provisioning | None = None
    features: Features | None = None
    settings: Settings | None = None
    mappings: list[Mapping] = Field(default_factory=list)
    assign: list[Assign] = Field(default_factory=list)

    def args(self) -> dict[str, JSON]:
        return {**super().args(), **({} if self.id is None else {"id": self.id})}

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Body]]:
        """Yield what belongs to it, in the order in which it is set up, with where it stands."""
        for name in ("settings", "provisioning", "features"):
            if (part := getattr(self, name)) is not None:
                yield (name,), part
        for name in ("mappings", "assign"):
            for index, each in enumerate(getattr(self, name)):
                yield (name, index), each


class EngineSettings(Part):
    """How this Okta works off its jobs."""

    workers: int | None = Field(default=None, ge=1, le=64)
    """Jobs under way at a time."""


class GivenOkta(Part):
    """The Okta tenant before the first step."""

    org_id: OktaId | None = None
    """Id of the org."""
    token: Token | None = Field(default=None, repr=False)
    """The API token, instead of one that is made up."""
    engine: EngineSettings = EngineSettings()
    users: list[GivenUser] = Field(default_factory=list)
    groups: list[GivenGroup] = Field(default_factory=list)
    app: GivenApp | None = None


class Given(Part):
    """How the world looks before the first step."""

    short: ClassVar[str] = ""
    seed: int | None = Field(default=None, ge=0)
    """Decides ids, tokens and order; without it the world's own."""
    clock: Moment | None = None
    """A clock that stands still at this moment and jumps over waits; without it time is real."""
    zitadel: GivenZitadel = GivenZitadel()
    okta: GivenOkta = GivenOkta()


__all__ = [
    "Given",
    "GivenGroup",
    "GivenOkta",
    "GivenOwner",
    "GivenServiceAccount",
    "GivenUser",
    "GivenZitadel",
]
