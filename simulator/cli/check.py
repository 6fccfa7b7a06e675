"""``scimulator check``: are these scenario files usable?"""

from pathlib import Path

import click
import orjson

from simulator.cli.shared import paint
from simulator.playing import load_all
from simulator.scenario.loader import find
from simulator.scenario.report import UNUSABLE, Line, mistakes_json


@click.command(
    epilog="""\b
Examples:
  scimulator check scenarios
  scimulator check my-scenario.yaml --json"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the mistakes as JSON.")
def command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check scenario files without playing them: every mistake with file, line and column."""
    files, unusable = load_all(find(paths))
    if as_json:
        found = {"files": len(files) + len(unusable), "mistakes": list(mistakes_json(unusable))}
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        for errors in unusable:
            for each in errors.mistakes:
                paint(Line(str(each), "bad"))
        good = "1 file is fine" if len(files) == 1 else f"{len(files)} files are fine"
        paint(Line(f"{good}, {len(unusable)} cannot be used" if unusable else f"{good}."))
    raise SystemExit(UNUSABLE if unusable else 0)
