"""How the app looks, in three sizes; ``make snapshots`` draws the pictures anew."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.pictures import DOCS, FROM_SNAPSHOTS, SNAPSHOTS, without_fonts
from tests.tui.conftest import Recorder, make_app
from tests.tui.demo_journal import Story
from tests.tui.keys import press, quiet

Compare = Callable[..., bool]

CEDAR = ("k", "k")
DIFF = ("right_square_bracket",) * 3


def pressed(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys before the picture is taken."""

    async def before(pilot: Pilot[Any]) -> None:
        await quiet(pilot)
        for key in keys:  # one frame a key, as for a person
            await press(pilot, key)

    return before


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((80, 24), CEDAR, id="narrow-requests"),
        pytest.param((80, 24), (*CEDAR, "enter", *DIFF), id="narrow-diff"),
        pytest.param((120, 40), (*CEDAR, "enter"), id="medium-explain"),
        pytest.param((200, 60), (*CEDAR, "enter"), id="wide-explain"),
        pytest.param((200, 60), (*CEDAR, "enter", "right_square_bracket"), id="wide-side-by-side"),
    ],
)
def test_a_request_is_explained_in_every_size(
    snap_compare: Compare,
    story: Story,
    control: Recorder,
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    """Cedar's update: throttled, tried again, and one attribute lost on the way."""
    app = make_app(story, control)

    assert snap_compare(app, run_before=pressed(*keys), terminal_size=size)


def test_a_moment_looked_back_at_says_so(
    snap_compare: Compare, story: Story, control: Recorder
) -> None:
    """The playhead, both ends as they were, and what the keys do now."""
    app = make_app(story, control)

    assert snap_compare(app, run_before=pressed(*CEDAR, "t", "left"), terminal_size=(120, 40))


def test_the_readme_shows_what_the_app_shows() -> None:
    """Its pictures are the snapshots; ``make picture`` copies them."""
    for name, snapshot in FROM_SNAPSHOTS.items():
        shown = without_fonts((SNAPSHOTS / snapshot).read_text("utf-8"))
        assert (DOCS / name).read_text("utf-8") == shown


def test_the_first_start_says_what_will_be_where(
    snap_compare: Compare, empty_story: Story, control: Recorder
) -> None:
    """Nothing has happened yet."""
    assert snap_compare(make_app(empty_story, control), terminal_size=(120, 40))


def test_a_light_theme_keeps_everything_readable(
    snap_compare: Compare, story: Story, control: Recorder
) -> None:
    """Colours come from the theme alone."""
    app = make_app(story, control)
    app.theme = "textual-light"

    assert snap_compare(app, run_before=pressed(*CEDAR), terminal_size=(120, 40))


def test_without_colour_signs_and_frames_say_it_all(
    snap_compare: Compare, story: Story, control: Recorder, monkeypatch: Any
) -> None:
    """``NO_COLOR`` is respected."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(story, control)

    assert snap_compare(app, run_before=pressed(*CEDAR), terminal_size=(80, 24))
