"""Read a run a person named: its file, or a mirror of a lab that lives elsewhere."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from simulator.cli.attach import Target
from simulator.journal.reader import Reader, open_reader


@asynccontextmanager
async def reading(target: Target) -> AsyncIterator[Reader]:
    """Give a reader on a run as it is now; raises :class:`simulator.errors.SimulatorError`."""
    if target.path is not None:
        with closing(open_reader(target.path)) as db:
            yield Reader(db)
        return
    with closing(await _mirrored(target)) as db:
        yield Reader(db)


async def _mirrored(target: Target) -> sqlite3.Connection:
    from simulator.remote import Mirror, connect, follow
    from simulator.world import all_views

    mirror = Mirror(all_views())
    async with connect(target.url, target.token) as client:
        await follow(mirror, client, once=True)
    return mirror.db


__all__ = ["reading"]
