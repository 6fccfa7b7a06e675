"""Finish what a process that was killed had under way: tables that followed its records.

The records were in the file before anybody was answered; rows of people and links follow within
half a second, and those of the last moment are missing if there was no time left. Whoever goes on
with the run has them written anyway; this is for those who only look.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from simulator.clock import Clock
from simulator.errors import JournalError
from simulator.journal.linked import LINKED
from simulator.journal.reader import Reader, open_reader
from simulator.journal.schema import SCHEMA_VERSION
from simulator.journal.trails import MARK
from simulator.journal.views import View
from simulator.journal.writer import Journal


def finish(path: Path, *, views: Callable[[], Sequence[View]], clock: Clock) -> bool:
    """Write what is missing in a file that nobody writes; return whether anything was.

    A file that is complete, of another schema, in use, on a disk that cannot be written, or no
    run at all stays as it is.
    """
    with suppress(JournalError, sqlite3.Error):
        if _lacks_something(path):
            Journal(path, clock=clock, views=views()).close()
            return True
    return False


def _lacks_something(path: Path) -> bool:
    with closing(open_reader(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != SCHEMA_VERSION:
            return False
        (last,) = db.execute("SELECT coalesce(max(seq),0) FROM record").fetchone()
        marks = [Reader(db).meta(name) for name in (MARK, LINKED)]
    return any(mark is not None and int(mark) < last for mark in marks)


__all__ = ["finish"]
