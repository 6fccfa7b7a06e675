"""An explanation as lines for people and as JSON for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from simulator.events import JSON
from simulator.explaining.origin import Origin, Station, origin
from simulator.formats import clean, cut
from simulator.journal.causes import Kind, Selection
from simulator.journal.explain import Line as Told
from simulator.journal.explain import explain
from simulator.journal.reader import Reader
from simulator.okta.requests import compact
from simulator.okta.standing import Decisive, Facts, standing

Tone: TypeAlias = Literal["plain", "good", "bad", "dim", "step"]
_TONES: dict[str, Tone] = {"dropped": "bad", "refused": "bad", "cure": "good", "": "dim"}
_SIGNS = {"dropped": "!", "refused": "✗", "cure": "→", "wrote": "✓"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; whoever prints it turns the tone into a colour."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a person stands with an app; ``origin`` if one attribute was asked for."""

    facts: Facts
    answer: str
    because: Decisive
    trail: Sequence[Told]
    origin: Origin | None = None


def explained(reader: Reader, facts: Facts, attribute: str | None) -> Explanation:
    """Explain a person, or one attribute; raises :class:`UsageError` for an unknown one."""
    live = facts.assignment
    trail = [] if live is None else explain(reader, Selection(Kind.ASSIGNMENT, live.id))
    found = None if attribute is None else origin(reader, facts, attribute)
    stands = standing(facts)
    answer = found.answer if found is not None else stands.text
    return Explanation(facts, answer, stands.because, trail, found)


def lines(found: Explanation) -> Iterator[Line]:
    """Write an explanation for a person: the answer, what decides, how it came to that."""
    yield Line(clean(found.answer), "step")
    if found.origin is not None:
        yield from _stations(found.origin)
        return
    because = found.because
    yield Line(f"{because.kind}: {because.name} = {shown_value(because.value)}", "dim")
    if found.trail:
        yield Line("")
        yield Line("How it came to that:", "dim")
    for told in found.trail:
        side = "" if told.mark == "cure" else told.side
        sign = _SIGNS.get(told.mark, " ")
        yield Line(f"  {side:<8} {sign} {clean(told.text)}", _TONES.get(told.mark, "plain"))


def _stations(found: Origin) -> Iterator[Line]:
    width = max((len(_what(each)) for each in found.stations), default=0)
    for each in found.stations:
        by = f"#{each.exchange}" if each.exchange else ""
        event = f"e{each.record}" if each.record else ""
        value = "" if each.place == "mapping" else shown_value(each.value)
        row = f"  {each.place:<8} {_what(each):<{min(width, 60)}}  {value:<28} {by:>5} {event}"
        yield Line(row.rstrip())


def _what(station: Station) -> str:
    return cut(clean(station.text), 100)


def shown_value(value: JSON) -> str:
    """Return a value in at most sixty cells; nothing is a dash."""
    if value is None:
        return "-"
    return cut(clean(value if isinstance(value, str) else compact(value).decode()), 60)


def to_json(found: Explanation) -> dict[str, JSON]:
    """Return an explanation for programs."""
    facts = found.facts
    told: dict[str, JSON] = {
        "user": {
            "id": facts.user.id,
            "login": facts.user.login,
            "status": facts.user.status.value,
        },
        "app": {"id": facts.app.id, "label": facts.app.label},
        "answer": found.answer,
        "because": asdict(found.because),
    }
    if found.origin is not None:
        stations = [asdict(each) for each in found.origin.stations]
        return {**told, "attribute": found.origin.path, "stations": stations}
    return {**told, "trail": [asdict(each) for each in found.trail]}


__all__ = ["Explanation", "Line", "explained", "lines", "shown_value", "to_json"]
