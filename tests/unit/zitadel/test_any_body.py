"""Any body on any route: the simulator never fails, and ZITADEL fails only where it is known to.

A 500 is either one of the triggers that zitadel-scim.md lists, or a fault.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scim import urns
from tests.unit.zitadel.driving import PROPERTY, Driver, driven
from tests.unit.zitadel.lab import user
from tests.unit.zitadel.platform.lab import Answer
from tests.unit.zitadel.whole import bulk, patch_op

pytestmark = pytest.mark.source("zitadel-scim.md 2.4, 4.6, 16.2")

ROUTES = (
    ("POST", "/Users"),
    ("PUT", "/Users/{id}"),
    ("PATCH", "/Users/{id}"),
    ("POST", "/Users/.search"),
    ("POST", "/Bulk"),
)
SCHEMAS = {
    ("POST", "/Users"): urns.USER,
    ("PUT", "/Users/{id}"): urns.USER,
    ("PATCH", "/Users/{id}"): urns.PATCH_OP,
    ("POST", "/Users/.search"): urns.SEARCH_REQUEST,
    ("POST", "/Bulk"): urns.BULK_REQUEST,
}
Route = tuple[str, str]

NAMES = (
    *("schemas", "SCHEMAS", "id", "meta", "externalId", "userName", "name", "displayName"),
    *("nickName", "profileUrl", "title", "preferredLanguage", "locale", "timezone", "active"),
    *("emails", "phoneNumbers", "password", "ims", "addresses", "photos", "entitlements"),
    *("roles", "ROLES", "value", "primary", "type", "display", "givenName", "familyName"),
    *("formatted", "middleName", "op", "path", "Operations", "method", "bulkId", "data"),
    *("failOnErrors", "count", "startIndex", "sortBy", "sortOrder", "filter", "country", "x"),
)
TEXTS = (
    *("", " ", "x", "true", "False", "cedar", "a@example.com", "A <a@example.com>", "ü"),
    *("https://x.example", "ftp:", "de-CH", "xx-YY", "Europe/Zurich", "+41 79 555 01 02", "1"),
    *("add", "Replace", "remove", "POST", "DELETE", "/Users", "/Users/1", "/Users/bulkId:a"),
    *("ascending", "userName", "id pr", 'userName eq "x"', "not (id pr)", "active eq false"),
    *(urns.USER, urns.PATCH_OP, urns.ENTERPRISE_USER),
)
PATHS = (
    *("title", "name", "name.givenName", "emails", "phoneNumbers", "roles", "active", "id"),
    *("addresses", "photos", "userName", "externalId", "password", "userType", "meta.version"),
    *("emails[primary eq true]", 'roles[value eq "a"].type', 'roles[value eq "a" or type pr]'),
    *("addresses[not (country pr)]", f"{urns.USER}:title", f"{urns.ENTERPRISE_USER}:x", "TITLE"),
)
"""Paths that parse and lead to an attribute, an element, or nowhere; none makes ZITADEL fail."""


@pytest.fixture(scope="module")
def zitadel() -> Iterator[Driver]:
    """A ZITADEL for all properties."""
    with driven() as made:
        yield made


# -- bodies ------------------------------------------------------------------------------


def leaves() -> st.SearchStrategy[Any]:
    return st.sampled_from([*TEXTS, 0, 1, -1, 101, 2**63, 1.5, 1e300, True, False, None])


def values() -> st.SearchStrategy[Any]:
    flat = st.one_of(
        leaves(),
        st.lists(leaves(), max_size=3),
        st.dictionaries(st.sampled_from(NAMES), leaves(), max_size=3),
    )
    return st.one_of(
        flat, st.lists(flat, max_size=3), st.dictionaries(st.sampled_from(NAMES), flat, max_size=3)
    )


def members(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names or NAMES), values(), max_size=5)


def operations() -> st.SearchStrategy[dict[str, Any]]:
    op = st.sampled_from(["add", "replace", "remove", "Add", "move"])
    path = st.one_of(st.none(), st.sampled_from(PATHS))
    return st.builds(
        lambda op, path, value: {"op": op, "path": path, "value": value}, op, path, values()
    )


def bodies(route: Route) -> st.SearchStrategy[Any]:
    """Return bodies that are not far from what the route takes."""
    users = members().map(lambda more: user() | more)
    patches = st.lists(operations(), max_size=3).map(lambda each: patch_op(*each))
    schema = {"schemas": [SCHEMAS[route]]}
    search = members("count", "startIndex", "sortBy", "sortOrder", "filter", "x")
    one = st.fixed_dictionaries(
        {
            "method": st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "get"]),
            "path": st.sampled_from(["/Users", "/Users/1", "/Users/bulkId:a", "Users", "/x/y/z"]),
            "data": st.one_of(users, patches, values()),
        },
        optional={"bulkId": st.sampled_from(["a", "A", ""])},
    )
    likely: dict[str, st.SearchStrategy[Any]] = {
        "/Users": users,
        "/Users/{id}": users if route[0] == "PUT" else patches,
        "/Users/.search": search.map(lambda more: schema | more),
        "/Bulk": st.lists(one, max_size=3).map(lambda each: bulk(*each)),
    }
    return st.one_of(likely[route[1]], members().map(lambda more: schema | more), values())


# -- what ZITADEL fails at ---------------------------------------------------------------

FAILURES = (None, "RECOVER", "COMMAND-CahN2", "SQL-KyeAx", "QUERY-AG4gs", "FORM-lCC9zI")
"""The ids of a 500 (4.7); some have none."""


def fails(body: Any, route: Route) -> bool:
    """Return whether a body has something in it that is known to make ZITADEL fail."""
    if body is None:
        return True  # 4.6: null at the top
    if has_null_element(body):
        return True  # 2.4: null in a list
    if route[0] == "PATCH":
        return null_for_a_list(body)
    return route[1] == "/Bulk" and null_for_data(body)


def null_for_data(body: Any) -> bool:
    """Return whether an operation of a Bulk request, or one within, has nothing to read (12.3)."""
    if isinstance(body, list):
        return any(null_for_data(each) for each in body)
    if not isinstance(body, dict):
        return False
    inner = body.get("data")
    nothing = "data" in body and inner is None
    return nothing or null_for_a_list(inner) or any(map(null_for_data, body.values()))


def has_null_element(value: Any) -> bool:
    if isinstance(value, dict):
        return any(has_null_element(each) for each in value.values())
    if isinstance(value, list):
        return any(each is None or has_null_element(each) for each in value)
    return False


def null_for_a_list(body: Any) -> bool:
    """Return whether null goes where a list is: one empty element comes of it (9.4)."""
    found = body.get("Operations") if isinstance(body, dict) else None
    return isinstance(found, list) and any(
        isinstance(each, dict) and each.get("value") is None for each in found
    )


def judge(answer: Answer, *, may_fail: bool) -> None:
    """Insist that a failure is ZITADEL's, in ZITADEL's form, and that it is a known one."""
    if answer.status == 204:
        assert answer.body == b""
        return
    found = answer.json
    assert answer.body.endswith(b"\n")
    if answer.status >= 400:
        assert found["schemas"][0] == urns.ERROR
        assert found["status"] == str(answer.status)
    statuses = [answer.status]
    if answer.status == 200 and "Operations" in found:
        statuses += [int(each["status"]) for each in found["Operations"]]
    assert may_fail or max(statuses) < 500, found
    if answer.status == 500:
        detail = found.get(urns.ZITADEL_ERROR_DETAIL, {})
        assert detail.get("id") in FAILURES, found


def target(zitadel: Driver, route: Route) -> str:
    """Return the path of a route, to a person who has a bit of everything."""
    if "{id}" not in route[1]:
        return route[1]
    things = [{"value": "a", "type": "x"}, {"value": "b"}]
    person = zitadel.person(roles=things, ims=things, addresses=[{"country": "CH"}])
    return route[1].replace("{id}", person)


# -- properties --------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
@PROPERTY
@given(data=st.data())
def test_json_fails_only_where_zitadel_does(
    zitadel: Driver, route: Route, data: st.DataObject
) -> None:
    """Whatever JSON is sent; afterwards everybody can still be listed and read."""
    body = data.draw(bodies(route))
    path = target(zitadel, route)
    raw = json.dumps(body).encode()
    judge(zitadel.scim(route[0], path, raw), may_fail=fails(body, route))
    if path.startswith("/Users/") and route[0] != "POST":
        assert zitadel.scim("GET", path).status == 200


WHOLE: dict[Route, Any] = {
    ("POST", "/Users"): user("damaged", roles=[{"value": "a", "primary": True}], active=True),
    ("PUT", "/Users/{id}"): user("damaged", title="x", addresses=[{"country": "CH"}]),
    ("PATCH", "/Users/{id}"): patch_op(
        {"op": "replace", "path": 'roles[value eq "a"].type', "value": "y"},
        {"op": "add", "value": {"title": "x", "active": "True"}},
    ),
    ("POST", "/Users/.search"): {
        "schemas": [urns.SEARCH_REQUEST],
        "count": 5,
        "filter": 'userName eq "a" and not (active eq true)',
    },
    ("POST", "/Bulk"): bulk(
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("damaged")},
        {"method": "DELETE", "path": "/Users/bulkId:a"},
    ),
}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
@PROPERTY
@given(data=st.data())
def test_damaged_json_is_refused_or_read(
    zitadel: Driver, route: Route, data: st.DataObject
) -> None:
    """Bytes that are cut, doubled or foreign are never more than a refusal."""
    raw = bytearray(json.dumps(WHOLE[route]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 3))
        raw[place : place + length] = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b'"', b"{", b"\\ud800", b"[", b","]))
        )
    may_fail = b"null" in raw or b"\\u0000" in raw or route[0] == "PATCH"  # 9.6: a broken path
    judge(zitadel.scim(route[0], target(zitadel, route), bytes(raw)), may_fail=may_fail)


@PROPERTY
@given(raw=st.binary(max_size=40), route=st.sampled_from(ROUTES))
def test_bytes_are_no_body(zitadel: Driver, raw: bytes, route: Route) -> None:
    """What is no JSON is told to be none."""
    judge(zitadel.scim(route[0], target(zitadel, route), raw), may_fail=raw.strip() == b"null")


@PROPERTY
@given(path=st.text(max_size=12), value=values(), op=st.sampled_from(["add", "replace", "remove"]))
def test_a_path_of_any_text_is_answered(zitadel: Driver, path: str, value: Any, op: str) -> None:
    """A path that does not parse is a 500 of ZITADEL's, one that does leads somewhere or not."""
    person = zitadel.person(roles=[{"value": "a"}])
    body = patch_op({"op": op, "path": path, "value": value})
    raw = json.dumps(body).encode()

    judge(zitadel.scim("PATCH", f"/Users/{person}", raw), may_fail=True)


QUERY = st.text(st.sampled_from("aeq %&=;+\"'()[]\u00e9\0count"), max_size=12)


@PROPERTY
@given(name=st.sampled_from(["filter", "count", "startIndex", "sortBy", "sortOrder"]), text=QUERY)
def test_a_query_of_any_text_is_answered(zitadel: Driver, name: str, text: str) -> None:
    """A query string is read or refused; only some parameters make ZITADEL fail (11.2)."""
    raw = "".join(sign if sign.isalnum() and sign.isascii() else code(sign) for sign in text)
    may_fail = name in ("count", "startIndex") or "%00" in raw or "%zz" in raw
    judge(zitadel.scim("GET", f"/Users?{name}={raw}"), may_fail=may_fail)


def code(sign: str) -> str:
    """Return a sign as it stands in a query string."""
    return "".join(f"%{byte:02X}" for byte in sign.encode())


@pytest.mark.parametrize("depth", [500, 5000])
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_json_of_any_depth_is_answered(zitadel: Driver, route: Route, depth: int) -> None:
    """A value that is nested deeper than the simulator can follow is still read or refused."""
    deep = "[" * depth + "]" * depth
    whole = json.dumps(WHOLE[route])[:-1]
    for name in ("roles", "value", "Operations", "data", "filter", "unknown"):
        raw = f'{whole}, "{name}": {deep}}}'.encode()
        judge(zitadel.scim(route[0], target(zitadel, route), raw), may_fail=False)
