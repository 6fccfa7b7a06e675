"""Bulk requests: what happens around the operations."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.zitadel.bulk import run_bulk, split_path
from simulator.zitadel.refusals import recover, refuse

from .lab import BASE, ORG

USERS = f"{BASE}/scim/v2/{ORG}/Users"


@dataclass
class Commands:
    """Writes down what it is told; data tells it what to fail with."""

    done: list[tuple[str, ...]] = field(default_factory=list)

    def post(self, data: bytes, /) -> str:
        self._do("POST", data.decode())
        return f"new{len(self.done)}"

    def put(self, user_id: str, data: bytes, /) -> None:
        self._do("PUT", user_id, data.decode())

    def patch(self, user_id: str, data: bytes, /) -> None:
        self._do("PATCH", user_id, data.decode())

    def delete(self, user_id: str, /) -> None:
        self._do("DELETE", user_id)

    def _do(self, *what: str) -> None:
        self.done.append(what)
        if what[-1] == '"refuse"':
            raise refuse("SCIM-EM19")
        if what[-1] == '"panic"':
            raise recover()
        if what[-1] == "nobody":
            raise refuse("COMMAND-bd4ir1mblj")


def request(*operations: Any, **more: Any) -> bytes:
    """Return the body of a Bulk request."""
    body = {"schemas": [urns.BULK_REQUEST], **more, "Operations": list(operations)}
    return json.dumps(body).encode()


def op(method: str, path: str, **more: Any) -> dict[str, Any]:
    """Return one operation."""
    return {"method": method, "path": path, **more}


def run(commands: Commands, *operations: Any, limit: int = 100, **more: Any) -> list[Any]:
    """Run operations and return the elements of the answer."""
    body = run_bulk(
        request(*operations, **more), limit=limit, base=BASE, org=ORG, commands=commands
    )
    assert body.endswith(b"}\n")
    answer = json.loads(body)
    assert list(answer) == ["schemas", "Operations"]
    assert answer["schemas"] == [urns.BULK_RESPONSE]
    found: list[Any] = answer["Operations"]
    return found


def failure(answer: Any) -> str:
    """Return the id of the error in an element."""
    assert answer["response"]["status"] == answer["status"]
    detail = answer["response"][urns.ZITADEL_ERROR_DETAIL]
    return str(detail["id"])


@pytest.mark.source("zitadel-scim.md 12.3")
def test_operations_run_in_the_order_of_the_request() -> None:
    """Each is told its raw data; the answer has no resources, but locations."""
    commands = Commands()
    answers = run(
        commands,
        op("POST", "/Users", bulkId="a", data={"x": 1}),
        op("PUT", "/Users/u1", data={"y": [2]}),
        op("PATCH", "/Users/u1", data=[]),
        op("DELETE", "/Users/u1", data="ignored"),
    )

    assert commands.done == [
        ("POST", '{"x": 1}'),
        ("PUT", "u1", '{"y": [2]}'),
        ("PATCH", "u1", "[]"),
        ("DELETE", "u1"),
    ]
    assert answers == [
        {"method": "POST", "bulkId": "a", "location": f"{USERS}/new1", "status": "201"},
        {"method": "PUT", "location": f"{USERS}/u1", "status": "200"},
        {"method": "PATCH", "location": f"{USERS}/u1", "status": "204"},
        {"method": "DELETE", "location": f"{USERS}/u1", "status": "204"},
    ]


@pytest.mark.source("zitadel-scim.md 12.3")
@pytest.mark.parametrize(
    ("operation", "error_id", "detail", "where"),
    [
        pytest.param(
            op("POST", "Users"),
            "SCIM-BLK19",
            "Invalid path: has to start with a /",
            None,
            id="no-slash",
        ),
        pytest.param({}, "SCIM-BLK19", "Invalid path: has to start with a /", None, id="nothing"),
        pytest.param(
            op("PUT", "/Users/a/b"), "SCIM-BLK20", "Invalid resource path", None, id="three"
        ),
        pytest.param(
            op("PUT", "/Users/a/"), "SCIM-BLK20", "Invalid resource path", None, id="slash-after-id"
        ),
        pytest.param(op("POST", "/"), "SCIM-BLK13", "Unknown resource ", None, id="root"),
        pytest.param(op("POST", "//Users"), "SCIM-BLK13", "Unknown resource ", None, id="double"),
        pytest.param(
            op("POST", "/Groups"), "SCIM-BLK13", "Unknown resource Groups", None, id="groups"
        ),
        pytest.param(
            op("POST", "/%55sers"), "SCIM-BLK13", "Unknown resource %55sers", None, id="encoded"
        ),
        pytest.param(
            op("POST", "/Users?x=1"), "SCIM-BLK13", "Unknown resource Users?x=1", None, id="query"
        ),
        pytest.param(
            op("post", "/Users"), "SCIM-BLK14", "Unsupported operation post", None, id="lower"
        ),
        pytest.param(
            op("GET", "/Users/u"), "SCIM-BLK14", "Unsupported operation GET", "u", id="get"
        ),
        pytest.param(
            op("PATCH", "/Users"),
            "SCIM-BLK16",
            "To patch a resource, a resourceID is required",
            None,
            id="patch-no-id",
        ),
        pytest.param(
            op("DELETE", "/Users/"),
            "SCIM-BLK17",
            "To delete a resource, a resourceID is required",
            None,
            id="delete-no-id",
        ),
        pytest.param(
            op("POST", "/Users/u"),
            "SCIM-BLK56",
            "Cannot post with a resourceID",
            None,
            id="post-id",
        ),
    ],
)
def test_a_wrong_operation_fails_alone(
    operation: Any, error_id: str, detail: str, where: str | None
) -> None:
    """Nothing is done; a location is shown where the path names an id."""
    commands = Commands()
    (answer,) = run(commands, operation)

    assert commands.done == []
    assert (failure(answer), answer["response"]["detail"]) == (error_id, detail)
    assert answer["method"] == operation.get("method", "")
    assert answer["status"] == "400"
    assert answer.get("location") == (where and f"{USERS}/{where}")


@pytest.mark.source("zitadel-scim.md 12.3")
def test_a_put_needs_no_id_to_be_tried() -> None:
    """The command refuses it, as it does any unknown id."""
    commands = Commands()
    run(commands, op("PUT", "/Users"), op("PUT", "/Users/"))

    assert commands.done == [("PUT", "", ""), ("PUT", "", "")]


@pytest.mark.source("zitadel-scim.md 12.3")
def test_keys_of_an_element_stand_in_order() -> None:
    """Method, bulkId, location, response, status; no location after a failed POST."""
    commands = Commands()
    put, post = run(
        commands,
        op("PUT", "/Users/u1", bulkId="b", data="refuse"),
        op("POST", "/Users", bulkId="c", data="refuse"),
    )

    assert list(put) == ["method", "bulkId", "location", "response", "status"]
    assert list(post) == ["method", "bulkId", "response", "status"]
    assert failure(put) == failure(post) == "SCIM-EM19"


@pytest.mark.source("zitadel-scim.md 4.6")
def test_a_panic_ends_only_its_operation() -> None:
    """It has an error of its own inside Bulk."""
    first, second = run(
        Commands(), op("PATCH", "/Users/u1", data="panic"), op("DELETE", "/Users/u1")
    )

    assert (failure(first), first["status"]) == ("SCIM-BLK12", "500")
    assert first["location"] == f"{USERS}/u1"
    assert second["status"] == "204"


@pytest.mark.source("zitadel-scim.md 12.4")
@pytest.mark.parametrize(
    ("defined", "reference", "found", "shown"),
    [
        pytest.param("n1", "bulkId:n1", True, "new1", id="plain"),
        pytest.param("n1", "BULKID:N1", True, "new1", id="reference-in-capitals"),
        pytest.param("User1", "bulkId:User1", False, "user1", id="definition-in-capitals"),
        pytest.param("n1", "bulkId:n2", False, "n2", id="unknown"),
        pytest.param("", "bulkId:", False, None, id="empty"),
    ],
)
def test_references_are_lower_cased_but_definitions_are_not(
    defined: str, reference: str, found: bool, shown: str | None
) -> None:
    """A bulkId with capital letters can never be referred to."""
    commands = Commands()
    _, answer = run(
        commands, op("POST", "/Users", bulkId=defined), op("DELETE", f"/Users/{reference}")
    )

    assert answer.get("location") == (shown and f"{USERS}/{shown}")
    assert (commands.done[-1][0] == "DELETE") is found
    if not found:
        assert failure(answer) == "SCIM-BLK4"
        wanted = f"Could not resolve bulkID {shown or ''} to created ID"
        assert answer["response"]["detail"] == wanted


@pytest.mark.source("zitadel-scim.md 12.4")
def test_only_a_successful_post_before_defines_a_reference() -> None:
    """Later and failed ones define nothing, the last of a name wins, data is left alone."""
    commands = Commands()
    answers = run(
        commands,
        op("DELETE", "/Users/bulkId:a"),
        op("POST", "/Users", bulkId="a", data="refuse"),
        op("DELETE", "/Users/bulkId:a"),
        op("POST", "/Users", bulkId="a", data="bulkId:a"),
        op("POST", "/Users", bulkId="a"),
        op("PUT", "/Users/other", bulkId="a"),
        op("DELETE", "/Users/bulkId:a"),
    )

    assert [one["status"] for one in answers] == ["400", "400", "400", "201", "201", "200", "204"]
    assert commands.done[1] == ("POST", '"bulkId:a"')
    assert commands.done[-1] == ("DELETE", "new3")


@pytest.mark.source("zitadel-scim.md 12.3")
def test_references_are_resolved_before_resource_and_method_are_looked_at() -> None:
    """The first thing that is wrong is what is answered."""
    groups, get = run(Commands(), op("GET", "/Groups/bulkId:x"), op("GET", "/Groups"))

    assert failure(groups) == "SCIM-BLK4"
    assert failure(get) == "SCIM-BLK13"


@pytest.mark.source("zitadel-scim.md 12.2")
@pytest.mark.parametrize(
    ("budget", "answered"),
    [
        pytest.param(None, 4, id="null"),
        pytest.param(1, 2, id="one"),
        pytest.param(0, 2, id="zero"),
        pytest.param(-7, 2, id="negative"),
        pytest.param(2, 3, id="two"),
        pytest.param(3, 4, id="enough"),
    ],
)
def test_errors_stop_the_request_once_the_budget_is_used_up(
    budget: int | None, answered: int
) -> None:
    """Operations after the stop are neither run nor answered."""
    commands = Commands()
    answers = run(
        commands,
        op("DELETE", "/Users/u1"),
        op("DELETE", "/Users/nobody"),
        op("DELETE", "/Users/nobody"),
        op("DELETE", "/Users/u1"),
        failOnErrors=budget,
    )

    assert len(answers) == len(commands.done) == answered


@pytest.mark.source("zitadel-scim.md 12.1")
def test_too_many_operations_are_refused_before_the_first() -> None:
    """The whole request is too large then; exactly the limit is fine."""
    commands = Commands()
    assert len(run(commands, *[op("DELETE", "/Users/u1")] * 3, limit=3)) == 3
    with pytest.raises(Refusal) as caught:
        run(commands, *[op("DELETE", "/Users/u1")] * 4, limit=3)

    assert (caught.value.status, caught.value.error_id) == (413, "SCIM-BLK19")
    assert caught.value.detail == "Too many bulk operations in one request, max 3 allowed."
    assert len(commands.done) == 3


@pytest.mark.source("zitadel-scim.md 12.1")
def test_a_request_without_operations_does_nothing() -> None:
    """Missing, null and empty are the same."""
    for body in (
        request(),
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]}',
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":null}',
    ):
        answer = run_bulk(body, limit=1, base=BASE, org=ORG, commands=Commands())
        assert json.loads(answer)["Operations"] == []


@pytest.mark.source("zitadel-scim.md 2.3, 2.4")
def test_a_body_that_cannot_be_read_is_refused_as_a_whole() -> None:
    """Like any other body, the size limit included."""
    for body, limit, error_id in (
        (b"", None, "SCIM-ucrjson"),
        (b'{"schemas":[]}', None, "SCIM-xxrschema"),
        (b'{"schemas":["urn', 16, "SCIM-hmaxb1"),
        (request(None), None, "RECOVER"),
    ):
        with pytest.raises(Refusal) as caught:
            run_bulk(body, limit=1, base=BASE, org=ORG, commands=Commands(), body_limit=limit)
        assert caught.value.error_id == error_id


def test_each_failure_is_told_before_the_next_operation() -> None:
    """So that why it failed stands next to what was done."""
    commands = Commands()
    told: list[tuple[str | None, int]] = []
    run_bulk(
        request(op("DELETE", "/Users/nobody"), op("DELETE", "/"), op("DELETE", "/Users/u1")),
        limit=9,
        base=BASE,
        org=ORG,
        commands=commands,
        refused=lambda refusal: told.append((refusal.error_id, len(commands.done))),
    )

    assert told == [("COMMAND-bd4ir1mblj", 1), ("SCIM-BLK13", 1)]


@pytest.mark.source("zitadel-scim.md 12.3")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/Users", ("Users", ""), id="collection"),
        pytest.param("/Users/", ("Users", ""), id="trailing-slash"),
        pytest.param("/Users/a%2Fb", ("Users", "a%2Fb"), id="not-decoded"),
    ],
)
def test_paths_name_a_resource_and_maybe_an_id(path: str, expected: tuple[str, str]) -> None:
    """They are relative to the organization."""
    assert split_path(path) == expected


@pytest.mark.source("zitadel-scim.md 12.1, 12.2; internal/api/scim/resources/bulk.go")
def test_null_breaks_the_request_when_its_turn_comes() -> None:
    """What came before it is done; a request that stops earlier never gets there."""
    commands = Commands()
    with pytest.raises(Refusal) as caught:
        run(commands, op("DELETE", "/Users/u"), None, op("DELETE", "/Users/v"))
    stopped = run(Commands(), op("DELETE", "/Users/nobody"), None, failOnErrors=1)
    with pytest.raises(Refusal) as too_many:
        run(Commands(), *[None] * 101)

    assert caught.value.error_id == "RECOVER"
    assert commands.done == [("DELETE", "u")]
    assert [one["status"] for one in stopped] == ["404"]
    assert too_many.value.error_id == "SCIM-BLK19"


@pytest.mark.source("zitadel-scim.md 12.3; internal/api/scim/schemas/schemas.go")
@pytest.mark.parametrize(
    ("path", "where"),
    [
        pytest.param("/Users/.", USERS, id="here"),
        pytest.param("/Users/..", USERS.removesuffix("/Users"), id="above"),
        pytest.param("/../x", f"{BASE}/scim/v2/x", id="above a resource"),
    ],
)
def test_locations_are_clean_paths(path: str, where: str) -> None:
    """An id of dots is an id like any other, but not in the location."""
    (answer,) = run(Commands(), op("GET", path))

    assert answer["location"] == where
