"""Looking back: the playhead, and both ends as of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.journal.causes import Kind
from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, press, quiet, screen
from tui import past
from tui.run import Run
from tui.screens.live import LiveScreen
from tui.widgets.timeline import Timeline

pytestmark = pytest.mark.anyio


def status(live: LiveScreen) -> str:
    bar: Any = live.query_one("#status")
    return str(bar.render().plain)


def names(live: LiveScreen) -> set[str]:
    rows: Any = live.state.users.window(0, 50)
    return {row.name.partition("@")[0] for row in rows}


def seq_of(story: Story, **wanted: object) -> int:
    reader = screen_reader(story)
    return next(
        x.seq for x in reader if all(getattr(x, name) == value for name, value in wanted.items())
    )


def screen_reader(story: Story) -> Any:
    from simulator.journal.reader import Reader

    return Reader(story.journal.db).exchanges_after(0)


async def test_both_ends_are_shown_as_of_the_playhead_and_nothing_can_be_done(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``t`` begins at the selected request; what came later is not there; ``f`` returns to now."""
    refused = seq_of(story, status=400)
    async with open_app((120, 40)) as pilot:
        live = screen(pilot)
        live.action_pick("exchange", refused)
        live = await press(pilot, "t")
        assert live.footer_part() == "time"
        assert "AT +00:02.5" in status(live)
        assert "elm" not in names(live)
        assert live.state.requests.total == live.present.requests.total - 18
        assert live.state.selection is not None
        assert (live.state.selection.kind, live.state.selection.key) == (Kind.EXCHANGE, refused)

        await press(pilot, "R", "space", "U")
        assert control.calls == []
        assert any("looking back" in n.message for n in pilot.app._notifications)

        live = await press(pilot, "left")
        assert live.state.selection.key < refused
        live = await press(pilot, "end")
        assert {"elm", "thyme"} <= names(live)
        live = await press(pilot, "home", "k", "f")
        assert live.past is None
        assert "LIVE" in status(live)
        assert live.tables["requests"].follow


async def test_the_playhead_goes_by_step_and_by_the_mouse(open_app: Open, story: Story) -> None:
    """``shift`` and an arrow go to where a scenario step began; a click goes to its second."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "t", "shift+left")
        assert live.past is not None
        ten_back = live.past.playhead.exchange
        assert ten_back == live.present.requests.seqs[-11]

        bar = live.query_one(Timeline)
        await pilot.click(bar, offset=(1 + 6 + 1, 0))
        await quiet(pilot)
        began = story.journal.db.execute(
            "SELECT (at-?)/1000000 FROM exchange WHERE seq=?",
            (live.present.run.start, live.past.playhead.exchange),
        ).fetchone()
        assert began == (1,)
        live = await press(pilot, "escape")
        assert live.past is None


async def test_time_goes_back_where_the_run_does(open_app: Open, story: Story) -> None:
    """After a reset the strip ends where it went back to, and grows from there anew."""
    journal = story.journal
    refused = seq_of(story, status=400)
    async with open_app((120, 40)) as pilot:
        live = screen(pilot)
        before = live.present.run.elapsed()
        at = live.present.exchange(refused).at  # type: ignore[union-attr]
        story.clock.set(datetime.fromtimestamp(at / 1_000_000, UTC))
        journal.reset(refused, at=at)
        await journal.committed()
        live.poll()
        run, fresh = live.present.run, Run.of_journal(journal)
        assert run.elapsed() == fresh.elapsed() == at - run.start < before
        assert max(run.figures.seconds) == (at - run.start) // 1_000_000
        assert run.figures.seconds == fresh.figures.seconds
        assert run.figures.bad_seconds == fresh.figures.bad_seconds
        assert run.figures.requests == fresh.figures.requests

        live.action_time()
        await quiet(pilot)
        assert live.past is not None
        there = live.past.at_second(2)
        assert there is not None
        assert there.exchange is not None
        assert there.exchange <= refused


async def test_a_long_way_is_folded_beside_the_app(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests are there at once; the rest says that it is being folded, and comes."""
    monkeypatch.setattr(past, "AT_ONCE", 10)
    async with open_app((120, 40)) as pilot:
        live = screen(pilot)
        live.action_time()
        assert live.is_folding
        assert "Folding" in live.tables["users"].placeholder[1]
        await eventually(pilot, lambda: not live.is_folding)
        assert "cedar" in names(live)
