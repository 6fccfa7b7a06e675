"""``serve`` says no in one line, and leaves nothing behind."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


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
    ],
)
def test_what_cannot_be_served_is_said(scimulator: Run, args: list[object], message: str) -> None:
    """Exit code 2 and a message; nothing was printed for a script to read."""
    ports = [] if "--zitadel-port" in args else ["--zitadel-port", 0, "--okta-port", 0]

    ended = scimulator("serve", *ports, *args, "--json")

    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert message in ended.err
