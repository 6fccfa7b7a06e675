"""Press keys in the app."""

from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tui.screens.live import LiveScreen


def screen(pilot: Pilot[Any]) -> LiveScreen:
    found = pilot.app.screen
    assert isinstance(found, LiveScreen)
    return found


async def press(pilot: Pilot[Any], *keys: str) -> LiveScreen:
    """Press keys one after the other and wait for the last one's frame.

    Faster than ``pilot.press``, which waits for the processor to idle after each of them.
    """
    for key in keys:
        is_character = len(key) == 1
        name = _character_to_key(key) if is_character else key
        pilot.app.post_message(Key(name, key if is_character else None))
        await pilot.pause(0)
    await pilot.pause()
    live = pilot.app.screen_stack[0]
    assert isinstance(live, LiveScreen)
    return live


async def explained(pilot: Pilot[Any]) -> str:
    """Return what the drawer shows, as soon as it has been laid out."""
    live = pilot.app.screen_stack[0]
    assert isinstance(live, LiveScreen)
    for _ in range(50):
        if live.drawer.view.document:
            break
        await pilot.pause(0.01)
    return live.drawer.view.plain_text()
