"""``serve`` says no in one line, and leaves nothing behind."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.cli import serve
from simulator.cli.demo import shipped
from simulator.listen import PortTaken, listen
from simulator.world import WorldConfig
from tests.commands import Run


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("flag", "other"), [("--zitadel-port", "--okta-port"), ("--okta-port", "--zitadel-port")]
)
def test_a_port_in_use_names_its_flag(
    scimulator: Run, taken: int, flag: str, other: str, tmp_path: Path
) -> None:
    """One line on standard error, exit code 2, and no run file for a run that never was."""
    ended = scimulator("serve", flag, taken, other, 0, "--json")

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert f"Port {taken} on 127.0.0.1 is in use." in line
    assert f"{flag} N" in line
    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(
            ["--zitadel-port", 4711, "--okta-port", 4711], "Both sides cannot have", id="one port"
        ),
        pytest.param(["--zitadel-port", 70000], "'--zitadel-port'", id="no port number"),
        pytest.param(["--bind", "192.0.2.1"], "192.0.2.1 is not an address", id="no address"),
        pytest.param(
            ["--bind", "lab.example"], "lab.example is not an address", id="a name for an address"
        ),
        pytest.param(["--with", "missing.yaml"], "missing.yaml", id="no scenario"),
        pytest.param(["--db", "nowhere/lab.db"], "nowhere/lab.db", id="no directory"),
        pytest.param(["--db", "."], "is a directory", id="a directory"),
        pytest.param(["--speed", "inf"], "'--speed'", id="no end of speed"),
        pytest.param(["--speed", "nan"], "nan is no speed", id="no number for a speed"),
        pytest.param(["--db", __file__], "is no run file", id="somebody's file"),
    ],
)
def test_what_cannot_be_served_is_said(scimulator: Run, args: list[object], message: str) -> None:
    """Exit code 2 and a message; nothing was printed for a script to read."""
    ports = [] if "--zitadel-port" in args else ["--zitadel-port", 0, "--okta-port", 0]

    ended = scimulator("serve", *ports, *args, "--json")

    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert message in ended.err


@pytest.mark.parametrize("missing", ["okta.api.token", "zitadel.owner.pat"])
def test_a_run_whose_tokens_are_gone_says_which(
    scimulator: Run, tmp_path: Path, missing: str
) -> None:
    """Somebody emptied FILE.secrets: the run is not continued with other tokens."""
    run, secrets = tmp_path / "kept.db", tmp_path / "kept.db.secrets"
    scimulator("run", shipped("first-steps/one-person.yaml"), "--keep", run)
    values = json.loads(secrets.read_text("utf-8"))
    del values[missing]
    secrets.write_text(json.dumps(values), "utf-8")

    ended = scimulator("serve", "--db", run, "--zitadel-port", 0, "--okta-port", 0)

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert f"kept.db.secrets: has no {missing}" in line
    assert "start a new run with another --db" in line
    assert missing not in json.loads(secrets.read_text("utf-8"))


def test_the_port_of_the_side_left_out_gives_way(taken: int) -> None:
    """Only our own interface is there; whoever names the port means it."""
    [moved] = listen(taken, flag="--okta-port", addresses=("127.0.0.1",), or_free=True)
    with moved:
        assert moved.getsockname()[1] not in (0, taken)
    with pytest.raises(PortTaken, match="--okta-port N"):
        listen(taken, flag="--okta-port", addresses=("127.0.0.1",))


@pytest.mark.parametrize(
    ("args", "movable"),
    [
        pytest.param(["--only", "zitadel"], {"okta"}, id="nobody asked for it"),
        pytest.param(["--only", "zitadel", "--okta-port", 8081], set(), id="asked for"),
        pytest.param(["--only", "okta"], set(), id="the side that is wanted"),
        pytest.param([], set(), id="both sides"),
    ],
)
def test_only_a_port_nobody_asked_for_may_move(
    scimulator: Run, monkeypatch: pytest.MonkeyPatch, args: list[object], movable: set[str]
) -> None:
    """``serve --only zitadel`` works beside another lab."""
    configs: list[WorldConfig] = []

    async def served(config: WorldConfig, **_: object) -> None:
        configs.append(config)

    monkeypatch.setattr(serve, "_serve", served)
    assert scimulator("serve", *args).code == 0
    assert configs[0].movable == movable


def test_one_port_for_a_side_and_what_is_left_of_the_other(
    scimulator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ZITADEL alone may have Okta's usual port; our own interface takes a free one."""
    configs: list[WorldConfig] = []

    async def served(config: WorldConfig, **_: object) -> None:
        configs.append(config)

    monkeypatch.setattr(serve, "_serve", served)

    scimulator("serve", "--only", "zitadel", "--zitadel-port", 8081)

    assert (configs[0].zitadel_port, configs[0].okta_port) == (8081, 0)
