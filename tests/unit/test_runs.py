"""Where runs are kept."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.errors import JournalError
from simulator.runs import KEEP, new_run, prune, runs_directory

NOON = datetime(2026, 7, 10, 12, 0, 0, tzinfo=UTC)


def test_runs_live_in_the_state_directory() -> None:
    """XDG_STATE_HOME decides; a relative one is ignored, as the standard says."""
    assert runs_directory({"XDG_STATE_HOME": "/state"}) == Path("/state/scimulator/runs")
    assert runs_directory({"XDG_STATE_HOME": "state"}).parts[-4:-2] == (".local", "state")


def test_two_starts_in_one_second_get_two_files(tmp_path: Path) -> None:
    """A second run of the same process and second does not take the first one's file."""
    first = new_run(tmp_path, now=NOON, pid=7)
    first.touch()

    second = new_run(tmp_path, now=NOON, pid=7)

    assert first.name == "2026-07-10T12-00-00.7.db"
    assert second != first


def test_the_last_twenty_are_kept_with_what_lies_beside_them(tmp_path: Path) -> None:
    """Older runs go together with their secrets and side files."""
    for number in range(KEEP + 3):
        (tmp_path / f"2026-01-{number + 1:02d}T00-00-00.1.db").touch()
    (tmp_path / "2026-01-01T00-00-00.1.db.secrets").touch()

    new_run(tmp_path, now=NOON, pid=7)

    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == KEEP - 1
    assert left[0].startswith("2026-01-05")


def test_a_run_that_is_being_written_stays(tmp_path: Path) -> None:
    """The lock of a living process protects its run, however old."""
    old = tmp_path / "2026-01-01T00-00-00.1.db"
    old.touch()
    (tmp_path / (old.name + ".lock")).write_text(str(os.getpid()))
    (tmp_path / "2026-01-02T00-00-00.1.db").touch()

    gone = prune(tmp_path, keep=0)

    assert [path.name for path in gone] == ["2026-01-02T00-00-00.1.db"]
    assert old.exists()


def test_a_run_that_is_being_written_counts(tmp_path: Path) -> None:
    """There are twenty in all: the next older one goes in its stead."""
    for number in range(KEEP):
        (tmp_path / f"2026-01-{number + 1:02d}T00-00-00.1.db").touch()
    (tmp_path / "2026-01-01T00-00-00.1.db.lock").write_text(str(os.getpid()))

    new_run(tmp_path, now=NOON, pid=7).touch()

    left = sorted(path.name for path in tmp_path.glob("*.db"))
    assert len(left) == KEEP
    assert left[:2] == ["2026-01-01T00-00-00.1.db", "2026-01-03T00-00-00.1.db"]


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    """A file where the directory should be is one clear message."""
    blocked = tmp_path / "blocked"
    blocked.touch()

    with pytest.raises(JournalError, match="XDG_STATE_HOME"):
        new_run(blocked, now=NOON, pid=7)
