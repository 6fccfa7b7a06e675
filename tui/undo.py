"""The opposite of what a person did, worked out before it is done. Source: tui.md 7 (`U`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.events import JSON
from tui.tenant import Tenant

_PAIRS = {
    "okta.assign": "okta.unassign",
    "okta.unassign": "okta.assign",
    "okta.user.deactivate": "okta.user.activate",
    "okta.user.activate": "okta.user.deactivate",
    "okta.user.unsuspend": "okta.user.suspend",
    "okta.user.suspend": "okta.user.unsuspend",
    "zitadel.user.lock": "zitadel.user.unlock",
    "zitadel.user.unlock": "zitadel.user.lock",
    "zitadel.user.deactivate": "zitadel.user.reactivate",
    "zitadel.user.reactivate": "zitadel.user.deactivate",
    "lab.hold": "lab.release",
    "lab.release": "lab.hold",
}


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take something back, and what it was; ``more`` is done as well."""

    verb: str
    args: Mapping[str, JSON]
    of: str
    more: tuple["Undo", ...] = ()


def undo_of(verb: str, args: Mapping[str, Any], tenant: Tenant, said: str) -> Undo | None:
    """Return what takes a change back, looking at how things are before it; or nothing."""
    if verb in _PAIRS:
        return Undo(_PAIRS[verb], dict(args), said)
    restore = _RESTORE.get(verb)
    made = None if restore is None else restore(args, tenant)
    return None if made is None else Undo(*made, said)


Made = tuple[str, Mapping[str, JSON]]


def _okta_profile(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    now = tenant.whole_profile(args["user"])
    before = {name: now.get(name) for name in args["set"]}
    return "okta.user.update", {"user": args["user"], "set": before}


def _created(args: Mapping[str, Any], _: Tenant) -> Made | None:
    return "okta.user.delete", {"user": args["login"]}


def _settings(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    knobs = tenant.app().get("knobs", {})
    return "okta.app.settings", {"set": {name: knobs.get(name) for name in args["set"]}}


def _features(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    features = tenant.app().get("features", {})
    return "okta.app.features", {name: features.get(name) for name in args}


def _mapping(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    known = tenant.mapping(args["attribute"])
    if known is None:
        return None
    kept = {name: known[name] for name in ("expression", "apply_on") if name in args}
    return "okta.app.mapping", {"attribute": args["attribute"], **kept}


def _person(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    now = tenant.person(args["user"])
    before = {name: now.get(name, "") for name in args["set"]}
    return "zitadel.user.update", {"user": args["user"], "set": before}


def _metadata(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    before = tenant.metadata(args["user"], args["key"])
    named = {"user": args["user"], "key": args["key"]}
    if before is None:
        return "zitadel.metadata.remove", named
    return "zitadel.metadata.set", {**named, "value": before}


def _policy(args: Mapping[str, Any], tenant: Tenant) -> Made | None:
    now = tenant.password_policy()
    return "zitadel.password_policy", {"set": {name: now[name] for name in args["set"]}}


_RESTORE: Mapping[str, Callable[[Mapping[str, Any], Tenant], Made | None]] = {
    "okta.user.update": _okta_profile,
    "okta.user.create": _created,
    "okta.app.settings": _settings,
    "okta.app.features": _features,
    "okta.app.mapping": _mapping,
    "zitadel.user.update": _person,
    "zitadel.metadata.set": _metadata,
    "zitadel.metadata.remove": _metadata,
    "zitadel.password_policy": _policy,
}


FAULT_VERBS = (
    "lab.fault.add",
    "lab.fault.change",
    "lab.fault.switch",
    "lab.fault.remove",
    "lab.latency",
)
"""What is done to the rules in the modal of faults and can be taken back."""
FIGURE_VERBS = ("lab.lag", "lab.speed")
"""Its figures that are no rules."""


def undo_fault(
    verb: str, args: Mapping[str, Any], before: Sequence[Mapping[str, Any]], after: Any
) -> Undo | None:
    """Return what takes a change of the fault rules back, given the rules before and after."""
    old = {str(rule["name"]): rule for rule in before}
    name = "latency" if verb == "lab.latency" else str(args.get("name", ""))
    was = old.get(name)
    now = {str(rule["name"]) for rule in (after or {}).get("faults", ())}
    match verb:
        case "lab.fault.add":
            new = next(iter(now - set(old)), name)
            return Undo("lab.fault.remove", {"name": new}, f"fault rule {new} added")
        case "lab.fault.switch" if was is not None:
            state = "switched off" if was.get("on") else "switched on"
            back = {"name": name, "on": bool(was.get("on"))}
            return Undo(verb, back, f"fault rule {name} {state}")
        case "lab.fault.remove" if was is not None:
            following = list(old)[list(old).index(name) + 1 :]
            place = {"before": following[0]} if following else {}
            return Undo("lab.fault.add", {**_as_given(was), **place}, f"fault rule {name} removed")
        case "lab.fault.change" if was is not None:
            called = str(args.get("rename") or name)
            more = {"rename": name} if called != name else {}
            back = {**_as_given(was), "name": called, **more}
            return Undo(verb, back, f"fault rule {name} changed")
        case "lab.latency":
            delay = ((was or {}).get("does") or {}).get("delay", 0)
            least, most = (delay, delay) if not isinstance(delay, list) else (delay[0], delay[-1])
            back = {"delay": (least + most) / 2, "jitter": (most - least) / 2}
            return Undo(verb, back, "latency set")
    return None


def _as_given(rule: Mapping[str, Any]) -> dict[str, JSON]:
    """Return a rule of the list as the verbs take it, with all that it says."""
    return {part: rule[part] for part in ("name", "side", "on", "when", "does")}


def undo_figure(verb: str, state: Mapping[str, Any]) -> Undo | None:
    """Return what takes back another search lag or clock, given the state of the lab before."""
    match verb:
        case "lab.lag" if state.get("lag") is not None:
            return Undo(verb, {"lag": state["lag"]}, f"the search lags {state['lag']:g} s again")
        case "lab.speed" if state.get("speed"):
            return Undo(verb, {"speed": state["speed"]}, f"clock ×{state['speed']:g} again")
    return None


__all__ = ["FAULT_VERBS", "FIGURE_VERBS", "Undo", "undo_fault", "undo_figure", "undo_of"]
