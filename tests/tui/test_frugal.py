"""Asking the widgets that changed alone must paint what asking all of them would."""

from typing import Any

import pytest
from textual._compositor import Compositor

from tests.tui.conftest import Open
from tests.tui.keys import press
from tui.widgets.frugal import FrugalCompositor

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("painted")]

KEYS = ("k", "k", "enter", "right_square_bracket", "1", "j", "plus", "underscore", "e", "e", "3")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_what_changed_looks_as_if_everything_had_been_asked(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """Key by key, each piece that goes to the terminal is the toolkit's own."""
    frugal: Any = FrugalCompositor.render_partial_update
    compared, different = 0, []

    def both(self: Any) -> Any:
        nonlocal compared
        dirty = set(self._dirty_regions)
        ours = frugal(self)
        self._dirty_regions.update(dirty)
        theirs: Any = Compositor.render_partial_update(self)
        for y, left, right in ours.spans if ours is not None else ():
            for x, end in zip(ours.chops[y], ours.chop_ends[y], strict=True):
                if x < right and end > left:
                    compared += 1
                    if ours.chops[y][x] != theirs.chops[y][x]:
                        different.append((y, x))
        return ours

    async with open_app(size) as pilot:
        monkeypatch.setattr(FrugalCompositor, "render_partial_update", both)
        for key in KEYS:
            await press(pilot, key)
        monkeypatch.undo()

    assert compared > 100
    assert different == []
