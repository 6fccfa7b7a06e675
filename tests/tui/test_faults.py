"""The modal of fault rules over a real run, and requests written into files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from simulator.world import World, WorldConfig
from tests.tui.conftest import Open
from tests.tui.keys import eventually, press, quiet
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.foreseeing import foreseen
from tui.panes.rules import as_fields, as_rule
from tui.run import Run
from tui.screens.faults import FaultsScreen
from tui.screens.forms import Form
from tui.state import State
from tui.writing import write_requests

pytestmark = pytest.mark.anyio
STORIES = Path(__file__).parents[2] / "scenarios"
START = datetime(2026, 7, 10, 8, tzinfo=UTC)


@asynccontextmanager
async def over_a_run() -> AsyncIterator[tuple[World, Pilot[None]]]:
    async with World.open(WorldConfig(seed=3, start=START)) as world:
        app = ScimulatorApp(Run.of_journal(world.journal), Controls(world.control))
        async with app.run_test(size=(120, 40)) as pilot:
            await press(pilot, "F")
            yield world, pilot


def modal(pilot: Pilot[Any]) -> FaultsScreen:
    return next(each for each in pilot.app.screen_stack if isinstance(each, FaultsScreen))


async def rules(world: World) -> list[Any]:
    found: list[Any] = (await world.control.do("lab.fault.list"))["faults"]
    return found


async def test_rules_are_added_edited_switched_and_taken_away() -> None:
    """Each key does to the run what it says; the status bar of the app knows."""
    async with over_a_run() as (world, pilot):
        await press(pilot, "a", *"lost", "enter")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 1)
        await press(pilot, "enter")
        form = pilot.app.screen
        assert isinstance(form, Form)
        form.query_one("#field-path", Input).value = "/Users/*"
        form.query_one("#field-method", Input).value = "PUT, PATCH"
        form.query_one("#field-name", Input).value = "gone"
        await press(pilot, "enter")
        await eventually(pilot, lambda: pilot.app.screen is modal(pilot))
        (rule,) = await rules(world)
        assert (rule["name"], rule["when_text"]) == ("gone", "PATCH/PUT /Users/*")
        assert rule["does"] == {"lost": True}

        await press(pilot, "space")
        await eventually(
            pilot, lambda: modal(pilot).rule is not None and not modal(pilot).rule["on"]
        )  # type: ignore[index]
        await press(pilot, "space")
        await eventually(pilot, lambda: modal(pilot).rule["on"])  # type: ignore[index]
        await press(pilot, "Z")
        await eventually(pilot, lambda: not modal(pilot).rule["on"])  # type: ignore[index]
        app: Any = pilot.app
        await press(pilot, "space", "escape")
        await eventually(pilot, lambda: "↯ 1" in str(app.live.query_one("#status").render()))
        await press(pilot, "F", "x")
        await eventually(pilot, lambda: not app.live.present.run.figures.faults)
        assert await rules(world) == []


async def test_changes_of_rules_are_taken_back() -> None:
    """``U`` takes back what was done in the modal, the newest first; the palette adds a rule."""
    async with over_a_run() as (world, pilot):
        await press(pilot, "a", *"lost", "enter")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 1)
        await press(pilot, "space")
        await eventually(pilot, lambda: not modal(pilot).rule["on"])  # type: ignore[index]
        await press(pilot, "x")
        await eventually(pilot, lambda: not len(modal(pilot).rules.source))
        await press(pilot, "escape", "U")
        (rule,) = await rules(world)
        assert (rule["does"], rule["on"]) == ({"lost": True}, False)

        await press(pilot, "U")
        assert (await rules(world))[0]["on"]
        await press(pilot, "U")
        assert await rules(world) == []

        await press(pilot, "ctrl+p", *"add fault lost")
        await eventually(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter", "enter")
        await eventually(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])
        await quiet(pilot)
        assert len(await rules(world)) == 1


def answering() -> dict[str, Any]:
    """A rule of which the form shows a part only."""
    when = {"method": ["PUT"], "query": "a=b", "times": 3, "until": "2026-07-10T09:00:00+00:00"}
    headers = {"X-Why": "test", "Retry-After": "7"}
    return {"when": when, "does": {"status": 503, "headers": headers, "body": "not now"}}


async def test_a_removed_rule_comes_back_with_all_it_said() -> None:
    """Its body, its headers, its moments, and its place: rules are asked in order."""
    async with over_a_run() as (world, pilot):
        await world.control.do("lab.fault.add", name="answer", on=False, **answering())
        await world.control.do("lab.fault.add", ready="slow")
        before = await rules(world)
        await press(pilot, "escape", "F")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 2)

        await press(pilot, "x")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 1)
        await press(pilot, "escape", "U")

        assert await rules(world) == before


async def test_editing_a_rule_keeps_what_no_field_shows() -> None:
    """Another number of times is no reason to lose the body; another kind of effect is."""
    async with over_a_run() as (world, pilot):
        await world.control.do("lab.fault.add", name="answer", **answering())
        await press(pilot, "escape", "F")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 1)

        for field, text in (("times", "2"), ("retry_after", "9"), ("status", "429")):
            await press(pilot, "enter")
            pilot.app.screen.query_one(f"#field-{field}", Input).value = text
            await press(pilot, "enter")
            await eventually(pilot, lambda: pilot.app.screen is modal(pilot))

        (rule,) = await rules(world)
        assert rule["when"] == {**answering()["when"], "times": 2}
        assert rule["does"] == {
            "status": 429,
            "headers": {
                "X-Why": "test",
                "Content-Type": "text/plain; charset=utf-8",
                "Retry-After": "9",
            },
            "body": "not now",
        }


async def test_lag_and_clock_are_taken_back() -> None:
    """Typed in the modal or stepped by a key, ``U`` sets them as they were before."""
    async with World.open(WorldConfig(seed=3, speed=4)) as world:
        app = ScimulatorApp(Run.of_journal(world.journal), Controls(world.control))
        async with app.run_test(size=(120, 40)) as pilot:
            assert "clock ×4" in str(app.live.query_one("#status").render())
            await press(pilot, "F")
            await eventually(pilot, lambda: modal(pilot)._kept.get("speed") == "4")
            modal(pilot).query_one("#f-lag", Input).value = "2s"
            modal(pilot).query_one("#f-speed", Input).value = "8"
            modal(pilot).set_focus(modal(pilot).query_one("#f-speed", Input))
            await press(pilot, "enter")
            await eventually(pilot, lambda: modal(pilot)._kept["speed"] == "8")
            await press(pilot, "escape", "greater_than_sign")
            seen = [await world.control.do("lab.state")]
            for _ in range(3):
                await press(pilot, "U")
                seen.append(await world.control.do("lab.state"))

    assert [each["speed"] for each in seen] == [16, 8, 4, 4]
    assert [each["lag"] for each in seen] == [2, 2, 2, 0]


async def test_all_rules_switched_off_at_once_come_back_at_once() -> None:
    """``Z`` is one change; those that were off before stay off."""
    async with over_a_run() as (world, pilot):
        for ready, on in (("lost", True), ("slow", False), ("reset", True)):
            await world.control.do("lab.fault.add", ready=ready, on=on)
        await press(pilot, "escape", "F", "Z")
        assert [rule["on"] for rule in await rules(world)] == [False, False, False]

        await press(pilot, "escape", "U")

        assert [rule["on"] for rule in await rules(world)] == [True, False, True]
        await press(pilot, "U")
        assert "Nothing of yours can be taken back." in str(list(pilot.app._notifications))


async def test_rules_are_clicked() -> None:
    """A click puts the cursor on a rule, on its box switches it; a double click edits it."""
    async with over_a_run() as (world, pilot):
        for ready in ("lost", "slow"):
            await world.control.do("lab.fault.add", ready=ready)
        await press(pilot, "escape", "F")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 2)

        await pilot.click(modal(pilot).rules, offset=(12, 1))
        assert modal(pilot).rule["name"] == "slow"  # type: ignore[index]
        assert pilot.app.screen is modal(pilot)
        await pilot.click(modal(pilot).rules, offset=(2, 0))
        await eventually(pilot, lambda: not modal(pilot).rule["on"])  # type: ignore[index]
        assert [rule["on"] for rule in await rules(world)] == [False, True]

        await pilot.double_click(modal(pilot).rules, offset=(12, 1))
        await eventually(pilot, lambda: isinstance(pilot.app.screen, Form))
        assert pilot.app.screen.query_one("#field-name", Input).value == "slow"


async def test_latency_lag_and_clock_are_figures_to_type() -> None:
    """What is refused stands below with its reason."""
    async with over_a_run() as (world, pilot):
        for name, text in (("latency", "300ms"), ("jitter", "100ms"), ("lag", "2s")):
            modal(pilot).query_one(f"#f-{name}", Input).value = text
        modal(pilot).set_focus(modal(pilot).query_one("#f-lag", Input))
        await press(pilot, "enter")
        await eventually(pilot, lambda: len(modal(pilot).rules.source) == 1)
        await eventually(pilot, lambda: modal(pilot)._kept["lag"] == "2s")
        assert (await world.control.do("lab.state"))["lag"] == 2
        (rule,) = await rules(world)
        assert rule["does_text"] == "+300ms ±100ms"

        modal(pilot).query_one("#f-lag", Input).value = "soon"
        modal(pilot).set_focus(modal(pilot).query_one("#f-lag", Input))
        await press(pilot, "enter")
        said = modal(pilot).query_one("#said")
        await eventually(pilot, lambda: "lag cannot be" in str(said.render()))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"when": {"method": ["PUT"], "times": 1}, "does": {"lost": True}}, id="lost"),
        pytest.param({"when": {}, "does": {"status": 503}}, id="status"),
        pytest.param({"when": {"user": "cedar"}, "does": {"delay": "800ms"}}, id="delay"),
        pytest.param(
            {"when": {"push": "UPDATE"}, "does": {"status": 429, "retry_after": 2}}, id="throttle"
        ),
    ],
)
def test_a_rule_read_from_fields_is_the_rule_that_was_written(rule: dict[str, Any]) -> None:
    """Nothing is lost between list and form."""
    given = {"name": "it", "side": "server", **rule}
    shown = dict(given)
    after = rule["does"].get("retry_after")
    if after is not None:  # the list tells it as a header
        shown["does"] = {"status": 429, "headers": {"Retry-After": str(after)}}

    assert as_rule(as_fields(shown)) == given


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"method": "PUT"}, "It matches 4 of the last 29", id="method"),
        pytest.param({"path": "/Users/*", "user": "cedar"}, "It matches 4 of", id="person"),
        pytest.param({"path": "/Groups"}, "It matches none of the last 29", id="none"),
        pytest.param({"method": "PUTT"}, "no method PUTT", id="mistake"),
        pytest.param({"times": "x"}, "times must be a whole number", id="no number"),
    ],
)
def test_a_pattern_is_tried_on_what_was_sent(story: Any, fields: dict[str, str], said: str) -> None:
    """A wrong one is noticed before it is needed."""
    from simulator.glyphs import UNICODE

    state = State(Run.of_journal(story.journal))

    document = foreseen(state, {"does": "status", "status": "503", **fields}, UNICODE)

    assert said in "".join(text for text, _ in document.line(0))


@pytest.mark.source("okta-provisioning.md 2.3 (documented)")
async def test_a_pattern_goes_by_what_a_push_is_while_it_runs() -> None:
    """An assignment is a CREATE until its lookup finds somebody; a rule never sees it as a LINK."""
    from simulator.glyphs import UNICODE
    from simulator.playing import play_file
    from simulator.scenario.loader import load

    told: dict[str, str] = {}

    def ended(world: Any) -> None:
        state = State(Run.of_journal(world.journal))
        for push in ("CREATE", "LINK"):
            fields = {"does": "status", "status": "503", "push": push, "path": "/Users"}
            document = foreseen(state, fields, UNICODE)
            told[push] = "".join(text for text, _ in document.line(0))

    result = await play_file(
        load(STORIES / "lifecycle" / "already-there.yaml"), timer=lambda: 0.0, ended=ended
    )

    assert result.passed
    assert told["CREATE"].startswith("It matches 1 of the last")
    assert told["LINK"].startswith("It matches none of the last")


# -- writing --------------------------------------------------------------------------------------


async def test_the_shown_requests_are_written(open_app: Open, tmp_path: Path) -> None:
    """Those that the filter leaves, as HAR or as JSON lines."""
    async with open_app((120, 40)) as pilot:
        await press(pilot, "slash", *"status:4xx", "enter")
        for key, name in (("h", "a.har"), ("j", "a.jsonl")):
            await press(pilot, "w", key)
            pilot.app.screen.query_one("#field-file", Input).value = str(tmp_path / name)
            await press(pilot, "enter")

    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}  # noqa: ASYNC240
    entries = orjson.loads(written["a.har"])["log"]["entries"]
    lines = [orjson.loads(line) for line in written["a.jsonl"].splitlines()]
    assert [each["response"]["status"] for each in entries] == [400, 409, 429]
    assert [each["status"] for each in lines] == [400, 409, 429]
    assert set(written) == {"a.har", "a.jsonl"}


def test_a_file_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    """And nothing is left behind."""
    with pytest.raises(Exception, match="cannot be written: no such file or directory"):
        write_requests(tmp_path / "no" / "a.har", "har", ())
