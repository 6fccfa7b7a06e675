"""How the app looks, in three sizes; ``make snapshots`` draws the pictures anew."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from simulator.events import JSON
from tests.pictures import DOCS, FROM_SNAPSHOTS, SNAPSHOTS, without_fonts
from tests.tui.conftest import Recorder, make_app
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, press, quiet
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run
from tui.theatre import Theatre

pytestmark = pytest.mark.usefixtures("painted")

Compare = Callable[..., bool]

CEDAR = ("k", "k")
TITLE = ("j",) * 9
DIFF = ("right_square_bracket",) * 3


def pressed(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys before the picture is taken."""

    async def before(pilot: Pilot[Any]) -> None:
        await quiet(pilot)
        for key in keys:  # one frame a key, as for a person
            await press(pilot, key)
        if len(pilot.app.screen_stack) > 1:  # what lies below was painted when it was covered
            pilot.app.screen.refresh()
            await quiet(pilot)

    return before


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((80, 24), CEDAR, id="narrow-requests"),
        pytest.param((80, 24), (*CEDAR, "enter", *DIFF), id="narrow-diff"),
        pytest.param((120, 40), (*CEDAR, "enter"), id="medium-explain"),
        pytest.param((120, 40), (*CEDAR, "l", *TITLE, "enter"), id="medium-attribute"),
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


class WithFaults(Recorder):
    """A control of a run with two rules."""

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        rule: dict[str, JSON] = {"side": "server", "when": {}, "on": True, "hits": 1}
        put = {"when_text": "PUT /Users/*", "does_text": "429 Retry-After 2", "hits_text": "1/1"}
        throttle = {**rule, "name": "throttle", "does": {"status": 429}, **put}
        late = {"when_text": "any", "does_text": "+800ms ±200ms", "on": False, "hits_text": "0"}
        slow = {**rule, "name": "slow", "does": {"delay": [0.6, 1.0]}, **late}
        return {"faults": [throttle, slow]} if verb == "lab.fault.list" else {"speed": 1.0}


@pytest.mark.parametrize(
    "size", [pytest.param((80, 24), id="narrow"), pytest.param((120, 40), id="medium")]
)
def test_fault_rules_lie_over_the_run(
    snap_compare: Compare, story: Story, size: tuple[int, int]
) -> None:
    """With their hits, latency, lag and clock."""
    app = make_app(story, WithFaults())

    assert snap_compare(app, run_before=pressed("F"), terminal_size=size)


PIECE = """\
scenario: {name}
title: What is expected of somebody nobody assigned
given:
  okta:
    users: [{{login: aspen@example.com, firstName: Aspen, lastName: Lake}}]
steps:
  - say: Nobody assigns Aspen.
  - profile: {{user: aspen, set: {{title: Lead}}}}
  - expect: {{users: {{aspen: {account}}}}}
"""


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    """Scenarios of every kind: one passes, one fails, one is no scenario."""
    for name, account in (("absent", "absent"), ("present", "present")):
        (tmp_path / f"{name}.yaml").write_text(PIECE.format(name=name, account=account))
    (tmp_path / "no-step.yaml").write_text("scenario: no-step\nsteps:\n  - asign: aspen\n")
    return tmp_path


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((80, 24), ("j", "j"), id="narrow-failed"),
        pytest.param((120, 40), ("j", "j"), id="medium-failed"),
        pytest.param((120, 40), ("j",), id="medium-unusable"),
        pytest.param((200, 60), (), id="wide-passed"),
    ],
)
def test_scenarios_show_how_they_ended(
    snap_compare: Compare,
    empty_story: Story,
    pieces: Path,
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    """The list, the steps, and what a step expected and found."""
    app = ScimulatorApp(
        Run.of_journal(empty_story.journal),
        Controls(None),
        theatre=Theatre(lambda: None, timer=lambda: 0.0),
        scenarios=[pieces],
    )

    async def played(pilot: Pilot[Any]) -> None:
        await pressed("s", "a")(pilot)
        await eventually(pilot, lambda: app.catalogue.count("failed"))
        await eventually(pilot, lambda: not any(each.playing for each in app.catalogue.pieces))
        await pressed(*keys)(pilot)

    assert snap_compare(app, run_before=played, terminal_size=size)


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
