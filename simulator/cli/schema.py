"""``scimulator schema``: the scenario format as JSON Schema, for editors."""

from pathlib import Path

import click
import orjson

from simulator.errors import UsageError
from simulator.scenario.editors import editor_schema


@click.command(
    epilog="""\b
Examples:
  scimulator schema -o scimulator.schema.json
  and as first line of a scenario:
  # yaml-language-server: $schema=scimulator.schema.json"""
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
def command(output: Path | None) -> None:
    """Print the scenario format as JSON Schema, so that editors complete and check."""
    text = orjson.dumps(editor_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if output is None:
        click.echo(text.decode(), nl=False)
        return
    try:
        output.write_bytes(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{output} cannot be written: {reason}.") from error
    click.echo(f"written to {output}", err=True)
