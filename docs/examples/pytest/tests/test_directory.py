"""The project's own code against both products; nothing leaves this machine."""

import pytest

from directory import OktaDirectory, active_accounts
from simulator.testing import Lab, Okta, Zitadel


@pytest.fixture
def directory(okta: Okta):
    """The code under test, connected to the fake tenant."""
    with OktaDirectory(okta.url, okta.token) as made:
        yield made


def test_who_is_hired_can_sign_in(
    directory: OktaDirectory, lab: Lab, okta: Okta, zitadel: Zitadel
) -> None:
    directory.hire("cedar@example.com", "Cedar", "Tree", okta.app_id)
    lab.settle()

    assert "cedar@example.com" in active_accounts(zitadel.scim_base_url, zitadel.token)


def test_who_is_dismissed_cannot(
    directory: OktaDirectory, lab: Lab, okta: Okta, zitadel: Zitadel
) -> None:
    user = directory.hire("cedar@example.com", "Cedar", "Tree", okta.app_id)
    lab.settle()
    lab.mark()

    directory.dismiss(user)

    lab.expect(
        requests=["GET /Users/{cedar} 200", "PUT /Users/{cedar} 200"],
        users={"cedar": {"state": "inactive"}},
    )
    assert "cedar@example.com" not in active_accounts(zitadel.scim_base_url, zitadel.token)


def test_a_busy_zitadel_is_asked_again(lab: Lab, okta: Okta) -> None:
    okta.create_user("birch@example.com", firstName="Birch", lastName="Wood")

    with lab.fault("throttle"):
        okta.assign("birch")
        lab.settle()

    first, second, *_ = lab.requests("birch")
    assert (first.status, first.fault) == (429, "throttle")
    assert (second.status, second.attempt) == (200, 2)
    assert lab.requests()[-1].method == "POST"


@pytest.mark.scenario("leaver.yaml")
def test_a_leaver_is_in_no_report(zitadel: Zitadel) -> None:
    account = zitadel.user("hazel")

    assert account is not None
    assert account["state"] == "inactive"
    assert "hazel@example.com" not in active_accounts(zitadel.scim_base_url, zitadel.token)
