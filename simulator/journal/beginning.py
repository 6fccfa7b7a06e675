"""Begin to write a run file: schema, tables of the views, and where the last process ended."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from simulator.journal.behind import Connection
from simulator.journal.opening import not_opened, open_writer
from simulator.journal.reader import last_numbers
from simulator.journal.views import View


def begin(path: Path | None, views: Sequence[View]) -> tuple[Connection, int, int]:
    """Return the connection, the last number given out and the instant of the last record.

    Raises :class:`simulator.errors.JournalError`; nothing stays open then.
    """
    db = open_writer(path)
    try:
        for view in views:
            view.create(db)
        return db, *last_numbers(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise not_opened(str(path or "run in memory"), error) from error
    except BaseException:
        db.close()
        raise


__all__ = ["begin"]
