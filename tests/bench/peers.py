"""Other people's servers, where they are installed below ``$BENCH_PEERS``.

``peer`` is a virtual environment with scim2-server, ``node`` has SCIMMY with Express, ``nem`` has
emulate; ``.bench-peers`` stands for the variable where it is not set.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.servers import Server, free_ports, process, wait_for

_HOSTS = Path(__file__).parent / "hosts"
TOKEN = "tok"
INSTALL = {
    "scim2-server": (
        "python3 -m venv $BENCH_PEERS/peer && $BENCH_PEERS/peer/bin/pip install scim2-server==0.8.3"
    ),
    "SCIMMY": "npm i --prefix $BENCH_PEERS/node scimmy@1.3.5 scimmy-routers@1.3.2 express@5.3.0",
    "emulate": "npm i --prefix $BENCH_PEERS/nem emulate@0.8.0",
}
"""The line that installs each of them."""


def root() -> Path:
    """Return where peers are installed."""
    return Path(os.environ.get("BENCH_PEERS", ".bench-peers")).resolve()


def _scim2_server() -> str | None:
    beside = Path(sys.executable).parent / "scim2-server"
    for path in (root() / "peer" / "bin" / "scim2-server", beside):
        if path.is_file():
            return str(path)
    return shutil.which("scim2-server")


def missing(name: str) -> str:
    """Return the line that installs a peer, or nothing if it is there."""
    there = {
        "scim2-server": lambda: _scim2_server() is not None,
        "SCIMMY": lambda: _has_node("node", "scimmy-routers"),
        "emulate": lambda: _has_node("nem", "emulate"),
    }
    return "" if there[name]() else INSTALL[name]


def _has_node(folder: str, package: str) -> bool:
    modules = root() / folder / "node_modules"
    return shutil.which("node") is not None and (modules / package).is_dir()


@contextmanager
def scim2_server() -> Iterator[Server]:
    """Run scim2-server."""
    command = _scim2_server()
    assert command is not None
    (port,) = free_ports(1)
    with _serving([command, "--port", str(port), "--bearer-token", TOKEN], port, "/v2") as server:
        yield server


@contextmanager
def scimmy() -> Iterator[Server]:
    """Run SCIMMY with Express."""
    (port,) = free_ports(1)
    command = ["node", str(_HOSTS / "scimmy.mjs"), str(port), TOKEN]
    with _serving(command, port, "/scim", cwd=str(root() / "node")) as server:
        yield server


@contextmanager
def emulate() -> Iterator[Server]:
    """Run the Okta service of emulate."""
    (port,) = free_ports(1)
    program = root() / "nem" / "node_modules" / ".bin" / "emulate"
    command = ["node", str(program), "start", "--service", "okta", "--port", str(port)]
    local = {"NODE_OPTIONS": f"--require {_HOSTS / 'loopback.cjs'}"}
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving(command, port, "", cwd=folder, env=local) as server,
    ):
        yield server


@contextmanager
def _serving(
    command: list[str],
    port: int,
    path: str,
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    began = time.perf_counter()
    with process(command, cwd=cwd, env=env) as running:
        wait_for(port, running)
        ready = time.perf_counter() - began
        yield Server(f"http://127.0.0.1:{port}{path}", TOKEN, running.pid, ready)


__all__ = ["INSTALL", "emulate", "missing", "scim2_server", "scimmy"]
