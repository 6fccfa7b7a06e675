"""What the account has not got yet: the app profile of now against the one pushed last.

A retry sends the values that were stored with its job, so an account can be behind although its
last push went well; only Force Sync or the next change of the profile brings it in line.
Source: okta-provisioning.md 2.11, 8.1, 11 no. 29.
"""

from dataclasses import dataclass

from simulator.events import JSON
from simulator.okta.mapping import CLEARED, changed_names
from simulator.okta.model import App, Assignment


@dataclass(frozen=True, slots=True)
class Behind:
    """An attribute with the value pushed last and the one it has now; ``None`` for none."""

    name: str
    pushed: JSON
    now: JSON


def behind(app: App, live: Assignment) -> tuple[Behind, ...]:
    """Return what was not pushed as it is now; nothing if nothing was pushed at all."""
    if live.pushed is None:
        return ()
    found = [
        Behind(each, live.pushed.get(each), live.profile.get(each))
        for each in changed_names(live.pushed, live.profile)
    ]
    name = live.pushed_name
    if name is not None and name != live.user_name and not app.knobs.exclude_username_updates:
        found.insert(0, Behind("userName", name, live.user_name))
    return tuple(each for each in found if _value(each.pushed) != _value(each.now))


def _value(value: JSON) -> JSON:
    return None if value == CLEARED else value


__all__ = ["Behind", "behind"]
