"""``demo`` without a terminal and ``watch``: a run as plain lines."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from simulator.journal.reader import Reader, open_reader
from tests.commands import Ended, Run

REFUSAL = "Password must contain symbol"


@pytest.fixture
def demo(scimulator: Run) -> Ended:
    """The demo, played where nobody sits at a terminal."""
    return scimulator("demo")


def test_the_demo_without_a_terminal_prints_the_guide(demo: Ended) -> None:
    """Plain lines, no pauses, the run's exit code; the refusal and its cure are told."""
    assert (demo.code, demo.err) == (0, "")
    assert "\x1b" not in demo.out
    assert "1 passed" in demo.out
    assert REFUSAL in demo.out
    assert demo.out.index(REFUSAL) < demo.out.index("ignorePasswordOnCreate")


def test_the_demo_tells_in_the_order_it_happened(demo: Ended) -> None:
    """A request stands before what came of it, and before the step that looks at both."""
    refused = demo.out.index("POST  /Users  400")

    assert demo.out.index("assign cedar") < refused
    assert refused < demo.out.index(REFUSAL) < demo.out.index("ignorePasswordOnCreate")
    first = demo.out.index("POST  /v2/users/new")
    assert first < demo.out.index("role okta-scim")


def test_the_demo_puts_requests_below_the_step_that_caused_them(
    demo: Ended, tmp_path: Path
) -> None:
    """As the run file has it; the step that only looks stands below what it looks at."""
    [run] = (tmp_path / "scimulator" / "runs").glob("*.db")
    with closing(open_reader(run)) as db:
        reader = Reader(db)
        sent = {each.seq: each.links for each in reader.exchanges_after()}
        queued = [(each.seq, each.links) for each in reader.records(kind="job.queued")]
    causes = dict.fromkeys(sent, 0)
    for seq, links in sent.items():
        steps = [own.step for at, own in queued if own.job == links.job and at < seq]
        causes[seq] = (links.step if links.job is None else steps[-1]) or 0

    step, told = 0, {}
    for line in demo.out.splitlines():
        if found := re.match(r"\S+  step (\d+)  ", line):
            step = int(found[1])
        elif found := re.match(r"\S+  #(\d+)  ", line):
            told[int(found[1])] = step

    assert len(told) > 20
    assert told == causes


def test_the_demo_shows_values_and_no_token(demo: Ended) -> None:
    """Titles have names and addresses in the place of variables, and each step one number."""
    assert "role okta-scim, roles ORG_USER_MANAGER" in demo.out
    assert re.search(r"provisioning http://127\.0\.0\.1:\d+/scim/v2/\d+, ", demo.out)
    assert "${" not in demo.out
    assert re.findall(r"step \d+  \d", demo.out) == []


def test_the_demo_speaks_of_records_in_words(demo: Ended) -> None:
    """Kinds of records are for programs."""
    assert "app ZITADEL created" in demo.out
    assert "provisioning to ZITADEL: Create Users on" in demo.out
    assert "app profile of cedar changed (" in demo.out
    assert re.findall(r"okta (?:app|assignment|group|user) \w+", demo.out) == []


def test_the_demo_notes_losses_alone(demo: Ended) -> None:
    """An empty list of groups and a language that is stored already are none."""
    assert "groups is not read" not in demo.out
    assert "preferredLanguage" not in demo.out


def test_the_demo_is_kept_and_can_be_watched(scimulator: Run, demo: Ended, tmp_path: Path) -> None:
    """``watch --no-follow`` prints the newest run, with the refusal in it, and ends."""
    [run] = (tmp_path / "scimulator" / "runs").glob("*.db")
    assert run.name in demo.out

    newest, named = scimulator("watch", "--no-follow"), scimulator("watch", run, "--no-follow")

    assert (newest.code, named.code) == (0, 0)
    assert newest.out == named.out
    assert any("POST" in line and " 400 " in line for line in newest.out.splitlines())
    assert REFUSAL in newest.out


def test_a_demo_of_a_missing_file_is_one_line(scimulator: Run) -> None:
    """Exit code 2, as for every unusable input."""
    ended = scimulator("demo", "missing.yaml")

    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["watch", "--no-follow"], "There is no run yet.", id="no run"),
        pytest.param(["watch", "no.db"], "There is no run file no.db.", id="no such run"),
        pytest.param(["watch", "http://127.0.0.1:1"], "is not known here", id="a lab nobody knows"),
        pytest.param(["tui"], "The app needs a terminal.", id="the app without a terminal"),
    ],
)
def test_what_cannot_be_shown_is_one_line(scimulator: Run, args: list[str], message: str) -> None:
    """It says what to do instead."""
    ended = scimulator(*args)

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert message in line


def test_a_file_of_another_kind_is_no_run(scimulator: Run, tmp_path: Path) -> None:
    """It is left alone and said so."""
    other = tmp_path / "notes.db"
    other.write_text("not a run\n" * 200, "utf-8")

    ended = scimulator("watch", other, "--no-follow")

    assert ended.code == 2
    assert "is no run file" in ended.err
    assert other.read_text("utf-8").startswith("not a run")


def test_a_row_of_a_table_is_chosen_by_its_name(scimulator: Run) -> None:
    """The first row names the others; an unknown one is suggested."""
    first = scimulator("demo", "locked-leaver", "--plain")
    second = scimulator("demo", "locked-leaver", "--plain", "--case", "catalogue")
    wrong = scimulator("demo", "locked-leaver", "--plain", "--case", "catalog")
    none = scimulator("demo", "leaver", "--plain", "--case", "wizard")

    assert (first.code, second.code, wrong.code, none.code) == (0, 0, 2, 2)
    assert "case wizard; with --case also: catalogue" in first.err
    assert "locked-leaver[catalogue]" in second.out
    assert "has no case catalog. Did you mean catalogue?" in wrong.err
    assert "has no table of cases" in none.err
