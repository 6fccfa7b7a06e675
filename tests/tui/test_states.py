"""What the app says when there is nothing, not yet anything, or something is wrong (13)."""

from pathlib import Path

import pytest

from simulator.errors import FilterError
from simulator.events import Event
from simulator.journal import search
from simulator.journal.search import compile_query
from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story, tell_all
from tests.tui.keys import eventually, press, quiet, screen
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run
from tui.screens import filtering
from tui.screens.menus import Told
from tui.widgets.work_list import WorkList

pytestmark = pytest.mark.anyio

SIZE = (120, 40)


async def test_a_filter_without_result_says_what_matches_nothing(open_app: Open) -> None:
    """And how to get rid of it."""
    async with open_app(SIZE) as pilot:
        live = await press(pilot, "slash", *"status:5xx", "enter")

        said = live.tables["requests"].placeholder
        assert said[1] == "No request matches status:5xx."
        assert said[3] == "esc clears the filter"


async def test_a_filter_under_way_shows_that_it_counts(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """The rows found so far stay; the newest question wins over an older answer."""
    async with open_app(SIZE) as pilot:
        live = screen(pilot)
        live.searching = True
        assert live._count("requests") == "30+ …"

        asked = compile_query("status:4xx")
        live._asked = asked
        assert not live._found(compile_query("status:429"), [1], 0)
        until = live.state.run.reader.last_pos()
        assert live._found(asked, [201], until)
        assert live.searching
        assert list(live.state.requests._shown) == [201]

        live._found(asked, [201], until, whole=True)
        assert not live.searching


async def test_a_long_run_is_searched_beside_the_app_and_misses_nothing_new(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The newest slice is shown first; what arrives meanwhile is in the list as well."""
    monkeypatch.setattr(filtering, "IN_THREAD", 0)
    monkeypatch.setattr(search, "_SLICE", 4)
    told = tell_all(tmp_path / "run.db")
    async with open_app(SIZE, told=told) as pilot:
        live = await press(pilot, "slash", *"body:cedar", "enter")
        await quiet(pilot)

        shown = list(live.state.requests.shown)
        assert not live.searching
        assert shown == compile_query("body:cedar").exchanges(told.journal.db)

        query = live._asked = compile_query("body:cedar")
        db = told.journal.db
        (before_the_last,) = db.execute(
            "SELECT pos-1 FROM exchange WHERE seq=?", shown[-1:]
        ).fetchone()
        assert live._found(query, shown[:1], before_the_last)
        assert list(live.state.requests.shown) == [shown[0], shown[-1]]
    told.journal.close()


async def test_a_run_that_is_still_being_read_says_so_and_takes_keys(
    empty_story: Story, control: Recorder
) -> None:
    """No overlay: the panes say it, and every key works."""
    run = Run.of_journal(empty_story.journal)
    opening = True
    run._opening = lambda: opening
    app = ScimulatorApp(run, Controls(control))
    async with app.run_test(size=SIZE) as pilot:
        await quiet(pilot)
        live = screen(pilot)
        assert "OPENING" in str(live.query_one("#status").render())
        assert live.tables["requests"].placeholder[1] == "Reading the run …"

        opening = False
        await press(pilot, "1")
        assert "LIVE" in str(live.query_one("#status").render())
        assert "Nobody is assigned yet." in live.tables["assignments"].placeholder


async def test_a_failure_of_the_simulator_is_told_apart_and_shown_whole(
    open_app: Open, story: Story
) -> None:
    """The banner has its first line, enter the rest; the panes go on."""
    async with open_app(SIZE) as pilot:
        data = {"type": "KeyError", "text": "'x'", "where": "GET /a", "traceback": "one\ntwo"}
        story.journal.emit([Event(kind="bug", data=data)])
        live = screen(pilot)
        live.poll()
        assert live.banner_text.startswith("The simulator failed, not ZITADEL. KeyError: 'x'")

        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Told)
        assert ("two", "") in pilot.app.screen.lines
        await press(pilot, "escape", "enter")
        assert live.drawer.is_open


async def test_a_refused_token_is_told_in_zitadel_s_words(open_app: Open, story: Story) -> None:
    """With the place where the token comes from."""
    async with open_app(SIZE) as pilot:
        sent = story.open(story.people["cedar"], 1, "GET", "/Users")
        story.answer(sent, 401, {"detail": "invalid token (AUTH-7fs1e)"}, reason="Unauthorized")
        story.journal.flush()
        live = screen(pilot)
        live.poll()

        assert "ZITADEL refuses the token: invalid token (AUTH-7fs1e)." in live.banner_text
        assert "Provisioning settings" in live.banner_text


async def test_a_mistake_in_a_filter_has_its_caret_under_the_place(open_app: Open) -> None:
    """The list keeps what it showed."""
    async with open_app(SIZE) as pilot:
        live = await press(pilot, "slash", *"cedar foo:1", "enter")
        edge = live.panes["requests"]._border_subtitle
        assert edge is not None
        assert isinstance(live.mistakes["requests"], FilterError)
        assert edge.plain.index("^") == 6


async def test_a_tall_terminal_shows_no_frame_around_no_work(
    empty_story: Story, open_app: Open
) -> None:
    """Jobs and tasks have a place below the assignments when there are any."""
    async with open_app((120, 60), told=empty_story) as pilot:
        assert not screen(pilot).query_one(WorkList).display
    async with open_app((120, 60)) as pilot:
        assert screen(pilot).query_one(WorkList).display


async def test_time_goes_on_under_a_dialog(open_app: Open, story: Story) -> None:
    """A dialog hides no clock: status bar and ages behind it grow once a second."""
    async with open_app() as pilot:
        live = await press(pilot, "question_mark")
        assert not live.is_active
        before = str(live.query_one("#status").render())

        story.clock.advance(7.0)
        for _ in range(20):
            live.tick()

        await eventually(pilot, lambda: str(live.query_one("#status").render()) != before)
