"""``scimulator watch``: a run as plain lines while it happens."""

import asyncio
import contextlib

import click

from simulator.cli.attach import Target, target_of
from simulator.cli.shared import paint, run_async, stopped_by_signal, tilde
from simulator.clock import WallClock
from simulator.errors import UsageError
from simulator.journal.reader import Reader, open_reader
from simulator.narrate import Narrator

EVERY = 0.1


@click.command(
    epilog="""\b
Examples:
  scimulator watch                                  the newest run, while it goes on
  scimulator watch run.db --no-follow               what is in a run file
  scimulator watch | grep POST"""
)
@click.argument("run", required=False)
@click.option(
    "--follow/--no-follow", default=True, show_default=True, help="Wait for more until Ctrl-C."
)
def command(run: str | None, follow: bool) -> None:
    """Print a run as plain lines, one a record or request. RUN is a run file."""
    target = target_of(run, None)
    if target.path is None:
        raise UsageError("watch reads run files.", f"Use: scimulator tui --attach {target.url}")
    run_async(_watch(target, follow=follow))


async def _watch(target: Target, *, follow: bool) -> None:
    assert target.path is not None
    click.secho(f"run {tilde(target.path)}", dim=True, err=True)
    clock = WallClock()
    async with stopped_by_signal() as stop:
        with contextlib.closing(open_reader(target.path)) as db:
            narrator = Narrator(Reader(db))
            while True:
                for line in narrator.news():
                    paint(line)
                if not follow or stop.is_set():
                    return
                stopping = asyncio.ensure_future(stop.wait())
                waiting = asyncio.ensure_future(clock.sleep(EVERY))
                await asyncio.wait({stopping, waiting}, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
                waiting.cancel()
