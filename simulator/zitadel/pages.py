"""Lists remembered: finished pages while nothing changes, and where pages deep in a list begin.

Neither changes an answer; both keep it from taking longer the more users there are. Nothing of
this is used while reads trail. Source: performance.md 3.6 (position anchors, then by key).
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from simulator.events import Record
from simulator.zitadel.kinds import MORE, REACH
from simulator.zitadel.lag import Reads
from simulator.zitadel.projection import ADDED

STRIDE = 256
"""How many users lie between two anchors."""
_MOST = 4 * 1024 * 1024
_SIDE = "zitadel."
_NEXT = (
    "SELECT id FROM zitadel_user WHERE org_id=? AND type='human' AND id>=? "
    "ORDER BY id LIMIT 1 OFFSET ?"
)
_FROM_THE_END = (
    "SELECT id FROM zitadel_user WHERE org_id=? AND type='human' ORDER BY id DESC LIMIT 1 OFFSET ?"
)


class _Store(Protocol):
    @property
    def seen(self) -> Reads: ...

    def count_humans(self, org_id: str) -> int: ...


class RememberedPages:
    """Finished lists, by what was asked; all of them end with the next change."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], bytes] = {}
        self._size = 0

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """Return the list, if nothing changed since it was kept."""
        return self._known.get(key)

    def keep(self, key: tuple[str, ...], body: bytes) -> None:
        """Keep a list until something changes."""
        self._size += len(body)
        if self._size > _MOST:
            self.forget()
            self._size = len(body)
        if self._size <= _MOST:
            self._known[key] = body

    def changed(self, records: Sequence[Record]) -> None:
        """Forget everything if something of ZITADEL's changed."""
        if self._known and any(REACH[record.kind] for record in records):
            self.forget()

    def forget(self) -> None:
        """Forget everything."""
        self._known.clear()
        self._size = 0


class Places:
    """Where every :data:`STRIDE`-th person of an organization stands, in order of ids.

    The last :data:`STRIDE` are found from the end, which is where newcomers are looked for.
    Accounts come with growing ids, so that what is known stays true; an id in between, or one
    that goes, makes forgotten what lies behind it.
    """

    def __init__(self, store: _Store) -> None:
        self._store = store
        self._anchors: dict[str, list[str]] = {}

    def near(self, org_id: str, skipped: int) -> tuple[str, int]:
        """Return an id and how many people from there on are to be skipped yet."""
        if skipped < STRIDE:
            return "", skipped
        anchors = self._anchors.setdefault(org_id, [""])
        if len(anchors) <= skipped // STRIDE:
            left = self._store.count_humans(org_id) - skipped
            if 0 < left <= STRIDE:
                found = self._store.seen.execute(_FROM_THE_END, (org_id, left - 1)).fetchone()
                if found is not None:
                    return found[0], 0
        while len(anchors) <= skipped // STRIDE:
            found = self._store.seen.execute(_NEXT, (org_id, anchors[-1], STRIDE)).fetchone()
            if found is None:
                break
            anchors.append(found[0])
        place = min(skipped // STRIDE, len(anchors) - 1)
        return anchors[place], skipped - place * STRIDE

    def changed(self, records: Sequence[Record]) -> None:
        """Forget the places that these records move."""
        if not self._anchors:
            return
        for record in records:
            reach = REACH[record.kind]
            if not reach:
                continue
            if reach == MORE:
                self.forget()
                return
            event_type = record.kind[len(_SIDE) :]
            if event_type == "user.removed" or event_type in ADDED:
                anchors = self._anchors.get(record.data["org"])
                if anchors:
                    del anchors[max(1, bisect_left(anchors, record.data["id"])) :]

    def forget(self) -> None:
        """Forget all places."""
        self._anchors.clear()


__all__ = ["STRIDE", "Places", "RememberedPages"]
