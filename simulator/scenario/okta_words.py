"""Steps that act on people and groups of the Okta tenant, as its console would.

Source: okta-provisioning.md 2.1 (actions), 2.7, 2.8, 6.1 (statuses).
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from simulator.events import JSON
from simulator.scenario.base import Body, Part, names


class Profile(Part):
    """Attributes of a new Okta user, in Okta's own spelling (``firstName``)."""

    model_config = ConfigDict(alias_generator=to_camel)

    login: str
    """Unique name, in the form of an e-mail address."""
    first_name: str
    """Given name."""
    last_name: str
    """Family name."""
    email: str | None = None
    """The login, unless something else is said."""
    second_email: str | None = None
    middle_name: str | None = None
    honorific_prefix: str | None = None
    honorific_suffix: str | None = None
    title: str | None = None
    display_name: str | None = None
    nick_name: str | None = None
    profile_url: str | None = None
    primary_phone: str | None = None
    mobile_phone: str | None = None
    street_address: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    country_code: str | None = None
    postal_address: str | None = None
    preferred_language: str | None = None
    locale: str | None = None
    timezone: str | None = None
    user_type: str | None = None
    employee_number: str | None = None
    cost_center: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None
    manager_id: str | None = None
    manager: str | None = None


ATTRIBUTES = frozenset(to_camel(name) for name in Profile.model_fields)


class NewUser(Profile, Body):
    """Create an Okta user; active at once, unless ``activate`` is false."""

    verb: ClassVar[str] = "okta.user.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    activate: bool | None = None
    """Whether the user is active at once."""
    password: str | None = Field(default=None, repr=False)
    """Sent with the account where Sync Password is on; Okta's policy is not applied to it here."""

    def args(self) -> dict[str, JSON]:
        given = self.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
        return {"email": self.login, **given}


class OneUser(Body):
    """Something done to one Okta user, named by login or by what stands before the @."""

    short: ClassVar[str] = "user"
    people: ClassVar[tuple[str, ...]] = ("user",)
    user: str
    """Login, or what stands before the ``@``."""


class EditProfile(OneUser):
    """Change attributes of an Okta user; ``null`` clears one."""

    short: ClassVar[str] = ""
    verb: ClassVar[str] = "okta.user.update"
    set: Annotated[dict[str, str | None], names(ATTRIBUTES, "An Okta user")] = Field(min_length=1)
    """Attributes in Okta's own spelling with their new values."""

    def args(self) -> dict[str, JSON]:
        return {"user": self.user, "set": dict(self.set)}


class Suspend(OneUser):
    """Suspend an Okta user; assignments stay, nothing is sent."""

    verb: ClassVar[str] = "okta.user.suspend"


class Unsuspend(OneUser):
    """End the suspension of an Okta user."""

    verb: ClassVar[str] = "okta.user.unsuspend"


class LockOut(OneUser):
    """Lock an Okta user out, as too many wrong passwords do; nothing is sent."""

    verb: ClassVar[str] = "okta.user.lock"


class Unlock(OneUser):
    """Unlock an Okta user; nothing is sent."""

    verb: ClassVar[str] = "okta.user.unlock"


class Deactivate(OneUser):
    """Deactivate an Okta user; every app is told."""

    verb: ClassVar[str] = "okta.user.deactivate"


class Activate(OneUser):
    """Activate an Okta user again."""

    verb: ClassVar[str] = "okta.user.activate"


class DeleteUser(OneUser):
    """Delete a deactivated Okta user."""

    verb: ClassVar[str] = "okta.user.delete"


class SetPassword(OneUser):
    """Give an Okta user a password, made up unless given; pushed where it is synced."""

    verb: ClassVar[str] = "okta.user.password"
    password: str | None = Field(default=None, repr=False)
    """The new one; made up unless given."""


class NewGroup(Body):
    """Create an Okta group with its first members."""

    verb: ClassVar[str] = "okta.group.create"
    gives: ClassVar[frozenset[str]] = frozenset({"id"})
    people: ClassVar[tuple[str, ...]] = ("members",)
    name: str = Field(min_length=1, max_length=255)
    """What it is called."""
    members: list[str] = Field(default_factory=list)
    """Logins of those who are in it from the start."""


class EditGroup(Body):
    """Rename or describe an Okta group."""

    verb: ClassVar[str] = "okta.group.update"
    groups: ClassVar[tuple[str, ...]] = ("group",)
    group: str
    """Name of the group."""
    name: str | None = Field(default=None, min_length=1, max_length=255)
    """Its new name."""
    description: str | None = None
    """Its new description."""


class DeleteGroup(Body):
    """Delete an Okta group; who had an app through it alone loses it."""

    short: ClassVar[str] = "group"
    verb: ClassVar[str] = "okta.group.delete"
    groups: ClassVar[tuple[str, ...]] = ("group",)
    group: str
    """Name of the group."""


class AddMember(Body):
    """Put a user into an Okta group."""

    verb: ClassVar[str] = "okta.group.add"
    people: ClassVar[tuple[str, ...]] = ("user",)
    groups: ClassVar[tuple[str, ...]] = ("group",)
    group: str
    """Name of the group."""
    user: str
    """Login, or what stands before the ``@``."""


class RemoveMember(AddMember):
    """Take a user out of an Okta group."""

    verb: ClassVar[str] = "okta.group.remove"


WORDS: dict[str, type[Body]] = {
    "user": NewUser,
    "profile": EditProfile,
    "suspend": Suspend,
    "unsuspend": Unsuspend,
    "lock_out": LockOut,
    "unlock": Unlock,
    "deactivate": Deactivate,
    "activate": Activate,
    "delete_user": DeleteUser,
    "password": SetPassword,
    "group": NewGroup,
    "edit_group": EditGroup,
    "delete_group": DeleteGroup,
    "add_member": AddMember,
    "remove_member": RemoveMember,
}


__all__ = ["ATTRIBUTES", "WORDS", "NewGroup", "NewUser", "OneUser"]
