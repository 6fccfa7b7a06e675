"""``scimulator journal``: what is in run files, and out of them."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from simulator.cli.attach import target_of
from simulator.cli.shared import run_async, tilde, visible
from simulator.errors import JournalError, UsageError
from simulator.runs import is_written, runs_directory

if TYPE_CHECKING:
    from simulator.journal.reader import Reader
    from simulator.wire.exchange import Exchange

PAGE = 200


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  scimulator journal list                           the runs kept here
  scimulator journal show 27                        one request of the newest run, whole
  scimulator journal export run.db --har -o run.har for a browser's network panel""",
)
def command() -> None:
    """List runs, show one request, export to HAR or JSON lines."""


# -- export --------------------------------------------------------------------------------


@command.command(
    "export",
    epilog="""\b
Examples:
  scimulator journal export run.db --har -o run.har
  scimulator journal export --har --filter "status:4xx" > refused.har   the newest run here
  scimulator journal export run.db --jsonl | jq 'select(.type=="exchange") | .status'

What is hidden in the journal (tokens, passwords, secrets) is hidden here too.""",
)
@click.argument("run", required=False, metavar="[FILE-or-URL]")
@click.option("--har", "form", flag_value="har", help="Requests as HAR 1.2.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Everything, one JSON object a line.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Write to a file instead of standard output.",
)
@click.option("--filter", "wanted", metavar="TEXT", help="Only these requests, like status:4xx.")
@click.option("--token", help="The Okta token of the lab (for a URL); else SCIMULATOR_TOKEN.")
def export(
    run: str | None, form: str | None, output: Path | None, wanted: str | None, token: str | None
) -> None:
    """Write a run in a form other programs read."""
    if form is None:
        raise UsageError("Say which form.", "Give --har or --jsonl.")
    if output is not None and output.exists() and run is not None and output.samefile(run):
        raise UsageError(f"{output} is the run file itself.", "Name another file with -o.")
    run_async(_export(run, token, form, output, wanted))


async def _export(
    run: str | None, token: str | None, form: str, output: Path | None, wanted: str | None
) -> None:
    from simulator.cli.reading import reading

    async with reading(target_of(run, token)) as reader:
        parts = _har(reader, wanted) if form == "har" else _jsonl(reader, wanted)
        if output is None:
            for part in parts:
                sys.stdout.buffer.write(part)
            return
        written = _write(output, parts)
        click.secho(f"{tilde(output)}: {written:,} bytes", dim=True, err=True)


def _write(output: Path, parts: Iterable[bytes]) -> int:
    """Write a file as a whole or not at all."""
    fresh = output.with_name(f"{output.name}.new")
    written = 0
    try:
        with fresh.open("wb") as file:
            for part in parts:
                written += file.write(part)
        fresh.replace(output)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{output} cannot be written: {reason}.", "Change -o OUT.") from error
    return written


def _har(reader: "Reader", wanted: str | None) -> Iterator[bytes]:
    from simulator import __version__
    from simulator.wire.har import har_text

    return har_text(_exchanges(reader, wanted), version=__version__)


def _jsonl(reader: "Reader", wanted: str | None) -> Iterator[bytes]:
    from simulator.journal.jsonlines import json_lines
    from simulator.journal.reader import all_records

    batches = [] if wanted else all_records(reader.db)
    records = (record for batch in batches for record in batch)
    return json_lines(records, _exchanges(reader, wanted))


def _exchanges(reader: "Reader", wanted: str | None) -> Iterator["Exchange"]:
    """Return whole exchanges by number, a page at a time; raises :class:`UsageError` at once."""
    if wanted is None:
        return _all(reader)
    from simulator.journal.search import compile_query

    seqs = compile_query(wanted).exchanges(reader.db)
    return (found for found in map(reader.exchange, seqs) if found is not None)


def _all(reader: "Reader") -> Iterator["Exchange"]:
    after = 0
    while page := reader.exchanges_after(after, limit=PAGE):
        yield from page
        after = page[-1].seq


# -- list, show ----------------------------------------------------------------------------


@command.command(
    "list",
    epilog="""\b
Examples:
  scimulator journal list
  scimulator journal list --json""",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_runs(as_json: bool) -> None:
    """List the runs kept here, newest first."""
    places = sorted(runs_directory(os.environ).glob("*.db"), reverse=True)
    found = [_facts(place) for place in places]
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    if not found:
        click.echo("There is no run yet. Start one: scimulator serve, or make demo.")
    for each in found:
        if "error" in each:
            click.secho(f"{each['file']}  {each['error']}", fg="red")
            continue
        alive = "  running" if each["running"] else ""
        sizes = f"{each['requests']:>7} requests {each['bytes'] // 1024:>7} KB"
        click.echo(f"{tilde(Path(each['file']))}  {each['begun'] or '-':<16} {sizes}{alive}")


def _facts(place: Path) -> dict[str, Any]:
    from simulator.clock import from_us
    from simulator.journal.reader import open_reader

    try:
        with closing(open_reader(place)) as db:
            first = db.execute("SELECT at FROM record ORDER BY seq LIMIT 1").fetchone()
            [(requests,)] = db.execute("SELECT count(*) FROM exchange")
    except JournalError as error:
        return {"file": str(place), "error": error.reason}
    return {
        "file": str(place),
        "begun": None if first is None else f"{from_us(first[0]):%Y-%m-%d %H:%M}",
        "requests": requests,
        "bytes": place.stat().st_size,
        "running": is_written(place),
    }


@command.command(
    "show",
    epilog="""\b
Examples:
  scimulator journal show 27                        of the newest run here
  scimulator journal show 27 run.db --json""",
)
@click.argument("number", type=click.IntRange(min=1))
@click.argument("run", required=False, metavar="[FILE-or-URL]")
@click.option("--token", help="The Okta token of the lab (for a URL); else SCIMULATOR_TOKEN.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(number: int, run: str | None, token: str | None, as_json: bool) -> None:
    """Show one request with its answer, or one record, by its number (#27, e27)."""
    run_async(_show(number, run, token, as_json))


async def _show(number: int, run: str | None, token: str | None, as_json: bool) -> None:
    from simulator.cli.reading import reading
    from simulator.journal.jsonlines import exchange_line, record_line
    from simulator.journal.phrases import phrase
    from simulator.wire.messages import message_lines

    async with reading(target_of(run, token)) as reader:
        exchange, record = reader.exchange(number), reader.record(number)
    if exchange is not None:
        if as_json:
            told = exchange_line(exchange)
        else:
            for line in message_lines(exchange):
                click.echo(visible(line))
            return
    elif record is not None:
        told = record_line(record)
        if not as_json:
            click.secho(visible(phrase(record) or record.kind), bold=True)
    else:
        raise UsageError(f"Number {number} is not in this run.", "scimulator watch shows numbers.")
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
