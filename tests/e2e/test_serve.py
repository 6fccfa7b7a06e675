"""``scimulator serve``: what it says first, and who answers afterwards."""

import contextlib
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from simulator.cli.attach import Target, living
from simulator.journal.reader import Reader, open_reader
from tests.e2e.lab import PATIENCE, ROOT, Lab, person, scimulator, serving


def shape(value: object) -> object:
    """Return a JSON value with the names of types in the place of its leaves."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return type(value).__name__


def has_ipv6() -> bool:
    """Say whether this machine has ::1."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def port_of(url: str) -> int:
    """Return the port of an address."""
    port = urlsplit(url).port
    assert port is not None
    return port


def test_the_first_line_has_everything_a_script_needs(lab: Lab) -> None:
    """Addresses, tokens and ids of both products in one JSON object, of this shape exactly."""
    assert shape(lab.facts) == {
        "okta": {"url": "str", "token": "str", "orgId": "str", "appId": "str"},
        "zitadel": {
            "url": "str",
            "orgId": "str",
            "scimBaseUrl": "str",
            "pat": "str",
            "owner": {
                "userId": "str",
                "pat": "str",
                "human": {"userId": "str", "userName": "str"},
            },
            "serviceAccount": {"userId": "str", "clientId": "str", "clientSecret": "str"},
        },
        "db": "str",
        "pid": "int",
    }
    zitadel = lab.facts["zitadel"]
    assert zitadel["url"] == f"http://localhost:{port_of(zitadel['url'])}"
    assert zitadel["scimBaseUrl"].endswith(f"/scim/v2/{zitadel['orgId']}")
    assert lab.facts["okta"]["url"].startswith("http://127.0.0.1:")
    assert lab.facts["pid"] == lab.process.pid
    assert Path(lab.facts["db"]).is_file()


def test_the_service_account_may_use_scim(lab: Lab) -> None:
    """``zitadel.pat`` is what the guide has one paste into Okta."""
    made = lab.scim("POST", "/Users", person("alder"))
    found = lab.scim("GET", f"/Users/{made.json()['id']}")

    assert (made.status_code, found.status_code) == (201, 200)
    assert found.json()["userName"] == "alder@example.com"


def test_the_owner_may_ask_zitadel_about_itself(lab: Lab) -> None:
    """``owner.pat`` belongs to the user ``owner.userId``."""
    zitadel = lab.facts["zitadel"]
    url = f"{zitadel['url']}/v2/users/{zitadel['owner']['userId']}"

    answer = lab.ask("GET", url, token=zitadel["owner"]["pat"])

    assert answer.status_code == 200
    assert answer.json()["user"]["userId"] == zitadel["owner"]["userId"]


@pytest.mark.parametrize("scheme", ["SSWS", "Bearer", "bearer"])
@pytest.mark.parametrize("path", ["/api/v1/users", "/_sim/v1/state"])
def test_the_okta_token_opens_both_doors_of_its_port(lab: Lab, path: str, scheme: str) -> None:
    """Okta's own API and ours take the same token, in Okta's scheme and the usual one."""
    okta = lab.facts["okta"]

    answer = lab.ask(
        "GET", okta["url"] + path, headers={"Authorization": f"{scheme} {okta['token']}"}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/_sim/v1/state", 401, id="our own interface"),
        pytest.param("/_sim/v1/records?wait=20", 401, id="without waiting first"),
        pytest.param("/api/v1/users", 401, id="the Okta API"),
    ],
)
def test_a_wrong_token_opens_nothing(lab: Lab, path: str, status: int) -> None:
    """The Okta port refuses whoever does not know the token of this run."""
    assert lab.ask("GET", lab.facts["okta"]["url"] + path, token="00wrong").status_code == status


def test_both_sides_answer_on_ipv6_loopback_too(lab: Lab) -> None:
    """On a machine that has ::1, ``localhost`` may mean that; elsewhere it must not matter."""
    reached = []
    for side in ("okta", "zitadel"):
        try:
            with socket.create_connection(("::1", port_of(lab.facts[side]["url"])), PATIENCE):
                reached.append(side)
        except OSError:
            continue

    assert reached == (["okta", "zitadel"] if has_ipv6() else [])


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "lab.example:8081"}, id="a name that only points here"),
        pytest.param({"Origin": "http://page.example"}, id="a page from elsewhere"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/users", "/_sim/v1/state"])
def test_the_okta_side_refuses_browsers_from_elsewhere(
    lab: Lab, path: str, headers: dict[str, str]
) -> None:
    """Even with the token: DNS rebinding and foreign pages get nothing."""
    okta = lab.facts["okta"]

    assert (
        lab.ask("GET", okta["url"] + path, token=okta["token"], headers=headers).status_code == 403
    )


@pytest.mark.source("zitadel-platform.md 1")
def test_an_unknown_host_gets_zitadels_own_404(lab: Lab) -> None:
    """ZITADEL finds its instance by the Host header; without one there is nothing to be found."""
    zitadel = lab.facts["zitadel"]

    answer = lab.ask(
        "GET",
        zitadel["scimBaseUrl"] + "/Users",
        token=zitadel["pat"],
        headers={"Host": "other.example"},
    )

    assert answer.status_code == 404
    assert "X-Scimulator-Gap" not in answer.headers


def test_a_second_serve_on_one_file_is_refused(lab: Lab, tmp_path: Path) -> None:
    """Two writers would spoil the run: one line says who has it, and the first one goes on."""
    second = scimulator(
        tmp_path, "serve", "--zitadel-port", "0", "--okta-port", "0", "--db", lab.facts["db"]
    )

    assert second.returncode == 2
    assert second.stdout == ""
    [line] = second.stderr.splitlines()
    assert f"is in use by another scimulator (process {lab.process.pid})" in line
    assert lab.okta("GET", "/_sim/v1/state").status_code == 200


def test_tokens_and_passwords_are_in_the_secrets_alone(lab: Lab) -> None:
    """The bytes of the run file hold none of them, whoever sent or received them."""
    lab.scim("POST", "/Users", person("rowan", password="Rowan-Tree-77!"))
    lab.okta("POST", "/_sim/v1/settle")
    run = Path(lab.facts["db"])
    zitadel = lab.facts["zitadel"]
    given = [
        lab.facts["okta"]["token"],
        zitadel["pat"],
        zitadel["owner"]["pat"],
        zitadel["serviceAccount"]["clientSecret"],
        "Rowan-Tree-77!",
    ]

    held = b"".join(
        path.read_bytes() for path in (run, run.with_name(run.name + "-wal")) if path.exists()
    )

    assert b"rowan@example.com" in held
    assert [secret for secret in given if secret.encode() in held] == []
    assert (run.with_name(run.name + ".secrets").stat().st_mode & 0o777) == 0o600


def test_only_zitadel_leaves_okta_out(tmp_path: Path) -> None:
    """A SCIM endpoint under somebody's own client; our interface stays on the Okta port."""
    with serving(tmp_path, "--only", "zitadel") as lab:
        assert lab.scim("GET", "/Users").status_code == 200
        assert lab.facts["okta"]["appId"] is None
        assert lab.okta("GET", "/_sim/v1/state").status_code == 200


def test_only_okta_leaves_zitadel_out(tmp_path: Path) -> None:
    """An Okta against somebody's own SCIM server, with an app that waits for its address."""
    with serving(tmp_path, "--only", "okta") as lab:
        assert lab.facts["zitadel"] is None
        assert lab.facts["okta"]["appId"]
        assert lab.okta("GET", "/api/v1/apps").status_code == 200
        assert lab.do("zitadel.organization").status_code == 400


GIVEN = """\
scenario: of-our-own
title: What a team starts with
given:
  seed: 11
  zitadel:
    organization: Willow Works
    service_accounts:
      - {user_name: robot, name: Robot, capture: robot}
  okta:
    users:
      - {login: maple@example.com, firstName: Maple, lastName: Leaf}
    app:
      label: Our app
      provisioning: {authentication: {token: "${robot.token}"}}
steps:
  - assign: maple
"""


def test_a_scenario_says_what_is_there_at_the_start(tmp_path: Path) -> None:
    """Its ``given`` is made, its steps are not played, and a seed of one's own wins."""
    scenario = tmp_path / "own.yaml"
    scenario.write_text(GIVEN, "utf-8")

    with serving(tmp_path, "--with", str(scenario), "--seed", "12") as lab:
        [app] = lab.okta("GET", "/api/v1/apps").json()
        logins = [each["profile"]["login"] for each in lab.okta("GET", "/api/v1/users").json()]
        organization = lab.do("zitadel.organization").json()["result"]
        assigned = lab.okta("GET", f"/api/v1/apps/{app['id']}/users").json()
        with contextlib.closing(open_reader(Path(lab.facts["db"]))) as db:
            seed = Reader(db).meta("seed")

    assert (app["label"], app["id"]) == ("Our app", lab.facts["okta"]["appId"])
    assert "maple@example.com" in logins
    assert organization["name"] == "Willow Works"
    assert (assigned, seed) == ([], "12")


def test_what_a_scenario_does_not_bring_is_said(tmp_path: Path) -> None:
    """A script that looks for a token finds out why there is none; the JSON stays one line."""
    scenario = tmp_path / "bare.yaml"
    scenario.write_text("scenario: bare\ntitle: Nothing\nsteps: [{settle: }]\n", "utf-8")

    with serving(tmp_path, "--with", str(scenario)) as lab:
        assert (lab.facts["zitadel"]["pat"], lab.facts["okta"]["appId"]) == (None, None)
        lab.end(signal.SIGTERM)
        pat, app = lab.errors().splitlines()

    assert "given has no zitadel.service_accounts, so zitadel.pat is null" in pat
    assert "given has no okta.app, so okta.appId is null" in app


def test_the_scenario_of_the_help_brings_all_of_it(tmp_path: Path) -> None:
    """Token and app are there, and nothing needs to be said."""
    scenario = ROOT / "scenarios" / "first-steps" / "one-person.yaml"

    with serving(tmp_path, "--with", str(scenario)) as lab:
        assert lab.scim("GET", "/Users").status_code == 200
        assert lab.facts["okta"]["appId"]
        lab.end(signal.SIGTERM)
        assert lab.errors() == ""


def test_the_file_of_a_living_lab_leads_to_it(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the file is: its address and token are found; a finished run is only a file."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    run = Target(path=Path(lab.facts["db"]))
    copied = Target(path=tmp_path / "copied.db")
    assert copied.path is not None
    copied.path.touch()

    okta = lab.facts["okta"]
    assert living(run) == Target(url=okta["url"], token=okta["token"])
    assert living(copied) == copied


def test_the_same_seed_gives_the_same_tokens_and_ids(lab: Lab, tmp_path: Path) -> None:
    """A script can be written once. ZITADEL's ids hold the time, so those are left out."""
    with serving(tmp_path, "--seed", "5") as other:
        assert other.facts["okta"] | {"url": ""} == lab.facts["okta"] | {"url": ""}
        secrets = [each.facts["zitadel"]["serviceAccount"]["clientSecret"] for each in (lab, other)]

    assert secrets[0] == secrets[1]


def test_listening_beyond_loopback_is_warned_of(tmp_path: Path) -> None:
    """``--bind`` is a choice with a consequence; the warning does not disturb the JSON."""
    with serving(tmp_path, "--bind", "0.0.0.0") as lab:
        assert lab.scim("GET", "/Users").status_code == 200
        lab.end(signal.SIGTERM)
        assert lab.errors().startswith("Warning: listening on 0.0.0.0, not on loopback")


@pytest.mark.source("zitadel-scim.md 15")
def test_groups_are_there_with_the_next_version_and_stay_with_the_run(tmp_path: Path) -> None:
    """Without the flag they are a plain 404; a run goes on with what it began with."""
    run = tmp_path / "run.db"
    with serving(tmp_path, "--only", "zitadel") as lab:
        assert lab.scim("GET", "/Groups").text == "404 page not found\n"
    with serving(tmp_path, "--zitadel-version", "next", "--db", str(run)) as lab:
        assert lab.scim("GET", "/Groups").json()["totalResults"] == 0
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Trees"}
        assert lab.scim("POST", "/Groups", body).status_code == 403
        lab.end(signal.SIGTERM)
    with serving(tmp_path, "--zitadel-version", "released", "--db", str(run)) as lab:
        assert lab.scim("GET", "/Groups").status_code == 200
        lab.end(signal.SIGTERM)
        assert "began with --zitadel-version next" in lab.errors()
