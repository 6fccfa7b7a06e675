"""Keys of one's own: what a file may say, and what the app makes of it."""

from pathlib import Path

import pytest

from tests.tui.demo_journal import Story
from tests.tui.keys import press, quiet, screen
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.keymap import keys_file, load_keymap, read_keymap
from tui.run import Run
from tui.screens.help import Help

FILE = """\
# mine
errors = "E"
isolate = ["f6", "ctrl+x"]
isolte = "i"
filter = slash
follow = "not a key"
mark = "y"
what is this
"""


def test_a_bad_line_is_named_with_its_place_and_the_rest_works() -> None:
    """Unknown actions, missing quotes, keys that are none, keys that are taken."""
    keys, mistakes = read_keymap(FILE)

    assert keys == {"errors": ("E",), "isolate": ("f6", "ctrl+x")}
    assert [(each.line, each.column) for each in mistakes] == [
        (4, 1),
        (5, 10),
        (6, 10),
        (7, 8),
        (8, 1),
    ]
    assert "Did you mean isolate?" in mistakes[0].text
    assert "y is the key of copy already" in mistakes[3].text


def test_two_actions_may_swap_their_keys() -> None:
    """What another action has given away is free."""
    keys, mistakes = read_keymap('mark = "e"\nerrors = "m"\n')

    assert mistakes == []
    assert keys == {"mark": ("e",), "errors": ("m",)}


def test_the_file_lies_in_the_configuration_directory(tmp_path: Path) -> None:
    """Without one, or without that directory, nothing differs."""
    place = keys_file({"XDG_CONFIG_HOME": str(tmp_path)})

    assert place == tmp_path / "scimulator" / "keys.toml"
    assert load_keymap(place).keys == {}
    assert keys_file({"XDG_CONFIG_HOME": "relative"}).is_relative_to(Path.home())


@pytest.mark.anyio
async def test_own_keys_act_and_are_shown_everywhere(story: Story, tmp_path: Path) -> None:
    """The old key is free, footer and help show the new one, mistakes are told at the start."""
    place = tmp_path / "keys.toml"
    place.write_text(FILE)
    app = ScimulatorApp(Run.of_journal(story.journal), Controls(None), keymap=load_keymap(place))
    async with app.run_test(size=(120, 40)) as pilot:
        await quiet(pilot)
        live = await press(pilot, "e")
        assert not live.errors_only
        await press(pilot, "E")
        assert live.errors_only
        assert "E errors" in str(live.footer().render())
        assert any("keys.toml line 4, column 1" in n.message for n in app._notifications)

        await press(pilot, "E", "question_mark")
        assert isinstance(pilot.app.screen, Help)
        page = pilot.app.screen.query_one("LineView").plain_text()  # type: ignore[attr-defined]
        assert "2 keys of your own" in page
        assert "f6 ^x" in page
        await press(pilot, "escape")
        assert screen(pilot) is live
