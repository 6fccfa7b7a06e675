"""What follows the journal's records: views in the file, memories beside it."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from simulator.events import Record
from simulator.journal.behind import Connection


class View(Protocol):
    """Tables folded from records. They can be dropped and rebuilt at any time.

    ``prefixes`` are the beginnings of the kinds it folds (``("zitadel.",)``). ``create`` uses
    ``CREATE TABLE IF NOT EXISTS``; ``tables`` names what ``rebuild`` empties.
    """

    prefixes: tuple[str, ...]
    tables: tuple[str, ...]

    def create(self, db: Connection) -> None: ...

    def apply(self, db: Connection, records: Sequence[Record]) -> None: ...


@runtime_checkable
class Trailing(View, Protocol):
    """A view that may fold in memory first; which records its tables hold, the journal knows.

    ``light`` are the kinds that touch nothing but the view itself; ``behind`` says whether
    :meth:`write` has anything to do.
    """

    @property
    def light(self) -> frozenset[str]: ...

    @property
    def behind(self) -> bool: ...

    def remember(self, db: Connection, records: Sequence[Record]) -> None:
        """Fold records of light kinds without a row written."""
        ...

    def write(self, db: Connection) -> None:
        """Write the rows."""
        ...

    def forget(self) -> None:
        """Forget what was folded; the journal hands in again what was lost."""
        ...


class Memory(Protocol):
    """What somebody remembers of the views' tables, to save reading them again."""

    def changed(self, records: Sequence[Record]) -> None:
        """Forget what these records, folded just now, may have changed."""
        ...

    def forget(self) -> None:
        """Forget everything: something that may have been seen was taken back."""
        ...


__all__ = ["Memory", "Trailing", "View"]
