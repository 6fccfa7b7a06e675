"""``push`` as a command: what it refuses, what it prints, how it ends."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.commands import Run
from tests.unit.pushing.servers import TOKEN, Alter, Asked, Running, Said, as_it_is, listening, only


@contextmanager
def server(alter: Alter = as_it_is) -> Iterator[Running]:
    """Run a SCIM server in a thread of its own."""
    ready, done = threading.Event(), asyncio.Event()
    found: list[tuple[Running, asyncio.AbstractEventLoop]] = []

    async def run() -> None:
        async with listening(alter) as running:
            found.append((running, asyncio.get_running_loop()))
            ready.set()
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(10)
    running, loop = found[0]
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """A file with the token and the line break editors leave."""
    path = tmp_path / "token.txt"
    path.write_text(f"{TOKEN}\n", "utf-8")
    return path


URL = "http://127.0.0.1:9/scim"
OAUTH = ("--auth", "oauth2", "--token-url", "http://127.0.0.1:9/token")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param([], "There is no token. Give --token-file FILE", id="no-token"),
        pytest.param(["--token", "a", "--token-file", "t"], "two tokens", id="two-tokens"),
        pytest.param(["--token", "a\nb"], "more than one line", id="header-injection"),
        pytest.param(["--token-file", "none"], "none cannot be read", id="no-file"),
        pytest.param(["--token", "x", "--user", "okta"], "belongs to --auth basic", id="user"),
        pytest.param(["--token", "x", "--auth", "basic"], "needs a user name", id="basic"),
        pytest.param(["--auth", "oauth2"], "Add --token-url", id="oauth-url"),
        pytest.param([*OAUTH], "no client secret. Give --client-secret-file", id="oauth-secret"),
        pytest.param([*OAUTH, "--token", "x"], "comes from the token endpoint", id="oauth-token"),
        pytest.param(
            [*OAUTH, "--client-secret-file", "none"], "with --client-secret-file", id="oauth-file"
        ),
        pytest.param(
            ["--auth", "oauth2", "--token-url", "http://idp.example.com/token"],
            "everybody on the way to idp.example.com",
            id="oauth-plain",
        ),
        pytest.param(
            [*OAUTH[:-1], f"{OAUTH[-1]}?scope=a", "--scope", "b"], "both name", id="oauth-scopes"
        ),
        pytest.param(["--token", "x", "--scope", "a"], "belongs to --auth oauth2", id="scope"),
        pytest.param(["--token", "x", "--set", "colour=red"], "no setting colour", id="setting"),
        pytest.param(["--token", "x", "--set", "profile"], "has no value", id="no-value"),
        pytest.param(["--token", "x", "--users", "0"], "'--users'", id="nobody"),
        pytest.param(["--token", "x", "--domain", "a b"], "--domain 'a b' is no", id="domain"),
        pytest.param(["--token", "x", "--ignore", "tilte"], "Did you mean title?", id="ignored"),
        pytest.param(
            ["--token", "x", "--ignore", "qqq"],
            "There is userName, externalId, active",
            id="unknown",
        ),
        pytest.param(["--token", "x", "--timeout", "nan"], "Choose 0.1 to 3600", id="nan"),
        pytest.param(["--token", "x", "--from", "none.csv"], "none.csv cannot be read", id="from"),
        pytest.param(["--token", "x", "--users", "2", "--from", "p"], "both say", id="users+from"),
        pytest.param(["--token", "x", "--ca-file", __file__], "holds no certificate", id="ca"),
        pytest.param(["--token", "x", "--keep", __file__], "is there already", id="keep"),
        pytest.param(["--token", "x", "--keep", "no/r.db"], "Change --keep FILE", id="keep where"),
        pytest.param(
            ["--token", "x", "--to", "http://scim.example.com"], "--allow-plain-http", id="plain"
        ),
    ],
)
def test_unusable_input_is_said_and_nothing_sent(
    scimulator: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    """Exit code 2, no traceback, and no run file of a run that never was."""
    ended = scimulator("push", "--to", URL, *args)

    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "Traceback" not in ended.err
    assert list(tmp_path.rglob("*.db")) == []


def test_every_mistake_of_a_file_is_a_line(scimulator: Run, tmp_path: Path) -> None:
    """With the place, as compilers have it."""
    (tmp_path / "p.csv").write_text("login,firstName,lastName\na,A,B\nb,,B\n", "utf-8")

    ended = scimulator("push", "--to", URL, "--token-file", "-", "--from", "p.csv")

    assert (ended.code, ended.out) == (2, "")
    places = [line.partition(": ")[0] for line in ended.err.splitlines()]
    assert places == ["p.csv:2:1", "p.csv:3:1", "p.csv:3:1"]


def test_a_good_push_is_told_and_kept(scimulator: Run, token_file: Path, tmp_path: Path) -> None:
    """Each step, each answer, what is left, and where to look; the token is nowhere on disk."""
    with server() as running:
        args = ("--to", running.url, "--token-file", token_file, "--users", 1, "--keep", "run.db")
        ended = scimulator("push", *args, "--junit", "report.xml")

    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == "✓ joiner    ada.birch@example.com  created, id u1"
    assert "POST  /scim/Users  201  created: id u1, linked" in lines[2]
    assert "  u1  ada.birch@example.com  active" in lines
    assert lines[-2].startswith("4 of 4 steps passed; 18 requests")
    assert lines[-1].endswith("look: scimulator tui --attach run.db")
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    counts = [root.get(name) for name in ("tests", "failures", "skipped")]
    assert counts == ["5", "0", "0"]
    token_file.unlink()
    assert [
        p for p in tmp_path.rglob("*") if p.is_file() and TOKEN.encode() in p.read_bytes()
    ] == []


def test_what_fails_alike_for_everybody_is_shown_whole_once(
    scimulator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer names each person, and still it is one answer; another status is another."""
    monkeypatch.setenv("SCIMULATOR_TOKEN", TOKEN)

    def alter(asked: Asked, said: Said) -> Said:
        if asked.method != "POST":
            return said
        name = asked.json["userName"]
        return Said(403 if "zoe" in name else 409, {"detail": f"no room for {name}"})

    with server(alter) as running:
        told = scimulator("push", "--to", running.url, "--users", 3)

    shown = [line for line in told.out.splitlines() if line.startswith("    < 4")]
    assert [line.split()[1] for line in shown] == ["409", "403"]
    assert told.out.count("    the same answer as for ada.birch@example.com (joiner)") == 1
    assert told.out.count("Okta's task: ") == 3


def test_a_failed_push_says_why_in_every_form(
    scimulator: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Task text, plain words, the failing exchange: as lines, as JSON, as JUnit."""
    monkeypatch.setenv("SCIMULATOR_TOKEN", TOKEN)
    escape = Said(409, {"detail": "taken \x1b[31m"}, (("Content-Type", "application/json"),))
    asked = ("--json", "--junit", "r.xml")
    with server(only("POST", escape)) as running:
        told = scimulator("push", "--to", running.url, "--users", 1)
        data = scimulator(
            "push", "--to", running.url, "--domain", "b.example.com", "--users", 1, *asked
        )

    task = (
        "Automatic provisioning of user Ada Birch to app localhost failed: Error while creating"
        " user Ada Birch: Conflict. Errors reported by remote server: taken"
    )
    assert (told.code, data.code) == (1, 1)
    assert task in told.out
    assert "    > POST /scim/Users" in told.out
    assert "    < 409 Conflict" in told.out
    assert "\x1b" not in told.out
    report = json.loads(data.out)
    step = report["steps"][0]
    assert (report["verdict"], step["state"]) == ("failed", "failed")
    assert step["tasks"][0].startswith(task)
    assert [call["stops"] for call in step["calls"]] == [False, True]
    assert step["failing"] == step["calls"][1]["seq"]
    assert [each["state"] for each in report["steps"][1:]] == ["skipped"] * 3
    root = ElementTree.parse(tmp_path / "r.xml").getroot()
    failure = root.find("testsuite[@name='joiner']/testcase/failure")
    assert failure is not None
    assert task in failure.get("message", "")


def test_a_token_on_the_command_line_is_warned_about(scimulator: Run) -> None:
    """Others can see it; and Bearer is put before it whatever it begins with."""
    with server() as running:
        args = ("--to", running.url, "--token", f"Bearer {TOKEN}", "--users", 1)
        ended = scimulator("push", *args)

    assert ended.code == 1
    assert "shows in the list of processes" in ended.err
    assert "begins with Bearer" in ended.err
    assert "The token is refused: 401 Unauthorized" in ended.out
