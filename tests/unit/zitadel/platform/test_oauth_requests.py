"""What the OAuth endpoints make of odd requests, grants and scopes."""

import base64
from typing import Any

import pytest

from tests.unit.zitadel.platform.lab import Account, Answer, Lab

pytestmark = pytest.mark.anyio

TOKEN = "/oauth/v2/token"
FORM = {"content-type": "application/x-www-form-urlencoded"}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


async def post(lab: Lab, path: str, form: str, authorization: str = "") -> Answer:
    """Send a form."""
    headers = {**FORM, "authorization": authorization} if authorization else FORM
    return await lab.send("POST", path, form.encode(), headers)


async def make_app(lab: Lab, kind: str, **more: Any) -> tuple[str, str]:
    """Make an application; return id and secret as form fields, and its project."""
    project = (await lab.call("POST", "/management/v1/projects", {"name": f"P {kind}"})).json["id"]
    path = f"/management/v1/projects/{project}/apps/{kind}"
    made = (await lab.call("POST", path, {"name": "App", **more})).json
    return f"client_id={made['clientId']}&client_secret={made['clientSecret']}", project


async def make_client(lab: Lab) -> tuple[Account, str]:
    """Make a service account with a secret; return its id and secret as form fields."""
    account = await lab.make_account("bot")
    secret = (await lab.call("POST", f"/v2/users/{account.id}/secret", {})).json["clientSecret"]
    return account, f"client_id=bot&client_secret={secret}"


@pytest.mark.source("zitadel-platform.md 4.4 (live); zitadel/oidc v3.47 (order of checks)")
@pytest.mark.parametrize(
    ("path", "form", "error"),
    [
        pytest.param(TOKEN, "grant_type=a;scope=b", "error parsing form", id="semicolon"),
        pytest.param(TOKEN, "grant_type=%zz", "error parsing form", id="percent"),
        pytest.param(
            "/oauth/v2/introspect",
            "client_id=x&token=y",
            "client must be authenticated",
            id="introspect without a secret",
        ),
        pytest.param(
            "/oauth/v2/introspect",
            "client_id=x&client_secret=y",
            "token missing",
            id="introspect nothing, by nobody",
        ),
        pytest.param(
            TOKEN,
            "grant_type=refresh_token&client_assertion=x&client_assertion_type=y",
            "invalid client_assertion_type y",
            id="assertion of another type",
        ),
    ],
)
async def test_malformed_requests(lab: Lab, path: str, form: str, error: str) -> None:
    """What cannot be read or lacks something is refused before anybody is looked up."""
    answer = await post(lab, path, form)

    assert (answer.status, answer.json["error_description"]) == (400, error)


@pytest.mark.source("zitadel-platform.md 4.4 (live); zitadel/oidc v3.47 (order of checks)")
async def test_grants_of_applications(lab: Lab) -> None:
    """Secret, then grant, then its parameters, then the code."""
    app, _ = await make_app(lab, "oidc", redirectUris=["https://app.example/cb"])
    asked = {
        "": "empty client secret",
        f"grant_type={EXCHANGE}": f'grant_type "{EXCHANGE}" not allowed',
        "grant_type=authorization_code": "code missing",
        "grant_type=authorization_code&code=x": "redirect_uri missing",
        "grant_type=authorization_code&code=x&redirect_uri=y": "Errors.User.Code.Invalid",
    }

    said = {}
    for form in asked:
        client = app if form else app.partition("&")[0]
        sent = form or "grant_type=authorization_code"
        said[form] = (await post(lab, TOKEN, f"{sent}&{client}")).json["error_description"]

    assert said == asked


@pytest.mark.source("zitadel-platform.md 4.5 (live)")
async def test_grants_that_need_a_login_are_a_gap(lab: Lab) -> None:
    """A refresh token of an application that may use one is beyond the simulator, which counts."""
    app, _ = await make_app(lab, "oidc", grantTypes=["OIDC_GRANT_TYPE_REFRESH_TOKEN"])

    answer = await post(lab, TOKEN, f"grant_type=refresh_token&refresh_token=x&{app}")

    assert answer.status == 501
    assert "zitadel.grant refresh_token" in answer.json["error_description"]


@pytest.mark.source("zitadel-platform.md 4.3 (scopes); 4.5 (claims)")
async def test_scopes_hold_a_token_to_its_organization(lab: Lab) -> None:
    """The own organization is told, a foreign one dropped; offline access changes nothing."""
    account, client = await make_client(lab)
    other = await lab.make_org("Other")
    scopes = ["openid", "offline_access", "nonsense"]
    scopes += [f"urn:zitadel:iam:org:id:{org}" for org in (lab.org, other)]
    form = f"grant_type=client_credentials&scope={'%20'.join(scopes)}&{client}"

    issued = (await post(lab, TOKEN, form)).json
    told = await lab.call("GET", "/oidc/v1/userinfo", token=issued["access_token"])

    assert "refresh_token" not in issued
    assert told.json["urn:zitadel:iam:org:id"] == lab.org
    assert told.json["urn:zitadel:iam:user:resourceowner:id"] == lab.org
    assert told.json["sub"] == account.id


@pytest.mark.source("zitadel-platform.md 4.3, 4.6 (lifetime 12 h)")
async def test_tokens_expire_on_the_simulated_clock(lab: Lab) -> None:
    """Userinfo, introspection and the API turn a token away from the same instant on."""
    account, client = await make_client(lab)
    app, project = await make_app(lab, "api")
    audience = [f"urn:zitadel:iam:org:project:id:{each}:aud" for each in ("zitadel", project)]
    form = f"grant_type=client_credentials&scope={'%20'.join(audience)}&{client}"
    token = (await post(lab, TOKEN, form)).json["access_token"]

    seen = []
    for seconds in (43_199, 2):
        lab.clock.advance(seconds)
        api = await lab.call("GET", f"/v2/users/{account.id}", token=token)
        info = await lab.call("GET", "/oidc/v1/userinfo", token=token)
        known = await post(lab, "/oauth/v2/introspect", f"token={token}&{app}")
        seen.append((api.status, info.status, known.json["active"]))

    assert seen == [(200, 200, True), (401, 401, False)]


@pytest.mark.source("zitadel-platform.md 4.3 (live: Basic wins)")
async def test_basic_credentials_win_over_the_bodys(lab: Lab) -> None:
    """The body's pair is not looked at."""
    _, client = await make_client(lab)
    basic = "Basic " + base64.b64encode(b"bot:wrong").decode()

    answer = await post(lab, TOKEN, f"grant_type=client_credentials&scope=a&{client}", basic)

    assert answer.json["error_description"] == "Errors.User.Machine.Secret.Invalid"
