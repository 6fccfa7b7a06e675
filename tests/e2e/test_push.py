"""``push`` against two servers of other makes: our ZITADEL in another process, scim2-server.

Its first run and the one that is stopped are processes, too.
"""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from simulator.cli.demo import shipped
from tests.commands import Run
from tests.e2e.lab import PATIENCE, command, environment, scimulator, serving

TOKEN = "sesame-street-42"


class Quiet(WSGIRequestHandler):
    """Answers without writing a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def scim2_server() -> Iterator[str]:
    """Run scim2-server's own test server on a free port."""
    from scim2_models import ScimProvider  # large, and every worker reads every test
    from scim2_server import utils
    from scim2_server.memory import InMemoryStorage
    from scim2_server.testserver.application import BearerTokenApplication
    from scim2_server.testserver.cli import ThreadingWSGIServer

    provider = ScimProvider.from_discovery(
        utils.load_default_schemas().values(),
        utils.load_default_resource_types().values(),
        config=utils.load_default_service_provider_config(),
    )
    app = BearerTokenApplication(InMemoryStorage(), provider, bearer_tokens=[TOKEN])
    made = make_server("127.0.0.1", 0, app, ThreadingWSGIServer, handler_class=Quiet)
    with made as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v2"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("app_type", ["aiw", "oin"])
def test_joiner_mover_leaver_returner_against_scim2_server(tmp_path: Path, app_type: str) -> None:
    """Everybody ends in sync and is read back as sent, with both kinds of app."""
    with scim2_server() as url:
        ended = scimulator(
            tmp_path, "push", "--to", url, "--app-type", app_type, "--json", SCIMULATOR_TOKEN=TOKEN
        )

    report = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr, report["verdict"]) == (0, "", "passed")
    assert [step["state"] for step in report["steps"]] == ["passed"] * 16
    assert [each["state"] for each in report["left"]] == ["active"] * 4


@pytest.mark.source("okta-provisioning.md 2.0, 2.5 (observed: LAB-B, LAB-C), 2.6 (observed)")
def test_what_scim2_server_shows_comes_back_in_its_order(tmp_path: Path, here: Run) -> None:
    """Every PUT is the read before it: its keys in order, all that is not mapped unchanged."""
    with scim2_server() as url:
        ended = here("push", "--to", url, "--users", "1", "--json", SCIMULATOR_TOKEN=TOKEN)

    calls = [call for step in json.loads(ended.out)["steps"] for call in step["calls"]]
    puts = [
        (json.loads(read["responseBody"]), json.loads(put["requestBody"]))
        for read, put in pairwise(calls)
        if put["method"] == "PUT"
    ]
    assert len(puts) == 4
    for stored, sent in puts:
        assert list(sent)[: len(stored)] == list(stored)
        assert set(sent) - set(stored) <= {"externalId", "groups"}
        unmapped = ("id", "meta", "schemas")
        assert [sent[name] for name in unmapped] == [stored[name] for name in unmapped]
    changed = [{key for key in sent if sent[key] != stored.get(key)} for stored, sent in puts]
    assert [change - {"groups"} for change in changed][1:3] == [{"active"}, {"active"}]
    assert "active" not in changed[0] | changed[3]


def test_joiner_mover_leaver_returner_against_our_zitadel(tmp_path: Path, here: Run) -> None:
    """The pair of the lab, one of them in another process and met over its public address only."""
    people = tmp_path / "people.csv"
    people.write_text(
        "login,firstName,lastName,title,department,then.title\n"
        "ida.elm@example.com,Ida,Elm,Clerk,,Lead\n"
        "bo.fir@example.com,Bo,Fir,Clerk,Sales,Lead\n",
        "utf-8",
    )
    scenario = str(shipped("first-steps/one-person.yaml"))
    with serving(tmp_path, "--with", scenario) as lab:
        zitadel = lab.facts["zitadel"]
        to = ("push", "--to", zitadel["scimBaseUrl"], "--json")
        fixed, own = (
            json.loads(here(*to, *more, SCIMULATOR_TOKEN=zitadel["pat"]).out)
            for more in ([], ["--from", str(people)])
        )
        stored = {each["userName"]: each for each in lab.scim("GET", "/Users").json()["Resources"]}

    assert fixed["verdict"] == "passed"
    assert {each["id"] for each in fixed["left"]} <= {each["id"] for each in stored.values()}
    wrong = [step for step in own["steps"] if step["state"] != "passed"]
    assert {step["login"] for step in wrong} == {"bo.fir@example.com"}  # ZITADEL drops it: F21
    assert wrong[0]["unlike"] == [{"path": "department", "sent": "Sales", "found": None}]
    assert stored["ida.elm@example.com"]["title"] == "Lead"


@pytest.mark.source("okta-provisioning.md 2.2 (F23)")
def test_a_zitadel_as_it_comes_refuses_the_password_and_the_report_knows_the_cure(
    tmp_path: Path, here: Run
) -> None:
    """Exit code 1 with ZITADEL's words and what to do; with the cure it passes."""
    with serving(tmp_path) as lab:
        zitadel = lab.facts["zitadel"]
        to = ("push", "--to", zitadel["scimBaseUrl"], "--users", "1")
        refused = here(*to, SCIMULATOR_TOKEN=zitadel["pat"])
        cured = here(*to, "--set", "post_password=policy", SCIMULATOR_TOKEN=zitadel["pat"])

    assert (refused.code, cured.code) == (1, 0)
    assert "Errors reported by remote server: Password must contain symbol" in refused.out
    assert "--set post_password=policy" in refused.out


@pytest.mark.source("okta-provisioning.md 5 (documented); zitadel-platform.md 4.3 (observed)")
def test_oauth_client_credentials_against_our_zitadel(tmp_path: Path, here: Run) -> None:
    """With the audience it passes by one token; without, the report says what the scope lacks."""
    audience = "urn:zitadel:iam:org:project:id:zitadel:aud"
    with serving(tmp_path) as lab:
        zitadel, account = lab.facts["zitadel"], lab.facts["zitadel"]["serviceAccount"]
        token_url = f"{zitadel['url']}/oauth/v2/token"
        to = (
            "push",
            "--to",
            zitadel["scimBaseUrl"],
            "--users",
            "1",
            "--set",
            "post_password=policy",
        )
        to = (*to, "--auth", "oauth2", "--token-url", token_url, "--scope", "openid")
        secret = {"SCIMULATOR_CLIENT_SECRET": account["clientSecret"]}
        client = ("--client-id", account["clientId"])
        passed = here(*to, *client, "--scope", audience, "--keep", "run.db", **secret)
        refused = here(*to, *client, **secret)
        wrong = here(*to, *client, SCIMULATOR_CLIENT_SECRET="wrong-one")

    assert (passed.code, refused.code, wrong.code) == (0, 1, 1)
    assert account["clientSecret"].encode() not in (tmp_path / "run.db").read_bytes()
    assert "The token was given, and is not for this server" in refused.out
    assert 'gave no token: 400 Bad Request, "Errors.User.Machine.Secret' in wrong.out
    assert "--client-id and the secret" in wrong.out


def test_ctrl_c_ends_it_and_says_what_is_left(tmp_path: Path) -> None:
    """While the server does not answer; within seconds, with a report."""
    with (
        scim2_server() as url,
        subprocess.Popen(
            command("push", "--to", url, "--users", "60", "--workers", "1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**environment(tmp_path), "SCIMULATOR_TOKEN": TOKEN},
        ) as process,
    ):
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        code = process.wait(PATIENCE)

    assert (code, first[0]) == (1, "✓")
    assert "Stopped before its end." in rest
    assert "ada.birch@example.com" in rest.partition("Left at the server")[2]
