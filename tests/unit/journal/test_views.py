"""Views: folded from records, and from nothing else."""

from pathlib import Path

from simulator.events import Event
from simulator.journal.writer import RESET, Journal
from tests.unit.journal.samples import Names, added, clock, names


def removed(name: str) -> Event:
    """Return a change that takes a name off the list."""
    return Event(kind="sample.removed", data={"name": name})


def test_a_rebuilt_view_equals_the_original() -> None:
    """Emptying the tables and folding all records again gives the same rows."""
    journal = Journal(None, clock=clock(), views=[Names()])
    for number in range(2500):  # more than one batch of reading
        journal.emit([added(f"n{number}")])
    journal.emit([removed("n7"), added("n7")])
    before = journal.db.execute("SELECT * FROM sample_name").fetchall()

    journal.db.execute("UPDATE sample_name SET seq = 0")
    journal.rebuild()

    after = journal.db.execute("SELECT * FROM sample_name").fetchall()
    journal.close()
    assert sorted(after) == sorted(before)


def test_a_view_gets_its_own_kinds_only() -> None:
    """Records of other kinds pass a view by."""
    journal = Journal(None, clock=clock(), views=[Names()])
    journal.emit([Event(kind="other.added", data={"name": "ash"}), added("elm")])

    there = names(journal.db)
    journal.close()
    assert there == ["elm"]


def test_going_back_keeps_what_happened_on_record() -> None:
    """A reset shows the earlier state; what came later stays in the journal, and time goes on."""
    journal = Journal(None, clock=clock(), views=[Names()])
    baseline = journal.emit([added("ash")])[0].seq
    journal.emit([added("elm")])

    reset = journal.reset(baseline)
    gone_back = names(journal.db)
    journal.emit([added("oak")])
    journal.rebuild()

    rebuilt = names(journal.db)
    kinds = [row[0] for row in journal.db.execute("SELECT kind FROM record ORDER BY seq")]
    journal.close()
    assert (reset.kind, reset.data) == (RESET, {"to": baseline})
    assert gone_back == ["ash"]
    assert rebuilt == ["ash", "oak"]
    assert kinds == ["sample.added", "sample.added", RESET, "sample.added"]


def test_going_back_twice_follows_the_line_of_descent() -> None:
    """A reset to a state that itself came after a reset leaves out what that one undid."""
    journal = Journal(None, clock=clock(), views=[Names()])
    start = journal.emit([added("ash")])[0].seq
    journal.emit([added("elm")])
    journal.reset(start)
    second = journal.emit([added("oak")])[0].seq
    journal.emit([added("fir")])

    journal.reset(second)

    there = names(journal.db)
    journal.close()
    assert there == ["ash", "oak"]


def test_a_view_survives_a_restart(tmp_path: Path) -> None:
    """A second start finds the state; nothing is folded twice."""
    path = tmp_path / "run.db"
    journal = Journal(path, clock=clock(), views=[Names()])
    journal.emit([added("ash")])
    journal.close()

    journal = Journal(path, clock=clock(), views=[Names()])
    there = names(journal.db)
    journal.close()
    assert there == ["ash"]


def test_facts_about_the_run_are_kept(tmp_path: Path) -> None:
    """Meta values can be read, changed and found again; what is unknown is nothing."""
    path = tmp_path / "run.db"
    journal = Journal(path, clock=clock())
    journal.set_meta("seed", "1")
    journal.set_meta("seed", "2")
    journal.close()

    journal = Journal(path, clock=clock())
    found = (journal.meta("seed"), journal.meta("other"))
    journal.close()
    assert found == ("2", None)
