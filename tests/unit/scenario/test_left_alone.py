"""What may be right is left alone: refusing is for what is certain."""

import pytest

from simulator.scenario.loader import read

HEAD = """\
scenario: story
title: A story
given:
  clock: 2026-07-10T08:00:00Z
  zitadel:
    service_accounts:
      - {user_name: okta, name: Okta, roles: [ORG_USER_MANAGER, ORG_OWNER], capture: okta_account}
      - {user_name: bot, name: Bot, id: bot-7}
  okta:
    users:
      - {login: cedar@example.com, firstName: Cedar, lastName: Tree}
    groups:
      - {name: Engineering, members: [cedar]}
    app: {label: ZITADEL}
steps:
"""


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(
            [
                "deactivate: cedar",
                "delete_user: cedar",
                "user: {login: cedar@example.com, firstName: Cedar, lastName: Wood}",
            ],
            id="a name that is free again",
        ),
        pytest.param(
            ["snapshot: before", "group: {name: New}", "restore: before", "group: {name: New}"],
            id="made once more after the way back",
        ),
        pytest.param(
            ["profile: {user: cedar, set: {login: oak@example.com}}", "lock_account: oak"],
            id="a new name",
        ),
        pytest.param(["expect: {users: {boss@corp.test: present}}"], id="somebody of the server"),
        pytest.param(["lock_account: zitadel-admin"], id="who is there from the start"),
        pytest.param(["role: {user: bot-7, roles: [ORG_OWNER]}"], id="an id of one's own"),
        pytest.param(
            [
                "mapping: {attribute: shoe, expression: user.title, external_name: shoe}",
                "assign: {user: cedar, profile: {shoe: large}}",
            ],
            id="an attribute of one's own",
        ),
        pytest.param(
            ["request: {send: POST /api/v1/users, to: okta, body: {}}", "assign: elm"],
            id="people an API made",
        ),
        pytest.param(
            [
                "fault: {name: a, when: {method: DELETE, path: /Users/*}, does: lost}",
            ],
            id="a rule for another client",
        ),
        pytest.param(
            [
                "settings: {set: {user_update_method: PATCH}}",
                "fault: {name: a, when: {method: PATCH, push: UPDATE}, does: lost}",
            ],
            id="an app that patches after all",
        ),
        pytest.param(
            ["user: {login: nobody, firstName: A, lastName: B}\n    refused: Username must be"],
            id="what wants to be refused",
        ),
        pytest.param(
            [
                'expect: {users: {cedar: {"emails[work].value": {not: {contains: x}}}}}',
                "expect: {users: {cedar: {state: {any_of: [active, inactive]}}}}",
                "expect: {users: {cedar: {name.familyName: {matches: ^T}}}}",
            ],
            id="matchers inside each other",
        ),
        pytest.param(["provisioning: {authentication: {token: Bearer abc}}"], id="pasted too much"),
        pytest.param(
            [
                """expect: {requests: ['GET /Users?filter=userName eq "a@b.test" 200']}""",
                'expect: {requests: ["PUT /Users/{id}"]}',
            ],
            id="a query with blanks",
        ),
        pytest.param(
            ["during: {fault: throttle, steps: [{fault: lost}, {remove_fault: lost}, settle]}"],
            id="another rule inside a window",
        ),
    ],
)
def test_what_may_work_is_no_mistake(steps: list[str]) -> None:
    """Names, values and rules that some run could still make right."""
    file = read(HEAD + "".join(f"  - {step}\n" for step in steps), "story.yaml")

    assert file.scenario.steps
