"""One table of actions: keys, footer, help and palette cannot disagree."""

import pytest
from textual.binding import Binding

from simulator.glyphs import UNICODE
from tui.actions import ACTIONS, ALWAYS_SHOWN, BY_ID, FOOTERS, GROUPS, Action
from tui.palette import ActionProvider
from tui.screens.help import help_lines
from tui.screens.live import LiveScreen

BINDINGS = [each for each in LiveScreen.BINDINGS if isinstance(each, Binding)]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_has_key_handler_and_help(action: Action) -> None:
    """Every row works: its keys are bound to a method that exists, and help names it."""
    bound = [each for each in BINDINGS if each.id == action.id]
    handler = action.handler.partition("(")[0]
    page = ["".join(text for text, _ in line) for line in help_lines(UNICODE)]

    assert [each.key for each in bound] == [",".join(action.keys)]
    assert callable(getattr(LiveScreen, f"action_{handler}"))
    assert any(action.help in line and action.display in line for line in page)
    assert action.group in GROUPS


def test_no_key_does_two_things() -> None:
    """And no two actions share an id."""
    keys = [key for action in ACTIONS for key in action.keys]

    assert len(keys) == len(set(keys))
    assert len(BY_ID) == len(ACTIONS)


def test_the_palette_has_every_action() -> None:
    """From the same table, in the same order."""
    provider = ActionProvider.__new__(ActionProvider)
    provider._Provider__screen = _Screen()  # type: ignore[attr-defined]

    names = [name for name, _, _ in provider._all()]

    assert names == [action.help for action in ACTIONS]


class _Screen:
    async def run_action(self, action: str) -> None:
        """Take an action."""


def test_footers_show_at_most_eight_known_keys() -> None:
    """The rest is behind ``?``."""
    for names in FOOTERS.values():
        assert len(names) <= 8
        assert set(names) <= set(BY_ID)
    assert set(ALWAYS_SHOWN) <= set(BY_ID)
