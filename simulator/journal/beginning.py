"""Begin to write a run file: schema, tables of the views, and where the last process ended."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from simulator.journal.behind import Connection
from simulator.journal.linked import LINKED
from simulator.journal.opening import not_opened, open_writer
from simulator.journal.reader import last_numbers
from simulator.journal.trails import MARK
from simulator.journal.views import View


def begin(path: Path | None, views: Sequence[View]) -> tuple[Connection, int, int]:
    """Return the connection, the last number given out and the instant of the last record.

    Raises :class:`simulator.errors.JournalError`; nothing stays open then.
    """
    db = open_writer(path)
    try:
        for view in views:
            view.create(db)
        seq, at = last_numbers(db)
        return db, max(seq, _marked(db)), at
    except sqlite3.DatabaseError as error:
        db.close()
        raise not_opened(str(path or "run in memory"), error) from error
    except BaseException:
        db.close()
        raise


def _marked(db: Connection) -> int:
    """Return the last number of which the file says that its rows are written.

    It may be that of a request that was under way when the process was killed. Given out again it
    would be known as done before it is.
    """
    sql = "SELECT coalesce(max(CAST(value AS INTEGER)),0) FROM meta WHERE key IN (?,?)"
    return int(db.execute(sql, (LINKED, MARK)).fetchone()[0])


__all__ = ["begin"]
