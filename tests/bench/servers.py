"""Start the floor and ourselves as processes of their own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NamedTuple

STARLETTE = f"{sys.executable} -m pip install starlette"
"""What the floor needs beyond our own dependencies."""


class Server(NamedTuple):
    """A process that answers under a SCIM base URL; ``began`` is how long it took to."""

    base_url: str
    token: str
    pid: int
    began: float


def has_floor() -> bool:
    """Say whether the floor can be run here."""
    return find_spec("starlette") is not None


@contextmanager
def floor(*, ports: int = 1) -> Iterator[Server]:
    """Run the floor, with two ports as two applications in one process."""
    free = _free_ports(ports)
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.scimfloor", *map(str, free)]
    with _process(command, stdout=subprocess.DEVNULL) as process:
        for port in free:
            _wait_for(port, process)
        ready = time.perf_counter() - began
        yield Server(f"http://127.0.0.1:{free[0]}", "", process.pid, ready)


@contextmanager
def ours() -> Iterator[Server]:
    """Run both fakes as ``scimulator serve`` does, recording into a file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "simulator", "serve", "--json", "--db", f"{folder}/run.db"]
        command += ["--zitadel-port", "0", "--okta-port", "0"]
        began = time.perf_counter()
        state = {**os.environ, "XDG_STATE_HOME": folder}
        with _process(command, stdout=subprocess.PIPE, env=state) as process:
            assert process.stdout is not None
            zitadel = json.loads(process.stdout.readline())["zitadel"]
            ready = time.perf_counter() - began
            yield Server(zitadel["scimBaseUrl"], zitadel["owner"]["pat"], process.pid, ready)


@contextmanager
def _process(
    command: list[str], *, stdout: int, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.DEVNULL, text=True, env=env
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _free_ports(count: int) -> list[int]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.002)
        else:
            return
    raise RuntimeError("the floor ended before it answered")


__all__ = ["STARLETTE", "Server", "floor", "has_floor", "ours"]
