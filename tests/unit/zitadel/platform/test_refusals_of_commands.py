"""Refusals that the commands behind the interfaces have, past what the validator sees."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

BAD_TEMPLATE = "URL Template is invalid"


@pytest.mark.source("ZITADEL source, internal/domain/human_email.go, url_template.go")
@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("https://a.test/?c={{.Code}}&u={{ .UserID }}&o={{- .OrgID -}}", "", id="all"),
        pytest.param("https://a.test/}}", "", id="a closing brace is text"),
        pytest.param("{{", f"{BAD_TEMPLATE} (DOMAIN-oGh5e)", id="open"),
        pytest.param("{{}}", f"{BAD_TEMPLATE} (DOMAIN-oGh5e)", id="empty"),
        pytest.param("{{Code}}", f"{BAD_TEMPLATE} (DOMAIN-oGh5e)", id="a function it has not"),
        pytest.param("{{.Foo}}", f"{BAD_TEMPLATE} (DOMAIN-ieYa7)", id="a field it has not"),
    ],
)
async def test_the_link_of_a_message_has_to_be_a_template(
    lab: Lab, template: str, message: str
) -> None:
    """On create and on update, before the person is looked for."""
    wanted: JSON = {"email": "n@acme.example", "sendCode": {"urlTemplate": template}}
    human: JSON = {"profile": {"givenName": "N", "familyName": "H"}, "email": wanted}

    made = await lab.call("POST", "/v2/users/new", {"organizationId": lab.org, "human": human})
    changed = await lab.call("PATCH", "/v2/users/nobody", {"human": {"email": wanted}})

    assert made.json.get("message", "") == message
    expected = message or "User could not be found (COMMAND-ugjs0upun6)"
    assert changed.json["message"] == expected


@pytest.mark.source("ZITADEL source, internal/command/org.go, internal/domain/org_domain.go")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(" ", "Errors.Invalid.Argument (ORG-mruNY)", id="blank"),
        pytest.param(
            "@",
            "Invalid non numeric and alphabetical characters were replaced with empty spaces"
            " and resulting domain is an empty string (ORG-RrfXY)",
            id="nothing for a domain",
        ),
    ],
)
async def test_an_organization_needs_a_name_for_its_domain(
    lab: Lab, name: str, message: str
) -> None:
    """A name of blanks and one that leaves no domain are refused with words of their own."""
    answer = await lab.call("POST", "/v2/organizations", {"name": name})

    assert answer.error == (400, message)


@pytest.mark.source("ZITADEL source, internal/domain/org_domain.go")
@pytest.mark.parametrize(
    ("name", "label"),
    [
        pytest.param("Acme & Söhne (AG) x", "acme--söhne-ag-x", id="others are dropped"),
        pytest.param("- Acme -", "-acme-", id="one hyphen at either end goes"),
        pytest.param("e\u0301 ²", "e\u0301", id="marks stay, digits of other kinds do not"),
        pytest.param("a" * 70, "a" * 63, id="63 bytes at most"),
        pytest.param("x" + "ü" * 40, "x" + "ü" * 31, id="bytes, not letters"),
    ],
)
async def test_the_domain_that_an_organization_gets(lab: Lab, name: str, label: str) -> None:
    """It is made of the name, by rules for labels."""
    made = await lab.make_org(name)

    shown = await lab.call("GET", "/management/v1/orgs/me", org=made)

    assert shown.json["org"]["primaryDomain"] == f"{label}.localhost"
