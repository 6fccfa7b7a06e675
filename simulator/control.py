"""The verbs every front end uses: scenarios, the terminal app, ``/_sim/v1/do``.

A verb is a name, one line of help, and a coroutine that takes JSON and gives JSON. ``okta.*``
verbs act on the fake tenant as its console would; ``zitadel.*`` verbs go over HTTP to ZITADEL's
own API with the owner's token, as an admin's script would; ``lab.*`` verbs are ours.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from simulator import commands
from simulator.alike import did_you_mean
from simulator.errors import JournalError, SimulatorError, UsageError
from simulator.events import JSON, Event

Handler = Callable[..., Awaitable[JSON]]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done; parameters are read off the handler's signature."""

    name: str
    summary: str
    handler: Handler

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.handler).parameters

    @property
    def hints(self) -> Mapping[str, Any]:
        """The types of the parameters; of free ones there are none."""
        hints = get_type_hints(self.handler)
        parameters = self.parameters.values()
        return {
            each.name: hints[each.name] for each in parameters if each.kind is not each.VAR_KEYWORD
        }

    def describe(self) -> JSON:
        """Return what ``GET /_sim/v1/verbs`` shows."""
        return {
            "name": self.name,
            "summary": self.summary,
            "args": {
                name: "required" if parameter.default is parameter.empty else "optional"
                for name, parameter in self.parameters.items()
                if parameter.kind is not parameter.VAR_KEYWORD
            },
        }


def verbs_of(prefix: str, owner: object, names: Mapping[str, str]) -> list[Verb]:
    """Make verbs of methods: ``names`` maps a verb (without prefix) to a method's name."""
    made = []
    for name, method in names.items():
        handler = getattr(owner, method)
        summary = (inspect.getdoc(handler) or "").partition("\n")[0]
        made.append(Verb(f"{prefix}.{name}", summary, handler))
    return made


class Control:
    """Find a verb, check its arguments, do it.

    ``note`` writes down what is about to be done, and that it was refused; it returns a number.
    """

    def __init__(
        self, verbs: list[Verb], *, note: Callable[[Event], int | None] = lambda _event: None
    ) -> None:
        self._verbs = {verb.name: verb for verb in verbs}
        self._note = note

    def verbs(self) -> list[JSON]:
        """Return all verbs with their help."""
        return [verb.describe() for verb in self._verbs.values()]

    def knows(self, name: str) -> bool:
        """Return whether there is such a verb."""
        return name in self._verbs

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        """Do one thing and return its result.

        Raises :class:`UsageError` for an unknown verb, wrong arguments, or what the product
        does not allow.
        """
        found = self._verbs.get(verb)
        if found is None:
            hint = did_you_mean(verb, self._verbs, otherwise="GET /_sim/v1/verbs lists them.")
            raise UsageError(f"There is no verb {verb}.", hint)
        try:
            inspect.signature(found.handler).bind(**args)
        except TypeError as error:
            known = ", ".join(found.describe()["args"]) or "nothing"
            raise UsageError(f"{verb}: {error}.", f"It takes {known}.") from None
        for name, hint in found.hints.items():
            if name in args and not _fits(args[name], hint):
                raise UsageError(f"{verb}: {name} must be {_kinds(hint)}.")
        if verb in commands.QUESTIONS:
            return await found.handler(**args)
        noted = self._note(commands.command(verb, args))
        try:
            return await found.handler(**args)
        except JournalError:
            raise
        except SimulatorError as error:
            self._note(commands.refused(noted, str(error)))
            raise


_KINDS = {str: "text", bool: "true or false", Mapping: "an object", Sequence: "a list"}


def _fits(value: JSON, hint: Any) -> bool:
    """Return whether a value is of the JSON type a handler wants; numbers are its own affair."""
    inside = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(value, each) for each in inside)
    kind = get_origin(hint) or hint
    if kind is NoneType:
        return value is None
    if kind is Sequence:
        many = isinstance(value, Sequence) and not isinstance(value, str)
        return many and all(_fits(each, inside[0]) for each in value)
    return kind not in _KINDS or isinstance(value, kind)


def _kinds(hint: Any) -> str:
    """Name the JSON types a handler takes."""
    hints = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = [_KINDS.get(get_origin(each) or each) for each in hints]
    return " or ".join(kind for kind in kinds if kind)


__all__ = ["Control", "Verb", "verbs_of"]
