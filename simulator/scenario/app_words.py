"""Steps that act on the app integration: its settings, mappings, buttons.

Source: okta-provisioning.md 1 (settings of an app integration), 2.1 (actions), 3.5 (tasks).
"""

from typing import ClassVar, Literal, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.events import JSON
from simulator.scenario.assignment_words import WORDS as ASSIGNMENT_WORDS
from simulator.scenario.assignment_words import Assign
from simulator.scenario.base import Body, Part, Scalar
from simulator.scenario.in_app import InApp
from simulator.scenario.push_words import WORDS as PUSH_WORDS

Action: TypeAlias = Literal[
    "import_new_users", "push_new_users", "push_profile_updates", "push_groups", "import_groups"
]


class NewApp(Body):
    """Create an app integration with the app integration wizard."""

    verb: ClassVar[str] = "okta.app.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    label: str = Field(min_length=1)
    """What it is called."""
    sign_on: Literal["SAML_2_0", "AUTO_LOGIN", "OPENID_CONNECT"] = "SAML_2_0"
    kind: Literal["AIW", "OIN", "OIW"] | None = None
    """Made in the wizard (the default), from the catalogue, or made in the newer wizard."""

    def args(self) -> dict[str, JSON]:
        made: dict[str, JSON] = {"label": self.label, "sign_on": self.sign_on}
        return made if self.kind is None else {**made, "kind": self.kind}


_CREDENTIALS = {
    "header": ("token",),
    "basic": ("username", "password"),
    "oauth2": ("token_url", "client_id", "client_secret"),
}


class Authentication(Part):
    """How Okta proves who it is: HTTP Header with a token, Basic Auth, or OAuth 2."""

    mode: Literal["header", "basic", "oauth2"] = "header"
    """HTTP Header with a token, Basic Auth with name and password, OAuth 2 with a client."""
    token: str | None = Field(default=None, repr=False)
    """The token alone; Okta writes ``Bearer`` in front."""
    username: str | None = None
    password: str | None = Field(default=None, repr=False)

    token_url: str | None = None
    """Access token endpoint; with client credentials the scopes stand in it (``?scope=…``)."""
    client_id: str | None = None
    """Name of the client; of ZITADEL's service account, its user name."""
    client_secret: str | None = Field(default=None, repr=False)
    """Secret of the client."""
    authorize_url: str | None = None
    """Authorization endpoint; not used with client credentials."""

    @model_validator(mode="after")
    def _complete(self) -> "Authentication":
        wanted = _CREDENTIALS[self.mode]
        names = {name for each in _CREDENTIALS.values() for name in each}
        given = {name for name in names if getattr(self, name)}
        if given != set(wanted):
            needs = " and ".join(wanted)
            raise PydanticCustomError(
                "credentials", "mode {mode} takes {needs}", {"mode": self.mode, "needs": needs}
            )
        return self


def _pushes() -> list[Action]:
    return ["push_new_users", "push_profile_updates"]


class Provisioning(Body):
    """Fill in Provisioning › Integration and save it."""

    verb: ClassVar[str] = "okta.app.provisioning"
    base_url: str = "${zitadel.scim_base_url}"
    """SCIM connector base URL, without a slash at the end."""
    unique_identifier: str = "userName"
    """Unique identifier field for users."""
    actions: list[Action] = Field(default_factory=_pushes)
    """Supported provisioning actions, the five tick boxes."""
    authentication: Authentication
    """How Okta proves who it is."""
    check: bool = True
    """Test the connector first, as Okta does; what does not answer is not saved."""

    def args(self) -> dict[str, JSON]:
        dumped: dict[str, JSON] = self.model_dump(exclude_none=True)
        return dumped


class SaveProvisioning(InApp, Provisioning):
    """Fill in Provisioning › Integration and save it."""


class ProvisioningOff(InApp):
    """Switch provisioning off; assignments stay and nothing more is sent."""

    verb: ClassVar[str] = "okta.app.provisioning_off"


class Features(Body):
    """Switch Create Users, Update User Attributes, Deactivate Users, Sync Password under To App."""

    verb: ClassVar[str] = "okta.app.features"
    create: bool | None = None
    """Create Users."""
    update: bool | None = None
    """Update User Attributes."""
    deactivate: bool | None = None
    """Deactivate Users."""
    password: bool | None = None
    """Sync Password."""


class Settings(Body):
    """Change how this tenant's connector behaves, where Okta's tenants differ."""

    verb: ClassVar[str] = "okta.app.settings"
    set: dict[str, Scalar] = Field(min_length=1)
    """Settings by name with their new values, such as ``user_update_method: PATCH``."""

    def args(self) -> dict[str, JSON]:
        return {"set": dict(self.set)}


class ChangeFeatures(InApp, Features):
    """Switch Create Users, Update User Attributes, Deactivate Users, Sync Password under To App."""


class ChangeSettings(InApp, Settings):
    """Change how this tenant's connector behaves, where Okta's tenants differ."""


class Mappings(InApp):
    """Show the profile mappings of the app."""

    short: ClassVar[str] = "show"
    verb: ClassVar[str] = "okta.app.mappings"
    show: Literal["show"] = "show"

    def args(self) -> dict[str, JSON]:
        return {} if self.app is None else {"app": self.app}


class Mapping(Body):
    """Change one profile mapping, or add an attribute; an empty expression unmaps it."""

    verb: ClassVar[str] = "okta.app.mapping"
    attribute: str
    """Name of the attribute in the app's profile."""
    expression: str | None = None
    """What goes into it, in Okta's expression language: ``user.title``."""
    apply_on: Literal["create", "create_and_update"] | None = None
    """When it is sent."""
    external_name: str | None = None
    """Where a new attribute goes: ``attr``, ``parent.sub``, ``collection.^[filter].sub``."""
    namespace: str | None = None
    """Schema URN of a new attribute, used as written."""
    type: str | None = None
    combine: bool | None = None
    """Join a list that several groups supply, instead of taking the first group's."""
    apply_now: bool | None = None
    """Push everybody whose app profile changes by it (the usual answer)."""


class ChangeMapping(InApp, Mapping):
    """Change one profile mapping, or add an attribute; an empty expression unmaps it."""


class ForceSync(InApp):
    """Press Force Sync: push everybody whose app profile changed since the last push."""

    verb: ClassVar[str] = "okta.app.force_sync"


class ProvisionUsers(InApp):
    """Press Provision User: provision who was assigned before Create Users was on."""

    verb: ClassVar[str] = "okta.app.provision_users"


class UpdateUsernames(InApp):
    """Press Update Now: push every application username that changed since."""

    verb: ClassVar[str] = "okta.app.update_usernames"


class ConvertAssignments(InApp):
    """Press Convert assignments: direct ones become the group's where there is one."""

    verb: ClassVar[str] = "okta.app.convert"


class RenameApp(InApp):
    """Change the label of the app, which stands in all its texts."""

    short: ClassVar[str] = "label"
    verb: ClassVar[str] = "okta.app.label"
    label: str = Field(min_length=1)
    """The new label."""


class BrokerMode(InApp):
    """Turn Federation Broker Mode on or off; while it is on nothing is sent."""

    short: ClassVar[str] = "on"
    verb: ClassVar[str] = "okta.app.broker_mode"
    on: bool
    """Whether everybody may sign in without an assignment."""


class ActivateApp(InApp):
    """Activate the app."""

    verb: ClassVar[str] = "okta.app.activate"


class DeactivateApp(InApp):
    """Deactivate the app; assignments stay and nothing is sent."""

    verb: ClassVar[str] = "okta.app.deactivate"


WORDS: dict[str, type[Body]] = {
    "app": NewApp,
    "provisioning": SaveProvisioning,
    "provisioning_off": ProvisioningOff,
    "features": ChangeFeatures,
    "settings": ChangeSettings,
    "mappings": Mappings,
    "mapping": ChangeMapping,
    "force_sync": ForceSync,
    "provision_users": ProvisionUsers,
    "update_usernames": UpdateUsernames,
    "convert_assignments": ConvertAssignments,
    "rename_app": RenameApp,
    "broker_mode": BrokerMode,
    "activate_app": ActivateApp,
    "deactivate_app": DeactivateApp,
    **ASSIGNMENT_WORDS,
    **PUSH_WORDS,
}


__all__ = [
    "WORDS",
    "Assign",
    "Features",
    "InApp",
    "Mapping",
    "NewApp",
    "Provisioning",
    "Settings",
]
