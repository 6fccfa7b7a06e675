"""What the validator says of requests."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

USERS = "/management/v1/users"
BETWEEN = "value length must be between 1 and 200 runes, inclusive"
DEFINED = "value must be one of the defined enum values"
UNNAMED: JSON = {"userName": "b", "name": "B"}
PERSON: JSON = {"userName": "n", "profile": {"firstName": "N", "lastName": "H"}, "email": {}}


def inside(message: str, field: str, inner: str, reason: str) -> str:
    """Return the sentence about a field of a field."""
    cause = f"invalid {message}_{inner}: {reason}"
    return f"{message}.{field}: embedded message failed validation | caused by: {cause}"


@pytest.mark.source("ZITADEL source, proto/zitadel/management.proto")
@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        pytest.param(
            "POST",
            f"{USERS}/human",
            PERSON,
            inside("AddHumanUserRequest", "Email", "Email.Email", BETWEEN),
            id="no address",
        ),
        pytest.param(
            "POST",
            f"{USERS}/human/_import",
            PERSON,
            inside("ImportHumanUserRequest", "Email", "Email.Email", BETWEEN),
            id="no address to import",
        ),
        pytest.param(
            "POST",
            f"{USERS}/machine",
            {**UNNAMED, "userId": ""},
            f"AddMachineUserRequest.UserId: {BETWEEN}",
            id="empty id",
        ),
        pytest.param(
            "POST",
            f"{USERS}/machine",
            {**UNNAMED, "accessTokenType": 2},
            f"AddMachineUserRequest.AccessTokenType: {DEFINED}",
            id="kind of tokens",
        ),
        pytest.param(
            "PUT",
            f"{USERS}/1/machine",
            {"name": "B", "accessTokenType": 2},
            f"UpdateMachineRequest.AccessTokenType: {DEFINED}",
            id="kind of tokens, changed",
        ),
        pytest.param(
            "POST",
            f"{USERS}/1/keys",
            {},
            "AddMachineKeyRequest.Type: value must not be in list [KEY_TYPE_UNSPECIFIED]",
            id="no kind of key",
        ),
        pytest.param(
            "POST",
            f"{USERS}/1/keys",
            {"type": 2},
            f"AddMachineKeyRequest.Type: {DEFINED}",
            id="unknown kind of key",
        ),
        pytest.param(
            "POST",
            "/management/v1/policies/login",
            {"passwordlessType": 2},
            f"AddCustomLoginPolicyRequest.PasswordlessType: {DEFINED}",
            id="login without password",
        ),
    ],
)
async def test_a_request_that_breaks_a_rule_is_refused(
    lab: Lab, method: str, path: str, body: JSON, message: str
) -> None:
    """Rules are those of the interface's definition, in the validator's words."""
    answer = await lab.call(method, path, body)

    assert answer.error == (400, f"invalid {message}")


@pytest.mark.source("ZITADEL source, proto/zitadel/user/v2 and session/v2")
@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        pytest.param(
            "PUT",
            "/v2/users/human/1",
            {"phone": {"phone": "+41795550102", "isVerified": False}},
            "invalid SetHumanPhone.IsVerified: value must equal true",
            id="a number that is not verified",
        ),
        pytest.param(
            "PUT",
            "/v2/users/human/1",
            {"phone": {"phone": "1" * 201}},
            "invalid SetHumanPhone.Phone: value length must be between 0 and 200 runes, inclusive",
            id="a long number",
        ),
        pytest.param(
            "PUT",
            "/v2/users/human/" + "1" * 201,
            {},
            f"invalid UpdateHumanUserRequest.UserId: {BETWEEN}",
            id="a long id",
        ),
        pytest.param(
            "PATCH",
            "/v2/users/1",
            {"human": {"profile": {"nickName": ""}}},
            f"invalid UpdateUserRequest_Human_Profile.NickName: {BETWEEN}",
            id="an empty nick name",
        ),
        pytest.param(
            "PATCH",
            "/v2/users/1",
            {"human": {"profile": {"gender": 9}}},
            f"invalid UpdateUserRequest_Human_Profile.Gender: {DEFINED}",
            id="an unknown gender",
        ),
        pytest.param(
            "POST",
            "/v2/users/pats/search",
            {"sortingColumn": 9},
            f"invalid ListPersonalAccessTokensRequest.SortingColumn: {DEFINED}",
            id="an unknown column",
        ),
        pytest.param(
            "POST",
            "/v2/sessions",
            {"checks": {"totp": {"code": "12345"}}},
            "invalid CheckTOTP.Code: value length must be 6 runes",
            id="a short code",
        ),
    ],
)
async def test_version_2_has_rules_of_its_own(
    lab: Lab, method: str, path: str, body: JSON, reason: str
) -> None:
    """The innermost reason comes last."""
    answer = await lab.call(method, path, body)

    assert answer.status == 400
    assert answer.json["message"].endswith(reason)


@pytest.mark.source("ZITADEL source, proto/zitadel/management.proto")
async def test_a_person_gets_no_id_of_choice_through_version_1(lab: Lab) -> None:
    """The field is not there, so it is left out like any unknown one."""
    person = {**PERSON, "email": {"email": "n@acme.example"}, "userId": "chosen"}

    answer = await lab.call("POST", f"{USERS}/human", person)

    assert answer.status == 200
    assert answer.json["userId"] != "chosen"
