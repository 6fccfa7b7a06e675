"""Marking, comparing, searching, and what completes a filter."""

from typing import Any

import pytest

from tests.tui.conftest import Open
from tests.tui.keys import explained, press, screen
from tui.comparing import flat, rows_of
from tui.filters import completed, own_terms

pytestmark = pytest.mark.anyio


async def test_two_marked_requests_are_compared(open_app: Open) -> None:
    """One marked and one selected are enough; ``esc`` shows the selection again."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "D")
        assert any("Two requests are compared" in n.message for n in pilot.app._notifications)

        await press(pilot, "k", "k", "m", *"kkkk", "D")
        told = await explained(pilot)
        assert live.drawer._title[0] == "#187 compared with #210"
        assert "~ displayName" in told
        assert "Thyme Tree" in told
        assert "Cedar Grove" in told

        await press(pilot, "escape")
        assert live.compared is None
        await press(pilot, "escape", "M")
        assert list(live.state.requests.seqs) != list(live.state.requests._shown)
        assert list(live.state.requests._shown) == [210]
        await press(pilot, "M")
        assert not live.state.requests.narrowed


async def test_a_filter_knows_marked_and_running_requests(open_app: Open) -> None:
    """Both are the app's own business and combine with everything else."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "k", "k", "m", "slash", *"is:marked method:PUT", "enter")
        assert list(live.state.requests._shown) == [210]

        await press(pilot, "escape", "slash", *"is:running", "enter")
        assert list(live.state.requests._shown) == [231]


async def test_a_list_knows_the_whole_language(open_app: Open) -> None:
    """Comma, minus and terms work for people as they do for requests; a mistake says so."""
    async with open_app((120, 40)) as pilot:
        live = await press(pilot, "1", "slash", *"via:direct -fern,elm", "enter")
        rows = live.state.assignments.window(0, 20)
        assert [row.login.partition("@")[0] for row in rows] == ["pine", "thyme"]  # type: ignore[attr-defined]

        await press(pilot, "slash", "up", *" nonsense:1", "enter")
        assert "There is no term nonsense" in str(live.mistakes["assignments"])
        assert len(live.state.assignments) == 2


async def test_the_drawer_is_searched(open_app: Open) -> None:
    """``/`` in the drawer lights lines up, ``n`` goes on, ``esc`` ends it."""
    async with open_app((120, 40)) as pilot:
        await press(pilot, "k", "k", "enter", "tab", "tab")
        live = screen(pilot)
        live.set_focus(live.drawer.view)
        await press(pilot, "slash", *"#210", "enter")
        assert live.drawer.view.found.startswith("match 1 of ")

        await press(pilot, "n", "N", "N")
        last = len(live.drawer.view._matches)
        assert live.drawer.view.found == f"match {last} of {last}"
        await press(pilot, "escape")
        assert live.drawer.view.found == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("state:inactive", {"ginkgo", "thyme"}, id="inactive"),
        pytest.param("state:failed", {"fern"}, id="failed"),
        pytest.param("state:pending", {"maple", "oak"}, id="pending"),
        pytest.param("status:provisioned state:active user:elm,pine", {"elm", "pine"}, id="Okta's"),
        pytest.param("via:group user:cedar,elm", {"cedar"}, id="by a group"),
        pytest.param("via:engineering user:cedar,elm", {"cedar"}, id="by its name"),
    ],
)
async def test_assignments_are_filtered_by_what_their_signs_say(
    open_app: Open, typed: str, found: set[str]
) -> None:
    """The words are those a person reads in the list, not Okta's constants."""
    async with open_app() as pilot:
        live = await press(pilot, "1", "slash", *typed, "enter")

        rows: Any = live.state.assignments.window(0, 20)
        assert {row.login.partition("@")[0] for row in rows} == found


@pytest.mark.parametrize(
    ("typed", "requests", "done"),
    [
        pytest.param("me", True, "method:", id="term"),
        pytest.param("cedar -sta", True, "cedar -status:", id="negated, not the first"),
        pytest.param("is:ma", True, "is:marked", id="behind is"),
        pytest.param("user:ce", True, "user:cedar", id="person"),
        pytest.param("ce", True, "cedar", id="plain word"),
        pytest.param("vi", False, "via:", id="in a list"),
        pytest.param("s", False, "s", id="state and sync share a letter"),
        pytest.param("zz", True, "zz", id="nothing known"),
    ],
)
def test_tab_completes_terms_and_names(typed: str, requests: bool, done: str) -> None:
    """As far as all candidates agree."""
    assert completed(typed, requests=requests, names=["cedar", "birch"]) == done


def test_what_only_the_app_knows_is_taken_out_of_a_filter_without_moving_the_rest() -> None:
    """So that a mistake behind it is pointed at in its place."""
    own = own_terms("is:marked status:4xx -is:running")

    assert own.text.index("status") == 10
    assert (own.marked, own.running) == (True, False)


def test_json_is_compared_path_by_path() -> None:
    """New, changed and gone values stand in the order of the bodies."""
    before = flat({"a": 1, "list": [{"value": "x"}], "gone": True})
    after = flat({"a": 2, "list": [{"value": "x"}], "urn:of:schema": {"b": [1, 2]}})

    marks = [(row.mark, row.path) for row in rows_of(before, after)]

    assert marks == [("~", "a"), (" ", "list.value"), ("-", "gone"), ("+", "schema.b")]
