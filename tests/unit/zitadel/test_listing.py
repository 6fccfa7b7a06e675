"""Lists of users: what a query string asks for, and the answer."""

import json
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.scim import urns
from simulator.scim.filters import AttributePath, Present
from simulator.zitadel.decode import SearchRequest, decode_search
from simulator.zitadel.listing import Search, list_users, read_filter, read_query
from simulator.zitadel.model import Caller
from simulator.zitadel.queries import EmptyFilter

from .lab import BASE, CALLER, ORG, OTHER_ORG, Lab, user

INT64 = 2**63 - 1


def wanted(**parts: Any) -> Search:
    """Return a request for a list."""
    usual: dict[str, Any] = dict.fromkeys(
        ("start_index", "count", "sort_by", "sort_order", "filter")
    )
    return SearchRequest(**{**usual, **parts})


def listed(lab: Lab, query: str | Search = "", org_id: str = ORG) -> Any:
    """Return a list as JSON."""
    request = read_query(query.encode()) if isinstance(query, str) else query
    body = list_users(lab.store, request, org_id=org_id, caller=lab.caller, base=BASE)
    assert body.endswith(b"]}\n")
    return json.loads(body)


def logins(answer: Any) -> list[str]:
    """Return the user names in a list."""
    return [one["userName"] for one in answer["Resources"]]


def refused(lab: Lab, query: str | Search) -> Refusal:
    """Return what a list is refused with."""
    with pytest.raises(Refusal) as caught:
        listed(lab, query)
    return caught.value


# -- the query string --------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 11.2")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(b"", wanted(), id="nothing"),
        pytest.param(b"count=5&startIndex=2", wanted(count=5, start_index=2), id="numbers"),
        pytest.param(b"COUNT=5&startindex=2", wanted(count=5, start_index=2), id="any-case"),
        pytest.param("\u017ftartIndex=2".encode(), wanted(start_index=2), id="long-s"),
        pytest.param(b"count=%2B1", wanted(count=1), id="plus"),
        pytest.param(b"count=-05", wanted(count=-5), id="negative"),
        pytest.param(b"startIndex=9223372036854775807", wanted(start_index=INT64), id="largest"),
        pytest.param(
            b"startIndex=-9223372036854775808", wanted(start_index=-INT64 - 1), id="smallest"
        ),
        pytest.param(b"count=&startIndex=&sortBy=&sortOrder=", wanted(), id="empty"),
        pytest.param(b"count=1&count=2", wanted(count=2), id="last-wins"),
        pytest.param(b"count=x&count=2", wanted(count=2), id="last-wins-over-bad"),
        pytest.param(
            b"sortBy=name.givenName&sortOrder=down",
            wanted(sort_by="name.givenName", sort_order="down"),
            id="sorting-is-not-looked-at",
        ),
        pytest.param(b"filter=id+pr", wanted(filter=Present(AttributePath("id"))), id="plus-blank"),
        pytest.param(
            b"filter=id%20pr", wanted(filter=Present(AttributePath("id"))), id="escaped-blank"
        ),
        pytest.param(b"filter=", wanted(filter=EmptyFilter()), id="filter-empty"),
        pytest.param(b"filter", wanted(filter=EmptyFilter()), id="filter-no-value"),
        pytest.param(b"filter.x=1&count.y=z&attributes=a&=b&&", wanted(), id="unknown"),
        pytest.param(b"sortBy=%ff", wanted(sort_by="\ufffd"), id="no-utf8"),
    ],
)
def test_query_strings_are_read_the_way_zitadel_does(query: bytes, expected: Search) -> None:
    """Names in any case, unknown ones ignored, empty values as if they were absent."""
    assert read_query(query) == expected


@pytest.mark.source("zitadel-scim.md 4.7, 11.2")
@pytest.mark.parametrize(
    ("query", "status", "error_id", "detail"),
    [
        pytest.param(b"count=abc", 500, "RECOVER", "An internal error occurred", id="word"),
        pytest.param(b"count=1.5", 500, "RECOVER", "An internal error occurred", id="float"),
        pytest.param(b"count=0x10", 500, "RECOVER", "An internal error occurred", id="hex"),
        pytest.param(b"count=%201", 500, "RECOVER", "An internal error occurred", id="blank"),
        pytest.param(b"count=1_0", 500, "RECOVER", "An internal error occurred", id="underscore"),
        pytest.param(
            "count=\u0661".encode(), 500, "RECOVER", "An internal error occurred", id="other-digit"
        ),
        pytest.param(
            b"startIndex=9223372036854775808",
            500,
            "RECOVER",
            "An internal error occurred",
            id="overflow",
        ),
        pytest.param(
            b"count=" + b"9" * 5000, 500, "RECOVER", "An internal error occurred", id="huge"
        ),
        pytest.param(
            b"count=a&StartIndex=b",
            400,
            "SCIM-ullform",
            'Could not decode form: schema: error converting value for "count" (and 1 other error)',
            id="two",
        ),
        pytest.param(
            b"filter=x&COUNT=a",
            400,
            "SCIM-ullform",
            'Could not decode form: schema: error converting value for "COUNT" (and 1 other error)',
            id="one-and-the-filter",
        ),
        pytest.param(
            b"count=a&COUNT=b&startIndex=c",
            400,
            "SCIM-ullform",
            "Could not decode form: schema: error converting value for "
            '"count" (and 2 other errors)',
            id="three",
        ),
        pytest.param(b"filter=x", 400, "SCIM-filt14", "failed to parse filter", id="filter"),
        pytest.param(
            b"filter=%20", 400, "SCIM-filt14", "failed to parse filter", id="filter-blank"
        ),
        pytest.param(
            b"filter=" + b"x" * 1001,
            400,
            "SCIM-filt13",
            "filter exceeds maximum allowed length: 1000",
            id="filter-long",
        ),
        pytest.param(b"x=%zz&count=1", 500, "FORM-lCC9zI", "error parsing http form", id="escape"),
        pytest.param(b"count=1%", 500, "FORM-lCC9zI", "error parsing http form", id="escape-cut"),
        pytest.param(b"a;b", 500, "FORM-lCC9zI", "error parsing http form", id="semicolon"),
    ],
)
def test_query_strings_that_cannot_be_read(
    query: bytes, status: int, error_id: str, detail: str
) -> None:
    """One bad number is a panic, two are an error."""
    with pytest.raises(Refusal) as caught:
        read_query(query)

    refusal = caught.value
    assert (refusal.status, refusal.error_id, refusal.detail) == (status, error_id, detail)


# -- the answer --------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 11.1")
def test_a_list_shows_people_as_a_read_does(lab: Lab) -> None:
    """All attributes, oldest first; service accounts and other organizations are not in it."""
    ids = [
        lab.create(user(login, externalId=login, title="<T>")).user_id for login in ("one", "two")
    ]
    lab.create(user("other"), org_id=OTHER_ORG)
    answer = listed(lab)

    assert list(answer) == ["schemas", "itemsPerPage", "totalResults", "startIndex", "Resources"]
    assert answer["schemas"] == [urns.LIST_RESPONSE]
    assert (answer["itemsPerPage"], answer["totalResults"], answer["startIndex"]) == (100, 2, 1)
    assert answer["Resources"] == [lab.get(user_id) for user_id in ids]


@pytest.mark.source("zitadel-scim.md 11.1")
def test_an_empty_list_is_there_in_full(lab: Lab) -> None:
    """Key by key what ZITADEL sends."""
    body = list_users(lab.store, wanted(), org_id=ORG, caller=lab.caller, base=BASE)

    assert body == (
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"itemsPerPage":100,'
        b'"totalResults":0,"startIndex":1,"Resources":[]}\n'
    )


@pytest.mark.source("zitadel-scim.md 11.2")
@pytest.mark.parametrize(
    ("query", "shown", "numbers"),
    [
        pytest.param("count=2", ["p1", "p2"], (2, 5, 1), id="first"),
        pytest.param("startIndex=3&count=2", ["p3", "p4"], (2, 5, 3), id="middle"),
        pytest.param("startIndex=5&count=2", ["p5"], (2, 5, 5), id="last"),
        pytest.param("startIndex=-3&count=1", ["p1"], (1, 5, 1), id="below-one"),
        pytest.param("startIndex=6", [], (100, 0, 6), id="beyond"),
        pytest.param(f"startIndex={INT64}&count=1", [], (1, 0, INT64), id="far-beyond"),
        pytest.param(
            "sortBy=userName&sortOrder=descending&count=2", ["p5", "p4"], (2, 5, 1), id="descending"
        ),
        pytest.param('filter=userName ne "p2"&count=2', ["p1", "p3"], (2, 4, 1), id="filter"),
        pytest.param(
            'filter=userName ne "p2"&startIndex=4&count=2', ["p5"], (2, 4, 4), id="filter-last"
        ),
        pytest.param('filter=userName eq "p2"&startIndex=2', [], (100, 0, 2), id="filter-beyond"),
    ],
)
def test_lists_come_in_pages(
    lab: Lab, query: str, shown: list[str], numbers: tuple[int, int, int]
) -> None:
    """itemsPerPage is what was asked for; beyond the last match even the total is 0."""
    for login in ("p1", "p2", "p3", "p4", "p5"):
        lab.create(user(login))
    answer = listed(lab, query)

    assert logins(answer) == shown
    assert numbers == (answer["itemsPerPage"], answer["totalResults"], answer["startIndex"])


@pytest.mark.source("zitadel-scim.md 11.2")
@pytest.mark.parametrize(
    ("query", "total", "start"),
    [
        pytest.param("count=0", 4, 1, id="zero"),
        pytest.param("count=-5", 4, 1, id="negative"),
        pytest.param('count=0&filter=userName eq "nobody"', 4, 1, id="filter-forgotten"),
        pytest.param("count=0&startIndex=4", 4, 4, id="up-to-the-number"),
        pytest.param("count=0&startIndex=5", 0, 5, id="beyond-the-number"),
    ],
)
def test_without_a_page_the_total_is_that_of_the_instance(
    lab: Lab, query: str, total: int, start: int
) -> None:
    """Service accounts and other organizations are counted, whatever the filter."""
    lab.create(user("one"))
    lab.create(user("two"))
    lab.create(user("three"), org_id=OTHER_ORG)
    answer = listed(lab, query)

    assert answer["Resources"] == []
    assert (answer["itemsPerPage"], answer["totalResults"], answer["startIndex"]) == (
        0,
        total,
        start,
    )


@pytest.mark.source("zitadel-scim.md 11.2")
@pytest.mark.parametrize(
    ("query", "error_id"),
    [
        pytest.param("count=101", "SCIM-ucr", id="count"),
        pytest.param("sortOrder=Ascending", "SCIM-ucx", id="order"),
        pytest.param("sortBy=title", "SCIM-FF433", id="sort"),
        pytest.param("filter=", "SCIM-FF412", id="filter-empty"),
        pytest.param("count=101&sortOrder=x", "SCIM-ucr", id="count-before-order"),
        pytest.param("sortBy=active&sortOrder=x", "SCIM-ucx", id="order-before-sort"),
        pytest.param("sortBy=active&filter=title pr", "SCIM-SRT1", id="sort-before-filter"),
        pytest.param("count=101&filter=", "SCIM-ucr", id="count-before-empty-filter"),
        pytest.param("count=101&filter=x", "SCIM-filt14", id="syntax-before-count"),
        pytest.param("count=0&filter=title pr", "SCIM-FF433", id="without-a-page-too"),
        pytest.param('filter=userName eq "a%00b"', "QUERY-AG4gs", id="nul"),
    ],
)
def test_the_first_thing_wrong_is_refused(lab: Lab, query: str, error_id: str) -> None:
    """Count, order, attribute to sort by, then what the filter means."""
    assert refused(lab, query).error_id == error_id


@pytest.mark.source("zitadel-scim.md 11.2")
def test_a_search_body_asks_for_the_same(lab: Lab) -> None:
    """But an empty sort order is refused there, and an empty filter is none."""
    lab.create(user("one"))
    lab.create(user("two"))

    def search(**parts: Any) -> Search:
        body = json.dumps({"schemas": [urns.SEARCH_REQUEST], **parts}).encode()
        return decode_search(body, parse_filter=read_filter)

    assert logins(listed(lab, search(filter='userName eq "TWO"', count=1))) == ["two"]
    assert logins(listed(lab, search(filter="", sortBy="", sortOrder=None))) == ["one", "two"]
    assert refused(lab, search(sortOrder="")).error_id == "SCIM-ucx"
    assert refused(lab, search(count=101)).error_id == "SCIM-ucr"
    with pytest.raises(Refusal) as caught:
        search(filter=" ")
    assert caught.value.error_id == "SCIM-filt14"


@pytest.mark.source("zitadel-scim.md 7.5")
def test_a_caller_with_a_provisioning_domain_sees_its_own_external_ids(lab: Lab) -> None:
    """In every element of the list, and in filters."""
    lab.create(user("one", externalId="plain"))
    lab.caller = Caller(user_id=CALLER, provisioning_domain="okta.example")
    lab.create(user("two", externalId="scoped"))

    answer = listed(lab)
    assert [one.get("externalId") for one in answer["Resources"]] == [None, "scoped"]
    assert answer["Resources"][1]["meta"]["location"].startswith(f"{BASE}/scim/v2/{ORG}/Users/")
    assert logins(listed(lab, 'filter=externalId eq "scoped"')) == ["two"]
    assert logins(listed(lab, 'filter=externalId eq "plain"')) == []


@pytest.mark.source("zitadel-scim.md 1.5")
def test_a_removed_organization_has_nobody(lab: Lab) -> None:
    """The list is empty, its people are not counted."""
    lab.create(user("one"))
    lab.emit("org.removed", ORG, 2)

    assert listed(lab)["totalResults"] == 0
    assert listed(lab)["Resources"] == []
    assert listed(lab, "count=0")["totalResults"] == 0


@pytest.mark.source("zitadel-scim.md 11.1")
def test_people_of_all_states_but_the_removed_are_listed(lab: Lab) -> None:
    """Locked, inactive and initial ones are there."""
    one, two, gone = (lab.create(user(login)).user_id for login in ("one", "two", "gone"))
    lab.elsewhere(one, "user.locked")
    lab.elsewhere(two, "user.deactivated")
    lab.delete(gone)
    lab.created_elsewhere("900000000000000001", userName="three")
    lab.elsewhere("900000000000000001", "user.human.initialization.code.added")

    answer = listed(lab)
    assert logins(answer) == ["one", "two", "three"]
    assert [one["active"] for one in answer["Resources"]] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        pytest.param('userName eq "a"', "zitadel_user_name", id="user-name"),
        pytest.param('externalId eq "a"', "zitadel_metadata_external_id", id="external-id"),
        pytest.param('id eq "1"', "zitadel_user_id", id="id"),
        pytest.param("id pr", "zitadel_user_org", id="everybody"),
    ],
)
def test_the_usual_questions_use_an_index(lab: Lab, text: str, index: str) -> None:
    """A list never reads the whole table for them."""
    ran: list[str] = []
    lab.store.db.set_trace_callback(ran.append)
    listed(lab, wanted(filter=read_filter(text)))
    lab.store.db.set_trace_callback(None)
    statement = next(sql for sql in ran if "u.scim" in sql)

    plan = lab.store.db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert any(index in step[3] for step in plan)
    assert not any(step[3].startswith("SCAN u") for step in plan)
