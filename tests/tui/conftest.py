"""A run to look at, and the app over it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.pilot import Pilot

from simulator.errors import UsageError
from simulator.events import JSON
from tests.tui.demo_journal import Story, new_story, tell_all
from tests.tui.frames import Unseen
from tests.tui.keys import quiet
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.player import Performance
from tui.run import Run
from tui.screens.live import LiveScreen
from tui.state import State

LISTENING = "127.0.0.1:8080/scim/v2"


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

    @property
    def changes(self) -> list[tuple[str, dict[str, JSON]]]:
        """What was asked apart from previews, which come whenever somebody stops typing."""
        return [call for call in self.calls if call[0] not in ("okta.preview", "okta.whatif")]


@pytest.fixture
def painted() -> bool:
    """For a test that looks at what goes to the terminal."""
    return True


@pytest.fixture(autouse=True)
def unseen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint when the app has come to rest, not on the way there.

    A terminal that does not keep up leaves such frames out, too. Widgets are asked for every line
    that changed, which nobody joins where no terminal shows them; pictures are painted as ever.
    """
    if "painted" not in request.fixturenames:
        monkeypatch.setattr(Compositor, "render_update", Unseen.render_update)
        monkeypatch.setattr(Compositor, "_render_chops", Unseen.render_chops)


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
        listening=LISTENING,
    )


@pytest.fixture(scope="package")
def anyio_backend() -> str:
    """Run on one event loop, so that an app can be lent to one test after the other."""
    return "asyncio"


class Lent:
    """Apps that stay open: showing another run takes a tenth of opening an app for it.

    Whoever gets one finds it as it would be new, over the story of the test.
    """

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._open: dict[tuple[int, int], Pilot[None]] = {}
        self._blank = new_story()

    async def lend(self, size: tuple[int, int], told: Story, controls: Controls) -> Pilot[None]:
        """Show a story in an app of a size."""
        pilot = self._open.pop(size, None)
        if pilot is None or not pilot.app.is_running or pilot.app.size != size:
            app = ScimulatorApp(Run.of_journal(told.journal), controls, listening=LISTENING)
            return await self._stack.enter_async_context(app.run_test(size=size))
        self._show(pilot, told, controls)
        return pilot

    async def give_back(self, size: tuple[int, int], pilot: Pilot[None]) -> None:
        """Take everything away that a test did to the app."""
        app: Any = pilot.app
        if not app.is_running or app.size != size:
            return
        await quiet(pilot)
        while len(app.screen_stack) > 1:
            app.pop_screen()
        app.clear_notifications()
        app._clipboard = ""
        live = app.live
        if live.drawer.is_searched:
            live.drawer.end_search()
        live.drawer.wanted, live.unchanged = "Explain", False
        if live.has_class("-zoomed"):
            live.action_zoom(-1)
        for pane in live.panes.values():
            pane.show_tab(0)
            pane.filter_line._kept.clear()
        self._show(pilot, self._blank, Controls(None))
        live.show_pane(live.panes["requests"])
        await quiet(pilot)
        self._open[size] = pilot

    def put_away(self, pilot: Pilot[None]) -> None:
        """Leave an app alone that a test left in who knows which state."""
        self._show(pilot, self._blank, Controls(None))

    def _show(self, pilot: Pilot[None], told: Story, controls: Controls) -> None:
        live: LiveScreen = pilot.app.screen_stack[0]  # type: ignore[assignment]
        run = Run.of_journal(told.journal)
        with pilot.app._context():  # not that of the app opened last, which has another size
            live.adopt(State(run), controls, target="fake", listening=LISTENING)


@pytest.fixture(scope="package")
async def lent(anyio_backend: str) -> AsyncIterator[Lent]:
    """Apps for all tests of this folder."""
    async with AsyncExitStack() as stack:
        yield Lent(stack)


@pytest.fixture
def open_app(story: Story, control: Recorder, lent: Lent) -> Open:
    """Open the app over the whole run in a size, for keys to be pressed."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (100, 30),
        *,
        told: Story | None = None,
        acts: bool = True,
        player: Performance | None = None,
    ) -> AsyncIterator[Pilot[None]]:
        if player is not None:
            app = make_app(told or story, control if acts else None, player=player)
            async with app.run_test(size=size) as pilot:
                await quiet(pilot)
                yield pilot
            return
        pilot = await lent.lend(size, told or story, Controls(control if acts else None))
        with pilot.app._context():
            await quiet(pilot)
            try:
                yield pilot
            except BaseException:
                lent.put_away(pilot)
                raise
            await lent.give_back(size, pilot)

    return opened
