"""Secrets beside a run file."""

import stat
from pathlib import Path

import pytest

from simulator.errors import JournalError
from simulator.journal.secrets import Secrets, secrets_path
from simulator.journal.writer import Journal
from tests.unit.journal.samples import clock


def test_a_secret_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    """When ``put`` returns another process can read it, and its owner alone."""
    path = tmp_path / "run.db"
    secrets = Secrets.beside(path)
    secrets.put("pat", "tok")

    file = secrets_path(path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Secrets.beside(path)["pat"] == "tok"
    assert [entry.name for entry in tmp_path.iterdir()] == ["run.db.secrets"]


def test_a_second_start_finds_the_same_secrets(tmp_path: Path) -> None:
    """A continued run prints the values it printed before, without those that were dropped."""
    path = tmp_path / "run.db"
    first = Secrets.beside(path)
    first.put("pat", "one")
    first.put("pat", "two")
    first.put("gone", "x")
    first.drop("gone")
    Journal(path, clock=clock()).close()

    second = Secrets.beside(path)

    assert (second.get("pat"), second.get("gone")) == ("two", None)


def test_a_run_without_its_secrets_is_for_reading_only(tmp_path: Path) -> None:
    """A run file that came without the file beside it is refused, with a way to look at it."""
    path = tmp_path / "run.db"
    Journal(path, clock=clock()).close()

    with pytest.raises(JournalError) as caught:
        Secrets.beside(path)

    assert "opens for reading only" in caught.value.reason
    assert caught.value.help == f"Look at it with: scimulator tui --attach {path}"


def test_somebody_elses_file_lacks_no_secrets(tmp_path: Path) -> None:
    """It is no run file, and that is what is said; an empty file becomes a new run."""
    other, empty = tmp_path / "notes.txt", tmp_path / "new.db"
    other.write_text("not a run\n" * 200, "utf-8")
    empty.touch()

    with pytest.raises(JournalError, match="is no run file"):
        Secrets.beside(other)

    Secrets.beside(empty).put("pat", "tok")
    assert [path.name for path in tmp_path.glob("*.secrets")] == ["new.db.secrets"]


def test_a_secret_that_must_be_there_is_missed_by_name(tmp_path: Path) -> None:
    """With the file it should be in."""
    with pytest.raises(JournalError) as caught:
        Secrets.beside(tmp_path / "run.db")["pat"]

    assert (caught.value.path, caught.value.reason) == (
        str(tmp_path / "run.db.secrets"),
        "has no pat, so the run cannot go on.",
    )


def test_loose_rights_are_tightened(tmp_path: Path) -> None:
    """A copied file that anybody could read is made private when it is opened."""
    file = secrets_path(tmp_path / "run.db")
    file.write_text('{"pat": "tok"}')
    file.chmod(0o644)

    secrets = Secrets.beside(tmp_path / "run.db")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secrets["pat"] == "tok"
    assert secrets.repaired == f"{file} was open to others (mode 0644); now it is 0600."
    assert Secrets.beside(tmp_path / "run.db").repaired == ""


@pytest.mark.parametrize("content", ["", "{", "[1]", '"x"'], ids=["empty", "cut", "list", "text"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    """What is no JSON object is refused, and not overwritten."""
    file = secrets_path(tmp_path / "run.db")
    file.write_text(content)

    with pytest.raises(JournalError, match="cannot be read"):
        Secrets.beside(tmp_path / "run.db")

    assert file.read_text() == content


def test_what_could_not_be_written_is_not_kept(tmp_path: Path) -> None:
    """A secret that is not on disk is not answered from memory either."""
    folder = tmp_path / "gone"
    folder.mkdir()
    secrets = Secrets.beside(folder / "run.db")
    secrets_path(folder / "run.db").unlink()
    folder.rmdir()

    with pytest.raises(JournalError, match=r"cannot be written: No such file"):
        secrets.put("pat", "tok")

    assert secrets.get("pat") is None


def test_without_a_file_secrets_live_in_memory() -> None:
    """Tests need no disk."""
    secrets = Secrets()
    secrets.put("pat", "tok")

    assert secrets["pat"] == "tok"
