"""What a killed process leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.errors import JournalError
from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from tests.unit.journal.samples import Names, added, clock, names

ROOT = Path(__file__).parents[3]


@contextmanager
def writer(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that writes to ``path``; it is killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.unit.journal.child", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answers(process: "subprocess.Popen[str]", count: int) -> int:
    """Read that many answers and return the last."""
    assert process.stdout is not None
    line = ""
    for _ in range(count):
        line = process.stdout.readline()
    return int(line)


@pytest.mark.parametrize("count", [1, 40, 300], ids=["at once", "soon", "later"])
def test_a_killed_process_loses_no_answered_change(tmp_path: Path, count: int) -> None:
    """What was answered is there after kill -9, whole, with its secret; the file is sound."""
    path = tmp_path / "run.db"
    with writer(path) as process:
        answers(process, count)
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        rest = process.stdout.read().split()
        last = int(rest[-1]) if rest else count

    journal = Journal(path, clock=clock(), views=[Names()])
    there = names(journal.db)
    sound = journal.db.execute("PRAGMA integrity_check").fetchone()[0]
    journal.close()
    whole = [f"{part}-{n}" for n in range(1, len(there) // 2 + 1) for part in ("first", "second")]
    assert (there, sound) == (whole, "ok")
    assert len(there) // 2 >= last
    token = Secrets.beside(path)["token"]
    assert int(token.removeprefix("token-")) >= last


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    """One writer a file: the message names the other process; kill -9 of it frees the file."""
    path = tmp_path / "run.db"
    with writer(path) as process:
        answers(process, 1)

        with pytest.raises(JournalError) as caught:
            Journal(path, clock=clock())

        assert str(caught.value) == (
            f"{path}: is in use by another scimulator (process {process.pid}). "
            "Stop that one, or name another file with --db."
        )
        process.kill()
        process.wait()
        journal = Journal(path, clock=clock(), views=[Names()])

    journal.emit([added("after")])
    last = names(journal.db)[-1]
    journal.close()
    assert last == "after"


def test_a_run_that_is_continued_counts_on(tmp_path: Path) -> None:
    """Numbers and instants of a second start come after those of the first."""
    path = tmp_path / "run.db"
    journal = Journal(path, clock=clock(), views=[Names()])
    before = journal.emit([added("ash")])[0]
    journal.close()

    journal = Journal(path, clock=clock(), views=[Names()])
    after = journal.emit([added("elm")])[0]
    journal.close()

    assert after.seq == before.seq + 1
    assert after.at > before.at
