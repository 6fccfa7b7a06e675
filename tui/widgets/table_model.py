"""What a :class:`RowTable` shows: rows from a source, cells by column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

Key: TypeAlias = str | int
Cell: TypeAlias = tuple[str, str]
"""Text and the name of its style."""

WINDOW: Final = 256
"""How many rows are read at once."""


class Row(Protocol):
    """A row: ``key`` finds it again, ``version`` changes whenever it looks different."""

    @property
    def key(self) -> Key: ...

    @property
    def version(self) -> object: ...


class RowSource(Protocol):
    """Where rows come from; never asked for more than the screen needs."""

    def __len__(self) -> int: ...

    def window(self, start: int, stop: int) -> Sequence[Row]:
        """Return the rows from ``start`` up to ``stop``, with one query."""
        ...

    def index_of(self, key: Key) -> int | None:
        """Return where a row is now."""
        ...

    def is_heading(self, index: int) -> bool:
        """Say whether a row only divides others and cannot be selected."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``cell`` makes text and style of a row for a width; 0 shares the rest."""

    title: str
    width: int
    cell: Callable[[Any, int], Cell]
    right: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Which rows belong to the selection."""

    selected: Key | None = None
    direct: frozenset[Key] = frozenset()
    siblings: frozenset[Key] = frozenset()

    def of(self, key: Key) -> str:
        """Return ``selected``, ``direct``, ``sibling`` or nothing."""
        if key == self.selected:
            return "selected"
        if key in self.direct:
            return "direct"
        return "sibling" if key in self.siblings else ""

    def related(self, key: Key) -> bool:
        """Say whether a row belongs to the selection at all."""
        return key == self.selected or key in self.direct or key in self.siblings


NO_MARKS = Marks()


def widths(columns: Sequence[Column], total: int) -> list[int]:
    """Share ``total`` cells: fixed columns first, the rest evenly among the others.

    One cell stays free between columns. When there is no room left, later fixed columns give way
    first, so that a narrow list still shows its beginning.
    """
    room = max(0, total - max(0, len(columns) - 1))
    fixed = [column.width for column in columns]
    flexible = [i for i, column in enumerate(columns) if column.width == 0]
    least = 6 * len(flexible)
    for i in reversed(range(len(fixed))):
        over = sum(fixed) + least - room
        if over <= 0:
            break
        fixed[i] -= min(fixed[i], over)
    rest = max(0, room - sum(fixed))
    for place, i in enumerate(flexible):
        share = rest // (len(flexible) - place)
        fixed[i] = share
        rest -= share
    return fixed


class ListSource:
    """Rows held in a list; for short lists and for tests."""

    def __init__(self, rows: Sequence[Row] = (), headings: frozenset[Key] = frozenset()) -> None:
        self.rows = list(rows)
        self.headings = headings

    def __len__(self) -> int:
        return len(self.rows)

    def window(self, start: int, stop: int) -> Sequence[Row]:
        return self.rows[start:stop]

    def index_of(self, key: Key) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.key == key), None)

    def is_heading(self, index: int) -> bool:
        return self.rows[index].key in self.headings


__all__ = [
    "NO_MARKS",
    "WINDOW",
    "Cell",
    "Column",
    "Key",
    "ListSource",
    "Marks",
    "Row",
    "RowSource",
    "widths",
]
