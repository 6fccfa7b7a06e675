"""Who may call what: every role against every operation, by the lists of the specification."""

from dataclasses import dataclass

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import LATER, Lab

pytestmark = pytest.mark.anyio

ORG_OWNER = """
org.read org.global.read org.write org.delete org.member.read org.member.write org.member.delete
user.read user.global.read user.write user.delete user.membership.read policy.read policy.write
policy.delete project.read project.create project.write project.app.write project.member.read
project.member.write
"""
VIEWER = """
org.read org.member.read user.read user.global.read user.membership.read policy.read project.read
project.member.read
"""
USER_EDITOR = "org.read org.member.read user.read user.global.read policy.read project.read"
IAM = "iam.read iam.policy.read iam.policy.write iam.member.read iam.member.write"

GRANTS = {
    "ORG_OWNER": ORG_OWNER,
    "ORG_USER_MANAGER": "org.read user.read user.global.read user.write user.delete"
    " user.membership.read policy.read project.read",
    "ORG_OWNER_VIEWER": VIEWER,
    "ORG_SETTINGS_MANAGER": "org.read org.write org.member.read policy.read policy.write"
    " policy.delete",
    "ORG_USER_PERMISSION_EDITOR": USER_EDITOR + " project.member.read",
    "ORG_PROJECT_PERMISSION_EDITOR": USER_EDITOR + " project.member.read",
    "ORG_PROJECT_CREATOR": "user.global.read policy.read project.create",
    "ORG_ADMIN_IMPERSONATOR": "",
    "ORG_END_USER_IMPERSONATOR": "",
    "ORG_USER_SELF_MANAGER": "policy.read",
    "IAM_OWNER": f"{ORG_OWNER} {IAM} org.create events.read session.write iam.member.delete",
    "IAM_ORG_MANAGER": f"{ORG_OWNER} org.create",
    "IAM_USER_MANAGER": "org.read org.global.read org.member.read org.member.delete user.read"
    " user.global.read user.write user.delete user.membership.read project.read"
    " project.member.read",
    "IAM_ADMIN_IMPERSONATOR": "",
    "IAM_END_USER_IMPERSONATOR": "",
}
"""What each role may, of the permissions that the operations below need."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A call and the permission it needs; ``{user}`` is a fresh account, ``{org}`` its home."""

    call: str
    permission: str
    body: JSON = None


HUMAN = {"profile": {"givenName": "A", "familyName": "B"}, "email": {"email": "a@b.example"}}
HUMAN_V1 = {
    "userName": "{user}-x",
    "profile": {"firstName": "A", "lastName": "B"},
    "email": {"email": "a@b.example"},
}
MEMBER = {"userId": "{user}", "roles": ["ORG_OWNER"]}
USERS, V1 = "/v2/users/{user}", "/management/v1/users/{user}"
ADMINISTRATOR = {"userId": "{user}", "resource": {"organizationId": "{org}"}}
SERVICE = "POST /zitadel.internal_permission.v2.InternalPermissionService"
COMPLEXITY = "/management/v1/policies/password/complexity"
LENGTH = {"minLength": "9"}

HANDLER = (
    Operation("POST /v2/users/new", "user.write", {"organizationId": "{org}", "human": HUMAN}),
    Operation(
        "POST /v2/users/new", "user.write", {"organizationId": "{org}", "machine": {"name": "M"}}
    ),
    Operation("POST /v2/users/human", "user.write", {"organization": {"orgId": "{org}"}, **HUMAN}),
    Operation(f"GET {USERS}", "user.read"),
    Operation(f"PATCH {USERS}", "user.write", {"machine": {"name": "N"}}),
    Operation(f"POST {USERS}/deactivate", "user.write", {}),
    Operation(f"POST {USERS}/lock", "user.write", {}),
    Operation(f"DELETE {USERS}", "user.delete"),
    Operation(
        f"POST {USERS}/metadata", "user.write", {"metadata": [{"key": "k", "value": "MQ=="}]}
    ),
    Operation(f"DELETE {USERS}/metadata?keys=k", "user.write"),
    Operation(f"POST {USERS}/pats", "user.write", {"expirationDate": LATER}),
    Operation(f"DELETE {USERS}/pats/1", "user.write"),
    Operation(f"POST {USERS}/secret", "user.write", {}),
    Operation(f"DELETE {USERS}/secret", "user.write"),
    Operation(f"DELETE {USERS}/keys/1", "user.write"),
    Operation("POST /v2/organizations", "org.create", {"name": "New {user}"}),
    Operation(
        "POST /v2/settings/organization",
        "org.write",
        {"organizationId": "{org}", "organizationScopedUsernames": True},
    ),
    Operation(f"{SERVICE}/CreateAdministrator", "org.member.write", {**MEMBER, **ADMINISTRATOR}),
    Operation(f"{SERVICE}/UpdateAdministrator", "org.member.write", {**MEMBER, **ADMINISTRATOR}),
    Operation(f"{SERVICE}/DeleteAdministrator", "org.member.delete", ADMINISTRATOR),
    Operation(
        f"{SERVICE}/CreateAdministrator",
        "iam.member.write",
        {"userId": "{user}", "resource": {"instance": True}, "roles": ["IAM_OWNER"]},
    ),
    Operation("POST /v2/sessions", "session.write", {}),
)
"""Operations that look at the permission themselves; refused with AUTH-AWfge."""

METHOD = (
    Operation("POST /management/v1/users/_search", "user.read", {}),
    Operation(f"GET {V1}", "user.read"),
    Operation("GET /management/v1/global/users/_by_login_name?loginName=x", "user.global.read"),
    Operation("POST /management/v1/users/human", "user.write", HUMAN_V1),
    Operation("POST /management/v1/users/human/_import", "user.write", HUMAN_V1),
    Operation(
        "POST /management/v1/users/machine", "user.write", {"userName": "{user}-m", "name": "M"}
    ),
    Operation(f"PUT {V1}/machine", "user.write", {"name": "N"}),
    Operation(f"PUT {V1}/username", "user.write", {"userName": "{user}-n"}),
    *(
        Operation(f"POST {V1}/_{verb}", "user.write", {})
        for verb in ("deactivate", "reactivate", "lock", "unlock")
    ),
    Operation(f"DELETE {V1}", "user.delete"),
    Operation(f"POST {V1}/metadata/k", "user.write", {"value": "MQ=="}),
    Operation(f"POST {V1}/metadata/_bulk", "user.write", {"metadata": []}),
    Operation(f"POST {V1}/metadata/_search", "user.read", {}),
    Operation(f"GET {V1}/metadata/k", "user.read"),
    Operation(f"DELETE {V1}/metadata/k", "user.write"),
    Operation(f"POST {V1}/pats", "user.write", {}),
    Operation(f"POST {V1}/pats/_search", "user.read", {}),
    Operation(f"GET {V1}/pats/1", "user.read"),
    Operation(f"DELETE {V1}/pats/1", "user.write"),
    Operation(f"PUT {V1}/secret", "user.write", {}),
    Operation(f"DELETE {V1}/secret", "user.write"),
    Operation(f"POST {V1}/keys/_search", "user.read", {}),
    Operation(f"GET {V1}/keys/1", "user.read"),
    Operation(f"DELETE {V1}/keys/1", "user.write"),
    Operation(f"POST {V1}/memberships/_search", "user.membership.read", {}),
    Operation(f"POST {V1}/changes/_search", "user.read", {}),
    Operation("GET /management/v1/orgs/me", "org.read"),
    Operation("POST /management/v1/orgs/me/changes/_search", "org.read", {}),
    Operation("POST /management/v1/orgs/me/members", "org.member.write", MEMBER),
    Operation("PUT /management/v1/orgs/me/members/{user}", "org.member.write", MEMBER),
    Operation("DELETE /management/v1/orgs/me/members/{user}", "org.member.delete"),
    Operation("POST /management/v1/orgs/me/members/_search", "org.member.read", {}),
    Operation("POST /management/v1/orgs/members/roles/_search", "org.member.read", {}),
    Operation(f"GET {COMPLEXITY}", "policy.read"),
    Operation(f"POST {COMPLEXITY}", "policy.write", LENGTH),
    Operation(f"PUT {COMPLEXITY}", "policy.write", LENGTH),
    Operation(f"DELETE {COMPLEXITY}", "policy.delete"),
    Operation("GET /management/v1/policies/default/password/complexity", "policy.read"),
    Operation("GET /management/v1/policies/domain", "policy.read"),
    Operation("POST /management/v1/projects/1/apps/api", "project.app.write", {"name": "A"}),
    Operation("POST /management/v1/projects/members/roles/_search", "project.member.read", {}),
    Operation("POST /admin/v1/events/_search", "events.read", {"limit": 1}),
    Operation("GET /admin/v1/instances/me", "iam.read"),
    Operation("POST /admin/v1/members", "iam.member.write", {**MEMBER, "roles": ["IAM_OWNER"]}),
    Operation("DELETE /admin/v1/members/{user}", "iam.member.delete"),
    Operation("POST /admin/v1/members/_search", "iam.member.read", {}),
    Operation("POST /admin/v1/members/roles/_search", "iam.member.read", {}),
    Operation("GET /admin/v1/policies/password/complexity", "iam.policy.read"),
    Operation("PUT /admin/v1/policies/password/complexity", "iam.policy.write", LENGTH),
    Operation("GET /admin/v1/policies/domain", "iam.policy.read"),
    Operation("POST /admin/v1/orgs/{org}/policies/domain", "iam.policy.write", {}),
    # last, because who makes a project may own it afterwards
    Operation("POST /management/v1/projects", "project.create", {"name": "P {user}"}),
)
"""Operations that are refused before anything else is looked at, with AUTH-5mWD2."""

NOBODY = "membership not found (AUTHZ-cdgFk)"
REFUSALS = {403, 404}


def filled(value: JSON, names: dict[str, str]) -> JSON:
    """Put names into a body or target."""
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, dict):
        return {key: filled(each, names) for key, each in value.items()}
    return [filled(each, names) for each in value] if isinstance(value, list) else value


async def verdict(lab: Lab, operation: Operation, token: str, org: str) -> str:
    """Call an operation on a fresh account; return the refusal for lack of rights, if any."""
    user = await lab.make_machine(f"target-{lab.journal.seq}", org)
    names = {"user": user, "org": org}
    if operation.call.endswith(("UpdateAdministrator", "DeleteAdministrator")):
        roles = {"userId": user, "roles": ["ORG_OWNER_VIEWER"]}
        await lab.call("POST", "/management/v1/orgs/me/members", roles, org=org)
    method, _, target = operation.call.partition(" ")
    body = filled(operation.body, names)
    answer = await lab.call(method, str(filled(target, names)), body, token=token, org=org)
    if answer.status not in REFUSALS:
        return ""
    message = str(answer.json["message"])
    return message if message.endswith(("(AUTHZ-cdgFk)", "(AUTH-AWfge)", "(AUTH-5mWD2)")) else ""


async def unexpected(lab: Lab, token: str, org: str, granted: set[str] | None) -> list[str]:
    """Return the operations whose verdict is another than the permissions say."""
    found = []
    for operations, error_id in ((HANDLER, "AUTH-AWfge"), (METHOD, "AUTH-5mWD2")):
        for operation in operations:
            if granted is None:
                wanted = NOBODY
            elif operation.permission in granted:
                wanted = ""
            else:
                wanted = f"No matching permissions found ({error_id})"
            # an account without a role on the instance is nobody there
            nowhere = operation.permission in ("org.create", "session.write") or (
                operation.call.endswith("CreateAdministrator")
                and operation.permission.startswith("iam.")
            )
            have = await verdict(lab, operation, token, org)
            if have != wanted and not (nowhere and have == NOBODY and wanted):
                found.append(f"{operation.call} {operation.permission}: {have or 'allowed'}")
    return found


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
@pytest.mark.parametrize("role", GRANTS)
async def test_a_role_may_what_its_list_says(lab: Lab, role: str) -> None:
    """Allowed where the permission is on the role's list, refused with the right id elsewhere."""
    level = "instance" if role.startswith("IAM_") else "org"
    org = await lab.make_org("Acme")
    caller = await lab.make_account("caller", role, org=org, level=level)

    assert await unexpected(lab, caller.token, org, set(GRANTS[role].split())) == []


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_an_account_without_a_role_is_not_found(lab: Lab) -> None:
    """404, not 403, everywhere."""
    org = await lab.make_org("Acme")
    caller = await lab.make_account("caller", org=org)

    assert await unexpected(lab, caller.token, org, None) == []


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_a_role_of_one_organization_is_nothing_in_another(lab: Lab) -> None:
    """The owner of one organization is nobody in the next."""
    home, other = await lab.make_org("Acme"), await lab.make_org("Birch")
    caller = await lab.make_account("caller", "ORG_OWNER", org=home)

    assert await unexpected(lab, caller.token, other, None) == []


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_a_role_on_a_project_is_for_that_project(lab: Lab) -> None:
    """Who made one project may not touch another, and is told so by an id of its own."""
    caller = await lab.make_account("caller", "ORG_PROJECT_CREATOR")
    path = "/management/v1/projects"
    own = await lab.call("POST", path, {"name": "Own"}, token=caller.token)
    other = await lab.call("POST", path, {"name": "Other"})

    calls = [
        (await lab.call("GET", f"{path}/{made.json['id']}", token=caller.token)).json
        for made in (own, other)
    ]
    added = [
        await lab.call(
            "POST", f"{path}/{made.json['id']}/apps/api", {"name": "A"}, token=caller.token
        )
        for made in (own, other)
    ]

    refusal = "No matching permissions found (AUTH-Swrgg2)"
    assert calls[0]["project"]["name"] == "Own"
    assert calls[1]["message"] == refusal
    assert added[0].status == 200
    assert added[1].error == (403, refusal)


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_what_is_so_already_is_said_before_rights_are_looked_at(lab: Lab) -> None:
    """Version 2 looks at the state first, version 1 at the method's permission."""
    nobody, target = await lab.make_account("nobody"), await lab.make_human()

    answers = [
        await lab.call("POST", path, {}, token=nobody.token)
        for path in (
            f"/v2/users/{target}/unlock",
            f"/v2/users/{target}/lock",
            f"/management/v1/users/{target}/_unlock",
        )
    ]

    assert [answer.error for answer in answers] == [
        (400, "User is not locked (COMMAND-olb9vb0oca)"),
        (404, NOBODY),
        (404, NOBODY),
    ]


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_a_change_that_changes_nothing_needs_no_rights(lab: Lab) -> None:
    """An empty change is answered with the date of the last one; a real one is refused."""
    nobody, target = await lab.make_account("nobody"), await lab.make_human()
    path = f"/v2/users/{target}"

    nothing = await lab.call("PATCH", path, {"human": {}}, token=nobody.token)
    something = await lab.call(
        "PATCH", path, {"human": {"profile": {"nickName": "N"}}}, token=nobody.token
    )
    itself = await lab.call(
        "PATCH", f"/v2/users/{nobody.id}", {"machine": {"name": "Self"}}, token=nobody.token
    )

    assert (nothing.status, itself.status) == (200, 200)
    assert something.error == (404, NOBODY)


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
async def test_roles_add_up(lab: Lab) -> None:
    """Two roles of one account grant what either of them does."""
    org = await lab.make_org("Acme")
    caller = await lab.make_account("caller", "ORG_USER_MANAGER", "ORG_SETTINGS_MANAGER", org=org)

    granted = {*GRANTS["ORG_USER_MANAGER"].split(), *GRANTS["ORG_SETTINGS_MANAGER"].split()}
    assert await unexpected(lab, caller.token, org, granted) == []


@pytest.mark.source("zitadel-platform.md 3.1, 3.3")
@pytest.mark.parametrize(
    ("role", "visible"),
    [
        pytest.param("", False, id="no role"),
        pytest.param("ORG_PROJECT_CREATOR", False, id="a role without user.read"),
        pytest.param("ORG_USER_MANAGER", True, id="a role with it"),
    ],
)
async def test_lists_of_version_2_leave_out_what_may_not_be_seen(
    lab: Lab, role: str, visible: bool
) -> None:
    """Users are counted as far as they are seen; other lists count everything."""
    org = await lab.make_org("Acme")
    caller = await lab.make_account("caller", *([role] if role else []), org=org)
    other = await lab.make_account("other", org=org)
    key = {"metadata": [{"key": "k", "value": "MQ=="}]}
    await lab.call("POST", f"/v2/users/{other.id}/metadata", key)
    in_org = [{"organizationIdQuery": {"organizationId": org}}]
    of_other = [{"userIdFilter": {"id": other.id}}]

    async def listed(target: str, body: JSON) -> JSON:
        return (await lab.call("POST", target, body, token=caller.token)).json

    users = await listed("/v2/users", {"queries": in_org})
    pats = await listed("/v2/users/pats/search", {"filters": of_other})
    metadata = await listed(f"/v2/users/{other.id}/metadata/search", {})

    seen = {other.id, caller.id} if visible else {caller.id}
    assert {user["userId"] for user in users["result"]} == seen
    assert users["details"]["totalResult"] == str(len(seen))
    assert pats["pagination"]["totalResult"] == metadata["pagination"]["totalResult"] == "1"
    assert ("result" in pats, "metadata" in metadata) == (visible, visible)
