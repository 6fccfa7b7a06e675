"""Steps that act on ZITADEL through its own API, with the owner's token.

A person's account in ZITADEL is an *account* here, so that it is not taken for the Okta user.
Source: zitadel-platform.md 2 (service accounts), 3.2 (roles), 5 (users), 6.1 (password policy).
"""

from typing import Annotated, ClassVar

from pydantic import Field

from simulator.events import JSON
from simulator.scenario.base import Body, Scalar, names

EDITABLE = frozenset(
    (
        *("given_name", "family_name", "nick_name", "display_name", "language", "gender"),
        *("preferred_language", "user_name", "email", "phone", "password"),
        *("givenName", "familyName", "nickName", "displayName", "preferredLanguage", "userName"),
    )
)
"""What can be changed of an account by hand; in either spelling."""
IGNORE_PASSWORD = "urn:zitadel:scim:ignorePasswordOnCreate"


class Organization(Body):
    """Ask which organization there is."""

    short: ClassVar[str] = "name"
    verb: ClassVar[str] = "zitadel.organization"
    gives: ClassVar[frozenset[str]] = frozenset({"id", "name"})
    name: str | None = None
    """The name it must have."""

    def args(self) -> dict[str, JSON]:
        return {}


class ServiceAccount(Body):
    """Create a service account."""

    verb: ClassVar[str] = "zitadel.service_account.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    user_name: str
    """Its user name, unique in the instance."""
    name: str
    """What it is called."""
    description: str | None = None


class Role(Body):
    """Give somebody manager roles in the organization."""

    verb: ClassVar[str] = "zitadel.role.grant"
    user: str
    """User name, what stands before the ``@``, or id."""
    roles: list[str] = Field(min_length=1)
    """Such as ``ORG_USER_MANAGER`` or ``ORG_OWNER``."""


class Pat(Body):
    """Create a personal access token; ``token`` of the capture is the token."""

    short: ClassVar[str] = "user"
    verb: ClassVar[str] = "zitadel.pat.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id", "token"})
    user: str
    """User name or id of the service account."""
    expires: str | None = None
    """When it ends, such as ``2026-12-31T00:00:00Z``; never, unless something is said."""


class Metadata(Body):
    """Set one metadata entry of a user or service account, as text."""

    verb: ClassVar[str] = "zitadel.metadata.set"
    user: str
    """User name, what stands before the ``@``, or id."""
    key: str
    """Its key, such as ``urn:zitadel:scim:title``."""
    value: str
    """Its value as text."""


class RemoveMetadata(Body):
    """Remove one metadata entry."""

    verb: ClassVar[str] = "zitadel.metadata.remove"
    user: str
    """User name, what stands before the ``@``, or id."""
    key: str
    """Its key."""


class PasswordPolicy(Body):
    """Set the password complexity of the organization; what is left out stays."""

    verb: ClassVar[str] = "zitadel.password_policy"
    min_length: int | None = Field(default=None, ge=1, le=72)
    """How many characters at least."""
    lower: bool | None = None
    upper: bool | None = None
    number: bool | None = None
    symbol: bool | None = None

    def args(self) -> dict[str, JSON]:
        return {"set": super().args()}


class LockoutPolicy(Body):
    """Set after how many wrong attempts an account is locked; what is left out stays."""

    verb: ClassVar[str] = "zitadel.lockout_policy"
    max_password_attempts: int | None = Field(default=None, ge=0)
    """Wrong passwords until an account is locked; 0 locks nobody."""
    max_otp_attempts: int | None = Field(default=None, ge=0)
    """Wrong one-time codes until an account is locked; 0 locks nobody."""

    def args(self) -> dict[str, JSON]:
        return {"set": super().args()}


class DomainPolicy(Body):
    """Set what the organization's login names and domains are like; what is left out stays."""

    verb: ClassVar[str] = "zitadel.domain_policy"
    login_must_be_domain: bool | None = None
    """Login names end with the organization's domain, user names are unique within it only."""
    validate_org_domains: bool | None = None
    smtp_sender_matches_domain: bool | None = None

    def args(self) -> dict[str, JSON]:
        return {"set": super().args()}


class ScopedUserNames(Body):
    """Let user names be unique within the organization only, or again everywhere."""

    short: ClassVar[str] = "scoped"
    verb: ClassVar[str] = "zitadel.scoped_user_names"
    scoped: bool = True
    """Whether two organizations may have the same user name."""


class CreateAccount(Body):
    """Create a person's account by hand, as somebody in ZITADEL's console would."""

    verb: ClassVar[str] = "zitadel.user.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    user_name: str
    """The login name."""
    given_name: str
    """First name."""
    family_name: str
    """Last name."""
    email: str | None = None
    """The user name, unless something else is said."""
    display_name: str | None = None
    nick_name: str | None = None
    phone: str | None = None

    def args(self) -> dict[str, JSON]:
        return {"email": self.user_name, **super().args()}


class OneAccount(Body):
    """Something done to one account, named by user name, what stands before the @, or id."""

    short: ClassVar[str] = "user"
    user: str
    """User name, what stands before the ``@``, or id."""


class LockAccount(OneAccount):
    """Lock an account."""

    verb: ClassVar[str] = "zitadel.user.lock"


class UnlockAccount(OneAccount):
    """Unlock an account."""

    verb: ClassVar[str] = "zitadel.user.unlock"


class DeactivateAccount(OneAccount):
    """Deactivate an account in ZITADEL, behind Okta's back."""

    verb: ClassVar[str] = "zitadel.user.deactivate"


class ReactivateAccount(OneAccount):
    """Reactivate an account in ZITADEL."""

    verb: ClassVar[str] = "zitadel.user.reactivate"


class DeleteAccount(OneAccount):
    """Delete an account in ZITADEL, behind Okta's back."""

    verb: ClassVar[str] = "zitadel.user.delete"


class EditAccount(OneAccount):
    """Change an account in ZITADEL, behind Okta's back."""

    short: ClassVar[str] = ""
    verb: ClassVar[str] = "zitadel.user.update"
    set: Annotated[dict[str, Scalar], names(EDITABLE, "A person in ZITADEL")] = Field(min_length=1)
    """given_name, family_name, display_name, nick_name, email, phone, … with their new values."""

    def args(self) -> dict[str, JSON]:
        return {"user": self.user, "set": dict(self.set)}


WORDS: dict[str, type[Body]] = {
    "organization": Organization,
    "service_account": ServiceAccount,
    "role": Role,
    "pat": Pat,
    "metadata": Metadata,
    "remove_metadata": RemoveMetadata,
    "password_policy": PasswordPolicy,
    "lockout_policy": LockoutPolicy,
    "domain_policy": DomainPolicy,
    "scoped_user_names": ScopedUserNames,
    "create_account": CreateAccount,
    "lock_account": LockAccount,
    "unlock_account": UnlockAccount,
    "deactivate_account": DeactivateAccount,
    "reactivate_account": ReactivateAccount,
    "delete_account": DeleteAccount,
    "edit_account": EditAccount,
}


__all__ = [
    "IGNORE_PASSWORD",
    "WORDS",
    "CreateAccount",
    "DomainPolicy",
    "LockoutPolicy",
    "Metadata",
    "PasswordPolicy",
    "ScopedUserNames",
]
