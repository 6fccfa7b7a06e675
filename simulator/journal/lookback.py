"""A run as it was at a moment: tables folded up to a number, records and requests cut off there.

Whoever asks a :class:`Past` uses the same words as for a living run: ``record`` and ``exchange``
are views that end at the moment, the tables of both products are folded anew in memory. Nothing
is written to the run. Source: architecture.md 1 (everything is folded from records), tui.md 12.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.errors import JournalError
from simulator.journal.behind import Connection
from simulator.journal.linked import last_linked, offer_links
from simulator.journal.reader import all_records, lineage
from simulator.journal.views import Trailing, View

EVERY = 20_000
"""After how many records a copy of the folded tables is kept, to go back to."""
COPIES = 6
_LOG = "okta.log"
"""Told to the System Log alone; no list shows it."""
_CUT = ("record", "exchange")
_BOUND = "seq<=(SELECT seq FROM temp.moment)"


class Past:
    """Look at one run as of any of its numbers. ``db`` is what readers are given."""

    def __init__(
        self, views: Sequence[View], *, path: Path | None = None, source: sqlite3.Connection
    ) -> None:
        self._views = list(views)
        self._at = 0
        self._past_reset = False
        """Whether what is folded is more than the first records: a reset lies between."""
        self._copies: list[tuple[int, sqlite3.Connection]] = []
        self.db = sqlite3.connect(
            ":memory:",
            isolation_level=None,
            check_same_thread=False,
            uri=True,
            factory=Connection,
        )
        schema = "main"
        if path is None:
            source.backup(self.db)
        else:
            schema = "run"
            _attach(self.db, path)
        for view in self._views:
            view.create(self.db)
        self._empty()
        self.db.execute("CREATE TEMP TABLE moment (seq INTEGER NOT NULL)")
        self.db.execute("INSERT INTO temp.moment VALUES (0)")
        for table in _CUT:
            self.db.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM {schema}.{table} WHERE {_BOUND}"
            )
        offer_links(self.db, schema, bound=_BOUND)
        if schema != "main":
            self.db.execute(f"CREATE TEMP VIEW meta AS SELECT * FROM {schema}.meta")

    @property
    def at(self) -> int:
        """The number up to which everything is folded."""
        return self._at

    def distance(self, seq: int) -> int:
        """Return about how many records :meth:`go` would have to fold."""
        return seq - self._at if seq >= self._at else seq - self._copy_before(seq)

    def go(self, seq: int) -> None:
        """Make it the moment right after a number."""
        self.db.execute("UPDATE temp.moment SET seq=?", (seq,))
        spans = lineage(self.db, seq)
        if len(spans) > 1:
            self._empty()
            for first, last in spans:
                self._fold(first, last)
            self._drop_copies()
        else:
            if self._past_reset:
                self._empty()
            elif seq < self._at:
                self._back_to(seq)
            self._fold(self._at + 1, seq, keep=True)
        self._past_reset = len(spans) > 1
        self._at = 0 if self._past_reset else seq

    def close(self) -> None:
        """Forget everything."""
        self._drop_copies()
        self.db.close()

    # -- folding ----------------------------------------------------------------------------

    def _fold(self, first: int, last: int, *, keep: bool = False) -> None:
        self.db.execute("BEGIN")
        since = 0
        for batch in all_records(self.db, first=first, last=last):
            for view in self._views:
                mine = [
                    record
                    for record in batch
                    if record.kind.startswith(view.prefixes) and record.kind != _LOG
                ]
                if mine:
                    view.apply(self.db, mine)
            since += len(batch)
            if keep and since >= EVERY:
                since = 0
                self._keep(batch[-1].seq)
        self.db.execute("COMMIT")

    def _empty(self) -> None:
        for view in self._views:
            for table in view.tables:
                self.db.execute(f"DELETE FROM main.{table}")
        self._forget()
        self._at = 0

    def _forget(self) -> None:
        """Let views forget what they remember of their tables."""
        for view in self._views:
            if isinstance(view, Trailing):
                view.forget()

    def _keep(self, seq: int) -> None:
        if any(abs(seq - at) < EVERY for at, _ in self._copies):
            return
        self.db.execute("COMMIT")
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.db.backup(copy)
        self._copies.append((seq, copy))
        self._copies.sort(key=lambda each: each[0])
        if len(self._copies) > COPIES:  # thin out evenly
            self._copies.pop(1)[1].close()
        self.db.execute("BEGIN")

    def _copy_before(self, seq: int) -> int:
        return max((at for at, _ in self._copies if at <= seq), default=0)

    def _back_to(self, seq: int) -> None:
        at = self._copy_before(seq)
        if not at:
            self._empty()
            return
        next(copy for when, copy in self._copies if when == at).backup(self.db)
        self._forget()
        self._at = at

    def _drop_copies(self) -> None:
        for _, copy in self._copies:
            copy.close()
        self._copies.clear()


def moment_of(db: sqlite3.Connection, seq: int, following: int | None) -> int:
    """Return the number at which everything an exchange led to at once is there.

    That is the last thing it caused, and whatever was decided before the next exchange began.
    """
    row = db.execute(last_linked("cause"), (seq,)).fetchone()
    caused = int(row[0] or 0)
    if following is None:
        newest = db.execute("SELECT coalesce(max(seq),0) FROM record").fetchone()
        return max(seq, caused, int(newest[0]))
    return max(seq, caused, following - 1)


def _attach(db: sqlite3.Connection, path: Path) -> None:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    for each in _uris(uri):
        try:
            db.execute("ATTACH ? AS run", (each,))
            db.execute("SELECT count(*) FROM run.meta").fetchone()
        except sqlite3.DatabaseError as error:
            reason = error
            with_it = db.execute("SELECT 1 FROM pragma_database_list WHERE name='run'").fetchone()
            if with_it:
                db.execute("DETACH run")
        else:
            return
    raise JournalError(str(path), f"cannot be opened: {reason}.")


def _uris(uri: str) -> Iterator[str]:
    yield uri
    yield f"{uri}&immutable=1"  # on a disk that cannot be written


__all__ = ["Past", "moment_of"]
