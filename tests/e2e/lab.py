"""A lab in a process of its own, spoken to over loopback."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds after which a process that hangs is killed, so that its test fails."""

FREE = ("--zitadel-port", "0", "--okta-port", "0")
SCIM = "application/scim+json"


def command(*args: str) -> list[str]:
    """Return the command line of a `scimulator` command."""
    return [sys.executable, "-m", "simulator", *args]


def environment(home: Path) -> dict[str, str]:
    """Return an environment whose runs are kept below ``home``."""
    kept = {name: value for name, value in os.environ.items() if name != "SCIMULATOR_TOKEN"}
    return {**kept, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(home), "NO_COLOR": "1"}


def scimulator(home: Path, *args: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, with no terminal anywhere."""
    return subprocess.run(
        command(*args),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=home,
        env={**environment(home), **variables},
        timeout=PATIENCE,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Lab:
    """A running ``serve --json`` and what its first line said."""

    process: "subprocess.Popen[str]"
    facts: dict[str, Any]
    client: httpx.Client

    def ask(
        self,
        method: str,
        url: str,
        *,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> httpx.Response:
        """Send one request; a body is JSON."""
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        kind = SCIM if "/scim/" in url else "application/json"
        content = None if body is None else json.dumps(body)
        if content is not None:
            sent["Content-Type"] = kind
        return self.client.request(
            method, url, headers={**sent, **(headers or {})}, content=content
        )

    def scim(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Ask ZITADEL's SCIM endpoint as Okta would."""
        zitadel = self.facts["zitadel"]
        return self.ask(method, zitadel["scimBaseUrl"] + path, token=zitadel["pat"], body=body)

    def okta(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Ask the Okta port with the Okta token."""
        okta = self.facts["okta"]
        return self.ask(method, okta["url"] + path, token=okta["token"], body=body)

    def do(self, verb: str, **args: object) -> httpx.Response:
        """Do a verb through our own interface."""
        return self.okta("POST", "/_sim/v1/do", {"verb": verb, "args": args})

    def end(self, number: signal.Signals) -> float:
        """Send a signal; return how many seconds the process took to end."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return time.monotonic() - begun

    def errors(self) -> str:
        """Return what an ended process wrote to standard error."""
        assert self.process.stderr is not None
        return self.process.stderr.read()


@contextmanager
def serving(home: Path, *args: str, **variables: str) -> Iterator[Lab]:
    """Start ``serve --json`` on free ports; it is killed at the end if it still runs."""
    with subprocess.Popen(
        command("serve", *FREE, "--json", *args),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        env={**environment(home), **variables},
    ) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            assert line, process.stderr.read()
            # no TLS anywhere: reading the machine's authorities takes 20 ms a client
            with httpx.Client(trust_env=False, verify=False, timeout=PATIENCE) as client:
                yield Lab(process, json.loads(line), client)
        finally:
            watchdog.cancel()
            process.kill()


def person(name: str, **more: object) -> dict[str, object]:
    """Return a SCIM user as short as ZITADEL takes one."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": f"{name}@example.com",
        "name": {"givenName": name.title(), "familyName": "Tree"},
        "emails": [{"value": f"{name}@example.com", "primary": True}],
        **more,
    }
