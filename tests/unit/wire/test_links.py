"""Which user an exchange is about."""

import pytest

from simulator.wire.links import user_in_answer, user_in_target

ID = "312345678901234567"
ORG = "/scim/v2/300000000000000001"


@pytest.mark.parametrize(
    ("target", "user"),
    [
        pytest.param(f"{ORG}/Users/{ID}", ID, id="a member"),
        pytest.param(f"{ORG}/Users/{ID}?x=/Users/2", ID, id="with a query"),
        pytest.param(f"{ORG}/Users/a%20b", "a b", id="escaped"),
        pytest.param(f"{ORG}/Users", None, id="the collection"),
        pytest.param(f"{ORG}/Users/.search", None, id="a search"),
        pytest.param(f"{ORG}/Users?filter=userName+eq+%22a%22", None, id="a filter"),
        pytest.param(f"/v2/users/{ID}/deactivate", ID, id="API version 2"),
        pytest.param(f"/v2/users/human/{ID}", ID, id="API version 2, human"),
        pytest.param(f"/management/v1/users/{ID}/metadata/a", ID, id="management"),
        pytest.param(f"/v2/users/{ID}/Users/7", ID, id="the first of two"),
        pytest.param("/management/v1/users/_search", None, id="management search"),
        pytest.param(f"{ORG}/Groups/{ID}", None, id="something else"),
    ],
)
def test_a_path_may_name_a_user(target: str, user: str | None) -> None:
    """SCIM's path and those of the other APIs carry the id."""
    assert user_in_target(target) == user


ONE = b'{"totalResults":1,"Resources":[{"id":"7"}]}'


@pytest.mark.parametrize(
    ("method", "target", "status", "body", "user"),
    [
        pytest.param("POST", f"{ORG}/Users", 201, b'{"id":"7"}', "7", id="created"),
        pytest.param("POST", f"{ORG}/Users", 409, b'{"id":"7"}', None, id="refused"),
        pytest.param("POST", "/v2/users/new", 200, b'{"id":"7"}', "7", id="version 2"),
        pytest.param("POST", "/v2/users/human", 200, b'{"userId":"7"}', "7", id="version 2, old"),
        pytest.param(
            "POST", "/management/v1/users/human/_import", 200, b'{"userId":"7"}', "7", id="import"
        ),
        pytest.param("GET", f"{ORG}/Users?filter=x", 200, ONE, "7", id="the only one found"),
        pytest.param("POST", f"{ORG}/Users/.search", 200, ONE, "7", id="searched"),
        pytest.param(
            "GET",
            f"{ORG}/Users",
            200,
            b'{"totalResults":12,"Resources":[{"id":"7"}]}',
            None,
            id="one of many",
        ),
        pytest.param(
            "GET",
            f"{ORG}/Users",
            200,
            b'{"totalResults":1,"Resources":[]}',
            None,
            id="counted only",
        ),
        pytest.param("GET", f"{ORG}/Users/7", 200, b'{"id":"7"}', None, id="the path has it"),
        pytest.param("POST", f"{ORG}/Bulk", 200, b'{"id":"7"}', None, id="bulk"),
        pytest.param("POST", f"{ORG}/Users", 201, b"no json", None, id="no json"),
        pytest.param("POST", f"{ORG}/Users", 201, b'{"id":7}', None, id="no text"),
        pytest.param("POST", f"{ORG}/Users", 201, b"[]", None, id="no object"),
        pytest.param("POST", f"{ORG}/Users", 201, None, None, id="no body"),
        pytest.param(
            "GET",
            f"{ORG}/Users",
            200,
            b'{"totalResults":1,"Resources":[7]}',
            None,
            id="no resource",
        ),
    ],
)
def test_an_answer_may_name_a_user(
    method: str, target: str, status: int, body: bytes | None, user: str | None
) -> None:
    """The one that was made, or the only one that was found."""
    assert user_in_answer(method, target, status, body) == user
