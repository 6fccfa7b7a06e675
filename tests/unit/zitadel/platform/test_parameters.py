"""What the REST gateway makes of queries and forms, before it looks at the token."""

import pytest

from tests.unit.zitadel.platform.lab import OWNER_PAT, Lab

pytestmark = pytest.mark.anyio

FORM = "application/x-www-form-urlencoded"
SETTINGS = "/v2/settings/login"
SESSION = "/v2/sessions/1"
NO_UTF8 = "grpc: error while marshaling: string field contains invalid UTF-8"


@pytest.mark.source("grpc-gateway source, runtime/query.go; Go, net/url")
@pytest.mark.parametrize(
    ("target", "status", "message"),
    [
        pytest.param(
            f"{SETTINGS}?ctx.instance=x",
            400,
            'parsing field "instance": strconv.ParseBool: parsing "x": invalid syntax',
            id="no flag",
        ),
        pytest.param(
            f"{SETTINGS}?ctx=x",
            400,
            'parsing field "ctx": unsupported message type: "zitadel.object.v2.RequestContext"',
            id="text for a message",
        ),
        pytest.param(
            f"{SETTINGS}?ctx.orgId=1&ctx.instance=1",
            400,
            'field already set for oneof "resource_owner"',
            id="two alternatives",
        ),
        pytest.param(
            f"{SESSION}?sessionToken=a&sessionToken=b",
            400,
            'too many values for field "session_token": a, b',
            id="twice",
        ),
        pytest.param(
            f"{SESSION}?session_token[a]=b",
            400,
            'too many values for field "session_token": a, b',
            id="with a key",
        ),
        pytest.param(
            f"{SESSION}?sessionToken.x=1",
            400,
            'invalid path: "sessionToken" is not a message',
            id="field of a text",
        ),
        pytest.param(f"{SESSION}?%zzz", 400, 'invalid URL escape "%zz"', id="bad escape"),
        pytest.param(f"{SESSION}?a;b", 400, "invalid semicolon separator in query", id="semicolon"),
        pytest.param(f"{SESSION}?sessionToken=%ff", 500, NO_UTF8, id="no UTF-8 in the query"),
        pytest.param("/v2/users/%ff", 500, NO_UTF8, id="no UTF-8 in the path"),
    ],
)
async def test_a_parameter_that_does_not_fit_is_refused_in_the_gateways_words(
    lab: Lab, target: str, status: int, message: str
) -> None:
    """No details, as of a body that cannot be read."""
    answer = await lab.call("GET", target, token=None)

    assert answer.status == status
    assert answer.json == {"code": 13 if status == 500 else 3, "message": message}


@pytest.mark.source("grpc-gateway source, runtime/query.go; zitadel-platform.md 6.1")
@pytest.mark.parametrize(
    "target",
    [
        pytest.param(f"{SETTINGS}?ctx.instance=T", id="flag as Go reads it"),
        pytest.param(f"{SETTINGS}?ctx.org_id=1&ctx.nope=2&nope[=3&", id="unknown fields"),
        pytest.param("/v2/settings?ctx=x&%zz&a;b", id="method without parameters"),
        pytest.param("/v2/users/{owner}?userId=1&user_id=2", id="what the path says already"),
    ],
)
async def test_parameters_that_do_not_matter_are_left_out(lab: Lab, target: str) -> None:
    """What no field takes is not looked at; a method without fields does not read the query."""
    owner = (await lab.call("GET", "/auth/v1/users/me")).json["user"]["id"]

    answer = await lab.call("GET", target.replace("{owner}", owner))

    assert answer.status == 200


@pytest.mark.source("ZITADEL source, proto/zitadel/object/v2beta/object.proto")
async def test_the_instance_is_asked_for_with_true_only(lab: Lab) -> None:
    """``ctx.instance=false`` asks for nothing."""
    answer = await lab.call("GET", f"{SETTINGS}?ctx.instance=false")

    assert answer.status == 400
    assert answer.json["message"] == (
        "invalid GetLoginSettingsRequest.Ctx: embedded message failed validation"
        " | caused by: invalid RequestContext.Instance: value must equal true"
    )


@pytest.mark.source("grpc-gateway source, runtime/mux.go")
@pytest.mark.parametrize(
    ("kind", "named", "body", "status"),
    [
        pytest.param(FORM, "", b"ctx.instance=true", 200, id="a form is a GET"),
        pytest.param(FORM, "", b"ctx.instance=x", 400, id="a form has the parameters"),
        pytest.param(FORM, "get", b"ctx.instance=x", 200, id="of a named GET the query has them"),
        pytest.param(FORM, "PATCH", b"", 405, id="another method is named"),
        pytest.param(f"{FORM};charset=utf-8", "", b"", 405, id="not quite a form"),
        pytest.param("application/json", "GET", b"{}", 405, id="JSON"),
    ],
)
async def test_a_posted_form_stands_for_a_get(
    lab: Lab, kind: str, named: str, body: bytes, status: int
) -> None:
    """For those whose address would be too long: the gateway takes it where there is no POST."""
    headers = {"authorization": f"Bearer {lab.secrets[OWNER_PAT]}", "content-type": kind}
    if named:
        headers["x-http-method-override"] = named

    answer = await lab.send("POST", SETTINGS, body, headers)

    assert answer.status == status


@pytest.mark.source("ZITADEL source, proto/zitadel/management.proto (no body in the binding)")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/management/v1/orgs/members/roles/_search"),
        ("POST", "/management/v1/projects/members/roles/_search"),
        ("POST", "/admin/v1/members/roles/_search"),
        ("POST", "/auth/v1/permissions/zitadel/me/_search"),
        ("PUT", "/admin/v1/languages/default/de"),
    ],
)
async def test_what_needs_no_body_reads_none(lab: Lab, method: str, path: str) -> None:
    """Whatever is sent there is left alone."""
    headers = {"authorization": f"Bearer {lab.secrets[OWNER_PAT]}"}

    answer = await lab.send(method, path, b"{", headers)

    assert answer.status == 200
