"""Press keys in the app, and wait for what comes of them."""

import time
from collections.abc import Callable
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerState

from tests.tui.frames import paint
from tui.screens.live import LiveScreen

PATIENCE = 20.0
"""Real seconds after which something that was waited for will not come."""
_GOES_ON = {"typist", "player", "world", "rehearsal"}
"""Work that lasts as long as the app, or as long as a scenario."""


def screen(pilot: Pilot[Any]) -> LiveScreen:
    found = pilot.app.screen
    assert isinstance(found, LiveScreen)
    return found


def _works(pilot: Pilot[Any]) -> bool:
    """Say whether something that was begun is not done: a key, a call of control, a filter."""
    app: Any = pilot.app
    begun = (WorkerState.PENDING, WorkerState.RUNNING)
    return bool(hasattr(app, "typist") and app.typist.is_busy) or any(
        worker.state in begun and worker.group not in _GOES_ON for worker in app.workers
    )


def _has_mail(pilot: Pilot[Any]) -> bool:
    """Say whether a message, a layout or a picture is still on its way."""
    app: Any = pilot.app
    if not app.is_running:
        return False
    top: Any = app.screen
    if not top.is_running or top._callbacks or top._dirty_widgets:
        return True
    if app._message_queue.qsize() or app._next_callbacks:
        return True
    return any(_is_due(widget) for widget in top.walk_children(with_self=True))


def _is_due(widget: Widget) -> bool:
    """Say whether a widget has a message to read, or something to do as soon as it has none."""
    return bool(
        widget._message_queue.qsize()
        or widget._next_callbacks
        or widget._layout_required
        or widget._repaint_required
        or widget._scroll_required
        or widget._recompose_required
    )


async def quiet(pilot: Pilot[Any]) -> None:
    """Wait until everything that was begun has been done, and is on the screen.

    ``pilot.pause`` waits for an idle processor instead, which on a busy machine says nothing.
    """
    end = time.monotonic() + PATIENCE
    calm = 0
    while calm < 3:
        assert time.monotonic() < end, "the app does not come to rest"
        works = _works(pilot)
        await pilot.pause(0.001 if works else 0)
        calm = 0 if works or _works(pilot) or _has_mail(pilot) else calm + 1
        if calm == 3 and paint(pilot.app.screen):
            calm = 2


async def eventually(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Wait until something is true that a timer, a thread or a world of its own brings about."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        await pilot.pause(0.005)


async def press(pilot: Pilot[Any], *keys: str) -> LiveScreen:
    """Press keys one after the other and wait until they have done their work."""
    for key in keys:
        is_character = len(key) == 1
        name = _character_to_key(key) if is_character else key
        pilot.app.post_message(Key(name, key if is_character else None))
    await quiet(pilot)
    live = pilot.app.screen_stack[0]
    assert isinstance(live, LiveScreen)
    return live


async def explained(pilot: Pilot[Any]) -> str:
    """Return what the drawer shows, as soon as it has been laid out."""
    await quiet(pilot)
    live = pilot.app.screen_stack[0]
    assert isinstance(live, LiveScreen)
    return live.drawer.view.plain_text()
