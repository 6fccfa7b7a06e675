"""What newer versions say no with about groups: a table of its own beside that of all versions.

Source: zitadel-scim.md 15.2.
"""

from simulator.errors import Refusal
from simulator.zitadel.refusals import TRANSLATIONS, UNIQUENESS, VALUE

_NOT_FOUND = "Errors.Group.NotFound"

GROUP_ANSWERS: dict[str, tuple[int, str | None, str]] = {
    "SCIM-GRP1m": (400, VALUE, "Errors.Group.Invalid"),
    "SCIM-GRP2r": (400, VALUE, "Errors.Group.Invalid"),
    "GROUP-m177lN": (400, VALUE, "Errors.Group.InvalidName"),
    "GROUP-dUNd3r": (400, VALUE, "Errors.Group.InvalidName"),
    "SCIM-GRP6n": (400, VALUE, "Nested groups are not supported, members must be of type User"),
    "SCIM-GRP7t": (400, VALUE, "Invalid member type {type}, supported values: User"),
    "V3-DKcYh": (409, UNIQUENESS, "Errors.Group.AlreadyExists"),
    "CMDGRP-j1mH8l": (400, None, "Errors.Org.NotFound"),
    "COMMAND-uXHNj": (400, None, "Errors.User.NotFound"),
    "QUERY-SG4WbR": (404, None, _NOT_FOUND),
    "SCIM-GRP5o": (404, None, _NOT_FOUND),
    "SCIM-GRP3p": (501, None, "PATCH is not supported for groups, use PUT instead"),
    "SCIM-GRP4l": (501, None, "Filtering groups is not supported"),
}
"""Status, scimType and message of every error id."""


def refuse_group(error_id: str, **values: object) -> Refusal:
    """Make the refusal of an id; ``values`` fill the gaps of its message."""
    status, scim_type, text = GROUP_ANSWERS[error_id]
    message = text.format(**values)
    return Refusal(status, error_id, message, TRANSLATIONS.get(message, message), scim_type)


__all__ = ["GROUP_ANSWERS", "refuse_group"]
