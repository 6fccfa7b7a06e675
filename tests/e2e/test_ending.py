"""How a lab ends, and what of it is there afterwards."""

import contextlib
import signal
import sqlite3
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from simulator.journal.reader import Reader, open_reader
from tests.e2e.lab import PATIENCE, Lab, command, environment, person, scimulator, serving

SECOND = 1.0


def targets(run: Path) -> list[str]:
    """Return what was asked of the fakes, as the run file has it."""
    with contextlib.closing(open_reader(run)) as db:
        return [f"{each.method} {each.target}" for each in Reader(db).exchanges_after()]


def users(lab: Lab) -> dict[str, str]:
    """Return names and ids of all people in ZITADEL."""
    found = lab.scim("GET", "/Users?count=100").json()["Resources"]
    return {each["userName"]: each["id"] for each in found}


@pytest.mark.parametrize(
    "number",
    [pytest.param(signal.SIGTERM, id="SIGTERM"), pytest.param(signal.SIGINT, id="Ctrl-C")],
)
def test_a_signal_ends_it_within_a_second(tmp_path: Path, number: signal.Signals) -> None:
    """Whatever is open: kept connections, and somebody who waits for news. Nothing is lost."""
    with serving(tmp_path) as lab:
        run = Path(lab.facts["db"])
        made = lab.scim("POST", "/Users", person("cedar")).json()["id"]
        lab.okta("POST", "/_sim/v1/settle")
        begun = threading.Event()
        waiting = threading.Thread(target=wait_for_news, args=(lab, begun))
        waiting.start()
        begun.wait()
        lab.scim("GET", f"/Users/{made}?last")

        seconds = lab.end(number)
        waiting.join()

        assert (lab.process.returncode, lab.errors()) == (0, "")
    assert seconds < SECOND
    beside = [run.with_name(run.name + ending) for ending in (".lock", "-wal", "-shm")]
    assert [path.name for path in beside if path.exists()] == []
    assert targets(run)[-1].endswith(f"/Users/{made}?last")


def wait_for_news(lab: Lab, begun: threading.Event) -> None:
    """Ask for records as the terminal app does, until the lab goes away."""
    okta = lab.facts["okta"]
    headers = {"Authorization": f"SSWS {okta['token']}"}
    after = pos = 0
    with (
        httpx.Client(
            trust_env=False, verify=False, base_url=okta["url"], headers=headers
        ) as client,
        contextlib.suppress(httpx.TransportError),
    ):
        while True:
            query = f"after={after}&pos={pos}&wait=25"
            page = client.get(f"/_sim/v1/records?{query}", timeout=30).json()
            after, pos = page["seq"], page["pos"]
            begun.set()


def test_after_kill_9_every_answered_write_is_there(tmp_path: Path) -> None:
    """The same file continues: same addresses' ids, same tokens, all people that were answered."""
    run = tmp_path / "lab.db"
    with serving(tmp_path, "--db", str(run)) as lab:
        answered = {}
        for number in range(6):
            made = lab.scim("POST", "/Users", person(f"birch{number}")).json()
            answered[made["userName"]] = made["id"]
        first = lab.facts
        lab.end(signal.SIGKILL)

    with serving(tmp_path, "--db", str(run)) as lab:
        assert users(lab).items() >= answered.items()
        for side, changes in (("okta", ["url"]), ("zitadel", ["url", "scimBaseUrl"])):
            moved = dict.fromkeys(changes, "")
            assert lab.facts[side] | moved == first[side] | moved
        fresh = lab.scim("POST", "/Users", person("willow"))
        assert fresh.status_code == 201
        assert fresh.json()["id"] not in answered.values()
        lab.end(signal.SIGTERM)

    with contextlib.closing(sqlite3.connect(run)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_run_after_kill_9_ends_within_a_second_too(tmp_path: Path) -> None:
    """What the killed process left in the log is taken in at the start, not at the end."""
    run = tmp_path / "lab.db"
    with serving(tmp_path, "--db", str(run)) as lab:
        for number in range(150):
            lab.scim("POST", "/Users", person(f"birch{number}"))
        lab.end(signal.SIGKILL)

    with serving(tmp_path, "--db", str(run)) as lab:
        assert len(users(lab)) == 100  # a page
        seconds = lab.end(signal.SIGTERM)

    assert seconds < SECOND
    assert not run.with_name(run.name + "-wal").exists()


SETTINGS = """\
scenario: settings
title: Bulk takes one operation, and addresses must be confirmed
given:
  zitadel:
    settings: {bulk_max: 1, email_verified: false}
    service_accounts: [{user_name: robot, name: Robot}]
  okta:
    engine: {workers: 2}
steps: []
"""


def test_a_run_goes_on_with_the_settings_it_began_with(tmp_path: Path) -> None:
    """They came from a scenario that the second start does not name."""
    scenario, run = tmp_path / "settings.yaml", tmp_path / "lab.db"
    scenario.write_text(SETTINGS, "utf-8")
    found = []
    for more in (["--with", str(scenario)], []):
        with serving(tmp_path, "--db", str(run), *more) as lab:
            lab.scim("POST", "/Users", person(f"cedar{len(found)}"))
            found.append(lab.scim("GET", "/ServiceProviderConfig").json()["bulk"]["maxOperations"])
            made = lab.scim("POST", "/Users", person(f"cedar{len(found)}")).json()["id"]
            account = lab.ask(
                "GET",
                f"{lab.facts['zitadel']['url']}/v2/users/{made}",
                token=lab.facts["zitadel"]["owner"]["pat"],
            ).json()
            found.append("isVerified" in account["user"]["human"]["email"])
            lab.end(signal.SIGTERM)

    assert found == [1, False] * 2


def test_a_demo_whose_reader_goes_away_leaves_nothing_open(tmp_path: Path) -> None:
    """``demo | head -2``: the run file is whole by itself."""
    with subprocess.Popen(
        command("demo"), stdout=subprocess.PIPE, cwd=tmp_path, env=environment(tmp_path)
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.stdout.close()
        process.wait(PATIENCE)

    assert b"scenario guide begins" in first
    files = sorted(path.name for path in tmp_path.rglob("*.db*"))
    assert [name.rpartition(".")[2] for name in files] == ["db", "secrets"]


def test_a_run_without_its_secrets_opens_for_reading_only(tmp_path: Path) -> None:
    """Nobody knows its tokens any more, so it is not continued with others; it can be read."""
    run = tmp_path / "lab.db"
    with serving(tmp_path, "--db", str(run)) as lab:
        lab.scim("POST", "/Users", person("hazel"))
        lab.end(signal.SIGTERM)
    run.with_name(run.name + ".secrets").unlink()

    refused = scimulator(
        tmp_path, "serve", "--zitadel-port", "0", "--okta-port", "0", "--db", str(run)
    )

    assert (refused.returncode, refused.stdout) == (2, "")
    [line] = refused.stderr.splitlines()
    assert "has no lab.db.secrets beside it, so it opens for reading only." in line
    assert any(target.startswith("POST /scim/") for target in targets(run))
