"""Write rows many with a statement: to begin and end one costs as much as two or three rows."""

from collections.abc import Sequence
from functools import cache
from itertools import chain

from simulator.journal.behind import Connection


class ManyRows:
    """An ``INSERT`` of so many columns, with what comes before and after its values.

    ``together`` is how many rows a statement takes. With ``few`` those left over have one of their
    own size: for what comes a few rows at a time, since SQLite keeps each size it was given.
    """

    def __init__(
        self, head: str, columns: int, tail: str = "", *, together: int = 32, few: bool = False
    ) -> None:
        self._sql = cache(lambda count: _insert(head, columns, tail, count))
        self._together = together
        self._few = few

    def write(self, db: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert the rows in order; they do not depend on others that are still to be written."""
        whole = len(rows) if self._few else len(rows) - len(rows) % self._together
        for first in range(0, whole, self._together):
            some = rows[first : first + self._together]
            db.at_once(self._sql(len(some)), tuple(chain.from_iterable(some)))
        if whole < len(rows):
            db.many_at_once(self._sql(1), rows[whole:])


def _insert(head: str, columns: int, tail: str, count: int) -> str:
    row = f"({','.join('?' * columns)})"
    return f"{head} VALUES {','.join([row] * count)} {tail}"


__all__ = ["ManyRows"]
