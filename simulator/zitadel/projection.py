"""Fold the events of one user into the account they leave behind.

Pure: an :class:`Account` is what the events so far add up to; :func:`fold` adds one more. The
order of checks plays no role here, and an event type without a rule still counts. Source:
zitadel-platform.md 1.4, 1.6, zitadel-scim.md 6.6, 9.8, 13.
"""

from binascii import a2b_base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from simulator.events import JSON
from simulator.zitadel.model import METADATA_PREFIX, MetadataHistory, UserState
from simulator.zitadel.text import from_bytes

ADDED = frozenset({"user.human.added", "user.human.selfregistered", "user.machine.added"})
"""The events a user's stream begins with."""

_INITIAL = "user.human.initialization.code.added"
"""Makes an account initial without moving its version, like every code."""

_STATE_EVENTS: dict[str, UserState] = {
    "user.deactivated": "inactive",
    "user.reactivated": "active",
    "user.locked": "locked",
    "user.unlocked": "active",
    "user.human.initialization.check.succeeded": "active",
}
_STATES: dict[str, UserState] = {**_STATE_EVENTS, _INITIAL: "initial"}
TOKENS_END = frozenset({"user.deactivated", "user.locked", "user.removed"})
"""The events after which an account's tokens never work again (zitadel-scim.md 13)."""

_METADATA = frozenset({"user.metadata.set", "user.metadata.removed", "user.metadata.removed.all"})
CORE = (
    ADDED
    | frozenset(_STATE_EVENTS)
    | frozenset(
        {
            "user.removed",
            "user.username.changed",
            "user.domain.claimed",
            "user.human.profile.changed",
            "user.human.email.changed",
            "user.human.email.verified",
            "user.human.phone.changed",
            "user.human.phone.removed",
            "user.human.phone.verified",
            "user.human.avatar.added",
            "user.human.avatar.removed",
            "user.machine.changed",
            "user.machine.secret.set",
            "user.machine.secret.updated",
            "user.machine.secret.removed",
        }
    )
)
"""The events that move version and date of a read (zitadel-platform.md 1.4)."""

_PROFILE = (
    ("firstName", "given_name"),
    ("lastName", "family_name"),
    ("nickName", "nick_name"),
    ("displayName", "display_name"),
    ("preferredLanguage", "language"),
)


@dataclass(slots=True)
class Account:
    """A human's or a service account's state; ``details`` is what only the platform shows.

    It is what :class:`simulator.zitadel.model.Human` asks for, and changes while it is folded only.
    """

    id: str
    org_id: str
    type: str = "human"
    user_name: str = ""
    state: UserState = "active"
    given_name: str = ""
    family_name: str = ""
    nick_name: str = ""
    display_name: str = ""
    language: str = "und"
    email: str = ""
    email_verified: bool = False
    phone: str = ""
    phone_verified: bool = False
    created: int = 0
    changed: int = 0
    sequence: int = 0
    core_changed: int = 0
    core_sequence: int = 0
    seen_changed: int = 0
    seen_sequence: int = 0
    metadata: dict[str, str] = field(default_factory=dict)
    metadata_history: MetadataHistory = "none"
    details: dict[str, JSON] = field(default_factory=dict)


def fold(
    account: Account, event_type: str, payload: Mapping[str, JSON], *, at: int, sequence: int
) -> None:
    """Add one event to the account."""
    account.changed, account.sequence = at, sequence
    effect = _EFFECTS.get(event_type)
    if effect is None:
        return
    core, seen, rule, state = effect
    if core:
        account.core_changed, account.core_sequence = at, sequence
    if seen:
        account.seen_changed, account.seen_sequence = at, sequence
    if rule is not None:
        rule(account, payload, at)
    elif state is not None:
        account.state = state


def fold_metadata(account: Account, event_type: str, *, at: int, sequence: int) -> None:
    """Add neighbouring events of metadata, but for their values; the last one has that number."""
    account.changed, account.sequence = at, sequence
    account.seen_changed, account.seen_sequence = at, sequence
    if account.metadata_history == "none":
        account.metadata_history = "set" if event_type == "user.metadata.set" else "removed"


def _human_added(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    account.type = "human"
    account.created = at
    account.user_name = payload.get("userName", "")
    account.email = payload.get("email", "")
    account.phone = payload.get("phone", "")
    _profile_changed(account, payload, at)
    if payload.get("encodedHash"):
        _password_changed(account, payload, at)


def _profile_changed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    for key, column in _PROFILE:
        if key in payload:
            setattr(account, column, payload[key])
    if "gender" in payload:
        account.details["gender"] = payload["gender"]


def _password_changed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    account.details["encodedHash"] = payload.get("encodedHash", "")
    account.details["passwordChanged"] = at
    account.details["passwordChangeRequired"] = bool(payload.get("changeRequired"))


def _renamed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    account.user_name = payload.get("userName", "")


def _email_changed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    account.email, account.email_verified = payload.get("email", ""), False


def _email_verified(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del payload, at
    account.email_verified = True


def _phone_changed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    """Take a new number, or none where the event carries none."""
    del at
    account.phone, account.phone_verified = payload.get("phone", ""), False


def _phone_verified(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del payload, at
    account.phone_verified = True


def _machine_added(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    account.type = "machine"
    account.created = at
    account.user_name = payload.get("userName", "")
    _machine_changed(account, payload, at)


def _machine_changed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    for key in ("name", "description", "accessTokenType"):
        if key in payload:
            account.details[key] = payload[key]


def _secret_set(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    account.details["secret"] = payload.get("hashedSecret", "")


def _secret_removed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del payload, at
    account.details.pop("secret", None)


def _metadata_set(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    if account.metadata_history == "none":
        account.metadata_history = "set"
    key = payload.get("key", "")
    if key.startswith(METADATA_PREFIX):
        account.metadata[key] = from_bytes(a2b_base64(payload.get("value", "")))


def _metadata_removed(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del at
    if account.metadata_history == "none":
        account.metadata_history = "removed"
    account.metadata.pop(payload.get("key", ""), None)


def _metadata_cleared(account: Account, payload: Mapping[str, JSON], at: int) -> None:
    del payload, at
    account.metadata.clear()


_RULES: dict[str, Callable[[Account, Mapping[str, JSON], int], None]] = {
    "user.human.added": _human_added,
    "user.human.selfregistered": _human_added,
    "user.human.profile.changed": _profile_changed,
    "user.username.changed": _renamed,
    "user.domain.claimed": _renamed,
    "user.human.email.changed": _email_changed,
    "user.human.email.verified": _email_verified,
    "user.human.phone.changed": _phone_changed,
    "user.human.phone.verified": _phone_verified,
    "user.human.phone.removed": _phone_changed,
    "user.human.password.changed": _password_changed,
    "user.machine.added": _machine_added,
    "user.machine.changed": _machine_changed,
    "user.machine.secret.set": _secret_set,
    "user.machine.secret.updated": _secret_set,
    "user.machine.secret.removed": _secret_removed,
    "user.metadata.set": _metadata_set,
    "user.metadata.removed": _metadata_removed,
    "user.metadata.removed.all": _metadata_cleared,
}
_Rule: TypeAlias = Callable[[Account, Mapping[str, JSON], int], None]
_EFFECTS: dict[str, tuple[bool, bool, _Rule | None, UserState | None]] = {
    kind: (kind in CORE, kind in CORE or kind in _METADATA, _RULES.get(kind), _STATES.get(kind))
    for kind in CORE | _METADATA | _RULES.keys() | _STATES.keys()
}
"""Every event that changes more than ``changed``: what it moves, and how it changes the rest."""


__all__ = ["ADDED", "CORE", "TOKENS_END", "Account", "fold", "fold_metadata"]
