"""One scenario, one seed, a clock that stands still: one digest, whatever process played it."""

import contextlib
from pathlib import Path

import pytest

from simulator.journal.digest import digest, first_difference
from simulator.journal.reader import open_reader
from simulator.playing import play_file
from simulator.scenario.loader import read
from tests.e2e.lab import ROOT, scimulator

GUIDE = ROOT / "scenarios" / "first-steps" / "guide.yaml"


def play(home: Path, scenario: Path, *, hash_seed: str) -> Path:
    """Play a scenario in a process whose sets have an order of their own."""
    run = home / f"kept-{hash_seed}.db"
    ended = scimulator(home, "run", str(scenario), "--keep", str(run), PYTHONHASHSEED=hash_seed)
    assert (ended.returncode, ended.stderr) == (0, "")
    return run


def test_two_processes_play_the_guide_the_same(tmp_path: Path) -> None:
    """Ports, sockets, durations and the order of sets differ; nothing that counts does."""
    played = play(tmp_path, GUIDE, hash_seed="1")
    again = play(tmp_path, GUIDE, hash_seed="2")

    with (
        contextlib.closing(open_reader(played)) as one,
        contextlib.closing(open_reader(again)) as other,
    ):
        assert first_difference(one, other) is None
        assert digest(one) == digest(other)


@pytest.mark.anyio
async def test_another_seed_is_another_run(tmp_path: Path) -> None:
    """The same steps pass with other ids, tokens and passwords."""
    text = GUIDE.read_text("utf-8")
    digests: list[str] = []
    for seed in (7, 8, 7):
        file = read(text.replace("  seed: 7\n", f"  seed: {seed}\n"), "guide.yaml")
        run = tmp_path / f"{len(digests)}.db"
        assert (await play_file(file, db=run, timer=lambda: 0.0)).passed
        with contextlib.closing(open_reader(run)) as db:
            digests.append(digest(db))

    assert digests[0] == digests[2] != digests[1]
