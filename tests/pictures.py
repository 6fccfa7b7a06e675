"""Draw the README's pictures: the demo at the guide's first refusal, and snapshots.

``make picture`` does.
"""

import asyncio
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from simulator.cli.demo import GUIDE, shipped
from simulator.glyphs import UNICODE
from simulator.playing import START
from simulator.scenario.loader import load
from simulator.scenario.player import Player
from simulator.scenario.setup import configure
from simulator.scenario.stage import stage_of
from simulator.world import World, WorldConfig
from tui.app import ScimulatorApp
from tui.control import Controls
from tui.player import Gate, Performance
from tui.run import Run

DOCS = Path(__file__).parents[1] / "docs"
PLACE = DOCS / "demo.svg"
SNAPSHOTS = Path(__file__).parent / "tui" / "__snapshots__" / "test_pictures"
FROM_SNAPSHOTS = {
    "side-by-side.svg": "test_a_request_is_explained_in_every_size[wide-side-by-side].svg"
}
"""Pictures of the README that tests compare with what the app shows."""
SIZE = (120, 36)
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


async def draw() -> str:
    """Play the guide up to its first refusal and return what the app shows, as SVG."""
    file = load(shipped(GUIDE))
    with tempfile.TemporaryDirectory() as folder:
        config = configure(WorldConfig(db=Path(folder) / "demo.db"), file.scenario.given)
        async with World.open(replace(config, start=config.start or START)) as world:
            gate = Gate()
            player = Performance(Player(file, stage_of(world, pause=gate.wait)), gate)
            app = ScimulatorApp(
                Run.of_journal(world.journal),
                Controls(world.control),
                player=player,
                target="fake",
                glyphs=UNICODE,
            )
            async with app.run_test(size=SIZE) as pilot:
                while not gate.waits:
                    await pilot.pause(0.05)
                await pilot.pause(0.5)
                drawn = app.export_screenshot(title="scimulator demo")
    return without_fonts(drawn)


def without_fonts(drawn: str) -> str:
    """Take out fonts from elsewhere: whoever looks at the picture would ask for them."""
    return _FONTS.sub("", drawn)


if __name__ == "__main__":
    PLACE.write_text(asyncio.run(draw()), "utf-8")
    for name, snapshot in FROM_SNAPSHOTS.items():
        (DOCS / name).write_text(without_fonts((SNAPSHOTS / snapshot).read_text("utf-8")), "utf-8")
