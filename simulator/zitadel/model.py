"""The values ZITADEL's side works with: settings, accounts, policies, events.

Names follow ZITADEL's; instants are microseconds since 1970. Source: zitadel-platform.md 1,
zitadel-scim.md 6, 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias

from simulator.events import JSON

UserState: TypeAlias = Literal["active", "inactive", "locked", "initial"]
MetadataHistory: TypeAlias = Literal["none", "set", "removed"]
"""Whether a user's first metadata event was a set or a removal (zitadel-scim.md 9.8)."""

ENABLED: frozenset[UserState] = frozenset({"active", "initial"})
"""The states that SCIM shows as active (zitadel-scim.md 13)."""

METADATA_PREFIX = "urn:zitadel:scim:"
PROVISIONING_DOMAIN = METADATA_PREFIX + "provisioningDomain"
IGNORE_PASSWORD = METADATA_PREFIX + "ignorePasswordOnCreate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZitadelSettings:
    """How this ZITADEL is configured (zitadel-scim.md 14, zitadel-platform.md 8.4).

    ``domains`` select the instance, ``trusted_domains`` may be shown in locations. The
    ``first_*`` fields say what the instance starts with; an empty id is made up, an empty name
    leaves its account out, 0 never expires. ``lag_ms`` is how
    long what is shown of users trails what was written (zitadel-scim.md 7.7); writes, uniqueness
    and authentication never do. ``version`` says whether SCIM has groups (15).
    """

    version: Literal["released", "next"] = "released"
    domains: tuple[str, ...] = ("localhost", "127.0.0.1")
    trusted_domains: tuple[str, ...] = ()
    external_secure: bool = False
    email_verified: bool = True
    phone_verified: bool = True
    max_body: int = 1_000_000
    bulk_max: int = 100
    documentation_url: str = "https://zitadel.com/docs/guides/manage/user/scim2"
    authentication_url: str = (
        "https://zitadel.com/docs/guides/integrate/service-accounts/authenticate-service-accounts"
    )
    lag_ms: int = 0
    instance_name: str = "ZITADEL"
    first_org: str = "ZITADEL"
    first_org_id: str = ""
    first_human: str = "zitadel-admin"
    first_human_given_name: str = "ZITADEL"
    first_human_family_name: str = "Admin"
    first_human_email: str = ""
    first_human_email_verified: bool = True
    first_human_must_change: bool = True
    first_language: str = "en"
    first_machine: str = "admin"
    first_machine_id: str = ""
    first_machine_name: str = "admin client"
    first_machine_expires: int = 0
    first_machine_key: bool = False
    first_machine_key_expires: int = 0
    first_login_client: str = ""
    first_login_client_name: str = ""
    first_login_client_expires: int = 0
    service_account: str = "okta-scim"
    service_account_name: str = "Okta SCIM"

    @property
    def external_domain(self) -> str:
        """The domain under which the instance is known."""
        return self.domains[0]

    @property
    def groups(self) -> bool:
        """Whether SCIM has groups, as newer versions do."""
        return self.version == "next"


class Human(Protocol):
    """A person's account, as its events left it; read-only here.

    ``core_*`` is the last event reads look at, ``seen_*`` the last one a replace looks at
    (zitadel-scim.md 6.6). ``metadata`` holds the keys under ``urn:zitadel:scim:`` alone, as text.
    """

    @property
    def id(self) -> str: ...
    @property
    def org_id(self) -> str: ...
    @property
    def user_name(self) -> str: ...
    @property
    def state(self) -> UserState: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def nick_name(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def email_verified(self) -> bool: ...
    @property
    def phone(self) -> str: ...
    @property
    def phone_verified(self) -> bool: ...
    @property
    def created(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def core_changed(self) -> int: ...
    @property
    def core_sequence(self) -> int: ...
    @property
    def seen_changed(self) -> int: ...
    @property
    def seen_sequence(self) -> int: ...
    @property
    def metadata(self) -> Mapping[str, str]: ...
    @property
    def metadata_history(self) -> MetadataHistory: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends a request, with the metadata that steers SCIM (7.5).

    ``roles`` names the roles per organization; the instance's are under ``""``.
    """

    user_id: str
    org_id: str = ""
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    provisioning_domain: str = ""
    ignore_password: bool = False


class UserEvent(NamedTuple):
    """One event of the user's stream, not yet numbered; ``payload`` as ZITADEL shows it."""

    type: str
    payload: Mapping[str, JSON] | None = None


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password needs (7.3)."""

    min_length: int = 8
    lower: bool = True
    upper: bool = True
    number: bool = True
    symbol: bool = True


@dataclass(frozen=True, slots=True)
class DomainPolicy:
    """Whether login names carry the organization's domain; user names are then its own."""

    login_must_be_domain: bool = False


__all__ = [
    "ENABLED",
    "IGNORE_PASSWORD",
    "METADATA_PREFIX",
    "PROVISIONING_DOMAIN",
    "Caller",
    "DomainPolicy",
    "Human",
    "MetadataHistory",
    "PasswordPolicy",
    "UserEvent",
    "UserState",
    "ZitadelSettings",
]
