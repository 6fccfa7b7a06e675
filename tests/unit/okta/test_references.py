"""An expression is saved only if everything it refers to exists."""

import pytest

from simulator.errors import UsageError
from tests.unit.okta.harness import Tenant

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.source("okta-provisioning.md 8.2: unknown attribute = error, not null"),
]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        pytest.param(
            "user.tilte",
            "user.tilte at position 1 is no attribute of an Okta user. Did you mean user.title?",
            id="misspelt",
        ),
        pytest.param("'a' + user.qqq", "user.qqq at position 7 is no attribute", id="nothing-like"),
        pytest.param("source.Title", "Did you mean source.title?", id="wrong-case"),
        pytest.param("user.title ?: user.nope", "user.nope at position 15", id="in-a-branch"),
        pytest.param("app.nope", "app.nope at position 1 is no fact about the app", id="app"),
        pytest.param(
            "appuser.tilte", "no attribute of the app profile of Harborline", id="app-profile"
        ),
        pytest.param(
            "other_app_1.title", "other_app_1 is not the name of this app", id="of-an-app"
        ),
    ],
)
async def test_an_unknown_attribute_is_refused(tenant: Tenant, expression: str, told: str) -> None:
    """The message names the attribute, its place and one alike; the mapping stays."""
    await tenant.configured()

    with pytest.raises(UsageError) as refused:
        await tenant.service.change_mapping("title", expression=expression)

    app = tenant.service.store.find_app(None)
    kept = app.attribute("title")
    assert told in str(refused.value)
    assert kept is not None
    assert kept.expression == "user.title"


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("String.toUpperCase(user.nickName)", id="user"),
        pytest.param("app.label + org.name", id="app-and-org"),
        pytest.param("appuser.badge ?: user.title", id="the-new-attribute-itself"),
    ],
)
async def test_what_exists_is_taken(tenant: Tenant, expression: str) -> None:
    """Known names are saved, of the attribute that comes with the mapping, too."""
    await tenant.configured()

    made = await tenant.service.change_mapping(
        "badge", expression=expression, external_name="badge", namespace="urn:northwind"
    )

    assert made["expression"] == expression


async def test_the_application_username_is_held_to_the_same(tenant: Tenant) -> None:
    """A custom format with an unknown attribute would silently fall back to the login."""
    await tenant.configured()

    with pytest.raises(UsageError, match=r"Did you mean user\.login\?"):
        await tenant.service.change_settings(
            {"username_format": "custom", "username_expression": "user.loginn"}
        )
