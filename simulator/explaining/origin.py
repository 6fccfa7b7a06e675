"""Where a value came from: Okta's profile, the mapping, what was sent, what was stored.

Every station has its value and the request or event it comes from; the answer says at which one
the value stopped. Source: okta-provisioning.md 8.1, 1.6, 2.5; tui.md 9.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.explaining.stations import Station, on_the_wire, written
from simulator.journal.causes import NEVER
from simulator.journal.differences import (
    is_loss,
    losses,
    notes_with_attribute,
    short_path,
)
from simulator.journal.person import METADATA, Person, person_at
from simulator.journal.reader import Reader
from simulator.okta.attributes import Attribute
from simulator.okta.mapping import CLEARED, map_profile
from simulator.okta.standing import Facts, why
from simulator.pushing.compare import path_of

_EXPRESSION = re.compile(r"\buser\.([A-Za-z]\w*)")
_ALIASES = {"emails[primary].value": "emails[primary]", "phoneNumbers[primary].value": "phone"}
"""SCIM paths that ZITADEL's own fields have another name for."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The way of one value; ``answer`` is the whole of it in a sentence."""

    path: str
    answer: str
    stations: tuple[Station, ...]


def origin(reader: Reader, facts: Facts, name: str) -> Origin:
    """Follow a value; raises :class:`UsageError` for a name nobody knows."""
    account = _account(facts)
    person = person_at(reader.db, account, until=NEVER) if account else Person("")
    attribute, path = _resolved(facts, person, name)
    stations = [*_okta(facts, attribute, path), *on_the_wire(reader, facts, attribute, path)]
    lost = _lost(reader, facts, path)
    stored = list(_stored(person, path))
    if lost is not None:
        stored.append(lost)
    stations += stored
    return Origin(path, _answer(facts, attribute, path, stations, lost), tuple(stations))


# -- which attribute -----------------------------------------------------------------------


def _resolved(facts: Facts, person: Person, name: str) -> tuple[Attribute | None, str]:
    """Find what is meant: a SCIM path, a name of the app profile or of Okta's, ZITADEL's own."""
    low = name.lower()
    for attribute in facts.app.attributes:
        if low in (path_of(attribute).lower(), attribute.external_name.lower()):
            return attribute, path_of(attribute)
    if low in ("username", "login"):
        return None, "userName"
    if low in ("active", "externalid"):
        return None, "active" if low == "active" else "externalId"
    for attribute in facts.app.attributes:
        if low == attribute.name.lower():
            return attribute, path_of(attribute)
    for attribute in facts.app.attributes:
        if low in (each.lower() for each in _EXPRESSION.findall(attribute.expression)):
            return attribute, path_of(attribute)
    for attribute in facts.app.attributes:
        if low == _ALIASES.get(path_of(attribute), "").lower():
            return attribute, path_of(attribute)
    for path in person.paths():
        if low in (path.lower(), path.removeprefix(METADATA).lower()):
            return None, path
    known = [path_of(each) for each in facts.app.attributes if each.name in _profile(facts)]
    raise UsageError(
        f"No attribute is called {name}.", f"{facts.user.login} has {', '.join(known) or 'none'}."
    )


def _profile(facts: Facts) -> Mapping[str, JSON]:
    return facts.assignment.profile if facts.assignment else {}


def _account(facts: Facts) -> str | None:
    return facts.assignment.linked_id if facts.assignment else None


# -- Okta ----------------------------------------------------------------------------------


def _okta(facts: Facts, attribute: Attribute | None, path: str) -> Iterator[Station]:
    live, user = facts.assignment, facts.user
    if path == "userName":
        yield Station("okta", "login", user.login)
        knobs = facts.app.knobs
        how = knobs.username_expression if knobs.username_format == "custom" else ""
        yield Station("mapping", f"application username: {how or knobs.username_format}")
        if live is not None:
            yield Station("app", "userName", live.user_name)
        return
    if path == "externalId":
        yield Station("okta", "id of the Okta user, always sent", user.id)
        return
    if attribute is None:
        return
    for name in dict.fromkeys(_EXPRESSION.findall(attribute.expression)):
        value = user.login if name == "login" else user.profile.get(name)
        yield Station("okta", name, value)
    yield Station("mapping", _mapping_text(attribute))
    if live is not None:
        yield Station("app", attribute.name, live.profile.get(attribute.name))


def _mapping_text(attribute: Attribute) -> str:
    if not attribute.expression:
        return f"{attribute.external_name} is not mapped"
    when = "on create and update" if attribute.updates else "on create only"
    return f"{attribute.expression} → {attribute.external_name}, {when}"


# -- ZITADEL -------------------------------------------------------------------------------


def _stored(person: Person, path: str) -> Iterator[Station]:
    """Yield every write of the value in ZITADEL, the newest last."""
    own = _ALIASES.get(path, path)
    for name in (own, METADATA + path):
        for each in person.history.get(name, [])[-5:]:
            where = "user metadata" if name.startswith(METADATA) else "the user's own field"
            told = f"{where}, taken away" if not each.text else where
            yield Station("zitadel", told, each.text or None, each.exchange, each.record)


def _lost(reader: Reader, facts: Facts, path: str) -> Station | None:
    """Return where ZITADEL left a value out that was sent, of the newest write."""
    live = facts.assignment
    if live is None:
        return None
    for exchange in reversed(written(reader, live.id)):
        lost = [row for row in losses(reader, exchange) if short_path(row.path) == path]
        if lost:
            notes = notes_with_attribute(reader.records_of(cause=exchange.seq))
            why_not = [str(n.data.get("text", "")) for n in notes if is_loss(n, {lost[0].path})]
            return Station("zitadel", "; ".join(why_not) or "not stored", None, exchange.seq)
        if 200 <= (exchange.status or 0) < 300:
            break
    return None


# -- in one sentence -----------------------------------------------------------------------


def _answer(
    facts: Facts,
    attribute: Attribute | None,
    path: str,
    stations: Sequence[Station],
    lost: Station | None,
) -> str:
    login = facts.user.login
    if lost is not None:
        return f"{path} of {login} was sent with #{lost.exchange} and not stored: {lost.text}."
    if (stopped := _stopped(facts, attribute, path, stations)) is not None:
        return stopped
    last = _last(stations, "zitadel") or _known(stations)
    source, app = _last(stations, "okta"), _last(stations, "app")
    empty = attribute is not None and (app is None or app.value in (None, CLEARED))
    if last is None or last.value is None:
        if empty and source is not None and source.value is None and facts.assignment is not None:
            told = f"Okta's {source.text} is empty, and what is empty is not sent"
            return f"{path} of {login} has no value: {told}."
        return f"{path} of {login} has no value. {why(facts)}"
    how = "as read with" if last.place == "seen" else "by request"
    by = f", {how} #{last.exchange}" if last.exchange else ""
    if empty:
        sent = _last(stations, "sent")
        own = "Okta has none of its own and sends back what it reads"
        if last.place == "zitadel" and (sent is None or last.exchange != sent.exchange):
            own = "Okta sent none, ZITADEL filled it in, and Okta sends back what it reads"
        return f"{path} of {login} is {last.value!r}{by}: {own}."
    came = f", from Okta's {source.text}" if source is not None and attribute is not None else ""
    return f"{path} of {login} is {last.value!r}{came}{by}."


def _known(stations: Sequence[Station]) -> Station | None:
    """Return what is known of an account nobody looks into: what was read, or accepted since."""
    told = [
        each
        for each in stations
        if each.place == "seen" or (each.place == "sent" and "→ 2" in each.text)
    ]
    return told[-1] if told else _last(stations, "sent")


def _stopped(
    facts: Facts, attribute: Attribute | None, path: str, stations: Sequence[Station]
) -> str | None:
    """Say where a value that Okta has did not go on."""
    if attribute is None:
        return None
    login = facts.user.login
    app, sent = _last(stations, "app"), _last(stations, "sent")
    fresh = map_profile(facts.app, facts.terms)
    reason = dict(fresh.failed).get(attribute.name)
    if reason:
        return (
            f"{path} of {login} has no value: the mapping {attribute.expression} fails: {reason}."
        )
    if not attribute.namespace:
        return f"{path} of {login} is never sent: the attribute has no external namespace."
    if not attribute.expression and app is not None and app.value is None:
        return f"{path} of {login} is not mapped to anything in Okta, so nothing of it is sent."
    value = fresh.profile.get(attribute.name)
    if app is None or value == (app.value if app.value != CLEARED else None):
        unsent = app is not None and app.value is not None and _differs(app.value, sent)
        return f"{path} of {login} was not sent as it is now. {why(facts)}" if unsent else None
    if attribute.expression and not attribute.updates:
        return (
            f"{path} of {login} stays {app.value!r}: the mapping applies on create only, so Okta's"
            f" {value!r} goes no further."
        )
    return None


def _differs(value: JSON, sent: Station | None) -> bool:
    return sent is None or sent.value != value


def _last(stations: Sequence[Station], place: str) -> Station | None:
    return next((each for each in reversed(stations) if each.place == place), None)


__all__ = ["Origin", "Station", "origin"]
