"""A run to look at, and the app over it."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.pilot import Pilot

from simulator.errors import UsageError
from simulator.events import JSON
from tests.tui.demo_journal import Story, new_story, tell_all
from tests.tui.keys import quiet
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.player import Performance
from tui.run import Run


class Recorder:
    """A control that only remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, JSON]]] = []
        self.refuses = ""

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        if self.refuses:
            raise UsageError(self.refuses)
        self.calls.append((verb, args))
        return {}


@pytest.fixture(scope="session", autouse=True)
def rarely_collected() -> Iterator[None]:
    """Collecting garbage costs a third of every opening of the app."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


Opened = AbstractAsyncContextManager[Pilot[None]]
Open = Callable[..., Opened]


@pytest.fixture
def story() -> Iterator[Story]:
    """A whole run with jobs under way."""
    told = tell_all()
    yield told
    told.journal.close()


@pytest.fixture
def empty_story() -> Iterator[Story]:
    """An organization and an app, and nothing else yet."""
    told = new_story()
    told.setting()
    yield told
    told.journal.close()


@pytest.fixture
def control() -> Recorder:
    """What the app asks to be done."""
    return Recorder()


def make_app(
    story: Story,
    control: Recorder | None,
    *,
    player: Performance | None = None,
) -> ScimulatorApp:
    """Make the app over a run."""
    return ScimulatorApp(
        Run.of_journal(story.journal),
        Controls(control),
        player=player,
        listening="127.0.0.1:8080/scim/v2",
    )


@pytest.fixture
def open_app(story: Story, control: Recorder) -> Open:
    """Open the app over the whole run in a size, for keys to be pressed."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (100, 30),
        *,
        told: Story | None = None,
        acts: bool = True,
        player: Performance | None = None,
    ) -> AsyncIterator[Pilot[None]]:
        app = make_app(told or story, control if acts else None, player=player)
        async with app.run_test(size=size) as pilot:
            await quiet(pilot)
            yield pilot

    return opened
