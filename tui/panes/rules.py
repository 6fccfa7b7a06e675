"""The list of fault rules, and a rule as fields to edit. Source: tui.md 10."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.glyphs import Glyphs
from tui.widgets.table_model import Cell, Column, Key

READY = (
    ("throttle", "429 with Retry-After: 2, once"),
    ("throttle-date", "429 with a date: Okta falls back to its default"),
    ("throttle-blind", "429 without a Retry-After"),
    ("server-error", "503 for every request"),
    ("slow", "answers 0.6 to 1 s late"),
    ("timeout", "no answer, nothing done, once"),
    ("reset", "connection reset before ZITADEL acts, once"),
    ("refused", "connection refused, once"),
    ("lost", "ZITADEL acts and its answer is lost, once"),
    ("not-json", "an answer that is not JSON, once"),
    ("broken-json", "JSON that ends in the middle, once"),
)
"""Prepared rules by name, and what each does."""
_NUMBERS = ("times", "every", "skip", "nth", "attempt")
_EFFECT = ("does", "status", "retry_after", "delay")
"""The fields about what a rule does."""
_WHEN = ("method", "path", "user", "push", "probability")
HELP = {
    "side": "server or client",
    "method": "PUT, or several: POST PUT; empty: any",
    "path": "its end, like /Users/*",
    "user": "login, userName or id",
    "push": "CREATE, UPDATE, DEACTIVATE",
    "attempt": "2: the second attempt only",
    "probability": "0.05 or 5%",
    "times": "ends after so many hits; empty: never",
    "every": "each k-th that matches",
    "skip": "lets the first ones pass",
    "nth": "exactly that one",
    "does": "status delay reset timeout lost refused truncated broken_json empty …",
    "status": "for does: status",
    "retry_after": "2, or a date; for 429 and 503",
    "delay": "800ms, or 600ms 1s for a range",
}
FIELDS = ("name", *HELP)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A fault rule as a row, from the answer of ``lab.fault.list``."""

    rule: Mapping[str, JSON]

    @property
    def key(self) -> Key:
        return str(self.rule["name"])

    @property
    def version(self) -> object:
        return (self.rule.get("on"), self.rule.get("hits_text"), self.rule.get("does_text"))


class RuleColumns:
    """The columns of the list."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._g = glyphs

    def __call__(self, width: int) -> list[Column]:
        hits = Column("hits", 5, lambda row, _: (str(row.rule.get("hits_text", "")), "dim"), True)
        return [
            Column("on", 3, self._on),
            Column("name", 14, lambda row, _: (str(row.key), "text")),
            Column("when", 0, lambda row, _: (str(row.rule.get("when_text", "")), "text")),
            Column("does", 0, lambda row, _: (str(row.rule.get("does_text", "")), "accent")),
            hits,
        ]

    def _on(self, row: RuleRow, _: int) -> Cell:
        return ("[x]", "success") if row.rule.get("on") else ("[ ]", "dim")


def as_fields(rule: Mapping[str, Any]) -> dict[str, str]:
    """Write a rule as text in fields."""
    when, does = dict(rule.get("when") or {}), dict(rule.get("does") or {})
    delay = does.pop("delay", None)
    effect = next((name for name in does if name not in ("headers", "body")), "")
    if not effect:
        effect = "body" if "body" in does else "delay" if delay is not None else "status"
    headers = {name.lower(): value for name, value in (does.get("headers") or {}).items()}
    found = {name: _text(when.get(name)) for name in (*_WHEN, *_NUMBERS)}
    found |= {
        "name": str(rule.get("name", "")),
        "side": str(rule.get("side", "server")),
        "does": effect,
        "status": _text(does.get("status")),
        "retry_after": _text(headers.get("retry-after")),
        "delay": _delay_text(delay),
    }
    return {name: found.get(name, "") for name in FIELDS}


def as_rule(fields: Mapping[str, str], was: Mapping[str, Any] | None = None) -> dict[str, JSON]:
    """Read fields as the arguments of ``lab.fault.add``; raises :class:`UsageError`.

    What the rule ``was`` and no field shows (a body, other headers, a moment) stays.
    """
    given = {name: value.strip() for name, value in fields.items()}
    when: dict[str, JSON] = {name: given[name] for name in _WHEN if given.get(name)}
    if "method" in when:
        when["method"] = given["method"].replace(",", " ").split()
    for name in _NUMBERS:
        if given.get(name):
            if not given[name].isdecimal():
                raise UsageError(f"{name} must be a whole number, not {given[name]}.")
            when[name] = int(given[name])
    does = _does(given)
    if was is not None:
        hidden = {name: value for name, value in was["when"].items() if name not in HELP}
        when, does = {**hidden, **when}, _with_hidden(does, given, was)
    rule: dict[str, JSON] = {"name": given.get("name", ""), "when": when, "does": does}
    if given.get("side"):
        rule["side"] = given["side"]
    return rule


def _does(given: Mapping[str, str]) -> dict[str, JSON]:
    effect = given.get("does") or ("status" if given.get("status") else "delay")
    does: dict[str, JSON] = {}
    if effect == "status":
        if not given.get("status", "").isdecimal():
            raise UsageError("status must be a number like 503.")
        does["status"] = int(given["status"])
        if after := given.get("retry_after"):
            does["retry_after"] = int(after) if after.isdecimal() else after
    elif effect != "delay":
        does[effect] = True
    if given.get("delay"):
        parts = given["delay"].split()
        does["delay"] = parts[0] if len(parts) == 1 else parts[:2]
    return does


def _with_hidden(
    does: dict[str, JSON], given: Mapping[str, str], was: Mapping[str, Any]
) -> dict[str, JSON]:
    """Add to an effect what fields do not show, as long as it is the same kind of effect."""
    shown, had = as_fields(was), was["does"]
    if all(given.get(name, "") == shown[name] for name in _EFFECT):
        return dict(had)
    if given.get("does") != shown["does"]:
        return does
    if (effect := shown["does"]) != "status":
        return {**does, effect: had[effect]} if effect in had and effect != "delay" else does
    headers = {k: v for k, v in (had.get("headers") or {}).items() if k.lower() != "retry-after"}
    kept = {"headers": headers, "body": had.get("body")}
    return {**does, **{name: value for name, value in kept.items() if value}}


def _text(value: JSON) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _delay_text(delay: JSON) -> str:
    if delay is None:
        return ""
    parts = delay if isinstance(delay, list) else [delay]
    return " ".join(f"{each * 1000:g}ms" if not isinstance(each, str) else each for each in parts)


__all__ = ["FIELDS", "HELP", "READY", "RuleColumns", "RuleRow", "as_fields", "as_rule"]
