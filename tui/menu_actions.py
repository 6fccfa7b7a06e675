"""What the menus behind ``a`` do, as rows for palette and help: there they are found by name."""

from typing import Final

from tui.action import Action

IN_OKTA: Final = "In Okta"
IN_ZITADEL: Final = "At ZITADEL's side"


def _okta(key: str, name: str, help_: str) -> Action:
    shown = f"1 a {key}"
    return Action(f"okta-{name}", (), name, help_, IN_OKTA, f"in_okta('{key}')", shown, acts=True)


def _zitadel(key: str, name: str, help_: str) -> Action:
    handler = f"in_zitadel('{key}')"
    return Action(f"zitadel-{name}", (), name, help_, IN_ZITADEL, handler, f"3 a {key}", acts=True)


MENU_ACTIONS: Final = (
    _okta("a", "assign", "Assign somebody to the app"),
    _okta("g", "assign-group", "Assign a group to the app"),
    _okta("n", "new", "Create a person in Okta"),
    _okta("t", "take-away", "Take the person away from the app"),
    _okta("e", "edit", "Edit the person's profile in Okta"),
    _okta("d", "deactivate", "Deactivate the person in Okta"),
    _okta("s", "suspend", "Suspend the person in Okta"),
    _okta("c", "activate", "Activate the person in Okta"),
    _okta("k", "complete", "Mark the person's task complete"),
    _okta("w", "why", "Say why the person is as they are"),
    _okta("m", "mapping", "Edit a mapping of the app"),
    _okta("p", "settings", "Change settings and toggles of the app"),
    _okta("v", "test", "Test Connector Configuration"),
    _okta("f", "sync", "Force Sync"),
    _zitadel("l", "lock", "Lock the user in ZITADEL"),
    _zitadel("u", "unlock", "Unlock the user in ZITADEL"),
    _zitadel("d", "deactivate", "Deactivate the user in ZITADEL"),
    _zitadel("c", "reactivate", "Reactivate the user in ZITADEL"),
    _zitadel("e", "edit", "Edit the user in ZITADEL"),
    _zitadel("m", "metadata", "Set metadata of the user in ZITADEL"),
    _zitadel("x", "delete", "Delete the user in ZITADEL"),
    _zitadel("n", "new", "Create a person in ZITADEL"),
    _zitadel("p", "policy", "Change ZITADEL's password policy"),
)
"""Reached with a pane and ``a``, or by name."""


__all__ = ["IN_OKTA", "IN_ZITADEL", "MENU_ACTIONS"]
