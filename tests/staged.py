"""What comes out the same every time and takes long is made once a process.

The product itself makes it when it is first needed; who needs it later gets the same. Run files
on disk, and processes that tests start, have everything made anew.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.journal import opening, writer
from simulator.journal.behind import Connection
from simulator.journal.schema import SCHEMA_VERSION
from simulator.journal.views import View
from simulator.zitadel.platform import rsa_keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Begun = tuple[Connection, int, int]
Begin = Callable[[Path | None, Sequence[View]], Begun]


class Empty:
    """Journals in memory with nothing in them yet: the tables are there, whoever views them."""

    def __init__(self) -> None:
        self._begin: Begin = writer.begin
        self._migrate = opening.migrate
        self._images: dict[tuple[type[View], ...], bytes] = {}
        self._image: bytes | None = None

    def begin(self, path: Path | None, views: Sequence[View]) -> Begun:
        """Begin to write, in memory with tables from before."""
        if path is not None:
            return self._begin(path, views)
        key = tuple(map(type, views))
        self._image = self._images.get(key)
        try:
            begun = self._begin(None, views)
        finally:
            self._image = None
        if key not in self._images:
            self._images[key] = begun[0].serialize()
        return begun

    def migrate(self, db: Connection) -> int:
        """Put the tables there."""
        if self._image is None:
            return self._migrate(db)
        db.deserialize(self._image)
        return SCHEMA_VERSION


class Keys:
    """RSA keys: the same generator makes the same key, in half a second."""

    def __init__(self) -> None:
        self._make = rsa_keys._private_key
        self._made: dict[object, tuple[RSAPrivateKey, Any]] = {}

    def private_key(self, rng: random.Random) -> "RSAPrivateKey":
        """Make a key, and leave the generator as making it does."""
        before = rng.getstate()
        if before not in self._made:
            self._made[before] = self._make(rng), rng.getstate()
        key, after = self._made[before]
        rng.setstate(after)
        return key


@contextmanager
def staged_once() -> Iterator[None]:
    """Make the product take what was made before."""
    empty, keys = Empty(), Keys()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "begin", empty.begin)
        patch.setattr(opening, "migrate", empty.migrate)
        patch.setattr(rsa_keys, "_private_key", keys.private_key)
        yield


__all__ = ["staged_once"]
