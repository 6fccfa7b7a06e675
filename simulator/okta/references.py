"""What an expression refers to must exist before it is saved.

Source: okta-provisioning.md 8.2 (an unknown attribute is an error, not null).
"""

from collections.abc import Collection

from simulator.alike import most_alike
from simulator.errors import UsageError
from simulator.okta.attributes import USER_ATTRIBUTES
from simulator.okta.expressions import Reference, references
from simulator.okta.mapping import APP_FACTS
from simulator.okta.model import App

_SHOWN = 6
"""How many names a message lists when none is alike."""


def check_references(source: str, app: App, *, new: str | None = None) -> None:
    """Refuse an expression with an unknown attribute; raises :class:`UsageError`.

    ``new`` is an attribute that comes to the app profile with the expression.
    """
    own = {each.name for each in app.attributes} | ({new} if new else set())
    for each in references(source):
        owner = each.path[0]
        if owner in ("user", "source"):
            _check(each, USER_ATTRIBUTES, "no attribute of an Okta user")
        elif owner == "app":
            _check(each, APP_FACTS, "no fact about the app")
        elif owner in ("appuser", app.name):
            _check(each, sorted(own), f"no attribute of the app profile of {app.label}")
        elif owner != "org":
            raise UsageError(
                f"{each.written} at position {each.position}: {owner} is not the name of this app.",
                f"It is {app.name}; appuser means the same.",
            )


def _check(reference: Reference, known: Collection[str], what: str) -> None:
    owner, name = reference.path
    if name in known:
        return
    low = {each.lower(): each for each in known}
    close = low.get(name.lower()) or most_alike(name, known, cutoff=0.5)
    listed = ", ".join(list(known)[:_SHOWN]) + (" and more" if len(known) > _SHOWN else "")
    hint = f"Did you mean {owner}.{close}?" if close else f"There is {listed}."
    raise UsageError(f"{reference.written} at position {reference.position} is {what}.", hint)


__all__ = ["check_references"]
