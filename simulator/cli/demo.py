"""``scimulator demo``: ZITADEL's guide, in the terminal app or as plain lines."""

import time
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from simulator.cli.shared import (
    Speed,
    fresh_run,
    in_browser,
    is_interactive,
    paint,
    run_async,
    tilde,
)
from simulator.errors import UsageError
from simulator.scenario.report import FAILED, PASSED, Report, scenario_lines, text

GUIDE = "first-steps/guide.yaml"


@click.command(
    epilog="""\b
Examples:
  scimulator demo                                   the guide
  scimulator demo locked-leaver                     a story that comes along, by its name
  scimulator demo my/leaver.yaml                    one of your own
  scimulator demo --plain                           as lines, without pauses"""
)
@click.argument(
    "scenario", required=False, metavar="[NAME-or-FILE]", type=click.Path(path_type=Path)
)
@click.option("--plain", is_flag=True, help="Print plain lines even in a terminal.")
@click.option(
    "--speed",
    type=Speed(),
    default=1.0,
    show_default=True,
    help="Simulated seconds in a real one (in the app).",
)
def command(scenario: Path | None, plain: bool, speed: float) -> None:
    """Play a story in the terminal app, ZITADEL's guide unless another is named.

    Without a terminal it is told as plain lines.
    """
    path = shipped(GUIDE) if scenario is None else story(scenario)
    if plain or not is_interactive():
        raise SystemExit(run_async(_plain(path)))
    place = fresh_run()
    code = run_async(_in_app(path, place, speed))
    if in_browser():  # what is printed there would go to the page as if it were the app
        raise SystemExit(code)
    click.secho(f"kept in {tilde(place)}   again: scimulator tui --attach {tilde(place)}", dim=True)
    raise SystemExit(code)


def shipped(name: str) -> Path:
    """Return a scenario that comes along: from the package, else from the source tree."""
    for gallery in _galleries():
        if (gallery / name).is_file():
            return gallery / name
    raise UsageError(f"The scenario {name} did not come along.", "Name a scenario file.")


def story(given: Path) -> Path:
    """Return the file that is meant: one of one's own, or one that comes along, by its name."""
    if given.exists() or given.parent != Path() or given.suffix:
        return given
    known: dict[str, Path] = {}
    for gallery in _galleries():
        for path in sorted(gallery.rglob("*.yaml")):
            if not path.name.startswith("_"):
                known.setdefault(path.stem, path)
    if given.name in known:
        return known[given.name]
    from difflib import get_close_matches

    close = get_close_matches(given.name, known, n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else "docs/scenarios.md lists them all."
    raise UsageError(f"There is no file and no story {given.name}.", hint)


def _galleries() -> tuple[Path, Path]:
    """Return where stories that come along may be: in the package, in the source tree."""
    package = Path(str(files("simulator")))
    return package / "_scenarios", package.parent / "scenarios"


async def _plain(path: Path) -> int:
    from simulator.narrate import Narrator
    from simulator.playing import play_file
    from simulator.scenario.loader import load
    from simulator.world import World

    place = fresh_run()
    told: list[tuple[World, Narrator]] = []

    async def opened(world: World) -> None:
        told.append((world, Narrator(world.reader)))
        told[0][1].news()

    def tell(*_: object) -> None:
        world, narrator = told[0]
        world.journal.flush()  # requests in their place, not after what came of them
        for line in narrator.news():
            paint(line)

    result = await play_file(
        load(path), db=place, timer=time.perf_counter, changed=tell, opened=opened
    )
    for line in text(Report((result,))):
        paint(line)
    click.secho(f"kept in {tilde(place)}", dim=True)
    return Report((result,)).exit_code


async def _in_app(path: Path, place: Path, speed: float) -> int:
    """Return 1 if the scenario was played to its end and failed."""
    from dataclasses import replace

    from simulator.scenario.loader import load
    from simulator.scenario.player import Player
    from simulator.scenario.setup import configure
    from simulator.scenario.stage import stage_of
    from simulator.world import World, WorldConfig

    file = load(path)
    config = configure(WorldConfig(db=place, speed=speed), file.scenario.given)
    app: Any = import_module("tui.__main__")
    playing: Any = import_module("tui.player")
    gate = playing.Gate()
    async with World.open(replace(config, start=None)) as world:
        stage = stage_of(world, pause=gate.wait, timer=time.perf_counter)
        player = Player(file, stage)
        shown = playing.Performance(player, gate)
        await app.run_app(
            journal=world.journal,
            control=world.control,
            player=shown,
            listening=world.scim_base_url,
            scenario=path,
        )
    if not (shown.finished and shown.failed):
        return PASSED
    for line in scenario_lines(player.result):
        paint(line)
    if shown.crash:
        click.secho(shown.crash, fg="red", err=True)
    return FAILED
