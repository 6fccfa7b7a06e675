"""Draw the README's picture: the demo at the guide's first refusal (``make picture``)."""

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

PLACE = Path(__file__).parents[1] / "docs" / "demo.svg"
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
    # fonts from elsewhere would be asked for by whoever looks at the picture
    return _FONTS.sub("", drawn)


if __name__ == "__main__":
    PLACE.write_text(asyncio.run(draw()), "utf-8")
