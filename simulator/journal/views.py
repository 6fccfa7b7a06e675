"""What follows the journal's records: views in the file, memories beside it."""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from simulator.events import Record


class View(Protocol):
    """Tables folded from records. They can be dropped and rebuilt at any time.

    ``prefixes`` are the beginnings of the kinds it folds (``("zitadel.",)``). ``create`` uses
    ``CREATE TABLE IF NOT EXISTS``; ``tables`` names what ``rebuild`` empties.
    """

    prefixes: tuple[str, ...]
    tables: tuple[str, ...]

    def create(self, db: sqlite3.Connection) -> None: ...

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None: ...


class Memory(Protocol):
    """What somebody remembers of the views' tables, to save reading them again."""

    def changed(self, records: Sequence[Record]) -> None:
        """Forget what these records, folded just now, may have changed."""
        ...

    def forget(self) -> None:
        """Forget everything: something that may have been seen was taken back."""
        ...


__all__ = ["Memory", "View"]
