"""PATCH on what an address consists of: ZITADEL looks attributes up in Go's URL, too."""

from typing import Any

import pytest

from .lab import Lab, operation, types, user
from .test_patch import FULL, patched, refusal_of

SOURCE = "internal/api/scim/resources/filter/attribute_resolver.go; net/url"
PHOTOS = [
    {"value": "https://x.test/p", "type": "x"},
    {"value": "https://nora@y.test:8443?", "type": "y"},
]


@pytest.mark.source(f"zitadel-scim.md 9.3, 9.4; {SOURCE}")
@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        pytest.param("host", "y.test:81", "https://y.test:81/a", id="host"),
        pytest.param("HOST", "y.test", "https://y.test/a", id="case"),
        pytest.param("host", None, "https://x.test/a", id="null"),
        pytest.param("path", "new x", "https://x.test/new%20x", id="path"),
        pytest.param("rawPath", "/%61", "https://x.test/%61", id="path as written"),
        pytest.param("rawPath", "/b", "https://x.test/a", id="another path as written"),
        pytest.param("rawQuery", "a=b c", "https://x.test/a?a=b c", id="query"),
        pytest.param("forceQuery", True, "https://x.test/a?", id="empty query"),
        pytest.param("fragment", "ü", "https://x.test/a#%C3%BC", id="fragment"),
        pytest.param("opaque", "o", "https:o", id="opaque"),
        pytest.param("user", {"username": "x"}, "https://@x.test/a", id="user"),
        pytest.param("user", None, "https://@x.test/a", id="null for the user"),
    ],
)
def test_a_part_of_an_address_is_set(lab: Lab, name: str, value: object, shown: str) -> None:
    """The address is printed anew; who it names cannot be set, only made nobody."""
    after = patched(lab, operation("replace", f"profileUrl.{name}", value=value))

    assert after["profileUrl"] == shown


@pytest.mark.source(f"zitadel-scim.md 9.4; {SOURCE}")
def test_parts_are_changed_one_after_the_other(lab: Lab) -> None:
    """What lies between two operations need not be an address; one set as a whole is."""
    after = patched(
        lab,
        operation("remove", "profileUrl.scheme"),
        operation("replace", "profileUrl.host", value="a b"),
        operation("remove", "profileUrl.path"),
        operation("add", "profileUrl.host", value="z.test"),
        operation("add", "profileUrl.scheme", value="http"),
    )
    whole = patched(
        lab,
        operation("remove", "profileUrl.host"),
        operation("add", "profileUrl", value="https://w.test"),
        operation("add", "profileUrl.path", value="/q"),
        body=user("maple", profileUrl="https://x.test/a"),
    )

    assert after["profileUrl"] == "http://z.test"
    assert whole["profileUrl"] == "https://w.test/q"


@pytest.mark.source(f"zitadel-scim.md 2.4, 6.6; {SOURCE}; user_metadata.go")
def test_what_is_no_address_any_more_is_stored_but_not_shown(lab: Lab) -> None:
    """Reading drops another scheme; nothing left is a removal."""
    created = lab.create(FULL)
    lab.patch(created.user_id, operation("replace", "profileUrl.scheme", value="ftp"))
    shown = lab.get(created.user_id)
    parts = ("scheme", "host", "path")

    outcome = lab.patch(
        created.user_id,
        operation("add", "profileUrl", value="https://x.test/a"),
        *(operation("remove", f"profileUrl.{name}") for name in parts),
    )

    assert "profileUrl" not in shown
    assert types(outcome) == ["metadata.removed profileUrl"]


@pytest.mark.source(f"zitadel-scim.md 9.4, 9.6; {SOURCE}")
@pytest.mark.parametrize(
    ("refused", "error_id"),
    [
        pytest.param(operation("add", "profileUrl.host", value=["x"]), "SCIM-E345X", id="array"),
        pytest.param(operation("add", "profileUrl.host", value=5), "SCIM-opty9", id="number"),
        pytest.param(operation("add", "profileUrl.omitHost", value="t"), "SCIM-opty9", id="text"),
        pytest.param(operation("add", "profileUrl.path"), "SCIM-opty9", id="no value"),
        pytest.param(operation("add", "profileUrl.user", value="x"), "SCIM-opty9", id="user"),
        pytest.param(operation("remove", "profileUrl.port"), "SCIM-sd41", id="no part"),
        pytest.param(
            operation("replace", 'photos[value.user eq "nora"].type', value="z"),
            "SCIM-i2o3",
            id="a user compared",
        ),
        pytest.param(
            operation("remove", "photos[value.host eq null]"), "RECOVER", id="null for a host"
        ),
    ],
)
def test_what_does_not_fit_a_part_is_refused(lab: Lab, refused: Any, error_id: str) -> None:
    """As for any text or boolean."""
    assert refusal_of(lab, refused).error_id == error_id


@pytest.mark.source(f"zitadel-scim.md 9.5; filter_evaluator.go; {SOURCE}")
@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        pytest.param('value.host eq "x.test"', ["y"], id="host"),
        pytest.param('value.HOST co ":8"', ["x"], id="port"),
        pytest.param('value.scheme eq "HTTPS"', ["x", "y"], id="case counts"),
        pytest.param("value.forceQuery eq true", ["x"], id="boolean"),
        pytest.param("value.path pr", ["y"], id="path"),
        pytest.param("value.user pr", ["x"], id="user"),
        pytest.param("value.user eq null", ["y"], id="no user"),
        pytest.param("not (value.user ne null)", ["y"], id="not"),
    ],
)
def test_photos_are_found_by_what_is_inside_their_address(
    lab: Lab, wanted: str, left: list[str]
) -> None:
    """Of all parts the user alone may be compared with null."""
    after = patched(lab, operation("remove", f"photos[{wanted}]"), body=user("n", photos=PHOTOS))

    assert [photo["type"] for photo in after.get("photos", [])] == left


@pytest.mark.source(f"zitadel-scim.md 9.3; {SOURCE}")
@pytest.mark.parametrize(
    "operations",
    [
        pytest.param(
            [operation("remove", "resource"), operation("remove", "resource.meta")], id="gone"
        ),
        pytest.param([operation("remove", 'resource.schemas[value eq "x"]')], id="a list of texts"),
    ],
)
def test_looking_into_what_has_no_parts_is_a_panic(lab: Lab, operations: list[Any]) -> None:
    """A name that is there by accident can be taken away like any other."""
    assert refusal_of(lab, *operations).error_id == "RECOVER"
