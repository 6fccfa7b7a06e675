"""PATCH on lists: nulls among the elements, which one stays primary, what is touched."""

from typing import Any

import pytest

from simulator.errors import Refusal

from .lab import Lab, operation, types, user
from .test_patch import FULL, patched, refusal_of

ROLES = [{"value": "r", "primary": True}, {"value": "s", "primary": True}, {"value": "t"}]
PHOTO = {"value": "https://x.test/p", "type": "photo"}
PATCHING = "internal/api/scim/resources/patch"


@pytest.mark.source(f"zitadel-scim.md 2.4, 9.4; {PATCHING}")
def test_null_in_an_array_stays_null(lab: Lab) -> None:
    """As POST and PUT do; alone, null is an empty element."""
    replaced = patched(lab, operation("replace", "roles", value=[None, {"value": "x"}]))
    added = patched(lab, operation("add", "ims", value=[None]), body=user("maple"))
    alone = patched(lab, operation("replace", "roles", value=None), body=user("oak"))

    assert replaced["roles"] == [None, {"value": "x"}]
    assert added["ims"] == [None]
    assert alone["roles"] == [{}]


@pytest.mark.source(f"zitadel-scim.md 2.4, 9.4; {PATCHING}/patch_add.go")
@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        pytest.param(user(roles=[{"value": "a"}, None]), "roles", {"value": "a"}, id="behind"),
        pytest.param(user(roles=[{"value": "a"}]), "roles", [None], id="new"),
        pytest.param(user(addresses=[None]), "addresses", {"country": "CH"}, id="first of any"),
        pytest.param(user(photos=[None]), "photos", PHOTO, id="first photo"),
        pytest.param(
            user(addresses=[{"country": "CH"}, None]),
            "addresses",
            {"country": "DE", "primary": True},
            id="beside a new primary one",
        ),
    ],
)
def test_adding_looks_at_nulls(lab: Lab, body: dict[str, Any], path: str, value: object) -> None:
    """All earlier elements are compared by value, of the others the first; null is a panic."""
    refusal = refusal_of(lab, operation("add", path, value=value), body=body)

    assert refusal.error_id == "RECOVER"


@pytest.mark.source(f"zitadel-scim.md 9.4; {PATCHING}/patch_add.go")
def test_elements_without_a_value_pass_a_null_by(lab: Lab) -> None:
    """Addresses are never compared: behind the first, a null does no harm."""
    body = user(addresses=[{"country": "CH"}, None])
    shown = patched(lab, operation("add", "addresses", value={"country": "DE"}), body=body)

    assert shown["addresses"] == [{"country": "CH"}, None, {"country": "DE"}]


@pytest.mark.source(f"zitadel-scim.md 9.4; {PATCHING}/patch.go")
def test_only_the_first_other_primary_loses_its_flag(lab: Lab) -> None:
    """Several may be primary if they were sent so; a new one takes the flag from one of them."""
    new = {"value": "u", "primary": True}
    shown = patched(lab, operation("add", "roles", value=new), body=user(roles=ROLES))

    assert shown["roles"] == [{"value": "r"}, ROLES[1], ROLES[2], new]


@pytest.mark.source(f"zitadel-scim.md 9.4; {PATCHING}/patch_add.go")
def test_new_elements_count_as_sent(lab: Lab) -> None:
    """Two primary ones are refused though one replaces the other; a replaced one still counts."""
    first, second = {"value": "t", "primary": True}, {"value": "t", "display": "T"}
    body = user(roles=ROLES)

    refusal = refusal_of(lab, operation("add", "roles", value=[first, first]), body=body)
    shown = patched(
        lab, operation("add", "roles", value=[first, second]), body=user("m", roles=ROLES)
    )

    assert refusal.error_id == "SCIM-1d23"
    assert shown["roles"] == [{"value": "r"}, ROLES[1], second]


@pytest.mark.source(f"zitadel-scim.md 6.2, 6.6, 9.4; {PATCHING}")
@pytest.mark.parametrize(
    ("patch", "written"),
    [
        pytest.param(operation("remove", 'roles[value eq "x"]'), [], id="nothing there"),
        pytest.param(operation("remove", 'emails[type eq "x"]'), [], id="no match"),
        pytest.param(operation("add", "roles", value=[]), ["metadata.set roles"], id="add nothing"),
        pytest.param(
            operation("replace", "ims", value=[]), ["metadata.set ims"], id="replace by nothing"
        ),
        pytest.param(operation("remove", "roles"), ["metadata.removed roles"], id="no filter"),
    ],
)
def test_what_no_element_matches_is_not_touched(lab: Lab, patch: Any, written: list[str]) -> None:
    """A user from elsewhere would get metadata otherwise; an empty array is a value, too."""
    stranger = lab.created_elsewhere(phone="+41795550102")
    lab.elsewhere(stranger, "user.human.phone.verified")
    lab.patch(stranger, operation("replace", "title", value="T"))

    outcome = lab.patch(stranger, patch)

    assert [name for name in types(outcome) if name.startswith("metadata")] == written


@pytest.mark.source(f"zitadel-scim.md 9.6; {PATCHING}, resources/filter/attribute_resolver.go")
@pytest.mark.parametrize(
    ("operations", "result"),
    [
        pytest.param(
            [operation("remove", "name"), operation("add", "name.givenName", value="G")],
            "RECOVER",
            id="part of a name that is gone",
        ),
        pytest.param(
            [operation("remove", "profileUrl"), operation("remove", "profileUrl.x")],
            "RECOVER",
            id="part of no URL",
        ),
        pytest.param([operation("remove", "profileUrl.x")], "SCIM-sd41", id="no part of a URL"),
        pytest.param([operation("remove", "preferredLanguage.x")], "SCIM-sd41", id="of a language"),
        pytest.param(
            [operation("replace", "preferredLanguage.locale", value="de")],
            "RECOVER",
            id="what a language hides",
        ),
        pytest.param(
            [operation("add", "preferredLanguage.full", value=[])],
            "SCIM-E345X",
            id="an array onto what a language hides",
        ),
        pytest.param(
            [operation("replace", 'roles[value eq "r"].display', value=[])],
            "SCIM-opty9",
            id="an array onto a part of an element",
        ),
        pytest.param(
            [operation("replace", 'emails.value[type eq "x"]', value="x")],
            "RECOVER",
            id="filter on a part of a list",
        ),
    ],
)
def test_parts_of_what_has_none(lab: Lab, operations: list[Any], result: str) -> None:
    """ZITADEL looks a part up in whatever stands there."""
    assert refusal_of(lab, *operations).error_id == result


@pytest.mark.source("zitadel-scim.md 9.5; resources/filter/filter_evaluator.go")
def test_a_photo_has_a_value_or_not(lab: Lab) -> None:
    """An address as a whole is there; to compare it is refused."""
    shown = patched(lab, operation("remove", "photos[value pr]"))
    compared = operation("remove", 'photos[value eq "https://x.test/p"]')

    assert "photos" not in shown
    assert refusal_of(lab, compared, body=user("maple", photos=[PHOTO])).error_id == "SCIM-sd41"


@pytest.mark.source("zitadel-scim.md 9.3, 9.5")
def test_white_space_in_a_path_counts_for_nothing(lab: Lab) -> None:
    """Between all parts of a path."""
    path = ' emails [ type eq "home" ] . value '
    shown = patched(lab, operation("replace", path, value="h@example.com"))

    assert shown["emails"][1]["value"] == "h@example.com"


@pytest.mark.source("zitadel-scim.md 2.4, 9.1, 9.2")
def test_a_null_operation_breaks_when_its_turn_comes(lab: Lab) -> None:
    """An unknown op before it is reported, one behind it is not."""
    created = lab.create(FULL)
    found = []
    for operations in ([operation("move", "title"), None], [None, operation("move", "title")]):
        with pytest.raises(Refusal) as caught:
            lab.patch(created.user_id, *operations)
        found.append(caught.value.error_id)

    assert found == ["SCIM-opty1", "RECOVER"]
