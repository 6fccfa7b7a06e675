"""Which records concern what is known at once to whoever asks, though it is written later."""

import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from simulator.events import Event, Links
from simulator.journal import schema
from simulator.journal.finishing import finish
from simulator.journal.linked import LINKED, STRETCH, last_linked, linked, of_kind
from simulator.journal.linking import LINK_SECONDS
from simulator.journal.lookback import Past
from simulator.journal.reader import Reader, open_reader
from simulator.journal.writer import Journal
from tests.unit.journal.samples import clock

pytestmark = pytest.mark.anyio

ABOUT = [
    Event("note", {"text": "first"}, Links(cause=5, job=2, push=3, assignment="0ua", user="7")),
    Event("zitadel.user.locked", {"id": "7"}, Links(cause=5, user="7")),
    Event("note", {"text": "other"}, Links(cause=6, user="8")),
]


def journal_at(path: Path | None) -> Journal:
    """Open a journal."""
    return Journal(path, clock=clock())


def told(reader: Reader) -> list[list[int]]:
    """Return the numbers that each way of asking finds."""
    ways = ({"user": "7"}, {"cause": 5}, {"job": 2}, {"push": 3}, {"assignment": "0ua"})
    found = [[each.seq for each in reader.records_of(**way)] for way in ways]  # type: ignore[arg-type]
    notes = reader.db.execute(f"{of_kind('note')} ORDER BY seq").fetchall()
    return [*found, [seq for (seq,) in notes]]


FOUND = [[1, 2], [1, 2], [1], [1], [1], [1, 3]]


async def test_who_asks_is_told_of_what_happened_just_now() -> None:
    """A question that names the links has them written first, in the middle of a change too."""
    journal = journal_at(None)

    with journal.unit():
        journal.emit(ABOUT)
        inside = told(Reader(journal.db))
    after = told(Reader(journal.db))
    journal.close()

    assert (inside, after) == (FOUND, FOUND)


def test_what_stands_together_shares_a_row() -> None:
    """One request's records have one row for each column; a stretch of numbers begins anew."""
    journal = journal_at(None)

    journal.emit([Event("zitadel.user.locked", {"id": "7"}, Links(cause=5, user="7"))] * STRETCH)
    rows = journal.db.execute("SELECT * FROM record_link ORDER BY seq, what").fetchall()
    found = journal.db.execute(linked("user"), ("7",)).fetchall()
    last = journal.db.execute(last_linked("user"), ("7",)).fetchone()
    journal.close()

    assert [(seq, what) for what, _, seq in rows] == [
        *((1, "cause"), (1, "user")),
        *((STRETCH, "cause"), (STRETCH, "user")),
    ]
    assert found == [(seq,) for seq in range(1, STRETCH + 1)]
    assert last == (STRETCH,)


@pytest.mark.parametrize("seed", range(5))
def test_links_find_what_a_look_at_every_record_finds(seed: int) -> None:
    """However changes, questions and what is taken back follow on each other."""
    chance, journal = random.Random(seed), journal_at(None)
    for _ in range(60):
        with suppress(ValueError):
            _something(chance, journal)

    values: dict[str, tuple[object, ...]] = {"cause": (1, 2), "push": (5, 6), "user": ("7", "8")}
    ways = [(what, value) for what, some in values.items() for value in some]
    found = [
        journal.db.execute(
            f"SELECT DISTINCT * FROM ({linked(what)}) ORDER BY 1", (value,)
        ).fetchall()
        for what, value in ways
    ]
    looked = [
        journal.db.execute(
            f"SELECT seq FROM record WHERE {what}=? ORDER BY seq", (value,)
        ).fetchall()
        for what, value in ways
    ]
    journal.close()

    assert found == looked


def _something(chance: random.Random, journal: Journal) -> None:
    """Change something, and now and then look, or fail."""
    links = [
        Links(cause=chance.choice((None, 1, 2)), push=chance.choice((None, 5, 6)), user=user)
        for user in chance.choices((None, "7", "8"), k=3)
    ]
    with journal.unit():
        for _ in range(chance.randint(0, 3)):
            journal.next_seq()
        journal.emit(Event("note", {"text": "x"}, chance.choice(links)) for _ in range(4))
        if chance.random() < 0.2:
            told(Reader(journal.db))
        if chance.random() < 0.2:
            raise ValueError("taken back")


async def test_what_was_taken_back_is_not_linked() -> None:
    """A change that fails leaves no links behind, even if somebody asked while it was under way."""
    journal = journal_at(None)

    with pytest.raises(ValueError, match="no"):
        _fail_in_the_middle(journal)
    nothing = told(Reader(journal.db))
    journal.emit(ABOUT[2:])
    later = journal.db.execute(linked("user"), ("8",)).fetchall()
    journal.close()

    assert nothing == [[], [], [], [], [], []]
    assert len(later) == 1


async def test_a_change_that_was_lost_causes_no_writing() -> None:
    """Or a full disk would seem to have room again; the next change is linked in time."""
    journal = journal_at(None)
    with pytest.raises(ValueError, match="no"):
        _fail_in_the_middle(journal)
    await journal.committed()
    written: list[str] = []
    journal.db.set_trace_callback(written.append)

    await journal.changed(2 * LINK_SECONDS)
    quiet = list(written)
    journal.emit(ABOUT)
    while not any("record_link" in sql for sql in written):
        await journal.changed(LINK_SECONDS)
    journal.close()

    assert quiet == []


def _fail_in_the_middle(journal: Journal) -> None:
    with journal.unit():
        journal.emit(ABOUT)
        told(Reader(journal.db))
        raise ValueError("no")


async def alive_and_dead(folder: Path) -> Journal:
    """Return a journal, with ``dead.db`` beside it as a crash before the links leaves it."""
    journal = journal_at(folder / "run.db")
    journal.emit(ABOUT)
    await journal.committed()
    for name in ("run.db", "run.db-wal"):
        shutil.copy(folder / name, folder / name.replace("run", "dead"))
    return journal


async def test_a_crash_before_the_links_were_written_loses_none(tmp_path: Path) -> None:
    """Whoever goes on with the file finds them in the records and writes them."""
    (await alive_and_dead(tmp_path)).close()

    reader = open_reader(tmp_path / "dead.db")
    lacking = reader.execute("SELECT count(*) FROM main.record_link").fetchone()
    reader.close()
    again = journal_at(tmp_path / "dead.db")
    found = told(Reader(again.db))
    again.close()

    assert lacking == (0,)
    assert found == FOUND


async def test_a_number_given_out_before_a_crash_is_not_given_out_again(tmp_path: Path) -> None:
    """The file says it is linked: what came under it would have no links after the next crash."""
    journal = journal_at(tmp_path / "run.db")
    journal.emit(ABOUT[:2])
    journal.next_seq()
    told(Reader(journal.db))
    await journal.committed()
    second = crashed(tmp_path / "run.db", tmp_path / "second.db")
    second.emit(ABOUT[2:])
    await second.committed()
    third = crashed(tmp_path / "second.db", tmp_path / "third.db")

    found = third.db.execute(linked("user"), ("8",)).fetchall()
    numbers = third.db.execute("SELECT seq FROM record ORDER BY seq").fetchall()
    for each in (journal, second, third):
        each.close()

    assert found == [(4,)]
    assert numbers == [(1,), (2,), (4,)]


def crashed(path: Path, to: Path) -> Journal:
    """Go on with a run as a crash leaves it now."""
    for more in ("", "-wal"):
        shutil.copy(f"{path}{more}", f"{to}{more}")
    return journal_at(to)


async def test_who_only_looks_has_a_killed_run_finished(tmp_path: Path) -> None:
    """Once; a file that is complete, or in use, is left alone."""
    journal = await alive_and_dead(tmp_path)
    in_use = finish(tmp_path / "run.db", views=list, clock=clock())
    journal.close()

    first = finish(tmp_path / "dead.db", views=list, clock=clock())
    second = finish(tmp_path / "dead.db", views=list, clock=clock())
    with closing(open_reader(tmp_path / "dead.db")) as db:
        found = told(Reader(db))

    assert (in_use, first, second) == (False, True, False)
    assert found == FOUND


def old_file(path: Path, version: int) -> None:
    """Make a run file as an older simulator left it."""
    db = sqlite3.connect(path)
    for number in range(1, version + 1):
        db.executescript(f"{schema._MIGRATIONS[number]}PRAGMA user_version = {number};")
    marks = ",".join("?" * 10)
    for seq, event in enumerate(ABOUT, 1):
        row = (seq, 1, event.kind, *event.links, '{"id": "7"}')
        db.execute(f"INSERT INTO record VALUES ({marks})", row)
    db.commit()
    db.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_file_of_an_older_simulator_is_read_and_gone_on_with(
    tmp_path: Path, version: int
) -> None:
    """Looking at it changes nothing; writing to it brings it up to date."""
    old_file(tmp_path / "old.db", version)

    reader = open_reader(tmp_path / "old.db")
    read = told(Reader(reader))
    reader.close()
    past = Past([], path=tmp_path / "old.db", source=sqlite3.connect(":memory:"))
    past.go(2)
    looked = told(Reader(past.db))
    past.close()
    journal = journal_at(tmp_path / "old.db")
    mark = journal.meta(LINKED)
    found = told(Reader(journal.db))
    journal.close()

    assert (read, found) == (FOUND, FOUND)
    assert looked == [[1, 2], [1, 2], [1], [1], [1], [1]]
    assert mark == "3"
