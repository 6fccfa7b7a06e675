"""Which files are opened, and how."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from simulator.errors import JournalError
from simulator.events import decision
from simulator.journal import opening
from simulator.journal.reader import Reader, open_reader
from simulator.journal.schema import SCHEMA_VERSION, migrate
from simulator.journal.writer import Journal
from tests.unit.journal.samples import Names, clock


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The run file and what lies beside it are mode 0600; the lock goes with the journal."""
    path = tmp_path / "run.db"
    journal = Journal(path, clock=clock(), views=[Names()])

    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    journal.close()

    assert modes == dict.fromkeys(["run.db", "run.db-wal", "run.db-shm", "run.db.lock"], 0o600)
    assert [file.name for file in tmp_path.iterdir()] == ["run.db"]


@pytest.mark.parametrize("slow", [False, True])
def test_a_disk_too_slow_to_tidy_up_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    """The log stays beside the file then; readers take both, and the next start goes on."""
    path = tmp_path / "run.db"
    journal = Journal(path, clock=clock())
    first = journal(decision("okta", "first"))
    with monkeypatch.context() as patched:
        if slow:
            patched.setattr(opening, "_take_in", lambda *_, **__: False)
        journal.close()

    assert (tmp_path / "run.db-wal").exists() is slow
    with closing(open_reader(path)) as db:
        assert [record.seq for record in Reader(db).records()] == [first]
    with closing(Journal(path, clock=clock())) as again:
        assert again(decision("okta", "second")) == first + 1
    assert [file.name for file in tmp_path.iterdir()] == ["run.db"]


def test_one_process_cannot_open_a_file_twice(tmp_path: Path) -> None:
    """Not even within one process are there two writers."""
    journal = Journal(tmp_path / "run.db", clock=clock())

    with pytest.raises(JournalError, match="is in use by another scimulator"):
        Journal(tmp_path / "run.db", clock=clock())

    journal.close()
    Journal(tmp_path / "run.db", clock=clock()).close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A file of a newer version is neither written nor read, and the lock is free again."""
    path = tmp_path / "run.db"
    Journal(path, clock=clock()).close()
    _run(path, f"PRAGMA user_version={SCHEMA_VERSION + 1}")

    for opens in (lambda: Journal(path, clock=clock()), lambda: open_reader(path)):
        with pytest.raises(JournalError) as caught:
            opens()
        assert caught.value.reason == (
            f"was written by a newer scimulator (schema {SCHEMA_VERSION + 1}, "
            f"known: {SCHEMA_VERSION})."
        )
    assert not (tmp_path / "run.db.lock").exists()


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    """A database of another program is refused and stays as it was."""
    path = tmp_path / "other.db"
    _run(path, "CREATE TABLE precious (x)")
    before = path.read_bytes()

    with pytest.raises(JournalError, match="is a database, but no run file"):
        Journal(path, clock=clock())

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("text.db", "is no run file: file is not a database", id="no database"),
        pytest.param("folder.db", "cannot be opened: Is a directory", id="a directory"),
        pytest.param("nowhere/run.db", "cannot be locked: No such file", id="no directory"),
    ],
)
def test_what_cannot_be_a_run_is_refused(tmp_path: Path, name: str, message: str) -> None:
    """The message says what is wrong with the file."""
    (tmp_path / "text.db").write_text("no database " * 100)
    (tmp_path / "folder.db").mkdir()

    with pytest.raises(JournalError, match=message):
        Journal(tmp_path / name, clock=clock())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("missing.db", "does not exist", id="missing"),
        pytest.param("text.db", "is no run file", id="no database"),
        pytest.param("empty.db", "is no run file: no such table", id="empty"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, message: str) -> None:
    """Reading refuses the same files as writing, and makes none."""
    (tmp_path / "text.db").write_text("no database " * 100)
    (tmp_path / "empty.db").touch()

    with pytest.raises(JournalError, match=message):
        open_reader(tmp_path / name)

    assert not (tmp_path / "missing.db").exists()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """A reading connection refuses every change."""
    Journal(tmp_path / "run.db", clock=clock()).close()
    reader = open_reader(tmp_path / "run.db")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM meta")

    reader.close()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    """The second start finds the schema as it is."""
    db = sqlite3.connect(tmp_path / "run.db")
    first, second = migrate(db), migrate(db)
    db.close()

    assert (first, second) == (0, SCHEMA_VERSION)


def test_a_journal_that_is_closed_says_so(tmp_path: Path) -> None:
    """Closing twice does no harm; a change after it is refused."""
    journal = Journal(tmp_path / "run.db", clock=clock(), views=[Names()])
    journal.close()
    journal.close()

    with pytest.raises(JournalError, match="is closed"), journal.unit():
        pass


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param(sqlite3.SQLITE_FULL, "cannot be written", id="no room"),
        pytest.param(sqlite3.SQLITE_IOERR_WRITE, "cannot be written", id="a failing disk"),
        pytest.param(sqlite3.SQLITE_NOTADB, "is no run file", id="something else"),
        pytest.param(sqlite3.SQLITE_CORRUPT, "is no run file", id="a broken file"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(code: int, said: str) -> None:
    """No room at the very start is told apart from a file that is none of ours."""
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code

    assert said in str(opening.not_opened("run.db", error))


def _run(path: Path, sql: str) -> None:
    db = sqlite3.connect(path)
    db.execute(sql)
    db.commit()
    db.close()
