"""From the Okta profile to the app profile."""

from dataclasses import replace

import pytest

from simulator.events import JSON
from simulator.okta.attributes import Attribute, default_attributes, place
from simulator.okta.mapping import changed_names, map_profile, remap_profile, scope_of, user_name
from simulator.okta.model import App
from tests.unit.okta.samples import PRIYA, app

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.mark.source("okta-provisioning.md 1.6")
@pytest.mark.parametrize(
    ("name", "external", "namespace", "expression"),
    [
        pytest.param("givenName", "name.givenName", CORE, "user.firstName", id="given"),
        pytest.param("email", "emails.^[primary==true].value", CORE, "user.email", id="email"),
        pytest.param(
            "emailType",
            "emails.^[primary==true].type",
            CORE,
            "(user.email != null && user.email != '') ? 'work' : ''",
            id="email-type",
        ),
        pytest.param("secondEmail", "emails.^[primary==false].value", CORE, "", id="second"),
        pytest.param(
            "locality", "addresses.^[primary==true].locality", CORE, "user.city", id="city"
        ),
        pytest.param(
            "managerDisplayName", "manager.displayName", ENTERPRISE, "user.manager", id="manager"
        ),
    ],
)
def test_default_mappings(name: str, external: str, namespace: str, expression: str) -> None:
    """A new app has the wizard's attributes and mappings."""
    found = {each.name: each for each in default_attributes()}[name]

    assert (found.external_name, found.namespace, found.expression) == (
        external,
        namespace,
        expression,
    )


def test_every_default_external_name_can_be_read() -> None:
    """The table of attributes is consistent with the grammar of external names."""
    for each in default_attributes():
        assert place(each.external_name).top


@pytest.mark.source("okta-provisioning.md 8.1")
def test_only_attributes_with_a_value_are_in_the_profile() -> None:
    """Null and empty results are left out of a new app profile."""
    mapped = map_profile(app(), scope_of(PRIYA))

    assert mapped.profile == {
        "givenName": "Priya",
        "familyName": "Raman",
        "email": PRIYA.login,
        "emailType": "work",
        "title": "Account Manager",
        "displayName": "Priya Raman",
        "employeeNumber": "20417",
        "department": "Field Sales",
    }


def with_mapping(**changes: str) -> App:
    """Return the app with other expressions or modes for the title."""
    of = app()
    return replace(
        of,
        attributes=tuple(
            replace(each, **changes) if each.name == "title" else each for each in of.attributes
        ),
    )


@pytest.mark.source("okta-provisioning.md 8.2: a failing expression gives no value")
def test_a_failing_expression_leaves_the_attribute_out() -> None:
    """The others are not disturbed, and the reason is known."""
    mapped = map_profile(with_mapping(expression="user.shoeSize"), scope_of(PRIYA))

    assert "title" not in mapped.profile
    assert mapped.failed == (("title", "user.shoeSize is no attribute of an Okta user"),)


@pytest.mark.source("okta-provisioning.md 1.6: Apply on")
@pytest.mark.parametrize(
    ("apply_on", "title", "wanted"),
    [
        pytest.param("create_and_update", "Lead", "Lead", id="update"),
        pytest.param("create", "Lead", "Account Manager", id="create-only"),
        pytest.param("create_and_update", None, "", id="cleared"),
    ],
)
def test_a_change_in_okta_reaches_the_app_profile(
    apply_on: str, title: str | None, wanted: str
) -> None:
    """Rows on create keep their value; a value taken away becomes empty text."""
    of = with_mapping(apply_on=apply_on)
    before = map_profile(of, scope_of(PRIYA)).profile
    after = replace(PRIYA, profile={**PRIYA.profile, "title": title})

    mapped = remap_profile(of, scope_of(after), before=before, own={}, group={})

    assert mapped.profile["title"] == wanted


@pytest.mark.source("okta-provisioning.md 8.1, 1.7")
def test_an_unmapped_attribute_takes_the_persons_value_before_the_groups() -> None:
    """Individual beats group; both only count where nothing is mapped."""
    of = with_mapping(expression="")

    mine = map_profile(of, scope_of(PRIYA), own={"title": "Mine"}, group={"title": "Ours"})
    ours = map_profile(of, scope_of(PRIYA), group={"title": "Ours", "givenName": "No"})

    assert mine.profile["title"] == "Mine"
    assert ours.profile["title"] == "Ours"
    assert ours.profile["givenName"] == "Priya"


@pytest.mark.source("okta-provisioning.md 1.6, 8.3")
@pytest.mark.parametrize(
    ("type_", "expression", "wanted"),
    [
        pytest.param("string", "12", "12", id="text"),
        pytest.param("string", "true", "true", id="text-of-boolean"),
        pytest.param("number", "'1.5'", 1.5, id="number"),
        pytest.param("integer", "'7'", 7, id="integer"),
        pytest.param("boolean", "'TRUE'", True, id="boolean"),
        pytest.param("string[]", "'a'", ["a"], id="list-of-one"),
    ],
)
def test_values_take_the_declared_type(type_: str, expression: str, wanted: JSON) -> None:
    """The type of the app attribute decides the JSON kind."""
    made = Attribute(name="extra", external_name="extra", type=type_, expression=expression)
    of = replace(app(), attributes=(made,))

    assert map_profile(of, scope_of(PRIYA)).profile["extra"] == wanted


@pytest.mark.source("okta-provisioning.md 1.1: Application username format")
@pytest.mark.parametrize(
    ("knobs", "wanted"),
    [
        pytest.param({}, PRIYA.login, id="okta-username"),
        pytest.param({"username_format": "okta_username_prefix"}, "priya.raman", id="prefix"),
        pytest.param({"username_format": "email"}, PRIYA.login, id="email"),
        pytest.param(
            {"username_format": "custom", "username_expression": "user.employeeNumber"},
            "20417",
            id="custom",
        ),
        pytest.param(
            {"username_format": "custom", "username_expression": "user.nickName"},
            PRIYA.login,
            id="custom-without-value",
        ),
    ],
)
def test_the_application_username(knobs: dict[str, str], wanted: str) -> None:
    """The format of the Sign On tab gives the userName; nothing falls back to the login."""
    assert user_name(app(**knobs), scope_of(PRIYA)) == wanted


def test_changed_names_tells_what_differs() -> None:
    """Changed, new and lost attributes are named."""
    assert changed_names({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4}) == ("b", "d", "c")
