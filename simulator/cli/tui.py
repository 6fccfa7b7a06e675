"""``scimulator tui``: the terminal app on a run."""

import os
from importlib import import_module
from typing import Any

import click

from simulator.cli.attach import Target, living, target_of
from simulator.cli.shared import fresh_run, is_interactive, run_async
from simulator.errors import UsageError


@click.command(
    epilog="""\b
Examples:
  scimulator tui                                    a lab of your own, with nothing in it yet
  scimulator tui --attach run.db                    a run file: finished, or of a living lab
  scimulator tui --attach http://127.0.0.1:8081     watch and drive a lab that runs elsewhere"""
)
@click.option(
    "--attach", "where", metavar="FILE-or-URL", help="Show this run instead of a new one."
)
@click.option("--token", help="The Okta token of the lab (for a URL); else SCIMULATOR_TOKEN.")
def command(where: str | None, token: str | None) -> None:
    """Open the terminal app on a run."""
    if not is_interactive():
        raise UsageError("The app needs a terminal.", "Without one: scimulator watch.")
    app: Any = import_module("tui.__main__")
    if where is None:
        run_async(_own(app))
    else:
        run_async(_attached(app, living(target_of(where, token))))


async def _attached(app: Any, target: Target) -> None:
    if target.path is not None:
        await app.attach_file(target.path)
        return
    from simulator.world import all_views

    await app.attach_url(target.url, target.token, views=all_views())


async def _own(app: Any) -> None:
    from simulator.serving import equip
    from simulator.world import World, WorldConfig

    config = WorldConfig(db=fresh_run(), seed=int.from_bytes(os.urandom(4)))
    async with World.open(config) as world:
        await equip(world, None)
        await app.run_app(
            journal=world.journal, control=world.control, listening=world.scim_base_url
        )
