"""Why somebody is as they are and where a value came from, as the head of the tab Explain.

The words are those of ``scimulator explain``. Source: tui.md 1 and 9.
"""

import sqlite3
from collections.abc import Sequence

from simulator.errors import UsageError
from simulator.explaining.origin import Origin, origin
from simulator.explaining.report import shown_value
from simulator.explaining.stations import Station
from simulator.formats import cells, clean, fit
from simulator.glyphs import Glyphs
from simulator.journal.causes import Kind, Selection
from simulator.journal.person import METADATA
from simulator.okta.facts import facts_of
from simulator.okta.standing import Facts, standing
from simulator.okta.store import OktaStore
from tui.state import State
from tui.widgets.lines import StyledLine

_PLACE = 9
_STYLES = {"sent": "dim", "seen": "dim", "zitadel": "success"}
_ZITADELS_OWN = ("emails verified",)
"""What ZITADEL decides by itself."""
_UNKNOWN = (UsageError, KeyError, sqlite3.OperationalError)
"""Nobody sent it; an older run knows less; there is no Okta here."""


def standing_lead(state: State) -> list[StyledLine]:
    """Say how the person of the assignment selected stands, and what decides it."""
    try:
        facts = _facts(state)
    except _UNKNOWN:
        return []
    return [] if facts is None else _standing_lines(facts)


def origin_lead(state: State, path: str, width: int, glyphs: Glyphs) -> list[StyledLine] | None:
    """Follow a value from Okta's profile to where it ended; nothing if Okta has no part in it."""
    try:
        facts = _facts(state)
        if facts is None or path in _ZITADELS_OWN:
            return None
        found = origin(state.run.reader, facts, path.removeprefix(METADATA))
    except _UNKNOWN:
        return None
    return _origin_lines(found, width, glyphs)


def _facts(state: State) -> Facts | None:
    """Read what decides how the person selected stands with the app."""
    store, known = OktaStore(state.run.reader), state.related.assignments
    if not known and state.attributes.user:  # nobody ever wrote it
        known = state.causes.of(Selection(Kind.USER, state.attributes.user)).assignments
    live = next(filter(None, map(store.assignment, sorted(known))), None)
    if live is None:
        return None
    app, person = store.app(live.app_id), store.user(live.user_id)
    if app is None or person is None:
        return None
    return facts_of(store, app, person, held=state.run.figures.held, now=state.run.now())


def _standing_lines(facts: Facts) -> list[StyledLine]:
    stands = standing(facts)
    because = stands.because
    decides = f"  {because.kind}: {because.name} = {shown_value(because.value)}"
    return [((clean(stands.text), "strong"),), ((decides, "dim"),), ()]


def _origin_lines(found: Origin, width: int, glyphs: Glyphs) -> list[StyledLine]:
    texts = [cells(clean(each.text)) for each in found.stations if each.place != "mapping"]
    room = min(max(texts, default=0), max(12, width // 3))
    lines: list[StyledLine] = [((clean(found.answer), "strong"),)]
    lines += [_station_line(each, room, glyphs) for each in found.stations]
    return [*lines, ()]


def _station_line(station: Station, room: int, glyphs: Glyphs) -> StyledLine:
    text = clean(station.text)
    place = (fit(station.place, _PLACE + 2), _STYLES.get(station.place, "change"))
    if station.place == "mapping":
        return (place, (text, "dim"))
    by = [f"#{station.exchange}"] if station.exchange else []
    by += [f"e{station.record}"] if station.record else []
    shown: Sequence[tuple[str, str]] = (
        (fit(text, room, glyphs=glyphs) + "  ", "text"),
        (shown_value(station.value), "strong"),
        (f"  {' '.join(by)}" if by else "", "dim"),
    )
    return (place, *shown)


__all__ = ["origin_lead", "standing_lead"]
