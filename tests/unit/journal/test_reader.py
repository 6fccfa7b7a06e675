"""Questions to a run."""

import sqlite3
from collections.abc import Iterator, Sequence

import orjson
import pytest

from simulator.events import Event, Links, Record
from simulator.journal.reader import Reader, all_records
from simulator.journal.rows import EACH
from simulator.journal.writer import Journal
from tests.unit.journal.samples import clock, exchange


@pytest.fixture
def journal() -> Iterator[Journal]:
    opened = Journal(None, clock=clock())
    yield opened
    opened.close()


def numbers(found: list[Record]) -> list[int]:
    """Return the numbers of records."""
    return [record.seq for record in found]


def test_records_come_in_order_by_kind_and_number(journal: Journal) -> None:
    """A tail reads on from the last number, and may look at some kinds only."""
    kinds = ["okta.user.created", "decision", "okta.log", "zitadel.org.added"]
    journal.emit([Event(kind=kind) for kind in kinds])
    reader = Reader(journal.db)

    assert numbers(reader.records()) == [1, 2, 3, 4]
    assert numbers(reader.records(after=2)) == [3, 4]
    assert numbers(reader.records(limit=1)) == [1]
    assert numbers(reader.records(kind="okta.")) == [1, 3]
    assert numbers(reader.records(kind="okta.", after=1)) == [3]


def test_a_record_is_read_as_it_was_written(journal: Journal) -> None:
    """Data keep their order and shape, links their values."""
    data = {"b": [1, 2.5, None, {"ü": True}], "a": ""}
    links = Links(cause=1, job=2, push=3, assignment="0ua", user="7", step=4)
    written = journal.emit([Event(kind="note", data=data, links=links)])[0]

    read = Reader(journal.db).record(written.seq)

    assert read == written
    assert read is not None
    assert list(read.data) == ["b", "a"]
    assert Reader(journal.db).record(99) is None


@pytest.mark.parametrize(
    ("link", "value"),
    [("push", 3), ("job", 2), ("assignment", "0ua"), ("user", "7"), ("cause", 1)],
)
def test_records_are_found_by_what_led_to_them(
    journal: Journal, link: str, value: int | str
) -> None:
    """Every kind of link is a look-up."""
    links = Links(cause=1, job=2, push=3, assignment="0ua", user="7")
    journal.emit([Event(kind="note"), Event(kind="note", links=links), Event(kind="note")])

    assert numbers(Reader(journal.db).records_of(**{link: value})) == [2]  # type: ignore[arg-type]


def test_a_look_up_takes_exactly_one_id(journal: Journal) -> None:
    """Two ids at once are a mistake of the caller."""
    with pytest.raises(ValueError, match="exactly one"):
        Reader(journal.db).records_of(push=1, job=2)


def test_exchanges_are_read_whole_or_in_short(journal: Journal) -> None:
    """Lists leave out headers and bodies, a single one has all."""
    whole = exchange(
        5,
        links=Links(push=4, user="7"),
        error="reset",
        fault="throttle",
        attempt=2,
        request_body=b"\x00\xff",
        response_body=None,
    )
    journal.finish(whole)
    reader = Reader(journal.db)

    (short,) = reader.exchanges([5])
    assert reader.exchange(5) == whole
    assert reader.exchanges_after(4) == [whole]
    assert (short.seq, short.status, short.request_headers) == (5, 200, ())
    assert [found.seq for found in reader.exchanges_of(user="7")] == [5]
    assert reader.exchange(6) is None
    assert reader.exchanges([]) == []


def test_what_ended_later_comes_later(journal: Journal) -> None:
    """Positions follow the order in which exchanges ended, numbers that in which they began."""
    journal.finish(exchange(2))
    journal.finish(exchange(1))
    reader = Reader(journal.db)

    assert reader.exchange_seqs() == [(1, 2), (2, 1)]
    assert reader.exchange_seqs(after_pos=1) == [(2, 1)]
    assert reader.last_pos() == 2
    assert [found.seq for found in reader.exchanges_after()] == [1, 2]


def test_all_records_are_read_in_batches(journal: Journal) -> None:
    """A long run does not come into memory at once; both ends are included."""
    journal.emit([Event(kind="note") for _ in range(2100)])

    sizes = [len(batch) for batch in all_records(journal.db)]
    some = [record.seq for batch in all_records(journal.db, first=5, last=7) for record in batch]

    assert sizes == [1000, 1000, 100]
    assert some == [5, 6, 7]


def test_meta_is_readable(journal: Journal) -> None:
    """Readers see facts about the run."""
    journal.set_meta("seed", "1")

    assert (Reader(journal.db).meta("seed"), Reader(journal.db).meta("x")) == ("1", None)


SEVERAL = Event(
    kind="zitadel.user.metadata.removed",
    data={"id": "7", "sequence": 6, "creator": "1", "payloads": [{"key": k} for k in "abc"]},
    links=Links(user="7"),
)
"""What one request did three times, the last time as event number 6."""


def test_one_row_may_hold_several_records(journal: Journal) -> None:
    """Each has its own number here and in its stream; nobody who reads can tell."""
    journal.emit([Event(kind="note"), SEVERAL, Event(kind="note")])
    reader = Reader(journal.db)

    found = reader.records(kind="zitadel.")

    assert [(r.seq, r.data["sequence"], r.data["payload"]["key"]) for r in found] == [
        (2, 4, "a"),
        (3, 5, "b"),
        (4, 6, "c"),
    ]
    assert reader.record(3) == found[1]
    assert reader.records_of(user="7") == found
    assert numbers(reader.records(after=2)) == [3, 4, 5]
    assert numbers(reader.records(after=1, limit=2)) == [2, 3]
    assert [numbers(some) for some in all_records(journal.db, first=3, last=4)] == [[3, 4]]


def test_sql_sees_each_record_of_a_row(journal: Journal) -> None:
    """What looks into the data of records finds the same as who reads them."""
    journal.emit([Event(kind="note", data={"text": "t"}), SEVERAL])

    rows = journal.db.execute(f"SELECT kind,data FROM {EACH} ORDER BY seq,place").fetchall()

    records = Reader(journal.db).records()
    assert [(kind, orjson.loads(data)) for kind, data in rows] == [
        (record.kind, record.data) for record in records
    ]


def test_views_get_each_record_of_a_row() -> None:
    """Written, and folded again from the start."""
    seen: list[int] = []
    watching = Watching(seen)
    journal = Journal(None, clock=clock(), views=[watching])

    journal.emit([SEVERAL])
    journal.rebuild()

    journal.close()
    assert seen == [4, 5, 6, 4, 5, 6]


class Watching:
    """A view that only remembers the numbers it was given."""

    prefixes = ("zitadel.",)
    tables = ()

    def __init__(self, seen: list[int]) -> None:
        self._seen = seen

    def create(self, db: sqlite3.Connection) -> None:
        """Need no table."""

    def apply(self, db: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Remember."""
        self._seen.extend(record.data["sequence"] for record in records)
