"""A rule written down again as it could have been given: for the journal, lists and editors."""

from collections.abc import Mapping

from simulator.clock import from_us
from simulator.events import JSON
from simulator.faults.model import Does, Effect, Fault, When
from simulator.faults.reading import read_fault


def to_json(fault: Fault) -> dict[str, JSON]:
    """Return a rule as JSON; the inverse is :func:`from_json`."""
    return {
        "name": fault.name,
        "side": fault.side.value,
        "on": fault.on,
        "when": _when(fault.when),
        "does": _does(fault.does),
    }


def from_json(value: Mapping[str, JSON]) -> Fault:
    """Read a rule that :func:`to_json` wrote."""
    return read_fault(
        value["name"],
        side=value["side"],
        on=value["on"],
        when=value["when"],
        does=value["does"],
    )


def _when(when: When) -> dict[str, JSON]:
    told: dict[str, JSON] = {"method": sorted(when.methods)} if when.methods else {}
    for key in ("path", "query", "user", "push", "sender"):
        if value := getattr(when, key):
            told[key] = value
    for key in ("attempt", "nth", "first", "every", "times"):
        if (number := getattr(when, key)) is not None:
            told[key] = number
    if when.skip:
        told["skip"] = when.skip
    if when.probability < 1:
        told["probability"] = when.probability
    for key in ("after", "until"):
        if (moment := getattr(when, key)) is not None:
            told[key] = from_us(moment).isoformat()
    return told


def _does(does: Does) -> dict[str, JSON]:
    least, most = does.delay
    told: dict[str, JSON] = {}
    if most:
        told["delay"] = least if least == most else [least, most]
    match does.effect:
        case Effect.DELAY:
            pass
        case Effect.STATUS:
            told["status"] = does.status
            if does.headers:
                told["headers"] = dict(does.headers)
            if does.body is not None:
                told["body"] = does.body
        case Effect.BODY:
            told["body"] = does.body
        case Effect.WRONG_TYPE:
            told["wrong_type"] = does.content_type
        case Effect.HUGE:
            told["huge"] = does.megabytes
        case Effect.DRIP:
            told["drip"] = {"pieces": does.pieces, "pause": does.pause}
        case effect:
            told[effect.value] = True
    return told


__all__ = ["from_json", "to_json"]
