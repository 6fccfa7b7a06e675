"""Fault rules of a scenario that could never be at work, told before anything is played. Pure.

The rules are read and refused by the code that the verbs use; here is only which rules there are
at a step, and which field of a rule is to blame.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from simulator.alike import did_you_mean
from simulator.clock import to_us
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.faults.model import Fault, Side
from simulator.faults.reading import read_fault
from simulator.faults.refusing import Here, refuse_hopeless
from simulator.faults.sent import AIW, APPS, OIN
from simulator.scenario.app_words import NewApp, Settings
from simulator.scenario.calls import Call
from simulator.scenario.document import Path
from simulator.scenario.expectation import Expect
from simulator.scenario.fault_words import (
    ChangeFault,
    ClearFaults,
    Crash,
    Latency,
    RemoveFault,
    Restart,
    Restore,
    Snapshot,
    SwitchFault,
)
from simulator.scenario.fault_words import Fault as NewFault
from simulator.scenario.finding import Finding
from simulator.scenario.model import Scenario, Step
from simulator.scenario.tenantnames import people_of

_SHAPING = frozenset(("profile", "preset", "user_update_method"))
"""Settings that decide which methods an app uses."""
LATENCY = "latency"
"""The rule that the word of that name keeps."""
_UNSURE = re.compile(r"[*$]|^\d+$|^00u")
"""A pattern, a variable, an id."""
_REFERENCE = re.compile(r"\$\{[^{}]*\}")


class Rules:
    """The rules there are at a step, as the file tells it; outside the lab at Okta's end alone."""

    def __init__(self, scenario: Scenario, *, lab: bool = True) -> None:
        given = scenario.given
        self._now = to_us(given.clock) if given.clock is not None else 0
        self._here = Here(zitadel=lab, now=self._now, apps=_apps(scenario))
        self._people = people_of(scenario)
        self._rules: tuple[Fault, ...] = ()
        self._snapshots: dict[str, tuple[Fault, ...]] = {}
        self._named: set[str] = set()
        self._down: set[str] = set()
        self._went_back = False

    def follow(self, step: Step, path: Path) -> Iterator[Finding]:
        """Yield what is wrong with a step, and learn what it changes."""
        if step.refused is not None:
            return  # it wants to be wrong
        match step.body:
            case NewFault() as body:
                yield from self._add(body, (*path, step.word))
            case ChangeFault() as body:
                yield from self._change(body, (*path, step.word))
            case SwitchFault(name=name, on=on):
                yield from self._switch(name, on, (*path, step.word))
            case RemoveFault(name=name):
                yield from self._unknown(name, (*path, step.word))
                self._rules = tuple(each for each in self._rules if each.name != name)
            case ClearFaults():
                self._rules = ()
            case Latency():
                self._named.add(LATENCY)
            case Snapshot(name=name):
                self._snapshots[name] = self._rules
            case Crash(part=part):
                yield from self._crashed(part, (*path, step.word))
            case Restart(part=part):
                yield from self._started(part, (*path, step.word))
            case Restore(name=name):
                yield from self._restore(name, (*path, step.word))
            case Expect() as expect:
                yield from self._expected(expect, (*path, step.word))

    def _crashed(self, part: str, path: Path) -> Iterator[Finding]:
        if part in self._down:
            yield Finding(path, f"{part} is down already.", "Start it again first, with restart.")
        self._down.add(part)

    def _started(self, part: str, path: Path) -> Iterator[Finding]:
        if part not in self._down and not self._went_back:
            yield Finding(path, f"{part} is up.", "Take it down first, with crash.")
        self._down.discard(part)

    def _nobody(self, body: NewFault | ChangeFault, path: Path) -> Iterator[Finding]:
        """Find a person no request is ever about."""
        who = (body.args().get("when") or {}).get("user")
        if not isinstance(who, str) or not self._people or _UNSURE.search(who):
            return
        if who.casefold() not in self._people:
            hint = _suggest(who.casefold(), sorted(self._people))
            yield Finding((*path, "when", "user"), f"There is nobody called {who}.", hint)

    # -- the list ------------------------------------------------------------------------

    def _add(self, body: NewFault, path: Path) -> Iterator[Finding]:
        yield from self._nobody(body, path)
        found = self._read(body.args(), self._rules, path)
        if isinstance(found, Finding):
            yield found
        elif any(each.name == found.name for each in self._rules):
            hint = "Choose another name, or use change_fault."
            yield Finding(
                _closest(path, body.args(), "name", "ready"),
                f"There is a fault rule {found.name} already.",
                hint,
            )
        else:
            self._rules = (*self._rules, found)
            self._named.add(found.name)

    def _change(self, body: ChangeFault, path: Path) -> Iterator[Finding]:
        if wrong := list(self._unknown(body.name, path)):
            yield from wrong
            return
        yield from self._nobody(body, path)
        args = body.args()
        name = str(args.pop("rename", None) or args["name"])
        index = self._index(body.name)
        found = self._read({**args, "name": name}, self._rules[:index], path)
        if isinstance(found, Finding):
            yield found
        else:
            self._rules = (*self._rules[:index], found, *self._rules[index + 1 :])
            self._named.add(found.name)

    def _switch(self, name: str, on: bool | None, path: Path) -> Iterator[Finding]:
        if wrong := list(self._unknown(name, path)):
            yield from wrong
            return
        index = self._index(name)
        rule = self._rules[index]
        rule = replace(rule, on=not rule.on if on is None else on)
        try:
            refuse_hopeless(rule, self._rules[:index], here=self._here)
        except UsageError as error:
            yield Finding(path, error.message, error.help)
        self._rules = (*self._rules[:index], rule, *self._rules[index + 1 :])

    def _restore(self, name: str, path: Path) -> Iterator[Finding]:
        if name not in self._snapshots and "${" not in name:
            there = ", ".join(self._snapshots)
            hint = f"There is {there}." if there else "Take one first, with snapshot."
            yield Finding(path, f"There is no snapshot {name}.", hint)
        self._rules = self._snapshots.get(name, self._rules)
        self._down.clear()
        self._went_back = True

    def _index(self, name: str) -> int:
        return next(i for i, each in enumerate(self._rules) if each.name == name)

    def _unknown(self, name: str, path: Path) -> Iterator[Finding]:
        names = [*(each.name for each in self._rules), *({LATENCY} & self._named)]
        if name not in names and "${" not in name:
            yield Finding(path, f"There is no fault rule {name}.", _suggest(name, names))

    def _read(
        self, args: Mapping[str, JSON], others: tuple[Fault, ...], path: Path
    ) -> Fault | Finding:
        """Read a rule as the lab would, or say why it would refuse it."""
        plain = _plain(args)
        found = self._tried(plain, others)
        if isinstance(found, Fault):
            return found
        return Finding((*path, *self._blamed(plain, found)), found.message, found.help)

    def _blamed(self, args: Mapping[str, JSON], error: UsageError) -> Path:
        """Return the field without which a rule would be another, or nothing."""
        if isinstance(self._tried(args, ()), Fault):
            return ()  # others stand in its way
        for where, without in _shortened(args):
            other = self._tried(without, ())
            if isinstance(other, Fault) or other.message != error.message:
                return where
        return ()

    def _tried(self, args: Mapping[str, JSON], others: tuple[Fault, ...]) -> Fault | UsageError:
        given = {key: args.get(key) for key in ("when", "does", "side", "ready")}
        if given["side"] is None and not self._here.zitadel:
            given["side"] = Side.CLIENT.value
        try:
            fault = read_fault(args.get("name"), on=args.get("on", True), now=self._now, **given)
            refuse_hopeless(fault, others, here=self._here)
        except UsageError as error:
            return error
        return fault

    # -- what is expected ----------------------------------------------------------------

    def _expected(self, expect: Expect, path: Path) -> Iterator[Finding]:
        for name in expect.faults or ():
            yield from self._never(name, (*path, "faults", name), named=True)
        for who, listed in (expect.requests or {}).items():
            for index, request in enumerate(listed):
                if request.fault is not None:
                    where = (*path, "requests", who, index, "fault")
                    yield from self._never(request.fault, where)

    def _never(self, name: str, path: Path, *, named: bool = False) -> Iterator[Finding]:
        if name not in self._named and "${" not in name:
            hint = _suggest(name, sorted(self._named))
            yield Finding(path, f"There was no fault rule {name} so far.", hint, named)


def _apps(scenario: Scenario) -> frozenset[str]:
    """Return the kinds of apps that there are; all where a setting or a request may change one."""
    given = scenario.given.okta.app
    bodies: list[object] = [step.body for step in scenario.steps]
    bodies += [] if given is None else [given, given.settings]
    for body in bodies:
        if isinstance(body, Call) and body.to == "okta":
            return APPS
        if isinstance(body, Settings) and _SHAPING & body.set.keys():
            return APPS
    kinds = {body.kind or AIW for body in bodies if isinstance(body, NewApp)}
    return frozenset(OIN if kind == "OIW" else kind for kind in kinds) or APPS


def _plain(value: JSON) -> JSON:
    """Put something that fits in the place of what is not known before the scenario is played."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return _REFERENCE.sub("*", value) if isinstance(value, str) else value


def _shortened(args: Mapping[str, JSON]) -> Iterator[tuple[Path, Mapping[str, JSON]]]:
    """Yield a rule without one of its fields each, the last field first."""
    for key in reversed(list(args)):
        inner = args[key]
        if key in ("when", "does") and isinstance(inner, Mapping):
            for name in reversed(list(inner)):
                rest = {each: value for each, value in inner.items() if each != name}
                yield (key, name), {**args, key: rest}
    for key in ("side", "does", "ready", "name"):
        if key in args:
            yield (key,), {each: value for each, value in args.items() if each != key}


def _closest(path: Path, args: Mapping[str, JSON], *keys: str) -> Path:
    return next(((*path, key) for key in keys if key in args), path)


def _suggest(name: str, names: list[str]) -> str:
    otherwise = f"There is {', '.join(names)}." if names else "Add it first, with fault."
    return did_you_mean(name, names, otherwise=otherwise)


__all__ = ["LATENCY", "Rules"]
