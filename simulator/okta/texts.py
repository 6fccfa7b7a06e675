"""Okta's own texts, word for word. Source: okta-provisioning.md 3.4, 1.3, 2.13.

The texts for unassigning (``Automatic deprovisioning …``) follow the pattern of the others; the
product's wording of that one is not known.
"""

from collections.abc import Sequence
from http import HTTPStatus

MATCHING_USER_NOT_FOUND = "Matching user not found"
USER_IS_INACTIVE = "User account is inactive"
EMPTY_USER = "Create new user returned empty user."
NO_RESULTS = "No results for users returned"
NULL = "null"
LONG_ID = "externalId: String is too long"
"""For an id of more than 512 characters; the words are a guess by those of the API (1.7)."""
_TOKEN = "Error while retrieving OAuth token: "
OLD_TLS = "Received fatal alert: protocol_version"
BROKER = "Federation Broker Mode is on"
BEFORE_PROVISIONING = (
    "User was assigned this application before Provisioning was enabled and not provisioned in"
    " the downstream application. Click Provision User."
)
ALREADY_PROFILE_MAPPED = (
    "Cannot modify the {name} attribute because it has a field mapping and profile push is enabled."
)
CONNECTOR_OK = "Connector configured successfully"
_UNTESTED = (
    "The connector configuration could not be tested. Make sure that the URL, Authentication"
    " Parameters are correct and that there is an implementation available at the URL provided."
)
_OLD_PHRASES = {422: "Unprocessable Entity", 413: "Request Entity Too Large"}


def phrase(status: int, sent: str) -> str:
    """Return the reason phrase: the status line's own, else the usual (older) one."""
    if sent:
        return sent
    if status in _OLD_PHRASES:
        return _OLD_PHRASES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def remote_detail(reason: str, remote: str) -> str:
    """Return ``{detail}``; nothing said leaves the colon standing."""
    return f"{reason}. Errors reported by remote server: {remote}".rstrip()


def provisioning_failed(name: str, app: str, detail: str) -> str:
    """Headline of a failed create, link or reactivation."""
    return f"Automatic provisioning of user {name} to app {app} failed: {detail}"


def profile_push_failed(name: str, app: str, detail: str) -> str:
    """Headline of a failed profile update."""
    return f"Automatic profile push of user {name} to app {app} failed: {detail}"


def deprovisioning_failed(name: str, app: str, detail: str) -> str:
    """Headline of a failed deactivation."""
    return f"Automatic deprovisioning of user {name} from app {app} failed: {detail}"


def about_token(detail: str) -> bool:
    """Say whether a job failed for want of an access token."""
    return detail.startswith(_TOKEN)


def _op(operation: str, detail: str) -> str:
    """Put the operation in front; a missing token is an operation of its own."""
    return detail if about_token(detail) else f"{operation}{detail}"


def while_verifying(user_name: str, detail: str) -> str:
    """Operation text of a failed look-up; without an answer the name is missing."""
    if detail == NULL:
        return _op("Error while verifying if user exists: ", detail)
    return _op(f"Error while verifying if user {user_name} exists: ", detail)


def while_creating(name: str, detail: str) -> str:
    """Operation text of a failed POST."""
    return _op(f"Error while creating user {name}: ", detail)


def while_updating(user_name: str, detail: str) -> str:
    """Operation text of a failed profile update."""
    return _op(f"Error while trying to push profile update for {user_name}: ", detail)


def while_importing(user_name: str, detail: str) -> str:
    """Operation text when the matched account does not fit the app schema (3.1)."""
    return f"Error while trying to import user profile for {user_name}: {detail}"


def while_deactivating(detail: str) -> str:
    """Operation text of a failed deactivation."""
    return _op("Error while deactivating user: ", detail)


def while_reactivating(detail: str) -> str:
    """Operation text of a failed reactivation."""
    return _op("Error while reactivating user: ", detail)


def no_user_returned(linked_id: str) -> str:
    """The linked account is gone."""
    return f"No user returned for user {linked_id}"


def more_than_one(user_name: str) -> str:
    """The look-up gave more than one account."""
    return f"More than one user was found for ID: {user_name}"


def more_than_one_group(name: str) -> str:
    """The look-up gave more than one group."""
    return f"More than one group was found for ID: {name}"


def linked_group_missing(app: str) -> str:
    """The pushed group is gone on the other side."""
    return (
        f"Linked group is missing in {app}. Change the linked group to resume pushing group"
        " memberships."
    )


def group_push_failed(when: str, name: str, detail: str) -> str:
    """Headline of a failed group push; the date stands in front of these alone."""
    return (
        f"Failed on {when} UTC: Unable to update Group Push mapping target App group {name}:"
        f" {detail}"
    )


def while_finding_group(detail: str) -> str:
    """Operation text of a failed look-up of a group (I)."""
    return _op("Error while trying to find an individual group by id: ", detail)


def while_creating_group(name: str, detail: str) -> str:
    """Operation text of a failed POST of a group."""
    return _op(f"Error while creating user group {name}: ", detail)


def while_updating_group(name: str, detail: str) -> str:
    """Operation text of a failed rename or membership change."""
    return _op(f"Error while updating user group membership for group {name} ", detail)


def while_deleting_group(detail: str) -> str:
    """Operation text of a failed DELETE of a group."""
    return _op("Error while deleting user group: ", detail)


def while_pushing_password(detail: str) -> str:
    """Operation text of a failed password push."""
    return _op("Error pushing password: ", detail)


def while_downloading(what: str, detail: str) -> str:
    """Operation text of a failed import; ``what`` is users or groups."""
    return _op(f"Error while downloading all {what}: ", detail)


def while_getting_token(detail: str) -> str:
    """Operation text when the OAuth token endpoint says no."""
    return f"{_TOKEN}{detail}"


def wrong_type(user_name: str, attribute: str, kind: str) -> str:
    """A value of the matched account does not fit the type declared for the attribute."""
    return (
        f"Error setting property, appUser={user_name} property={attribute}"
        f" error=[Invalid value data type, expected {kind}]"
    )


def not_tested(reason: str) -> str:
    """What Test Connector Configuration and Save say when the check fails."""
    return f"Error authenticating: {reason}. {_UNTESTED}"


def connect_failed(host: str, port: int, why: str, addresses: Sequence[str] = ()) -> str:
    """No connection was made, to any of the addresses a name stands for (1.3)."""
    name = "" if host in addresses else host
    tried = ", ".join(f"{name}/{each}" for each in addresses) or host
    return f"Connect to {host}:{port} [{tried}] failed: {why}"


__all__ = [
    "ALREADY_PROFILE_MAPPED",
    "BEFORE_PROVISIONING",
    "BROKER",
    "CONNECTOR_OK",
    "EMPTY_USER",
    "LONG_ID",
    "MATCHING_USER_NOT_FOUND",
    "NO_RESULTS",
    "NULL",
    "OLD_TLS",
    "USER_IS_INACTIVE",
    "about_token",
    "connect_failed",
    "deprovisioning_failed",
    "group_push_failed",
    "linked_group_missing",
    "more_than_one",
    "more_than_one_group",
    "no_user_returned",
    "not_tested",
    "phrase",
    "profile_push_failed",
    "provisioning_failed",
    "remote_detail",
    "while_creating",
    "while_creating_group",
    "while_deactivating",
    "while_deleting_group",
    "while_downloading",
    "while_finding_group",
    "while_getting_token",
    "while_importing",
    "while_pushing_password",
    "while_reactivating",
    "while_updating",
    "while_updating_group",
    "while_verifying",
    "wrong_type",
]
