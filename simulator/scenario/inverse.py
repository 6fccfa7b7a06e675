"""A verb with its arguments as a step of a scenario. Pure.

Most words hold exactly the arguments of their verb; the few that spell them in their own way are
turned back here. What no word can say is ``None``.
"""

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from simulator.events import JSON
from simulator.scenario.model import WORDS

Args = Mapping[str, JSON]


def step_of(verb: str, args: Args) -> dict[str, JSON] | None:
    """Return the step that does a verb, as it would be written."""
    for word, body in WORDS.items():
        if body.verb != verb:
            continue
        spelt = _SPELT.get(verb, dict)(args)
        try:
            made = body.model_validate(spelt)
        except ValidationError:
            continue
        if _same(made.args(), _USUAL.get(verb, dict)(args)):
            return {word: _short(spelt, body.short)}
    return None


def _same(made: Args, args: Args) -> bool:
    """Return whether a step does the same; what the verb was told as nothing may be left out."""
    return {k: v for k, v in made.items() if v is not None} == {
        k: v for k, v in args.items() if v is not None
    }


def _short(spelt: Args, short: str) -> JSON:
    given = {name: value for name, value in spelt.items() if value is not None}
    if not given:
        return None
    return given[short] if short and set(given) == {short} else given


def _user(args: Args) -> dict[str, JSON]:
    made = dict(args)
    if made.get("email") == made.get("login"):
        made.pop("email", None)
    return made


def _account(args: Args) -> dict[str, JSON]:
    made = dict(args)
    if made.get("email") == made.get("user_name"):
        made.pop("email", None)
    return made


_USUAL: Mapping[str, Callable[[Args], dict[str, JSON]]] = {
    "okta.user.create": lambda args: {"email": args.get("login"), **args},
}
"""What a verb takes for granted and its word says."""
_SPELT: Mapping[str, Callable[[Args], dict[str, JSON]]] = {
    "okta.user.create": _user,
    "zitadel.user.create": _account,
    "zitadel.password_policy": lambda args: dict(args.get("set") or {}),
    "zitadel.lockout_policy": lambda args: dict(args.get("set") or {}),
    "zitadel.domain_policy": lambda args: dict(args.get("set") or {}),
    "lab.wait": lambda args: {"duration": args.get("seconds")},
    "okta.app.provisioning": lambda args: (
        {"check": False, **args}
        if args.get("check") is False
        else {name: value for name, value in args.items() if name != "check"}
    ),
}


__all__ = ["step_of"]
