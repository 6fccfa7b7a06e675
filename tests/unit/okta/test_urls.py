"""Base URLs and token endpoints that Okta could use, and those it could not."""

import pytest

from simulator.errors import UsageError
from simulator.okta.urls import url_fault
from tests.unit.okta.harness import TOKEN, Tenant


@pytest.mark.source("okta-provisioning.md 1.2, 5")
@pytest.mark.parametrize(
    ("url", "query", "fault"),
    [
        pytest.param("https://scim.example.test/v2", False, "", id="good"),
        pytest.param("http://[::1]:8080/scim", False, "", id="good-address"),
        pytest.param("https://idp.example.test/token?scope=a%20b", True, "", id="scopes"),
        pytest.param("https://scim.example.test/v2?a=b", False, "query or fragment", id="query"),
        pytest.param("https://idp.example.test/token#a", True, "a fragment", id="fragment"),
        pytest.param("http://[::1", False, "invalid IPv6 URL", id="open-bracket"),
        pytest.param("https://scim.example.test:x/", False, "port", id="port"),
        pytest.param("https://a b/", False, "without blanks", id="blank"),
        pytest.param("scim.example.test", False, "with a host", id="no-scheme"),
        pytest.param("https://u:pw@scim.example.test/", False, "user name", id="password"),
    ],
)
def test_what_a_connector_can_ask(url: str, query: bool, fault: str) -> None:
    """Nothing is wrong with it, or the words say what."""
    found = url_fault(url, query=query)

    assert (fault in found) if fault else found == ""


@pytest.mark.anyio
async def test_a_password_in_a_base_url_is_not_repeated(tenant: Tenant) -> None:
    """It would stand in the journal and on the screen, so it is refused unseen."""
    await tenant.service.create_app("Harborline")

    with pytest.raises(UsageError, match="holds a user name or password") as refused:
        await tenant.service.save_provisioning(
            base_url="https://okta:Hidden-11@scim.example.test/v2",
            authentication={"mode": "header", "token": TOKEN},
        )

    assert "Hidden-11" not in str(refused.value)
    assert "Hidden-11" not in str([r.data for r in tenant.records("okta.")])
