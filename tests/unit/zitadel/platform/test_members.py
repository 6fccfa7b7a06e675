"""What roles on organizations, projects and the instance are refused with, and in which order."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

SERVICE = "internal_permission.v2.InternalPermissionService"
INSTANCE: JSON = {"instance": True}


@pytest.mark.source("ZITADEL source, internal/command/instance_member.go")
@pytest.mark.parametrize(
    ("call", "user", "roles", "message"),
    [
        pytest.param("POST", "bot", ["IAM_OWNER"], "", id="a new one"),
        pytest.param("POST", "bot", [], "", id="a new one without roles"),
        pytest.param("POST", "bot", ["ORG_OWNER"], "Member is invalid (INSTANCE-4m0fS)", id="role"),
        pytest.param(
            "POST", "x", ["IAM_OWNER"], "User could not be found (INSTA-GSXOn)", id="nobody"
        ),
        pytest.param(
            "POST",
            "old",
            ["IAM_OWNER"],
            "Errors.Instance.Member.AlreadyExists (INSTA-pFDwe)",
            id="again",
        ),
        pytest.param("PUT", "old", [], "Member is invalid (INSTANCE-LiaZi)", id="to no role"),
        pytest.param(
            "PUT", "old", ["ORG_OWNER"], "Member is invalid (INSTANCE-3m9fs)", id="to another's"
        ),
        pytest.param(
            "PUT", "bot", ["IAM_OWNER"], "Errors.NotFound (INSTANCE-D8JxR)", id="of a stranger"
        ),
    ],
)
async def test_roles_on_the_instance(
    lab: Lab, call: str, user: str, roles: list[str], message: str
) -> None:
    """Each mistake has an id of its own; a new administrator may have no roles at all."""
    users = {"bot": await lab.make_machine("bot"), "old": await lab.make_machine("old"), "x": "x"}
    await lab.call("POST", "/admin/v1/members", {"userId": users["old"], "roles": ["IAM_OWNER"]})

    path = "/admin/v1/members" if call == "POST" else f"/admin/v1/members/{users[user]}"
    answer = await lab.call(call, path, {"userId": users[user], "roles": roles})

    assert answer.json.get("message", "") == message


@pytest.mark.source("ZITADEL source, internal/command/org_member.go, project_member.go")
@pytest.mark.parametrize(
    ("call", "more", "message"),
    [
        pytest.param(
            "CreateAdministrator",
            {"roles": ["ORG_OWNER"]},
            "Errors.Invalid.Argument (ADMIN-IbPp47HDP5)",
            id="created on nothing",
        ),
        pytest.param(
            "UpdateAdministrator",
            {"roles": ["ORG_OWNER"]},
            "Errors.Invalid.Argument (ADMIN-i0V2IbdloZ)",
            id="updated on nothing",
        ),
        pytest.param(
            "DeleteAdministrator",
            {},
            "Errors.Invalid.Argument (ADMIN-3UOjLtuohh)",
            id="deleted on nothing",
        ),
        pytest.param(
            "UpdateAdministrator",
            {"resource": {"organizationId": "nowhere"}, "roles": []},
            "Errors.Org.MemberInvalid (Org-LiaZi)",
            id="updated to no role, before anything else",
        ),
        pytest.param(
            "UpdateAdministrator",
            {"resource": {"organizationId": "nowhere"}, "roles": ["ORG_OWNER"]},
            "Errors.NotFound (Org-D8JxR)",
            id="updated where there is no organization",
        ),
        pytest.param(
            "DeleteAdministrator",
            {"resource": {"organizationId": "nowhere"}},
            "",
            id="deleted where there is no organization",
        ),
        pytest.param(
            "CreateAdministrator",
            {"resource": {"projectId": "nowhere"}, "roles": ["ORG_OWNER"]},
            "Project member is invalid (PROJECT-3m9ds)",
            id="another level's role before the project",
        ),
        pytest.param(
            "CreateAdministrator",
            {"resource": {"projectId": "nowhere"}, "roles": ["PROJECT_OWNER"]},
            "User could not be found (COMMAND-uXHNj)",
            id="the account before the project",
        ),
    ],
)
async def test_roles_in_version_2(lab: Lab, call: str, more: dict[str, JSON], message: str) -> None:
    """Only what is created looks for its organization first; the permission comes later."""
    caller = await lab.make_account("caller", "ORG_USER_MANAGER")

    answer = await lab.rpc(SERVICE, call, {"userId": "nobody", **more}, caller.token)

    assert answer.json.get("message", "") == message


@pytest.mark.source("ZITADEL source, proto/zitadel/internal_permission/v2")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(
            {"resource": INSTANCE, "roles": ["IAM_OWNER", "IAM_OWNER"]},
            "invalid CreateAdministratorRequest.Roles[1]: repeated value must contain unique items",
            id="a role twice",
        ),
        pytest.param(
            {"resource": INSTANCE, "roles": [""]},
            "invalid CreateAdministratorRequest.Roles[0]:"
            " value length must be between 1 and 200 runes, inclusive",
            id="an empty role",
        ),
        pytest.param(
            {"resource": {"instance": False}, "roles": ["IAM_OWNER"]},
            "invalid CreateAdministratorRequest.Resource: embedded message failed validation"
            " | caused by: invalid ResourceType.Instance: value must equal true",
            id="no instance",
        ),
    ],
)
async def test_the_form_of_an_administrator(lab: Lab, body: dict[str, JSON], reason: str) -> None:
    """The validator knows roles and resources of version 2."""
    answer = await lab.rpc(SERVICE, "CreateAdministrator", {"userId": "nobody", **body})

    assert answer.error == (400, reason)


@pytest.mark.source("ZITADEL source, internal/api/grpc/internal_permission/v2/query.go")
@pytest.mark.parametrize(
    ("wanted", "code", "message"),
    [
        pytest.param({"and": {}}, "unknown", "missing column", id="no conditions to join"),
        pytest.param({"or": {"queries": []}}, "unknown", "missing column", id="no alternatives"),
        pytest.param({"not": {}}, "internal", "Errors.Internal", id="nothing to negate"),
        pytest.param("deep", "invalid_argument", "Too many query nesting levels", id="deep"),
    ],
)
async def test_filters_that_join_nothing_or_nest_too_deep_are_refused(
    lab: Lab, wanted: JSON, code: str, message: str
) -> None:
    """As the search for people does, whoever there is to be found."""
    if wanted == "deep":
        wanted = {"role": {"roleKey": "x"}}
        for _ in range(21):
            wanted = {"not": {"query": wanted}}

    answer = await lab.rpc(SERVICE, "ListAdministrators", {"filters": [wanted]})

    assert answer.json["code"] == code
    assert answer.json["message"].startswith(message)


@pytest.mark.source("ZITADEL source, internal/query/administrators.go")
@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        pytest.param("userPreferredLoginName", "preferredLoginName", "noor", id="login name"),
        pytest.param("userDisplayName", "displayName", "Noor", id="display name"),
    ],
)
async def test_names_of_administrators_are_asked_for_whole(
    lab: Lab, name: str, key: str, text: str
) -> None:
    """Whatever the method of the filter says, the name has to be the whole one."""
    user = await lab.make_human("noor@acme.example")
    await lab.call(
        "POST", "/management/v1/orgs/me/members", {"userId": user, "roles": ["ORG_OWNER"]}
    )

    wanted: JSON = {key: text, "method": "TEXT_FILTER_METHOD_STARTS_WITH"}
    answer = await lab.rpc(SERVICE, "ListAdministrators", {"filters": [{name: wanted}]})

    assert answer.json == {"pagination": {"appliedLimit": "100"}}
