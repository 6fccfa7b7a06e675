"""What a run file tells about a run: everything a transcript or a scenario is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import orjson

from simulator.commands import COMMAND, PREPARED
from simulator.events import JSON, Record
from simulator.journal.reader import BATCH, Reader, all_records, lineage
from simulator.journal.writer import RESET
from simulator.scenario.state import JournalState
from simulator.wire.exchange import Exchange

_SIDES = ("zitadel", "okta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A run since it was last set back to its start, ways back to a snapshot among it.

    ``undone`` is how many commands before that are left out; ``start`` is the number after which
    people acted; before it the lab got ready. ``addresses`` maps every spelling of the lab's own
    authorities to the side it means.
    """

    records: tuple[Record, ...]
    exchanges: tuple[Exchange, ...]
    start: int
    seed: int
    clock: str
    settings: Mapping[str, JSON]
    addresses: Mapping[str, str]
    final: Mapping[str, JSON]
    undone: int = 0

    @property
    def stands_still(self) -> bool:
        """Whether only the lab moved the time, so that moments can be compared."""
        return self.clock == "manual"


def recorded(reader: Reader) -> Recorded:
    """Read a run; the whole of it is held in memory."""
    spans = _spans(reader, JournalState(reader).seq())
    records = tuple(
        record
        for first, last in spans
        for batch in all_records(reader.db, first=first, last=last)
        for record in batch
    )
    exchanges = tuple(each for each in _exchanges(reader) if _inside(each.seq, spans))
    return Recorded(
        records=records,
        exchanges=exchanges,
        start=_start(reader, records),
        undone=_undone(reader, records),
        seed=int(reader.meta("seed") or 1),
        clock=reader.meta("clock") or "real",
        settings=orjson.loads(reader.meta("settings") or "{}"),
        addresses=_addresses(reader),
        final=_final(reader),
    )


def _spans(reader: Reader, seq: int) -> list[tuple[int, int]]:
    """Return the spans of records that are told, earliest first.

    What a way back to a snapshot undid is told, too; what was before the start was set up anew is
    not. Where a snapshot from before that was gone back to, only what came of it is told.
    """
    back = list(_of_kind(reader, RESET))
    anew = next((record for record in reversed(back) if not record.data.get("name")), None)
    if anew is None:
        return [(1, seq)]
    start = int(anew.data["to"])
    later = (int(each.data["to"]) for each in back if each.seq > anew.seq)
    if any(start < to < anew.seq for to in later):
        return lineage(reader.db, seq)
    return [(1, start), (anew.seq + 1, seq)]


def _undone(reader: Reader, told: tuple[Record, ...]) -> int:
    kept = {each.seq for each in told}
    commands = (each.seq for each in _of_kind(reader, COMMAND) if each.seq > _baseline(reader))
    return sum(seq not in kept for seq in commands)


def _of_kind(reader: Reader, kind: str) -> Iterator[Record]:
    after = 0
    while page := reader.records(after=after, kind=kind):
        yield from page
        after = page[-1].seq


def _inside(seq: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= seq <= last for first, last in spans) or seq > spans[-1][1]


def _exchanges(reader: Reader) -> Iterator[Exchange]:
    after = 0
    while batch := reader.exchanges_after(after, limit=BATCH):
        yield from batch
        after = batch[-1].seq


def _start(reader: Reader, records: tuple[Record, ...]) -> int:
    prepared = [record.seq for record in records if record.kind == PREPARED]
    return max(_baseline(reader), *prepared[-1:], 0)


def _baseline(reader: Reader) -> int:
    return int(reader.meta("baseline") or 0)


def _addresses(reader: Reader) -> dict[str, str]:
    names: dict[str, str] = {}
    for side in _SIDES:
        for authority in (reader.meta(f"{side}.authority") or "").split(","):
            if name := authority.strip():
                names[name] = names[quote(name, safe="")] = side
    return names


def _final(reader: Reader) -> dict[str, JSON]:
    """Return how both ends look at last, by name."""
    state = JournalState(reader)
    users = reader.db.execute(
        "SELECT id, user_name FROM zitadel_user WHERE type='human' ORDER BY pos"
    ).fetchall()
    found: dict[str, JSON] = {"users": {}, "okta_users": {}, "assignments": {}, "tasks": []}
    for user_id, name in users:
        account = state.account(str(user_id))
        if account is not None:
            found["users"][str(name)] = {"id": account.id, **account.document}
    people = reader.db.execute("SELECT login, status FROM okta_user ORDER BY seq").fetchall()
    for login, status in people:
        found["okta_users"][str(login)] = str(status)
        assignment = state.assignment(str(login))
        if assignment is not None:
            found["assignments"][str(login)] = {
                "status": assignment.status,
                "sync": assignment.sync,
                "scope": assignment.scope,
                "linked": assignment.linked_id is not None,
                "user_name": assignment.user_name,
                "task": assignment.task,
            }
    found["tasks"] = [task.text for task in state.tasks()]
    return found


__all__ = ["Recorded", "recorded"]
