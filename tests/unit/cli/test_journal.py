"""``journal``: runs listed, one thing shown, everything exported, and no secret in any of it."""

import json
from pathlib import Path

import pytest

from simulator.cli.demo import shipped
from tests.commands import Run
from tests.unit.wire.har import check


@pytest.fixture
def run(scimulator: Run, tmp_path: Path) -> Path:
    """The run file of a scenario in which somebody leaves and comes back."""
    place = tmp_path / "leaver.db"
    scimulator("run", shipped("lifecycle/leaver.yaml"), "--keep", place)
    return place


def test_a_run_is_exported_to_har(scimulator: Run, run: Path, tmp_path: Path) -> None:
    """Every request in order; what is hidden in the journal stays hidden."""
    ended = scimulator("journal", "export", run, "--har", "-o", "out.har")

    har = json.loads((tmp_path / "out.har").read_bytes())
    check(har)
    entries = har["log"]["entries"]
    seqs = [each["_scimulator"]["seq"] for each in entries]
    okta = [each["request"]["method"] for each in entries if each["_scimulator"]["side"] == "okta"]
    assert (ended.code, ended.out) == (0, "")
    assert seqs == sorted(seqs)
    assert okta[-6:] == ["PUT", "GET", "GET", "PUT", "GET", "PUT"]


def test_json_lines_hold_everything_in_order(scimulator: Run, run: Path) -> None:
    """Records and requests between each other, one object a line."""
    lines = scimulator("journal", "export", run, "--jsonl").out.splitlines()

    told = [json.loads(line) for line in lines]
    assert {each["type"] for each in told} == {"record", "exchange"}
    seqs = [each["seq"] for each in told]
    assert seqs == sorted(set(seqs))
    post = next(each for each in told if each.get("method") == "POST" and each["side"] == "okta")
    assert json.loads(post["request_body"])["userName"] == "aspen@example.com"


@pytest.mark.parametrize("form", ["--har", "--jsonl"])
def test_no_secret_gets_out(scimulator: Run, run: Path, form: str) -> None:
    """No token of the run, no password that was sent."""
    values = json.loads(run.with_name(f"{run.name}.secrets").read_text("utf-8")).values()

    out = scimulator("journal", "export", run, form).out

    assert [value for value in values if value in out] == []
    assert "Bearer *** (" in out
    assert '\\"password\\":\\"********\\"' in out


def test_a_filter_chooses_requests(scimulator: Run, run: Path) -> None:
    """In the language of the app; records are left out."""
    lines = scimulator("journal", "export", run, "--jsonl", "--filter", "method:PUT").out

    assert {json.loads(line)["method"] for line in lines.splitlines()} == {"PUT"}


def test_one_request_is_shown_whole(scimulator: Run, run: Path) -> None:
    """Every header line, both bodies laid out."""
    found = scimulator("journal", "export", run, "--jsonl", "--filter", "method:PUT").out
    number = json.loads(found.splitlines()[0])["seq"]

    shown = scimulator("journal", "show", number, run).out.splitlines()

    assert shown[0].startswith("> PUT /scim/v2/")
    assert "> User-Agent: Okta SCIM Client 1.0.0" in shown
    assert '>   "active": false,' in shown
    assert "< 200 OK" in "\n".join(shown)


def test_runs_are_listed(scimulator: Run) -> None:
    """Newest first, with what is in them; a file that is none says so and stops nobody."""
    assert "There is no run yet" in scimulator("journal", "list").out
    scimulator("run", shipped("lifecycle/leaver.yaml"))
    [first] = json.loads(scimulator("journal", "list", "--json").out)
    broken = Path(first["file"]).with_name("broken.db")
    broken.write_bytes(b"nothing")

    ended = scimulator("journal", "list")

    assert first["begun"] == "2026-07-10 08:00"
    assert (ended.code, len(ended.out.splitlines())) == (0, 2)
    assert f"{first['requests']} requests" in ended.out
    assert "is no run file" in ended.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        pytest.param(["export", "leaver.db"], "Give --har or --jsonl", id="no-form"),
        pytest.param(["export", "no.db", "--har"], "no run file no.db", id="no-file"),
        pytest.param(["export", "leaver.db", "--har", "-o", "leaver.db"], "itself", id="itself"),
        pytest.param(
            ["export", "leaver.db", "--har", "-o", "no/x.har"], "cannot be written", id="no-dir"
        ),
        pytest.param(["export", "leaver.db", "--har", "--filter", "a:b"], "a:", id="bad-filter"),
        pytest.param(["show", "99999", "leaver.db"], "not in this run", id="no-number"),
    ],
)
def test_what_cannot_be_done_is_said(
    scimulator: Run, run: Path, args: list[str], words: str
) -> None:
    """One line, exit code 2; the run file is as it was."""
    before = run.read_bytes()

    ended = scimulator("journal", *args)

    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert run.read_bytes() == before
