"""A rule in words, one line each part: for lists, the Explain tab and messages."""

from dataclasses import replace

from simulator.clock import from_us
from simulator.durations import shown
from simulator.events import JSON
from simulator.faults.matching import Hit
from simulator.faults.model import Does, Effect, Fault, Side, When

_SAID = {
    Effect.REFUSED: "connection refused",
    Effect.RESET: "connection reset before ZITADEL acts",
    Effect.RESET_AFTER: "ZITADEL acts, then connection reset",
    Effect.CLOSED: "connection closed without an answer",
    Effect.TIMEOUT: "no answer, nothing done",
    Effect.LOST: "ZITADEL acts, its answer is lost",
    Effect.TRUNCATED: "answer ends in the middle",
    Effect.BROKEN_JSON: "JSON of the answer broken",
    Effect.EMPTY: "answer without a body",
    Effect.BODY: "answer with another body",
}


def when_text(when: When) -> str:
    """Say which requests a rule is for."""
    parts = ["/".join(sorted(when.methods)), when.path]
    parts += [f"?{when.query}"] if when.query else []
    for key in ("user", "push", "sender", "attempt"):
        if (value := getattr(when, key)) not in ("", None):
            parts.append(f"{key} {value}")
    parts += [f"{when.probability * 100:g} %"] if when.probability < 1 else []
    parts += [f"skip {when.skip}"] if when.skip else []
    parts += [f"nth {when.nth}"] if when.nth is not None else []
    parts += [f"every {when.every}"] if when.every is not None else []
    parts += [f"first {when.first}"] if when.first is not None else []
    for key in ("after", "until"):
        if (moment := getattr(when, key)) is not None:
            parts.append(f"{key} {from_us(moment):%H:%M:%S}")
    return " ".join(part for part in parts if part) or "any"


def does_text(does: Does) -> str:
    """Say what a rule does."""
    parts = []
    least, most = does.delay
    if most:
        middle, spread = (least + most) / 2, (most - least) / 2
        parts.append(f"+{shown(middle)}" + (f" ±{shown(spread)}" if spread else ""))
    match does.effect:
        case Effect.DELAY:
            pass
        case Effect.STATUS:
            told = ("retry-after", "location")
            named = [f"{k} {v}" for k, v in does.headers if k.lower() in told]
            parts.append(" ".join([str(does.status), *named]))
        case Effect.WRONG_TYPE:
            parts.append(f"answer as {does.content_type.partition(';')[0]}")
        case Effect.HUGE:
            parts.append(f"answer of {does.megabytes} MB")
        case Effect.DRIP:
            parts.append(f"answer in {does.pieces} pieces, {shown(does.pause)} apart")
        case effect:
            parts.append(_SAID[effect])
    return ", ".join(parts)


def line(fault: Fault) -> str:
    """Say a rule in one line."""
    return f"{fault.name}: {when_text(fault.when)} → {does_text(fault.does)}"


def at_work(hit: Hit, hits: int) -> str:
    """Say what a rule did to one request."""
    does = hit.does
    told = replace(does, delay=(round(hit.delay, 3), round(hit.delay, 3)))
    where = "at Okta's end" if hit.fault.side is Side.CLIENT else "in front of ZITADEL"
    return f"fault rule '{hit.fault.name}' {where}: {does_text(told)} (hit {hits})"


def limit_text(fault: Fault, hits: int) -> str:
    """Say how often a rule was at work, and how often it may be."""
    most = 1 if fault.when.nth is not None else fault.when.times
    return str(hits) if most is None else f"{hits}/{most}"


def told(fault: Fault) -> dict[str, JSON]:
    """Return the words that a list of rules shows."""
    return {"when_text": when_text(fault.when), "does_text": does_text(fault.does)}


__all__ = ["at_work", "does_text", "limit_text", "line", "told", "when_text"]
