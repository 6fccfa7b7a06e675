"""Requests byte for byte: request line, header lines in order, compact body."""

import pytest

from simulator.events import JSON
from simulator.okta.intents import Create, Find, Intent, Patch, Purpose, Read, Replace
from simulator.okta.model import JobKind
from simulator.okta.requests import Request, authorization, build, build_test, encode
from tests.unit.okta.samples import LINKED, app, work

TOKEN = "9f2d0c61-demo-token"
STORED: dict[str, JSON] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": LINKED,
    "userName": "priya.raman@northwind.example",
    "name": {"formatted": "Priya R.", "givenName": "Priya", "familyName": "R."},
    "active": True,
}


def rendered(request: Request) -> str:
    """Write a request as it goes onto the wire, with plain line ends."""
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    return "\n".join([*lines, "", (request.body or b"").decode()])


GET = """\
GET /scim/v2{path} HTTP/1.1
Accept: application/scim+json
Accept-Charset: utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer 9f2d0c61-demo-token
Host: scim.example.test
Connection: Keep-Alive
Accept-Encoding: gzip,deflate

"""
BODY = """\
{method} /scim/v2{path} HTTP/1.1
Accept: application/scim+json
Accept-Charset: utf-8
Content-Type: application/scim+json; charset=utf-8
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer 9f2d0c61-demo-token
Content-Length: {length}
Host: scim.example.test
Connection: Keep-Alive
Accept-Encoding: gzip,deflate

{body}"""


def with_body(method: str, path: str, body: str) -> str:
    return BODY.format(method=method, path=path, body=body, length=len(body.encode()))


POST_BODY = (
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",'
    '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],'
    '"userName":"priya.raman@northwind.example",'
    '"name":{"givenName":"Priya","familyName":"Raman"},'
    '"emails":[{"primary":true,"value":"priya.raman@northwind.example","type":"work"}],'
    '"title":"Account Manager",'
    '"displayName":"Priya Raman",'
    '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":'
    '{"employeeNumber":"20417","department":"Field Sales"},'
    '"externalId":"00u8kz41mQw7Rb3Xd5d7",'
    '"groups":[],'
    '"password":"qX7vb2Lr",'
    '"active":true}'
)
PUT_BODY = (
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",'
    '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],'
    f'"id":"{LINKED}",'
    '"userName":"priya.raman@northwind.example",'
    '"name":{"formatted":"Priya R.","givenName":"Priya","familyName":"Raman"},'
    '"active":true,'
    '"title":"Account Manager",'
    '"displayName":"Priya Raman",'
    '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":'
    '{"employeeNumber":"20417","department":"Field Sales"},'
    '"emails":[{"primary":true,"value":"priya.raman@northwind.example","type":"work"}],'
    '"externalId":"00u8kz41mQw7Rb3Xd5d7",'
    '"groups":[]}'
)
OFF_BODY = (
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],'
    f'"id":"{LINKED}",'
    '"userName":"priya.raman@northwind.example",'
    '"name":{"formatted":"Priya R.","givenName":"Priya","familyName":"R."},'
    '"active":false}'
)
PATCH = (
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],'
    '"Operations":[{"op":"replace","value":%s}]}'
)


@pytest.mark.source("okta-provisioning.md 4.1, 4.2, 2.0, 2.2, 2.5, 2.6")
@pytest.mark.parametrize(
    ("intent", "wanted"),
    [
        pytest.param(
            Find("priya.raman@northwind.example"),
            GET.format(
                path="/Users?filter=userName%20eq%20%22priya.raman%40northwind.example%22"
                "&startIndex=1&count=100"
            ),
            id="look-up",
        ),
        pytest.param(Read(LINKED, Purpose.PROFILE), GET.format(path=f"/Users/{LINKED}"), id="read"),
        pytest.param(Create(), with_body("POST", "/Users", POST_BODY), id="create"),
        pytest.param(
            Replace(LINKED, STORED, Purpose.PROFILE),
            with_body("PUT", f"/Users/{LINKED}", PUT_BODY),
            id="profile",
        ),
        pytest.param(
            Replace(LINKED, STORED, Purpose.DEACTIVATE),
            with_body("PUT", f"/Users/{LINKED}", OFF_BODY),
            id="switch-off",
        ),
        pytest.param(
            Replace(LINKED, STORED, Purpose.REACTIVATE),
            with_body("PUT", f"/Users/{LINKED}", OFF_BODY.replace("false", "true")),
            id="switch-on",
        ),
        pytest.param(
            Patch(LINKED, Purpose.DEACTIVATE),
            with_body("PATCH", f"/Users/{LINKED}", PATCH % '{"active":false}'),
            id="patch-off",
        ),
        pytest.param(
            Patch(LINKED, Purpose.REACTIVATE),
            with_body("PATCH", f"/Users/{LINKED}", PATCH % '{"active":true}'),
            id="patch-on",
        ),
    ],
)
def test_requests_are_oktas_to_the_byte(intent: Intent, wanted: str) -> None:
    """Header names, values and order, key order and encoding are those of Okta's client."""
    request = build(work(), intent, token=TOKEN, password="qX7vb2Lr")

    assert rendered(request) == wanted


@pytest.mark.source("okta-provisioning.md 1.3")
def test_the_connector_check_asks_for_two_users() -> None:
    """Test Connector Configuration and Save send one GET for two users."""
    request = build_test(app(), token=TOKEN)

    assert rendered(request) == GET.format(path="/Users?startIndex=1&count=2")


@pytest.mark.source("okta-provisioning.md 2.5 (PATCH variant), 0.3")
def test_a_profile_patch_holds_what_changed() -> None:
    """With PATCH for user updates only the changed mapped attributes are sent, path-less."""
    of = app(preset="OIW")
    job = work(JobKind.UPDATE, of=of, changed=("title",))

    request = build(job, Patch(LINKED, Purpose.PROFILE), token=TOKEN)

    assert (request.body or b"").decode() == PATCH % '{"title":"Account Manager"}'


@pytest.mark.source("okta-provisioning.md 2.0")
@pytest.mark.parametrize(
    ("text", "plus", "wanted"),
    [
        pytest.param("ida+okta@x.example", False, "ida%2Bokta%40x.example", id="plus-F18"),
        pytest.param("a b", False, "a%20b", id="blank"),
        pytest.param("a b", True, "a+b", id="blank-as-plus"),
        pytest.param("A-z_0.9*~", False, "A-z_0.9*%7E", id="plain"),
        pytest.param("zoë", False, "zo%C3%AB", id="utf-8"),
    ],
)
def test_filters_are_encoded_as_java_does(text: str, plus: bool, wanted: str) -> None:
    """Only letters, digits and *-._ stay; a blank is %20 unless the tenant is an old one."""
    assert encode(text, plus=plus) == wanted


@pytest.mark.source("okta-provisioning.md 2.0")
def test_quotes_in_a_user_name_are_escaped() -> None:
    """A quote or backslash in the filter value gets a backslash."""
    request = build(work(), Find('a"b\\c'), token=TOKEN)

    assert "%22a%5C%22b%5C%5Cc%22" in request.target


@pytest.mark.source("okta-provisioning.md 4.3")
@pytest.mark.parametrize(
    ("knobs", "token", "wanted"),
    [
        pytest.param({}, "x", "Bearer x", id="wizard"),
        pytest.param({}, "Bearer x", "Bearer Bearer x", id="wizard-doubled"),
        pytest.param({"header_auth": "plain"}, "x", "x", id="template"),
    ],
)
def test_the_wizard_puts_bearer_in_front(knobs: dict[str, str], token: str, wanted: str) -> None:
    """The HTTP Header mode adds Bearer whatever was pasted; the header template adds nothing."""
    assert authorization(app(**knobs), token) == wanted


@pytest.mark.source("okta-provisioning.md 1.2, 11 row 32")
def test_a_trailing_slash_doubles() -> None:
    """Paths are appended as they are, so a base URL with a slash at its end gives //Users."""
    of = app()
    integration = of.integration.__class__(enabled=True, base_url="https://x.example/scim/")
    of = of.__class__(id=of.id, label=of.label, integration=integration)

    assert build_test(of, token="t").target == "/scim//Users?startIndex=1&count=2"
