"""Okta's own texts, word for word. Source: okta-provisioning.md 3.4, 1.3, 2.13.

The texts for unassigning (``Automatic deprovisioning …``) follow the pattern of the others; the
product's wording of that one is not known.
"""

from http import HTTPStatus

MATCHING_USER_NOT_FOUND = "Matching user not found"
USER_IS_INACTIVE = "User account is inactive"
EMPTY_USER = "Create new user returned empty user."
NO_RESULTS = "No results for users returned"
NULL = "null"
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


def while_verifying(user_name: str, detail: str) -> str:
    """Operation text of a failed look-up; without an answer the name is missing."""
    if detail == NULL:
        return f"Error while verifying if user exists: {detail}"
    return f"Error while verifying if user {user_name} exists: {detail}"


def while_creating(name: str, detail: str) -> str:
    """Operation text of a failed POST."""
    return f"Error while creating user {name}: {detail}"


def while_updating(user_name: str, detail: str) -> str:
    """Operation text of a failed profile update."""
    return f"Error while trying to push profile update for {user_name}: {detail}"


def while_importing(user_name: str, detail: str) -> str:
    """Operation text when the matched account does not fit the app schema (3.1)."""
    return f"Error while trying to import user profile for {user_name}: {detail}"


def while_deactivating(detail: str) -> str:
    """Operation text of a failed deactivation."""
    return f"Error while deactivating user: {detail}"


def while_reactivating(detail: str) -> str:
    """Operation text of a failed reactivation."""
    return f"Error while reactivating user: {detail}"


def no_user_returned(linked_id: str) -> str:
    """The linked account is gone."""
    return f"No user returned for user {linked_id}"


def more_than_one(user_name: str) -> str:
    """The look-up gave more than one account."""
    return f"More than one user was found for ID: {user_name}"


def wrong_type(user_name: str, attribute: str, kind: str) -> str:
    """A value of the matched account does not fit the type declared for the attribute."""
    return (
        f"Error setting property, appUser={user_name} property={attribute}"
        f" error=[Invalid value data type, expected {kind}]"
    )


def not_tested(reason: str) -> str:
    """What Test Connector Configuration and Save say when the check fails."""
    return f"Error authenticating: {reason}. {_UNTESTED}"


def connect_failed(host: str, port: int, why: str) -> str:
    """No connection was made."""
    return f"Connect to {host}:{port} [{host}] failed: {why}"


__all__ = [
    "ALREADY_PROFILE_MAPPED",
    "BEFORE_PROVISIONING",
    "CONNECTOR_OK",
    "EMPTY_USER",
    "MATCHING_USER_NOT_FOUND",
    "NO_RESULTS",
    "NULL",
    "USER_IS_INACTIVE",
    "connect_failed",
    "deprovisioning_failed",
    "more_than_one",
    "no_user_returned",
    "not_tested",
    "phrase",
    "profile_push_failed",
    "provisioning_failed",
    "remote_detail",
    "while_creating",
    "while_deactivating",
    "while_importing",
    "while_reactivating",
    "while_updating",
    "while_verifying",
    "wrong_type",
]
