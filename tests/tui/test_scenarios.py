"""The scenario player: real files, real worlds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from simulator.scenario.result import StepState
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, press, quiet
from tui import scenarios
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run
from tui.screens.menus import Choice
from tui.screens.scenarios import ScenariosScreen
from tui.theatre import Theatre

pytestmark = pytest.mark.anyio

GIVEN = """\
scenario: {name}
title: A short story
given:
  okta:
    users: [{{login: aspen@example.com, firstName: Aspen, lastName: Lake}}]
steps:
  - say: Hello.
  - profile: {{user: aspen, set: {{title: Lead}}}}
  - expect: {{users: {{aspen: {account}}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "first-steps"
    inside.mkdir()
    (inside / "good.yaml").write_text(GIVEN.format(name="good", account="absent"))
    (inside / "wrong.yaml").write_text(GIVEN.format(name="wrong", account="present"))
    (inside / "_part.yaml").write_text("given: {seed: 1}\n")
    (tmp_path / "broken.yaml").write_text("scenario: broken\nsteps:\n  - asign: aspen\n")
    return tmp_path


@pytest.fixture
def opened(empty_story: Story, folder: Path) -> Any:
    @asynccontextmanager
    async def open_it(
        size: tuple[int, int] = (120, 40), *, waits: bool = True, root: Path = folder
    ) -> AsyncIterator[Pilot[None]]:
        app = ScimulatorApp(
            Run.of_journal(empty_story.journal),
            Controls(None),
            theatre=Theatre(lambda: None),
            scenarios=[root],
        )
        async with app.run_test(size=size) as pilot:
            await quiet(pilot)
            if waits:
                await press(pilot, "s")
            else:
                pilot.app.post_message(Key("s", "s"))
            yield pilot

    return open_it


def shown(pilot: Pilot[Any]) -> ScenariosScreen:
    found = pilot.app.screen
    assert isinstance(found, ScenariosScreen)
    return found


def states(screen: ScenariosScreen) -> list[StepState]:
    piece = screen.piece
    assert piece is not None
    return [step.state for step in screen.step_views(piece)]


def titles(screen: ScenariosScreen) -> list[str]:
    rows: Any = screen.pieces.source.window(0, 50)
    return [row.title for row in rows]


def marks(screen: ScenariosScreen) -> dict[str, str]:
    rows: Any = screen.pieces.source.window(2, 50)
    return {row.title: row.state for row in rows}


async def test_files_are_listed_by_folder_and_mistakes_stand_in_place(opened: Any) -> None:
    """A file that cannot be played says where and why, and plays as soon as it is mended."""
    async with opened() as pilot:
        screen = shown(pilot)
        assert titles(screen) == ["broken", "first steps", "good", "wrong"]
        assert "line 3, column 5" in screen.view.plain_text()
        assert "Did you mean assign?" in screen.view.plain_text()

        piece = screen.piece
        assert piece is not None
        piece.path.write_text(GIVEN.format(name="mended", account="absent"))
        await eventually(pilot, lambda: "mended" in titles(screen))
        assert len(states(screen)) == 3


async def test_a_scenario_is_found_by_a_part_of_its_name(opened: Any) -> None:
    """``/`` and a few letters instead of a hundred rows; ``esc`` leaves the cursor alone."""
    async with opened() as pilot:
        screen = shown(pilot)
        await press(pilot, "slash", *"ong", "escape")
        assert screen.piece is not None
        assert screen.piece.name == "broken"

        await press(pilot, "slash", *"ong", "enter")

        assert screen.piece.name == "wrong"
        assert len(states(screen)) == 3


async def test_files_are_read_beside_the_app(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are listed at once; only the one under the cursor is waited for."""
    go_on, read, real = Event(), list[str](), scenarios.load_cases

    def slow(path: Path) -> Any:
        if current_thread() is not main_thread():
            go_on.wait()
        read.append(path.stem)
        return real(path)

    monkeypatch.setattr(scenarios, "load_cases", slow)
    try:
        async with opened(waits=False) as pilot:
            await eventually(pilot, lambda: isinstance(pilot.app.screen, ScenariosScreen))
            screen = shown(pilot)
            await eventually(pilot, lambda: len(titles(screen)) == 4)
            await eventually(pilot, lambda: read == ["broken"])
            pilot.app.post_message(Key("j", "j"))
            await eventually(pilot, lambda: read == ["broken", "good"])
            assert screen.catalogue.count("unusable") == 1
            go_on.set()
            await eventually(pilot, lambda: all(p.is_read for p in screen.catalogue.pieces))
    finally:
        go_on.set()
    assert read.count("wrong") == 1


async def test_all_are_played_in_a_moment_and_the_failed_ones_again(opened: Any) -> None:
    """A failed expectation shows what was expected and what was found."""
    async with opened() as pilot:
        screen = shown(pilot)
        await press(pilot, "a")
        await eventually(pilot, lambda: screen.catalogue.count("failed") == 1)
        assert screen.catalogue.count("passed") == 1

        await press(pilot, "j", "j")
        assert states(screen)[-1] is StepState.FAILED
        told = screen.view.plain_text()
        assert "expected" in told
        assert "present" in told
        assert "absent" in told
        await press(pilot, "e")
        await eventually(pilot, lambda: not any(p.playing for p in screen.catalogue.pieces))
        assert screen.catalogue.count("failed") == 1


async def test_a_scenario_is_stepped_through_and_begun_again(opened: Any) -> None:
    """In a world of its own that the live screen shows; steps wait while paused."""
    async with opened() as pilot:
        screen = shown(pilot)
        await press(pilot, "j", "full_stop")
        app: Any = pilot.app
        await eventually(
            pilot, lambda: app.live.player is not None and screen.performance.done == 1
        )
        assert app.live.present.requests.total == 0
        bar = screen.query_one("#player-status")
        await eventually(pilot, lambda: "WAITS" in str(bar.render()))

        await press(pilot, "full_stop")
        await eventually(pilot, lambda: screen.performance.done == 2)
        await press(pilot, "space")
        await eventually(pilot, lambda: screen.performance.finished)
        assert states(screen) == [StepState.PASSED] * 3
        first = screen.performance

        await press(pilot, "r")
        await eventually(pilot, lambda: screen.performance is not first)
        await eventually(pilot, lambda: screen.performance.finished)
        assert not screen.performance.failed

        await press(pilot, "j", "enter")
        await eventually(pilot, lambda: screen.performance.failed)
        await eventually(pilot, lambda: marks(screen) == {"good": "", "wrong": "failed"})
        await pilot.double_click(screen.pieces, offset=(8, 2))
        await eventually(pilot, lambda: marks(screen)["good"] == "passed")
        await press(pilot, "escape")
        assert pilot.app.screen is app.live
        assert "good" in str(app.live.query_one("#status").render())


async def test_a_row_of_a_table_is_chosen_and_begun_again(opened: Any, folder: Path) -> None:
    """``enter`` offers the rows; ``r`` begins the one again that was played, without asking."""
    rows = "cases: {one: {there: absent}, two: {there: present}}\n"
    text = GIVEN.format(name="table", account="'${there}'") + rows
    (folder / "first-steps" / "table.yaml").write_text(text)
    async with opened() as pilot:
        screen = shown(pilot)
        await press(pilot, "j", "j", "enter")
        assert isinstance(pilot.app.screen, Choice)
        await press(pilot, *"tw", "enter")
        await eventually(pilot, lambda: screen.performance is not None)
        await eventually(pilot, lambda: screen.performance.finished)
        first = screen.performance
        assert (first.title, first.failed) == ("table[two]", True)

        await press(pilot, "r")
        await eventually(pilot, lambda: screen.performance is not first)
        await eventually(pilot, lambda: screen.performance.finished)
        assert screen.performance.title == "table[two]"

        await press(pilot, "escape", "s")
        assert shown(pilot).piece is not None
        assert shown(pilot).piece.name == "table"


async def test_the_story_that_is_played_is_under_the_cursor(
    opened: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it was named from elsewhere than the list was, as ``demo`` does."""
    monkeypatch.chdir(folder)
    async with opened(root=Path()) as pilot:
        await press(pilot, "escape")
        app: Any = pilot.app
        app.play(folder / "first-steps" / "wrong.yaml")
        await eventually(pilot, lambda: app.live.player is not None)

        await press(pilot, "s")

        piece = shown(pilot).piece
        assert piece is not None
        assert piece.name == "wrong"


async def test_every_row_of_a_table_counts(tmp_path: Path) -> None:
    """What only fails in its second row has failed, as it has for ``scimulator run``."""
    cases = (
        'steps:\n  - expect: {{okta_users: {{aspen: {{profile: {{lastName: "${{last}}"}}}}}}}}\n'
    )
    text = GIVEN.partition("steps:")[0] + cases
    text += "cases: {{one: {{last: Lake}}, two: {{last: Pond}}}}\n"
    file = tmp_path / "table.yaml"
    file.write_text(text.format(name="table"))

    result = await Theatre(lambda: None).rehearse(file, lambda _: None)

    assert result.scenario == "table[two]"
    assert not result.passed
