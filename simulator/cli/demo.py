"""``scimulator demo``: ZITADEL's guide, in the terminal app or as plain lines."""

import time
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.alike import did_you_mean
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

if TYPE_CHECKING:
    from simulator.scenario.loader import ScenarioFile

GUIDE = "first-steps/guide.yaml"


@click.command(
    epilog="""\b
Examples:
  scimulator demo                                   the guide
  scimulator demo locked-leaver                     a story that comes along, by its name
  scimulator demo my/leaver.yaml                    one of your own
  scimulator demo locked-leaver --case wizard          one row of a story's table of cases
  scimulator demo --plain                           as lines, without pauses"""
)
@click.argument(
    "scenario", required=False, metavar="[NAME-or-FILE]", type=click.Path(path_type=Path)
)
@click.option(
    "--case", metavar="NAME", help="Which row of a story with a table of cases (usual: its first)."
)
@click.option("--plain", is_flag=True, help="Print plain lines even in a terminal.")
@click.option(
    "--speed",
    type=Speed(),
    default=1.0,
    show_default=True,
    help="Simulated seconds in a real one (in the app).",
)
def command(scenario: Path | None, case: str | None, plain: bool, speed: float) -> None:
    """Play a story in the terminal app, ZITADEL's guide unless another is named.

    Without a terminal it is told as plain lines. In the app time runs from when the story begins;
    what takes hours there is passed over.
    """
    from simulator.scenario.loader import load_cases

    rows = load_cases(shipped(GUIDE) if scenario is None else story(scenario))
    file = _row(rows, case)
    if plain or not is_interactive():
        raise SystemExit(run_async(_plain(file)))
    place = fresh_run()
    code = run_async(_in_app(file, place, speed))
    if in_browser():  # what is printed there would go to the page as if it were the app
        raise SystemExit(code)
    click.secho(f"kept in {tilde(place)}   again: scimulator tui --attach {tilde(place)}", dim=True)
    raise SystemExit(code)


def _row(rows: "Sequence[ScenarioFile]", case: str | None) -> "ScenarioFile":
    """Return the row of a table of cases that is meant, and tell of the others."""
    names = [row.case for row in rows if row.case]
    if case is None:
        if names[1:]:
            others = ", ".join(names[1:])
            click.secho(f"case {names[0]}; with --case also: {others}", dim=True, err=True)
        return rows[0]
    if case in names:
        return rows[names.index(case)]
    if not names:
        raise UsageError("This story has no table of cases.", "Leave --case out.")
    hint = did_you_mean(case, names, otherwise=f"There is {', '.join(names)}.")
    raise UsageError(f"{rows[0].scenario.scenario} has no case {case}.", hint)


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


async def _plain(file: "ScenarioFile") -> int:
    from simulator.narrate import Narrator
    from simulator.playing import play_file
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

    result = await play_file(file, db=place, timer=time.perf_counter, changed=tell, opened=opened)
    for line in text(Report((result,))):
        paint(line)
    click.secho(f"kept in {tilde(place)}", dim=True)
    return Report((result,)).exit_code


async def _in_app(file: "ScenarioFile", place: Path, speed: float) -> int:
    """Return 1 if the scenario was played to its end and failed."""
    from simulator.scenario.player import Player
    from simulator.scenario.setup import configure
    from simulator.scenario.stage import stage_of
    from simulator.watching import hurried
    from simulator.world import World, WorldConfig

    config = configure(WorldConfig(db=place, speed=speed, runs_on=True), file.scenario.given)
    app: Any = import_module("tui.__main__")
    playing: Any = import_module("tui.player")
    gate = playing.Gate()
    async with World.open(config) as world:
        stage = stage_of(world, pause=gate.wait, timer=time.perf_counter)
        player = Player(file, stage)
        shown = playing.Performance(player, gate)
        async with hurried(world.clock, lambda: shown.busy and world.engine.waits_for_time):
            await app.run_app(
                journal=world.journal,
                control=world.control,
                player=shown,
                listening=world.scim_base_url,
                scenario=Path(file.file),
            )
    if not (shown.finished and shown.failed):
        return PASSED
    for line in scenario_lines(player.result):
        paint(line)
    if shown.crash:
        click.secho(shown.crash, fg="red", err=True)
    return FAILED
