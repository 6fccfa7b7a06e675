"""Entry points: the app over a run of this process, over a run file, over a run elsewhere.

``simulator.cli`` imports this module by name and only when it is wanted, so that the simulator
starts without Textual.
"""

import asyncio
import locale
import os
import signal
import sqlite3
import sys
from pathlib import Path

from simulator.cli.shared import fresh_run
from simulator.errors import JournalError
from simulator.glyphs import Glyphs, glyphs_for
from simulator.journal.reader import Reader, open_reader
from simulator.journal.schema import SCHEMA_VERSION
from simulator.journal.writer import Journal, View
from tui.app import ScimulatorApp
from tui.control import Control, Controls
from tui.keymap import keys_file, load_keymap
from tui.player import Performance
from tui.remote import Mirror, Reading, RemoteControl, connect, mirrored_run
from tui.run import Run
from tui.scenarios import scenario_roots
from tui.theatre import Theatre


async def run_app(
    *,
    journal: Journal | None = None,
    reader_path: Path | None = None,
    db: sqlite3.Connection | None = None,
    control: Control | None = None,
    player: Performance | None = None,
    target: str = "fake",
    listening: str = "",
    scenario: Path | None = None,
) -> None:
    """Show a run until the person quits.

    A run of this process is given as ``journal``; a finished one as ``reader_path`` or as an open
    connection ``db``. Without ``control`` everything that acts is switched off. ``listening`` is
    the address shown while nothing has happened yet.
    """
    run = _finished(reader_path, db) if journal is None else Run.of_journal(journal)
    controls = Controls(control)
    await _show(run, controls, player=player, target=target, listening=listening, scenario=scenario)


async def attach_file(path: Path) -> None:
    """Look at a run file, read-only. Raises :class:`JournalError` if it cannot be."""
    db = open_run(path)
    try:
        await run_app(reader_path=path, db=db, target=path.name)
    finally:
        db.close()


async def attach_url(url: str, token: str, *, views: list[View]) -> None:
    """Watch and drive a run that lives elsewhere; ``token`` is its Okta token.

    Raises :class:`simulator.errors.UsageError` if there is none, or it refuses the token.
    """
    mirror = Mirror(views)
    try:
        async with connect(url, token) as client, connect(url, token) as acting:
            reading = Reading(mirror, client)
            await reading.begin()
            run = mirrored_run(mirror, opening=lambda: reading.is_under_way)
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(reading.go_on())
                await _show(run, Controls(RemoteControl(acting)), target=url)
                following.cancel()
    finally:
        mirror.close()


def open_run(path: Path) -> sqlite3.Connection:
    """Open a run file for reading; raises :class:`JournalError` if something newer wrote it."""
    db = open_reader(path)
    had = int(db.execute("PRAGMA user_version").fetchone()[0])
    if had > SCHEMA_VERSION:
        db.close()
        raise JournalError(
            str(path),
            f"was written by a newer scimulator (schema {had}, known: {SCHEMA_VERSION}).",
            "Update scimulator; nothing was opened.",
        )
    return db


def _finished(path: Path | None, db: sqlite3.Connection | None) -> Run:
    if db is None:
        if path is None:
            raise TypeError("a journal, a path or a connection is needed")
        db = open_run(path)
    return Run(Reader(db), path=path)


async def _show(
    run: Run,
    controls: Controls,
    *,
    player: Performance | None = None,
    target: str = "fake",
    listening: str = "",
    scenario: Path | None = None,
) -> None:
    app = ScimulatorApp(
        run,
        controls,
        player=player,
        target=target,
        listening=listening,
        glyphs=_glyphs(),
        freeze=True,
        theatre=Theatre(fresh_run),
        scenarios=scenario_roots(scenario),
        keymap=load_keymap(keys_file(os.environ)),
    )
    _end_with_the_terminal()
    await app.run_async()


def _end_with_the_terminal() -> None:
    """Let the process end when its terminal goes away, even where that was to be ignored.

    There is nobody left to talk to; the run file is whole at any moment.
    """
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _glyphs() -> Glyphs:
    encoding = getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False)
    return glyphs_for(os.environ, encoding=encoding)


def main(arguments: list[str]) -> int:
    """Open the run file named on the command line (``python -m tui FILE``)."""
    if len(arguments) != 1:
        print("usage: python -m tui RUN-FILE", file=sys.stderr)
        return 2
    try:
        asyncio.run(attach_file(Path(arguments[0])))
    except JournalError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))


__all__ = ["attach_file", "attach_url", "main", "open_run", "run_app"]
