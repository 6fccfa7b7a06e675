"""Whatever lies over the live screen stays usable when the terminal becomes another size."""

from typing import Any

import pytest

from tests.tui.conftest import Recorder, make_app
from tests.tui.demo_journal import Story
from tests.tui.keys import press, quiet

pytestmark = pytest.mark.anyio

SMALLEST = (60, 16)
OVER = [("F",), ("F", "a"), ("a",), ("a", "e"), ("w", "h"), ("question_mark",), ("s",), ("q",)]


async def test_what_lies_over_the_run_fits_every_size(story: Story, control: Recorder) -> None:
    """Opened on a large terminal, looked at on the smallest one, and back again."""
    app = make_app(story, control)
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in OVER:
            await press(pilot, "1", "j", *keys)
            top: Any = app.screen
            assert top is not app.live, keys
            for size in (SMALLEST, (120, 40)):
                await pilot.resize_terminal(*size)
                await quiet(pilot)
                assert app.screen is top
                outer = [each for each in top.children if each.display and each.region.width]
                for each in outer:
                    assert top.region.contains_region(each.region), (keys, size, each)
            assert app.live.panes["requests"].region.width > 40
            while app.screen is not app.live:
                await press(pilot, "escape")


async def test_the_focus_comes_back_with_the_panes(story: Story, control: Recorder) -> None:
    """Whoever makes the terminal too small for a moment goes on where they were."""
    app = make_app(story, control)
    async with app.run_test(size=(120, 40)) as pilot:
        live = await press(pilot, "2", "k", "k")
        selection = live.state.selection

        await pilot.resize_terminal(50, 12)
        await quiet(pilot)
        await pilot.resize_terminal(80, 24)
        await quiet(pilot)

        assert live.focused is live.tables["requests"]
        assert live.state.selection == selection
