"""The live screen through its keys: focus, selection, cause and effect, drawer, filters."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from simulator.glyphs import PLAIN
from simulator.journal.causes import Kind
from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, explained, press, quiet, screen
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.run import Run
from tui.screens.live import LiveScreen
from tui.widgets.say import SayPanel
from tui.widgets.timeline import Timeline

pytestmark = pytest.mark.anyio


def selected(live: LiveScreen) -> tuple[Kind, str | int]:
    assert live.state.selection is not None
    return live.state.selection.kind, live.state.selection.key


async def find(pilot: Pilot[Any], **wanted: object) -> LiveScreen:
    """Select the newest request with some fields."""
    live = screen(pilot)
    found = [
        x.seq
        for x in live.state.run.reader.exchanges_after(0)
        if all(getattr(x, name) == value for name, value in wanted.items())
    ]
    live.action_pick("exchange", found[-1])
    await quiet(pilot)
    return live


# -- moving and selecting -----------------------------------------------------------------------


async def test_the_app_starts_on_the_newest_request(open_app: Open) -> None:
    """Before anybody chose anything the newest request is what every pane answers for."""
    async with open_app() as pilot:
        live = screen(pilot)

        assert live.focused_pane is live.panes["requests"]
        assert live.tables["requests"].follow
        assert selected(live)[0] is Kind.EXCHANGE


async def test_moving_the_cursor_makes_the_row_the_question(open_app: Open) -> None:
    """Two rows up is cedar's second PUT; its user and what it wrote light up."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k")

        kind, seq = selected(live)
        exchange = live.state.exchange(int(seq))
        assert kind is Kind.EXCHANGE
        assert exchange is not None
        assert (exchange.method, exchange.status, exchange.attempt) == ("PUT", 200, 2)
        assert live.state.attributes.person.name == "cedar@example.com"
        assert live.tables["attributes"].marks.direct >= {"displayName", "metadata title"}
        assert not live.tables["requests"].follow


async def test_the_user_state_shows_the_attributes_of_the_person_concerned(
    open_app: Open,
) -> None:
    """A request that touched somebody opens the tab Attributes by itself."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k")

        assert live.panes["state"].active == 1


async def test_right_follows_effects_and_left_causes(open_app: Open) -> None:
    """From an assignment to its request, to an attribute it wrote, and back."""
    async with open_app() as pilot:
        await press(pilot, "1", "g", "j")
        live = await press(pilot, "l")
        assert live.focused_pane is live.panes["requests"]
        assert selected(live)[0] is Kind.EXCHANGE

        await press(pilot, "G", "k", "k")
        live = await press(pilot, "right")
        assert live.focused_pane is live.panes["state"]
        assert selected(live) == (Kind.ATTRIBUTE, "displayName")

        live = await press(pilot, "left")
        assert live.focused_pane is live.panes["requests"]

        live = await press(pilot, "left")
        assert selected(live)[0] is Kind.ASSIGNMENT


async def test_digits_and_tab_reach_every_pane(open_app: Open) -> None:
    """``1 2 3`` name the panes, tab goes round, also through the open drawer."""
    async with open_app() as pilot:
        for key, name in (("1", "assignments"), ("3", "state"), ("2", "requests")):
            live = await press(pilot, key)
            assert live.focused_pane is live.panes[name]

        await press(pilot, "d", "tab")
        assert live.focused_pane is live.panes["state"]
        await press(pilot, "tab")
        assert live.focused is live.drawer.view
        await press(pilot, "shift+tab")
        assert live.focused_pane is live.panes["state"]


async def test_n_goes_to_the_next_related_request(open_app: Open) -> None:
    """From cedar's first GET of the push to the PUT after it."""
    async with open_app() as pilot:
        live = await find(pilot, method="PUT", status=429)
        first = selected(live)[1]

        live = await press(pilot, "n")

        assert int(selected(live)[1]) > int(first)


async def test_an_assignment_without_request_says_so(open_app: Open) -> None:
    """``→`` on a queued assignment explains why there is nothing to go to."""
    async with open_app() as pilot:
        await press(pilot, "1", "g", *["j"] * 6)
        live = await press(pilot, "l")

        assert live.focused_pane is live.panes["assignments"]
        notes = [n.message for n in pilot.app._notifications]
        assert any("No request yet: job" in note for note in notes)


# -- drawer -------------------------------------------------------------------------------------


async def test_enter_opens_the_drawer_with_the_explanation(open_app: Open) -> None:
    """Decisions of both sides in order, what was dropped on a line of its own."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k", "enter")

        text = await explained(pilot)
        assert live.drawer.is_open
        sides = [line[:8].strip() for line in text.splitlines() if line[:8].strip()]
        assert {"okta", "wire", "zitadel"} <= set(sides)
        assert "× the enterprise extension is not read: department" in text
        assert text.index("429 Too Many Requests") < text.index("waits 2 s")


async def test_a_refusal_names_the_setting_that_cures_it(open_app: Open) -> None:
    """The explanation of elm's password says which setting and what helps."""
    async with open_app() as pilot:
        await find(pilot, status=400)
        await press(pilot, "enter")

        text = await explained(pilot)
        assert "COMMA-ZDLwA" in text
        assert "setting: password complexity policy: hasSymbol" in text
        assert "what helps: switch `hasSymbol` off" in text


async def test_tabs_of_the_drawer_stay_for_the_next_selection(open_app: Open) -> None:
    """The tab used last is shown for other requests, too."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k", "enter", *["right_square_bracket"] * 3)
        assert live.drawer.sheets[live.drawer.active].name == "Diff"
        assert "Cedar Grove" in await explained(pilot)

        live = await press(pilot, "k")

        assert live.drawer.sheets[live.drawer.active].name == "Diff"
        assert "This request changed nothing. It only reads." in await explained(pilot)


async def test_unchanged_attributes_are_folded_until_u(open_app: Open) -> None:
    """``u`` unfolds what did not change."""
    async with open_app() as pilot:
        await press(pilot, "k", "k", "enter", *["right_square_bracket"] * 3)
        assert "name.givenName" not in await explained(pilot)

        await press(pilot, "u")

        assert "name.givenName" in await explained(pilot)


async def test_an_attribute_explains_where_its_value_is_from(open_app: Open) -> None:
    """The question of the whole app: why has this attribute this value?"""
    async with open_app() as pilot:
        await press(pilot, "k", "k", "l", *["j"] * 9, "enter")

        text = await explained(pilot)
        places = [line.split()[0] for line in text.splitlines()[1:7]]
        assert text.startswith(
            "title of cedar@example.com is 'Staff Engineer', from Okta's title, by request #210."
        )
        assert places == ["okta", "mapping", "app", "seen", "sent", "zitadel"]
        assert "profile of cedar changed" in text


async def test_a_value_that_was_not_stored_says_why_and_where_it_stopped(open_app: Open) -> None:
    """Okta has a department, the mapping sends it, and ZITADEL does not read it."""
    async with open_app() as pilot:
        await press(pilot, "k", "k", "l", *["j"] * 11, "enter")

        text = await explained(pilot)
        stations = ["okta", "mapping", "app", "seen", "sent", "zitadel"]
        firsts = [line.split()[0] for line in text.splitlines() if line.strip()]
        begun = firsts.index("okta")
        said = " ".join(text.split())
        assert "was sent with #210 and not stored: the enterprise extension" in said
        assert firsts[begun : begun + 6] == stations


async def test_an_attribute_nobody_wrote_says_why_it_has_no_value(open_app: Open) -> None:
    """Cedar has no phone in ZITADEL: Okta knows none."""
    async with open_app() as pilot:
        await press(pilot, "k", "k", "l", *["j"] * 5, "enter")

        text = " ".join((await explained(pilot)).split())
        assert "has no value: Okta's primaryPhone is empty, and what is empty is not sent" in text


async def test_an_assignment_begins_with_how_the_person_stands(open_app: Open) -> None:
    """The same sentence as that of ``scimulator explain``, and what decides it."""
    async with open_app() as pilot:
        await press(pilot, "1", "g", "j", "enter")

        text = " ".join((await explained(pilot)).split())
        assert text.startswith("cedar@example.com has ZITADEL through a group. The account")
        assert "state: assignment.sync_state = SYNCHRONIZED" in text


async def test_what_is_opened_while_following_stays(open_app: Open, story: Story) -> None:
    """Whoever opens the newest request reads that one; the list counts what came below it."""
    async with open_app() as pilot:
        live = await press(pilot, "enter")
        read = selected(live)

        story.create("later")
        story.journal.flush()
        live.poll()
        await quiet(pilot)

        assert selected(live) == read
        assert live.tables["requests"].unseen > 0
        live = await press(pilot, "escape", "G")
        assert selected(live) != read


async def test_a_filter_that_is_kept_makes_what_it_shows_the_question(open_app: Open) -> None:
    """Typing changes nothing; ``enter`` takes the nearest row if the one selected is hidden."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k")
        before = selected(live)
        live = await press(pilot, "slash", *"status:409")
        await eventually(pilot, lambda: len(live.state.requests) == 1)
        assert selected(live) == before

        live = await press(pilot, "enter")

        assert selected(live) == (Kind.EXCHANGE, live.state.requests.shown[0])


async def test_numbers_that_grow_by_a_digit_get_room(open_app: Open, story: Story) -> None:
    """A run of many thousand requests shows each number whole, and its column grew with it."""
    async with open_app() as pilot:
        live = screen(pilot)
        for _ in range(10_000):
            story.journal.next_seq()

        story.create("later")
        story.journal.flush()
        live.poll()
        await quiet(pilot)

        table, last = live.tables["requests"], live.state.requests.seqs[-1]
        assert last > 10_000
        assert str(last) in table.render_line(table.size.height - 1).text


async def test_enter_twice_gives_the_drawer_the_screen_and_esc_takes_steps_back(
    open_app: Open,
) -> None:
    """``esc`` goes one step back at a time and never quits."""
    async with open_app() as pilot:
        live = await press(pilot, "enter", "enter")
        assert live.drawer.has_class("-full")
        assert live.focused is live.drawer.view

        await press(pilot, "escape")
        assert live.drawer.is_open
        assert not live.drawer.has_class("-full")
        await press(pilot, "escape")
        assert not live.drawer.is_open
        await press(pilot, "escape", "escape")
        assert pilot.app.is_running


# -- filters ------------------------------------------------------------------------------------


async def test_a_filter_narrows_and_esc_clears_it(open_app: Open) -> None:
    """Words and terms narrow the list; the count says how many of how many."""
    async with open_app() as pilot:
        live = await press(pilot, "slash", *"status:4xx", "enter")
        assert len(live.state.requests) == 3
        assert "3 of 30" in live.panes["requests"].count

        live = await press(pilot, "escape")
        assert len(live.state.requests) == 30


async def test_a_mistake_in_a_filter_keeps_the_last_good_result(open_app: Open) -> None:
    """The lower edge says what is wrong and what was meant."""
    async with open_app() as pilot:
        live = await press(pilot, "slash", *"cedar", "enter", "slash", *" statsu:5", "enter")

        assert len(live.state.requests) == 6
        edge = live.panes["requests"]._border_subtitle
        assert edge is not None
        assert edge.plain.strip("━").startswith("^ Did you mean status:")


async def test_errors_only_goes_on_and_off(open_app: Open) -> None:
    """``e`` shows what went wrong in every pane."""
    async with open_app() as pilot:
        live = await press(pilot, "e")
        assert len(live.state.requests) == 3
        assert len(live.state.assignments) == 1

        live = await press(pilot, "e")
        assert len(live.state.requests) == 30


async def test_isolating_shows_the_causal_set_alone(open_app: Open) -> None:
    """``x`` on cedar's PUT leaves one assignment, four requests and one user."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k", "x")
        assert len(live.state.requests) == 4
        assert len(live.state.assignments) == 1
        assert len(live.state.users) == 1
        assert "isolated: cedar" in live.panes["requests"].count

        live = await press(pilot, "x")
        assert len(live.state.requests) == 30


async def test_a_filter_without_result_says_how_to_clear_it(open_app: Open) -> None:
    """An empty list explains itself."""
    async with open_app() as pilot:
        live = await press(pilot, "slash", *"nobody", "enter")

        texts = live.tables["requests"].placeholder
        assert "No request matches nobody." in texts


# -- sizes and looks ----------------------------------------------------------------------------


async def test_a_narrow_terminal_shows_one_pane_and_a_line_of_tabs(open_app: Open) -> None:
    """At 80 columns a digit changes the pane that is shown."""
    async with open_app((80, 24)) as pilot:
        live = screen(pilot)
        assert [p.id for p in live.panes.values() if p.region.width] == ["requests"]

        live = await press(pilot, "1")
        assert [p.id for p in live.panes.values() if p.region.width] == ["assignments"]

        live = await press(pilot, "3")
        assert [p.id for p in live.panes.values() if p.region.width] == ["state"]
        assert live.query_one("#pane-tabs").region.height == 1


async def test_a_wide_terminal_shows_users_and_attributes(open_app: Open) -> None:
    """At 200 columns there are four panes, and ``4`` reaches the fourth."""
    async with open_app((200, 60)) as pilot:
        live = await press(pilot, "k", "k", "4")

        assert live.focused_pane is live.panes["attributes"]
        assert len([p for p in live.panes.values() if p.region.width]) == 4
        assert live.panes["state"].active == 0


async def test_a_resize_keeps_the_selection(open_app: Open) -> None:
    """From wide to narrow the same request stays selected and on screen."""
    async with open_app((200, 60)) as pilot:
        live = await press(pilot, "k", "k")
        before = selected(live)

        await pilot.resize_terminal(80, 24)
        await quiet(pilot)

        assert selected(live) == before
        table = live.tables["requests"]
        assert 0 <= table.cursor - table.scroll_offset.y < table.size.height


async def test_too_small_a_terminal_says_what_it_needs(open_app: Open) -> None:
    """Below 60 by 16 there is one sentence, and the app goes on."""
    async with open_app((50, 12)) as pilot:
        live = screen(pilot)
        assert live.query_one("#too-small").region.height == 12
        assert live.panes["requests"].region.height == 0

        await pilot.resize_terminal(120, 40)
        await quiet(pilot)
        assert live.panes["requests"].region.height > 5


async def test_nothing_yet_says_what_every_pane_will_hold(
    open_app: Open, empty_story: Story
) -> None:
    """The first start names one thing to do and where the fake listens."""
    async with open_app(told=empty_story) as pilot:
        live = screen(pilot)

        assert "Nobody is assigned yet." in live.tables["assignments"].placeholder
        assert "No request has been sent." in live.tables["requests"].placeholder
        assert "listening on 127.0.0.1:8080/scim/v2" in live.tables["requests"].placeholder
        assert "ZITADEL holds no user." in live.tables["users"].placeholder
        await press(pilot, *"jkgGnNhlxfoeudy123", "enter", "escape")


async def test_the_help_page_opens_and_closes(open_app: Open) -> None:
    """``?`` shows all keys, esc goes back to the live screen."""
    async with open_app() as pilot:
        await press(pilot, "question_mark")
        await quiet(pilot)
        assert pilot.app.screen.__class__.__name__ == "Help"

        await press(pilot, "escape")
        await quiet(pilot)
        assert screen(pilot)


async def test_the_trace_can_be_clicked(open_app: Open) -> None:
    """A click on a request of the trace line selects it."""
    async with open_app() as pilot:
        live = await press(pilot, "k", "k")
        trace = live.query_one("TraceLine")
        place = trace.render().plain.index("#")  # type: ignore[attr-defined]

        await pilot.click("TraceLine", offset=(place + 2, 0))
        await quiet(pilot)

        kind, seq = selected(live)
        assert kind is Kind.EXCHANGE
        assert live.tables["requests"].cursor_key == seq


# -- following ----------------------------------------------------------------------------------


async def test_the_newest_row_stays_on_screen_when_the_list_shrinks(open_app: Open) -> None:
    """Following begins and a longer text comes in above, at once: the end is what is seen."""
    async with open_app((80, 20)) as pilot:
        live = await find(pilot, status=400)
        table, panel = live.tables["requests"], live.query_one(SayPanel)
        panel.update("one line")
        panel.set_class(True, "-shown")
        await quiet(pilot)
        assert not table.follow

        table.set_follow(True)
        panel.update("three\nlines of\ntext")
        await quiet(pilot)

        assert table.scroll_offset.y + table.size.height == len(table.source)


# -- bars ---------------------------------------------------------------------------------------


async def test_numbers_of_steps_do_not_run_together(open_app: Open, story: Story) -> None:
    """A number that has no room beside another one is left out."""
    async with open_app((200, 60)) as pilot:
        live = screen(pilot)
        live.state.run.figures.steps.update({17: 0, 25: 2, 31: 4})
        for _ in range(2):  # the first one makes room for the line
            live.update_all()
            await quiet(pilot)
        steps = live.query_one(Timeline).render().plain.splitlines()[-1]

    assert steps.split() == ["steps", "17", "31"]


async def test_a_plain_frame_is_drawn_with_one_sign(story: Story) -> None:
    """Title and edge of the pane with the focus look like one line."""
    app = ScimulatorApp(Run.of_journal(story.journal), Controls(None), glyphs=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await quiet(pilot)
        pane = screen(pilot).panes["requests"]

        assert pane.is_focused
        assert "--" in str(pane.border_title)
        assert "=" not in str(pane.border_title)


async def test_a_menu_in_plain_letters(story: Story) -> None:
    """Also what dialogs say can be shown without signs."""
    app = ScimulatorApp(Run.of_journal(story.journal), Controls(Recorder()), glyphs=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "a")
        box = app.screen.query_one("#box")
        options = app.screen.query_one(OptionList).options

        assert str(box.border_subtitle).isascii()
        assert all(str(option.prompt).isascii() for option in options)


async def test_what_a_menu_covers_is_not_painted_without_need(
    open_app: Open, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog is painted anew with everything below it: ages wait, news come once a second."""
    async with open_app() as pilot:
        live = await press(pilot, "y")
        assert pilot.app.screen is not live
        painted: list[int] = []
        paint = live._update_all

        def painting() -> None:
            painted.append(1)
            paint()  # or the app, which is lent to others, would think that this is still to come

        monkeypatch.setattr(live, "_update_all", painting)
        for _ in range(25):
            live.tick()
        assert painted == []

        story.assign("willow")
        for _ in range(10):
            live.tick()
        await quiet(pilot)
        assert "willow@example.com" in [row.login for row in live.state.assignments.window(0, 50)]


async def test_a_long_filter_leaves_the_count_in_the_title(open_app: Open) -> None:
    """The filter is cut; how many it found is what a person wants to know."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "slash", *"user:cedar method:PUT status:2xx", "enter")

        title = live.panes["requests"]._border_title
        assert title is not None
        assert title.plain.rstrip().endswith("… · 1 of 30")
        assert "filter user:cedar" in title.plain
        assert title.cell_length <= live.panes["requests"].size.width - 4


async def test_the_trace_tells_what_a_request_did_whatever_came_later(open_app: Open) -> None:
    """Cedar's account was created with its attributes, some of which another request changed."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "escape")
        live.action_pick("exchange", 30)
        await quiet(pilot)
        trace = live.query_one("TraceLine").render().plain  # type: ignore[attr-defined]

        now = [path for path, by in live.state.related.attributes.items() if by == 30]
        written, _ = live.state.changed_by(30)
        assert written > len(now) > 0
        assert f"{written} written" in trace


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
async def test_the_drawer_grows_to_half_and_to_the_whole_screen(
    open_app: Open, size: tuple[int, int]
) -> None:
    """Whatever height it has on a large terminal, ``+`` enlarges it and enter fills the screen."""
    async with open_app(size) as pilot:
        live = await press(pilot, "k", "k", "enter")
        heights = [live.drawer.region.height]
        live.set_focus(live.drawer.view)
        for _ in range(2):
            await press(pilot, "plus")
            heights.append(live.drawer.region.height)

        assert heights[0] < heights[1] < heights[2]
        assert heights[1] >= size[1] // 2
        assert heights[2] >= size[1] - 5
        await press(pilot, "underscore")
        assert live.drawer.region.height == heights[1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("key", ["1", "2", "3", "4"])
async def test_an_enlarged_pane_fills_the_screen(
    open_app: Open, size: tuple[int, int], key: str
) -> None:
    """Each of them, in every width; made smaller again, it is where it was."""
    async with open_app(size) as pilot:
        live = await press(pilot, key)
        pane = live.focused_pane
        assert pane is not None
        before = pane.region
        await press(pilot, "plus")
        assert pane.region.width == size[0]
        assert pane.region.height >= size[1] - 8

        await press(pilot, "underscore")
        assert pane.region == before
