"""Exchanges on their way into the file."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from simulator.errors import JournalError
from simulator.events import Links
from simulator.journal import traffic
from simulator.journal.reader import Reader, open_reader
from simulator.journal.writer import FLUSH_ROWS, Journal
from tests.unit.journal.samples import Names, added, clock, exchange, names

pytestmark = pytest.mark.anyio


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "run.db", clock=clock(), views=[Names()])
    yield opened
    opened.close()


def kept(journal: Journal) -> list[int]:
    """Return the numbers of the exchanges in the file."""
    assert journal.path is not None
    reader = open_reader(journal.path)
    seqs = [seq for _, seq in Reader(reader).exchange_seqs()]
    reader.close()
    return seqs


async def test_traffic_is_written_in_batches(journal: Journal) -> None:
    """The file gets nothing until a batch is full, then all of it at once."""
    for seq in range(1, FLUSH_ROWS):
        journal.finish(exchange(seq))
    await journal.committed()
    before = kept(journal)

    journal.finish(exchange(FLUSH_ROWS))
    await journal.committed()

    assert before == []
    assert kept(journal) == list(range(1, FLUSH_ROWS + 1))


async def test_each_exchange_comes_back_as_it_was_and_in_its_turn(journal: Journal) -> None:
    """Those of others and our own, which know more of their causes, keep order and parts."""
    ours = Links(cause=1, job=2, push=3, assignment="0ua1", user="9", step=4)
    said = [
        exchange(seq)._replace(links=ours if seq % 60 == 0 else Links(user=f"u{seq}"))
        for seq in range(1, FLUSH_ROWS)
    ]
    said[70] = said[70]._replace(fault="late", error="gone", status=0)
    for seq, part in enumerate(Links._fields, 80):
        value = "9" if part in ("assignment", "user") else 9
        said[seq] = said[seq]._replace(links=Links(**{part: value}))
    said[90] = said[90]._replace(error="gone")

    for one in said:
        journal.finish(one)
    journal.flush()
    await journal.committed()

    assert journal.path is not None
    reader = Reader(open_reader(journal.path))
    assert [reader.exchange(seq) for seq in kept(journal)] == said
    reader.db.close()


async def test_traffic_reaches_the_file_after_a_moment(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that does not fill is written soon, by itself."""
    monkeypatch.setattr(traffic, "FLUSH_SECONDS", 0.001)
    journal.finish(exchange(1))

    while not kept(journal):
        await journal.changed(5)

    assert kept(journal) == [1]


async def test_flushing_writes_what_there_is(journal: Journal) -> None:
    """A scenario step can ask for the traffic so far."""
    journal.finish(exchange(1))
    journal.flush()
    await journal.committed()

    assert kept(journal) == [1]


async def test_closing_writes_what_is_left(tmp_path: Path) -> None:
    """Nothing that was recorded is lost at shutdown."""
    journal = Journal(tmp_path / "run.db", clock=clock())
    journal.finish(exchange(1))
    journal.close()

    assert kept(journal) == [1]


async def test_a_change_that_is_taken_back_takes_no_traffic_with_it(journal: Journal) -> None:
    """Exchanges that end while a change is under way are kept whatever becomes of it."""
    with suppress(LookupError), journal.unit():
        journal.emit([added("ash")])
        for seq in range(100, 100 + FLUSH_ROWS):
            journal.finish(exchange(seq))
        raise LookupError
    journal.flush()
    await journal.committed()

    assert len(kept(journal)) == FLUSH_ROWS
    assert names(journal.db) == []


async def test_a_commit_that_fails_loses_no_traffic(journal: Journal) -> None:
    """Exchanges of a lost transaction go into the next one, once."""
    journal.db.execute("PRAGMA foreign_keys=ON")
    journal.db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    journal.db.execute(
        "CREATE TABLE child (id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"
    )
    journal.finish(exchange(1))
    journal.flush()
    journal.db.execute("INSERT INTO child VALUES (9)")
    journal.emit([added("ash")])
    with pytest.raises(JournalError):
        await journal.committed()
    lost = kept(journal)

    journal.finish(exchange(2))
    journal.flush()
    await journal.committed()

    assert lost == []
    assert kept(journal) == [1, 2]


async def test_a_full_disk_keeps_traffic_for_later(journal: Journal) -> None:
    """While the disk is full exchanges wait in memory; changes around them are not disturbed."""
    journal.emit([added("ash")])
    await journal.committed()
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")
    journal.finish(exchange(50, response_body=b"x" * 100_000))
    journal.flush()
    await journal.committed()
    full = (kept(journal), journal.failure is not None)

    journal.db.execute(f"PRAGMA max_page_count={pages + 1000}")
    journal.finish(exchange(51))
    journal.flush()
    await journal.committed()

    assert full == ([], True)
    assert kept(journal) == [50, 51]
    assert journal.failure is None


async def test_a_file_that_stays_full_is_told_at_the_end(tmp_path: Path) -> None:
    """Closing gives the file free and says how much is missing."""
    journal = Journal(tmp_path / "run.db", clock=clock())
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")
    journal.finish(exchange(1, response_body=b"x" * 100_000))

    with pytest.raises(JournalError, match="misses its last 1 exchanges"):
        journal.close()

    Journal(tmp_path / "run.db", clock=clock()).close()


async def test_only_so_much_is_held_in_memory(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing can be written the oldest exchanges give way."""
    monkeypatch.setattr(traffic, "UNWRITTEN_ROWS", 3)
    pages = journal.db.execute("PRAGMA page_count").fetchone()[0]
    journal.db.execute(f"PRAGMA max_page_count={pages}")
    for seq in range(10):
        journal.finish(exchange(seq, response_body=b"x" * 100_000))
        journal.flush()

    journal.db.execute(f"PRAGMA max_page_count={pages + 1000}")
    journal.flush()
    await journal.committed()

    assert kept(journal) == [7, 8, 9]


async def test_a_number_cannot_be_used_twice(journal: Journal) -> None:
    """Recording one exchange twice is a bug and shows as one; the rest goes on."""
    journal.finish(exchange(1))
    journal.finish(exchange(1))
    with pytest.raises(sqlite3.IntegrityError):
        journal.flush()

    journal.finish(exchange(2))
    journal.flush()
    await journal.committed()

    assert kept(journal) == [2]


async def test_running_exchanges_are_shown(journal: Journal) -> None:
    """An exchange can be seen from its start to its end."""
    journal.start(exchange(1, status=None, ms=None))
    running = dict(journal.running)
    journal.finish(exchange(1))

    assert (list(running), journal.running) == ([1], {})


async def test_whoever_waits_for_news_is_woken(journal: Journal) -> None:
    """A change or a running exchange is news; a quiet time is not, and leaves nobody waiting."""
    quiet = await journal.changed(0)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(journal.changed(5))
        await _turn()
        journal.start(exchange(1))

    assert (quiet, waiting.result()) == (False, True)
    assert not journal.news.awaited


async def _turn() -> None:
    waiter = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(waiter.set_result, None)
    await waiter
