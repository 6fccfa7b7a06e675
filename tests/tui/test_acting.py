"""What the app asks of ``control``: engine, clock, tenant, scenario, leaving."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from simulator.scenario.difference import Difference
from simulator.scenario.result import StepState, StepView
from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, explained, press, quiet, screen
from tui.player import Gate, Performance
from tui.screens.menus import Menu

pytestmark = pytest.mark.anyio

SMALL = (80, 24)


def text_of(widget: Any) -> str:
    """Return what a line or a panel shows."""
    return str(widget.render().plain)


def notices(pilot: Pilot[Any]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


def menu_line(pilot: Pilot[Any], start: str) -> str:
    """Return the reason a menu gives why an entry cannot be chosen."""
    asked = pilot.app.screen
    assert isinstance(asked, Menu)
    return next((each.why_not for each in asked.entries if each.label.startswith(start)), "")


def type_at_once(pilot: Pilot[Any], *keys: str) -> None:
    """Let keys arrive in one piece."""
    for key in keys:
        is_character = len(key) == 1
        name = _character_to_key(key) if is_character else key
        pilot.app.post_message(Key(name, key if is_character else None))


async def asked(pilot: Pilot[Any], control: Recorder) -> None:
    """Wait until something was asked of the run."""
    await eventually(pilot, lambda: control.calls)


async def to_person(pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on an assignment."""
    live = screen(pilot)
    person = next(r for r in live.state.assignments.window(0, 50) if r.login.startswith(name))  # type: ignore[attr-defined]
    live.action_pick("assignment", str(person.key))
    await quiet(pilot)


# -- engine and clock ---------------------------------------------------------------------------


async def test_space_holds_and_releases(open_app: Open, control: Recorder) -> None:
    """The engine is held, the status bar says so, and is released again."""
    async with open_app(SMALL) as pilot:
        live = await press(pilot, "space")
        assert "HELD" in live.query_one("#status").render().plain  # type: ignore[attr-defined]

        await press(pilot, "space")
        assert control.calls == [("lab.hold", {}), ("lab.release", {})]


async def test_a_hold_that_is_refused_is_not_shown(open_app: Open, control: Recorder) -> None:
    """The status bar goes back to what is true."""
    control.refuses = "The journal cannot be written."
    async with open_app(SMALL) as pilot:
        live = await press(pilot, "space")
        await quiet(pilot)

        assert "LIVE" in text_of(live.query_one("#status"))


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
    """``a`` and one more key: take away, deactivate; nobody active is activated."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        for key in "tdc":
            await press(pilot, "a", key)
        assert menu_line(pilot, "Activate cedar") == "is active"

        who = {"user": story.people["cedar"].okta}
        assert control.calls == [("okta.unassign", who), ("okta.user.deactivate", who)]


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        pytest.param("DEPROVISIONED", "okta.user.activate", id="deactivated"),
        pytest.param("SUSPENDED", "okta.user.unsuspend", id="suspended"),
    ],
)
async def test_who_is_not_active_can_be_activated(
    open_app: Open, control: Recorder, story: Story, status: str, verb: str
) -> None:
    """What brings a person back depends on why they are away."""
    who = story.people["cedar"].okta
    story.emit("okta.user.status_changed", {"id": who, "status": status, "previous": "ACTIVE"})
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        await press(pilot, "a", "c")

        assert control.calls == [(verb, {"user": who})]


@pytest.mark.parametrize("size", [pytest.param((120, 40), id="medium")])
async def test_a_line_of_a_menu_is_one_line(open_app: Open, size: tuple[int, int]) -> None:
    """Even with the reason why it cannot be chosen."""
    async with open_app(size) as pilot:
        await press(pilot, "1", "a")
        options = pilot.app.screen.query_one(OptionList)

        assert options.virtual_size.height == options.option_count


async def test_keys_typed_at_once_reach_the_menu_they_open(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """A terminal hands over several keys in one piece."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        type_at_once(pilot, "1", "a", "d")
        await asked(pilot, control)

        assert control.calls == [("okta.user.deactivate", {"user": story.people["cedar"].okta})]


async def test_keys_typed_at_once_reach_the_field_behind_the_tab(
    open_app: Open, control: Recorder
) -> None:
    """The letters before the tab and behind it, and enter last."""
    async with open_app(SMALL) as pilot:
        type_at_once(pilot, "a", "n", *"oak@x", "tab", *"Oak", "tab", *"Tree", "enter")
        await asked(pilot, control)

        given = {"login": "oak@x", "firstName": "Oak", "lastName": "Tree", "email": "oak@x"}
        assert control.calls == [("okta.user.create", given)]


async def test_a_refused_form_keeps_what_was_typed(open_app: Open, control: Recorder) -> None:
    """The reason stands below the fields; a second attempt goes out."""
    async with open_app(SMALL) as pilot:
        control.refuses = "The login is taken."
        await press(pilot, "a", "n", *"oak", "enter")
        form = pilot.app.screen
        assert text_of(form.query_one("#refused")) == "The login is taken."
        assert form.query_one("#field-login", Input).value == "oak"

        control.refuses = ""
        await press(pilot, "2", "enter")
        assert control.calls[-1][1]["login"] == "oak2"
        assert pilot.app.screen is pilot.app.screen_stack[0]


async def test_a_refused_password_can_be_cured(
    open_app: Open, control: Recorder, empty_story: Story
) -> None:
    """The act menu offers what Explain names: metadata on the service account that provisions."""
    account = empty_story.service_account("okta")
    empty_story.refuse("elm", password=True)
    empty_story.journal.flush()
    async with open_app((120, 40), told=empty_story) as pilot:
        await press(pilot, "a", "i")

    key = "urn:zitadel:scim:ignorePasswordOnCreate"
    cure = {"user": account, "key": key, "value": "true"}
    assert control.calls == [("zitadel.metadata.set", cure)]


async def test_one_key_applies_the_cure_and_one_retries(
    open_app: Open, control: Recorder, empty_story: Story
) -> None:
    """The footer names what helps next: first the cure, and with it applied the retry."""
    account = empty_story.service_account("okta")
    empty_story.refuse("elm", password=True)
    empty_story.journal.flush()
    async with open_app((120, 40), told=empty_story) as pilot:
        live = screen(pilot)
        assert live.cure_keys() == [("cure", "apply the cure")]
        await press(pilot, "c")
        key = "urn:zitadel:scim:ignorePasswordOnCreate"
        cure = {"user": account, "key": key, "value": "true"}
        assert control.calls == [("zitadel.metadata.set", cure)]

        empty_story.journal.db.execute(
            "INSERT INTO zitadel_metadata VALUES (?,?,?,0,0,0)",
            (account, key, b"true"),
        )
        assert live.cure_keys() == [("again", "retry")]
        await press(pilot, "c", "R")
        assert "It is applied already: R retries." in notices(pilot)
        assert control.calls[-1] == ("okta.task.retry", {"task": empty_story.people["elm"].task})


async def test_other_refusals_have_no_such_cure(open_app: Open, empty_story: Story) -> None:
    """A login that is taken stays taken."""
    empty_story.service_account("okta")
    empty_story.refuse("fern", password=False)
    empty_story.journal.flush()
    async with open_app((120, 40), told=empty_story) as pilot:
        await press(pilot, "a")

        assert menu_line(pilot, "Apply the cure") == ""


async def test_editing_a_profile_sends_what_was_changed_only(
    open_app: Open, control: Recorder, story: Story
) -> None:
    """``a e`` shows the profile; only the field that was changed goes out."""
    async with open_app(SMALL) as pilot:
        await to_person(pilot, "cedar")
        await press(pilot, "a")
        await press(pilot, "e")
        await quiet(pilot)
        pilot.app.screen.query_one("#field-title", Input).value = "Principal Engineer"
        await press(pilot, "enter")
        await quiet(pilot)

        who = story.people["cedar"].okta
        assert control.changes == [
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
        await quiet(pilot)

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
        await quiet(pilot)

        assert screen(pilot)
        assert control.calls == []


async def test_copying_gives_a_curl_command_without_the_token(open_app: Open) -> None:
    """``y c`` puts the request into the clipboard, the token as a variable."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "k", "k", "y")
        await press(pilot, "c")
        await quiet(pilot)

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
        await quiet(pilot)
        assert pilot.app.is_running

        await press(pilot, "q")
        await press(pilot, "y")
        await quiet(pilot)
        assert not pilot.app.is_running


async def test_quitting_does_not_ask_when_nothing_is_under_way(
    open_app: Open, empty_story: Story
) -> None:
    """``q`` leaves at once if there is nothing to lose."""
    async with open_app(SMALL, told=empty_story) as pilot:
        await press(pilot, "q")
        await quiet(pilot)

        assert not pilot.app.is_running


async def test_ctrl_q_leaves_at_once(open_app: Open) -> None:
    """Even out of a menu."""
    async with open_app(SMALL) as pilot:
        await press(pilot, "a")
        await press(pilot, "ctrl+q")
        await quiet(pilot)

        assert not pilot.app.is_running


# -- scenarios ------------------------------------------------------------------------------------


def step(number: int, text: str = "", **more: Any) -> StepView:
    """A step of a scenario."""
    made: dict[str, Any] = {"word": "say", "line": 10 * number, "source": "", **more}
    return StepView(number=number, title=f"step {number}", text=text, **made)


class FakeResult:
    scenario = "guide"
    file = "guide.yaml"
    error = ""


class FakePlayer:
    """Says something, then waits for the person, then ends."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.steps = [step(1, "Welcome."), step(2, "Look at the refusal."), step(3)]
        self.position = 0
        self.finished = False
        self.failures: list[StepView] = []
        self.result = FakeResult()

    async def next(self) -> None:
        self.play(1, StepState.PASSED)
        self.steps[1] = replace(self.steps[1], state=StepState.RUNNING)
        await self.gate.wait(self.steps[1].text)
        self.play(2, StepState.PASSED)
        self.play(3, StepState.PASSED)
        self.finished = True

    def play(self, number: int, state: StepState, **more: Any) -> StepView:
        """Let a step end in a state."""
        played = replace(self.steps[number - 1], state=state, **more)
        self.steps[number - 1] = played
        self.position = number
        return played


class SlowPlayer(FakePlayer):
    """Plays each step when it is told to."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate)
        self.may = asyncio.Semaphore(0)

    async def next(self) -> None:
        await self.may.acquire()
        self.play(self.position + 1, StepState.PASSED)
        self.finished = self.position == len(self.steps)


class FailingPlayer(FakePlayer):
    """Waits for the person, then finds something else than expected and skips the rest."""

    async def next(self) -> None:
        self.steps[0] = replace(self.steps[0], state=StepState.RUNNING)
        await self.gate.wait(self.steps[0].text)
        self.play(1, StepState.PASSED)
        missing = Difference(
            subject="user hazel",
            attribute="state",
            expected="inactive",
            found="active",
            hint="nobody deactivated hazel",
            line=47,
        )
        self.failures = [self.play(2, StepState.FAILED, differences=(missing,), text="")]
        self.play(3, StepState.SKIPPED)
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
        await eventually(pilot, lambda: "✓ done" in text_of(live.query_one("#status")))
        assert not gate.waits


async def test_space_once_too_often_does_not_spoil_a_scenario(
    open_app: Open, control: Recorder
) -> None:
    """It pauses before the next step, ``.`` plays one, space goes on; afterwards it holds."""
    gate = Gate()
    player = SlowPlayer(gate)
    async with open_app(player=Performance(player, gate)) as pilot:
        live = await press(pilot, "space")
        assert "‖ waits" in text_of(live.query_one("#status"))
        assert "space continue" in text_of(live.footer())
        for _ in range(3):
            player.may.release()
        await eventually(pilot, lambda: player.position == 1)
        await quiet(pilot)
        assert player.position == 1

        await press(pilot, "full_stop")
        await eventually(pilot, lambda: player.position == 2)
        await quiet(pilot)
        assert player.position == 2
        await press(pilot, "space")
        await eventually(pilot, lambda: player.finished)
        assert control.calls == []
        await press(pilot, "space")
        assert control.calls == [("lab.hold", {})]


@pytest.mark.parametrize(
    "size", [pytest.param(SMALL, id="narrow"), pytest.param((120, 40), id="medium")]
)
async def test_a_failed_scenario_says_what_was_expected_and_what_was_found(
    open_app: Open, empty_story: Story, size: tuple[int, int]
) -> None:
    """Step, place in the file and difference replace the friendly words; its number stays."""
    gate = Gate()
    player = Performance(FailingPlayer(gate), gate)
    async with open_app(size, told=empty_story, player=player) as pilot:
        live = await press(pilot, "space")
        await eventually(pilot, lambda: "failed" in text_of(live.query_one("#status")))
        await quiet(pilot)
        shown = text_of(live.query_one("SayPanel"))
        status = text_of(live.query_one("#status"))

        assert "Welcome." not in shown
        assert "step 2  step 2" in shown
        assert "guide.yaml:47" in shown
        assert "state inactive active nobody deactivated hazel" in " ".join(shown.split())
        assert "2/3" in status
        assert "failed" in status

        await press(pilot, "escape")
        assert not live.query_one("SayPanel").has_class("-shown")


async def test_what_a_story_does_next_anyway_is_left_to_it(
    open_app: Open, control: Recorder, empty_story: Story
) -> None:
    """``R`` before a step that retries lets the story go on, so that nothing is done twice."""
    gate = Gate()
    made = FakePlayer(gate)
    made.steps[2] = step(3, word="retry")
    async with open_app((120, 40), told=empty_story, player=Performance(made, gate)) as pilot:
        live = screen(pilot)
        assert live.cure_keys() == [("again", "retry")]
        await press(pilot, "R")
        await eventually(pilot, lambda: made.finished)

        assert control.calls == []
        assert live.cure_keys() == []


async def test_quitting_asks_while_a_scenario_is_under_way(
    open_app: Open, empty_story: Story
) -> None:
    """A scenario that waits is under way, too."""
    gate = Gate()
    player = Performance(FakePlayer(gate), gate)
    async with open_app(SMALL, told=empty_story, player=player) as pilot:
        await press(pilot, "2")
        await press(pilot, "q")
        await quiet(pilot)

        assert pilot.app.screen.__class__.__name__ == "Question"


async def test_the_first_refusal_of_a_scenario_is_explained_by_itself(
    open_app: Open, empty_story: Story
) -> None:
    """A newcomer sees why ZITADEL said no without pressing a key, and which key cures it."""
    empty_story.service_account("okta")
    gate = Gate()
    player = Performance(FakePlayer(gate), gate)
    async with open_app(SMALL, told=empty_story, player=player) as pilot:
        live = screen(pilot)
        empty_story.refuse("elm", password=True)
        empty_story.journal.flush()
        live.poll()
        await quiet(pilot)

        assert live.drawer.is_open
        assert "what helps: switch `hasSymbol` off" in await explained(pilot)
        hint = str(live.query_one("SayPanel").border_subtitle)
        assert hint == "c apply the cure · press space to continue"


async def test_a_bug_of_the_simulator_is_shown_as_one(open_app: Open, story: Story) -> None:
    """A banner says that the simulator failed and not ZITADEL; esc takes it away."""
    async with open_app(SMALL) as pilot:
        story.emit("bug", {"type": "KeyError", "text": "'name'"})
        live = screen(pilot)
        live.poll()
        assert (
            live.banner_text
            == "The simulator failed, not ZITADEL. KeyError: 'name'   (enter: the rest, esc: close)"
        )

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
