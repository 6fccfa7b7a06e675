"""What ZITADEL leaves out or changes on the way, in words for the Explain tab."""

from collections.abc import Iterable
from functools import lru_cache

from simulator.events import Event, note
from simulator.scim import urns
from simulator.zitadel.changes import Wanted
from simulator.zitadel.languages import UNDETERMINED
from simulator.zitadel.mapping import PATHS, external_id_key
from simulator.zitadel.model import Caller, Human
from simulator.zitadel.scimuser import ScimUser

_UNREAD = {
    "groups": "groups is not read: a user does not say which groups it is in",
    "userType": "userType is not read: ZITADEL has no user type",
    "x509Certificates": "x509Certificates is not read: ZITADEL keeps no certificates here",
    "phoneNumbers.type": "phoneNumbers.type is not kept: a number has no type here",
}


def dropped(names: tuple[str, ...]) -> list[Event]:
    """Note the attributes that are not read, those of one extension together."""
    return list(_dropped(names)) if names else []


@lru_cache(maxsize=256)
def _dropped(names: tuple[str, ...]) -> tuple[Event, ...]:
    found: list[Event] = []
    extensions: dict[str, list[str]] = {}
    for name in names:
        urn, colon, part = name.rpartition(":")
        if colon and urn.startswith("urn:"):
            extensions.setdefault(urn, []).append(part)
        else:
            text = _UNREAD.get(name, f"ZITADEL does not know {name}; it is not read")
            found.append(note("zitadel", text, attribute=name))
    for urn, parts in extensions.items():
        title = "enterprise extension" if urn == urns.ENTERPRISE_USER else "extension"
        text = f"the {title} is not read: {', '.join(parts)}"
        found.append(note("zitadel", text, attribute=f"{urn}:{parts[0]}", parts=parts))
    return tuple(found)


def _password_ignored() -> Event:
    """Note that the service account's metadata made the password go unread (7.5)."""
    return note(
        "zitadel",
        "the password is ignored: the service account says so",
        attribute="password",
        setting="urn:zitadel:scim:ignorePasswordOnCreate",
    )


def _language_not_kept(language: str) -> Event:
    """Note the language that is echoed but never written (6.4)."""
    return note(
        "zitadel",
        f"preferredLanguage {language} is shown in the answer but not stored",
        attribute="preferredLanguage",
    )


def _language_reset() -> Event:
    """Note that a replace without language writes ``en`` (6.4)."""
    return note(
        "zitadel", "no preferredLanguage was sent: it becomes en", attribute="preferredLanguage"
    )


def _other_phones(count: int) -> Event:
    """Note the phone numbers that have no place."""
    return note(
        "zitadel",
        f"only the primary phone number is kept, {count} more left out",
        attribute="phoneNumbers",
    )


def _formatted_overruled() -> Event:
    """Note that displayName and name.formatted are one field."""
    return note(
        "zitadel",
        "displayName and name.formatted are one field: displayName wins",
        attribute="name.formatted",
    )


def _cleared(attributes: Iterable[str]) -> Event:
    """Note what a replace takes away because it was not sent (8.2)."""
    names = list(attributes)
    return note(
        "zitadel",
        f"not sent, so taken away: {', '.join(names)}",
        attribute=names[0],
        attributes=names,
    )


def _user_name_emptied() -> Event:
    """Note that a user name may become empty, once per instance (7.4)."""
    return note(
        "zitadel",
        "userName was not sent or is empty: the account loses its user name",
        attribute="userName",
    )


def external_id_stays(domain: str) -> Event:
    """Note the removal that misses the scoped key (9.7)."""
    return note(
        "zitadel",
        f"remove takes the unscoped externalId away; the one of domain {domain} stays",
        attribute="externalId",
    )


def trailing(lag_ms: int, hidden: int, user_id: str) -> Event:
    """Note that an answer is older than what is stored: for one user, or for a list (7.7)."""
    what = "this account" if user_id else f"{hidden} account{'s' if hidden > 1 else ''}"
    return note(
        "zitadel",
        f"reads trail writes by {lag_ms} ms: the newest change to {what} is not seen here yet",
        setting="lag_ms",
    )


def _about(user: ScimUser, *, language: str = UNDETERMINED) -> list[Event]:
    """Note what is lost either way; ``language`` is the stored one."""
    found: list[Event] = []
    if user.language not in (UNDETERMINED, language):
        found.append(_language_not_kept(user.language))
    if user.phone_numbers and len(user.phone_numbers) > 1:
        found.append(_other_phones(len(user.phone_numbers) - 1))
    formatted = user.name.formatted if user.name else ""
    if user.display_name and formatted and formatted != user.display_name:
        found.append(_formatted_overruled())
    return found


def on_create(caller: Caller, user: ScimUser) -> list[Event]:
    """Return what a create leaves out or changes."""
    found = _about(user)
    if user.password and caller.ignore_password:
        found.append(_password_ignored())
    return found


_ORDER = tuple(PATHS.values())


def on_replace(caller: Caller, human: Human, user: ScimUser, wanted: Wanted) -> list[Event]:
    """Return what a replace leaves out, changes or takes away."""
    found = _about(user, language=human.language)
    if human.user_name and not wanted.user_name:
        found.append(_user_name_emptied())
    scoped = external_id_key(caller.provisioning_domain)
    gone = []
    for key in human.metadata:
        path = "externalId" if key == scoped else PATHS.get(key)
        if path and wanted.metadata[path] is None and (key == scoped or path != "externalId"):
            gone.append(path)
    gone.sort(key=_ORDER.index)
    columns = (
        ("displayName", human.display_name, wanted.display_name),
        ("nickName", human.nick_name, wanted.nick_name),
        ("phoneNumbers", human.phone, "" if wanted.phone is None else "kept"),
    )
    gone += [name for name, had, wants in columns if had and not wants]
    if gone:
        found.append(_cleared(gone))
    if wanted.language and human.language not in (wanted.language, UNDETERMINED):
        found.append(_language_reset())
    return found


__all__ = ["dropped", "external_id_stays", "on_create", "on_replace", "trailing"]
