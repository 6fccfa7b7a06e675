"""Acting in Okta and at ZITADEL's side: menus, forms, previews, once more, undo."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from simulator.events import JSON
from tests.tui.conftest import Open, Recorder
from tests.tui.demo_journal import Story
from tests.tui.keys import eventually, press, quiet, screen
from tui.screens.forms import Form
from tui.screens.menus import Menu, Question, Told
from tui.widgets.line_view import LineView

pytestmark = pytest.mark.anyio

SIZE = (120, 40)


class Answering(Recorder):
    """A control that remembers and answers."""

    answers: dict[str, JSON] = {  # noqa: RUF012
        "okta.preview": {"method": "PUT", "path": "/Users/1", "body": {"title": ""}, "note": "n"},
        "okta.whatif": {"method": "PUT", "path": "/Users/1", "body": {"title": "Lead"}},
        "okta.why": {"answer": "cedar has ZITADEL through Engineering."},
        "okta.app.test": {"ok": True, "title": "Works.", "rows": [{"name": "Create", "ok": False}]},
    }

    async def do(self, verb: str, /, **args: JSON) -> JSON:
        await super().do(verb, **args)
        return self.answers.get(verb, {})


@pytest.fixture
def control() -> Answering:
    return Answering()


async def select(pilot: Pilot[Any], name: str) -> None:
    live = screen(pilot)
    people: Any = live.state.assignments.window(0, 50)
    row = next(each for each in people if each.login.startswith(name))
    live.action_pick("assignment", str(row.key))
    await quiet(pilot)


def text(pilot: Pilot[Any]) -> str:
    """Return what the dialog on top says."""
    statics: Any = pilot.app.screen.query("Static")
    return "\n".join(str(each.render()) for each in statics)


def app_created(story: Story, **knobs: JSON) -> None:
    """Give the story's app settings and a mapping."""
    attribute = {"name": "title", "expression": "user.title", "apply_on": "create_and_update"}
    doc = {
        "attributes": [attribute],
        "knobs": {"max_parallel": 0, **knobs},
        "features": {"create": True},
    }
    import orjson

    story.journal.db.execute("UPDATE okta_app SET doc=?", (orjson.dumps(doc).decode(),))


async def test_a_profile_is_edited_with_a_preview_and_taken_back(
    open_app: Open, control: Answering, story: Story
) -> None:
    """The form shows the request before it is saved; ``U`` restores the old value."""
    who = story.people["cedar"].okta
    async with open_app(SIZE) as pilot:
        await select(pilot, "cedar")
        await press(pilot, "a", "e")
        form = pilot.app.screen
        assert isinstance(form, Form)
        form.query_one("#field-title", Input).value = "Lead"
        asked = {"user": who, "set": {"title": "Lead"}}
        await eventually(pilot, lambda: ("okta.whatif", asked) in control.calls)
        view = form.query_one("#preview", LineView)
        await eventually(pilot, lambda: "~ title: Lead" in view.plain_text())

        await press(pilot, "enter")
        assert control.changes[-1] == ("okta.user.update", asked)
        await press(pilot, "U")
        old = {"user": who, "set": {"title": "Staff Engineer"}}
        assert control.changes[-1] == ("okta.user.update", old)
        await press(pilot, "U")
        assert any("Nothing of yours" in n.message for n in pilot.app._notifications)


async def test_the_app_is_changed_and_tested(
    open_app: Open, control: Answering, story: Story
) -> None:
    """Mapping, settings and toggles, Test Connector, Force Sync, why."""
    app_created(story)
    async with open_app(SIZE) as pilot:
        await select(pilot, "cedar")
        await press(pilot, "a", "m", "enter")
        pilot.app.screen.query_one("#field-expression", Input).value = "user.lastName"
        await press(pilot, "enter")
        changed = {"attribute": "title", "expression": "user.lastName"}
        assert control.changes[-1] == ("okta.app.mapping", changed)

        await press(pilot, "a", "p")
        form: Any = pilot.app.screen
        fields = {each.id: each for each in form.query(Input)}
        fields["field-max_parallel"].value = "4"
        fields["field-to_app-create"].value = "false"
        await press(pilot, "enter")
        assert control.changes[-2:] == [
            ("okta.app.features", {"create": False}),
            ("okta.app.settings", {"set": {"max_parallel": 4}}),
        ]

        await press(pilot, "a", "v")
        assert isinstance(pilot.app.screen, Told)
        assert "✗ Create" in text(pilot)
        await press(pilot, "escape", "a", "f")
        assert control.changes[-1] == ("okta.app.force_sync", {})
        await press(pilot, "a", "w")
        await quiet(pilot)
        assert "through Engineering" in text(pilot)


async def test_a_setting_says_what_it_takes(open_app: Open, story: Story) -> None:
    """At the lower edge, for the field with the focus; the words are those of the settings."""
    app_created(story, profile="AIW", group_put_pairs=2)
    async with open_app(SIZE) as pilot:
        await press(pilot, "1", "a", "p")
        form: Any = pilot.app.screen
        said = []
        for field in form.query(Input):
            form.set_focus(field)
            await quiet(pilot)
            said.append(form.query_one("#box")._border_subtitle.plain)

    assert "AIW, OIN · tab next field · enter saves · esc back" in said
    assert "1 to 2 · tab next field · enter saves · esc back" in said


async def test_at_zitadel_s_side_a_user_drifts(
    open_app: Open, control: Answering, story: Story
) -> None:
    """From the right pane ``a`` locks, edits, sets metadata, deletes after asking."""
    user = story.people["cedar"].linked
    async with open_app(SIZE) as pilot:
        live = screen(pilot)
        live.action_pick("user", user)
        await quiet(pilot)
        await press(pilot, "a")
        menu = pilot.app.screen
        assert isinstance(menu, Menu)
        assert next(e for e in menu.entries if e.key == "u").why_not == "is active"
        await press(pilot, "l")
        assert control.changes[-1] == ("zitadel.user.lock", {"user": user})
        await press(pilot, "U")
        assert control.changes[-1] == ("zitadel.user.unlock", {"user": user})

        await press(pilot, "a", "e")
        pilot.app.screen.query_one("#field-display_name", Input).value = "C."
        await press(pilot, "enter")
        sent = {"user": user, "set": {"display_name": "C."}}
        assert control.changes[-1] == ("zitadel.user.update", sent)

        await press(pilot, "a", "m", *"team", "tab", *"blue", "enter")
        given = {"user": user, "key": "team", "value": "blue"}
        assert control.changes[-1] == ("zitadel.metadata.set", given)
        await press(pilot, "U")
        assert control.changes[-1] == ("zitadel.metadata.remove", {"user": user, "key": "team"})

        await press(pilot, "a", "x")
        assert isinstance(pilot.app.screen, Question)
        await press(pilot, "n", "a", "x", "y")
        assert control.changes[-1] == ("zitadel.user.delete", {"user": user})


@pytest.mark.parametrize(
    ("key", "state", "verb"),
    [
        pytest.param("l", "active", "zitadel.user.lock", id="lock"),
        pytest.param("u", "locked", "zitadel.user.unlock", id="unlock"),
        pytest.param("d", "active", "zitadel.user.deactivate", id="deactivate"),
        pytest.param("c", "inactive", "zitadel.user.reactivate", id="reactivate"),
    ],
)
async def test_a_user_changes_state_by_key_and_by_name(
    open_app: Open, control: Answering, story: Story, key: str, state: str, verb: str
) -> None:
    """``3 a`` and a key, or its entry in the palette; what is impossible says why."""
    user = story.people["cedar"].linked
    story.journal.db.execute("UPDATE zitadel_user SET state=? WHERE id=?", (state, user))
    async with open_app(SIZE) as pilot:
        live = screen(pilot)
        live.action_pick("user", user)
        await press(pilot, "3", "a", key)
        assert control.changes == [(verb, {"user": user})]

        await live.run_action(f"screen.in_zitadel('{key}')")
        await quiet(pilot)
        assert control.changes == [(verb, {"user": user})] * 2

        opposite = {"l": "u", "u": "l", "d": "c", "c": "d"}[key]
        await live.run_action(f"screen.in_zitadel('{opposite}')")
        await quiet(pilot)
        assert len(control.changes) == 2
        assert any(f"is {state}." in n.message for n in pilot.app._notifications)


@pytest.mark.parametrize(
    ("key", "typed", "call"),
    [
        pytest.param(
            "e",
            tuple("cedar2"),
            ("zitadel.user.update", {"set": {"user_name": "cedar2"}}),
            id="edit",
        ),
        pytest.param("x", ("y",), ("zitadel.user.delete", {}), id="delete"),
    ],
)
async def test_a_user_is_edited_and_deleted_by_name(
    open_app: Open, control: Answering, story: Story, key: str, typed: tuple[str, ...], call: Any
) -> None:
    """The palette opens the same form and the same question as the menu."""
    user = story.people["cedar"].linked
    async with open_app(SIZE) as pilot:
        live = screen(pilot)
        live.action_pick("user", user)
        await live.run_action(f"screen.in_zitadel('{key}')")
        await quiet(pilot)
        await press(pilot, *typed, *(["enter"] if key == "e" else []))

        verb, more = call
        assert control.changes == [(verb, {"user": user, **more})]


async def test_a_request_is_sent_again_after_asking(open_app: Open, control: Answering) -> None:
    """The question says where it goes and with what; ``n`` sends nothing."""
    async with open_app(SIZE) as pilot:
        await press(pilot, "k", "k", "R")
        assert isinstance(pilot.app.screen, Question)
        assert "#210 PUT" in text(pilot)
        await press(pilot, "n")
        assert control.calls == []

        await press(pilot, "R", "y")
        assert control.calls == [("lab.again", {"exchange": 210})]


async def test_a_user_is_shown_as_in_zitadel_s_console(open_app: Open, story: Story) -> None:
    """State, metadata with values, and who changed what."""
    async with open_app((200, 60)) as pilot:
        live = screen(pilot)
        live.action_pick("user", story.people["cedar"].linked)
        live.open_drawer(tab="General")
        await quiet(pilot)
        assert "Active" in live.drawer.view.plain_text()
        live.drawer.want("Metadata")
        await quiet(pilot)
        assert "urn:zitadel:scim:title" in live.drawer.view.plain_text()
        live.drawer.want("Changes")
        await quiet(pilot)
        assert "user.metadata.set" in live.drawer.view.plain_text()
        assert "title Staff Engineer" in live.drawer.view.plain_text()
