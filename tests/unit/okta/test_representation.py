"""Bodies: what goes into a POST, what is laid over for a PUT."""

from dataclasses import replace

import pytest

from simulator.events import JSON
from simulator.okta.attributes import Attribute
from simulator.okta.mapping import map_profile, scope_of
from simulator.okta.representation import changed_values, created, overlaid
from tests.unit.okta.samples import LINKED, PRIYA, app, snapshot

STORED: dict[str, JSON] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": LINKED,
    "externalId": "old",
    "userName": "priya",
    "name": {"formatted": "Priya R.", "givenName": "Priya", "familyName": "R."},
    "nickName": "Pri",
    "emails": [
        {"value": "home@x.example", "type": "home"},
        {"value": "old@x.example", "type": "other", "primary": True},
    ],
    "active": True,
    "meta": {"resourceType": "User"},
}


def attribute(external: str, type_: str = "string", namespace: str | None = None) -> Attribute:
    made = Attribute(name="extra", external_name=external, type=type_, custom=True)
    return made if namespace is None else replace(made, namespace=namespace)


@pytest.mark.source("okta-provisioning.md 1.6 (F20), 8.3")
@pytest.mark.parametrize(
    ("made", "value", "key", "wanted"),
    [
        pytest.param(attribute("roles"), "ADMIN", "roles", "ADMIN", id="text"),
        pytest.param(attribute("roles", "string[]"), ["ADMIN"], "roles", ["ADMIN"], id="list"),
        pytest.param(
            attribute("roles.^[primary==true].value"),
            "ADMIN",
            "roles",
            [{"primary": True, "value": "ADMIN"}],
            id="entry",
        ),
        pytest.param(
            attribute("roles.^[type=='base'].value", "string[]"),
            ["a", "b"],
            "roles",
            [{"type": "base", "value": "a"}, {"type": "base", "value": "b"}],
            id="entries",
        ),
        pytest.param(
            attribute("badge.colour", namespace="teleport"),
            "teal",
            "teleport",
            {"badge": {"colour": "teal"}},
            id="namespace-as-written",
        ),
    ],
)
def test_type_and_external_name_decide_the_json(
    made: Attribute, value: JSON, key: str, wanted: JSON
) -> None:
    """Text, list, list entry or an object of its own: as the schema of the app says."""
    of = replace(app(), attributes=(*app().attributes, made))
    shot = snapshot(of)
    shot = replace(shot, profile={**shot.profile, "extra": value})

    body = created(of, shot, external_id=PRIYA.id, password=None)

    assert body[key] == wanted
    assert ("teleport" in body["schemas"]) is (key == "teleport")


@pytest.mark.source("okta-provisioning.md 11, row 24")
def test_an_attribute_without_namespace_is_not_sent() -> None:
    """A custom attribute needs an external namespace to arrive anywhere."""
    of = replace(app(), attributes=(*app().attributes, attribute("nick", namespace="")))
    shot = replace(snapshot(of), profile={"extra": "x"})

    assert "nick" not in created(of, shot, external_id=PRIYA.id, password=None)


@pytest.mark.source("okta-provisioning.md 2.2")
@pytest.mark.parametrize(
    ("knobs", "present"),
    [
        pytest.param({}, False, id="with-a-value"),
        pytest.param({"enterprise_urn": "always"}, True, id="always"),
    ],
)
def test_the_enterprise_urn_comes_with_a_value(knobs: dict[str, str], present: bool) -> None:
    """Without an enterprise value its URN is not listed, unless the tenant always does."""
    of = app(**knobs)
    bare = {"firstName": "P", "lastName": "R", "email": PRIYA.login}
    profile = map_profile(of, scope_of(replace(PRIYA, profile=bare))).profile
    shot = replace(snapshot(of), profile=profile)

    body = created(of, shot, external_id=PRIYA.id, password=None)

    assert (len(body["schemas"]) == 2) is present
    assert "phoneNumbers" not in body
    assert "addresses" not in body


@pytest.mark.source("okta-provisioning.md 2.5")
def test_mapped_values_are_laid_over_in_server_order() -> None:
    """What is not mapped stays, the primary e-mail is replaced, other entries are kept."""
    body = overlaid(app(), snapshot(app()), STORED, external_id=PRIYA.id)

    assert list(body)[:9] == [*list(STORED)]
    assert body["name"] == {"formatted": "Priya R.", "givenName": "Priya", "familyName": "Raman"}
    assert body["nickName"] == "Pri"
    assert body["emails"] == [
        {"value": "home@x.example", "type": "home"},
        {"primary": True, "value": PRIYA.login, "type": "work"},
    ]
    assert body["externalId"] == PRIYA.id
    assert body["groups"] == []
    assert STORED["externalId"] == "old"


@pytest.mark.source("okta-provisioning.md 2.5")
@pytest.mark.parametrize(
    ("knobs", "stored", "key", "wanted"),
    [
        pytest.param({}, {"groups": [{"value": "g"}]}, "groups", [{"value": "g"}], id="echo"),
        pytest.param(
            {"echo_groups": "empty"}, {"groups": [{"value": "g"}]}, "groups", [], id="empty"
        ),
        pytest.param({}, {"password": "secret"}, "password", "secret", id="password-echoed"),
        pytest.param({"username_update": "create_only"}, {}, "userName", "priya", id="create-only"),
        pytest.param(
            {"exclude_username_updates": True}, {}, "userName", "priya", id="excluded-userName"
        ),
    ],
)
def test_what_an_update_does_with_special_keys(
    knobs: dict[str, JSON], stored: dict[str, JSON], key: str, wanted: JSON
) -> None:
    """Groups, a returned password and userName follow the settings."""
    of = app(**knobs)

    body = overlaid(of, snapshot(of), {**STORED, **stored}, external_id=PRIYA.id)

    assert body[key] == wanted


@pytest.mark.source("okta-provisioning.md 2.5: cleared mapped attribute")
def test_a_cleared_attribute_is_emptied_where_it_stands() -> None:
    """A value taken away in Okta goes out as empty text, and only if there is something."""
    shot = replace(snapshot(app()), profile={"title": "", "nickName": ""})

    body = overlaid(app(), shot, STORED, external_id=PRIYA.id)

    assert body["nickName"] == ""
    assert "title" not in body


@pytest.mark.source("okta-provisioning.md 2.5: after a rename name.formatted goes out as it was")
def test_a_rename_leaves_the_formatted_name() -> None:
    """name.formatted is not mapped, so the server's old text goes back (F22)."""
    body = overlaid(app(), snapshot(app()), STORED, external_id=PRIYA.id)

    assert body["name"]["formatted"] == "Priya R."


def test_a_patch_of_one_list_entry_sends_the_whole_entry() -> None:
    """A changed e-mail is patched together with its type and primary flag."""
    shot = replace(snapshot(app()), changed=("email", "userName"))

    value = changed_values(app(), shot)

    assert value == {
        "userName": PRIYA.login,
        "emails": [{"primary": True, "value": PRIYA.login, "type": "work"}],
    }
