"""Start the floor and ourselves as processes of their own."""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
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


class Ours(NamedTuple):
    """Both fakes in one process: SCIM as every :class:`Server`, and Okta's API."""

    base_url: str
    token: str
    pid: int
    began: float
    okta: Server


def has_floor() -> bool:
    """Say whether the floor can be run here."""
    return find_spec("starlette") is not None


@cache
def _compiled() -> str:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment() -> dict[str, str]:
    """Return the environment of programs: modules are compiled once, as they are for a user."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": _compiled()}


@contextmanager
def floor(*, ports: int = 1) -> Iterator[Server]:
    """Run the floor, with two ports as two applications in one process."""
    free = free_ports(ports)
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.scimfloor", *map(str, free)]
    with process(command) as running:
        for port in free:
            wait_for(port, running)
        ready = time.perf_counter() - began
        yield Server(f"http://127.0.0.1:{free[0]}", "", running.pid, ready)


@contextmanager
def ours() -> Iterator["Ours"]:
    """Run both fakes as ``scimulator serve`` does, recording into a file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "simulator", "serve", "--json", "--db", f"{folder}/run.db"]
        command += ["--zitadel-port", "0", "--okta-port", "0"]
        began = time.perf_counter()
        state = {"XDG_STATE_HOME": folder}
        with process(command, stdout=subprocess.PIPE, env=state) as running:
            assert running.stdout is not None
            facts = json.loads(running.stdout.readline())
            ready = time.perf_counter() - began
            zitadel, okta = facts["zitadel"], facts["okta"]
            yield Ours(
                zitadel["scimBaseUrl"],
                zitadel["owner"]["pat"],
                running.pid,
                ready,
                Server(okta["url"], okta["token"], running.pid, ready),
            )


@contextmanager
def process(
    command: list[str],
    *,
    stdout: int = subprocess.DEVNULL,
    env: Mapping[str, str] | None = None,
    cwd: str | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a program for as long as this is open; ``env`` is added to :func:`environment`."""
    around = {**environment(), **(env or {})}
    with subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.DEVNULL, text=True, env=around, cwd=cwd
    ) as running:
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()


def free_ports(count: int) -> list[int]:
    """Return ports that nobody has at this moment."""
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


def wait_for(port: int, running: subprocess.Popen[str]) -> None:
    """Wait until a program listens."""
    while running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.002)
        else:
            return
    raise RuntimeError(f"{running.args!r} ended before it answered")


__all__ = [
    "STARLETTE",
    "Ours",
    "Server",
    "environment",
    "floor",
    "free_ports",
    "has_floor",
    "ours",
    "process",
    "wait_for",
]
