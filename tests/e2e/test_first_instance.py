"""A lab that is started by the environment variables of a real ZITADEL."""

import json
import stat
from pathlib import Path

import pytest

from tests.commands import Run
from tests.e2e.lab import serving

FIRST = "ZITADEL_FIRSTINSTANCE_"


@pytest.mark.source("zitadel-platform.md 8.4, 8.1")
def test_the_first_instance_is_what_the_environment_says(tmp_path: Path) -> None:
    """Names, roles and password are those asked for; token and key files are the owner's alone."""
    pat, key, login = (tmp_path / name for name in ("admin.pat", "key.json", "login.pat"))
    variables = {
        "ORG_NAME": "Acme Corp",
        "ORG_HUMAN_USERNAME": "root",
        "ORG_HUMAN_PASSWORD": "Zurich-2026",
        "ORG_MACHINE_MACHINE_USERNAME": "robot",
        "ORG_MACHINE_MACHINEKEY_TYPE": "1",
        "ORG_LOGINCLIENT_MACHINE_USERNAME": "login-client",
        "PATPATH": str(pat),
        "MACHINEKEYPATH": str(key),
        "LOGINCLIENTPATPATH": str(login),
    }

    with serving(
        tmp_path, "--only", "zitadel", **{FIRST + name: text for name, text in variables.items()}
    ) as lab:
        url, token = lab.facts["zitadel"]["url"], pat.read_text().rstrip("\n")
        healthy, ready = (lab.ask("GET", f"{url}/debug/{name}") for name in ("healthz", "ready"))
        me = lab.ask("GET", f"{url}/auth/v1/users/me", token=token).json()["user"]
        org = lab.ask("GET", f"{url}/management/v1/orgs/me", token=token).json()["org"]
        members = lab.ask("POST", f"{url}/admin/v1/members/_search", token=token, body={}).json()
        signed_in = lab.ask(
            "POST",
            f"{url}/v2/sessions",
            token=login.read_text().rstrip("\n"),
            body={
                "checks": {
                    "user": {"loginName": "root@acme-corp.localhost"},
                    "password": {"password": "Zurich-2026"},
                }
            },
        )
        run = Path(lab.facts["db"]).read_bytes()

    assert (healthy.text, ready.json()) == ("ok", "ok")
    assert (me["userName"], org["name"]) == ("robot", "Acme Corp")
    assert {row["preferredLoginName"]: row["roles"] for row in members["result"]} == {
        "robot": ["IAM_OWNER"],
        "root@acme-corp.localhost": ["IAM_OWNER"],
        "login-client": ["IAM_LOGIN_CLIENT"],
    }
    assert signed_in.status_code == 201
    assert json.loads(key.read_text())["userId"] == me["id"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (pat, key, login)} == {0o600}
    assert b"Zurich-2026" not in run
    assert token.encode() not in run


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        pytest.param(
            "ORG_MACHINE_PAT_EXPIRATIONDATE",
            "tomorrow",
            "ZITADEL_FIRSTINSTANCE_ORG_MACHINE_PAT_EXPIRATIONDATE is 'tomorrow', not a moment."
            " Write it as 2030-01-01T00:00:00Z.",
            id="a moment",
        ),
        pytest.param(
            "ORG_HUMAN_PASSWORD",
            "short",
            "ZITADEL_FIRSTINSTANCE_ORG_HUMAN_PASSWORD is refused: Password is too short"
            " (COMMA-HuJf6).",
            id="the password rules",
        ),
        pytest.param(
            "PATPATH",
            "/nowhere/admin.pat",
            "ZITADEL_FIRSTINSTANCE_PATPATH: /nowhere/admin.pat cannot be written:"
            " No such file or directory.",
            id="a file that cannot be written",
        ),
    ],
)
def test_a_wrong_variable_is_named(here: Run, variable: str, value: str, line: str) -> None:
    """One line, no traceback, and the value of the password is not repeated."""
    ports = ("--zitadel-port", "0", "--okta-port", "0")

    ended = here("serve", *ports, **{FIRST + variable: value})

    assert ended.code == 2
    assert ended.err.splitlines()[-1].endswith(line)
