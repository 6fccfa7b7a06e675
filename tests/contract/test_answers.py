"""Every 2xx answer of the SCIM interface parses with scim2-models, but for what is ZITADEL's."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.scim import urns
from tests.contract.fake import blocking_client
from tests.contract.known import OBJECTIONS
from tests.contract.reader import Objection, objections
from tests.golden.recordings import SCIM, Step, read_area

FULL: dict[str, Any] = {
    "externalId": "e-1",
    "nickName": "Ced",
    "displayName": "Cedar G.",
    "profileUrl": "https://people.example/cedar",
    "title": "Data & Ops <R>",
    "preferredLanguage": "fr-CH",
    "locale": "de_CH",
    "timezone": "Europe/Zurich",
    "active": False,
    "password": "Zurich-2026",
    "name": {
        "formatted": "Dr. Cedar Grove",
        "givenName": "Cedar",
        "familyName": "Grove",
        "middleName": "Q",
        "honorificPrefix": "Dr.",
        "honorificSuffix": "PhD",
    },
    "emails": [
        {"value": "home@example.com", "type": "home"},
        {"value": "cedar@example.com", "type": "work", "primary": True},
    ],
    "phoneNumbers": [{"value": "079 555 01 02", "type": "mobile", "primary": True}],
    "ims": [{"value": "cedar", "type": "xmpp"}],
    "addresses": [{"type": "work", "streetAddress": "1 Lane", "country": "CH", "primary": True}],
    "photos": [{"value": "https://people.example/cedar.png", "type": "photo"}],
    "entitlements": [{"value": "gold", "display": "Gold"}],
    "roles": [{"value": "admin", "primary": True}, {"value": "editor"}],
    f"{urns.ENTERPRISE_USER}": {"department": "R&D"},
}


def user(login: str, *names: str, **more: Any) -> dict[str, Any]:
    """Return a user with the least there is, and these attributes besides."""
    least = {
        "schemas": [urns.USER],
        "userName": login,
        "name": {"givenName": "Cedar", "familyName": "Grove"},
        "emails": [{"value": "cedar@example.com"}],
    }
    return least | {name: FULL[name] for name in names} | more


def patch(op: str, path: str | None, value: object) -> dict[str, Any]:
    """Return a PatchOp of one operation."""
    operation = {"op": op, "value": value} | ({} if path is None else {"path": path})
    return {"schemas": [urns.PATCH_OP], "Operations": [operation]}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a fresh instance."""
    with blocking_client() as made:
        yield made


def unlisted(found: set[Objection]) -> list[Objection]:
    """Return what the list of ZITADEL's own does not have."""
    return sorted(found - OBJECTIONS.keys())


def accepted(answer: httpx.Response) -> httpx.Response:
    """Insist that an answer is 2xx and parses."""
    assert answer.is_success, answer.text
    if answer.content:
        assert unlisted(objections(answer.content, answer.request.method)) == []
    return answer


# -- the fake ----------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 5")
@pytest.mark.parametrize(
    "path",
    [
        "ServiceProviderConfig",
        "ResourceTypes",
        "ResourceTypes/User",
        "Schemas",
        f"Schemas/{urns.USER}",
    ],
)
def test_discovery_parses(client: httpx.Client, path: str) -> None:
    """Each document is what it says it is."""
    accepted(client.get(f"/{path}"))


@pytest.mark.source("zitadel-scim.md 6.1, 6.3")
@pytest.mark.parametrize("name", [None, *FULL])
def test_a_user_parses_wherever_it_is_shown(client: httpx.Client, name: str | None) -> None:
    """Echo of POST and PUT, GET, list and search; with one attribute each, then without it."""
    names = (name,) if name else ()
    login = f"parses-{name}"
    created = accepted(client.post("/Users", json=user(login, *names)))
    path = f"/Users/{created.json()['id']}"
    accepted(client.get(path))
    found = accepted(client.get("/Users", params={"filter": f'userName eq "{login}"'}))
    assert [each["userName"] for each in found.json()["Resources"]] == [login]
    accepted(client.put(path, json=user(login)))
    accepted(client.put(path, json=user(login, *names)))
    search = {"schemas": [urns.SEARCH_REQUEST], "filter": f'id eq "{created.json()["id"]}"'}
    assert accepted(client.post("/Users/.search", json=search)).json()["totalResults"] == 1
    assert client.delete(path).status_code == 204


@pytest.mark.source("zitadel-scim.md 6, 9")
def test_a_user_with_everything_parses_after_every_change(client: httpx.Client) -> None:
    """However attributes are added, replaced and removed, what is read stays a user."""
    created = accepted(client.post("/Users", json=user("everything", *FULL)))
    path = f"/Users/{created.json()['id']}"
    for name in FULL:
        if name in (urns.ENTERPRISE_USER, "password"):
            continue
        for op in ("replace", "add", "remove"):
            answer = client.patch(path, json=patch(op, name, FULL[name]))
            assert answer.status_code in (204, 400), answer.text
            accepted(client.get(path))
    accepted(client.patch(path, json=patch("replace", None, {"active": True, "title": "x"})))
    accepted(client.put(path, json=user("everything", *FULL)))
    accepted(client.get(path))


@pytest.mark.source("zitadel-scim.md 11")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "count=0",
        "count=1",
        "startIndex=2&count=1",
        "startIndex=1000",
        "sortBy=userName&sortOrder=descending",
        "sortBy=meta.created",
        "filter=userName%20pr%20and%20not%20(active%20eq%20false)",
        "attributes=userName",
    ],
)
def test_a_list_parses(client: httpx.Client, query: str) -> None:
    """Whatever page of whatever list."""
    accepted(client.get(f"/Users?{query}"))


@pytest.mark.source("zitadel-scim.md 12.3")
def test_a_bulk_answer_parses(client: httpx.Client) -> None:
    """Successes and refusals of every method."""
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("in-bulk", *FULL)},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("in-bulk")},
        {"method": "PUT", "path": "/Users/bulkId:a", "data": user("in-bulk")},
        {"method": "PATCH", "path": "/Users/bulkId:a", "data": patch("add", "title", "x")},
        {"method": "DELETE", "path": "/Users/bulkId:a"},
        {"method": "DELETE", "path": "/Users/1"},
        {"method": "GET", "path": "/Users/1"},
    ]
    body = {"schemas": [urns.BULK_REQUEST], "Operations": operations}
    answer = accepted(client.post("/Bulk", json=body))

    statuses = [each["status"] for each in answer.json()["Operations"]]
    assert statuses == ["201", "409", "200", "204", "204", "404", "400"]


# -- the recordings ----------------------------------------------------------------------


def recorded() -> Iterator[tuple[str, Step]]:
    """Yield every recorded SCIM answer with a 2xx body, and where it stands."""
    for name in SCIM:
        area = read_area(name)
        for owner in (*area.groups.values(), *area.cases):
            for number, step in enumerate(owner.steps, 1):
                scim = step.request.target.startswith("/scim/v2/")
                if scim and 200 <= step.answer.status < 300 and step.answer.body:
                    yield f"{name}/{owner.id}, step {number}", step


def filled(template: str) -> bytes:
    """Put something of the right kind where a recording has a placeholder."""
    text = re.sub(r"\{\{time[^}]*\}\}", "2026-07-10T12:00:00.5Z", template)
    text = text.replace("{{base}}", "http://localhost:8080")
    return re.sub(r"\{\{[^}]*\}\}", "1", text).encode()


@pytest.mark.source("zitadel-scim.md 2.4, 4.1, 5.2, 6.5, 7.1, 12.3, 12.4")
def test_recorded_answers_parse_but_for_what_is_listed() -> None:
    """The list is what a running ZITADEL did: nothing beside it, and nothing in it unseen."""
    seen: dict[Objection, str] = {}
    answers: dict[tuple[bytes, str], str] = {}
    count = 0
    for place, step in recorded():
        assert isinstance(step.answer.body, str)
        count += 1
        answers.setdefault((filled(step.answer.body), step.request.method), place)
    for (body, method), place in answers.items():
        for objection in objections(body, method):
            seen.setdefault(objection, place)

    assert {str(each): seen[each] for each in unlisted(set(seen))} == {}
    assert OBJECTIONS.keys() - seen.keys() == set()
    assert count == 1588


def test_the_reader_does_object() -> None:
    """A reader that accepts everything would prove nothing."""
    body = {"schemas": [urns.USER], "id": "1", "userName": 5, "nonsense": True}

    assert {each.where for each in objections(json.dumps(body).encode())} == {
        "userName",
        "nonsense",
    }
