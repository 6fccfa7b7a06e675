"""What the app asks of ``control``: engine, clock, tenant, scenario, leaving."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story
from tests.tui.keys import explained, press, screen
from tui.player import Gate, Performance

pytestmark = pytest.mark.anyio

SMALL = (80, 24)


def notices(pilot: Pilot[Any]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


async def to_person(pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on an assignment."""
    live = screen(pilot)
    person = next(r for r in live.state.assignments.window(0, 50) if r.login.startswith(name))  # type: ignore[attr-defined]
    live.action_pick("assignment", str(person.key))
    await pilot.pause()


# -- engine and clock ---------------------------------------------------------------------------


async def test_space_holds_and_releases(open_app: Open, control: Recorder) -> None:
    """The engine is held, the status bar says so, and is released again."""
    async with open_app(SMALL) as pilot:
        live = await press(pilot, "space")
        assert "HELD" in live.query_one("#status").render().plain  # type: ignore[attr-defined]

        await press(pilot, "space")
        assert control.calls == [("lab.hold", {}), ("lab.release", {})]


async def test_a_step_needs_a_held_engine(open_app: Open, control: Recorder) -> None:
    """``.`` lets one job through while held, and says what to do first otherwise."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "full_stop")
        assert control.calls == []
        assert any("Hold the engine first" in text for text in notices(pilot))

        await press(pilot, "space", "full_stop")
        assert control.calls[-1] == ("lab.step", {})


async def test_the_clock_goes_faster_and_slower(open_app: Open, control: Recorder) -> None:
    """``>`` doubles the speed, ``<`` halves it."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "greater_than_sign", "greater_than_sign", "less_than_sign")

        assert [args["speed"] for _, args in control.calls] == [2.0, 4.0, 2.0]


# -- the tenant -----------------------------------------------------------------------------------


async def test_retry_retries_the_open_task_of_the_person(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``R`` on fern retries fern's task."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "fern")
        await press(pilot, "R")

        assert control.calls == [("okta.task.retry", {"task": story.people["fern"].task})]


async def test_retry_without_a_task_says_so(open_app: Open, control: Recorder) -> None:
    """``R`` on somebody in sync does nothing."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "birch")
        await press(pilot, "R")

        assert control.calls == []
        assert "No task of birch waits for a retry." in notices(pilot)


async def test_the_act_menu_acts_on_the_selected_person(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``a`` and one more key: take away, deactivate, activate."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        for key in "tdc":
            await press(pilot, "a", key)

        who = {"user": story.people["cedar"].okta}
        assert control.calls == [
            ("okta.unassign", who),
            ("okta.user.deactivate", who),
            ("okta.user.activate", who),
        ]


async def test_editing_a_profile_sends_what_was_changed_only(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``a e`` shows the profile; only the field that was changed goes out."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        await press(pilot, "a")
        await press(pilot, "e")
        await pilot.pause()
        pilot.app.screen.query_one("#field-title", Input).value = "Principal Engineer"
        await press(pilot, "enter")
        await pilot.pause()

        who = story.people["cedar"].okta
        assert control.calls == [
            ("okta.user.update", {"user": who, "set": {"title": "Principal Engineer"}})
        ]


async def test_assigning_offers_people_without_the_app(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``a a`` and a few letters of the name."""
    user = {"id": "00uwillow000000005d7", "login": "willow@example.com", "status": "ACTIVE"}
    story.emit("okta.user.created", {**user, "profile": {"login": "willow@example.com"}})
    async with open_app(SMALL) as pilot:
        await press(pilot, "a")
        await press(pilot, "a", *"will", "enter")
        await pilot.pause()

        assert control.calls == [("okta.assign", {"user": user["id"]})]


async def test_what_control_refuses_is_shown(open_app: Open, control: Recorder) -> None:
    """The words of the refusal reach the person; the app goes on."""
    control.refuses = "The app is inactive."
    async with open_app(SMALL) as pilot:
        await press(pilot, "space")

        assert "The app is inactive." in notices(pilot)


async def test_a_finished_run_can_only_be_read(open_app: Open) -> None:
    """Without control everything that acts says why not."""
    async with open_app(SMALL, acts=False) as pilot:
        await press(pilot, "space", "a", "R", "greater_than_sign")

        assert len(notices(pilot)) == 4
        assert all("this run is over" in text for text in notices(pilot))


async def test_esc_leaves_the_menu_without_doing_anything(
    open_app: Open, control: Recorder
) -> None:
    """Menus are left one step at a time, too."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "a")
        await press(pilot, "escape")
        await pilot.pause()

        assert screen(pilot)
        assert control.calls == []


async def test_copying_gives_a_curl_command_without_the_token(open_app: Open) -> None:
    """``y c`` puts the request into the clipboard, the token as a variable."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "k", "k", "y")
        await press(pilot, "c")
        await pilot.pause()

        command = pilot.app.clipboard
        assert command.startswith("curl -i -X PUT http://127.0.0.1:8080/scim/v2/")
        assert '-H "Authorization: Bearer $SCIM_TOKEN"' in command
        assert "277" not in command


# -- leaving --------------------------------------------------------------------------------------


async def test_quitting_asks_while_jobs_are_under_way(open_app: Open) -> None:
    """``q`` asks; ``n`` stays, ``y`` leaves."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "q")
        await press(pilot, "n")
        await pilot.pause()
        assert pilot.app.is_running

        await press(pilot, "q")
        await press(pilot, "y")
        await pilot.pause()
        assert not pilot.app.is_running


async def test_quitting_does_not_ask_when_nothing_is_under_way(
    open_app: Open, empty_story: Story
) -> None:
    """``q`` leaves at once if there is nothing to lose."""
    async with open_app(SMALL, told=empty_story) as pilot:
        await pilot.press("q")
        await pilot.pause()

        assert not pilot.app.is_running


async def test_ctrl_q_leaves_at_once(open_app: Open) -> None:
    """Even out of a menu."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "a")
        await press(pilot, "ctrl+q")
        await pilot.pause()

        assert not pilot.app.is_running


# -- scenarios ------------------------------------------------------------------------------------


class FakeStep:
    """A step of a scenario."""

    def __init__(self, number: int, text: str = "", state: str = "open") -> None:
        self.number = number
        self.title = f"step {number}"
        self.text = text
        self.state = state


class FakeResult:
    scenario = "guide"
    error = ""


class FakePlayer:
    """Says something, then waits for the person, then ends."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.steps = [FakeStep(1, "Welcome."), FakeStep(2, "Look at the refusal."), FakeStep(3)]
        self.position = 0
        self.finished = False
        self.failures: list[FakeStep] = []
        self.result = FakeResult()

    async def run(self) -> None:
        self.steps[0].state = "passed"
        self.position = 1
        self.steps[1].state = "running"
        await self.gate.wait(self.steps[1].text)
        self.steps[1].state = self.steps[2].state = "passed"
        self.position = 3
        self.finished = True


async def test_a_scenario_says_what_it_wants_and_waits_for_space(open_app: Open) -> None:
    """The words are on the screen with the key that continues; space does."""
    gate = Gate()
    async with open_app(player=Performance(FakePlayer(gate), gate)) as pilot:
        live = await press(pilot, "2")
        panel = live.query_one("SayPanel")
        assert panel.region.height > 2
        assert "Look at the refusal." in panel.render().plain  # type: ignore[attr-defined]
        assert "press space to continue" in str(panel.border_subtitle)
        assert "guide ▸ step 2/3" in live.query_one("#status").render().plain  # type: ignore[attr-defined]

        await press(pilot, "space")
        await pilot.pause(0.15)
        assert "✓ done" in live.query_one("#status").render().plain  # type: ignore[attr-defined]
        assert not gate.waits


async def test_quitting_asks_while_a_scenario_is_under_way(
    open_app: Open, empty_story: Story
) -> None:
    """A scenario that waits is under way, too."""
    gate = Gate()
    player = Performance(FakePlayer(gate), gate)
    async with open_app(SMALL, told=empty_story, player=player) as pilot:
        await press(pilot, "2")
        await pilot.press("q")
        await pilot.pause()

        assert pilot.app.screen.__class__.__name__ == "Question"


async def test_the_first_refusal_of_a_scenario_is_explained_by_itself(
    open_app: Open, empty_story: Story
) -> None:
    """A newcomer sees why ZITADEL said no without pressing a key."""
    gate = Gate()
    player = Performance(FakePlayer(gate), gate)
    async with open_app(SMALL, told=empty_story, player=player) as pilot:
        live = screen(pilot)
        empty_story.refuse("elm", password=True)
        empty_story.journal.flush()
        live.poll()
        await pilot.pause()

        assert live.drawer.is_open
        assert "what helps: switch `hasSymbol` off" in await explained(pilot)


async def test_a_bug_of_the_simulator_is_shown_as_one(open_app: Open, story: Story) -> None:
    """A banner says that the simulator failed and not ZITADEL; esc takes it away."""
    async with open_app(SMALL) as pilot:
        story.emit("bug", {"type": "KeyError", "text": "'name'"})
        live = screen(pilot)
        live.poll()
        assert live.banner_text == "The simulator failed, not ZITADEL. KeyError: 'name'"

        await press(pilot, "escape")
        assert live.banner_text == ""


async def test_an_unreachable_target_is_named_with_the_reason(open_app: Open, story: Story) -> None:
    """A request without answer shows host and the system's own message until one succeeds."""
    cedar = story.people["cedar"]
    async with open_app(SMALL) as pilot:
        live = screen(pilot)
        lost = story.open(cedar, 1, "GET", "/Users")
        story.answer(lost, 0, None, error="connection refused")
        story.journal.flush()
        live.poll()
        assert "No answer from http://127.0.0.1:8080: connection refused." in live.banner_text

        story.answer(story.open(cedar, 1, "GET", "/Users"), 200, {})
        story.journal.flush()
        live.poll()
        assert live.banner_text == ""
