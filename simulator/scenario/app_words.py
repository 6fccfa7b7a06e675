"""Steps that act on the app integration: its settings, assignments, tasks.

Source: okta-provisioning.md 1 (settings of an app integration), 2.1 (actions), 3.5 (tasks).
"""

from typing import ClassVar, Literal, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.events import JSON
from simulator.scenario.base import Body, Part, Scalar
from simulator.scenario.okta_words import OneUser

Action: TypeAlias = Literal[
    "import_new_users", "push_new_users", "push_profile_updates", "push_groups", "import_groups"
]


class InApp(Body):
    """Something that happens in one app integration."""

    app: str | None = None
    """Label or id of the app; only needed where there are several."""

    def args(self) -> dict[str, JSON]:
        return {**super().args(), **({} if self.app is None else {"app": self.app})}


class NewApp(Body):
    """Create an app integration with the app integration wizard."""

    verb: ClassVar[str] = "okta.app.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    label: str
    """What it is called."""
    sign_on: Literal["SAML_2_0", "AUTO_LOGIN", "OPENID_CONNECT"] = "SAML_2_0"

    def args(self) -> dict[str, JSON]:
        return {"label": self.label, "sign_on": self.sign_on}


class Authentication(Part):
    """How Okta proves who it is: HTTP Header with a token, or Basic Auth."""

    mode: Literal["header", "basic"] = "header"
    """HTTP Header with a token, or Basic Auth with name and password."""
    token: str | None = Field(default=None, repr=False)
    """The token alone; Okta writes ``Bearer`` in front."""
    username: str | None = None
    password: str | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _complete(self) -> "Authentication":
        wanted = ("token",) if self.mode == "header" else ("username", "password")
        given = {name for name in ("token", "username", "password") if getattr(self, name)}
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
    """Switch Create Users, Update User Attributes, Deactivate Users under To App."""

    verb: ClassVar[str] = "okta.app.features"
    create: bool | None = None
    """Create Users."""
    update: bool | None = None
    """Update User Attributes."""
    deactivate: bool | None = None
    """Deactivate Users."""


class Settings(Body):
    """Change how this tenant's connector behaves, where Okta's tenants differ."""

    verb: ClassVar[str] = "okta.app.settings"
    set: dict[str, Scalar] = Field(min_length=1)
    """Settings by name with their new values, such as ``user_update_method: PATCH``."""

    def args(self) -> dict[str, JSON]:
        return {"set": dict(self.set)}


class ChangeFeatures(InApp, Features):
    """Switch Create Users, Update User Attributes, Deactivate Users under To App."""


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


class ActivateApp(InApp):
    """Activate the app."""

    verb: ClassVar[str] = "okta.app.activate"


class DeactivateApp(InApp):
    """Deactivate the app; assignments stay and nothing is sent."""

    verb: ClassVar[str] = "okta.app.deactivate"


class Assign(Body):
    """Assign a person or a group to the app."""

    short: ClassVar[str] = "user"
    verb: ClassVar[str] = "okta.assign"
    people: ClassVar[tuple[str, ...]] = ("user",)
    groups: ClassVar[tuple[str, ...]] = ("group",)
    user: str | None = None
    """Login, or what stands before the ``@``."""
    group: str | None = None
    """Name of a group; each of its people is assigned."""

    @model_validator(mode="after")
    def _one(self) -> "Assign":
        if (self.user is None) == (self.group is None):
            raise PydanticCustomError("one_of", "expected either user or group")
        return self


class AssignTo(InApp, Assign):
    """Assign a person or a group to the app."""


class Unassign(InApp, Assign):
    """Take a person or a group off the app."""

    verb: ClassVar[str] = "okta.unassign"


class EditAssignment(InApp, OneUser):
    """Change the app profile of one assignment (the pencil in the Assignments tab)."""

    short: ClassVar[str] = ""
    verb: ClassVar[str] = "okta.assignment.update"
    set: dict[str, Scalar] = Field(min_length=1)
    """Attributes of the app profile with their new values."""

    def args(self) -> dict[str, JSON]:
        app = {} if self.app is None else {"app": self.app}
        return {"user": self.user, "set": dict(self.set), **app}


class Preview(InApp, OneUser):
    """Show the next request for a person, without sending it."""

    verb: ClassVar[str] = "okta.preview"
    gives: ClassVar[frozenset[str]] = frozenset({"method", "path", "body"})


class Why(InApp, OneUser):
    """Ask why a person is as they are."""

    verb: ClassVar[str] = "okta.why"
    gives: ClassVar[frozenset[str]] = frozenset({"answer"})


class Retry(Body):
    """Retry the failed task of a person, or one task by its id."""

    short: ClassVar[str] = "user"
    verb: ClassVar[str] = "okta.task.retry"
    people: ClassVar[tuple[str, ...]] = ("user",)
    user: str | None = None
    """Login of whom the task is about."""
    task: str | None = None
    """Id of the task."""

    @model_validator(mode="after")
    def _one(self) -> "Retry":
        if (self.user is None) == (self.task is None):
            raise PydanticCustomError("one_of", "expected either user or task")
        return self


class Complete(Retry):
    """Mark the task of a person as complete."""

    verb: ClassVar[str] = "okta.task.complete"


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
    "activate_app": ActivateApp,
    "deactivate_app": DeactivateApp,
    "assign": AssignTo,
    "unassign": Unassign,
    "assignment": EditAssignment,
    "preview": Preview,
    "why": Why,
    "retry": Retry,
    "complete": Complete,
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
