"""One thing to do, and how things to do are grouped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

MOVE: Final = "Move"
LOOK: Final = "Look"
ACT: Final = "Act"
APP: Final = "App"
GROUPS: Final = (MOVE, LOOK, ACT, "In Okta", "At ZITADEL's side", "Play", "Faults", APP)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    ``keys`` are Textual's names, the first one is shown as ``shown`` or as it is. ``label`` is for
    the footer, ``help`` a sentence for help and palette. ``handler`` names the screen's method
    ``action_<handler>`` (with its argument, if any). ``acts`` marks what changes the tenant, the
    engine or the clock and therefore needs a live run.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    handler: str
    shown: str = ""
    acts: bool = False
    priority: bool = False

    @property
    def display(self) -> str:
        """The key as people know it."""
        return self.shown or self.keys[0]


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """Return the key bindings of a screen that has all the handlers."""
    return [
        Binding(
            ",".join(action.keys),
            f"screen.{action.handler}",
            action.label,
            id=action.id,
            show=False,
            key_display=action.display,
            priority=action.priority,
            tooltip=action.help,
        )
        for action in actions
    ]


__all__ = ["ACT", "APP", "GROUPS", "LOOK", "MOVE", "Action", "bindings"]
