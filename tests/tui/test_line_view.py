"""Lines that scroll: where they begin, and what another size does to that."""

from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.tui.keys import quiet
from tui.widgets.line_view import LineView
from tui.widgets.lines import Lines

pytestmark = pytest.mark.anyio


class Shown(App[None]):
    """Nothing but such lines, the thirteenth of which is the one to begin with."""

    def compose(self) -> ComposeResult:
        """Show twenty."""
        yield LineView()

    def on_mount(self) -> None:
        """Begin."""
        lines: Any = [[(f"line {number}", "")] for number in range(1, 21)]
        self.query_one(LineView).show(lambda _width: Lines(lines, top=12))


async def test_who_has_not_moved_sees_the_place_to_begin_with_in_any_size() -> None:
    """A drawer grows after its lines are there; what is explained must not be left below."""
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(LineView)
        await quiet(pilot)
        begun = view.scroll_offset.y
        await pilot.resize_terminal(40, 15)
        await quiet(pilot)
        high = view.scroll_offset.y
        await pilot.resize_terminal(40, 6)
        await quiet(pilot)
        low = view.scroll_offset.y

    assert (begun, high, low) == (10, 5, 12)


async def test_who_has_moved_stays_there() -> None:
    """A new size takes nobody's place away."""
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(LineView)
        await quiet(pilot)
        view.move(-4)
        await pilot.resize_terminal(40, 8)
        await quiet(pilot)
        place = view.scroll_offset.y

    assert place == 6


@pytest.mark.parametrize(("moves", "place"), [(0, 10), (2, 2)], ids=["not moved", "moved"])
async def test_what_grows_shows_the_place_to_begin_with_to_who_has_not_moved(
    moves: int, place: int
) -> None:
    """A request that was under way when it was chosen has no line of its own yet."""
    lines: Any = [[(f"line {number}", "")] for number in range(1, 21)]
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(LineView)
        view.show(lambda _width: Lines(lines[:15]))
        await quiet(pilot)
        if moves:
            view.move(moves)
        view.show(lambda _width: Lines(lines, top=12), keep_place=True)
        await quiet(pilot)

        assert view.scroll_offset.y == place
