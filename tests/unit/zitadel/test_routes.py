"""Every path and method of the SCIM interface leads where it leads in ZITADEL."""

import pytest

from simulator.zitadel.routes import (
    BadTarget,
    Elsewhere,
    Found,
    Match,
    NotAllowed,
    NotFound,
    Redirect,
    Route,
    find,
)

ORG = "372345678901234567"
BASE = f"/scim/v2/{ORG}"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MISSING = NotFound()
REFUSED = NotAllowed()


def found(method: str, path: str, query: str = "") -> Found:
    """Return what a request line means."""
    return find(method, path.encode(), query.encode())


@pytest.mark.source("zitadel-scim.md 1.2")
@pytest.mark.parametrize(
    ("path", "routes", "otherwise"),
    [
        pytest.param(
            "/Users", {"GET": Route.LIST, "POST": Route.CREATE}, MISSING, id="the collection"
        ),
        pytest.param("/Bulk", {"POST": Route.BULK}, REFUSED, id="Bulk"),
        pytest.param("/ServiceProviderConfig", {"GET": Route.CONFIG}, REFUSED, id="config"),
        pytest.param("/ResourceTypes", {"GET": Route.RESOURCE_TYPES}, REFUSED, id="types"),
        pytest.param("/Schemas", {"GET": Route.SCHEMAS}, REFUSED, id="schemas"),
        *(
            pytest.param(path, {}, MISSING, id=path or "organization root")
            for path in (
                "",
                "/",
                "/Users/",
                "/Users/x/",
                "/Users/x/y",
                "/Users/.search/",
                "/Bulk/",
                "/Bulk/x",
                "/ServiceProviderConfig/",
                "/ServiceProviderConfig/x",
                "/ServiceProviderConfigs",
                "/ResourceTypes/",
                "/ResourceTypes/User/",
                "/Schemas/",
                "/Me",
                "/Groups",
                "/Groups/x",
                "/users",
                "/.search",
            )
        ),
    ],
)
def test_each_method_of_a_path(path: str, routes: dict[str, Route], otherwise: Found) -> None:
    """An unsupported method is 404 on the collection and on no route, 405 elsewhere."""
    answers = {method: found(method, BASE + path) for method in METHODS}

    expected = dict.fromkeys(METHODS, otherwise)
    expected.update({method: Match(route, ORG) for method, route in routes.items()})
    assert answers == expected


@pytest.mark.source("zitadel-scim.md 1.2")
@pytest.mark.parametrize(
    ("path", "name", "routes"),
    [
        pytest.param(
            "/Users/x",
            "x",
            {
                "GET": Route.READ,
                "PUT": Route.REPLACE,
                "PATCH": Route.MODIFY,
                "DELETE": Route.DELETE,
            },
            id="a user",
        ),
        pytest.param("/ResourceTypes/User", "User", {"GET": Route.RESOURCE_TYPE}, id="a type"),
        pytest.param("/Schemas/urn:x", "urn:x", {"GET": Route.SCHEMA}, id="a schema"),
    ],
)
def test_each_method_of_a_member(path: str, name: str, routes: dict[str, Route]) -> None:
    """An unsupported method on a member is 405."""
    answers = {method: found(method, BASE + path) for method in METHODS}

    expected: dict[str, Found] = dict.fromkeys(METHODS, REFUSED)
    expected.update({method: Match(route, ORG, name) for method, route in routes.items()})
    assert answers == expected


@pytest.mark.source("zitadel-scim.md 1.2")
def test_search_is_an_id_for_every_method_but_post() -> None:
    """``.search`` is looked up like any other id, only POST searches."""
    path = f"{BASE}/Users/.search"

    assert found("POST", path) == Match(Route.SEARCH, ORG)
    assert found("GET", path) == Match(Route.READ, ORG, ".search")
    assert found("HEAD", path) == REFUSED


@pytest.mark.source("zitadel-scim.md 1.1")
@pytest.mark.parametrize(
    ("path", "match"),
    [
        pytest.param(f"{BASE}/%55sers", Match(Route.LIST, ORG), id="an encoded letter"),
        pytest.param(f"{BASE}%2FUsers", Match(Route.LIST, ORG), id="an encoded slash"),
        pytest.param(f"{BASE}/Users/%20", Match(Route.READ, ORG, " "), id="a blank as id"),
        pytest.param(f"{BASE}/Users/a%00b", Match(Route.READ, ORG, "a\0b"), id="NUL in an id"),
        pytest.param(f"{BASE}/Users/%C3%A9", Match(Route.READ, ORG, "é"), id="UTF-8"),
        pytest.param(f"{BASE}/Users/%FF", Match(Route.READ, ORG, "\0"), id="no UTF-8 in an id"),
        pytest.param(
            f"{BASE}/Schemas/%FF", Match(Route.SCHEMA, ORG, "\ufffd"), id="no UTF-8 in a name"
        ),
        pytest.param(f"{BASE}/Users/a+b", Match(Route.READ, ORG, "a+b"), id="plus is no blank"),
        pytest.param("/scim/v2/%3Cx%3E/Users", Match(Route.LIST, "<x>"), id="an encoded org"),
        pytest.param("/%73cim/v2/x/Users", MISSING, id="an encoded prefix"),
    ],
)
def test_matching_looks_at_the_decoded_path(path: str, match: Found) -> None:
    """Percent-encoding is undone before routes are compared, but not for the prefix.

    To the database, which is asked for ids, what is no UTF-8 is the same as NUL.
    """
    assert found("GET", path) == match


@pytest.mark.source("zitadel-scim.md 1.3")
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        pytest.param("/scim/v2//Users", "", "/scim/v2/Users", id="no organization"),
        pytest.param(f"{BASE}/./Users", "", f"{BASE}/Users", id="dot"),
        pytest.param(f"{BASE}/Users/../Bulk", "", f"{BASE}/Bulk", id="parent"),
        pytest.param(f"{BASE}//Users/", "", f"{BASE}/Users/", id="slash at the end stays"),
        pytest.param(f"{BASE}/Users/..", "", BASE, id="parent at the end"),
        pytest.param("/../..", "", "/", id="above the root"),
        pytest.param(f"{BASE}//Users", "a=%20b&c", f"{BASE}/Users?a=%20b&c", id="query kept"),
        pytest.param("//x%20y%3F(é)".replace("é", "%C3%A9"), "", "/x%20y%3F%28%C3%A9%29"),
        pytest.param("/a%2F%2e%2E/b", "", "/b", id="encoded dots"),
    ],
)
def test_paths_that_are_not_clean_redirect(method: str, path: str, query: str, target: str) -> None:
    """The server itself sends whoever asks to the cleaned path, encoded anew."""
    assert found(method, path, query) == Redirect(target, routed=False)


@pytest.mark.source("zitadel-scim.md 1.3")
def test_the_bare_root_redirects_to_the_front_page() -> None:
    """Exactly ``/scim/v2`` leads to ``/``."""
    assert found("GET", "/scim/v2") == Redirect("/", routed=True)
    assert found("POST", "/scim/v2", "x=1") == Redirect("/?x=1", routed=True)
    assert found("GET", "/scim/v2/") == MISSING


@pytest.mark.source("zitadel-scim.md 1.3")
@pytest.mark.parametrize(
    "path", ["/", "/scim", "/scim/v1/x/Users", "/SCIM/v2/x/Users", "/v2/users"]
)
def test_other_paths_are_not_for_scim(path: str) -> None:
    """The prefix is case-sensitive, and nothing outside it is SCIM's."""
    assert found("GET", path) == Elsewhere()


@pytest.mark.parametrize("path", [f"{BASE}/%zz", "/%", "/x%4"])
def test_a_broken_escape_never_reaches_a_route(path: str) -> None:
    """The HTTP server refuses such a target."""
    assert found("GET", path) == BadTarget()


GROUPS = {
    Route.GROUP_CREATE: "group.create",
    Route.GROUP_LIST: "group.read",
    Route.GROUP_SEARCH: "group.read",
    Route.GROUP_READ: "group.read",
    Route.GROUP_REPLACE: "group.write",
    Route.GROUP_MODIFY: "group.write",
    Route.GROUP_DELETE: "group.delete",
}


@pytest.mark.source("zitadel-scim.md 15.1")
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        pytest.param("POST", "/Groups", Match(Route.GROUP_CREATE, "7"), id="create"),
        pytest.param("GET", "/Groups", Match(Route.GROUP_LIST, "7"), id="list"),
        pytest.param("POST", "/Groups/.search", Match(Route.GROUP_SEARCH, "7"), id="search"),
        pytest.param("GET", "/Groups/8", Match(Route.GROUP_READ, "7", "8"), id="read"),
        pytest.param("PUT", "/Groups/8", Match(Route.GROUP_REPLACE, "7", "8"), id="replace"),
        pytest.param("PATCH", "/Groups/8", Match(Route.GROUP_MODIFY, "7", "8"), id="modify"),
        pytest.param("DELETE", "/Groups/8", Match(Route.GROUP_DELETE, "7", "8"), id="delete"),
        pytest.param("PUT", "/Groups", NotFound(), id="no such method of the collection"),
        pytest.param("POST", "/Groups/8", NotAllowed(), id="no such method of one"),
    ],
)
def test_newer_versions_route_groups_like_users(method: str, path: str, expected: Found) -> None:
    """Released versions know nothing below that name."""
    target = f"/scim/v2/7{path}".encode()

    assert find(method, target, b"", groups=True) == expected
    assert find(method, target, b"") == NotFound()


@pytest.mark.source("zitadel-scim.md 3.3, 15.1")
def test_permissions_of_routes() -> None:
    """Discovery is public, Bulk needs any caller, the others a permission on users."""
    assert {route for route in Route if route.public} == {
        Route.CONFIG,
        Route.RESOURCE_TYPES,
        Route.RESOURCE_TYPE,
        Route.SCHEMAS,
        Route.SCHEMA,
    }
    assert {route: route.permission for route in Route if not route.public} == {
        **GROUPS,
        Route.CREATE: "user.write",
        Route.LIST: "user.read",
        Route.SEARCH: "user.read",
        Route.READ: "user.read",
        Route.REPLACE: "user.write",
        Route.MODIFY: "user.write",
        Route.DELETE: "user.delete",
        Route.BULK: "",
    }
