"""The metadata of a service account steers its SCIM requests."""

import pytest

from simulator.errors import Refusal
from simulator.zitadel.callers import caller_of
from simulator.zitadel.model import IGNORE_PASSWORD, PROVISIONING_DOMAIN, Caller

from .lab import CALLER, ORG

pytestmark = pytest.mark.source("zitadel-scim.md 7.5")


def caller(**metadata: str) -> Caller:
    """Return the caller with that metadata."""
    keys = {"ignore": IGNORE_PASSWORD, "domain": PROVISIONING_DOMAIN}
    named = {keys[name]: value for name, value in metadata.items()}
    return caller_of(CALLER, org_id=ORG, roles={}, metadata=named)


@pytest.mark.parametrize(
    ("value", "ignored"),
    [
        pytest.param("true", True, id="true"),
        pytest.param(" T\n", True, id="blanks are trimmed"),
        pytest.param("1", True, id="one"),
        pytest.param("False", False, id="False"),
        pytest.param("0", False, id="zero"),
    ],
)
def test_booleans_are_read(value: str, ignored: bool) -> None:
    """The spellings of a boolean, blanks around them allowed."""
    assert caller(ignore=value).ignore_password is ignored


@pytest.mark.parametrize("value", ["yes", "2", "tRue", "", "on"])
def test_anything_else_fails_every_request(value: str) -> None:
    """The refusal names the value."""
    with pytest.raises(Refusal) as caught:
        caller(ignore=value)

    assert caught.value.error_id == "SMCM-yvw2rt"
    assert caught.value.detail.endswith(f"ignorePasswordOnCreate: {value}")


def test_without_metadata_nothing_is_special() -> None:
    """No domain, passwords are read."""
    assert caller() == Caller(user_id=CALLER, org_id=ORG)
    assert caller(domain="okta").provisioning_domain == "okta"
