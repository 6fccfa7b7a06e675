"""Write rows many with a statement: to begin and end one costs as much as two or three rows."""

from collections.abc import Sequence
from itertools import chain

from simulator.journal.behind import Connection


class ManyRows:
    """An ``INSERT`` of so many columns, with what comes before and after its values."""

    def __init__(self, head: str, columns: int, tail: str = "", *, together: int = 32) -> None:
        row = f"({','.join('?' * columns)})"
        self._one = f"{head} VALUES {row} {tail}"
        self._many = f"{head} VALUES {','.join([row] * together)} {tail}"
        self._together = together

    def write(self, db: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert the rows in order; they do not depend on others that are still to be written."""
        whole = len(rows) - len(rows) % self._together
        for first in range(0, whole, self._together):
            some = rows[first : first + self._together]
            db.at_once(self._many, tuple(chain.from_iterable(some)))
        if whole < len(rows):
            db.many_at_once(self._one, rows[whole:])


__all__ = ["ManyRows"]
