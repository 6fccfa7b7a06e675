"""Changes: whole or not at all, many in one commit."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from simulator.clock import from_us
from simulator.errors import JournalError
from simulator.events import Event, Links, Record, tracing
from simulator.journal.reader import Reader, open_reader
from simulator.journal.writer import Journal
from tests.unit.journal.samples import START, Names, added, clock, names

pytestmark = pytest.mark.anyio


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "run.db", clock=clock(), views=[Names()])
    yield opened
    opened.close()


async def test_changes_of_one_turn_share_a_commit(journal: Journal) -> None:
    """Fifty requests answered in one turn of the loop cost one commit, not fifty."""
    statements: list[str] = []
    journal.db.set_trace_callback(statements.append)

    async def request(number: int) -> None:
        journal.emit([added(f"n{number}")])
        await journal.committed()

    await asyncio.gather(*(request(number) for number in range(50)))

    journal.db.set_trace_callback(None)
    assert statements.count("COMMIT") == 1
    assert len(names(journal.db)) == 50


async def test_a_failing_change_leaves_its_neighbours_alone(journal: Journal) -> None:
    """Each change has a savepoint of its own: one that fails takes nobody else's back."""

    async def request(name: str) -> None:
        with journal.unit():
            journal.emit([added(f"{name}-first")])
            journal.emit([added(name)])
        await journal.committed()

    results = await asyncio.gather(
        request("ash"), request("ash"), request("elm"), return_exceptions=True
    )

    assert [type(result) for result in results] == [
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    assert names(journal.db) == ["ash-first", "ash", "elm-first", "elm"]


async def test_records_of_a_change_that_was_taken_back_never_appear(journal: Journal) -> None:
    """A record exists only with its view rows; its number is not given out again."""
    with suppress(LookupError), journal.unit():
        journal.emit([added("ash")])
        raise LookupError
    journal.emit([added("elm")])
    await journal.committed()

    records = Reader(journal.db).records()
    assert [(record.seq, record.data["name"]) for record in records] == [(2, "elm")]


async def test_an_inner_change_may_be_taken_back_alone(journal: Journal) -> None:
    """An exception that is caught inside takes back the innermost unit only."""
    with journal.unit():
        journal.emit([added("ash")])
        with suppress(LookupError), journal.unit():
            journal.emit([added("elm")])
            raise LookupError
        journal.emit([added("oak")])
    await journal.committed()

    assert names(journal.db) == ["ash", "oak"]


async def test_a_reader_sees_what_is_committed_and_nothing_else(journal: Journal) -> None:
    """Between a change and its commit another connection sees the state before."""
    assert journal.path is not None
    reader = open_reader(journal.path)

    journal.emit([added("ash")])
    before = names(reader)
    dirty = journal.dirty
    await journal.committed()
    after = names(reader)

    reader.close()
    assert (before, dirty, after, journal.dirty) == ([], True, ["ash"], False)


async def test_a_commit_that_fails_fails_everybody_in_it(journal: Journal) -> None:
    """Whoever waits learns that nothing was kept, and nothing is there; the next change works."""
    _refuse_commits(journal)

    async def request(number: int) -> None:
        with journal.unit():
            journal.emit([added(f"n{number}")])
            if number == 1:
                journal.db.execute("INSERT INTO child VALUES (99)")
        await journal.committed()

    results = await asyncio.gather(*(request(n) for n in range(3)), return_exceptions=True)

    assert [type(result) for result in results] == [JournalError] * 3
    assert names(journal.db) == []
    assert journal.failure is not None
    journal.emit([added("ash")])
    await journal.committed()
    assert (names(journal.db), journal.failure) == (["ash"], None)


async def test_a_loss_is_told_to_who_asks_late(journal: Journal) -> None:
    """A task that did something else before it asks still learns that its change was lost."""
    _refuse_commits(journal)
    with journal.unit():
        journal.emit([added("ash")])
        journal.db.execute("INSERT INTO child VALUES (99)")
    await _turns(3)

    with pytest.raises(JournalError, match=r"cannot be written: FOREIGN KEY.*free some space"):
        await journal.committed()
    await journal.committed()  # told once


async def test_a_full_disk_is_a_journal_error_and_leaves_nothing(journal: Journal) -> None:
    """When the disk is full the change did not happen, in the file or in the views."""
    journal.emit([added("ash")])
    await journal.committed()
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")

    async def request() -> None:
        with journal.unit():
            journal.emit([added("small")])
            journal.emit([Event(kind="sample.large", data={"text": "x" * 100_000})])
        await journal.committed()

    with pytest.raises(JournalError) as caught:
        await request()

    assert "full" in caught.value.reason
    assert caught.value.path == str(journal.path)
    journal.db.execute(f"PRAGMA max_page_count={pages + 1000}")
    journal.emit([added("elm")])
    await journal.committed()
    assert names(journal.db) == ["ash", "elm"]
    assert journal.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


async def test_after_a_loss_the_rest_of_a_change_is_refused(journal: Journal) -> None:
    """Code that swallows the error inside a unit cannot leave half a change behind."""

    def change() -> None:
        with journal.unit():
            journal.emit([added("ash")])
            journal.db.execute("ROLLBACK")  # as SQLite does if it runs out of space at a bad moment
            with suppress(JournalError):
                journal.emit([added("elm")])

    with pytest.raises(JournalError):
        change()
    journal.emit([added("oak")])
    await journal.committed()

    assert names(journal.db) == ["oak"]


async def test_waiting_inside_a_change_is_refused(journal: Journal) -> None:
    """A unit that waits would mix with other tasks' changes: the other task is told at once."""
    entered = asyncio.Event()
    done = asyncio.Event()

    async def waits() -> None:
        with journal.unit():
            journal.emit([added("ash")])
            entered.set()
            await done.wait()
        await journal.committed()

    async def meanwhile() -> None:
        await entered.wait()
        try:
            with pytest.raises(RuntimeError, match="nothing may be awaited in a unit"):
                journal.emit([added("elm")])
        finally:
            done.set()

    await asyncio.gather(waits(), meanwhile())
    assert names(journal.db) == ["ash"]


async def test_a_waiter_that_is_cancelled_leaves_the_others_waiting(journal: Journal) -> None:
    """Cancelling one request does not cancel the commit of its neighbours."""

    async def request(name: str) -> None:
        journal.emit([added(name)])
        await journal.committed()

    async with asyncio.TaskGroup() as tasks:
        gone = tasks.create_task(request("ash"))
        stays = tasks.create_task(request("elm"))
        tasks.create_task(_cancel(gone))

    assert (gone.cancelled(), stays.done()) == (True, True)
    assert names(journal.db) == ["ash", "elm"]


def test_without_a_loop_a_change_is_committed_at_once(tmp_path: Path) -> None:
    """Set-up code that runs before the loop finds its changes in the file."""
    journal = Journal(tmp_path / "run.db", clock=clock(), views=[Names()])
    with suppress(LookupError), journal.unit():
        journal.emit([added("elm")])
        raise LookupError
    journal.emit([added("ash")])

    reader = open_reader(tmp_path / "run.db")
    seen = names(reader)

    reader.close()
    journal.close()
    assert seen == ["ash"]


def test_all_records_of_a_change_share_an_instant(tmp_path: Path) -> None:
    """Time grows from change to change even when the clock stands still."""
    journal = Journal(None, clock=clock(), views=[Names()])
    with journal.unit() as first:
        one, two = journal.emit([added("ash"), added("elm")])
    with journal.unit() as second:
        three = journal.emit([added("oak")])[0]

    journal.close()
    assert from_us(first) == START
    assert (one.at, two.at, three.at) == (first, first, second)
    assert second == first + 1


def test_a_record_carries_what_led_to_it(tmp_path: Path) -> None:
    """What the event knows wins; the rest comes from the context it was emitted in."""
    journal = Journal(None, clock=clock())
    with tracing(cause=7, push=4, user="context"):
        seq = journal(Event(kind="note", data={"text": "x"}, links=Links(user="own")))

    record = Reader(journal.db).record(seq)

    journal.close()
    assert record is not None
    assert record.links == Links(cause=7, push=4, user="own")


def test_a_wrong_statement_is_no_journal_error(tmp_path: Path) -> None:
    """A bug in a view is not reported as a full disk."""
    journal = Journal(None, clock=clock())
    with pytest.raises(sqlite3.OperationalError, match="no such table"), journal.unit():
        journal.db.execute("INSERT INTO nowhere VALUES (1)")

    journal.close()
    assert journal.failure is None


def _refuse_commits(journal: Journal) -> None:
    journal.db.execute("PRAGMA foreign_keys=ON")
    journal.db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    journal.db.execute(
        "CREATE TABLE child (id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"
    )


async def _turns(count: int) -> None:
    for _ in range(count):
        waiter = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(waiter.set_result, None)
        await waiter


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()


class Remembering:
    """A memory that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def changed(self, records: Sequence[Record]) -> None:
        self.told += [record.kind for record in records]

    def forget(self) -> None:
        self.told.append("forget")


def test_a_memory_hears_of_every_record_and_of_whatever_is_taken_back(journal: Journal) -> None:
    """What views hold can be remembered beside them, since every change of theirs is told."""
    memory = Remembering()
    journal.remembered_by(memory)
    journal.emit([added("ash")])
    with suppress(ZeroDivisionError), journal.unit():
        journal.emit([added("elm")])
        raise ZeroDivisionError
    journal.rebuild()

    kind = added("ash").kind
    assert memory.told == [kind, kind, "forget", "forget", kind]


async def test_a_memory_forgets_what_a_full_disk_took_back(journal: Journal) -> None:
    """A change that was seen and could not be committed must not stay in mind."""
    memory = Remembering()
    journal.remembered_by(memory)
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")

    async def write_until_full() -> None:
        for number in range(1000):
            journal.emit([added(f"{number}{'x' * 2000}")])
            await journal.committed()

    with pytest.raises(JournalError):
        await write_until_full()

    journal.db.execute(f"PRAGMA max_page_count={pages + 1000}")
    assert memory.told[-1] == "forget"


def test_a_batch_of_any_size_is_kept_whole_and_in_order(journal: Journal) -> None:
    """Few records are one statement, many are many; nothing else differs."""
    for size in (0, 1, 2, 24, 25, 60):
        before = journal.seq
        records = journal.emit([added(f"{size}-{number}") for number in range(size)])

        assert [record.seq for record in records] == list(range(before + 1, before + size + 1))
        assert Reader(journal.db).records(after=before) == records


@pytest.mark.parametrize("part", Links._fields)
def test_no_cause_is_lost_where_it_is_the_only_one(journal: Journal, part: str) -> None:
    """Records that know little are written in fewer columns, but for what they know."""
    links = Links(**{part: "9" if part in ("assignment", "user") else 9})

    written = journal.emit([Event("note", {"text": "x"}, links)])

    assert Reader(journal.db).records(kind="note") == written
    assert written[0].links == links


async def test_a_change_taken_back_takes_no_waiting_records_along(journal: Journal) -> None:
    """Records that wait for their turn's end are written before a change that may be undone."""
    journal.append([Event("note", {"text": "first"})])

    with suppress(RuntimeError), journal.unit():
        journal.emit([Event("note", {"text": "undone"})])
        raise RuntimeError
    journal.append([Event("note", {"text": "last"})])
    await journal.committed()

    found = journal.db.execute("SELECT data FROM record WHERE kind='note' ORDER BY seq")
    assert [row[0] for row in found] == ['{"text":"first"}', '{"text":"last"}']


async def test_whoever_asks_finds_records_that_wait(journal: Journal) -> None:
    """Nobody can tell that a record is inserted at the end of the turn only."""
    journal.append([Event("note", {"text": "first"})])

    found = journal.db.execute("SELECT count(*) FROM record WHERE kind='note'").fetchone()

    assert found == (1,)
