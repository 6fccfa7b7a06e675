"""``scimulator run --target``: the Okta half against somebody else's server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from simulator.cli.run import command
from simulator.scenario.elsewhere import hindrances
from simulator.scenario.loader import read
from simulator.serving import describe
from simulator.testing.making import READY, ready_pair
from simulator.testing.pair import Pair

HEAD = """\
scenario: there
title: Played elsewhere
given:
  zitadel:
    service_accounts:
      - {user_name: okta-scim, name: Okta SCIM, capture: okta_account}
  okta:
    users:
      - {login: hazel@example.com, firstName: Hazel, lastName: Moss}
    app:
      label: ZITADEL
      provisioning: {authentication: {token: "${okta_account.token}"}}
      features: {create: true, update: true, deactivate: true}
steps:
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Pair]:
    """A server that is somebody else's as far as the run knows."""
    with ready_pair(None) as pair:
        yield pair


@pytest.fixture(scope="module")
def with_groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A server whose SCIM has groups."""
    given = tmp_path_factory.mktemp("given") / "next.yaml"
    settings = "  zitadel:\n    settings: {version: next}\n"
    text = READY.replace("  zitadel:\n", settings, 1)
    given.write_text(
        text.replace("name: Okta SCIM\n", "name: Okta SCIM\n        roles: [ORG_OWNER]\n")
    )
    with ready_pair(given) as pair:
        yield pair


GROUPS = HEAD.replace(
    "    app:\n", "    groups:\n      - {name: Field, members: [hazel]}\n    app:\n"
).replace(
    "provisioning: {",
    "provisioning: {actions: [push_new_users, push_profile_updates, push_groups, import_groups], ",
)


def run(
    pair: Pair, tmp_path: Path, steps: str, *args: str, head: str = HEAD, reset: bool = True
) -> Result:
    """Run a scenario against the server, from the command line."""
    if reset:
        pair.reset()
    file, token = tmp_path / "there.yaml", tmp_path / "token"
    file.write_text(head + steps)
    zitadel = pair.ask(describe)["zitadel"]
    token.write_text(zitadel["pat"])
    target = ["--target", zitadel["scimBaseUrl"], "--token-file", str(token)]
    return CliRunner().invoke(command, [str(file), *target, *args])


def accounts(pair: Pair) -> list[str]:
    """Return the user names of the people on the server."""
    sql = "SELECT user_name FROM zitadel_user WHERE type='human' ORDER BY pos"
    found = pair.ask(lambda world: world.journal.db.execute(sql).fetchall())
    return [name for (name,) in found][1:]


def test_both_ends_are_compared_and_what_is_left_is_told(server: Pair, tmp_path: Path) -> None:
    """Requests from Okta's side, accounts by asking the server; ids as JSON."""
    steps = """\
  - assign: hazel
  - expect:
      requests: ["GET /Users 200", "POST /Users 201"]
      users: {hazel: {state: active, name.familyName: Moss}, elm: absent}
      assignments: {hazel: {status: PROVISIONED}}
  - deactivate: hazel
  - expect:
      requests: ["GET /Users/{hazel} 200", "PUT /Users/{hazel} 200"]
      users: {hazel: {state: inactive}}
"""

    done = run(server, tmp_path, steps, "--json", "--keep", str(tmp_path / "run.db"))

    assert done.exit_code == 0, done.output
    found: Any = orjson.loads(done.stdout)
    [left] = found["left"]
    assert left["userName"] == "hazel@example.com"
    assert left["id"].isdecimal()
    assert accounts(server) == ["hazel@example.com"]
    token = (tmp_path / "token").read_bytes()
    assert token not in (tmp_path / "run.db").read_bytes()


def test_trouble_is_at_oktas_end_of_the_wire(server: Pair, tmp_path: Path) -> None:
    """Rules and latency that name no side; waits of throttled jobs are passed over."""
    steps = """\
  - during:
      fault: throttle
      steps:
        - assign: hazel
        - expect:
            faults: {throttle: 1}
            requests:
              - {request: GET /Users 429, fault: throttle}
              - GET /Users 200
              - POST /Users 201
  - during:
      latency: 20ms
      steps:
        - profile: {user: hazel, set: {lastName: Lime}}
        - expect: {users: {hazel: {name.familyName: Lime}}, faults: {latency: 2}}
"""

    done = run(server, tmp_path, steps)

    assert done.exit_code == 0, done.output


def test_what_the_server_shows_otherwise_fails(server: Pair, tmp_path: Path) -> None:
    """With the table of differences."""
    steps = "  - assign: hazel\n  - expect: {users: {hazel: {name.familyName: Lime}}}\n"

    done = run(server, tmp_path, steps)

    assert done.exit_code == 1
    assert "name.familyName  Lime      Moss" in done.output


def test_people_who_are_there_already_are_left_alone(server: Pair, tmp_path: Path) -> None:
    """Okta would link their accounts and overwrite them, so nothing is sent but questions."""
    steps = "  - assign: hazel\n  - expect: {users: {hazel: present}}\n"
    file, token = tmp_path / "there.yaml", tmp_path / "token"
    first = run(server, tmp_path, steps)
    target = server.ask(describe)["zitadel"]["scimBaseUrl"]
    args = [str(file), "--target", target, "--token-file", str(token)]

    again = CliRunner().invoke(command, args)
    allowed = CliRunner().invoke(command, [*args, "--existing"])

    assert first.exit_code == allowed.exit_code == 0, allowed.output
    assert again.exit_code == 1
    assert "given: hazel@example.com is there already" in again.output
    assert "kept in" not in again.output
    assert "left on" in first.output
    assert "left on" not in allowed.output


def test_what_a_run_made_is_deleted_if_asked(server: Pair, tmp_path: Path) -> None:
    """So that the next one finds the server as this one did; nobody else's account is touched."""
    steps = "  - assign: hazel\n  - expect: {users: {hazel: present}}\n"

    first = run(server, tmp_path, steps, "--clean")
    there = accounts(server)

    assert first.exit_code == 0, first.output
    assert "left on" not in first.output
    assert there == []


def test_a_pushed_group_is_told_and_deleted_if_asked(with_groups: Pair, tmp_path: Path) -> None:
    """Before the accounts, and like them only what the run made."""
    steps = "  - assign: hazel\n  - settle\n  - push_group: Field\n  - settle\n"

    kept = run(with_groups, tmp_path, steps, head=GROUPS)
    cleaned = run(with_groups, tmp_path, steps, "--clean", head=GROUPS)
    there = with_groups.ask(
        lambda world: world.journal.db.execute("SELECT name FROM zitadel_group").fetchall()
    )

    assert kept.exit_code == cleaned.exit_code == 0, kept.output + cleaned.output
    assert "  group Field\n" in kept.output
    assert "left on" not in cleaned.output
    assert (there, accounts(with_groups)) == ([], [])


def test_a_group_that_was_there_before_is_not_deleted(with_groups: Pair, tmp_path: Path) -> None:
    """Okta would, when one it linked is unlinked; the step is refused instead."""
    push = "  - assign: hazel\n  - settle\n  - push_group: Field\n  - settle\n"
    unlink = """\
  - unlink_group: Field
    refused: would delete the group Field, which this run did not make
  - unlink_group: {group: Field, delete: false}
"""

    first = run(with_groups, tmp_path, push, head=GROUPS)
    then = run(with_groups, tmp_path, push + unlink, "--existing", head=GROUPS, reset=False)

    assert first.exit_code == then.exit_code == 0, first.output + then.output
    assert "left on" not in then.output


def test_nothing_is_deleted_that_the_run_did_not_make(server: Pair, tmp_path: Path) -> None:
    """Not even by a request of the file; what it made itself may go."""
    owner = server.ask(lambda world: world.instance.human_id if world.instance else "")
    steps = f"""\
  - request: DELETE /Users/{owner}
    refused: would delete what this run did not make
  - request:
      send: POST /Users
      body:
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"]
        userName: elm@example.com
        name: {{givenName: Elm, familyName: Grove}}
        emails: [{{value: elm@example.com, primary: true}}]
      status: 201
    capture: elm
  - request: {{send: "DELETE /Users/${{elm.body.id}}", status: 204}}
"""

    done = run(server, tmp_path, steps)

    assert done.exit_code == 0, done.output
    assert "left on" not in done.output


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param("lock_account: hazel", "by hand", id="by hand"),
        pytest.param("crash: zitadel", "neither crashes nor lags", id="crash"),
        pytest.param("lag: 2s", "neither crashes nor lags", id="lag"),
        pytest.param("request: {send: GET /x, to: zitadel}", "own APIs", id="own APIs"),
        pytest.param("fault: {ready: lost, side: server}", "no server of ours", id="side"),
        pytest.param("fault: {name: a, does: huge}", "done by a server", id="effect"),
        pytest.param("expect: {events: {hazel: []}}", "its events", id="events"),
        pytest.param(
            "expect: {users: {hazel: {state: locked}}}", "active and inactive", id="state"
        ),
        pytest.param("expect: {users: {hazel: {metadata.a: b}}}", "metadata", id="metadata"),
        pytest.param("expect: {latency: {hazel: 2s}}", "pauses are left out", id="pauses"),
        pytest.param("say: ${zitadel.owner_id}", "not known", id="reference"),
    ],
)
def test_what_only_the_lab_can_do_is_found_before(step: str, told: str) -> None:
    """Each at its place; a file without such a step has none."""
    file = read(f"{HEAD}  - {step}\n", "there.yaml")

    found = list(hindrances(file.scenario))

    assert [told in each.message for each in found] == [True]
    assert found[0].path[:2] == ("steps", 0)
    assert list(hindrances(read(f"{HEAD}  - assign: hazel\n", "there.yaml").scenario)) == []


def test_a_file_for_the_lab_alone_is_refused_with_its_places(server: Pair, tmp_path: Path) -> None:
    """Exit code 2; nothing was sent."""
    done = run(server, tmp_path, "  - assign: hazel\n  - lock_account: hazel\n")

    assert done.exit_code == 2
    assert "there.yaml:16:5: What is done to ZITADEL by hand" in done.output
    assert accounts(server) == []
