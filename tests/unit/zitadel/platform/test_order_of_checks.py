"""Which of several refusals comes first."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import LATER, Lab

pytestmark = pytest.mark.anyio

PAST = "2020-01-01T00:00:00Z"
V1, V2 = "/management/v1/users", "/v2/users"


@pytest.mark.source("zitadel-platform.md 2.2 to 2.4")
@pytest.mark.parametrize(
    ("call", "body", "message"),
    [
        pytest.param(
            f"POST {V2}/nobody/keys",
            {"expirationDate": PAST, "publicKey": "bm9wZQ=="},
            "Public key is not a valid RSA public key in PKIX format with PEM encoding"
            " (COMMAND-5F3h1)",
            id="a bad public key before its date",
        ),
        pytest.param(
            f"POST {V2}/nobody/keys",
            {"expirationDate": PAST},
            "Errors.AuthNKey.ExpireBeforeNow (DOMAIN-dv3t5)",
            id="the date before the account",
        ),
        pytest.param(
            f"POST {V2}/nobody/pats",
            {"expirationDate": PAST},
            "Errors.AuthNKey.ExpireBeforeNow (DOMAIN-dv3t5)",
            id="the same for tokens",
        ),
        pytest.param(
            f"POST {V2}/nobody/pats",
            {"expirationDate": LATER},
            "User could not be found (COMMAND-Dggw2)",
            id="an unknown account",
        ),
        pytest.param(
            f"DELETE {V2}/nobody/pats/1",
            None,
            "Errors.NotFound (COMMAND-4g3xq)",
            id="nobody's token, version 2",
        ),
        pytest.param(
            f"DELETE {V1}/nobody/pats/1",
            None,
            "Personal Access Token not found (COMMAND-4m77G)",
            id="nobody's token, version 1",
        ),
        pytest.param(
            f"DELETE {V2}/{{gone}}/pats/1",
            None,
            "Personal Access Token not found (COMMAND-4m77G)",
            id="a token of an account that was removed",
        ),
        pytest.param(
            f"POST {V2}/nobody/secret",
            {},
            "Errors.User.NotExisting (COMMAND-x8910n)",
            id="a secret for nobody",
        ),
        pytest.param(
            f"DELETE {V2}/nobody/secret",
            None,
            "Errors.User.NotExisting (COMMAND-x7s802)",
            id="nobody's secret",
        ),
    ],
)
async def test_tokens_secrets_and_keys(lab: Lab, call: str, body: JSON, message: str) -> None:
    """What the request itself gets wrong is said before whom it is about."""
    gone = await lab.make_machine()
    await lab.call("DELETE", f"/v2/users/{gone}")
    method, _, target = call.partition(" ")

    answer = await lab.call(method, target.format(gone=gone), body)

    assert answer.json["message"] == message


@pytest.mark.source("zitadel-platform.md 1.5, 5.4")
@pytest.mark.parametrize(
    ("human", "message"),
    [
        pytest.param(
            {"phone": {"phone": "x"}, "password": {}}, "Phone is invalid (PHONE-so0wa)", id="phone"
        ),
        pytest.param({"password": {}}, "Password is empty (COMMAND-3klek4sbns)", id="password"),
        pytest.param({}, "User could not be found (COMMAND-ugjs0upun6)", id="the person"),
    ],
)
async def test_a_change_of_nobody(lab: Lab, human: JSON, message: str) -> None:
    """Form first, then the person."""
    answer = await lab.call("PATCH", "/v2/users/nobody", {"human": human})

    assert answer.json["message"] == message


@pytest.mark.source("zitadel-platform.md 1.5")
async def test_a_domain_of_another_organization_is_refused_by_every_call(lab: Lab) -> None:
    """Each way to a user name has an id of its own."""
    org = await lab.make_org("Acme")
    name = "noor@zitadel.localhost"
    account = await lab.make_machine("bot", org)
    machine = {"organizationId": org, "username": name, "machine": {"name": "N"}}

    made = await lab.call("POST", "/v2/users/new", machine)
    changed = await lab.call("PATCH", f"/v2/users/{account}", {"username": name, "machine": {}})
    renamed = await lab.call("PUT", f"{V1}/{account}/username", {"userName": name}, org=org)

    text = "Domain is already reserved and cannot be used"
    assert [answer.error for answer in (made, changed, renamed)] == [
        (400, f"{text} (COMMAND-SFd21)"),
        (400, f"{text} (COMMAND-Di2ei)"),
        (400, f"{text} (COMMAND-SFd21)"),
    ]


@pytest.mark.source("ZITADEL, internal/command/org_domain_model.go (OrgDomainVerifiedWriteModel)")
async def test_a_domain_in_another_case_is_nobody_s(lab: Lab) -> None:
    """Domains are compared as they are written, in a user name too."""
    org = await lab.make_org("Acme")
    machine: JSON = {"organizationId": org, "username": "noor@ZITADEL.localhost"}

    made = await lab.call("POST", "/v2/users/new", {**machine, "machine": {"name": "N"}})

    assert made.status == 200
