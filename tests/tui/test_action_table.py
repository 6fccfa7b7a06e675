"""One table of actions a screen: keys, footer, help and palette cannot disagree."""

import pytest
from textual.binding import Binding
from textual.screen import Screen

from simulator.glyphs import UNICODE
from tui.actions import (
    ACTIONS,
    ALWAYS_SHOWN,
    BY_ID,
    FAULT_ACTIONS,
    FOOTERS,
    GROUPS,
    PLAYER_ACTIONS,
    PLAYER_ALWAYS,
    Action,
)
from tui.menu_actions import MENU_ACTIONS
from tui.palette import ActionProvider
from tui.screens.faults import FaultsScreen
from tui.screens.help import help_lines
from tui.screens.live import LiveScreen
from tui.screens.scenarios import ScenariosScreen

TABLES: dict[type[Screen[None]], tuple[Action, ...]] = {
    LiveScreen: ACTIONS,
    ScenariosScreen: PLAYER_ACTIONS,
    FaultsScreen: FAULT_ACTIONS,
}


@pytest.mark.parametrize(
    ("screen", "action"),
    [
        pytest.param(screen, action, id=action.id)
        for screen, actions in TABLES.items()
        for action in actions
    ],
)
def test_an_action_has_key_handler_and_help(screen: type[Screen[None]], action: Action) -> None:
    """Every row works: its keys are bound to a method that exists, and help names it."""
    bindings = [each for each in screen.BINDINGS if isinstance(each, Binding)]
    bound = [each for each in bindings if each.id == action.id]
    handler = action.handler.partition("(")[0]
    lines = help_lines(UNICODE, TABLES[screen])
    page = ["".join(text for text, _ in line) for line in lines]

    assert [each.key for each in bound] == [",".join(action.keys)]
    assert callable(getattr(screen, f"action_{handler}"))
    assert any(action.help in line and action.display in line for line in page)
    assert action.group in GROUPS


@pytest.mark.parametrize("action", MENU_ACTIONS, ids=lambda action: action.id)
def test_an_entry_of_a_menu_is_in_help_and_palette(action: Action) -> None:
    """With the keys that lead there from everywhere."""
    page = ["".join(text for text, _ in line) for line in help_lines(UNICODE, LiveScreen.actions)]
    provider = ActionProvider.__new__(ActionProvider)
    provider._Provider__screen = _Screen(LiveScreen.actions)  # type: ignore[attr-defined]

    assert any(action.help in line and action.shown in line for line in page)
    assert action.help in [name for name, _, _ in provider._all()]
    assert callable(getattr(LiveScreen, f"action_{action.handler.partition('(')[0]}"))


@pytest.mark.parametrize("actions", TABLES.values(), ids=lambda table: table[0].id)
def test_no_key_of_a_screen_does_two_things(actions: tuple[Action, ...]) -> None:
    """And no two actions share an id."""
    keys = [key for action in actions for key in action.keys]

    assert len(keys) == len(set(keys))
    assert len(BY_ID) == sum(map(len, TABLES.values()))


@pytest.mark.parametrize("actions", TABLES.values(), ids=lambda table: table[0].id)
def test_the_palette_has_every_action(actions: tuple[Action, ...]) -> None:
    """From the same table, in the same order."""
    provider = ActionProvider.__new__(ActionProvider)
    provider._Provider__screen = _Screen(actions)  # type: ignore[attr-defined]

    names = [name for name, _, _ in provider._all()]

    assert names == [action.help for action in actions]


class _Screen:
    app = None

    def __init__(self, actions: tuple[Action, ...]) -> None:
        self.actions = actions

    async def run_action(self, action: str) -> None:
        """Take an action."""


def test_footers_show_at_most_eight_known_keys() -> None:
    """The rest is behind ``?``."""
    for names in FOOTERS.values():
        assert len(names) <= 8
        assert set(names) <= set(BY_ID)
    assert set(ALWAYS_SHOWN) | set(PLAYER_ALWAYS) <= set(BY_ID)
