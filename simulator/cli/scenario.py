"""``scimulator scenario``: make scenarios out of what was recorded."""

import re
from pathlib import Path

import click

from simulator.cli.shared import warn
from simulator.errors import UsageError
from simulator.journal.reader import Reader, open_reader
from simulator.scenario.loader import read
from simulator.scenario.recorded import recorded
from simulator.scenario.rewrite import rewritten


@click.group()
def command() -> None:
    """Make scenarios out of what was recorded."""


@command.command(
    "from",
    epilog="""\b
Examples:
  scimulator scenario from run.db                  print it
  scimulator scenario from run.db -o mine.yaml     and play it: scimulator run mine.yaml""",
)
@click.argument("journal", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
@click.option("--name", metavar="NAME", help="Name of the scenario (usual: that of the file).")
def from_journal(journal: Path, output: Path | None, name: str | None) -> None:
    """Write a scenario that repeats a run, whoever drove it: the app, a script, another client."""
    db = open_reader(journal)
    try:
        run = recorded(Reader(db))
    finally:
        db.close()
    name = name or _slug((output or journal).stem)
    made = rewritten(run, name=name, title=f"Recorded in {journal.name}")
    text = made.text
    read(text, str(output or journal))
    for each in made.lost:
        warn(f"not taken over: {each}")
    if stand_ins := list(made.scenario.get("variables", ())):
        warn(f"stand-ins for what no run file holds: {', '.join(stand_ins)}")
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists():
        raise UsageError(f"{output} is there already.", "Name another file with -o.")
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{output} cannot be written: {reason}.") from error
    click.echo(f"{len(made.scenario['steps'])} steps written to {output}", err=True)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "recorded"
