"""Steps that act on pushed groups and on imports.

Source: okta-provisioning.md 1.5, 1.8, 1.9, 2.1 (T30-T42).
"""

from typing import ClassVar, Literal

from pydantic import Field

from simulator.events import JSON
from simulator.scenario.base import Body, Scalar
from simulator.scenario.in_app import InApp


class PushGroup(InApp):
    """Push an Okta group by name; an app group of that name, or ``target``, is linked."""

    short: ClassVar[str] = "group"
    verb: ClassVar[str] = "okta.push.group"
    gives: ClassVar[frozenset[str]] = frozenset({"id", "target_id", "status"})
    groups: ClassVar[tuple[str, ...]] = ("group",)
    group: str
    """Name of the Okta group."""
    target: str | None = None
    """Name or id of the app's group to link."""
    now: bool | None = None
    """Push group memberships immediately (the usual answer)."""


class PushedGroup(InApp):
    """Something done to a pushed group, named by its Okta group."""

    short: ClassVar[str] = "group"
    groups: ClassVar[tuple[str, ...]] = ("group",)
    group: str
    """Name of the Okta group."""


class PushNow(PushedGroup):
    """Press Push now: the whole group goes out again."""

    verb: ClassVar[str] = "okta.push.now"


class ActivatePush(PushedGroup):
    """Activate the push of a group; it is pushed at once."""

    verb: ClassVar[str] = "okta.push.activate"


class DeactivatePush(PushedGroup):
    """Deactivate the push of a group; nothing is sent."""

    verb: ClassVar[str] = "okta.push.deactivate"


class UnlinkGroup(PushedGroup):
    """Unlink a pushed group: delete it in the app, or leave it there."""

    verb: ClassVar[str] = "okta.push.unlink"
    delete: bool = True
    """Delete the group in the target app (what Okta recommends)."""

    def args(self) -> dict[str, JSON]:
        return {**super().args(), "delete": self.delete}


class PushRule(InApp):
    """Push groups by rule: those that fit now and every later one."""

    short: ClassVar[str] = "value"
    verb: ClassVar[str] = "okta.push.rule"
    gives: ClassVar[frozenset[str]] = frozenset({"id", "groups"})
    value: str
    """Text to look for."""
    attribute: Literal["name", "description"] | None = None
    """Where it is looked for; in the name unless said otherwise."""
    operator: Literal["starts_with", "ends_with", "contains"] | None = None
    """How; at the start unless said otherwise."""


class DeletePushRule(Body):
    """Delete a push rule, with its groups in the app or without."""

    short: ClassVar[str] = "rule"
    verb: ClassVar[str] = "okta.push.rule_delete"
    rule: str
    """Id that making the rule gave."""
    delete: bool | None = None
    """Delete its groups in the target app, too."""


class RefreshAppGroups(InApp):
    """Press Refresh App Groups: read all groups of the app anew."""

    verb: ClassVar[str] = "okta.push.refresh"


class Imports(InApp):
    """Change Provisioning › To Okta: matching, confirmation, safeguard."""

    verb: ClassVar[str] = "okta.app.imports"
    set: dict[str, Scalar | list[str]] = Field(min_length=1)
    """Settings by name with their new values, such as ``auto_confirm_exact: true``."""

    def args(self) -> dict[str, JSON]:
        return {**super().args(), "set": dict(self.set)}


class Import(InApp):
    """Press Import Now; ``full`` goes on where the safeguards stopped an import."""

    verb: ClassVar[str] = "okta.import.now"
    full: bool | None = None
    """Go on although many people would lose the app."""


class ConfirmImport(InApp):
    """Confirm an imported account; all that match an Okta user if none is named."""

    short: ClassVar[str] = "account"
    verb: ClassVar[str] = "okta.import.confirm"
    people: ClassVar[tuple[str, ...]] = ("user",)
    account: str | None = None
    """Its userName or id on the other side."""
    user: str | None = None
    """Another Okta user than the matched one."""


class IgnoreImport(InApp):
    """Ignore an imported account; later imports do not offer it again."""

    short: ClassVar[str] = "account"
    verb: ClassVar[str] = "okta.import.ignore"
    account: str
    """Its userName or id on the other side."""


class ClearImports(InApp):
    """Clear unconfirmed users."""

    verb: ClassVar[str] = "okta.import.clear"


WORDS: dict[str, type[Body]] = {
    "push_group": PushGroup,
    "push_now": PushNow,
    "activate_push": ActivatePush,
    "deactivate_push": DeactivatePush,
    "unlink_group": UnlinkGroup,
    "push_rule": PushRule,
    "delete_push_rule": DeletePushRule,
    "refresh_app_groups": RefreshAppGroups,
    "imports": Imports,
    "import": Import,
    "confirm_import": ConfirmImport,
    "ignore_import": IgnoreImport,
    "clear_imports": ClearImports,
}


__all__ = ["WORDS", "ConfirmImport", "Import"]
